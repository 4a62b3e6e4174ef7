//go:build cgo

package napi

import (
	"runtime"
	"testing"

	"github.com/dop251/goja"
)

// An exception leaves nothing behind on the stack of arguments.
func TestTryRestoresArguments(t *testing.T) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	rt, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer rt.Close()
	o, err := rt.vm.RunString("({get a() { throw 1 }, get b() { return this.b }})")
	if err != nil {
		t.Fatal(err)
	}
	e := rt.newEnv(8, "")
	for _, key := range []string{"a", "b"} {
		if e.try(func() { rt.invoke(rt.js.get, goja.Undefined(), o, asciiValue(key)) }) {
			t.Errorf("%s does not throw", key)
		}
		if len(rt.args) != 0 {
			t.Errorf("%s: %d arguments left", key, len(rt.args))
		}
		if !bool(e.c.pending) || e.take() == nil {
			t.Errorf("%s: no exception is pending", key)
		}
	}
}

// A goja whose layout is not the known one is refused; this one is known, and
// what is built on the layout holds.
func TestGoja(t *testing.T) {
	if err := checkGoja(); err != nil {
		t.Fatal(err)
	}
	vm := goja.New()
	for _, f := range []float64{0, 1.5, -1, 300, 1 << 31, -1 << 40, 1 << 53, 1e300} {
		if got := floatValue(f); !got.StrictEquals(vm.ToValue(f)) || got.ExportType() != vm.ToValue(f).ExportType() {
			t.Errorf("floatValue(%v) = %v (%v)", f, got, got.ExportType())
		}
	}
	for _, i := range []int32{0, -256, -257, 1023, 1024, -1 << 31, 1<<31 - 1} {
		if got := intValue(i); !got.StrictEquals(vm.ToValue(i)) || got.ExportType() != vm.ToValue(i).ExportType() {
			t.Errorf("intValue(%v) = %v", i, got)
		}
	}
	for _, s := range []string{"", "a", "exactly thirty-two bytes of text", "longer than thirty-two bytes of text"} {
		if got := asciiCopy([]byte(s)); !got.StrictEquals(vm.ToValue(s)) || got.String() != s {
			t.Errorf("asciiCopy(%q) = %v", s, got)
		}
	}
	o := vm.NewObject()
	proxy := vm.ToValue(vm.NewProxy(o, &goja.ProxyTrapConfig{})).(*goja.Object)
	h := hide(o)
	if h == nil || hiddenOf(o) != h || o.ClassName() != "Object" || hiddenOf(proxy) != nil {
		t.Error("what is hidden in an object is not there, or seen elsewhere")
	}
	if own := hide(proxy); own == nil || own == h || hiddenOf(proxy) != own || hiddenOf(o) != h {
		t.Error("a proxy has nothing of its own hidden")
	}
}
