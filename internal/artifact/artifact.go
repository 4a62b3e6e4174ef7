// Package artifact finds the addons behind the paths a user names, and the
// npm packages around them: in files, folders, archives, in packages of the
// registry and in those that a lock file names. It reads names, manifests and
// the structure of archives, never the addons themselves, and writes nothing
// outside of its own temporary files.
//
// Archives are hostile until read to their end: what they hold is bounded in
// number and size, and names in them are used as those of files only by
// File.OnDisk, below a folder that nothing leads out of.
package artifact

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/napicheck/napicheck/internal/npm"
	"github.com/napicheck/napicheck/internal/scratch"
)

// A File is an addon to be checked, or what stands in its place and cannot be.
type File struct {
	Path   string // as reached from the path the user named
	Member string // inside the archive at Path, "/" between folders; "" = Path itself
	Name   string // inside its package, "/" between folders; known with the package
	Size   int64  // bytes; -1 = unknown
	Err    error  // why it cannot be read; nil otherwise

	content *Content
	tree    *diskTree // that it may be written to; nil = none
	from    *source   // what it is in
}

// Open returns the bytes of the file, once.
func (f *File) Open() (*Content, error) {
	if f.Err != nil {
		return nil, f.Err
	}
	if c := f.content; c != nil {
		f.content = nil
		return c, nil
	}
	return open(f.Path)
}

// A Package is a package with the addons in it, or what addons outside of any
// package have in common.
type Package struct {
	Path        string           // as reached: a folder, an archive, or "npm:name@version"
	Member      string           // its folder inside the archive at Path; "" = the top
	Manifest    *npm.Manifest    // nil = no package.json with a name
	ManifestErr error            // a package.json in it that cannot be understood
	Files       []*File          // its addons, in the order found
	Paths       []string         // all its files, sorted; nil = not all of them are known
	Size        int64            // bytes of all files, unpacked; 0 = unknown
	Problems    []Problem        // irregularities of the archive
	Platform    []*Package       // packages of optionalDependencies that hold the addons of one platform
	Missing     map[string]error // those that could not be had, by name
	Installed   bool             // it was found as npm had installed it

	dir     string            // where Read reads; "" = sources
	sources map[string][]byte // by path
}

// Folder reports whether the package was found as a folder, not in an archive.
func (p *Package) Folder() bool { return p.dir != "" }

// Read returns the text of one of Paths: of an archive, only of scripts that
// were kept for it.
func (p *Package) Read(name string) ([]byte, error) {
	if p.dir == "" {
		if text, ok := p.sources[name]; ok {
			return text, nil
		}
		return nil, fs.ErrNotExist
	}
	if _, ok := slices.BinarySearch(p.Paths, name); !ok {
		return nil, fs.ErrNotExist
	}
	c, err := open(filepath.Join(p.dir, filepath.FromSlash(name)))
	if err != nil {
		return nil, err
	}
	defer c.Close()
	if c.Size > maxSource {
		return nil, fmt.Errorf("more than %d bytes", maxSource)
	}
	return io.ReadAll(io.NewSectionReader(c, 0, c.Size))
}

// Found is one thing found: an addon as soon as it can be read, and a package
// once all its addons have been found.
type Found struct {
	File    *File
	Package *Package
}

// Options guide Find. The zero value is useful.
type Options struct {
	// Versions is how many versions of each npm: package to find, newest
	// first: 0 = the newest in the range, or the one tagged latest, -1 = all.
	Versions int
	// Wants tells which packages bound to a platform are wanted, from what
	// they say in a lock file or in optionalDependencies; nil = all.
	Wants func(*npm.Manifest) bool
	// Trees has archives kept in reach, so that addons can be loaded with what
	// lies beside them: see File.OnDisk. nil = do not. Each File must be released.
	Trees *Trees
	// Progress is told what takes long. It may be called from any goroutine.
	Progress func(string)
}

// ErrEmpty is the error for a folder or an archive without any .node file.
var ErrEmpty = errors.New("no .node file in it")

