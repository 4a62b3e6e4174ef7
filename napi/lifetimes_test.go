//go:build cgo

package napi_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/dop251/goja"

	"github.com/napicheck/napicheck/internal/heap"
	"github.com/napicheck/napicheck/napi"
)

const nodeSteps = `
const [addonPath, ...files] = process.argv.slice(1);
globalThis.addon = require(addonPath);
globalThis.print = console.log;
for (const f of files) require('vm').runInThisContext(require('fs').readFileSync(f, 'utf8'), f);
(async () => {
  for (const step of steps) {
    step();
    for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve));
  }
})();
`

// stepper runs the steps of a script as nodeSteps does.
type stepper struct {
	rt  *napi.Runtime
	out strings.Builder
}

func newStepper(t testing.TB, addon, name string) *stepper {
	t.Helper()
	s := &stepper{rt: newRuntime(t, napi.Options{})}
	exports, err := s.rt.Require(addon)
	if err != nil {
		t.Fatal(err)
	}
	vm := s.rt.VM()
	vm.Set("addon", exports)
	vm.Set("print", func(v goja.Value) { s.out.WriteString(v.String() + "\n") })
	vm.Set("gc", s.rt.GC)
	for _, file := range []string{"test.js", name + ".js"} {
		source, err := os.ReadFile(filepath.Join("testdata", file))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := vm.RunScript(file, string(source)); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func (s *stepper) run(t testing.TB) {
	t.Helper()
	vm := s.rt.VM()
	var steps []goja.Callable
	if err := vm.ExportTo(vm.Get("steps"), &steps); err != nil {
		t.Fatal(err)
	}
	for _, step := range steps {
		if _, err := step(goja.Undefined()); err != nil {
			t.Fatal(err)
		}
		for range 3 {
			s.rt.RunFinalizers()
		}
	}
}

// lifetimes runs the steps of testdata/NAME.js as script does, with gc.
func lifetimes(t *testing.T, name, golden string, options ...string) {
	t.Helper()
	addon := build(t, name, options...)
	golden = filepath.Join("testdata", golden)
	t.Run("node", func(t *testing.T) {
		exe := nodeExe(t)
		end := endFile(t)
		var out, stderr bytes.Buffer
		cmd := exec.Command(exe, "--expose-gc", "--single-threaded-gc", "-e", nodeSteps, addon, "testdata/test.js", "testdata/"+name+".js")
		cmd.Stdout, cmd.Stderr, cmd.Env = &out, &stderr, unobserved()
		if err := cmd.Run(); err != nil {
			t.Fatalf("node: %v\n%s%s", err, out.String(), stderr.String())
		}
		got := out.String() + stderr.String() + end()
		if *update {
			if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		compare(t, golden, got)
	})
	s := newStepper(t, addon, name)
	s.run(t)
	end := endFile(t)
	s.rt.Close()
	compare(t, golden, s.out.String()+end())
}

// endFile returns what an addon writes at the end of its environment.
func endFile(t *testing.T) (read func() string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "end")
	t.Setenv("LIFETIMES_END", path)
	return func() string {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
}

func TestLifetimes(t *testing.T) {
	for _, v := range []struct{ name, value string }{{"8", "8"}, {"9", "9"}, {"10", "10"}, {"experimental", "2147483647"}} {
		t.Run(v.name, func(t *testing.T) {
			lifetimes(t, "lifetimes", "lifetimes-"+v.name+".txt", "-DNAPI_VERSION="+v.value)
		})
	}
}

// A million wraps, made and collected, leave nothing behind.
func TestWrapsDoNotGrow(t *testing.T) {
	addon := build(t, "lifetimes")
	rt := newRuntime(t, napi.Options{})
	exports, err := rt.Require(addon)
	if err != nil {
		t.Fatal(err)
	}
	churn, _ := goja.AssertFunction(exports.(*goja.Object).Get("churn"))
	total, batch := 1_000_000, 20_000
	if testing.Short() {
		total = 100_000
	}
	memory := func() uint64 {
		var m runtime.MemStats
		rt.GC()
		rt.RunFinalizers()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	var first uint64
	for made := 0; made < total; made += batch {
		if _, err := churn(goja.Undefined(), rt.VM().ToValue(batch)); err != nil {
			t.Fatal(err)
		}
		rt.RunFinalizers()
		if made == 2*batch {
			first = memory()
		}
	}
	last := memory()
	v, err := churn(goja.Undefined(), rt.VM().ToValue(0))
	if err != nil {
		t.Fatal(err)
	}
	if got := v.ToInteger(); got != int64(total) {
		t.Errorf("%d of %d finalizers have run", got, total)
	}
	if rt.Living() != 0 {
		t.Errorf("%d references are left", rt.Living())
	}
	if last > first+4<<20 {
		t.Errorf("%d bytes in use after all, %d after the first", last, first)
	}
}

// What Node answers with an abort, a wrapped-around sum or not at all.
func TestMisuse(t *testing.T) {
	rt := newRuntime(t, napi.Options{})
	exports, err := rt.Require(build(t, "misuse"))
	if err != nil {
		t.Fatal(err)
	}
	vm := rt.VM()
	vm.Set("addon", exports)
	if _, err := vm.RunString(read(t, "testdata/test.js")); err != nil {
		t.Fatal(err)
	}
	for script, want := range map[string]string{
		"addon.typedarray(new ArrayBuffer(8))":       `generic_failure "Unknown failure" threw RangeError ERR_NAPI_INVALID_TYPEDARRAY_LENGTH: Invalid typed array length`,
		"addon.typedarrayOffset(new ArrayBuffer(8))": `generic_failure "Unknown failure" threw RangeError ERR_NAPI_INVALID_TYPEDARRAY_LENGTH: Invalid typed array length`,
		"addon.dataview(new ArrayBuffer(8))": `pending_exception "An exception is pending" threw RangeError ERR_NAPI_INVALID_DATAVIEW_ARGS: ` +
			`byte_offset + byte_length should be less than or equal to the size in bytes of the array passed in`,
		"addon.bufferFrom(new ArrayBuffer(8))": `ok threw RangeError ERR_OUT_OF_RANGE: The byte offset + length is out of range`,
		"addon.bufferInfo({})":                 `invalid_arg "Invalid argument"`,
		"addon.bufferInfo(new ArrayBuffer(8))": `invalid_arg "Invalid argument"`,
		"addon.large()":                        `pending_exception "An exception is pending" threw RangeError`,
		"addon.largeBuffer()":                  `generic_failure "Unknown failure" threw RangeError ERR_BUFFER_TOO_LARGE: Cannot create a Buffer larger than 0x100000000 bytes`,
		"addon.largeExternal()":                `generic_failure "Unknown failure" threw RangeError ERR_BUFFER_TOO_LARGE: Cannot create a Buffer larger than 0x100000000 bytes`,
		"addon.largeOthers()[0]":               `generic_failure "Unknown failure" threw RangeError ERR_BUFFER_TOO_LARGE: Cannot create a Buffer larger than 0x100000000 bytes`,
		"addon.largeOthers()[1]":               `generic_failure "Unknown failure" threw RangeError ERR_BUFFER_TOO_LARGE: Cannot create a Buffer larger than 0x100000000 bytes`,
		"addon.largeOthers()[2]":               `generic_failure "Unknown failure" threw RangeError ERR_BUFFER_TOO_LARGE: Cannot create a Buffer larger than 0x100000000 bytes`,
		"addon.concludeTwice()":                `invalid_arg "Invalid argument"`,
		"addon.wrongPrototype(5)":              `object_expected "An object was expected"`,
		"addon.queueTwice()":                   `generic_failure "Unknown failure"`,
		"addon.float16(new ArrayBuffer(8))":    `invalid_arg "Invalid argument"`,
	} {
		v, err := vm.RunString("text(" + script + ")")
		if err != nil {
			t.Fatal(err)
		}
		if got := v.String(); got != want {
			t.Errorf("%s: %s, want %s", script, got, want)
		}
	}
}

// What is none, where Node looks into it and crashes.
func TestNone(t *testing.T) {
	exports, err := newRuntime(t, napi.Options{}).Require(build(t, "misuse"))
	if err != nil {
		t.Fatal(err)
	}
	if got := call(t, exports, "none"); got.String() != "true" {
		t.Errorf("call %v does not answer napi_invalid_arg", got)
	}
}

// In a process without libuv there is no loop of it.
func TestNoLoop(t *testing.T) {
	stderr, err := inChild(t, build(t, "misuse"), "if (addon.uvLoop().status !== 9) throw new Error('status ' + addon.uvLoop().status)")
	if err != nil {
		t.Errorf("%v\n%s", err, stderr)
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// What finalizers throw is uncaught, each on its own.
func TestFinalizersThrow(t *testing.T) {
	var uncaught []string
	rt := newRuntime(t, napi.Options{Uncaught: func(v goja.Value) { uncaught = append(uncaught, v.String()) }})
	exports, err := rt.Require(build(t, "misuse"))
	if err != nil {
		t.Fatal(err)
	}
	call(t, exports, "thrower")
	rt.GC()
	rt.RunFinalizers()
	slices.Sort(uncaught)
	want := []string{"Error: memory", "Error: of a posted finalizer", "Error: of a wrap"}
	if !slices.Equal(uncaught, want) {
		t.Errorf("%q, want %q", uncaught, want)
	}
	if rt.Living() != 0 || rt.FinalizersDue() {
		t.Errorf("%d references are left", rt.Living())
	}
}

func call(t testing.TB, exports goja.Value, name string, args ...goja.Value) goja.Value {
	t.Helper()
	f, ok := goja.AssertFunction(exports.(*goja.Object).Get(name))
	if !ok {
		t.Fatalf("no function %s", name)
	}
	v, err := f(goja.Undefined(), args...)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// A finalizer of an experimental module that touches the engine ends the
// process; one of another module does not.
func TestBasicFinalizer(t *testing.T) {
	for _, experimental := range []bool{false, true} {
		version := "-DNAPI_VERSION=10"
		if experimental {
			version = "-DNAPI_VERSION=2147483647"
		}
		addon := build(t, "misuse", version)
		cmd := exec.Command(os.Args[0], "-test.run=TestBasicFinalizerChild")
		cmd.Env = append(os.Environ(), "BASIC_FINALIZER="+addon)
		out, err := cmd.CombinedOutput()
		text := string(out)
		aborted := strings.Contains(text, "FATAL ERROR: Finalizer is calling a function that may affect GC state.") && strings.Contains(fmt.Sprint(err), "abort")
		if went := strings.Contains(text, "still here"); aborted != experimental || went == experimental {
			t.Errorf("experimental %v: %v\n%s", experimental, err, text)
		}
	}
}

func TestBasicFinalizerChild(t *testing.T) {
	addon := os.Getenv("BASIC_FINALIZER")
	if addon == "" {
		t.Skip("only for TestBasicFinalizer")
	}
	rt := newRuntime(t, napi.Options{})
	exports, err := rt.Require(addon)
	if err != nil {
		t.Fatal(err)
	}
	call(t, exports, "basic")
	rt.GC()
	rt.RunFinalizers()
}

// Nothing is left of what scripts and addons have let go of.
func TestNothingIsLeft(t *testing.T) {
	addon := build(t, "lifetimes")
	rt := newRuntime(t, napi.Options{})
	exports, err := rt.Require(addon)
	if err != nil {
		t.Fatal(err)
	}
	vm := rt.VM()
	vm.Set("addon", exports)
	_, err = vm.RunString(`(() => {
		for (let i = 0; i < 100; i++) {
			for (const count of [0, 1, 2]) addon.del(addon.create({}, count, 1).value);
			addon.wrap({}, 1, 1, 1); addon.external(1, 1, 1, 1); addon.addFinalizer({}, 1, 1, 1);
			const o = {};
			addon.wrap(o, 1, 1, 1);
			addon.removeWrap(o, 1);
			for (const kind of [0, 1, 2]) addon.externalBuffer(0, 16, 0, 1, kind);
			const b = addon.externalBuffer(0, 16, 0, 1, 1).value;
			addon.detach(b);
			addon.notes();
		}
	})()`)
	if err != nil {
		t.Fatal(err)
	}
	if rt.Living() == 0 {
		t.Error("nothing was counted")
	}
	rt.GC()
	rt.RunFinalizers()
	if rt.Living() != 0 || rt.Heap().Watching() != 0 {
		t.Errorf("%d references and %d watches are left", rt.Living(), rt.Heap().Watching())
	}
}

// What is hidden in an object stays when the engine changes how it keeps it,
// and while it lives.
func TestHiddenStays(t *testing.T) {
	rt := newRuntime(t, napi.Options{})
	exports, err := rt.Require(build(t, "lifetimes"))
	if err != nil {
		t.Fatal(err)
	}
	vm := rt.VM()
	vm.Set("addon", exports)
	vm.Set("gc", rt.GC)
	v, err := vm.RunString(`(() => {
		addon.notes(); // of other tests
		const sparse = [1, 2, 3], frozen = {}, builtin = Math.max, lazy = Map, error = new Error('e'), typed = new Uint8Array(4),
			bound = (function () {}).bind(null), generator = (function* () {})(), boxed = Object('text'), args = (function () { return arguments })(1),
			regexp = /x/g, view = new DataView(new ArrayBuffer(4)), map = new Map(), klass = class { static m() {} }, global = globalThis;
		const all = {sparse, frozen, builtin, lazy, error, typed, bound, generator, boxed, args, regexp, view, map, klass, global};
		const wrong = [];
		const refs = {};
		let n = 1;
		for (const name in all) {
			if (addon.wrap(all[name], n, 1, n).status !== 0) wrong.push(name + ' cannot be wrapped');
			refs[name] = addon.create(all[name], 0, 1).value;
			n++;
		}
		sparse[10000000] = 1;
		Object.freeze(frozen);
		Object.setPrototypeOf(error, null);
		regexp.lastIndex = 1; regexp.exec = () => null;
		args[0] = 2; delete args[0];
		generator.next();
		map.set(1, 2);
		klass.extra = 1;
		for (let i = 0; i < 3; i++) gc();
		n = 1;
		for (const name in all) {
			if (addon.unwrap(all[name], 1).value !== n) wrong.push(name + ' has lost its wrap');
			if (addon.get(refs[name], 1).value !== all[name]) wrong.push(name + ' was taken for collected');
			n++;
		}
		if (Object.prototype.toString.call(sparse) !== '[object Array]' || !Array.isArray(sparse)) wrong.push('class');
		return wrong.join(', ') + addon.notes();
	})()`)
	if err != nil {
		t.Fatal(err)
	}
	if v.String() != "" {
		t.Error(v)
	}
}

// The heap outlives the Runtime: it knows nothing of it any more.
func TestHeapOutlivesRuntime(t *testing.T) {
	vm := goja.New()
	h := heap.New(vm)
	rt := newRuntime(t, napi.Options{VM: vm, Heap: h})
	exports, err := rt.Require(build(t, "lifetimes"))
	if err != nil {
		t.Fatal(err)
	}
	vm.Set("addon", exports)
	if _, err := vm.RunString(`globalThis.live = [{}, {}].map((o) => (addon.wrap(o, 1, 1, 1), addon.create(o, 0, 1), o));
		for (const kind of [0, 1, 2]) live.push(addon.externalBuffer(0, 16, 0, 1, kind).value)`); err != nil {
		t.Fatal(err)
	}
	if h.Watching() == 0 {
		t.Error("nothing was watched")
	}
	rt.Close()
	if h.Watching() != 0 {
		t.Errorf("%d watches are left", h.Watching())
	}
	vm.Set("live", nil)
	h.Collect()
}
