package artifact

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/napicheck/napicheck/internal/npm"
)

// maxPaths bounds the names of files kept of one package.
const maxPaths = 1 << 17

// A place is a file or folder: as reached from the path the user named, and
// where it really is.
type place struct{ path, real string }

func (p place) join(name string) place {
	return place{filepath.Join(p.path, name), filepath.Join(p.real, name)}
}

// A unit is a folder being walked, whose packages are complete at its end.
type unit struct {
	start     place
	packages  []*folderPackage // the outermost first
	modules   []place          // folders of other packages, to be walked after it
	installed bool
}

// A folderPackage is a package in a folder, while it is walked.
type folderPackage struct {
	*Package
	at    place
	outer *folderPackage // the package it lies in, other than by node_modules
	below string         // where it lies in outer, with "/" at the end

	attached bool // it is a platform package of outer
}

// A folderWalk is the walk of one folder that the user named.
type folderWalk struct {
	*walk
	root place
	late []late // platform packages that no package has claimed yet
}

type late struct {
	place
	name string
}

// root walks a folder that the user named.
func (w *walk) root(at place) bool {
	if w.seen[at.real] {
		return true
	}
	f := &folderWalk{walk: w, root: at}
	ok := false
	if filepath.Base(at.real) == "node_modules" {
		ok = f.modules(at)
	} else {
		ok = f.part(at)
	}
	for _, l := range f.late {
		if ok && !w.seen[l.real] {
			ok = f.walkUnit(&unit{start: l.place, installed: true}, nil)
		}
	}
	return ok
}

// part walks a folder that may be a part of a package.
func (f *folderWalk) part(at place) bool {
	t := &unit{start: at, installed: inModules(filepath.ToSlash(at.real))}
	var p *folderPackage
	if dir, m, err := manifestAround(at.real); m != nil && dir != at.real || m == nil && err != nil {
		p = t.add(&folderPackage{Package: &Package{Path: at.path, Manifest: m, ManifestErr: err}, at: place{"", dir}})
		if m != nil && at.real == filepath.Join(dir, "prebuilds") {
			// With all that was built for it, what each machine gets can be told.
			p.dir, p.Paths = dir, besides(dir, at.real)
		}
	}
	return f.walkUnit(t, p)
}

// besides lists the files of the package in dir but its addons and what is
// below the folder part; nil where they are too many or cannot be listed.
func besides(dir, part string) []string {
	paths := []string{}
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case e.IsDir() && (path == part || e.Name() == "node_modules" || e.Name() == ".git"):
			return fs.SkipDir
		case !e.Type().IsRegular() || isAddonName(e.Name()):
			return nil
		case len(paths) == maxPaths:
			return fs.SkipAll
		}
		paths = append(paths, nameIn(dir, path))
		return nil
	})
	if err != nil || len(paths) == maxPaths {
		return nil
	}
	return paths
}

func (t *unit) add(p *folderPackage) *folderPackage {
	p.Installed = t.installed
	t.packages = append(t.packages, p)
	return p
}

// walkUnit walks one unit, which begins inside p, and yields its packages,
// then what lies below them.
func (f *folderWalk) walkUnit(t *unit, p *folderPackage) bool {
	if !f.folder(t, p, t.start) {
		return false
	}
	for _, p := range t.packages {
		if !f.finish(t, p) {
			return false
		}
	}
	for _, p := range t.packages {
		if p.matters() && !p.attached && !f.yield(Found{Package: p.Package}) {
			return false
		}
	}
	for _, at := range t.modules {
		if filepath.Base(at.real) == "node_modules" {
			if !f.modules(at) {
				return false
			}
		} else if !f.yarn(at) {
			return false
		}
	}
	return true
}

