// Package cctest runs the C compiler for tests: $CC, as Go's own builds do, so
// that addons are built for the machine the tests are, or else cc.
package cctest

import (
	"cmp"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// Command is the C compiler with arguments. Where there is none, the test is
// skipped.
func Command(t testing.TB, args ...string) *exec.Cmd {
	t.Helper()
	command := strings.Fields(cmp.Or(os.Getenv("CC"), "cc"))
	if _, err := exec.LookPath(command[0]); err != nil {
		t.Skipf("no C compiler: %v", err)
	}
	return exec.Command(command[0], append(command[1:], args...)...)
}
