//go:build cgo

package main

import (
	"os"
	"runtime"

	native "github.com/napicheck/napicheck/internal/addons"
	"github.com/napicheck/napicheck/internal/jsrt"
)

func init() {
	addonLoader = func(o *jsrt.Options, records *os.File) {
		runtime.LockOSThread() // addons know the thread of JavaScript
		o.LoadAddon, o.Exit = native.Load, native.Exit
		if records != nil {
			o.LoadAddon = native.Checked(records)
		}
	}
}
