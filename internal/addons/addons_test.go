//go:build cgo

package addons_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/napicheck/napicheck/internal/addons"
	"github.com/napicheck/napicheck/internal/cctest"
	"github.com/napicheck/napicheck/internal/jsrt"
)

var (
	update   = flag.Bool("update", false, "rewrite testdata/*.txt from what Node.js says")
	nodePath = flag.String("node", "node", "the Node.js to compare with")
)

const tests = "../../napi/testdata"

func build(t *testing.T, name string) string {
	t.Helper()
	return compile(t, filepath.Join(tests, name+".c"))
}

func compile(t *testing.T, source string, flags ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), strings.TrimSuffix(filepath.Base(source), ".c")+".node")
	out, err := cctest.Command(t, append([]string{"-shared", "-fPIC", "-O2", "-pthread", "-o", path, source}, flags...)...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", source, err, out)
	}
	return path
}

// run runs a script in jsrt, with what it needs as arguments, as `node script`
// would.
func run(t *testing.T, script string, args ...string) string {
	t.Helper()
	return runAs(t, "", script, args...)
}

// runAs poses as a release of Node.js.
func runAs(t *testing.T, version, script string, args ...string) string {
	t.Helper()
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var stdout, stderr bytes.Buffer
	rt, err := jsrt.New(jsrt.Options{Stdout: &stdout, Stderr: &stderr, Args: args, NodeVersion: version, LoadAddon: addons.Load})
	if err != nil {
		t.Fatal(err)
	}
	if code := rt.RunMain(script); code != 0 {
		t.Errorf("status %d\n%s", code, stderr.String())
	}
	return stdout.String()
}

// nodeVersion is the release of the Node.js to compare with; without one the
// test skips.
func nodeVersion(t *testing.T) string {
	t.Helper()
	version, err := exec.Command(*nodePath, "--version").Output()
	if err != nil {
		t.Skip("no Node.js to compare with")
	}
	return strings.TrimPrefix(strings.TrimSpace(string(version)), "v")
}

func node(t *testing.T, from, to int, script string, args ...string) string {
	t.Helper()
	version := nodeVersion(t)
	var major int
	if fmt.Sscanf(version, "%d", &major); major < from || major > to {
		t.Skipf("Node.js %s differs here: give another with -node", version)
	}
	out, err := exec.Command(*nodePath, append([]string{script}, args...)...).Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
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

// The scripts that package napi runs with a small loop of its own.
func TestEventScripts(t *testing.T) {
	main := filepath.Join(t.TempDir(), "main.js")
	err := os.WriteFile(main, []byte(`
		globalThis.addon = require(process.argv[2]);
		globalThis.print = console.log;
		for (const f of process.argv.slice(3)) require('vm').runInThisContext(require('fs').readFileSync(f, 'utf8'), f);
	`), 0o644)
	if err != nil {
		t.Fatal(err)
	}
	shared, err := filepath.Abs(tests)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"async_work", "threadsafe", "async_context", "uv"} {
		t.Run(name, func(t *testing.T) {
			addon := build(t, name)
			got := run(t, main, addon, filepath.Join(shared, "test.js"), filepath.Join(shared, name+".js"))
			compare(t, filepath.Join(shared, name+".txt"), got)
		})
	}
}

// Scripts of this folder, whose output in Node.js is kept beside them.
func TestScripts(t *testing.T) {
	for _, test := range []struct {
		name, output string
		addons       []string
		from, to     int // majors of Node.js that do the same
		version      string
	}{
		{"async_local", "async_local", []string{"async_work", "threadsafe", "async_context"}, 18, 23, "22.11.0"},
		{"async_local", "async_local-24", []string{"async_work", "threadsafe", "async_context"}, 24, 99, "24.11.0"},
		{"async_hooks", "async_hooks", []string{"async_work", "threadsafe", "async_context"}, 18, 99, ""},
		{"domain", "domain", []string{"async_context"}, 18, 99, ""},
		{"async_resource", "async_resource", []string{"async_context"}, 18, 24, "24.11.0"},
		{"async_resource", "async_resource-25", []string{"async_context"}, 25, 99, "26.1.0"},
	} {
		t.Run(test.output, func(t *testing.T) {
			var args []string
			for _, name := range test.addons {
				args = append(args, build(t, name))
			}
			script, err := filepath.Abs(filepath.Join("testdata", test.name+".js"))
			if err != nil {
				t.Fatal(err)
			}
			golden := filepath.Join("testdata", test.output+".txt")
			t.Run("node", func(t *testing.T) {
				got := node(t, test.from, test.to, script, args...)
				if *update {
					if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
						t.Fatal(err)
					}
				}
				compare(t, golden, got)
			})
			compare(t, golden, runAs(t, test.version, script, args...))
		})
	}
}

