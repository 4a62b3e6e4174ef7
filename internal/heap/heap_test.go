package heap

import (
	"runtime"
	"testing"
	"time"

	"github.com/dop251/goja"
)

type log []uintptr

func (l *log) Collected(key uintptr) { *l = append(*l, key) }

func TestWatch(t *testing.T) {
	vm := goja.New()
	h := New(vm)
	var told log
	watch := func(v goja.Value, key uintptr) int {
		w, ok := MakeWeak(v)
		if !ok {
			t.Fatalf("no weak reference to %v", v)
		}
		return h.Watch(w, &told, key)
	}
	kept, dropped := vm.NewObject(), vm.NewObject()
	watch(kept, 1)
	watch(dropped, 2)
	watch(goja.NewSymbol("s"), 3)
	h.Unwatch(watch(vm.NewObject(), 4))
	h.Collect()
	if len(told) != 2 || told[0]+told[1] != 5 || h.Watching() != 1 {
		t.Errorf("told %v, %d watches left", told, h.Watching())
	}
	runtime.KeepAlive(kept)
	told = nil
	kept = nil
	h.Collect()
	if len(told) != 1 || told[0] != 1 || h.Watching() != 0 {
		t.Errorf("told %v, %d watches left", told, h.Watching())
	}
}

// What a script has let go of is found while the script still runs.
func TestCollectInsideScript(t *testing.T) {
	vm := goja.New()
	h := New(vm)
	var told log
	vm.Set("watch", func(o *goja.Object) {
		w, _ := MakeWeak(o)
		h.Watch(w, &told, 7)
	})
	vm.Set("gc", h.Collect)
	vm.Set("told", func() int { return len(told) })
	v, err := vm.RunString(`
		function use(a, b, c) { let s = 0; for (const x of [a, b, c]) s += x.n; return s }
		let o = {n: 1};
		watch(o);
		(() => { let inner = o; const f = () => inner; use(f(), o, {n: 2}) })();
		gc();
		const before = told();
		o = null;
		gc();
		before * 10 + told()`)
	if err != nil {
		t.Fatal(err)
	}
	if v.ToInteger() != 1 {
		t.Errorf("told %v, want 1: after the script let go", v)
	}
}

type rewatcher struct {
	h    *Heap
	vm   *goja.Runtime
	left int
}

func (r *rewatcher) Collected(uintptr) {
	if r.left > 0 {
		r.left--
		w, _ := MakeWeak(r.vm.NewObject())
		r.h.Watch(w, r, 0)
	}
}

// Watchers may watch more; a collection is still bounded.
func TestCollectIsBounded(t *testing.T) {
	vm := goja.New()
	r := &rewatcher{New(vm), vm, 100}
	w, _ := MakeWeak(vm.NewObject())
	r.h.Watch(w, r, 0)
	r.h.Collect()
	if got := 100 - r.left; got < 1 || got > maxRounds {
		t.Errorf("%d rounds", got)
	}
}

// Without Collect, the end of a collection is noticed.
func TestPoll(t *testing.T) {
	vm := goja.New()
	h := New(vm)
	var told log
	w, _ := MakeWeak(vm.NewObject())
	h.Watch(w, &told, 1)
	for len(told) == 0 {
		runtime.GC()
		runtime.Gosched()
		h.Poll()
	}
}

// Memory outside of Go's heap makes the collector run.
func TestOutside(t *testing.T) {
	vm := goja.New()
	h := New(vm)
	var told log
	w, _ := MakeWeak(vm.NewObject())
	h.Watch(w, &told, 1)
	h.Outside(-minOutside)
	for len(told) == 0 {
		h.Outside(minOutside / 2)
		time.Sleep(time.Millisecond)
		h.Poll()
	}
}

func TestAnchor(t *testing.T) {
	vm := goja.New()
	h := New(vm)
	var told log
	type cell struct {
		name   string
		anchor Anchor
	}
	o := vm.NewObject()
	c := &cell{"c", Anchor{o}}
	w := c.anchor.Weak()
	h.Watch(w, &told, 1)
	h.Collect()
	if w.Value() != o || len(told) != 0 {
		t.Errorf("%v, told %v", w.Value(), told)
	}
	runtime.KeepAlive(c)
	o = nil
	h.Collect()
	if w.Value() != nil || len(told) != 1 {
		t.Errorf("%v, told %v", w.Value(), told)
	}
}

func TestPrimitives(t *testing.T) {
	vm := goja.New()
	for _, v := range []goja.Value{goja.Undefined(), goja.Null(), vm.ToValue(1), vm.ToValue("s"), vm.ToValue(true)} {
		if _, ok := MakeWeak(v); ok {
			t.Errorf("a weak reference to %v", v)
		}
	}
}

func TestStacksAreFound(t *testing.T) {
	if s := findStacks(); s == nil || len(s.others) != 4 {
		t.Errorf("goja has changed: %+v", s)
	}
}

func BenchmarkWatch(b *testing.B) {
	vm := goja.New()
	h := New(vm)
	var told log
	b.Run("object", func(b *testing.B) {
		for b.Loop() {
			vm.NewObject()
		}
	})
	b.Run("watched", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			w, _ := MakeWeak(vm.NewObject())
			h.Watch(w, &told, 1)
			if i&4095 == 0 {
				h.Poll()
			}
		}
	})
}

func BenchmarkSweep(b *testing.B) {
	vm := goja.New()
	h := New(vm)
	var told log
	keep := make([]*goja.Object, 100000)
	for i := range keep {
		keep[i] = vm.NewObject()
		w, _ := MakeWeak(keep[i])
		h.Watch(w, &told, 1)
	}
	for b.Loop() {
		h.sweep()
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(keep)), "ns/watch")
	runtime.KeepAlive(keep)
}
