package jsrt

import (
	"runtime"
	"sync"
	"time"
	"weak"

	"github.com/dop251/goja"
)

// gcSupport makes WeakRef, FinalizationRegistry and gc() of Go's collector:
// an object of goja is one Go object.
type gcSupport struct {
	collect struct {
		sync.Mutex
		ids []uint64 // cells whose target is gone
	}
	cells    map[uint64]*cell
	lastCell uint64
	afterGC  []func()
}

// A cell is one registration with a FinalizationRegistry.
type cell struct {
	cleanup goja.Callable
	held    goja.Value
	stop    runtime.Cleanup
}

// OnGC has f called at the end of each gc() that a script asks for, on the
// loop's thread: finalizers of collected objects are known by then.
func (rt *Runtime) OnGC(f func()) { rt.afterGC = append(rt.afterGC, f) }

// GC collects garbage, and waits until the cleanups of what is gone have run.
func (rt *Runtime) GC() {
	// An empty call makes goja forget what lies above its stack.
	if call, ok := goja.AssertFunction(rt.vm.ToValue(func(goja.FunctionCall) goja.Value { return goja.Undefined() })); ok {
		_, _ = call(nil)
	}
	// An object may be held by another that only goes in the first round.
	for range 3 {
		done := make(chan struct{})
		type sentinel struct{ _ [16]byte }
		runtime.AddCleanup(new(sentinel), func(done chan struct{}) { close(done) }, done)
		runtime.GC()
		select {
		case <-done:
		case <-time.After(200 * time.Millisecond):
		}
	}
	for _, f := range rt.afterGC {
		f()
	}
}

func (l *loop) collectedWaiting() bool {
	c := &l.rt.collect
	c.Lock()
	defer c.Unlock()
	return len(c.ids) > 0
}

// drainCollected calls back the registries whose targets are gone.
func (rt *Runtime) drainCollected() {
	rt.collect.Lock()
	ids := rt.collect.ids
	rt.collect.ids = nil
	rt.collect.Unlock()
	for _, id := range ids {
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
	// weak(object) is a function that gives the object while it lives.
	_ = o.Set("weak", func(call goja.FunctionCall) goja.Value {
		target, ok := call.Argument(0).(*goja.Object)
		if !ok { // a symbol
			v := call.Argument(0)
			return rt.vm.ToValue(func(goja.FunctionCall) goja.Value { return v })
		}
		p := weak.Make(target)
		return rt.vm.ToValue(func(goja.FunctionCall) goja.Value {
			if o := p.Value(); o != nil {
				return o
			}
			return goja.Undefined()
		})
	})
	// watch(target, cleanup, held) calls cleanup(held) when target is gone; the
	// result stops it.
	_ = o.Set("watch", func(call goja.FunctionCall) goja.Value {
		target, ok := call.Argument(0).(*goja.Object)
		if !ok {
			return rt.vm.ToValue(0)
		}
		cleanup, _ := goja.AssertFunction(call.Argument(1))
		if rt.cells == nil {
			rt.cells = map[uint64]*cell{}
		}
		rt.lastCell++
		c := &cell{cleanup: cleanup, held: call.Argument(2)}
		rt.cells[rt.lastCell] = c
		c.stop = runtime.AddCleanup(target, func(id uint64) {
			rt.collect.Lock()
			rt.collect.ids = append(rt.collect.ids, id)
			rt.collect.Unlock()
			rt.Wake()
		}, rt.lastCell)
		return rt.vm.ToValue(int64(rt.lastCell))
	})
	_ = o.Set("unwatch", func(call goja.FunctionCall) goja.Value {
		id := uint64(call.Argument(0).ToInteger())
		if c, ok := rt.cells[id]; ok {
			c.stop.Stop()
			delete(rt.cells, id)
		}
		return goja.Undefined()
	})
}
