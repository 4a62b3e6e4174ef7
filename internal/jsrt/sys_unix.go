//go:build unix

package jsrt

import (
	"io"
	"io/fs"
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
	"golang.org/x/term"
)

// A foreignFile is a descriptor that native code opened. The collector does not
// close it, and where it does not block the caller learns that, as in Node.js.
type foreignFile int

func foreign(fd int) (descriptor, error) {
	if _, err := unix.FcntlInt(uintptr(fd), unix.F_GETFD, 0); err != nil {
		return nil, err
	}
	return foreignFile(fd), nil
}

// again repeats a system call that a signal interrupted.
func again(call func() (int, error)) (int, error) {
	for {
		n, err := call()
		if err != syscall.EINTR {
			return max(n, 0), err
		}
	}
}

func (f foreignFile) Read(b []byte) (int, error) {
	n, err := again(func() (int, error) { return syscall.Read(int(f), b) })
	if n == 0 && err == nil && len(b) > 0 {
		err = io.EOF
	}
	return n, err
}

func (f foreignFile) ReadAt(b []byte, at int64) (int, error) {
	n, err := again(func() (int, error) { return syscall.Pread(int(f), b, at) })
	if n < len(b) && err == nil {
		err = io.EOF
	}
	return n, err
}

func (f foreignFile) Write(b []byte) (int, error) {
	return again(func() (int, error) { return syscall.Write(int(f), b) })
}

func (f foreignFile) WriteAt(b []byte, at int64) (int, error) {
	return again(func() (int, error) { return syscall.Pwrite(int(f), b, at) })
}

func (f foreignFile) Close() error              { return syscall.Close(int(f)) }
func (f foreignFile) Sync() error               { return syscall.Fsync(int(f)) }
func (f foreignFile) Truncate(size int64) error { return syscall.Ftruncate(int(f), size) }
func (f foreignFile) Chmod(m fs.FileMode) error { return syscall.Fchmod(int(f), uint32(m.Perm())) }
func (f foreignFile) Chown(uid, gid int) error  { return syscall.Fchown(int(f), uid, gid) }

// Name is a path that leads to the file.
func (f foreignFile) Name() string { return "/dev/fd/" + strconv.Itoa(int(f)) }

func (f foreignFile) Stat() (fs.FileInfo, error) {
	fd, err := unix.FcntlInt(uintptr(f), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	file := os.NewFile(uintptr(fd), "")
	defer file.Close()
	return file.Stat()
}

// openStream takes a descriptor over, to be waited for without a thread.
func openStream(fd int) (*os.File, error) {
	if err := unix.SetNonblock(fd, true); err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(fd), ""), nil
}

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
