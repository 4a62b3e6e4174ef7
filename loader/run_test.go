//go:build linux && cgo

package loader_test

import (
	"context"
	"crypto/sha256"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/napicheck/napicheck/internal/probe"
	"github.com/napicheck/napicheck/loader"
)

func TestMain(m *testing.M) {
	probe.Main()
	if addon := os.Getenv("LOADER_TEST_HANGING"); addon != "" {
		_, _ = loader.Run(context.Background(), addon, loader.Options{Command: probe.Command, Timeout: time.Minute})
		os.Exit(0)
	}
	code := m.Run()
	if dir, err := scratch(); err == nil {
		os.RemoveAll(dir)
	}
	os.Exit(code)
}

// scratch holds the addons built for this run.
var scratch = sync.OnceValues(func() (string, error) { return os.MkdirTemp("", "loader-test") })

// build compiles testdata/SOURCE into an addon.
func build(t *testing.T, source string, flags ...string) string {
	t.Helper()
	compiler := "cc"
	if filepath.Ext(source) != ".c" {
		compiler = "c++"
	}
	cc, err := exec.LookPath(compiler)
	if err != nil {
		t.Skip("no compiler: " + compiler)
	}
	dir, err := scratch()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, fmt.Sprintf("%x.node", sha256.Sum256([]byte(source+strings.Join(flags, " "))))[:12]+".node")
	if _, err := os.Stat(path); err == nil {
		return path
	}
	args := append([]string{"-shared", "-fPIC", "-O1", "-w", "-pthread", filepath.Join("testdata", source), "-o", path}, flags...)
	if out, err := exec.Command(cc, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", source, err, out)
	}
	return path
}

