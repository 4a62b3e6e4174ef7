package jsrt

import (
	"io/fs"
	"os"
	"os/exec"
	"syscall"
	"time"

	"golang.org/x/term"
)

func umask(int) int { return 0 }

func kill(pid, signal int) error {
	p, err := os.FindProcess(pid)
	if err != nil || signal == 0 {
		return err
	}
	return p.Kill()
}

func cpuTimes() (user, system time.Duration) {
	h, err := syscall.GetCurrentProcess()
	if err != nil {
		return 0, 0
	}
	var created, exited, kernel, mine syscall.Filetime
	if syscall.GetProcessTimes(h, &created, &exited, &kernel, &mine) != nil {
		return 0, 0
	}
	span := func(t syscall.Filetime) time.Duration {
		return time.Duration(int64(t.HighDateTime)<<32|int64(t.LowDateTime)) * 100
	}
	return span(mine), span(kernel)
}

func access(path string, mode int) error {
	fi, err := os.Stat(path)
	if err == nil && mode&2 != 0 && fi.Mode().Perm()&0o200 == 0 {
		return syscall.EPERM
	}
	return err
}

func statFields(fi fs.FileInfo) []any {
	m := milliseconds(fi.ModTime())
	return []any{0, unixMode(fi.Mode()), 1, 0, 0, 0, 4096, 0, fi.Size(), (fi.Size() + 511) / 512, m, m, m, m}
}

func terminalSize(fd int) []int {
	w, h, err := term.GetSize(fd)
	if err != nil {
		return nil
	}
	return []int{w, h}
}

func signalName(s syscall.Signal) string { return s.String() }

func detach(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{CreationFlags: syscall.CREATE_NEW_PROCESS_GROUP}
}

func closeOnExec(fd int) { syscall.CloseOnExec(syscall.Handle(fd)) }

// Descriptors of native code are its C library's own.
func foreign(int) (descriptor, error)  { return nil, syscall.EBADF }
func openStream(int) (*os.File, error) { return nil, syscall.EBADF }