// finish completes a package with what could be known only at the end of its
// tree: its platform packages, where Node.js would find them or inside of it.
func (f *folderWalk) finish(t *unit, p *folderPackage) bool {
	slices.Sort(p.Paths)
	if p.Manifest == nil || p.Paths == nil {
		return true
	}
	if p.outer != nil && p.outer.Manifest != nil {
		if _, ok := p.outer.Manifest.OptionalDependencies[p.Manifest.Name]; ok {
			p.outer.Platform = append(p.outer.Platform, p.Package)
			p.attached = true
		}
	}
	for _, name := range slices.Sorted(maps.Keys(p.Manifest.OptionalDependencies)) {
		at, ok := f.resolve(p.at.real, name)
		if !ok {
			// yarn finds packages by a table of its own.
			if i := slices.IndexFunc(f.late, func(l late) bool { return l.name == name }); i >= 0 {
				at, ok = f.late[i].place, true
			}
		}
		if !ok || f.seen[at.real] {
			continue
		}
		m, err := readManifest(at.real)
		if err != nil || m == nil || !isPlatformPackage(m) {
			continue
		}
		sub := &unit{start: at, installed: true}
		if !f.folder(sub, nil, at) {
			return false
		}
		for _, q := range sub.packages {
			slices.Sort(q.Paths)
			p.Platform = append(p.Platform, q.Package)
		}
		t.modules = append(t.modules, sub.modules...)
	}
	return true
}

// isPlatformPackage reports whether a package is bound to a platform. One that
// lists several and has such packages itself is not.
func isPlatformPackage(m *npm.Manifest) bool {
	return npm.NamesPlatform(m.Name) || len(m.OS) > 0 && len(m.CPU) > 0 && len(m.PlatformPackages()) == 0
}

// resolve finds a package as Node.js does from dir, below the root.
func (f *folderWalk) resolve(dir, name string) (place, bool) {
	for ; len(dir) >= len(f.root.real); dir = filepath.Dir(dir) {
		at := filepath.Join(dir, filepath.FromSlash(name))
		if filepath.Base(dir) != "node_modules" {
			at = filepath.Join(dir, "node_modules", filepath.FromSlash(name))
		}
		if real, err := filepath.EvalSymlinks(at); err == nil {
			rel, err := filepath.Rel(f.root.real, real)
			if err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
				return place{}, false
			}
			return place{filepath.Join(f.root.path, rel), real}, true
		}
		if dir == filepath.Dir(dir) {
			break
		}
	}
	return place{}, false
}

// modules walks a node_modules folder.
func (f *folderWalk) modules(at place) bool {
	if f.seen[at.real] || f.ctx.Err() != nil {
		return f.ctx.Err() == nil
	}
	f.seen[at.real] = true
	entries, err := os.ReadDir(at.path)
	if err != nil && !f.fail(at.path, err) {
		return false
	}
	// Packages that are linked from a store, as pnpm does, are known by the
	// link rather than by the store.
	hidden := func(e fs.DirEntry) bool { return strings.HasPrefix(e.Name(), ".") }
	for _, stores := range []bool{false, true} {
		for _, e := range entries {
			if hidden(e) != stores {
				continue
			}
			to := at.join(e.Name())
			if strings.HasPrefix(e.Name(), "@") && e.IsDir() {
				scoped, err := os.ReadDir(to.path)
				if err != nil && !f.fail(to.path, err) {
					return false
				}
				for _, s := range scoped {
					if !f.module(to.join(s.Name()), s) {
						return false
					}
				}
				continue
			}
			if !f.module(to, e) {
				return false
			}
		}
	}
	return true
}

// module walks an entry of node_modules.
func (f *folderWalk) module(at place, e fs.DirEntry) bool {
	at, info, err := follow(at, e)
	switch {
	case err != nil && isAddonName(e.Name()):
		return f.fail(at.path, err)
	case err != nil:
		return true // a link to nowhere: of a package that was not installed
	case !info.IsDir():
		return !isAddonName(e.Name()) || f.addon(nil, at, info)
	case f.seen[at.real]:
		return true
	}
	if m, _ := readManifest(at.real); m != nil && isPlatformPackage(m) {
		f.late = append(f.late, late{at, m.Name})
		return true
	}
	return f.walkUnit(&unit{start: at, installed: true}, nil)
}

// follow resolves a symbolic link.
func follow(at place, e fs.DirEntry) (place, fs.FileInfo, error) {
	if e.Type()&fs.ModeSymlink == 0 {
		info, err := e.Info()
		return at, info, err
	}
	info, err := os.Stat(at.path)
	if err == nil {
		at.real, err = realPath(at.path)
	}
	return at, info, err
}

