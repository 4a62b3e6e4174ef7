//go:build cgo

package napi

import "C"

// Object lifetime management: handle scopes

//export goEscape
func goEscape(env uint32, word uint64, index uint32) {
	defer guard()
	rt := envOf(env).rt
	rt.keep(index, rt.value(word))
}
