//go:build cgo

package napi

/*
#include "core.h"
*/
import "C"

import (
	"unsafe"

	"github.com/dop251/goja"
)

// Working with JavaScript functions

//export goCallFunction
func goCallFunction(env uint32, recv, function uint64, argc, argv uintptr, wanted bool) (word uint64) {
	defer guard()
	e := envOf(env)
	rt := e.rt
	base := len(rt.args)
	rt.args = append(rt.args, rt.value(recv))
	for _, arg := range handles(argv, int(argc)) {
		rt.args = append(rt.args, rt.value(arg))
	}
	args := rt.args[base:]
	callee := rt.value(function)
	var result goja.Value
	ok := e.try(func() { result = rt.js.call(goja.FunctionCall{This: callee, Arguments: args}) })
	rt.args = rt.args[:base]
	switch {
	case !ok:
		return e.none(C.napi_pending_exception)
	case wanted:
		return rt.push(result)
	}
	return wordUndefined
}

//export goCreateFunction
func goCreateFunction(env uint32, name, length, callback, data uintptr) (word uint64) {
	defer guard()
	e := envOf(env)
	n := stringEmpty
	if length > 0 {
		n = e.rt.utf8(name, int(length))
	}
	if !e.try(func() { word = e.rt.pushGo(e.newFunction(callback, data, n, nil), typeFunction) }) {
		return e.none(C.napi_pending_exception)
	}
	return word
}

//export goNewInstance
func goNewInstance(env uint32, constructor uint64, argc, argv uintptr) (word uint64) {
	defer guard()
	e := envOf(env)
	rt := e.rt
	args := make([]goja.Value, argc)
	for i, arg := range handles(argv, int(argc)) {
		args[i] = rt.value(arg)
	}
	ok := e.try(func() {
		o, err := rt.vm.New(rt.value(constructor), args...)
		if err != nil {
			panic(err)
		}
		word = rt.push(o)
	})
	if !ok {
		return e.none(C.napi_pending_exception)
	}
	return word
}

var stringEmpty = asciiEmpty()

func asciiEmpty() goja.Value { return goja.New().ToValue("") }

// A function is a C callback that scripts call.
type function struct {
	env            *Env
	callback, data uintptr
	receiver       *class // whose instances it may be called on; nil: any value
	makes          *class // whose constructor it is, or nil
	object         *goja.Object
}

// newFunction makes the JavaScript function of a callback. It can be called and
// constructed, as those of Node.
func (e *Env) newFunction(callback, data uintptr, name goja.Value, receiver *class) *goja.Object {
	f := &function{env: e, callback: callback, data: data, receiver: receiver}
	return f.make(name)
}

func (f *function) make(name goja.Value) *goja.Object {
	rt := f.env.rt
	f.object = rt.vm.ToValue(f.called).(*goja.Object)
	setConstruct(f.object, f.constructed)
	must(f.object.DefineDataProperty("name", name, goja.FLAG_FALSE, goja.FLAG_TRUE, goja.FLAG_FALSE))
	prototype := rt.vm.NewObject()
	if f.makes == nil {
		f.constructorOf(prototype)
	}
	must(f.object.DefineDataProperty("prototype", prototype, goja.FLAG_TRUE, goja.FLAG_FALSE, goja.FLAG_FALSE))
	return f.object
}

func (f *function) constructorOf(prototype *goja.Object) {
	must(prototype.DefineDataProperty("constructor", f.object, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE))
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// called is [[Call]]. The receiver is converted as for sloppy functions; nil
// stands for the global object.
func (f *function) called(call goja.FunctionCall) goja.Value {
	this, ok := call.This.(*goja.Object)
	if !ok && call.This != nil && !goja.IsUndefined(call.This) && !goja.IsNull(call.This) {
		this = call.This.ToObject(f.env.rt.vm)
	}
	if f.receiver != nil && (this == nil || !f.receiver.made(this)) {
		panic(f.env.rt.vm.NewTypeError("Illegal invocation"))
	}
	return f.run(this, call.Arguments, nil)
}

// constructed is [[Construct]]: the result of the callback counts if it is an
// object.
func (f *function) constructed(args []goja.Value, newTarget *goja.Object) *goja.Object {
	if newTarget == nil {
		newTarget = f.object
	}
	rt := f.env.rt
	prototype, ok := newTarget.Get("prototype").(*goja.Object)
	if !ok {
		prototype = f.object.Get("prototype").(*goja.Object)
	}
	this := rt.vm.CreateObject(prototype)
	if f.makes != nil {
		hide(this).of = f.makes
	}
	if o, ok := f.run(this, args, newTarget).(*goja.Object); ok {
		return o
	}
	return this
}

// run calls the callback in a scope of its own.
func (f *function) run(this *goja.Object, args []goja.Value, newTarget *goja.Object) goja.Value {
	e := f.env
	rt := e.rt
	if e.c == nil {
		panic(rt.newError(plainError, asciiValue("The environment of this addon has ended")))
	}
	if rt.depth >= maxDepth {
		panic(rt.newError(rangeError, asciiValue("Maximum call stack size exceeded")))
	}
	depth, open := e.enter()
	address := rt.alloc(unsafe.Sizeof(C.struct_napi_callback_info__{}) + 8*uintptr(len(args)))
	info := (*C.struct_napi_callback_info__)(pointer(address))
	info.env = e.c
	*(*uintptr)(unsafe.Pointer(&info.callback)) = f.callback
	*(*uintptr)(unsafe.Pointer(&info.data)) = f.data
	info.this_arg = C.WORD_GLOBAL
	if this != nil {
		info.this_arg = C.uint64_t(rt.push(this))
	}
	info.new_target = 0
	if newTarget != nil {
		info.new_target = C.uint64_t(rt.push(newTarget))
	}
	info.argc = C.size_t(len(args))
	argv := handles(address+unsafe.Sizeof(*info), len(args))
	for i, arg := range args {
		argv[i] = rt.push(arg)
	}
	rt.depth++
	word := C.core_call(C.uintptr_t(address))
	rt.depth--
	return e.leave(uint64(word), depth, open)
}
