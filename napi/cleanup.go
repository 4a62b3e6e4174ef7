//go:build cgo

package napi

/*
#include "loop.h"
#include <stdio.h>
*/
import "C"

import "slices"

// Cleanup on exit of the current Node.js environment

// Close ends the Runtime as Node ends an environment: scripts run no more; work
// that was queued is completed; the hooks of all modules run, the newest first,
// each module's environment having its place among them; functions that other
// threads call are closed; finalizers run, instance data is freed. It waits for
// asynchronous hooks and for work. The addons stay in memory.
func (rt *Runtime) Close() {
	if rt.c == nil {
		return
	}
	if rt.c.check != nil {
		rt.c.check.idle = C.bool(!rt.Alive())
	}
	rt.ended = true
	C.core_stop(rt.c)
	if rt.loop != nil {
		rt.settle()
		for bool(C.hooks_run(rt.loop)) || rt.loop.released != nil {
			rt.settle()
		}
		C.uv_end(rt.loop)
		C.loop_free(rt.loop)
	}
	rt.envs = nil
	rt.endHeap()
	rt.endCheck()
	rt.closing.Lock()
	C.core_free_world(rt.c)
	rt.c = nil
	rt.closing.Unlock()
	rt.values, rt.high = nil, 0
	rt.Flush()
}

// Resources are what addons hold of a Runtime.
type Resources struct {
	References          int // made by napi_create_reference
	StrongReferences    int // those of them that keep their value alive
	Wraps               int // objects that wrap native data
	AsyncWorks          int // queued, or running
	ThreadsafeFunctions int
	CleanupHooks        int
}

// Resources counts what addons hold now. Before Close it is what they have left
// to it.
func (rt *Runtime) Resources() Resources {
	var r C.struct_resources
	C.hooks_resources(rt.loop, &r)
	return Resources{
		References: int(r.references), StrongReferences: int(r.strong_references), Wraps: int(r.wraps),
		AsyncWorks: int(r.works), ThreadsafeFunctions: int(r.tsfns), CleanupHooks: int(r.hooks),
	}
}

// Terminate has calls of addons that would run scripts fail from now on, those
// that are under way too, as in a worker that is told to end. Any goroutine may
// call it, even after Close.
func (rt *Runtime) Terminate() {
	rt.closing.Lock()
	defer rt.closing.Unlock()
	if rt.c != nil {
		C.core_stop(rt.c)
	}
}

// Flush writes what addons have printed through C's standard streams, and how
// often what misuse was seen: Go ends a process without it.
func (rt *Runtime) Flush() {
	C.fflush(nil)
	if rt.c != nil && rt.c.check != nil {
		C.check_end(rt.c)
	}
}

// settle waits for what cannot be left behind.
func (rt *Runtime) settle() {
	C.hooks_release(rt.loop)
	for {
		rt.Drain()
		if !bool(C.loop_unfinished(rt.loop)) {
			return
		}
		C.loop_wait(rt.loop, -1)
	}
}

//export goEnvEnd
func goEnvEnd(env uint32) {
	defer guard()
	e := envOf(env)
	e.close()
	e.c = nil
	e.rt.envs = slices.DeleteFunc(e.rt.envs, func(other *Env) bool { return other == e })
}
