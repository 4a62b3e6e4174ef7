//go:build linux || darwin || freebsd

package scratch

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// errLocked is the error for a folder that a living process has.
var errLocked = errors.New("locked")

// lock locks the folder of this user at path until the file is closed, which
// the end of the process does too. Programs it starts do not have the lock.
func lock(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_DIRECTORY|syscall.O_NOFOLLOW, 0)
	if err != nil {
		return nil, err
	}
	if err := lockOpen(f, path); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

func lockOpen(f *os.File, path string) error {
	fi, err := f.Stat()
	if err != nil {
		return err
	}
	if st, ok := fi.Sys().(*syscall.Stat_t); !ok || int(st.Uid) != os.Geteuid() {
		return fs.ErrPermission
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return errLocked
	}
	if err != nil {
		return err
	}
	// Whoever had it may have removed it.
	if now, err := os.Lstat(path); err != nil || !os.SameFile(fi, now) {
		return fs.ErrNotExist
	}
	return nil
}