func run(t *testing.T, path string, o loader.Options) *loader.Report {
	t.Helper()
	o.Command = probe.Command
	r, err := loader.Run(t.Context(), path, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// An emulator stands before the program that loads, which is what addons are linked to.
func TestProgram(t *testing.T) {
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	env, err := exec.LookPath("env")
	if err != nil {
		t.Skip("no program to stand for an emulator")
	}
	path := "../testdata/addons/symbol/linux-x64.node"
	if runtime.GOARCH != "amd64" {
		path = "../testdata/addons/symbol/linux-arm64.node"
	}
	r, err := loader.Run(t.Context(), path, loader.Options{Command: []string{env, exe}, Program: exe})
	if err != nil {
		t.Fatal(err)
	}
	if r.Outcome != loader.Loaded || len(r.Unresolved) > 0 {
		t.Errorf("%s: %s; %v", r.Outcome, r.Message, r.Unresolved)
	}
}

// Whatever an addon dies of, the report tells how, when and where.
func TestDeath(t *testing.T) {
	const refused = "; it was refused memory, of which it may use 4096 MB (--memory)"
	for _, c := range []struct {
		way, where string // "thread": in init, on another thread
		outcome    loader.Outcome
		stage      loader.Stage
		signal     string
		message    string // is part of it
		function   string // in the stack; "" = the way itself
	}{
		{way: "null_pointer", outcome: loader.Crashed, signal: "SIGSEGV", message: "NULL pointer, address 0x8"},
		{way: "null_pointer", where: "constructor", outcome: loader.Crashed, stage: loader.Constructors, signal: "SIGSEGV", message: "in a constructor"},
		{way: "null_pointer", where: "thread", outcome: loader.Crashed, signal: "SIGSEGV"},
		{way: "wild_pointer", outcome: loader.Crashed, signal: "SIGSEGV", message: "memory access at 0xdead0000"},
		{way: "wild_jump", outcome: loader.Crashed, signal: "SIGSEGV"},
		{way: "null_call", outcome: loader.Crashed, signal: "SIGSEGV"},
		{way: "bus", outcome: loader.Crashed, signal: "SIGBUS"},
		{way: "illegal", outcome: loader.Crashed, signal: "SIGILL"},
		{way: "divide", outcome: loader.Crashed, signal: "SIGFPE"},
		{way: "aborts", outcome: loader.Crashed, signal: "SIGABRT", message: "assertion x > 0 failed"},
		{way: "aborts", where: "thread", outcome: loader.Crashed, signal: "SIGABRT", message: "assertion x > 0 failed"},
		{way: "overflow", outcome: loader.Crashed, signal: "SIGSEGV", function: "deeper"},
		{way: "overflow", where: "thread", outcome: loader.Crashed, signal: "SIGSEGV", function: "deeper"},
		{way: "exits", outcome: loader.Crashed, message: "called exit(7)"},
		{way: "exits", where: "constructor", outcome: loader.Crashed, stage: loader.Constructors, message: "called exit(7)"},
		{way: "exits", where: "thread", outcome: loader.Crashed, message: "called exit(7)"},
		{way: "exits_at_once", outcome: loader.Crashed, message: "called _exit(8)"},
		{way: "killed", outcome: loader.Crashed, signal: "SIGKILL", function: "none"},
		{way: "fatal", outcome: loader.Crashed, signal: "SIGABRT", message: "in fatal of "},
		{way: "terminated", outcome: loader.Crashed, signal: "SIGTERM"},
		{way: "alarmed", outcome: loader.Crashed, signal: "SIGALRM"},
		{way: "asks_too_much", outcome: loader.Crashed, signal: "SIGSEGV", message: refused},
		{way: "eats_all", outcome: loader.Crashed, signal: "SIGSEGV", message: refused},
		{way: "eats_all", where: "thread", outcome: loader.Crashed, signal: "SIGSEGV", message: refused},
		{way: "gives_up", outcome: loader.Crashed, signal: "SIGABRT", message: ": out of memory" + refused},
		{way: "leaves_none", outcome: loader.Crashed, message: "called exit(9) in its initializer in leaves_none of "},
		{way: "bad_result", outcome: loader.Crashed, signal: "SIGSEGV", message: "0xdead0000"},
		{way: "bad_string", outcome: loader.Crashed, signal: "SIGSEGV", message: "0xdead0000"},
		{way: "throws", outcome: loader.Threw, stage: loader.End, message: "Error: no device", function: "none"},
		{way: "hangs", outcome: loader.Timeout, message: "hangs"},
		{way: "spins", outcome: loader.Timeout, message: "hangs"},
		{way: "deadlock", where: "constructor", outcome: loader.Timeout, stage: loader.Constructors, message: "hangs"},
		{way: "no_handler", outcome: loader.Crashed, signal: "SIGSEGV", message: "NULL pointer"},
		{way: "blocks_all", outcome: loader.Crashed, signal: "SIGSEGV", message: "NULL pointer"},
		{way: "blocks_all", where: "thread", outcome: loader.Crashed, signal: "SIGSEGV", message: "NULL pointer"},
		{way: "hangs_deaf", outcome: loader.Timeout, message: "hangs"},
		{way: "leaves", outcome: loader.Crashed, message: "its main thread ended"},
		{way: "vanishes", outcome: loader.Crashed, message: "its main thread ended", function: "none"},
		{way: "at_teardown", outcome: loader.Crashed, stage: loader.Teardown, signal: "SIGSEGV", function: "null_pointer"},
		{way: "at_exit", outcome: loader.Crashed, stage: loader.Exit, signal: "SIGSEGV", function: "null_pointer"},
	} {
		name := c.way
		if c.where != "" {
			name += "_" + c.where
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			flags := []string{"-DIN_INIT=" + c.way}
			switch c.where {
			case "constructor":
				flags = []string{"-DIN_CONSTRUCTOR=" + c.way}
			case "thread":
				flags = append(flags, "-DOUTSIDE")
			}
			o := loader.Options{Timeout: 20 * time.Second}
			if c.outcome == loader.Timeout {
				o.Timeout = 2 * time.Second
			}
			r := run(t, build(t, "die.c", flags...), o)
			signal := ""
			if r.Signal != nil {
				signal = *r.Signal
			}
			stage := c.stage
			if stage == "" {
				stage = loader.Init
			}
			if r.Outcome != c.outcome || signal != c.signal || r.Stage != stage || !strings.Contains(r.Message, c.message) {
				t.Errorf("%s at %s, signal %q: %s", r.Outcome, r.Stage, signal, r.Message)
			}
			if c.outcome == loader.Threw || c.outcome == loader.Loaded {
				return
			}
			function := c.function
			if function == "" {
				function = c.way
			}
			if named := slices.ContainsFunc(r.Stack, func(f loader.Frame) bool { return f.Function == function }); !named && function != "none" {
				t.Errorf("%s is not in the stack: %+v", function, r.Stack)
			}
			if c.where == "thread" != (r.Thread != nil && *r.Thread != "main") {
				t.Errorf("thread %q", *r.Thread)
			}
			if stage == loader.Init && (r.LastCall == nil || r.Called["napi_set_named_property"] != 1) {
				t.Errorf("last call %v, calls %v", r.LastCall, r.Called)
			}
		})
	}
}

// An exception of C++ that nobody catches is named.
func TestCXXException(t *testing.T) {
	r := run(t, build(t, "throws.cc"), loader.Options{})
	if r.Outcome != loader.Crashed || r.Signal == nil || *r.Signal != "SIGABRT" || !strings.Contains(r.Message, "no device") {
		t.Errorf("%s: %s", r.Outcome, r.Message)
	}
	if !slices.ContainsFunc(r.Stack, func(f loader.Frame) bool { return strings.HasPrefix(f.Function, "open_device") }) {
		t.Errorf("stack %+v", r.Stack)
	}
}

// Go dies of having no memory in more ways than one.
func TestStarvedHost(t *testing.T) {
	r := run(t, build(t, "die.c", "-DIN_INIT=starves_host"), loader.Options{Timeout: 20 * time.Second})
	if r.Outcome != loader.Crashed || r.Stage != loader.Init || !strings.HasSuffix(r.Message, "; it was refused memory, of which it may use 4096 MB (--memory)") {
		t.Errorf("%s at %s: %s", r.Outcome, r.Stage, r.Message)
	}
}

// Memory is what is used, not addresses that are kept for later, as some addons
// keep many; and what no limit of the system's counts is seen.
func TestMemory(t *testing.T) {
	r := run(t, build(t, "die.c", "-DIN_INIT=reserves_much"), loader.Options{})
	if r.Outcome != loader.Loaded {
		t.Errorf("%s: %s", r.Outcome, r.Message)
	}
	if r = run(t, build(t, "die.c"), loader.Options{Memory: loader.MinMemory}); r.Outcome != loader.Loaded {
		t.Errorf("with the least memory: %s: %s", r.Outcome, r.Message)
	}
	for _, way := range []string{"shares_much", "fills_memory"} {
		r = run(t, build(t, "die.c", "-DIN_INIT="+way), loader.Options{Memory: 512 << 20, Timeout: time.Minute})
		if r.Outcome != loader.Crashed || r.Message != "ended for using more than 512 MB of memory (--memory), in its initializer" {
			t.Errorf("%s: %s: %s", way, r.Outcome, r.Message)
		}
	}
}

// Files that have no name any more are counted as those in its folder are.
func TestNamelessFiles(t *testing.T) {
	r := run(t, build(t, "die.c", "-DIN_INIT=fills_nameless"), loader.Options{Timeout: time.Minute})
	if r.Outcome != loader.Crashed || r.Message != "ended for writing more than 512 MB of files, in its initializer" {
		t.Errorf("%s: %s", r.Outcome, r.Message)
	}
}

func TestBadAlloc(t *testing.T) {
	r := run(t, build(t, "throws.cc", "-DBAD_ALLOC"), loader.Options{})
	if r.Outcome != loader.Crashed || r.Signal == nil || *r.Signal != "SIGABRT" || !strings.Contains(r.Message, "std::bad_alloc; it was refused memory, of which it may use 4096 MB") {
		t.Errorf("%s: %s", r.Outcome, r.Message)
	}
}

// A script of the user's runs in the same process, under the same watch.
func TestScript(t *testing.T) {
	script := filepath.Join(t.TempDir(), "smoke.js")
	write := func(source string) {
		if err := os.WriteFile(script, []byte(source), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	addon := build(t, "die.c")
	write(`setTimeout(() => { if (!('one' in addon)) process.exit(1); process.exit(4) }, 10)`)
	if r := run(t, addon, loader.Options{Script: script}); r.Outcome != loader.Loaded || r.Script == nil || r.Script.Status != 4 || r.Left == nil {
		t.Errorf("%s: %s; %+v", r.Outcome, r.Message, r.Script)
	}
	write(`require('child_process').spawnSync('/bin/true')`)
	if r := run(t, addon, loader.Options{Script: script}); r.Outcome != loader.Loaded || len(r.Sandbox.Missing) == 0 && len(r.Sandbox.Denied) == 0 {
		t.Errorf("%s: %s; %+v", r.Outcome, r.Message, r.Sandbox)
	}
	write(`for (;;);`)
	if r := run(t, addon, loader.Options{Script: script, Timeout: 2 * time.Second}); r.Outcome != loader.Timeout || r.Stage != loader.Exec {
		t.Errorf("%s at %s: %s", r.Outcome, r.Stage, r.Message)
	}
}

// An addon that lives is told of wholly.
func TestLive(t *testing.T) {
	r := run(t, build(t, "die.c"), loader.Options{})
	version := 8
	want := &loader.Report{
		Outcome: loader.Loaded, Stage: loader.End, APIVersion: &version, Registration: []string{"symbol"},
		Stack: []loader.Frame{}, Unresolved: []loader.Unresolved{}, LookedUp: []string{}, Misuse: []loader.Misuse{},
		Exports: []byte(`{"t":"object","keys":{"one":{"t":"undefined"}}}`),
		Called:  map[string]uint64{"napi_get_undefined": 1, "napi_set_named_property": 1},
		Environments: map[loader.Stage]*loader.Environment{
			loader.SecondEnv: {Outcome: loader.Loaded, Stack: []loader.Frame{}, Same: true},
			loader.Reload:    {Outcome: loader.Loaded, Stack: []loader.Frame{}, Same: true},
		},
		Left:    &loader.Left{Threads: []loader.Thread{}},
		Sandbox: r.Sandbox, PeakMemory: r.PeakMemory, MS: r.MS,
	}
	if diff := cmp.Diff(want, r); diff != "" {
		t.Error(diff)
	}
	if r.PeakMemory == 0 || r.MS <= 0 {
		t.Errorf("memory %d, time %v", r.PeakMemory, r.MS)
	}
}

// What becomes of it when it is loaded again is told apart.
func TestEnvironments(t *testing.T) {
	type environment struct {
		loader.Outcome
		Message string
	}
	for way, want := range map[string][2]environment{
		"second_time":  {{loader.Crashed, "SIGSEGV"}, {}},
		"third_time":   {{loader.Loaded, ""}, {loader.Crashed, "SIGSEGV"}},
		"leaves_key":   {{loader.Loaded, ""}, {loader.Crashed, "SIGSEGV (memory access at 0x"}},
		"throws_again": {{loader.Threw, "Error: only once"}, {loader.Threw, "Error: only once"}},
	} {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			r := run(t, build(t, "die.c", "-DIN_INIT="+way), loader.Options{})
			if r.Outcome != loader.Loaded || r.Stage != loader.End || r.Exports == nil {
				t.Errorf("%s at %s: %s", r.Outcome, r.Stage, r.Message)
			}
			for i, stage := range []loader.Stage{loader.SecondEnv, loader.Reload} {
				got := r.Environments[stage]
				if want[i].Outcome == "" {
					if got != nil {
						t.Errorf("%s: %+v", stage, got)
					}
					continue
				}
				if got == nil || got.Outcome != want[i].Outcome || !strings.Contains(got.Message, want[i].Message) {
					t.Errorf("%s: %+v", stage, got)
				}
			}
		})
	}
}

// For want of a function of Node.js's own the linker ends the process when it is
// called: that is none of the addon's doing, other than for one nobody has.
func TestWanted(t *testing.T) {
	const v8 = "it calls v8::Isolate::GetCurrent, which only Node.js itself has, "
	for way, want := range map[string]struct {
		loader.Outcome
		message, second string
	}{
		"calls_v8":       {loader.CannotLoadHere, v8 + "in its initializer", ""},
		"calls_v8_again": {loader.Loaded, "", v8 + "when loaded a second time"},
		"calls_nobody":   {loader.Crashed, "the process ended with status 127 in its initializer: ", ""},
	} {
		t.Run(way, func(t *testing.T) {
			r := run(t, build(t, "die.c", "-DUNRESOLVED", "-DIN_INIT="+way, "-Wl,-z,lazy"), loader.Options{})
			if r.Outcome != want.Outcome || !strings.HasPrefix(r.Message, want.message) || (r.Reason != nil) != (r.Outcome == loader.CannotLoadHere) {
				t.Errorf("%s: %s; %v", r.Outcome, r.Message, r.Reason)
			}
			if e := r.Environments[loader.SecondEnv]; want.second != "" && (e == nil || e.Outcome != loader.CannotLoadHere || !strings.HasPrefix(e.Message, want.second)) {
				t.Errorf("%+v", e)
			}
		})
	}
}

// What an addon does wrong in later environments is told, whatever becomes of it.
func TestMisuseAgain(t *testing.T) {
	for way, want := range map[string]loader.Outcome{"keeps_reference": loader.Loaded, "keeps_and_dies": loader.Crashed} {
		r := run(t, build(t, "die.c", "-DIN_INIT="+way), loader.Options{})
		if e := r.Environments[loader.Reload]; r.Outcome != loader.Loaded || e == nil || e.Outcome != want {
			t.Errorf("%s: %s; %+v", way, r.Outcome, e)
		}
		var kinds []string
		for _, m := range r.Misuse {
			if m.Function == "napi_delete_reference" {
				kinds = append(kinds, m.Kind)
			}
		}
		if diff := cmp.Diff([]string{"wrong-thread", "environment"}, kinds); diff != "" {
			t.Errorf("%s: %s", way, diff)
		}
	}
}

// Where it hangs is told of the thread that it hangs on.
func TestHangsAgain(t *testing.T) {
	for way, stage := range map[string]loader.Stage{"hangs_second": loader.SecondEnv, "hangs_third": loader.Reload} {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			r := run(t, build(t, "die.c", "-DIN_INIT="+way), loader.Options{Timeout: 2 * time.Second})
			e := r.Environments[stage]
			if r.Outcome != loader.Loaded || e == nil || e.Outcome != loader.Timeout || !strings.Contains(e.Message, ": it hangs in hangs of ") {
				t.Errorf("%s: %+v", r.Outcome, e)
			}
		})
	}
}

