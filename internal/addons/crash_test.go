//go:build linux && amd64 && cgo

package addons_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// Where native code crashes, on whatever thread, the process dies of the signal,
// as Node.js does, and says where. Go has nothing to add.
func TestCrashes(t *testing.T) {
	source := filepath.Join("..", "..", "loader", "testdata", "die.c")
	dir := t.TempDir()
	for name, text := range map[string]string{
		"main.js":   "process.dlopen({ exports: {} }, process.argv[2]); console.log('lived')",
		"worker.js": "new (require('worker_threads').Worker)(__dirname + '/main.js', { argv: [process.argv[2]] })",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct {
		way, script string
		flags       []string
		signal      syscall.Signal
		says        string // a line, up to where code lies
	}{
		{"null_pointer", "main.js", nil, syscall.SIGSEGV, "napicheck: SIGSEGV at address 0x8\n    at null_pointer ("},
		{"null_pointer", "main.js", []string{"-DOUTSIDE"}, syscall.SIGSEGV, "napicheck: SIGSEGV at address 0x8\n    at null_pointer ("},
		{"null_pointer", "worker.js", nil, syscall.SIGSEGV, "napicheck: SIGSEGV at address 0x8\n    at null_pointer ("},
		{"wild_jump", "main.js", nil, syscall.SIGSEGV, "napicheck: SIGSEGV at address 0xdead0000\n    at 0xdead0000\n    at napi_register_module_v1 ("},
		{"bus", "main.js", nil, syscall.SIGBUS, "\n    at bus ("},
		{"illegal", "main.js", nil, syscall.SIGILL, ""},
		{"aborts", "main.js", nil, syscall.SIGABRT, "napicheck: SIGABRT\n"},
		{"aborts", "worker.js", []string{"-DOUTSIDE"}, syscall.SIGABRT, "\n    at aborts ("},
		{"overflow", "main.js", nil, syscall.SIGSEGV, "napicheck: SIGSEGV at address 0x"},
		{"overflow", "main.js", []string{"-DOUTSIDE"}, syscall.SIGSEGV, ""}, // there is no stack to tell it on
		{"bad_result", "main.js", nil, syscall.SIGSEGV, "napicheck: SIGSEGV at address 0xdead0000\n    at napi_create_object ("},
		{"at_exit", "main.js", nil, syscall.SIGSEGV, "\n    at null_pointer ("},
	} {
		t.Run(strings.Join(append([]string{test.way, test.script}, test.flags...), " "), func(t *testing.T) {
			addon := compile(t, source, append(test.flags, "-DIN_INIT="+test.way, "-ldl")...)
			script := filepath.Join(dir, test.script)
			if _, err := exec.LookPath(*nodePath); err == nil {
				cmd := exec.CommandContext(t.Context(), *nodePath, script, addon)
				execute(t, cmd, dir)
				if got := signalOf(cmd); got != test.signal {
					t.Errorf("Node.js: %v, want %v", got, test.signal)
				}
			}
			cmd := exec.CommandContext(t.Context(), testProgram(t), script, addon)
			stdout, stderr, _ := execute(t, cmd, dir, asProgram+"=")
			if got := signalOf(cmd); got != test.signal || !strings.Contains(stderr, test.says) || strings.Contains(stderr, "goroutine") {
				t.Errorf("%v, want %v\n%s%s", got, test.signal, stdout, stderr)
			}
		})
	}
}

// signalOf is what a command that has run was ended by.
func signalOf(cmd *exec.Cmd) syscall.Signal {
	status, _ := cmd.ProcessState.Sys().(syscall.WaitStatus)
	if !status.Signaled() {
		return 0
	}
	return status.Signal()
}
