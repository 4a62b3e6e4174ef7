//go:build cgo

package napi

/*
#include "loop.h"
*/
import "C"

import (
	"errors"
	"sync"
	"time"
	"unsafe"

	"github.com/dop251/goja"
)

// events is what a Runtime has of the event loop. See loop.h.
type events struct {
	loop      *C.struct_loop
	host      Host
	async     contexts
	callbacks []func(well bool) // those under way from C, each with what leaves its context
	held      bool              // a piece the host had no use for waits to be run
	ended     bool              // no script runs any more
	closing   sync.Mutex        // guards the end of the world against Terminate
	force     bool              // Options.ForceUncaught
}

func (rt *Runtime) beginEvents(o Options) error {
	rt.host, rt.force = o.Host, o.ForceUncaught
	if rt.host == nil {
		rt.host = newPlainHost(rt.vm, o.Uncaught)
	}
	rt.loop = C.loop_new(rt.c)
	if rt.loop == nil {
		return errors.New("no event loop: the system gives no descriptor to wake it by")
	}
	rt.loop.follows = o.Host != nil
	rt.c.loop = rt.loop
	return nil
}

// Poll blocks until there may be something to Drain, Wake was called, or
// timeout has passed. Negative: no limit. Zero: it returns at once.
func (rt *Runtime) Poll(timeout time.Duration) {
	if timeout == 0 || rt.FinalizersDue() {
		return
	}
	milliseconds := C.int64_t(-1)
	if timeout > 0 {
		milliseconds = C.int64_t((timeout-1)/time.Millisecond + 1)
	}
	C.loop_wait(rt.loop, milliseconds)
}

// Wake makes Poll return, also one that is called later. Any goroutine may call
// it, even after Close.
func (rt *Runtime) Wake() { C.loop_interrupt(rt.loop) }

// Alive reports whether there is something to wait for: work that is queued,
// thread-safe functions, an active libuv loop, finalizers.
func (rt *Runtime) Alive() bool { return bool(C.loop_alive(rt.loop)) || rt.FinalizersDue() }

// Drain runs the callbacks of what is ready, each through the Host.
func (rt *Runtime) Drain() {
	if !rt.ended {
		C.hooks_release(rt.loop)
	}
	C.loop_take(rt.loop)
	for rt.held || bool(C.loop_next(rt.loop)) {
		if !rt.runPiece() {
			return
		}
	}
	if rt.loop.uv != nil {
		rt.turnUV()
	}
	if !rt.ended && rt.FinalizersDue() {
		_ = rt.host.Callback(func() error { rt.RunFinalizers(); return nil })
	}
}

// runPiece runs the loop's piece; false: the host has ended and did not.
func (rt *Runtime) runPiece() bool {
	p := &rt.loop.piece
	kind, e := p.kind, rt.envOf(p.env)
	rt.held = true
	run := func() error {
		rt.held = false
		C.loop_run(rt.loop)
		return e.thrown(kind == C.PIECE_WORK)
	}
	switch a := rt.async.of(uint32(p.context)); {
	case rt.ended:
		_ = run()
	case a != nil:
		_ = a.Run(run)
	default:
		_ = rt.host.Callback(run)
	}
	return !rt.held
}

// thrown takes the exception that a callback from the loop left pending.
// Modules of before version 10 only got a warning for those of thread-safe
// functions, which were not enforced.
func (e *Env) thrown(enforced bool) error {
	if e.c == nil || !bool(e.c.pending) {
		return nil
	}
	exception := e.takeError()
	switch {
	case bool(C.core_stopped(e.rt.c)):
		return nil
	case e.c.version < 10 && !enforced && !e.rt.force:
		if _, ok := exception.(*goja.Exception); ok {
			e.rt.host.Warn("Uncaught N-API callback exception detected, please run node with option "+
				"--force-node-api-uncaught-exceptions-policy=true to handle those exceptions properly.", "DeprecationWarning", "DEP0168")
			return nil
		}
	}
	return exception
}

//export goPending
func goPending(env uint32) bool {
	defer guard()
	return envOf(env).rt.pending()
}

func (rt *Runtime) pending() bool { return !rt.ended && rt.host.Pending() }

// uncaught hands on what no script can catch, in a callback of its own if none
// is under way.
func (rt *Runtime) uncaught(exception error) {
	_ = rt.host.Callback(func() error { rt.host.Uncaught(exception); return nil })
}

// envOf is the environment C calls env.
func (rt *Runtime) envOf(env C.napi_env) *Env {
	return envOf(uint32((*C.struct_napi_env__)(unsafe.Pointer(env)).id))
}
