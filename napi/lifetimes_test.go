//go:build cgo

package napi_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/dop251/goja"

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
		cmd.Stdout, cmd.Stderr = &out, &stderr
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
