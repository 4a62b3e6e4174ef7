//go:build cgo

package napi

/*
#include "core.h"
*/
import "C"

import (
	"fmt"

	"github.com/dop251/goja"
)

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

// rangeFailure throws a RangeError of Node-API and fails with a status.
func (e *Env) rangeFailure(code, message string, s Status) uint64 {
	e.throwError(rangeError, asciiValue(code), asciiValue(message))
	return e.none(s)
}

//export goCreateArrayBuffer
func goCreateArrayBuffer(env uint32, length uint64, shared bool, data uintptr) uint64 {
	defer guard()
	e := envOf(env)
	if length > maxBuffer {
		e.throwError(rangeError, nil, asciiValue("Array buffer allocation failed"))
		return e.none(C.napi_pending_exception)
	}
	b := e.rt.newArrayBuffer(e.rt.watchMemory(newMemory(int(length))))
	if shared {
		e.rt.share(b)
	}
	*(*uintptr)(pointer(data)) = b.address(0)
	return e.rt.pushGo(b.object(), typeObject)
}

//export goCreateBuffer
func goCreateBuffer(env uint32, length uint64, from, data uintptr) (word uint64) {
	defer guard()
	e := envOf(env)
	if length > maxBuffer {
		return e.tooLarge()
	}
	memory := e.rt.watchMemory(newMemory(int(length)))
	if from != 0 {
		copy(memory, bytes(from, int(length)))
	}
	b := e.rt.newArrayBuffer(memory)
	*(*uintptr)(pointer(data)) = b.address(0)
	if !e.try(func() { word = e.rt.pushGo(e.rt.newBuffer(b, 0, int(length)), typeObject) }) {
		return e.none(C.napi_pending_exception)
	}
	return word
}

func (e *Env) tooLarge() uint64 {
	e.throwError(rangeError, asciiValue("ERR_BUFFER_TOO_LARGE"), asciiValue("Cannot create a Buffer larger than 0x100000000 bytes"))
	return e.none(C.napi_generic_failure)
}

// goCreateExternalBuffer makes a buffer over memory of the addon: a view of it,
// or itself. ref is told when it is no longer used.
//
//export goCreateExternalBuffer
func goCreateExternalBuffer(env uint32, data uintptr, length uint64, ref uintptr, shared, view bool) (word uint64) {
	defer guard()
	e := envOf(env)
	rt := e.rt
	if length > maxBuffer {
		return e.tooLarge()
	}
	var memory []byte
	if data != 0 {
		memory = bytes(data, int(length))
	}
	b := rt.newArrayBuffer(memory)
	if shared {
		rt.share(b)
	}
	o := b.object()
	if view && !e.try(func() { o = rt.newBuffer(b, 0, len(memory)) }) {
		return e.none(C.napi_pending_exception)
	}
	if ref != 0 {
		rt.own(b, ref)
	}
	if data == 0 && !shared { // as in Node: nothing to hold, so it is given back at once
		rt.detach(b)
	}
	return rt.pushGo(o, typeObject)
}

//export goCreateTypedArray
func goCreateTypedArray(env uint32, kind int32, length, word, offset uint64) (result uint64) {
	defer guard()
	e := envOf(env)
	b, ok := e.rt.bufferArg(word)
	if !ok || kind < 0 || int(kind) >= len(elementTypes) || e.rt.typedArray(int(kind)).constructor == nil {
		return e.none(C.napi_invalid_arg)
	}
	t := elementTypes[kind]
	size, have := uint64(t.size), uint64(len(*b.data()))
	if offset%size != 0 {
		return e.rangeFailure("ERR_NAPI_INVALID_TYPEDARRAY_ALIGNMENT", fmt.Sprintf("start offset of %s should be a multiple of %d", t.name, size), C.napi_generic_failure)
	}
	if offset > have || length > (have-offset)/size {
		return e.rangeFailure("ERR_NAPI_INVALID_TYPEDARRAY_LENGTH", "Invalid typed array length", C.napi_generic_failure)
	}
	ok = e.try(func() {
		result = e.rt.pushGo(e.rt.newTypedArray(int(kind), b, int(offset), int(length), nil), typeObject)
	})
	if !ok {
		return e.none(C.napi_pending_exception)
	}
	return result
}

// bufferArg returns the ArrayBuffer or SharedArrayBuffer of a handle.
func (rt *Runtime) bufferArg(word uint64) (*buffer, bool) {
	o, ok := rt.value(word).(*goja.Object)
	if !ok {
		return nil, false
	}
	b := bufferOf(o)
	return b, b != nil
}

//export goCreateBufferFrom
func goCreateBufferFrom(env uint32, word uint64, offset, length uint64) (result uint64) {
	defer guard()
	e := envOf(env)
	b, _ := e.rt.bufferArg(word)
	if have := uint64(len(*b.data())); offset > have || length > have-offset {
		return e.rangeFailure("ERR_OUT_OF_RANGE", "The byte offset + length is out of range", C.napi_ok)
	}
	if !e.try(func() { result = e.rt.pushGo(e.rt.newBuffer(b, int(offset), int(length)), typeObject) }) {
		return e.none(C.napi_pending_exception)
	}
	return result
}

//export goCreateDataView
func goCreateDataView(env uint32, length, word, offset uint64) (result uint64) {
	defer guard()
	e := envOf(env)
	b, ok := e.rt.bufferArg(word)
	if !ok {
		return e.none(C.napi_invalid_arg)
	}
	if have := uint64(len(*b.data())); offset > have || length > have-offset {
		return e.rangeFailure("ERR_NAPI_INVALID_DATAVIEW_ARGS",
			"byte_offset + byte_length should be less than or equal to the size in bytes of the array passed in", C.napi_pending_exception)
	}
	ok = e.try(func() {
		o, err := e.rt.vm.New(e.rt.buffers.view, b.object(), lengthValue(int(offset)), lengthValue(int(length)))
		must(err)
		result = e.rt.pushGo(o, typeObject)
	})
	if !ok {
		return e.none(C.napi_pending_exception)
	}
	return result
}

//export goCreateDate
func goCreateDate(env uint32, time float64) (word uint64) {
	defer guard()
	e := envOf(env)
	ok := e.try(func() {
		o, err := e.rt.vm.New(e.rt.buffers.date, floatValue(time))
		must(err)
		word = e.rt.pushGo(o, typeObject)
	})
	if !ok {
		return e.none(C.napi_pending_exception)
	}
	return word
}

//export goCreateExternal
func goCreateExternal(env uint32, data, ref uintptr) uint64 {
	defer guard()
	rt := envOf(env).rt
	o := rt.vm.CreateObject(nil)
	h := hide(o)
	h.external, h.data = true, data
	rt.invoke(rt.js.preventExtensions, goja.Undefined(), o)
	if ref != 0 {
		(*C.struct_napi_ref__)(pointer(ref)).held = C.uint32_t(rt.hold(o, false, ref))
	}
	return rt.push(o)
}
