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
	rt.ended = true
	for _, e := range rt.envs {
		e.c.cannot_run_js = true
	}
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
	if rt.c.check != nil {
		C.check_end(rt.c)
	}
	C.core_free_world(rt.c)
	rt.c = nil
	rt.values, rt.high = nil, 0
	rt.Flush()
}

// Flush writes what addons have printed through C's standard streams: Go ends a
// process without it.
func (rt *Runtime) Flush() { C.fflush(nil) }

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
