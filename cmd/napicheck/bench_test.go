package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/napicheck/napicheck/internal/probe"
)

// What users wait for before any work is done, and what loading an addon takes
// beside Node.js, where there is one: time, and that of all processors.
func BenchmarkProgram(b *testing.B) {
	exe, err := os.Executable()
	if err != nil {
		b.Fatal(err)
	}
	addon, err := filepath.Abs("../../testdata/addons/symbol/linux-x64.node")
	if err != nil {
		b.Fatal(err)
	}
	b.Run("version", func(b *testing.B) { benchmarkProgram(b, exe, "napicheck", "version") })
	b.Run("load", func(b *testing.B) {
		if probe.Command == nil {
			b.Skip("this build loads no addons")
		}
		benchmarkProgram(b, exe, "napicheck", "load", addon)
	})
	b.Run("node", func(b *testing.B) {
		node, err := exec.LookPath("node")
		if err != nil {
			b.Skip(err)
		}
		benchmarkProgram(b, node, "node", "-e", "require(process.argv[1])", addon)
	})
}

func benchmarkProgram(b *testing.B, path string, args ...string) {
	var busy time.Duration
	for b.Loop() {
		cmd := &exec.Cmd{Path: path, Args: args}
		if out, err := cmd.CombinedOutput(); err != nil {
			b.Fatalf("%v\n%s", err, out)
		}
		busy += cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	}
	b.ReportMetric(busy.Seconds()*1e3/float64(b.N), "cpu-ms/op")
}
