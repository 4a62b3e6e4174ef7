package jsrt

import (
	"math"
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

func bindAtomics(rt *Runtime, o *goja.Object) {
	vm := rt.vm
	_ = o.Set("lock", func(goja.FunctionCall) goja.Value { atomics.Lock(); return goja.Undefined() })
	_ = o.Set("unlock", func(goja.FunctionCall) goja.Value { atomics.Unlock(); return goja.Undefined() })
	address := func(call goja.FunctionCall) uintptr {
		data, _ := bytesOf(call.Argument(0))
		return uintptr(unsafe.Pointer(unsafe.SliceData(data))) + uintptr(call.Argument(1).ToInteger())
	}
	// wait(array, byte offset, value, timeout, read)
	_ = o.Set("wait", func(call goja.FunctionCall) goja.Value {
		read, _ := goja.AssertFunction(call.Argument(4))
		at := address(call)
		atomics.Lock()
		now, err := read(goja.Undefined())
		if err != nil || !now.StrictEquals(call.Argument(2)) {
			atomics.Unlock()
			rt.throw(err)
			return vm.ToValue("not-equal")
		}
		if atomics.waiters == nil {
			atomics.waiters = map[uintptr][]chan struct{}{}
		}
		woken := make(chan struct{})
		atomics.waiters[at] = append(atomics.waiters[at], woken)
		atomics.Unlock()
		timeout := time.Duration(math.MaxInt64)
		if ms := call.Argument(3).ToFloat(); ms < 1e12 {
			timeout = time.Duration(ms * float64(time.Millisecond))
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
			atomics.Lock()
			list := atomics.waiters[at]
			for i, c := range list {
				if c == woken {
					atomics.waiters[at] = append(list[:i:i], list[i+1:]...)
				}
			}
			atomics.Unlock()
			return vm.ToValue("timed-out")
		}
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
