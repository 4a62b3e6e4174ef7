//go:build cgo

package napi

/*
#include "loop.h"
*/
import "C"

import "github.com/dop251/goja"

// Custom asynchronous operations

// contexts are the asynchronous operations C knows by number, from 1. The
// number of those nobody follows is 0.
type contexts struct {
	list []Async
	free []uint32
}

func (c *contexts) add(a Async) uint32 {
	if a == nil {
		return 0
	}
	if n := len(c.free); n > 0 {
		id := c.free[n-1]
		c.free = c.free[:n-1]
		c.list[id-1] = a
		return id
	}
	c.list = append(c.list, a)
	return uint32(len(c.list))
}

func (c *contexts) of(id uint32) Async {
	if id == 0 {
		return nil
	}
	return c.list[id-1]
}

//export goNewContext
func goNewContext(env uint32, resource, name uint64) int64 {
	defer guard()
	e := envOf(env)
	rt := e.rt
	var o *goja.Object
	if resource != 0 {
		v := rt.value(resource)
		if goja.IsUndefined(v) || goja.IsNull(v) {
			e.fail(C.napi_object_expected)
			return -1
		}
		o = v.ToObject(rt.vm)
	}
	if name == 0 {
		e.fail(C.napi_invalid_arg)
		return -1
	}
	kind := goToString(env, name)
	if kind == 0 {
		e.take() // nothing is thrown, as in Node
		return -1
	}
	a := rt.host.NewAsync(rt.value(kind).String(), o)
	rt.c.scripts++ // hooks
	return int64(rt.async.add(a))
}

//export goDestroyContext
func goDestroyContext(env, id uint32) {
	defer guard()
	rt := envOf(env).rt
	a := rt.async.list[id-1]
	rt.async.list[id-1] = nil
	rt.async.free = append(rt.async.free, id)
	if !rt.ended {
		a.Destroy()
	}
}

//export goMakeCallback
func goMakeCallback(env, context uint32, recv, function uint64, argc, argv uintptr, wanted bool) (word uint64) {
	defer guard()
	e := envOf(env)
	rt := e.rt
	this, ok := e.toObject(recv)
	if !ok {
		return 0
	}
	callee, ok := rt.value(function).(*goja.Object)
	if !ok || function == 0 || !callable(callee) {
		return e.none(C.napi_invalid_arg)
	}
	base := len(rt.args)
	rt.args = append(rt.args, this)
	for _, arg := range handles(argv, int(argc)) {
		rt.args = append(rt.args, rt.value(arg))
	}
	args := rt.args[base:]
	var result goja.Value
	rt.beginCallback(context, this)
	ok = e.try(func() { result = rt.js.call(goja.FunctionCall{This: callee, Arguments: args}) })
	rt.args = rt.args[:base]
	rt.endCallback(ok)
	switch {
	case !ok: // it is the addon's to handle
		return e.none(C.napi_pending_exception)
	case wanted:
		return rt.push(result)
	}
	return wordUndefined
}

func callable(o *goja.Object) bool { return typeOfObject(o) == typeFunction }

//export goOpenScope
func goOpenScope(env, context uint32) {
	defer guard()
	envOf(env).rt.beginCallback(context, nil)
}

//export goCloseScope
func goCloseScope(env uint32) {
	defer guard()
	envOf(env).rt.endCallback(true)
}

// beginCallback and endCallback stand around code that is a callback of the
// scripts' loop: in a context, if it has one, and when the outermost one ends
// well, what waits for the end of a callback has its turn.
func (rt *Runtime) beginCallback(context uint32, receiver goja.Value) {
	var leave func(well bool)
	switch a := rt.async.of(context); {
	case rt.ended:
	case a != nil:
		leave = a.Enter(receiver != nil)
	case bool(rt.loop.follows):
		leave = rt.host.Outside(receiver)
	}
	rt.c.scripts++
	rt.callbacks = append(rt.callbacks, leave)
}

func (rt *Runtime) endCallback(well bool) {
	defer func() { rt.c.scripts++ }()
	last := len(rt.callbacks) - 1
	leave := rt.callbacks[last]
	rt.callbacks = rt.callbacks[:last]
	if leave != nil {
		leave(well)
	}
	if last == 0 && well {
		rt.catchUp()
	}
}

// catchUp runs what waits for the end of a callback, unless one is under way.
func (rt *Runtime) catchUp() {
	if !rt.ended && rt.host.Pending() {
		_ = rt.host.Callback(func() error { return nil })
	}
}
