//go:build cgo

package addons_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"testing"
	"time"

	"github.com/dop251/goja"

	"github.com/napicheck/napicheck/internal/addons"
	"github.com/napicheck/napicheck/internal/jsrt"
	"github.com/napicheck/napicheck/loader/native"
)

// asProgram makes this test binary run a script as `napicheck run` does.
const asProgram = "ADDONS_TEST_RUN"

// checkedTo names a file to which that program writes records of misuse.
const checkedTo = "ADDONS_TEST_CHECKED"

func TestMain(m *testing.M) {
	version, ok := os.LookupEnv(asProgram)
	if !ok {
		os.Exit(m.Run())
	}
	os.Unsetenv(asProgram)
	runtime.LockOSThread()
	native.TellCrashes()
	load := addons.Load
	if name := os.Getenv(checkedTo); name != "" {
		records, err := os.Create(name)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
		os.Unsetenv(checkedTo)
		load = addons.Checked(records)
	}
	rt, err := jsrt.New(jsrt.Options{Args: os.Args[2:], NodeVersion: version, Exit: addons.Exit, LoadAddon: load, Setup: defineShape})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	addons.Exit(rt.RunMain(os.Args[1]))
}

// defineShape gives scripts the Shaper of their Runtime: globalThis.shape.
func defineShape(rt *jsrt.Runtime) error {
	shape, err := addons.Shaper(rt)
	if err != nil {
		return err
	}
	return rt.VM().Set("shape", func(v goja.Value) (string, error) {
		text, err := shape(v)
		return string(text), err
	})
}

// program runs a script in a process of its own: what an addon does to the
// process is no other test's business.
func program(t *testing.T, dir, nodeVersion, script string, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), testProgram(t), append([]string{script}, args...)...)
	return execute(t, cmd, dir, asProgram+"="+nodeVersion)
}

// testProgram is this test binary.
func testProgram(t *testing.T) string {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return exe
}

func execute(t *testing.T, cmd *exec.Cmd, dir string, env ...string) (stdout, stderr string, code int) {
	t.Helper()
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), env...)
	cmd.WaitDelay = 5 * time.Second
	err := cmd.Run()
	if e := (*exec.ExitError)(nil); errors.As(err, &e) {
		return out.String(), errs.String(), e.ExitCode()
	}
	if err != nil {
		t.Fatal(err)
	}
	return out.String(), errs.String(), 0
}