// ErrNotChecked is the error for a package that was not looked at.
var ErrNotChecked = errors.New("not checked")

// A ManifestError is a package.json that cannot be understood. The addons
// around it can still be checked.
type ManifestError struct {
	Path string
	Err  error
}

func (e *ManifestError) Error() string { return e.Path + ": " + e.Err.Error() }
func (e *ManifestError) Unwrap() error { return e.Err }

// A Problem is an irregularity of an archive.
type Problem struct {
	Name   string // of the member as written; "" = the archive
	Kind   ProblemKind
	Detail string // where a link leads; "" = nothing to add
}

// A ProblemKind says what is irregular, in words.
type ProblemKind string

const (
	AbsolutePath      ProblemKind = "an absolute path"
	DotDot            ProblemKind = `a path with ".."`
	Backslash         ProblemKind = "a backslash in the name"
	ControlCharacters ProblemKind = "characters in the name that are not printable"
	LinkOutside       ProblemKind = "a link that leads out of the archive"
	SymbolicLink      ProblemKind = "a symbolic link"
	HardLink          ProblemKind = "a hard link"
	Device            ProblemKind = "a device"
	Pipe              ProblemKind = "a named pipe"
	OddEntry          ProblemKind = "an entry of a kind that archives of packages do not hold"
	Duplicate         ProblemKind = "a name that occurs twice"
	CaseCollision     ProblemKind = "a name that differs from another only in the case of letters"
	Overlap           ProblemKind = "members that share bytes"
	TrailingData      ProblemKind = "data behind the end of the archive"
)

// Dangerous reports whether the irregularity could make a careless program
// write outside of the folder it unpacks to, or exhaust it.
func (k ProblemKind) Dangerous() bool {
	switch k {
	case AbsolutePath, DotDot, ControlCharacters, LinkOutside, Device, Pipe, Overlap:
		return true
	}
	return false
}

// Find yields what is behind paths, in their order, and in the order of names
// below each:
//
//   - a file, whatever its name; an archive (recognised by its bytes, unless
//     its name ends in .node) as all *.node files in it; a lock file of npm as
//     the packages that can carry native code;
//   - a folder as all *.node files below it, in any case of letters, the
//     packages in node_modules and yarn's cache included;
//   - "npm:name", "npm:name@range" as that package of the registry with its
//     platform packages.
//
// Symbolic links are followed; each real file is found once, at the first path
// that leads to it. What cannot be read is a File with Err, ErrEmpty for a
// path behind which there is no addon. Each File must be opened and closed, or
// its bytes stay until the end. Find stops early when ctx is done.
func Find(ctx context.Context, paths []string, opt Options) iter.Seq[Found] {
	return func(yield func(Found) bool) {
		ctx, cancel := context.WithCancel(ctx)
		w := &walk{ctx: ctx, opt: opt, seen: map[string]bool{}, spool: &spool{}}
		w.yield = func(f Found) bool {
			if f.File != nil {
				w.found++
			}
			return yield(f)
		}
		defer w.close()
		defer cancel()
		for _, p := range paths {
			before := w.found
			if !w.path(p) {
				return
			}
			if w.found == before && ctx.Err() == nil && !w.repeated(p) && !w.fail(p, ErrEmpty) {
				return
			}
		}
	}
}

// A walk is one run of Find. Its methods report false to stop.
type walk struct {
	ctx   context.Context
	opt   Options
	yield func(Found) bool
	seen  map[string]bool // real paths of files yielded and folders entered
	found int             // files yielded, those yielded before and met again, and answers
	spool *spool

	temp    *scratch.Folder // of what was fetched; nil = none yet
	fetches sync.WaitGroup
}

func (w *walk) close() {
	w.fetches.Wait()
	if w.temp != nil {
		w.temp.Remove()
	}
}

// fail tells that what stands at path cannot be read.
func (w *walk) fail(path string, err error) bool {
	f := &File{Path: path, Size: -1, Err: withoutPath(err)}
	return w.yield(Found{File: f}) && w.yield(Found{Package: &Package{Path: path, Files: []*File{f}}})
}

