//go:build cgo

package napi_test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/dop251/goja"

	"github.com/napicheck/napicheck/napi"
)

const modulesScript = `
const out = [];
for (const way of ['first', 'second']) {
  const module = {exports: {}, filename: path};
  try {
    load(module);
    out.push(way + ' ' + (typeof module.exports === 'object' ? JSON.stringify(module.exports) : module.exports));
  } catch (e) {
    out.push(way + ' throws ' + e.constructor.name + ' ' + e.code + ' ' + e.message.replace(path, 'PATH') + ' ' + JSON.stringify(module.exports));
  }
}
out.join('\n')
`

// Registering in every way, twice: what Node does with the same file.
func TestModules(t *testing.T) {
	for _, test := range []struct {
		name    string
		options string
		want    string
	}{
		{"symbol", "BY_SYMBOL", `first {"by":"symbol","inits":1}` + "\n" + `second {"by":"symbol","inits":2}`},
		{"constructor", "BY_CONSTRUCTOR", `first {"by":"constructor","inits":1}` + "\n" + `second {"by":"constructor","inits":2}`},
		{"both", "BY_SYMBOL BY_CONSTRUCTOR", `first {"by":"constructor","inits":1}` + "\n" + `second {"by":"symbol","inits":2}`},
		{"replaces", "BY_SYMBOL REPLACES", "first replaced\nsecond replaced"},
		{"null", "BY_SYMBOL RETURNS_NULL", `first {"by":"symbol","inits":1}` + "\n" + `second {"by":"symbol","inits":2}`},
		{"throws", "BY_SYMBOL THROWS", `first throws Error INIT init throws {"by":"symbol","inits":1}` + "\n" + `second throws Error INIT init throws {"by":"symbol","inits":2}`},
		{"version 10", "BY_SYMBOL VERSION_EXPORT=10", `first {"by":"symbol","inits":1}` + "\n" + `second {"by":"symbol","inits":2}`},
		{"version 1", "BY_SYMBOL VERSION_EXPORT=1", `first {"by":"symbol","inits":1}` + "\n" + `second {"by":"symbol","inits":2}`},
		{"experimental", "BY_SYMBOL VERSION_EXPORT=2147483647", `first {"by":"symbol","inits":1}` + "\n" + `second {"by":"symbol","inits":2}`},
	} {
		t.Run(test.name, func(t *testing.T) {
			path := build(t, "modules", defines(test.options)...)
			if got := loadTwice(t, path, napi.Options{}); got != test.want {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
			if got := loadTwiceInNode(t, build(t, "modules", append(defines(test.options), "-DOTHER")...)); got != test.want {
				t.Errorf("Node says\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}

// What Node refuses, or would crash at.
func TestModulesRefused(t *testing.T) {
	for _, test := range []struct {
		name, options string
		version       int
		want          string
	}{
		{"no entry", "BY_CONSTRUCTOR NO_ENTRY", 0, "throws Error undefined Module has no declared entry point. {}"},
		{"nothing", "", 0, "throws Error ERR_DLOPEN_FAILED Module did not self-register: 'PATH'. {}"},
		{"too new", "BY_SYMBOL VERSION_EXPORT=11", 0, "throws Error undefined PATH requires Node-API version 11, but this version of Node.js only supports version 10 add-ons. {}"},
		{"too new for an older release", "BY_SYMBOL VERSION_EXPORT=10", 9, "throws Error undefined PATH requires Node-API version 10, but this version of Node.js only supports version 9 add-ons. {}"},
	} {
		t.Run(test.name, func(t *testing.T) {
			want := strings.ReplaceAll("first W\nsecond W", "W", test.want)
			if got := loadTwice(t, build(t, "modules", defines(test.options)...), napi.Options{APIVersion: test.version}); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
	t.Run("no library", func(t *testing.T) {
		file := filepath.Join(t.TempDir(), "text.node")
		if err := os.WriteFile(file, []byte("not a library"), 0o644); err != nil {
			t.Fatal(err)
		}
		if got := loadTwice(t, file, napi.Options{}); !strings.HasPrefix(got, "first throws Error ERR_DLOPEN_FAILED PATH: ") {
			t.Error(got)
		}
	})
}

func defines(names string) (options []string) {
	for _, name := range strings.Fields(names) {
		options = append(options, "-D"+name)
	}
	return options
}

func loadTwice(t *testing.T, path string, o napi.Options) string {
	t.Helper()
	rt := newRuntime(t, o)
	vm := rt.VM()
	vm.Set("path", path)
	vm.Set("load", func(call goja.FunctionCall) goja.Value {
		if err := rt.Load(path, call.Argument(0).(*goja.Object)); err != nil {
			panic(err)
		}
		return nil
	})
	v, err := vm.RunString(modulesScript)
	if err != nil {
		t.Fatal(err)
	}
	return v.String()
}

func loadTwiceInNode(t *testing.T, path string) string {
	t.Helper()
	script := "const path = process.argv[1], load = (m) => process.dlopen(m, path);" +
		"console.log(require('vm').runInThisContext(" + "'(path, load) => {' + process.argv[2] + '; return out.join(\"\\\\n\") }')(path, load))"
	cmd := exec.Command(nodeExe(t), "-e", script, path, modulesScript)
	var stderr bytes.Buffer
	cmd.Stderr, cmd.Env = &stderr, unobserved()
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, stderr.Bytes())
	}
	return strings.TrimSpace(string(out))
}

// The version of Node-API that addons are told is that of the release posed as.
func TestAPIVersion(t *testing.T) {
	rt := newRuntime(t, napi.Options{APIVersion: 9})
	exports, err := rt.Require(build(t, "operations"))
	if err != nil {
		t.Fatal(err)
	}
	rt.VM().Set("addon", exports)
	if v, err := rt.VM().RunString("addon.version()[1]"); err != nil || v.ToInteger() != 9 {
		t.Errorf("napi_get_version: %v, %v", v, err)
	}
	if _, err := napi.New(napi.Options{APIVersion: 11}); err == nil {
		t.Error("there is a version 11")
	}
}

// One addon in two worlds, as in a program and its worker: two environments,
// each with its own values.
func TestTwoRuntimes(t *testing.T) {
	path := build(t, "functions")
	one, two := newRuntime(t, napi.Options{}), newRuntime(t, napi.Options{})
	for i, rt := range []*napi.Runtime{one, two, one} {
		exports, err := rt.Require(path)
		if err != nil {
			t.Fatal(err)
		}
		rt.VM().Set("addon", exports)
		v, err := rt.VM().RunString("[addon.add(1, 2), addon.seen.call(null).self === globalThis, addon.add instanceof Function].join()")
		if err != nil || v.String() != "3,true,true" {
			t.Errorf("%d: %v, %v", i, v, err)
		}
	}
}

// What ends the process does so as in Node: message and SIGABRT.
func TestFatal(t *testing.T) {
	addon := build(t, "errors")
	for _, test := range []struct{ name, script, stderr string }{
		{"message", "addon.fatal('where', 'what')", "FATAL ERROR: where what\n"},
		{"lengths", "addon.fatal('where', 'whatever', 1)", "FATAL ERROR: whe what\n"},
		{"no location", "addon.fatal(NULL, 'what')", "FATAL ERROR: what\n"},
		{"unbalanced scope", "addon.unbalanced()", "FATAL ERROR: napi_callback handle scopes were opened and not closed, or closed and not opened\n"},
		{"fatal exception without a handler", "addon.fatal_exception(new Error('lost'))", "FATAL ERROR: napi_fatal_exception Error: lost\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			stderr, err := inChild(t, addon, "const NULL = Symbol.for('NULL'); "+test.script)
			var exit *exec.ExitError
			if !errors.As(err, &exit) || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGABRT {
				t.Errorf("ended with %v", err)
			}
			if !strings.HasPrefix(stderr, test.stderr) {
				t.Errorf("stderr:\n%.300s\nwant\n%s", stderr, test.stderr)
			}
		})
	}
}

// inChild runs a script with an addon in another process of this test.
func inChild(t *testing.T, addon, script string) (stderr string, err error) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestChild$")
	cmd.Env = append(os.Environ(), "NAPI_TEST_ADDON="+addon, "NAPI_TEST_SCRIPT="+script)
	var buf bytes.Buffer
	cmd.Stderr = &buf
	err = cmd.Run()
	return buf.String(), err
}

func TestChild(t *testing.T) {
	script := os.Getenv("NAPI_TEST_SCRIPT")
	if script == "" {
		t.Skip("only for the tests that need a process of their own")
	}
	rt := newRuntime(t, napi.Options{})
	exports, err := rt.Require(os.Getenv("NAPI_TEST_ADDON"))
	if err != nil {
		t.Fatal(err)
	}
	rt.VM().Set("addon", exports)
	if _, err := rt.VM().RunString(script); err != nil {
		t.Fatal(err)
	}
}

// napi_fatal_exception hands the exception to whoever runs the world.
func TestFatalException(t *testing.T) {
	var got goja.Value
	rt := newRuntime(t, napi.Options{Uncaught: func(v goja.Value) { got = v }})
	exports, err := rt.Require(build(t, "errors"))
	if err != nil {
		t.Fatal(err)
	}
	rt.VM().Set("addon", exports)
	v, err := rt.VM().RunString("addon.fatal_exception('lost').status")
	if err != nil || v.ToInteger() != 0 || got == nil || got.String() != "lost" {
		t.Errorf("%v, %v; handed out: %v", v, err, got)
	}
}

// Calls between scripts and addons nest until a RangeError, and all works
// afterwards.
func TestDepth(t *testing.T) {
	rt := newRuntime(t, napi.Options{})
	exports, err := rt.Require(build(t, "functions"))
	if err != nil {
		t.Fatal(err)
	}
	rt.VM().Set("addon", exports)
	v, err := rt.VM().RunString(`
		let depth = 0, error;
		function down() { depth++; const r = addon.invoke(addon, down, [], 0, 1); if (r.exception) throw r.exception; return r.value; }
		try { down(); } catch (e) { error = e; }
		[error instanceof RangeError, depth > 1000, addon.add(1, 2)].join()`)
	if err != nil || v.String() != "true,true,3" {
		t.Errorf("%v, %v", v, err)
	}
}

// Functions outlive their addon's environment, but do not work any more.
func TestClosed(t *testing.T) {
	vm := goja.New()
	rt := newRuntime(t, napi.Options{VM: vm})
	exports, err := rt.Require(build(t, "functions"))
	if err != nil {
		t.Fatal(err)
	}
	vm.Set("addon", exports)
	rt.Close()
	if v, err := vm.RunString("addon.add(1, 2)"); err == nil || !strings.Contains(err.Error(), "environment of this addon has ended") {
		t.Errorf("%v, %v", v, err)
	}
}
