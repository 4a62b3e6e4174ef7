//go:build cgo

package napi_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/dop251/goja"

	"github.com/napicheck/napicheck/napi"
)

// A host is a small event loop: nextTick, immediates, uncaughtException.
type host struct {
	t          *testing.T
	rt         *napi.Runtime
	vm         *goja.Runtime
	frame      goja.Callable // calls step in a frame of JavaScript
	step       func() error
	running    bool
	ticks      []func() error
	immediates []func() error
	handlers   map[string][]goja.Callable
	out        strings.Builder
}

func newHost(t *testing.T, o napi.Options) *host {
	t.Helper()
	h := &host{t: t, vm: goja.New(), handlers: map[string][]goja.Callable{}}
	o.VM, o.Host = h.vm, h
	maker, err := h.vm.RunString("(step => () => { step() })")
	if err != nil {
		t.Fatal(err)
	}
	make, _ := goja.AssertFunction(maker)
	frame, _ := make(nil, h.vm.ToValue(func(goja.FunctionCall) goja.Value {
		if err := h.step(); err != nil {
			h.Uncaught(err)
		}
		for len(h.ticks) > 0 {
			tick := h.ticks[0]
			h.ticks = h.ticks[1:]
			if err := tick(); err != nil {
				h.Uncaught(err)
			}
		}
		return nil
	}))
	h.frame, _ = goja.AssertFunction(frame)
	later := func(queue *[]func() error) func(goja.FunctionCall) goja.Value {
		return func(call goja.FunctionCall) goja.Value {
			f, _ := goja.AssertFunction(call.Argument(0))
			args := append([]goja.Value(nil), call.Arguments[1:]...)
			*queue = append(*queue, func() error { _, err := f(nil, args...); return err })
			return nil
		}
	}
	process := h.vm.NewObject()
	process.Set("nextTick", later(&h.ticks))
	process.Set("on", func(call goja.FunctionCall) goja.Value {
		f, _ := goja.AssertFunction(call.Argument(1))
		name := call.Argument(0).String()
		h.handlers[name] = append(h.handlers[name], f)
		return nil
	})
	h.vm.Set("process", process)
	h.vm.Set("setImmediate", later(&h.immediates))
	h.vm.Set("print", func(s string) { h.out.WriteString(s + "\n") })
	h.rt = newRuntime(t, o)
	return h
}

func (h *host) Callback(f func() error) error {
	if h.running {
		return f()
	}
	h.running = true
	h.step = f
	if _, err := h.frame(nil); err != nil {
		h.t.Errorf("frame: %v", err)
	}
	for len(h.ticks) > 0 {
		h.step = func() error { return nil }
		if _, err := h.frame(nil); err != nil {
			h.t.Errorf("frame: %v", err)
		}
	}
	h.running = false
	return nil
}

func (h *host) Pending() bool { return true }

func (h *host) emit(name string, v goja.Value) bool {
	for _, f := range h.handlers[name] {
		if _, err := f(nil, v); err != nil {
			h.t.Errorf("%s: %v", name, err)
		}
	}
	return len(h.handlers[name]) > 0
}

func (h *host) Uncaught(exception error) {
	ex, ok := exception.(*goja.Exception)
	if !ok || !h.emit("uncaughtException", ex.Value()) {
		h.t.Errorf("uncaught: %v", exception)
	}
}

func (h *host) NewAsync(string, *goja.Object) napi.Async { return nil }

func (h *host) Outside(goja.Value) func(bool) { return func(bool) {} }

func (h *host) Warn(message, name, code string) {
	w := h.vm.NewObject()
	w.Set("name", name)
	w.Set("code", code)
	h.ticks = append(h.ticks, func() error { h.emit("warning", w); return nil })
}

// run runs scripts of testdata, then the loop until nothing keeps it alive.
func (h *host) run(addon string, files ...string) {
	h.t.Helper()
	h.Callback(func() error {
		exports, err := h.rt.Require(addon)
		if err != nil {
			return err
		}
		return h.vm.Set("addon", exports)
	})
	for _, file := range files {
		source, err := os.ReadFile(filepath.Join("testdata", file))
		if err != nil {
			h.t.Fatal(err)
		}
		h.Callback(func() error { _, err := h.vm.RunScript(file, string(source)); return err })
	}
	h.loop()
}

func (h *host) loop() {
	deadline := time.Now().Add(time.Minute)
	for len(h.immediates) > 0 || h.rt.Alive() {
		timeout := 10 * time.Second
		if len(h.immediates) > 0 {
			timeout = 0
		}
		h.rt.Poll(timeout)
		h.rt.Drain()
		immediates := h.immediates
		h.immediates = nil
		for _, f := range immediates {
			h.Callback(f)
		}
		if time.Now().After(deadline) {
			h.t.Fatalf("the loop does not end; so far:\n%s", h.out.String())
		}
	}
}

