//go:build cgo

package napi

import "C"

// Memory management

//export goOutside
func goOutside(env uint32, bytes int64) {
	defer guard()
	envOf(env).rt.heap.Outside(bytes)
}