// repeated reports whether addons below the folder path were found before.
func (w *walk) repeated(path string) bool {
	real, err := realPath(path)
	if err != nil {
		return false
	}
	prefix := strings.TrimSuffix(real, string(filepath.Separator)) + string(filepath.Separator)
	for p := range w.seen {
		if strings.HasPrefix(p, prefix) && isAddonName(p) {
			return true
		}
	}
	return false
}

// path finds what is behind one path of the user.
func (w *walk) path(path string) bool {
	if spec, ok := strings.CutPrefix(path, "npm:"); ok {
		return w.spec(path, spec)
	}
	info, err := os.Stat(path)
	if err != nil {
		return w.fail(path, err)
	}
	real, err := realPath(path)
	if err != nil {
		return w.fail(path, err)
	}
	if info.IsDir() {
		return w.root(place{path, real})
	}
	if w.seen[real] {
		w.found++
		return true
	}
	w.seen[real] = true
	if !info.Mode().IsRegular() {
		// Opening a pipe or a device could block or have effects.
		return w.fail(path, errors.New("not a regular file but "+modeName(info.Mode())))
	}
	if !isAddonName(path) {
		if done, more := w.container(path); done {
			return more
		}
	}
	return w.single(place{path, real}, info.Size())
}

// container reads the file at path if it is an archive or a lock file; done
// is false where it is neither.
func (w *walk) container(path string) (done, more bool) {
	c, err := open(path)
	if err != nil {
		return true, w.fail(path, err)
	}
	defer c.Close()
	head, err := bufio.NewReaderSize(io.NewSectionReader(c, 0, c.Size), 4096).Peek(4096)
	if err != nil && err != io.EOF {
		return true, w.fail(path, err)
	}
	switch {
	case isArchive(head):
		_, more := w.archive(path, c)
		return true, more
	case npm.IsLock(head):
		return true, w.lock(path, io.NewSectionReader(c, 0, c.Size))
	}
	return false, true
}

// archive yields what is in the archive c, known as path.
func (w *walk) archive(path string, c *Content) ([]*Package, bool) {
	t := w.newTree(path)
	defer t.release()
	packages, ok := w.unpack(path, c, t, t.add(path, path, nil))
	for _, p := range packages {
		ok = ok && w.yield(Found{Package: p})
	}
	return packages, ok
}

// unpack yields the addons in the archive c, which may be written to t from s,
// and returns its packages.
func (w *walk) unpack(path string, c *Content, t *diskTree, s *source) ([]*Package, bool) {
	a := newArchive(w, path, c.Size)
	a.tree, a.from = t, s
	err := a.read(c, "")
	if errors.Is(err, errStop) || w.ctx.Err() != nil {
		return nil, false
	}
	if err != nil {
		err = a.unreadable("", err)
	}
	if err != nil {
		return nil, false
	}
	if s != nil {
		s.size, s.files = a.size, len(a.paths)
	}
	return a.packages(), true
}

// single yields a file on its own, with what the package around it promises.
func (w *walk) single(at place, size int64) bool {
	f := &File{Path: at.path, Size: size}
	if !w.yield(Found{File: f}) {
		return false
	}
	dir, m, err := manifestAround(filepath.Dir(at.real))
	f.Name = nameIn(dir, at.real)
	return w.yield(Found{Package: &Package{Path: at.path, Manifest: m, ManifestErr: err, Files: []*File{f}}})
}

func isAddonName(name string) bool { return strings.EqualFold(filepath.Ext(name), ".node") }

func realPath(path string) (string, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	return filepath.EvalSymlinks(abs)
}

// withoutPath drops the path from an error that will stand beside it.
func withoutPath(err error) error {
	if pe := (*fs.PathError)(nil); errors.As(err, &pe) {
		return pe.Err
	}
	return err
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
	return fmt.Sprintf("something else (%v)", m.Type())
}
