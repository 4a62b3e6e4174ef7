//go:build cgo

package main

import (
	"runtime"

	native "github.com/napicheck/napicheck/internal/addons"
	"github.com/napicheck/napicheck/internal/jsrt"
)

func init() {
	addonLoader = func(o *jsrt.Options) {
		runtime.LockOSThread() // addons know the thread of JavaScript
		o.LoadAddon, o.Exit = native.Load, native.Exit
	}
}
