//go:build unix && !linux

package loader

import (
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

var (
	systemVariables = []string{"DYLD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH", "LD_LIBRARY_PATH"}
	homeVariables   = []string{"HOME", "TMPDIR"}
)

// limits are set by the child itself.
type limits struct{}

func (limits) close() {}

// command is what starts the child.
func (c *child) command() ([]string, error) { return c.Command, nil }

// inherit gives files to a process that is to be started, and returns how they
// are called there. It is made a group of its own.
func inherit(cmd *exec.Cmd, files []*os.File) (string, error) {
	cmd.ExtraFiles = files
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	var numbers []string
	for i := range files {
		numbers = append(numbers, strconv.Itoa(3+i))
	}
	return strings.Join(numbers, ","), nil
}

// limit does nothing: see limits.
func (c *child) limit() error { return nil }

func (c *child) kill() { _ = syscall.Kill(-c.pid, syscall.SIGKILL) }

// peakMemory is in bytes.
func (c *child) peakMemory() int64 {
	usage, _ := c.cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if usage == nil {
		return 0
	}
	if runtime.GOOS == "darwin" {
		return int64(usage.Maxrss)
	}
	return int64(usage.Maxrss) << 10
}

// MapCounters returns the memory that the counters of a child are in, given its
// descriptor.
func MapCounters(fd uintptr) ([]byte, error) {
	return unix.Mmap(int(fd), 0, CountersSize, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
}

// UnmapCounters gives it back.
func UnmapCounters(counters []byte) error { return unix.Munmap(counters) }
