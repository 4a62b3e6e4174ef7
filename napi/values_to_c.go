//go:build cgo

package napi

/*
#include "core.h"
*/
import "C"

import "github.com/dop251/goja"

// Functions to convert from Node-API to C types

//export goArrayLength
func goArrayLength(env uint32, word uint64) int64 {
	defer guard()
	e := envOf(env)
	o, ok := e.rt.value(word).(*goja.Object)
	if !ok || !isArray(o) {
		return int64(e.failed(C.napi_array_expected))
	}
	return o.Get("length").ToInteger() // an array's own, which runs no script
}

// isArray reports whether an object is an array itself; a proxy of one is not.
func isArray(o *goja.Object) bool {
	return selfOf(o).tab != tabProxy && o.ClassName() == "Array"
}

//export goGetPrototype
func goGetPrototype(env uint32, word uint64) uint64 {
	defer guard()
	e := envOf(env)
	o, ok := e.toObject(word)
	if !ok {
		return 0
	}
	if selfOf(o).tab == tabProxy { // as in Node, the handler is not asked
		return wordNull
	}
	proto := o.Prototype()
	if proto == nil {
		return wordNull
	}
	return e.rt.push(proto)
}
