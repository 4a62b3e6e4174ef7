//go:build cgo && unix && !linux

package probe

import (
	"fmt"

	"golang.org/x/sys/unix"

	"github.com/napicheck/napicheck/loader"
)

func closeOnExec(fd uintptr) { unix.CloseOnExec(int(fd)) }

const limited = "limits"

// missing are the parts of a sandbox that there are not.
var missing = []string{"files", "network", "other processes"}

// limit bounds what the process may use; how much memory cannot be bounded
// everywhere.
func limit(job *loader.Job) error {
	for _, l := range []struct {
		what  string
		which int
		max   uint64
	}{
		{"file size", unix.RLIMIT_FSIZE, uint64(job.FileSize)},
		{"processor time", unix.RLIMIT_CPU, uint64(job.CPU)},
		{"core dumps", unix.RLIMIT_CORE, 0},
	} {
		var now unix.Rlimit
		if err := unix.Getrlimit(l.which, &now); err != nil {
			return fmt.Errorf("%s: %w", l.what, err)
		}
		max := min(l.max, now.Max)
		if err := unix.Setrlimit(l.which, &unix.Rlimit{Cur: max, Max: max}); err != nil {
			return fmt.Errorf("%s: %w", l.what, err)
		}
	}
	return nil
}
