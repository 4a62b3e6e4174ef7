//go:build cgo

package napi

/*
#include "core.h"
#include <stdlib.h>
*/
import "C"

import (
	"fmt"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"unsafe"

	"github.com/dop251/goja"
)

// The door between C and Go. An exported function reads like this:
//
//	//export goHasProperty
//	func goHasProperty(env uint32, object, key uint64) (answer int32) {
//		defer guard()
//		e := envOf(env)
//		o, ok := e.toObject(object)
//		if !ok {
//			return -1
//		}
//		if !e.try(func() { answer = … }) {
//			return e.failed(C.napi_pending_exception)
//		}
//		return answer
//	}

// A Status is a napi_status.
type Status = C.napi_status

// An Env is the environment of one loaded module instance: napi_env.
type Env struct {
	rt        *Runtime
	c         *C.struct_napi_env__
	module    uint32 // see moduleOf
	exception any    // pending while c.pending: goja.Value, *goja.Exception, or a panic of goja's that scripts cannot catch
}

// envs is the table of living environments, by their number. Numbers are not
// reused while the process may hold a stale one.
var envs struct {
	sync.Mutex
	list atomic.Pointer[[]*Env]
}

func envOf(id uint32) *Env { return (*envs.list.Load())[id] }

func addEnv(e *Env) (id uint32) {
	envs.Lock()
	defer envs.Unlock()
	var list []*Env
	if old := envs.list.Load(); old != nil {
		list = *old
	}
	list = append(list[:len(list):len(list)], e)
	envs.list.Store(&list)
	return uint32(len(list) - 1)
}

func removeEnv(id uint32) {
	envs.Lock()
	defer envs.Unlock()
	list := append([]*Env(nil), *envs.list.Load()...)
	list[id] = nil
	envs.list.Store(&list)
}

// guard stands in every exported function: a panic that arrives here is a
// defect of this package, and may not unwind the addon's frames.
func guard() {
	if p := recover(); p != nil {
		fatal("internal error", fmt.Sprintf("%v\n%s", p, debug.Stack()))
	}
}

// fatal ends the process with SIGABRT, as napi_fatal_error.
func fatal(location, message string) {
	l, m := C.CString(location), C.CString(message)
	C.core_fatal(l, C.size_t(len(location)), m, C.size_t(len(message)))
}

// try runs f, which may run JavaScript, and reports whether it returned. What
// it threw is pending then.
func (e *Env) try(f func()) (ok bool) {
	base := len(e.rt.args)
	defer func() {
		e.rt.c.scripts++
		if p := recover(); p != nil {
			e.rt.args = e.rt.args[:base]
			e.uncatchable(p)
		}
	}()
	if ex := e.rt.vm.Try(f); ex != nil {
		e.rt.args = e.rt.args[:base]
		e.pend(ex)
		return false
	}
	return true
}

// uncatchable keeps the panics goja lets pass through scripts: they go on when
// the addon's callback returns. Others are defects.
func (e *Env) uncatchable(p any) {
	switch p.(type) {
	case *goja.StackOverflowError, *goja.InterruptedError:
		e.pend(p)
	default:
		panic(p)
	}
}

func (e *Env) pend(exception any) {
	e.exception = exception
	e.c.pending = true
}

// throw makes a value the pending exception.
func (e *Env) throw(v goja.Value) { e.pend(v) }

// take returns the pending exception and clears it.
func (e *Env) take() any {
	p := e.exception
	e.exception, e.c.pending = nil, false
	return p
}

// takeError is take for whoever handles what no script can catch.
func (e *Env) takeError() error {
	switch x := e.take().(type) {
	case goja.Value: // thrown by the addon
		return e.rt.vm.Try(func() { panic(x) })
	case error:
		return x
	default:
		panic(x)
	}
}

// fail records a status and returns it.
func (e *Env) fail(s Status) Status {
	e.c.last_error.error_code = s
	return s
}

// failed records a status and returns the bool that says so.
func (e *Env) failed(s Status) int32 {
	e.fail(s)
	return -1
}

// none records a status and returns the word that says so.
func (e *Env) none(s Status) uint64 {
	e.fail(s)
	return 0
}

// outcome is napi_ok or, with an exception pending, that.
func (e *Env) outcome(ok bool) Status {
	if !ok {
		return e.fail(C.napi_pending_exception)
	}
	return e.fail(C.napi_ok)
}

// toObject is ToObject on a value; undefined and null throw, as in Node.
func (e *Env) toObject(word uint64) (*goja.Object, bool) {
	v := e.rt.value(word)
	if o, ok := v.(*goja.Object); ok {
		return o, true
	}
	if goja.IsUndefined(v) || goja.IsNull(v) {
		e.throw(e.rt.vm.NewTypeError("Cannot convert undefined or null to object"))
		e.fail(C.napi_object_expected)
		return nil, false
	}
	return v.ToObject(e.rt.vm), true
}

// enter opens the scope in which a module's code is called; leave closes it and
// answers with what the code returned, or throws what it left pending. The two
// hold Node's rules for entering a module: last error cleared, handle scopes
// balanced.
func (e *Env) enter() (depth C.uint32_t, open C.int) {
	depth, open = e.rt.c.depth, e.c.open_handle_scopes
	e.rt.openScope()
	e.rt.c.scripts++
	e.fail(C.napi_ok)
	return depth, open
}

func (e *Env) leave(word uint64, depth C.uint32_t, open C.int) (result goja.Value) {
	if e.c.open_handle_scopes != open {
		fatal("napi_callback", "handle scopes were opened and not closed, or closed and not opened")
	}
	if word != 0 && !bool(e.c.pending) {
		result = e.rt.value(word)
	}
	e.rt.closeScopes(depth)
	if e.c.pending {
		panic(e.take())
	}
	return result
}

// bytes views C memory.
func bytes(address uintptr, n int) []byte {
	return unsafe.Slice((*byte)(pointer(address)), n)
}

// handles views an array of handles in C memory.
func handles(address uintptr, n int) []uint64 {
	return unsafe.Slice((*uint64)(pointer(address)), n)
}

// pointer turns an address C gave into a pointer. It is C's memory: the
// collector neither moves nor frees it.
func pointer(address uintptr) unsafe.Pointer {
	return *(*unsafe.Pointer)(unsafe.Pointer(&address))
}
