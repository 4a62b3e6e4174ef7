//go:build cgo

package napi

/*
#include "core.h"
*/
import "C"

// Promises

// promises are the deferreds of a Runtime, by their number, which is their
// napi_deferred. Numbers are not used again.
type promises struct {
	last uintptr
	open map[uintptr]settle
}

type settle struct{ resolve, reject func(any) error }

//export goCreatePromise
func goCreatePromise(env uint32, deferred uintptr) uint64 {
	defer guard()
	rt := envOf(env).rt
	p, resolve, reject := rt.vm.NewPromise()
	if rt.promises.open == nil {
		rt.promises.open = map[uintptr]settle{}
	}
	rt.promises.last++
	rt.promises.open[rt.promises.last] = settle{resolve, reject}
	*(*uintptr)(pointer(deferred)) = rt.promises.last
	return rt.push(rt.vm.ToValue(p))
}

//export goConcludeDeferred
func goConcludeDeferred(env uint32, deferred uintptr, word uint64, resolve bool) Status {
	defer guard()
	e := envOf(env)
	s, ok := e.rt.promises.open[deferred]
	if !ok {
		return e.fail(C.napi_invalid_arg) // concluded before: Node has no answer to that
	}
	delete(e.rt.promises.open, deferred)
	f := s.reject
	if resolve {
		f = s.resolve
	}
	return e.outcome(e.try(func() {
		if err := f(e.rt.value(word)); err != nil {
			panic(err)
		}
	}))
}