// folder walks the folder at, which belongs to p; nil = to no package.
func (f *folderWalk) folder(t *unit, p *folderPackage, at place) bool {
	if f.ctx.Err() != nil {
		return false
	}
	if f.seen[at.real] {
		return true
	}
	f.seen[at.real] = true
	entries, err := os.ReadDir(at.path)
	if err != nil {
		if !f.fail(at.path, err) {
			return false
		}
		err = nil
	}
	has := func(name string) bool {
		i, ok := slices.BinarySearchFunc(entries, name, func(e fs.DirEntry, s string) int { return strings.Compare(e.Name(), s) })
		return ok && !entries[i].IsDir()
	}
	var m *npm.Manifest
	if has("package.json") {
		if m, err = readManifest(at.real); err != nil && p == nil {
			err = &ManifestError{filepath.Join(at.path, "package.json"), withoutPath(err)}
		}
	}
	prebuilds := filepath.Base(at.real) == "prebuilds" // of a package whose package.json is not here
	switch {
	case p == nil && (m != nil || err != nil || prebuilds):
		if t.start.real != at.real {
			// The folder around it is of no package: this one is a unit of its own.
			delete(f.seen, at.real)
			return f.walkUnit(&unit{start: at, installed: t.installed}, nil)
		}
		q := &folderPackage{Package: &Package{Path: at.path, Manifest: m, ManifestErr: err}, at: at}
		switch {
		case m != nil:
			q.Paths, q.dir = []string{}, at.real
		case prebuilds:
			q.at, q.Paths, q.dir = place{"", filepath.Dir(at.real)}, []string{}, filepath.Dir(at.real)
		}
		p = t.add(q)
	case m != nil && at.real != p.at.real:
		p = t.add(&folderPackage{
			Package: &Package{Path: at.path, Manifest: m, Paths: []string{}, dir: at.real},
			at:      at, outer: p, below: p.rel(at) + "/",
		})
	}
	for _, e := range entries {
		if f.ctx.Err() != nil || !f.entry(t, p, at.join(e.Name()), e) {
			return false
		}
	}
	return true
}

func (f *folderWalk) entry(t *unit, p *folderPackage, at place, e fs.DirEntry) bool {
	named, mode := isAddonName(e.Name()), e.Type()
	var info fs.FileInfo
	if mode&fs.ModeSymlink != 0 {
		var err error
		if at, info, err = follow(at, e); err != nil {
			// A link to nowhere matters only where an addon should be.
			return !named || f.fail(at.path, err)
		}
		mode = info.Mode()
	}
	switch {
	case mode.IsDir() && e.Name() == "node_modules":
		if p == nil {
			return f.modules(at)
		}
		t.modules = append(t.modules, at)
		return true
	case mode.IsDir() && e.Name() == "unplugged" && filepath.Base(filepath.Dir(at.real)) == ".yarn",
		mode.IsDir() && e.Name() == "cache" && filepath.Base(filepath.Dir(at.real)) == ".yarn":
		if p == nil {
			return f.yarn(at)
		}
		t.modules = append(t.modules, at)
		return true
	case mode.IsDir():
		return f.folder(t, p, at)
	}
	if p != nil && mode.IsRegular() {
		size := int64(0)
		if !p.Installed {
			if info == nil {
				info, _ = e.Info()
			}
			if info != nil {
				size = info.Size()
			}
		}
		p.file(at, size)
	}
	switch {
	case named:
		if info == nil {
			var err error
			if info, err = e.Info(); err != nil {
				return f.fail(at.path, err)
			}
		}
		return f.addon(p, at, info)
	case p != nil && mode.IsRegular() && isNestedArchive(filepath.ToSlash(at.real)):
		return f.nested(p, at)
	}
	return true
}

// rel is where a place lies in the package, "/" between folders.
func (p *folderPackage) rel(at place) string { return nameIn(p.at.real, at.real) }

// file notes a file of p and of the packages around it.
func (p *folderPackage) file(at place, size int64) {
	for rel := p.rel(at); p != nil; p = p.outer {
		switch {
		case p.Paths == nil:
		case len(p.Paths) == maxPaths:
			p.Paths = nil
		default:
			p.Paths = append(p.Paths, rel)
			p.Size += size
		}
		rel = p.below + rel
	}
}

func (f *folderWalk) addon(p *folderPackage, at place, info fs.FileInfo) bool {
	if f.seen[at.real] {
		f.found++ // so that a folder of such files is not empty
		return true
	}
	f.seen[at.real] = true
	if !info.Mode().IsRegular() {
		return f.fail(at.path, errors.New("not a regular file but "+modeName(info.Mode())))
	}
	file := &File{Path: at.path, Size: info.Size()}
	if p == nil {
		file.Name = nameIn(filepath.Dir(f.root.real), at.real)
		return f.yield(Found{File: file}) && f.yield(Found{Package: &Package{Path: at.path, Files: []*File{file}}})
	}
	file.Name = p.rel(at)
	p.Files = append(p.Files, file)
	return f.yield(Found{File: file})
}