// loopScript is script for what needs an event loop. A suffix tells results
// from those of other options of the compiler.
func loopScript(t *testing.T, name, suffix string, options ...string) {
	t.Helper()
	addon := build(t, name, append(options, "-pthread")...)
	golden := filepath.Join("testdata", name+suffix+".txt")
	t.Run("node", func(t *testing.T) {
		got := node(t, addon, name)
		if *update {
			if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		compare(t, golden, got)
	})
	h := newHost(t, napi.Options{})
	h.run(addon, "test.js", name+".js")
	compare(t, golden, h.out.String())
}

func TestAsyncWork(t *testing.T)    { loopScript(t, "async_work", "") }
func TestAsyncContext(t *testing.T) { loopScript(t, "async_context", "") }
func TestThreadsafe(t *testing.T) {
	loopScript(t, "threadsafe", "")
	loopScript(t, "threadsafe", "-10", "-DNAPI_VERSION=10")

	// With the option, modules of any version do as those of version 10.
	h := newHost(t, napi.Options{ForceUncaught: true})
	h.run(build(t, "threadsafe", "-pthread"), "test.js", "threadsafe.js")
	compare(t, filepath.Join("testdata", "threadsafe-10.txt"), h.out.String())
}

// What addons throw where no script is under way, of every kind of value.
func TestUncaught(t *testing.T) {
	loopScript(t, "uncaught", "")
	loopScript(t, "uncaught", "-10", "-DNAPI_VERSION=10")
}

// The parts that threads touch, without Go, under the sanitizers of the C
// compiler.
func TestThreads(t *testing.T) {
	for _, sanitizer := range []string{"thread", "address,undefined"} {
		t.Run(sanitizer, func(t *testing.T) {
			t.Parallel()
			exe := filepath.Join(t.TempDir(), "threads")
			out, err := exec.Command("cc", "-std=gnu11", "-g", "-O1", "-fsanitize="+sanitizer, "-pthread", "-I.", "-Itestdata/threads", "-o", exe,
				"testdata/threads/main.c", "loop.c", "async_work.c", "threadsafe.c", "cleanup.c", "wake_linux.c").CombinedOutput()
			if err != nil {
				t.Skipf("cannot build with the sanitizer: %v\n%s", err, out)
			}
			out, err = exec.Command(exe).CombinedOutput()
			if strings.Contains(string(out), "unexpected memory mapping") {
				t.Skip("the sanitizer does not run on this kernel")
			}
			if err != nil || string(out) != "ok\n" {
				t.Errorf("%v\n%.8000s", err, out)
			}
		})
	}
}

// Threads call functions that are released and aborted meanwhile, and that the
// end of the environment closes.
func TestThreadsafeStress(t *testing.T) {
	addon := build(t, "threadsafe", "-pthread")
	for _, test := range []struct {
		name, script string
		sum          bool // every accepted call is made
	}{
		{"released", "make(f, 0, 8); start(false)", true},
		{"released with a limit", "make(f, 3, 8); start(false)", true},
		{"aborted by a thread", "make(f, 3, 8); start(true)", false},
		{"aborted by a call", "make((d) => { f(d); if (calls === 100) addon.release(t, true) }, 3, 9); start(false)", false},
		{"ended with the environment", "make(f, 3, 9); addon.unref(t); start(false)", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			h := newHost(t, napi.Options{})
			h.Callback(func() error {
				exports, err := h.rt.Require(addon)
				if err != nil {
					return err
				}
				h.vm.Set("addon", exports)
				_, err = h.vm.RunString(`var calls = 0, t, NULL = Symbol.for('NULL');
					function f() { calls++ }
					function make(f, limit, threads) { t = addon.create(f, NULL, 'stress', limit, threads, NULL, 0, true, true).value }
					function start(abort) { for (var i = 0; i < 8; i++) addon.start(t, 2000 + i, i % 2 ? true : NULL, abort ? true : NULL) }
					` + test.script)
				return err
			})
			h.loop()
			calls := h.vm.Get("calls").ToInteger()
			join, _ := goja.AssertFunction(h.vm.Get("addon").(*goja.Object).Get("join"))
			var accepted int64
			if test.name != "ended with the environment" {
				v, err := join(nil)
				if err != nil {
					t.Fatal(err)
				}
				accepted = v.(*goja.Object).Get("accepted").ToInteger()
				if other := v.(*goja.Object).Get("other").ToInteger(); other != 0 {
					t.Errorf("%d calls had another status", other)
				}
			}
			h.rt.Close()
			if test.sum && calls != accepted {
				t.Errorf("%d calls, %d accepted", calls, accepted)
			}
			if !test.sum && accepted > 0 && calls > accepted {
				t.Errorf("%d calls, only %d accepted", calls, accepted)
			}
		})
	}
}
