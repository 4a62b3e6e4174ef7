//go:build cgo

package napi

/*
#include "core.h"
*/
import "C"

import (
	"github.com/dop251/goja"

	"github.com/napicheck/napicheck/internal/heap"
)

// Object lifetime management: references

// A reference is what a napi_ref refers to: one of strong and weak.
type reference struct {
	strong goja.Value
	weak   heap.Weak
	watch  int // 1 + the heap's watch for a finalizer; 0 = none
}

// references are those of a Runtime, at the places that C knows.
type references struct {
	list []reference // the first is nobody's
	free []uint32
}

// add takes a place.
func (r *references) add() (place uint32) {
	if n := len(r.free); n > 0 {
		place = r.free[n-1]
		r.free = r.free[:n-1]
		return place
	}
	if len(r.list) == 0 {
		r.list = make([]reference, 1, 64)
	}
	r.list = append(r.list, reference{})
	return uint32(len(r.list) - 1)
}

// drop gives a place back.
func (r *references) drop(place uint32) {
	r.list[place] = reference{}
	r.free = append(r.free, place)
	if len(r.free) == len(r.list)-1 {
		*r = references{}
	}
}

func (r *references) used() int { return max(0, len(r.list)-1-len(r.free)) }

// hold makes a reference to a value. A watched one is told to C when the value
// is collected: then owner is its napi_ref.
func (rt *Runtime) hold(v goja.Value, strong bool, owner uintptr) (place uint32) {
	if owner != 0 {
		rt.heap.Poll() // a script that makes many without end need not wait for the loop to lose them
	}
	place = rt.refs.add()
	rt.refs.list[place].strong = v
	if !strong {
		rt.weaken(place, owner)
	}
	return place
}

// weaken turns a strong reference into a weak one.
func (rt *Runtime) weaken(place uint32, owner uintptr) {
	r := &rt.refs.list[place]
	r.weak = makeWeak(r.strong)
	r.strong = nil
	if owner != 0 && r.watch == 0 {
		r.watch = 1 + rt.heap.Watch(r.weak, rt, owner)
	}
}

// makeWeak makes a weak reference to an object or a symbol.
func makeWeak(v goja.Value) heap.Weak {
	if o, ok := v.(*goja.Object); ok {
		if h := hide(o); h != nil {
			return h.anchor.Weak()
		}
	}
	w, _ := heap.MakeWeak(v)
	return w
}

// value returns what a reference refers to; nil if that was collected.
func (r *reference) value() goja.Value {
	if r.strong != nil {
		return r.strong
	}
	return r.weak.Value()
}

// release ends a reference.
func (rt *Runtime) release(place uint32) {
	if w := rt.refs.list[place].watch; w > 0 {
		rt.heap.Unwatch(w - 1)
	}
	rt.refs.drop(place)
}

// Collected tells C that what a napi_ref refers to was collected. It is called
// by the heap.
func (rt *Runtime) Collected(ref uintptr) {
	rt.refs.drop(uint32((*C.struct_napi_ref__)(pointer(ref)).held))
	C.core_collected(C.uintptr_t(ref))
}

//export goHold
func goHold(env uint32, word uint64, strong bool, owner uintptr) uint32 {
	defer guard()
	rt := envOf(env).rt
	return rt.hold(rt.value(word), strong, owner)
}

//export goRelease
func goRelease(env uint32, place uint32, ref uintptr, wrap bool) {
	defer guard()
	rt := envOf(env).rt
	if wrap {
		if o, ok := rt.refs.list[place].value().(*goja.Object); ok {
			if h := hiddenOf(o); h != nil && h.ref == ref {
				h.ref = 0 // the object stays wrapped, as in Node
			}
		}
	}
	rt.release(place)
}

//export goStrengthen
func goStrengthen(env uint32, place uint32) bool {
	defer guard()
	r := &envOf(env).rt.refs.list[place]
	r.strong = r.value()
	return r.strong != nil
}

//export goWeaken
func goWeaken(env uint32, place uint32, owner uintptr) {
	defer guard()
	envOf(env).rt.weaken(place, owner)
}

//export goReferenceValue
func goReferenceValue(env uint32, place uint32) uint64 {
	defer guard()
	rt := envOf(env).rt
	v := rt.refs.list[place].value()
	if v == nil {
		return 0
	}
	return rt.push(v)
}

// GC collects all that cannot be reached. Finalizers of experimental modules
// have run when it returns; those of others are due in the next turn of the
// loop: see RunFinalizers.
func (rt *Runtime) GC() { rt.heap.Collect() }

// Heap returns what watches the engine's objects.
func (rt *Runtime) Heap() *heap.Heap { return rt.heap }

// FinalizersDue reports whether RunFinalizers has something to do. A loop that
// has nothing else to wait for goes on while it does.
func (rt *Runtime) FinalizersDue() bool {
	rt.heap.Poll()
	for _, e := range rt.envs {
		if e.c.due.last != nil {
			return true
		}
	}
	return false
}

// RunFinalizers runs the finalizers that are due. A loop calls it in each turn.
// What they throw is uncaught.
func (rt *Runtime) RunFinalizers() {
	rt.heap.Poll()
	for _, e := range rt.envs {
		for C.core_run_finalizers(e.c) {
			rt.host.Uncaught(e.takeError())
		}
	}
}

// endReferences runs the finalizers of all that lives at the end of an
// environment. What they throw is lost, as in Node.
func (e *Env) endReferences() {
	for C.core_end_references(e.c) {
		e.take()
	}
}

// endHeap gives back the memory of SharedArrayBuffers, which no environment
// owns, and leaves the heap, which may live on.
func (rt *Runtime) endHeap() {
	C.core_end_noenv(rt.c)
	for place := range rt.refs.list {
		if w := rt.refs.list[place].watch; w > 0 {
			rt.heap.Unwatch(w - 1)
		}
	}
	rt.refs = references{}
}

// Living returns how many references, wraps and other watched things the
// addons have not let go of.
func (rt *Runtime) Living() int { return rt.refs.used() }
