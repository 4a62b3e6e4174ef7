package jsrt

import (
	"github.com/dop251/goja"

	"github.com/napicheck/napicheck/internal/heap"
)

// gcSupport makes WeakRef, FinalizationRegistry and gc() of what the heap
// tells. Addons watch objects by the same heap.
type gcSupport struct {
	heap     *heap.Heap
	cells    map[uintptr]*cell
	lastCell uintptr
	gone     []uintptr // cells whose target was collected
	kept     map[goja.Value]struct{}

	collectOften bool // in each round of the loop: --gc-interval
}

// A cell is one registration with a FinalizationRegistry.
type cell struct {
	cleanup goja.Callable
	held    goja.Value
	watch   int
}

// Heap returns what watches the engine's objects.
func (rt *Runtime) Heap() *heap.Heap {
	if rt.heap == nil {
		rt.heap = heap.New(rt.vm)
	}
	return rt.heap
}

// GC collects all that cannot be reached. Registries are called back in the
// next turn of the loop.
func (rt *Runtime) GC() { rt.Heap().Collect() }

// Collected notes that the target of a cell is gone. It is called by the heap.
func (g *gcSupport) Collected(cell uintptr) { g.gone = append(g.gone, cell) }

func (l *loop) collectedWaiting() bool {
	if l.rt.heap == nil {
		return false
	}
	l.rt.heap.Poll()
	return len(l.rt.gone) > 0
}

// keep has a value live until the end of the turn, as what WeakRef has shown to
// a script must.
func (g *gcSupport) keep(v goja.Value) {
	if g.kept == nil {
		g.kept = map[goja.Value]struct{}{}
	}
	g.kept[v] = struct{}{}
}

// drainCollected calls back the registries whose targets are gone.
func (rt *Runtime) drainCollected() {
	rt.kept = nil
	if !rt.loop.collectedWaiting() {
		return
	}
	gone := rt.gone
	rt.gone = nil
	for _, id := range gone {
		c, ok := rt.cells[id]
		if !ok {
			continue
		}
		delete(rt.cells, id)
		rt.turn(func() error {
			_, err := c.cleanup(goja.Undefined(), c.held)
			return err
		})
	}
}

func bindGC(rt *Runtime, o *goja.Object) {
	_ = o.Set("gc", func(goja.FunctionCall) goja.Value { rt.GC(); return goja.Undefined() })
	// weak(target) is a function that gives the target while it lives.
	_ = o.Set("weak", func(call goja.FunctionCall) goja.Value {
		target, _ := heap.MakeWeak(call.Argument(0))
		rt.keep(call.Argument(0))
		return rt.vm.ToValue(func(goja.FunctionCall) goja.Value {
			v := target.Value()
			if v == nil {
				return goja.Undefined()
			}
			rt.keep(v)
			return v
		})
	})
	// watch(target, cleanup, held) calls cleanup(held) when target is gone; the
	// result stops it.
	_ = o.Set("watch", func(call goja.FunctionCall) goja.Value {
		target, _ := heap.MakeWeak(call.Argument(0))
		cleanup, _ := goja.AssertFunction(call.Argument(1))
		if rt.cells == nil {
			rt.cells = map[uintptr]*cell{}
		}
		rt.lastCell++
		rt.cells[rt.lastCell] = &cell{cleanup, call.Argument(2), rt.Heap().Watch(target, &rt.gcSupport, rt.lastCell)}
		return rt.vm.ToValue(int64(rt.lastCell))
	})
	_ = o.Set("unwatch", func(call goja.FunctionCall) goja.Value {
		id := uintptr(call.Argument(0).ToInteger())
		if c, ok := rt.cells[id]; ok {
			delete(rt.cells, id)
			for i, gone := range rt.gone { // its watch is over
				if gone == id {
					rt.gone = append(rt.gone[:i], rt.gone[i+1:]...)
					return goja.Undefined()
				}
			}
			rt.heap.Unwatch(c.watch)
		}
		return goja.Undefined()
	})
}
