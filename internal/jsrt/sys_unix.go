//go:build unix

package jsrt

import (
	"io/fs"
	"os/exec"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
	"golang.org/x/term"
)

func umask(mask int) int {
	if mask >= 0 {
		return syscall.Umask(mask)
	}
	old := syscall.Umask(0o22)
	syscall.Umask(old)
	return old
}

func kill(pid, signal int) error { return syscall.Kill(pid, syscall.Signal(signal)) }

func cpuTimes() (user, system time.Duration) {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0, 0
	}
	return time.Duration(u.Utime.Nano()), time.Duration(u.Stime.Nano())
}

// access is access(2) by the mode's bits.
func access(path string, mode int) error { return syscall.Access(path, uint32(mode)) }

// statFields are the fields of Stats, in the order lib/fs.js knows.
func statFields(fi fs.FileInfo) []any {
	s, ok := fi.Sys().(*syscall.Stat_t)
	if !ok {
		return plainFields(fi)
	}
	a, c, b := statTimes(s)
	m := milliseconds(fi.ModTime())
	return []any{int64(s.Dev), unixMode(fi.Mode()), int64(s.Nlink), int64(s.Uid), int64(s.Gid), int64(s.Rdev), int64(s.Blksize), int64(s.Ino),
		fi.Size(), int64(s.Blocks), a, m, c, b}
}

func plainFields(fi fs.FileInfo) []any {
	m := milliseconds(fi.ModTime())
	return []any{0, unixMode(fi.Mode()), 1, 0, 0, 0, 4096, 0, fi.Size(), (fi.Size() + 511) / 512, m, m, m, m}
}

// terminalSize are columns and rows; nil where the descriptor is no terminal.
func terminalSize(fd int) []int {
	w, h, err := term.GetSize(fd)
	if err != nil {
		return nil
	}
	return []int{w, h}
}

// signalName is "SIGABRT"…
func signalName(s syscall.Signal) string { return unix.SignalName(s) }

// detach makes the child the leader of a session of its own.
func detach(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} }

// closeOnExec keeps a descriptor from children.
func closeOnExec(fd int) { syscall.CloseOnExec(fd) }
