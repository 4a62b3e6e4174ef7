//go:build cgo

package native_test

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"unsafe"

	"github.com/napicheck/napicheck/loader/native"
)

// faults is what the process of TestGoFaults does.
const faults = "NATIVE_TEST_FAULTS"

// What Go makes of faults of its own code stays as it is.
func TestGoFaults(t *testing.T) {
	if os.Getenv(faults) != "" {
		native.TellCrashes()
		var zero int
		for name, fault := range map[string]func(){
			"nil":  func() { *(*int)(nil) = 1 },
			"zero": func() { fmt.Println(1 / zero) },
		} {
			func() {
				defer func() { fmt.Println(name, recover()) }()
				fault()
			}()
		}
		*(*int)(*(*unsafe.Pointer)(unsafe.Pointer(&[]uintptr{0xdead0000}[0]))) = 1
		return
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe, "-test.run=^TestGoFaults$")
	cmd.Env = append(os.Environ(), faults+"=1")
	out, _ := cmd.CombinedOutput()
	for _, want := range []string{
		"nil runtime error: invalid memory address or nil pointer dereference\n", "zero runtime error: integer divide by zero\n",
		"unexpected fault address 0xdead0000\n", "goroutine ",
	} {
		if !strings.Contains(string(out), want) {
			t.Errorf("it does not say %q", want)
		}
	}
	if code := cmd.ProcessState.ExitCode(); code != 2 {
		t.Errorf("exit status %d", code)
	}
	if t.Failed() || strings.Contains(string(out), "napicheck: ") {
		t.Errorf("%s", out)
	}
}
