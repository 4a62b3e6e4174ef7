package artifact

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/napicheck/napicheck/internal/npm"
	"github.com/napicheck/napicheck/internal/scratch"
)

// What is written of one archive, or of a package and those of its platforms.
const (
	maxWritten = 2 << 30 // bytes
	maxMade    = 1 << 16 // files and folders
	maxHops    = 8       // links that lead to links
)

var (
	errTooLarge = fmt.Errorf("more than the %d GiB that are written out", maxWritten>>30)
	errTooMany  = fmt.Errorf("more than the %d files and folders that are written out", maxMade)
)

// Trees are the archives that are written out while their addons are loaded:
// see Options.Trees. The zero value is ready to use.
type Trees struct {
	mu   sync.Mutex
	open map[*diskTree]bool
}

// Close removes what is left of them.
func (ts *Trees) Close() {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	for t := range ts.open {
		t.close()
	}
	ts.open = nil
}

// A diskTree is a temporary folder with the files of an archive, or of several
// as npm would install them. It is made when the first of them is wanted, and
// whole, or there is nothing to be had from it.
//
// Nothing in it is written by way of a link, or lies outside of it: names are
// those that archive.clean returns, below an os.Root; each file is made new; what
// an archive links becomes another name of a file written before.
type diskTree struct {
	trees *Trees
	users int // who may want it; guarded by trees.mu
	path  string

	mu      sync.Mutex // of the rest
	sources []*source
	folder  *scratch.Folder // nil = none yet
	root    *os.Root
	err     error           // why it is not whole
	written int64           // bytes
	made    map[string]bool // files and folders
	links   [][2]string     // name, target
}

// A source is an archive that belongs into a tree.
type source struct {
	path     string // as reports have it
	content  *Content
	base     string        // folder in the tree where npm installs it; "" = it is no package of the registry, and written as it is
	top      string        // folder around all in the archive of such a package, which npm leaves out
	manifest *npm.Manifest // nil = unknown
	size     int64         // of its files
	files    int
	done     bool
}

// newTree makes the tree for what is known as path; nil if none is wanted. It
// has one user, who must release it.
func (w *walk) newTree(path string) *diskTree {
	ts := w.opt.Trees
	if ts == nil {
		return nil
	}
	t := &diskTree{trees: ts, users: 1, path: path, made: map[string]bool{}}
	ts.mu.Lock()
	defer ts.mu.Unlock()
	if ts.open == nil {
		ts.open = map[*diskTree]bool{}
	}
	ts.open[t] = true
	return t
}

// add has the archive in a file, known as path, belong to the tree: as that
// package of the registry, or as it is if p is nil.
func (t *diskTree) add(file, path string, p *npm.Tarball) *source {
	if t == nil {
		return nil
	}
	c, err := open(file) // it may be removed before it is wanted
	if err != nil {
		t.err = err
		return nil
	}
	s := &source{path: path, content: c}
	if p != nil {
		s.base = "node_modules/" + p.Name
		if slices.ContainsFunc(t.sources, func(other *source) bool { return other.base == s.base }) {
			s.base += "@" + p.Version
		}
	}
	t.sources = append(t.sources, s)
	return s
}

func (t *diskTree) retain() *diskTree {
	if t != nil {
		t.trees.mu.Lock()
		defer t.trees.mu.Unlock()
		t.users++
	}
	return t
}

func (t *diskTree) release() {
	if t == nil {
		return
	}
	t.trees.mu.Lock()
	defer t.trees.mu.Unlock()
	if t.users--; t.users == 0 && t.trees.open[t] {
		delete(t.trees.open, t)
		t.close()
	}
}

func (t *diskTree) close() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, s := range t.sources {
		s.content.Close()
	}
	if t.root != nil {
		t.root.Close()
	}
	if t.folder != nil {
		t.folder.Remove()
	}
}

