//go:build linux

package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/napicheck/napicheck/loader"
)

// The program is built for Windows, with cgo, and loads addons there: as far as
// Wine is Windows.
func TestWindows(t *testing.T) {
	const compiler, dlltool = "x86_64-w64-mingw32-gcc", "x86_64-w64-mingw32-dlltool"
	if testing.Short() {
		t.Skip("builds the program for another system; run without -short")
	}
	for _, tool := range []string{compiler, dlltool} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skip("a build for Windows needs mingw: ", err)
		}
	}
	dir := t.TempDir()
	run := func(env []string, name string, args ...string) {
		t.Helper()
		cmd := exec.Command(name, args...)
		cmd.Env = append(os.Environ(), env...)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", cmd, err, out)
		}
	}
	program := filepath.Join(dir, "napicheck.exe")
	run([]string{"GOOS=windows", "GOARCH=amd64", "CGO_ENABLED=1", "CC=" + compiler}, "go", "build", "-o", program, ".")

	wine, err := exec.LookPath("wine")
	if err != nil {
		t.Skip("built; to run it Wine is needed: ", err)
	}
	prefix := filepath.Join(dir, "wine")
	env := append(os.Environ(), "WINEPREFIX="+prefix, "WINEDEBUG=-all", "DISPLAY=")
	t.Cleanup(func() {
		cmd := exec.Command("wineserver", "-k", "-w")
		cmd.Env = env
		_ = cmd.Run() // it is not in the path everywhere, and ends by itself
	})
	boot := exec.Command(wine, "wineboot", "-i")
	boot.Env = env
	if out, err := boot.CombinedOutput(); err != nil {
		t.Skipf("built; Wine does not start: %v\n%s", err, out)
	}
	// Go wants a library that Wine has from release 9.
	random := filepath.Join(prefix, "drive_c", "windows", "system32", "bcryptprimitives.dll")
	if _, err := os.Stat(random); err != nil {
		source := filepath.Join(dir, "random.c")
		text := "#include <windows.h>\n#include <ntsecapi.h>\n__declspec(dllexport) BOOL WINAPI ProcessPrng(BYTE *p, SIZE_T n) { return RtlGenRandom(p, n); }\n"
		if err := os.WriteFile(source, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		run(nil, compiler, "-shared", "-o", random, source, "-ladvapi32")
	}

	definitions := filepath.Join(dir, "node.def")
	if err := os.WriteFile(definitions, []byte("LIBRARY node.exe\nEXPORTS\nnapi_create_int32\nnapi_set_named_property\nuv_version\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	host := filepath.Join(dir, "libhost.a")
	run(nil, dlltool, "-d", definitions, "-l", host)
	load := func(t *testing.T, way string, flags ...string) (r loader.Report) {
		t.Helper()
		addon := filepath.Join(dir, way+".node")
		run(nil, compiler, append([]string{"-shared", "-O1", "-w", "-DIN_INIT=" + way, "../../loader/testdata/windows.c", "-o", addon, host}, flags...)...)
		cmd := exec.Command(wine, program, "load", "--format", "json", "--timeout", "5s", addon)
		cmd.Env = env
		cmd.WaitDelay = time.Second
		out, err := cmd.Output()
		if json.Unmarshal(out, &r) != nil {
			t.Fatalf("%s: %v\n%s", cmd, err, out)
		}
		return r
	}
	for _, test := range []struct {
		way     string
		outcome loader.Outcome
		signal  string
		message string // a part of it
		thread  string
	}{
		{"nothing", loader.Loaded, "", "", ""},
		{"fault", loader.Crashed, "STATUS_ACCESS_VIOLATION", "NULL pointer, address 0x10) in its initializer in fault.node", "main"},
		{"illegal", loader.Crashed, "STATUS_ILLEGAL_INSTRUCTION", "in its initializer in illegal.node", "main"},
		{"overflow", loader.Crashed, "STATUS_STACK_OVERFLOW", "in its initializer", ""},
		{"in_thread", loader.Crashed, "STATUS_ACCESS_VIOLATION", "in its initializer in in_thread.node", "another thread"},
		{"leave", loader.Crashed, "", "ended with status 7 in its initializer", ""},
		{"hang", loader.Timeout, "", "did not end within 5s, in its initializer", ""},
	} {
		t.Run(test.way, func(t *testing.T) {
			r := load(t, test.way)
			signal, thread := "", ""
			if r.Signal != nil {
				signal = *r.Signal
			}
			if r.Thread != nil {
				thread = *r.Thread
			}
			if r.Outcome != test.outcome || signal != test.signal || thread != test.thread || !strings.Contains(r.Message, test.message) {
				t.Errorf("%s, %s, %q, thread %q, stack %v", r.Outcome, signal, r.Message, thread, r.Stack)
			}
			if r.Called["napi_set_named_property"] == 0 || r.APIVersion == nil || *r.APIVersion != 8 {
				t.Errorf("called %v, version %v", r.Called, r.APIVersion)
			}
			if test.outcome != loader.Loaded {
				return
			}
			if string(r.Exports) != `{"t":"object","keys":{"seven":{"t":"number"}}}` {
				t.Errorf("exports %s", r.Exports)
			}
			for stage, e := range r.Environments {
				if e == nil || e.Outcome != loader.Loaded || !e.Same {
					t.Errorf("%s: %+v", stage, e)
				}
			}
			if len(r.Sandbox.Missing) == 0 {
				t.Error("tells of no part of the sandbox that is missing")
			}
		})
	}
	t.Run("uv", func(t *testing.T) {
		r := load(t, "uv", "-DNEEDS_UV")
		if r.Outcome != loader.CannotLoadHere || r.Reason == nil || *r.Reason != loader.NeedsNode || !strings.Contains(r.Message, "without uv_version, which only Node.js itself has") {
			t.Errorf("%s: %s", r.Outcome, r.Message)
		}
	})
}
