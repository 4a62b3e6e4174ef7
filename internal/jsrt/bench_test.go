package jsrt

import (
	"io"
	"os"
	"path/filepath"
	"testing"
)

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		rt, err := New(Options{Stdout: io.Discard})
		if err != nil {
			b.Fatal(err)
		}
		rt.Close()
	}
}

func benchmarkScript(b *testing.B, source string) {
	path := filepath.Join(b.TempDir(), "script.js")
	if err := os.WriteFile(path, []byte(source), 0o600); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		rt, err := New(Options{Stdout: io.Discard})
		if err != nil {
			b.Fatal(err)
		}
		if code := rt.RunMain(path); code != 0 {
			b.Fatal("exit status ", code)
		}
	}
}

// Programs of core modules are compiled once for all Runtimes, so these are
// without that.
func BenchmarkEmpty(b *testing.B) { benchmarkScript(b, "") }

func BenchmarkConsole(b *testing.B) { benchmarkScript(b, "console.log('hello', { a: [1] })") }

func BenchmarkTicks(b *testing.B) {
	benchmarkScript(b, "let n = 0; (function f() { if (++n < 10000) process.nextTick(f) })()")
}

func BenchmarkImmediates(b *testing.B) {
	benchmarkScript(b, "let n = 0; (function f() { if (++n < 10000) setImmediate(f) })()")
}

// BenchmarkCompile compiles the core modules that a script most often needs.
func BenchmarkCompile(b *testing.B) {
	for b.Loop() {
		libPrograms.Clear()
		for _, id := range []string{"internal/main", "module", "path", "internal/errors", "process", "events", "console", "internal/inspect"} {
			if _, err := libProgram(id); err != nil {
				b.Fatal(err)
			}
		}
	}
}