// OnDisk returns where the system finds the file, and how to show paths there.
// A member of an archive is written out for that (if Options.Trees is set), with
// all that lies beside it, the packages of its platform among it for which
// wanted returns true. It is there until Release.
func (f *File) OnDisk(ctx context.Context, wanted func(*npm.Manifest) bool) (path string, show *strings.Replacer, err error) {
	if f.Member == "" {
		return f.Path, strings.NewReplacer(), nil
	}
	t := f.tree
	if t == nil {
		return "", nil, errors.New("its archive is not written out")
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, s := range t.sources {
		if t.err == nil && !s.done && (s == f.from || s.manifest == nil || wanted(s.manifest)) {
			s.done = true
			if err := t.write(ctx, s); err != nil && t.err == nil {
				t.err = err
			}
		}
	}
	if t.err != nil {
		if t.folder != nil {
			t.folder.Remove() // it may have filled the disk
		}
		return "", nil, fmt.Errorf("its archive cannot be unpacked: %w", t.err)
	}
	return filepath.Join(t.folder.Path, filepath.FromSlash(f.from.place(f.Member))), t.replacer(), nil
}

// Release tells that OnDisk will not be called any more, and what it returned is
// not needed.
func (f *File) Release() {
	f.tree.release()
	f.tree = nil
}

// replacer replaces paths of the tree by those that reports have.
func (t *diskTree) replacer() *strings.Replacer {
	var pairs []string
	for _, s := range t.sources {
		if s.base != "" {
			pairs = append(pairs, filepath.Join(t.folder.Path, filepath.FromSlash(s.base))+string(filepath.Separator), path.Join(s.path, s.top)+"/")
		}
	}
	return strings.NewReplacer(append(pairs, t.folder.Path, t.path)...)
}

// place is where a member goes in the tree; "" = nowhere, as npm does with it.
func (s *source) place(name string) string {
	if s.base == "" {
		return name
	}
	top, rest, _ := strings.Cut(name, "/")
	if rest == "" {
		return ""
	}
	s.top = top
	return path.Join(s.base, rest)
}

// write writes an archive out.
func (t *diskTree) write(ctx context.Context, s *source) (err error) {
	if t.written+s.size > maxWritten {
		return errTooLarge
	}
	if len(t.made)+s.files > maxMade {
		return errTooMany
	}
	if t.folder == nil {
		if t.folder, err = scratch.New("unpack"); err != nil {
			return err
		}
		scratch.Sweep()
		if t.root, err = os.OpenRoot(t.folder.Path); err != nil {
			return err
		}
	}
	w := &walk{ctx: ctx, spool: &spool{}, yield: func(Found) bool { return true }}
	a := newArchive(w, s.path, s.content.Size)
	a.out, a.from = t, s
	if err := a.read(s.content, ""); err != nil {
		return err
	}
	if a.cut {
		return errors.New("an archive in it cannot be read")
	}
	return t.link()
}

// file writes a regular file.
func (t *diskTree) file(e entry, name string) error {
	if name == "" {
		return nil
	}
	if t.written += e.size; t.written > maxWritten { // it is not the archive it was
		return errTooLarge
	}
	f, err := t.create(name)
	if err != nil {
		return fmt.Errorf("%q: %w", name, withoutPath(err))
	}
	defer f.Close()
	r, err := e.open()
	if err == nil {
		_, err = io.Copy(f, io.LimitReader(r, e.size+1))
	}
	if err != nil {
		return fmt.Errorf("%q: %w", name, withoutPath(err))
	}
	return nil
}

// create makes a new file, and the folders around it.
func (t *diskTree) create(name string) (*os.File, error) {
	if err := t.room(name); err != nil {
		return nil, err
	}
	return t.root.OpenFile(filepath.FromSlash(name), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
}

func (t *diskTree) room(name string) error {
	if t.made[name] {
		return errors.New("another file or folder has that name")
	}
	folder := parent(name)
	known := folder == "." || t.made[folder]
	for at := name; at != "." && !t.made[at]; at = parent(at) {
		if t.made[at] = true; len(t.made) > maxMade {
			return errTooMany
		}
	}
	if known {
		return nil
	}
	return t.root.MkdirAll(filepath.FromSlash(folder), 0o700)
}

// link makes the names that archives link to files; links to folders are not
// followed.
func (t *diskTree) link() error {
	to := map[string]string{}
	for _, l := range t.links {
		to[l[0]] = l[1]
	}
	for _, l := range t.links {
		target, hops := l[1], 0
		for ; to[target] != "" && hops < maxHops; hops++ {
			target = to[target]
		}
		if t.made[l[0]] {
			continue
		}
		if fi, err := t.root.Lstat(filepath.FromSlash(target)); err != nil || !fi.Mode().IsRegular() {
			continue
		}
		err := t.room(l[0])
		if err == nil {
			err = t.root.Link(filepath.FromSlash(target), filepath.FromSlash(l[0]))
		}
		if err != nil {
			return fmt.Errorf("%q: %w", l[0], err)
		}
	}
	t.links = nil
	return nil
}