// A library that has the system call it when a thread ends must not be closed
// before: Node.js closes it at the end of the last worker.
func TestUnload(t *testing.T) {
	r := run(t, build(t, "die.c", "-DIN_INIT=leaves_key"), loader.Options{})
	e := r.Environments[loader.Reload]
	if r.Outcome != loader.Loaded || e == nil || e.Outcome != loader.Crashed || !strings.Contains(e.Message, " when its library was closed, as after the last worker that loaded it, in let_go of ") {
		t.Errorf("%s: %+v", r.Outcome, e)
	}
	r = run(t, build(t, "die.c", "-DIN_INIT=leaves_key", "-Wl,-z,nodelete"), loader.Options{})
	if e := r.Environments[loader.Reload]; r.Outcome != loader.Loaded || e == nil || e.Outcome != loader.Loaded {
		t.Errorf("%s: %+v", r.Outcome, e)
	}
}

// Exports are the same whatever their order.
func TestSame(t *testing.T) {
	for way, want := range map[string]bool{"live": true, "other_order": true, "other_names": false} {
		r := run(t, build(t, "die.c", "-DIN_INIT="+way), loader.Options{})
		if e := r.Environments[loader.SecondEnv]; e == nil || e.Outcome != loader.Loaded || e.Same != want {
			t.Errorf("%s: %+v", way, e)
		}
	}
}

