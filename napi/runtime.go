//go:build cgo

package napi

/*
#cgo CFLAGS: -std=gnu11 -fvisibility=hidden -Wall -Wextra
#cgo linux LDFLAGS: -rdynamic -lm
#cgo darwin LDFLAGS: -rdynamic
#cgo windows LDFLAGS: -Wl,-Bstatic -lpthread -Wl,-Bdynamic
#include "loop.h"
#include <stdlib.h>
*/
import "C"

import (
	"errors"
	"fmt"
	"unsafe"

	"github.com/dop251/goja"

	"github.com/napicheck/napicheck/internal/heap"
	"github.com/napicheck/napicheck/loader/native"
)

// maxDepth bounds how deep calls from JavaScript into addons may nest: each
// level takes some of the thread's C stack, which cannot grow.
const maxDepth = 3000

// A Runtime is one JavaScript world and the addons loaded into it. All its
// methods belong to one goroutine, which must be locked to its thread.
type Runtime struct {
	vm       *goja.Runtime
	c        *C.struct_world
	values   []goja.Value // at the index of their slots
	high     uint32       // values from here on are nil
	args     []goja.Value // stack of arguments on their way into JavaScript
	names    names
	heap     *heap.Heap
	refs     references
	promises promises
	depth    int // of calls from JavaScript into addons
	envs     []*Env
	opened   []*native.Library
	js       intrinsics
	buffers  buffers
	dead     *deadBuffers // nil: misuse is not checked
	events
	progress func(Progress)
	callee   struct { // the function called last from C
		object *goja.Object
		call   func(goja.FunctionCall) goja.Value
	}
}

// intrinsics are taken before scripts can change them.
type intrinsics struct {
	call                                                               func(goja.FunctionCall) goja.Value // Function.prototype.call
	get, set, has, deleteProperty, ownKeys, defineProperty, descriptor func(goja.FunctionCall) goja.Value // of Reflect
	setPrototypeOf, preventExtensions, freeze, seal                    func(goja.FunctionCall) goja.Value
	symbolFor                                                          func(goja.FunctionCall) goja.Value
	number, symbol                                                     func(goja.FunctionCall) goja.Value
	errors                                                             [4]*goja.Object
	hasInstance                                                        goja.Value // Function.prototype[Symbol.hasInstance]
}

// New makes a Runtime.
func New(o Options) (*Runtime, error) {
	if err := checkGoja(); err != nil {
		return nil, err
	}
	vm := o.VM
	if vm == nil {
		vm = goja.New()
		vm.SetMaxCallStackSize(10000)
	}
	rt := &Runtime{vm: vm, c: C.core_new_world(), heap: o.Heap, progress: o.Progress}
	if o.CountCalls {
		C.core_count_calls(rt.c, C.uintptr_t(uintptr(unsafe.Pointer(unsafe.SliceData(o.Counters)))))
	}
	rt.beginCheck(o.Check)
	if rt.heap == nil {
		rt.heap = heap.New(vm)
	}
	rt.heap.OnCollect(rt.Sweep)
	if err := rt.beginEvents(o); err != nil {
		rt.Close()
		return nil, err
	}
	if err := errors.Join(rt.setNodeVersion(o.NodeVersion), rt.setAPIVersion(o.APIVersion)); err != nil {
		rt.Close()
		return nil, err
	}
	if ex := vm.Try(rt.takeIntrinsics); ex != nil {
		rt.Close()
		return nil, ex
	}
	return rt, nil
}

func (rt *Runtime) takeIntrinsics() {
	global := rt.vm.GlobalObject()
	of := func(name string) *goja.Object { return global.Get(name).(*goja.Object) }
	reflect, object := of("Reflect"), of("Object")
	rt.js = intrinsics{
		call:              intrinsic(of("Function").Get("prototype").(*goja.Object).Get("call")),
		get:               intrinsic(reflect.Get("get")),
		set:               intrinsic(reflect.Get("set")),
		has:               intrinsic(reflect.Get("has")),
		deleteProperty:    intrinsic(reflect.Get("deleteProperty")),
		ownKeys:           intrinsic(reflect.Get("ownKeys")),
		defineProperty:    intrinsic(reflect.Get("defineProperty")),
		descriptor:        intrinsic(reflect.Get("getOwnPropertyDescriptor")),
		setPrototypeOf:    intrinsic(reflect.Get("setPrototypeOf")),
		preventExtensions: intrinsic(reflect.Get("preventExtensions")),
		freeze:            intrinsic(object.Get("freeze")),
		seal:              intrinsic(object.Get("seal")),
		symbolFor:         intrinsic(of("Symbol").Get("for")),
		symbol:            intrinsic(of("Symbol")),
		errors:            [4]*goja.Object{of("Error"), of("TypeError"), of("RangeError"), of("SyntaxError")},
		hasInstance:       of("Function").Get("prototype").(*goja.Object).GetSymbol(goja.SymHasInstance),
	}
	rt.takeBuffers()
	rt.defineShared()
}

// VM returns the engine.
func (rt *Runtime) VM() *goja.Runtime { return rt.vm }

// Calls returns how often each function was called so far, those at least
// once; none without Options.CountCalls.
func (rt *Runtime) Calls() map[string]uint64 {
	calls := map[string]uint64{}
	if rt.c.counters == nil {
		return calls
	}
	for i, n := range unsafe.Slice(rt.c.counters, C.CALLS) {
		if n > 0 {
			calls[table()[i].Name] = uint64(n)
		}
	}
	return calls
}

// newEnv makes the environment of a module.
func (rt *Runtime) newEnv(version int32, filename string) *Env {
	e := &Env{rt: rt}
	name := C.CString(filename)
	defer C.free(unsafe.Pointer(name))
	id := addEnv(e)
	e.c = C.core_new_env(rt.c, C.uint32_t(id), C.int32_t(version), name)
	C.hook_add_env(e.c)
	rt.envs = append(rt.envs, e)
	return e
}

func (e *Env) close() {
	e.endReferences()
	removeEnv(uint32(e.c.id))
	C.core_free_env(e.c)
	e.c = nil
}

// invoke calls an intrinsic; what it throws is a panic, as all of goja's.
func (rt *Runtime) invoke(f func(goja.FunctionCall) goja.Value, this goja.Value, args ...goja.Value) goja.Value {
	base := len(rt.args)
	rt.args = append(rt.args, args...)
	result := f(goja.FunctionCall{This: this, Arguments: rt.args[base:]})
	rt.args = rt.args[:base]
	return result
}

// newError makes an error of a kind of errors.c.
func (rt *Runtime) newError(kind int, message goja.Value) *goja.Object {
	o, err := rt.vm.New(rt.js.errors[kind], message)
	if err != nil {
		panic(fmt.Sprintf("BUG: an intrinsic constructor throws: %v", err))
	}
	return o
}
