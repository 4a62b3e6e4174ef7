// Package scratch makes temporary folders that do not pile up: who makes one
// removes it, and those of processes that were killed are removed by Sweep.
package scratch

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// A Folder is a temporary folder that belongs to this process. Its path has no
// symbolic links in it.
type Folder struct {
	Path string
	lock *os.File // held as long as it is ours; nil where the system has no such lock
}

const prefix = "napicheck-"

// New makes a folder whose name tells its use, a word.
func New(use string) (*Folder, error) {
	for range 10 {
		made, err := os.MkdirTemp("", prefix+use+"-*")
		if err != nil {
			return nil, err
		}
		path, err := filepath.EvalSymlinks(made)
		if err != nil {
			continue // swept before it was locked
		}
		f := &Folder{Path: path}
		if f.lock, err = lock(path); err == nil {
			return f, nil
		}
		if !errors.Is(err, errLocked) && !errors.Is(err, fs.ErrNotExist) { // there are no locks here: nobody will sweep it
			return f, nil
		}
	}
	return nil, errors.New("a temporary folder: those made are gone at once")
}

// Remove removes the folder and all that is in it.
func (f *Folder) Remove() {
	remove(f.Path)
	if f.lock != nil {
		f.lock.Close()
	}
}

func remove(path string) {
	if os.RemoveAll(path) == nil {
		return
	}
	// Folders that were locked up.
	_ = filepath.WalkDir(path, func(path string, d fs.DirEntry, err error) error {
		if d != nil && d.IsDir() {
			_ = os.Chmod(path, 0o700)
		}
		return nil
	})
	_ = os.RemoveAll(path)
}

// Sweep removes the folders of processes that have ended without doing so:
// those of this user that nobody has locked. It does so once in a process.
func Sweep() { sweepOnce.Do(sweep) }

var sweepOnce sync.Once

func sweep() {
	temp, err := os.Open(os.TempDir())
	if err != nil {
		return
	}
	defer temp.Close()
	names, _ := temp.Readdirnames(-1)
	for _, name := range names {
		if !isOurs(name) {
			continue
		}
		path := filepath.Join(temp.Name(), name)
		if l, err := lock(path); err == nil {
			remove(path)
			l.Close()
		}
	}
}

// isOurs reports whether New makes such names.
func isOurs(name string) bool {
	rest, ok := strings.CutPrefix(name, prefix)
	use, number, dash := strings.Cut(rest, "-")
	return ok && dash && use != "" && strings.Trim(use, "abcdefghijklmnopqrstuvwxyz") == "" && number != "" && strings.Trim(number, "0123456789") == ""
}
