//go:build cgo

package napi

/*
#include "core.h"
*/
import "C"

import "github.com/dop251/goja"

// Object creation functions

//export goCreateArray
func goCreateArray(env uint32, length int32) uint64 {
	defer guard()
	rt := envOf(env).rt
	array := rt.vm.NewArray()
	if length > 0 {
		if err := array.Set("length", intValue(length)); err != nil {
			panic(err)
		}
	}
	return rt.pushGo(array, typeObject)
}

//export goCreateObject
func goCreateObject(env uint32) uint64 {
	defer guard()
	rt := envOf(env).rt
	return rt.pushGo(rt.vm.NewObject(), typeObject)
}

//export goCreateObjectWithProperties
func goCreateObjectWithProperties(env uint32, prototype uint64, names, values, count uintptr) (word uint64) {
	defer guard()
	e := envOf(env)
	rt := e.rt
	var proto *goja.Object
	if prototype != 0 && prototype != wordNull {
		o, ok := rt.value(prototype).(*goja.Object)
		if !ok {
			return e.none(C.napi_object_expected)
		}
		proto = o
	}
	ok := e.try(func() {
		o := rt.vm.CreateObject(proto)
		keys, vals := handles(names, int(count)), handles(values, int(count))
		for i := range keys {
			rt.defineValue(o, rt.key(keys[i]), rt.value(vals[i]), C.napi_default_jsproperty)
		}
		word = rt.pushGo(o, typeObject)
	})
	if !ok {
		return e.none(C.napi_pending_exception)
	}
	return word
}

//export goCreateSymbol
func goCreateSymbol(env uint32, description uint64) (word uint64) {
	defer guard()
	e := envOf(env)
	rt := e.rt
	ok := e.try(func() {
		if description == 0 {
			word = rt.push(rt.invoke(rt.js.symbol, goja.Undefined()))
		} else {
			word = rt.push(rt.invoke(rt.js.symbol, goja.Undefined(), rt.value(description)))
		}
	})
	if !ok {
		return e.none(C.napi_pending_exception)
	}
	return word
}

//export goSymbolFor
func goSymbolFor(env uint32, description, length uintptr) (word uint64) {
	defer guard()
	e := envOf(env)
	rt := e.rt
	ok := e.try(func() {
		word = rt.push(rt.invoke(rt.js.symbolFor, goja.Undefined(), rt.utf8(description, int(length))))
	})
	if !ok {
		return e.none(C.napi_pending_exception)
	}
	return word
}

// utf8 makes a string of UTF-8 in C memory, by the decoder of the C core.
func (rt *Runtime) utf8(address uintptr, n int) goja.Value {
	rt.openScope()
	v := rt.value(uint64(C.core_new_utf8(rt.c, (*C.char)(pointer(address)), C.size_t(n))))
	rt.closeScopes(rt.c.depth - 1)
	return v
}
