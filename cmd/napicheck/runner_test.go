//go:build linux && cgo

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/napicheck/napicheck/loader"
)

// Addons of another processor are loaded by an emulator that runs a napicheck
// built for it: those that load, and those that die of something.
func TestRunner(t *testing.T) {
	const (
		emulator = "qemu-aarch64"
		compiler = "aarch64-linux-gnu-gcc"
		root     = "/usr/aarch64-linux-gnu"
	)
	switch {
	case testing.Short():
		t.Skip("builds the program for another processor; run without -short")
	case runtime.GOARCH == "arm64":
		t.Skip("this is the other processor")
	}
	for _, tool := range []string{emulator, compiler} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("needs %s and %s: %v", emulator, compiler, err)
		}
	}
	dir := t.TempDir()
	run := func(status int, name string, args ...string) string {
		t.Helper()
		cmd := exec.Command(name, args...)
		cmd.Env = append(os.Environ(), "GOARCH=arm64", "CGO_ENABLED=1", "CC="+compiler)
		out, err := cmd.Output()
		exit := (*exec.ExitError)(nil)
		if errors.As(err, &exit) && exit.ExitCode() == status || err == nil && status == 0 {
			return string(out)
		}
		if exit != nil {
			err = fmt.Errorf("%w\n%s", err, exit.Stderr)
		}
		t.Fatalf("%s: %v\n%s", cmd, err, out)
		return ""
	}
	program, own := filepath.Join(dir, "napicheck-arm64"), filepath.Join(dir, "napicheck")
	run(0, "go", "build", "-o", program, ".")
	exe, err := os.Executable() // which testscript has be the program by that name
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(exe, own); err != nil {
		t.Fatal(err)
	}
	runner := strings.Join([]string{emulator, "-L", root, program}, " ")
	build := func(way string) string {
		path := filepath.Join(dir, way+".node")
		run(0, compiler, "-shared", "-fPIC", "-O1", "-w", "-pthread", "-DIN_INIT="+way, "../../loader/testdata/die.c", "-o", path)
		return path
	}
	for _, test := range []struct {
		way     string
		outcome loader.Outcome
		signal  string
		message string
	}{
		{"live", loader.Loaded, "", ""},
		{"throws", loader.Threw, "", "Error: no device"},
		{"null_pointer", loader.Crashed, "SIGSEGV", "NULL pointer, address 0x8"},
		{"aborts", loader.Crashed, "SIGABRT", "assertion x > 0 failed"},
		{"exits", loader.Crashed, "", "called exit(7)"},
	} {
		t.Run(test.way, func(t *testing.T) {
			addon, status := build(test.way), 1
			if test.outcome == loader.Loaded {
				status = 0
			}
			// Emulated, all takes longer.
			var r loader.Report
			if err := json.Unmarshal([]byte(run(status, own, "load", "--format", "json", "--timeout", "60s", "--runner", runner, addon)), &r); err != nil {
				t.Fatal(err)
			}
			signal := ""
			if r.Signal != nil {
				signal = *r.Signal
			}
			if r.Outcome != test.outcome || signal != test.signal || !strings.Contains(r.Message, test.message) {
				t.Errorf("%s, signal %q: %s", r.Outcome, signal, r.Message)
			}
			if r.Outcome == loader.Crashed && !slices.ContainsFunc(r.Stack, func(f loader.Frame) bool { return f.Function == test.way }) {
				t.Errorf("%s is not in the stack: %+v", test.way, r.Stack)
			}
			if r.Outcome == loader.Loaded && r.Called["napi_set_named_property"] != 1 {
				t.Errorf("calls %v", r.Called)
			}
		})
	}
	// A check takes it for the files that are for it.
	folder := filepath.Join(dir, "prebuilds")
	for _, arch := range []string{"arm64", "x64", "riscv64"} {
		at := filepath.Join(folder, "linux-"+arch)
		if err := os.MkdirAll(at, 0o777); err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile("../../testdata/addons/symbol/linux-" + arch + ".node")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(at, "p.node"), data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if out := run(0, own, "--load", "--runner", runner, folder); !strings.Contains(out, " 2 loaded, 1 not loaded (for other machines)") {
		t.Errorf("%s", out)
	}
}
