//go:build cgo

package napi_test

import (
	"bytes"
	stdcmp "cmp"
	"crypto/sha256"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/dop251/goja"
	"github.com/google/go-cmp/cmp"

	"github.com/napicheck/napicheck/internal/cctest"
	"github.com/napicheck/napicheck/internal/float16"
	"github.com/napicheck/napicheck/napi"
)

var (
	update   = flag.Bool("update", false, "rewrite testdata/*.txt from what Node.js says")
	nodePath = flag.String("node", "node", "the Node.js to compare with: 24 or later, whose statuses this package has")
)

// scratch holds the addons built for this run.
var scratch = sync.OnceValues(func() (string, error) { return os.MkdirTemp("", "napi-test") })

func TestMain(m *testing.M) {
	flag.Parse()
	statuses, err := observe()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	if os.Getenv(statusFile) != statuses { // a process of a test
		os.Exit(code)
	}
	if code == 0 && statuses != "" && complete() {
		if problems := checkStatuses(statuses); len(problems) > 0 {
			fmt.Println(strings.Join(problems, "\n"))
			code = 1
		}
	}
	if dir, err := scratch(); err == nil {
		os.RemoveAll(dir)
	}
	os.Exit(code)
}

// build compiles testdata/NAME.c into an addon.
func build(t testing.TB, name string, options ...string) string {
	t.Helper()
	dir, err := scratch()
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := t.(*testing.T); ok && runtime.GOOS != "windows" { // benchmarks measure the functions alone
		header, err := observer()
		if err != nil {
			t.Fatal(err)
		}
		options = append(options, "-include", header, filepath.Join("testdata", "observed.c"))
	}
	options = append([]string{"-shared", "-fPIC", "-O2", "-Wall", "-Wno-unused-function", filepath.Join("testdata", name+".c")}, options...)
	path := filepath.Join(dir, fmt.Sprintf("%s-%x.node", name, sha256.Sum256([]byte(strings.Join(options, " "))))[:len(name)+9]+".node")
	if _, err := os.Stat(path); err == nil {
		return path
	}
	if out, err := cctest.Command(t, append(options, "-o", path)...).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
	return path
}

// checkTo is where all Runtimes record misuse; nil: they do not check.
var checkTo *os.File

// newRuntime makes a Runtime on this goroutine's thread.
func newRuntime(t testing.TB, o napi.Options) *napi.Runtime {
	t.Helper()
	o.Check = stdcmp.Or(o.Check, checkTo)
	runtime.LockOSThread()
	t.Cleanup(runtime.UnlockOSThread)
	rt, err := napi.New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(rt.Close)
	return rt
}

// script runs testdata/NAME.js with the addon of testdata/NAME.c and compares
// what it prints with testdata/NAME.txt; where Node.js is at hand, its output
// for the same addon and script is compared too.
func script(t *testing.T, name string, options ...string) {
	t.Helper()
	addon := build(t, name, options...)
	golden := filepath.Join("testdata", name+".txt")

	t.Run("node", func(t *testing.T) {
		got := node(t, addon, name)
		if *update {
			if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		compare(t, golden, got)
	})

	vm := goja.New()
	vm.SetMaxCallStackSize(10000)
	if err := float16.Define(vm); err != nil {
		t.Fatal(err)
	}
	rt := newRuntime(t, napi.Options{VM: vm})
	exports, err := rt.Require(addon)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	vm.Set("addon", exports)
	vm.Set("print", func(s string) { out.WriteString(s + "\n") })
	for _, file := range []string{"test.js", name + ".js"} {
		source, err := os.ReadFile(filepath.Join("testdata", file))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := vm.RunScript(file, string(source)); err != nil {
			var ex *goja.Exception
			if errors.As(err, &ex) {
				t.Fatal(ex.String())
			}
			t.Fatal(err)
		}
	}
	compare(t, golden, out.String())
}

func compare(t *testing.T, golden, got string) {
	t.Helper()
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

const nodeMain = `
const [addonPath, ...files] = process.argv.slice(1);
globalThis.addon = require(addonPath);
globalThis.print = console.log;
for (const f of files) require('vm').runInThisContext(require('fs').readFileSync(f, 'utf8'), f);
`

// nodeExe returns a Node.js new enough to compare with.
func nodeExe(t *testing.T) string {
	t.Helper()
	version, err := exec.Command(*nodePath, "--version").Output()
	if err != nil {
		t.Skip("no Node.js to compare with")
	}
	var major int
	if fmt.Sscanf(string(version), "v%d", &major); major < 24 {
		t.Skipf("Node.js %s is older than what this package follows: give another with -node", bytes.TrimSpace(version))
	}
	return *nodePath
}

// node runs the same in Node.js.
func node(t *testing.T, addon, name string) string {
	t.Helper()
	exe := nodeExe(t)
	var stderr bytes.Buffer
	cmd := exec.Command(exe, "-e", nodeMain, addon, "testdata/test.js", "testdata/"+name+".js")
	cmd.Env = unobserved()
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("node: %v\n%s", err, stderr.String())
	}
	return string(out)
}

// Calls are counted where that is wanted, and only there.
func TestCalls(t *testing.T) {
	addon := build(t, "scopes")
	for want, count := range map[uint64]bool{100: true, 0: false} {
		rt := newRuntime(t, napi.Options{CountCalls: count})
		exports, err := rt.Require(addon)
		if err != nil {
			t.Fatal(err)
		}
		rt.VM().Set("addon", exports)
		if _, err := rt.VM().RunString("addon.loop(100)"); err != nil {
			t.Fatal(err)
		}
		if got := rt.Calls()["napi_open_handle_scope"]; got != want {
			t.Errorf("CountCalls %v: napi_open_handle_scope was counted %d times", count, got)
		}
	}
}
