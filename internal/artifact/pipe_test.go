//go:build unix

package artifact

import (
	"path/filepath"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A pipe must not be opened: without a writer that would wait for ever.
func TestPipe(t *testing.T) {
	dir := tree(t)
	if err := syscall.Mkfifo(filepath.Join(dir, "p.node"), 0o666); err != nil {
		t.Skip("no named pipes here: ", err)
	}
	if diff := cmp.Diff([]string{"p.node: not a regular file but a named pipe"}, find(dir, "")); diff != "" {
		t.Error(diff)
	}
}
