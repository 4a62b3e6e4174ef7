package jsrt

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"runtime"
	"syscall"

	"github.com/dop251/goja"
)

// errnos are the error numbers scripts meet, by name.
var errnos = map[string]syscall.Errno{
	"EPERM": syscall.EPERM, "ENOENT": syscall.ENOENT, "ESRCH": syscall.ESRCH, "EINTR": syscall.EINTR, "EIO": syscall.EIO, "ENXIO": syscall.ENXIO,
	"E2BIG": syscall.E2BIG, "EBADF": syscall.EBADF, "EAGAIN": syscall.EAGAIN, "ENOMEM": syscall.ENOMEM, "EACCES": syscall.EACCES,
	"EFAULT": syscall.EFAULT, "EBUSY": syscall.EBUSY, "EEXIST": syscall.EEXIST, "EXDEV": syscall.EXDEV, "ENODEV": syscall.ENODEV,
	"ENOTDIR": syscall.ENOTDIR, "EISDIR": syscall.EISDIR, "EINVAL": syscall.EINVAL, "ENFILE": syscall.ENFILE, "EMFILE": syscall.EMFILE,
	"ENOTTY": syscall.ENOTTY, "EFBIG": syscall.EFBIG, "ENOSPC": syscall.ENOSPC, "ESPIPE": syscall.ESPIPE, "EROFS": syscall.EROFS,
	"EMLINK": syscall.EMLINK, "EPIPE": syscall.EPIPE, "ERANGE": syscall.ERANGE, "ENAMETOOLONG": syscall.ENAMETOOLONG, "ENOSYS": syscall.ENOSYS,
	"ENOTEMPTY": syscall.ENOTEMPTY, "ELOOP": syscall.ELOOP, "EADDRINUSE": syscall.EADDRINUSE, "EADDRNOTAVAIL": syscall.EADDRNOTAVAIL,
	"ECONNABORTED": syscall.ECONNABORTED, "ECONNREFUSED": syscall.ECONNREFUSED, "ECONNRESET": syscall.ECONNRESET, "EHOSTUNREACH": syscall.EHOSTUNREACH,
	"ENETUNREACH": syscall.ENETUNREACH, "ENOTCONN": syscall.ENOTCONN, "ENOTSUP": syscall.ENOTSUP, "ETIMEDOUT": syscall.ETIMEDOUT, "ECANCELED": syscall.ECANCELED,
}

// Where libuv says it in other words than the C library, or where the system
// has no words.
var errnoWords = map[string]string{
	"EPERM": "operation not permitted", "ENOENT": "no such file or directory", "ESRCH": "no such process", "EINTR": "interrupted system call",
	"EIO": "i/o error", "ENXIO": "no such device or address", "E2BIG": "argument list too long", "EBADF": "bad file descriptor",
	"EAGAIN": "resource temporarily unavailable", "ENOMEM": "not enough memory", "EACCES": "permission denied", "EFAULT": "bad address in system call argument",
	"EBUSY": "resource busy or locked", "EEXIST": "file already exists", "EXDEV": "cross-device link not permitted", "ENODEV": "no such device",
	"ENOTDIR": "not a directory", "EISDIR": "illegal operation on a directory", "EINVAL": "invalid argument", "ENFILE": "file table overflow",
	"EMFILE": "too many open files", "ENOTTY": "inappropriate ioctl for device", "EFBIG": "file too large", "ENOSPC": "no space left on device",
	"ESPIPE": "invalid seek", "EROFS": "read-only file system", "EMLINK": "too many links", "EPIPE": "broken pipe", "ERANGE": "result too large",
	"ENAMETOOLONG": "name too long", "ENOSYS": "function not implemented", "ENOTEMPTY": "directory not empty", "ELOOP": "too many symbolic links encountered",
	"EADDRINUSE": "address already in use", "EADDRNOTAVAIL": "address not available", "ECONNABORTED": "software caused connection abort",
	"ECONNREFUSED": "connection refused", "ECONNRESET": "connection reset by peer", "EHOSTUNREACH": "host is unreachable", "ENETUNREACH": "network is unreachable",
	"ENOTCONN": "socket is not connected", "ENOTSUP": "operation not supported on socket", "ETIMEDOUT": "connection timed out", "ECANCELED": "operation canceled",
}

func errnoNames() map[string]int {
	out := map[string]int{}
	for name, n := range errnos {
		out[name] = int(n)
	}
	return out
}

func errnoText(name string) string { return errnoWords[name] }

// errnoOf is the name and number of a system's error.
func errnoOf(err error) (string, int) {
	var n syscall.Errno
	switch {
	case errors.As(err, &n):
		for name, e := range errnos {
			if e == n && name != "ENOTSUP" {
				return name, int(n)
			}
		}
		if runtime.GOOS == "windows" { // its own numbers
			switch {
			case errors.Is(n, fs.ErrNotExist):
				return "ENOENT", int(syscall.ENOENT)
			case errors.Is(n, fs.ErrExist):
				return "EEXIST", int(syscall.EEXIST)
			case errors.Is(n, fs.ErrPermission):
				return "EPERM", int(syscall.EPERM)
			}
		}
		return "UNKNOWN", int(n)
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, exec.ErrNotFound):
		return "ENOENT", int(syscall.ENOENT)
	case errors.Is(err, os.ErrClosed):
		return "EBADF", int(syscall.EBADF)
	}
	return "EIO", int(syscall.EIO)
}

// sysError is the error Node makes of one of the system.
func (rt *Runtime) sysError(err error, call, path string) *goja.Object {
	name, n := errnoOf(err)
	words := errnoWords[name]
	if words == "" {
		words = err.Error()
	}
	message := name + ": " + words + ", " + call
	if path != "" {
		message += " '" + path + "'"
	}
	e := &nodeError{kind: "Error", message: message, props: []prop{{"errno", -n}, {"code", name}, {"syscall", call}}}
	if path != "" {
		e.props = append(e.props, prop{"path", path})
	}
	return rt.newError(e)
}

func (rt *Runtime) throwSys(err error, call, path string) { panic(rt.sysError(err, call, path)) }