// nested reads an archive with prebuilds inside a package.
func (f *folderWalk) nested(p *folderPackage, at place) bool {
	if f.seen[at.real] {
		return true
	}
	f.seen[at.real] = true
	c, err := open(at.path)
	if err != nil {
		return f.fail(at.path, err)
	}
	defer c.Close()
	t := f.newTree(at.path)
	defer t.release()
	packages, ok := f.unpack(at.path, c, t, t.add(at.path, at.path, nil))
	for _, q := range packages {
		for _, file := range q.Files {
			file.Name = strings.TrimSuffix(p.rel(at)+"/"+file.Member, "/")
			p.Files = append(p.Files, file)
		}
		for _, x := range q.Problems {
			x.Name = strings.TrimSuffix(p.rel(at)+"/"+x.Name, "/")
			p.Problems = append(p.Problems, x)
		}
	}
	return ok
}

// yarn walks a folder of yarn's own, in which packages lie as zip archives
// (cache) or as folders (unplugged). What is unplugged is not looked at again
// in the cache.
func (f *folderWalk) yarn(at place) bool {
	if f.seen[at.real] {
		return true
	}
	f.seen[at.real] = true
	entries, err := os.ReadDir(at.path)
	if err != nil && !f.fail(at.path, err) {
		return false
	}
	if filepath.Base(at.real) == "unplugged" {
		// Platform packages first, for those that depend on them.
		slices.SortStableFunc(entries, func(a, b fs.DirEntry) int {
			switch p, q := npm.NamesPlatform(a.Name()), npm.NamesPlatform(b.Name()); {
			case p == q:
				return 0
			case p:
				return -1
			}
			return 1
		})
		for _, e := range entries {
			if e.IsDir() && !f.modules(at.join(e.Name()).join("node_modules")) {
				return false
			}
		}
		return true
	}
	unplugged, _ := os.ReadDir(filepath.Join(filepath.Dir(at.path), "unplugged"))
	for _, e := range entries {
		if !e.Type().IsRegular() || filepath.Ext(e.Name()) != ".zip" {
			continue
		}
		if slices.ContainsFunc(unplugged, func(u fs.DirEntry) bool { return strings.HasPrefix(e.Name(), u.Name()+"-") }) {
			continue
		}
		zip := at.join(e.Name())
		c, err := open(zip.path)
		if err != nil {
			if !f.fail(zip.path, err) {
				return false
			}
			continue
		}
		t := f.newTree(zip.path)
		packages, ok := f.unpack(zip.path, c, t, t.add(zip.path, zip.path, nil))
		c.Close()
		for _, p := range packages {
			if ok && p.matters() {
				ok = f.yield(Found{Package: p})
			}
		}
		t.release()
		if !ok {
			return false
		}
	}
	return true
}

// manifestAround returns the nearest package.json at or above dir that
// carries a name, and the folder it is in; one without (as in {"type":
// "module"}) only configures a part of a package. A folder named node_modules
// ends the search: what lies in it belongs to no package above.
func manifestAround(dir string) (string, *npm.Manifest, error) {
	var errs error
	for d := dir; filepath.Base(d) != "node_modules"; d = filepath.Dir(d) {
		m, err := readManifest(d)
		if m != nil {
			return d, m, errs
		}
		if err != nil {
			errs = errors.Join(errs, &ManifestError{filepath.Join(d, "package.json"), withoutPath(err)})
		}
		if d == filepath.Dir(d) {
			break
		}
	}
	return dir, nil, errs
}

// readManifest reads the package.json in dir; nil where there is none, or
// none with a name.
func readManifest(dir string) (*npm.Manifest, error) {
	f, err := os.Open(filepath.Join(dir, "package.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if st, err := f.Stat(); err != nil || !st.Mode().IsRegular() {
		return nil, nil
	}
	m, err := npm.ReadManifest(f)
	if err != nil || m.Name == "" {
		return nil, err
	}
	return m, nil
}

// nameIn is where the file at real lies in the folder dir, "/" between folders.
func nameIn(dir, real string) string {
	rel, err := filepath.Rel(dir, real)
	if err != nil {
		return filepath.ToSlash(real)
	}
	return filepath.ToSlash(rel)
}
