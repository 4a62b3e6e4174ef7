// Package heap tells when JavaScript objects have been collected. goja leaves
// its objects to Go's collector; this package makes of that collector what weak
// references, finalization registries and the finalizers of Node-API need.
//
// There is one Heap for each engine. It does not ask Go for a cleanup of each
// object, which costs more than making most objects does: it looks through its
// watches once after each collection.
package heap

import (
	"runtime"
	"runtime/metrics"
	"sync/atomic"

	"github.com/dop251/goja"
)

// A Watcher is told that what it watches has been collected, on the goroutine
// of the engine. It may not run scripts then: it may be in the middle of one.
type Watcher interface {
	Collected(key uintptr)
}

// A Heap is what is watched in one engine. Its methods belong to the goroutine
// of the engine.
type Heap struct {
	vm      *goja.Runtime
	watches []watch
	free    int // 1 + index of the first free watch, which links to the next; 0 = none
	live    int
	armed   bool        // a sentinel waits for the next collection
	ended   atomic.Bool // a collection has ended since the last sweep
	release []func()
	outside struct{ since, limit int64 } // bytes
}

type watch struct {
	weak Weak
	by   Watcher // nil: free
	key  uintptr // of a free one: the next
}

// minOutside is how much memory outside of Go's heap may be taken before a
// collection is asked for, at least.
const minOutside = 64 << 20

// New makes the Heap of an engine.
func New(vm *goja.Runtime) *Heap {
	h := &Heap{vm: vm}
	h.outside.limit = minOutside
	return h
}

// Watch has by told when the value of w has been collected. The watch ends then,
// or by Unwatch with the number it got.
func (h *Heap) Watch(w Weak, by Watcher, key uintptr) (id int) {
	if h.free > 0 {
		id = h.free - 1
		h.free = int(h.watches[id].key)
	} else {
		id = len(h.watches)
		h.watches = append(h.watches, watch{})
	}
	h.watches[id] = watch{w, by, key}
	h.live++
	h.arm()
	return id
}

// Unwatch ends a watch.
func (h *Heap) Unwatch(id int) {
	h.watches[id] = watch{key: uintptr(h.free)}
	h.free = id + 1
	h.live--
	if h.live == 0 { // the list may be a relic of busier times
		h.watches, h.free = nil, 0
	}
}

// Watching returns the number of watches.
func (h *Heap) Watching() int { return h.live }

// A sentinel is garbage from the start: its cleanup marks the end of a
// collection. The pointer keeps it out of blocks shared with other objects.
type sentinel struct{ _ *int }

func (h *Heap) arm() {
	if !h.armed {
		h.armed = true
		runtime.AddCleanup(new(sentinel), func(ended *atomic.Bool) { ended.Store(true) }, &h.ended)
	}
}

// Poll tells the watchers what was collected, if a collection has ended since
// the last time. It is cheap when none has: call it in each turn of a loop.
func (h *Heap) Poll() {
	if h.ended.Load() {
		h.sweep()
	}
}

// sweep returns the number of watches that ended.
func (h *Heap) sweep() (found int) {
	h.ended.Store(false)
	h.armed = false
	h.outside.since = 0
	for i := 0; i < len(h.watches); i++ { // watchers may add and end watches
		w := h.watches[i]
		if w.by == nil || w.weak.Alive() {
			continue
		}
		h.Unwatch(i)
		w.by.Collected(w.key)
		found++
	}
	if h.live > 0 {
		h.arm()
	}
	return found
}

// OnCollect adds something to be done before each collection that Collect
// makes: to let go of what only seems to be in use.
func (h *Heap) OnCollect(release func()) { h.release = append(h.release, release) }

// maxRounds bounds the collections of one Collect.
const maxRounds = 5

// Collect collects all that cannot be reached, and tells the watchers. What
// becomes unreachable by that is collected too.
func (h *Heap) Collect() {
	for range maxRounds {
		for _, f := range h.release {
			f()
		}
		clearStacks(h.vm)
		runtime.GC()
		if h.sweep() == 0 {
			return
		}
	}
}

// Outside notes that so many bytes outside of Go's heap now live as long as
// objects of it. The collector knows nothing of them, and would not run for
// their sake: it is made to when they are as many as the heap itself has, and
// not few.
func (h *Heap) Outside(bytes int64) {
	if bytes <= 0 {
		return
	}
	h.outside.since += bytes
	if h.outside.since < h.outside.limit {
		return
	}
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(live)
	h.outside.limit = minOutside
	if live[0].Value.Kind() == metrics.KindUint64 {
		h.outside.limit = max(minOutside, int64(live[0].Value.Uint64()))
	}
	h.outside.since = 0
	go runtime.GC()
}