func TestFlood(t *testing.T) {
	r := run(t, build(t, "die.c", "-DIN_INIT=floods"), loader.Options{})
	if r.Outcome != loader.Loaded || !r.Output.Flooded || len(r.Output.Stdout) > 64<<10 || !strings.Contains(r.Output.Stdout, "bytes left out") {
		t.Errorf("%s: %s; %d bytes of %d kept", r.Outcome, r.Message, len(r.Output.Stdout), r.Output.Bytes)
	}
}

func TestLeftThread(t *testing.T) {
	r := run(t, build(t, "die.c", "-DIN_INIT=outlives"), loader.Options{})
	if r.Outcome != loader.Loaded || r.Left == nil || len(r.Left.Threads) != 3 { // one for each environment
		t.Errorf("%s: %s; %+v", r.Outcome, r.Message, r.Left)
	}
}

// dlsym serves addons as if nobody stood before it.
func TestLookedUp(t *testing.T) {
	r := run(t, build(t, "die.c", "-DIN_INIT=looks_up"), loader.Options{})
	if diff := cmp.Diff([]string{"napi_create_object", "puts", "napi_no_such"}, r.LookedUp); diff != "" || r.Outcome != loader.Loaded {
		t.Errorf("%s: %s\n%s", r.Outcome, r.Message, diff)
	}
}

