//go:build cgo

package main

import (
	"os"
	"runtime"

	"github.com/napicheck/napicheck/internal/addons"
	"github.com/napicheck/napicheck/internal/jsrt"
	"github.com/napicheck/napicheck/loader/native"
)

func init() {
	addonLoader = func(o *jsrt.Options, records *os.File) {
		runtime.LockOSThread() // addons know the thread of JavaScript
		native.TellCrashes()
		o.LoadAddon, o.Exit = addons.Load, addons.Exit
		if records != nil {
			o.LoadAddon = addons.Checked(records)
		}
	}
}
