// Package artifact finds the addons behind the paths a user names, and the
// npm package around each of them. It reads directory entries and
// package.json, never the addons themselves.
package artifact

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"
)

// An Addon is a file to be checked.
type Addon struct {
	Path    string   // as reached from the path the user named
	Package *Package // the npm package around it; nil = none
}

// ErrEmpty is the error for a folder below which no .node file stands.
var ErrEmpty = errors.New("no .node file in this folder or below it")

// A PathError names a path that could not be searched or read.
type PathError struct {
	Path string
	Err  error
}

func (e *PathError) Error() string { return e.Path + ": " + e.Err.Error() }
func (e *PathError) Unwrap() error { return e.Err }

// Find yields the addons behind paths: a file as it is, whatever its name; a
// folder as all *.node files below it (in any case of letters, node_modules
// included), in the order of their names. Symbolic links are followed; each
// real file is yielded once, at the first path that leads to it. What cannot
// be read is yielded as a *PathError in its place. Find stops early when ctx
// is done.
func Find(ctx context.Context, paths []string) iter.Seq2[Addon, error] {
	return func(yield func(Addon, error) bool) {
		f := &finder{ctx: ctx, seen: map[string]bool{}, packages: packages{}, yield: yield}
		for _, p := range paths {
			if !f.root(p) {
				return
			}
		}
	}
}

type finder struct {
	ctx      context.Context
	seen     map[string]bool // real paths of files yielded and folders entered
	packages packages
	found    int // *.node files met, those yielded before included
	yield    func(Addon, error) bool
}

func (f *finder) fail(path string, err error) bool {
	// The path is said once, by PathError.
	if pe := (*fs.PathError)(nil); errors.As(err, &pe) {
		err = pe.Err
	}
	return f.yield(Addon{Path: path}, &PathError{path, err})
}

func (f *finder) root(path string) bool {
	info, err := os.Stat(path)
	if err != nil {
		return f.fail(path, err)
	}
	real, err := realPath(path)
	if err != nil {
		return f.fail(path, err)
	}
	if !info.IsDir() {
		return f.file(path, real, info.Mode())
	}
	before := f.found
	if !f.seen[real] && !f.dir(path, real) {
		return false
	}
	if f.found == before && f.ctx.Err() == nil && !f.below(real) {
		return f.fail(path, ErrEmpty)
	}
	return true
}

// below reports whether a file yielded earlier lies in the folder real.
func (f *finder) below(real string) bool {
	prefix := strings.TrimSuffix(real, string(filepath.Separator)) + string(filepath.Separator)
	for p := range f.seen {
		if strings.HasPrefix(p, prefix) && isAddonName(p) {
			return true
		}
	}
	return false
}

func (f *finder) file(path, real string, mode fs.FileMode) bool {
	f.found++
	if f.seen[real] {
		return true
	}
	f.seen[real] = true
	if !mode.IsRegular() {
		// Opening a pipe or a device could block or have effects.
		return f.fail(path, fmt.Errorf("not a regular file but %s", modeName(mode)))
	}
	pkg, err := f.packages.around(filepath.Dir(real))
	return f.yield(Addon{Path: path, Package: pkg}, err)
}

func (f *finder) dir(path, real string) bool {
	if f.ctx.Err() != nil {
		return false
	}
	f.seen[real] = true
	entries, err := os.ReadDir(path)
	if err != nil && !f.fail(path, err) {
		return false
	}
	for _, e := range entries {
		if f.ctx.Err() != nil {
			return false
		}
		p, r, mode := filepath.Join(path, e.Name()), filepath.Join(real, e.Name()), e.Type()
		named := isAddonName(e.Name())
		if mode&fs.ModeSymlink != 0 {
			info, err := os.Stat(p)
			if err == nil && (named || info.IsDir()) {
				r, err = realPath(p)
			}
			if err != nil {
				// A dangling link matters only where an addon should be.
				if named {
					f.found++
					if !f.fail(p, err) {
						return false
					}
				}
				continue
			}
			mode = info.Mode()
		}
		switch {
		case mode.IsDir():
			if !f.seen[r] && !f.dir(p, r) {
				return false
			}
		case named:
			if !f.file(p, r, mode) {
				return false
			}
		}
	}
	return true
}

func isAddonName(name string) bool { return strings.EqualFold(filepath.Ext(name), ".node") }

func realPath(path string) (string, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	return filepath.EvalSymlinks(abs)
}

func modeName(m fs.FileMode) string {
	switch {
	case m&fs.ModeNamedPipe != 0:
		return "a named pipe"
	case m&fs.ModeSocket != 0:
		return "a socket"
	case m&fs.ModeDevice != 0:
		return "a device"
	case m.IsDir():
		return "a folder"
	}
	return "something else"
}