var loads = flag.Int("loads", 20, "how many times a crashing addon is loaded in a row")

// However often an addon dies, nothing of it is left: no process, descriptor,
// file or goroutine.
func TestNothingLeft(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a while; run without -short")
	}
	addon := build(t, "die.c", "-DIN_INIT=null_pointer")
	t.Setenv("TMPDIR", t.TempDir())
	count := func() (descriptors, children, goroutines int) {
		fds, err := os.ReadDir("/proc/self/fd")
		if err != nil {
			t.Fatal(err)
		}
		list, err := os.ReadFile(fmt.Sprintf("/proc/self/task/%d/children", os.Getpid()))
		if err != nil {
			t.Fatal(err)
		}
		return len(fds), len(strings.Fields(string(list))), runtime.NumGoroutine()
	}
	run(t, addon, loader.Options{}) // what is made once is made
	descriptors, _, goroutines := count()
	for range *loads {
		if r := run(t, addon, loader.Options{}); r.Outcome != loader.Crashed || r.Signal == nil || *r.Signal != "SIGSEGV" {
			t.Fatalf("%s: %s", r.Outcome, r.Message)
		}
	}
	after, children, goroutinesAfter := count()
	if after > descriptors || children > 0 || goroutinesAfter > goroutines {
		t.Errorf("%d descriptors, %d before; %d children; %d goroutines, %d before", after, descriptors, children, goroutinesAfter, goroutines)
	}
	if files, err := os.ReadDir(os.TempDir()); err != nil || len(files) > 0 {
		t.Errorf("files left: %v, %v", files, err)
	}
}

// Who is killed while an addon is loaded leaves a folder, which the next one
// removes that loads any.
func TestKilled(t *testing.T) {
	addon := build(t, "die.c", "-DIN_INIT=hangs")
	t.Setenv("TMPDIR", t.TempDir())
	folders := func() int {
		files, err := os.ReadDir(os.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		return len(files)
	}
	loads := func(addon string) *exec.Cmd {
		cmd := exec.Command("/proc/self/exe")
		cmd.Env = append(os.Environ(), "LOADER_TEST_HANGING="+addon)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		return cmd
	}
	killed := loads(addon)
	for folders() == 0 {
		time.Sleep(time.Millisecond)
	}
	killed.Process.Kill()
	_ = killed.Wait()
	if folders() != 1 {
		t.Fatalf("%d folders left, where this test wants one to be swept", folders())
	}
	if err := loads(build(t, "die.c")).Wait(); err != nil || folders() != 0 {
		t.Errorf("%d folders left; %v", folders(), err)
	}
}