// Cleanup hooks run when all work is done, not where the process just exits.
func TestExit(t *testing.T) {
	addon := build(t, "cleanup")
	for _, test := range []struct {
		name, script string
		code         int
		hooks        bool
	}{
		{"end", "addon.hooks()", 0, true},
		{"exit", "addon.hooks(); process.exit(3)", 3, false},
		{"uncaught", "addon.hooks(); throw new Error('lost')", 1, false},
		{"exit in a callback", "addon.hooks(); setImmediate(() => process.exit(4))", 4, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			log := filepath.Join(t.TempDir(), "log")
			t.Setenv("NAPI_TEST_LOG", log)
			main := filepath.Join(t.TempDir(), "main.js")
			if err := os.WriteFile(main, []byte("const addon = require(process.argv[2]); "+test.script), 0o644); err != nil {
				t.Fatal(err)
			}
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
			var output bytes.Buffer
			rt, err := jsrt.New(jsrt.Options{Stdout: &output, Stderr: &output, Args: []string{addon}, LoadAddon: addons.Load})
			if err != nil {
				t.Fatal(err)
			}
			if code := rt.RunMain(main); code != test.code {
				t.Errorf("status %d, want %d\n%s", code, test.code, output.String())
			}
			b, _ := os.ReadFile(log)
			if hooks := strings.Contains(string(b), "hook first"); hooks != test.hooks {
				t.Errorf("hooks ran: %t\n%s", hooks, b)
			}
		})
	}
}

// Descriptors that native code opened are files of scripts as well.
func TestDescriptors(t *testing.T) {
	addon := compile(t, filepath.Join("testdata", "descriptors.c"), "-lutil")
	script, err := filepath.Abs(filepath.Join("testdata", "descriptors.js"))
	if err != nil {
		t.Fatal(err)
	}
	golden := filepath.Join("testdata", "descriptors.txt")
	t.Run("node", func(t *testing.T) {
		got := node(t, 18, 99, script, addon)
		if *update {
			if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		compare(t, golden, got)
	})
	stdout, stderr, code := program(t, "", "", script, addon)
	if code != 0 {
		t.Errorf("status %d\n%s", code, stderr)
	}
	compare(t, golden, stdout)
}

// The end of the process is that of a C program: handlers of atexit and
// destructors run, what was printed is written.
func TestProcessEnd(t *testing.T) {
	addon := compile(t, filepath.Join("testdata", "process_end.c"))
	main := filepath.Join(t.TempDir(), "main.js")
	for script, want := range map[string]int{"": 0, "process.exit(3)": 3, "process.exitCode = 4": 4, "setTimeout(() => process.exit(5))": 5} {
		if err := os.WriteFile(main, []byte("require(process.argv[2]); "+script), 0o644); err != nil {
			t.Fatal(err)
		}
		stdout, stderr, code := program(t, "", "", main, addon)
		if stdout != "init\natexit\ndestructor\n" || code != want {
			t.Errorf("%q: status %d\n%s%s", script, code, stdout, stderr)
		}
	}
}

// process.exit in callbacks of native work stops the rest.
func TestExitFromNative(t *testing.T) {
	work, threadsafe := build(t, "async_work"), build(t, "threadsafe")
	main := filepath.Join(t.TempDir(), "main.js")
	for _, script := range []string{
		"for (let i = 0; i < 3; i++) work.queue(work.make(() => { console.log('once'); process.exit(5); }, NULL, NULL, NULL));",
		"const t = threadsafe.create(() => { console.log('once'); process.exit(5); }, NULL, 'name', 0, 1, NULL, 0, true, true).value;" +
			"for (let i = 0; i < 3; i++) threadsafe.push(t, 1, NULL);",
		"process.on('exit', () => console.log('once')); work.queue(work.make(() => { throw new Error('lost'); }, NULL, NULL, NULL)); process.exitCode = 5;" +
			"process.on('uncaughtException', () => process.exit(5));",
	} {
		source := "const [work, threadsafe] = process.argv.slice(2).map((f) => require(f)), NULL = Symbol.for('NULL');" + script
		if err := os.WriteFile(main, []byte(source), 0o644); err != nil {
			t.Fatal(err)
		}
		runtime.LockOSThread()
		var output bytes.Buffer
		rt, err := jsrt.New(jsrt.Options{Stdout: &output, Stderr: &output, Args: []string{work, threadsafe}, LoadAddon: addons.Load})
		if err != nil {
			t.Fatal(err)
		}
		if code := rt.RunMain(main); code != 5 || output.String() != "once\n" {
			t.Errorf("status %d\n%s\n%s", code, output.String(), script)
		}
		runtime.UnlockOSThread()
	}
}
