package jsrt

import (
	"math"
	"slices"
	"sync"
	"time"
	"unsafe"

	"github.com/dop251/goja"
)

// atomics makes the operations of Atomics steps that other Runtimes see whole,
// and holds who waits at which address.
var atomics struct {
	sync.Mutex
	waiters map[uintptr][]chan struct{}
}

func init() { atomics.waiters = map[uintptr][]chan struct{}{} }

func bindAtomics(rt *Runtime, o *goja.Object) {
	vm := rt.vm
	_ = o.Set("lock", func(goja.FunctionCall) goja.Value { atomics.Lock(); return goja.Undefined() })
	_ = o.Set("unlock", func(goja.FunctionCall) goja.Value { atomics.Unlock(); return goja.Undefined() })
	address := func(call goja.FunctionCall) uintptr {
		data, _ := bytesOf(call.Argument(0))
		return uintptr(unsafe.Pointer(unsafe.SliceData(data))) + uintptr(call.Argument(1).ToInteger())
	}
	// begin makes a waiter of (array, byte offset, value, timeout, read); nil: the
	// value is another.
	begin := func(call goja.FunctionCall) (at uintptr, woken chan struct{}, timeout time.Duration) {
		read, _ := goja.AssertFunction(call.Argument(4))
		at = address(call)
		atomics.Lock()
		defer atomics.Unlock()
		now, err := read(goja.Undefined())
		rt.throw(err)
		if !now.StrictEquals(call.Argument(2)) {
			return at, nil, 0
		}
		woken = make(chan struct{})
		atomics.waiters[at] = append(atomics.waiters[at], woken)
		timeout = math.MaxInt64
		if ms := call.Argument(3).ToFloat(); ms < 1e12 {
			timeout = time.Duration(ms * float64(time.Millisecond))
		}
		return at, woken, timeout
	}
	leave := func(at uintptr, woken chan struct{}) {
		atomics.Lock()
		defer atomics.Unlock()
		list := atomics.waiters[at]
		if i := slices.Index(list, woken); i >= 0 {
			atomics.waiters[at] = slices.Delete(slices.Clone(list), i, i+1)
		}
	}
	// wait(array, byte offset, value, timeout, read)
	_ = o.Set("wait", func(call goja.FunctionCall) goja.Value {
		at, woken, timeout := begin(call)
		if woken == nil {
			return vm.ToValue("not-equal")
		}
		timer := time.NewTimer(timeout)
		defer timer.Stop()
		stopped := time.NewTicker(20 * time.Millisecond) // a terminated worker must not wait
		defer stopped.Stop()
		for {
			select {
			case <-woken:
				return vm.ToValue("ok")
			case <-stopped.C:
				if !rt.interrupt.Load() {
					continue
				}
			case <-timer.C:
			}
			leave(at, woken)
			return vm.ToValue("timed-out")
		}
	})
	// waitAsync(array, byte offset, value, timeout, read, done) reports whether it
	// waits: done is then called with what wait would return.
	_ = o.Set("waitAsync", func(call goja.FunctionCall) goja.Value {
		at, woken, timeout := begin(call)
		if woken == nil {
			return vm.ToValue(false)
		}
		done, _ := goja.AssertFunction(call.Argument(5))
		go func() {
			how := "ok"
			select {
			case <-woken:
			case <-time.After(timeout):
				how = "timed-out"
				leave(at, woken)
			}
			rt.Post(func() {
				if _, err := done(goja.Undefined(), vm.ToValue(how)); err != nil {
					rt.uncaught(err)
				}
			})
		}()
		return vm.ToValue(true)
	})
	_ = o.Set("notify", func(call goja.FunctionCall) goja.Value {
		at, count := address(call), int(call.Argument(2).ToInteger())
		atomics.Lock()
		defer atomics.Unlock()
		list := atomics.waiters[at]
		n := len(list)
		if count >= 0 {
			n = min(n, count)
		}
		for _, c := range list[:n] {
			close(c)
		}
		if atomics.waiters[at] = list[n:]; len(list) == n {
			delete(atomics.waiters, at)
		}
		return vm.ToValue(n)
	})
}
