package artifact

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"maps"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"github.com/napicheck/napicheck/internal/label"
	"github.com/napicheck/napicheck/internal/npm"
)

// What an archive may hold. Real packages stay far below; what does not is an
// error, and what was read until then is still reported.
const (
	maxEntries   = 1 << 17  // entries, those of nested archives included
	maxAddons    = 1 << 13  // addons among them
	maxName      = 4096     // bytes of one name
	maxDepth     = 128      // folders of one name
	maxNames     = 8 << 20  // bytes of all names
	maxUnpacked  = 8 << 30  // bytes unpacked
	maxRatio     = 200      // unpacked to packed, once more than
	freeRatio    = 64 << 20 // bytes are unpacked
	maxMember    = 2 << 30  // bytes of one addon
	maxProblems  = 100      // irregularities kept of one archive
	maxSource    = 1 << 20  // bytes of a script
	maxSources   = 4 << 20  // bytes of all scripts kept
	maxParsed    = 16 << 20 // bytes of all package.json
	maxManifests = 8 << 20  // bytes that those kept take
	maxLevels    = 8        // packages around a file, for which it is listed
	maxLookups   = 10_000   // of platform packages
	maxNested    = 1024     // archives inside the archive
	maxWindow    = 8 << 20  // bytes that a zstd frame may refer back
)

// An entry is a member of an archive as the archive describes it.
type entry struct {
	name string
	kind entryKind
	link string                    // where a link leads
	size int64                     // as claimed
	open func() (io.Reader, error) // the bytes, at most size of them
}

type entryKind int

const (
	regular entryKind = iota
	folder
	symbolicLink
	hardLink
	device
	pipe
	otherKind
)

// An archive is one being read, with the archives nested in it.
type archive struct {
	w    *walk
	path string // as the user named it

	tree *diskTree // that its files may be written to later, by from; nil = none
	from *source
	out  *diskTree // that they are written to now, which is all that is done; nil = none

	limit       int64 // bytes that may be unpacked
	unpacked    int64
	packed      int64
	entries     int
	addons      int
	names       int
	nested      int
	files       []*File
	paths       []string
	manifests   map[string]*npm.Manifest // by folder
	broken      map[string]error         // manifests that cannot be understood, by folder
	sources     map[string][]byte
	sourced     int
	parsed      int
	manifested  int
	problems    []Problem
	size        int64
	cut         bool          // a part could not be read
	inflate     io.ReadCloser // of zip members, over packedBytes; nil = none yet
	packedBytes *bufio.Reader
	seed        maphash.Seed
	seen        map[uint64]uint64 // names, letters folded → as they are
}

func newArchive(w *walk, path string, packed int64) *archive {
	return &archive{
		w: w, path: path, packed: packed,
		limit:     min(maxUnpacked, max(freeRatio, packed*maxRatio)),
		manifests: map[string]*npm.Manifest{},
		broken:    map[string]error{},
		sources:   map[string][]byte{},
		seed:      maphash.MakeSeed(),
		seen:      map[uint64]uint64{},
	}
}

// isArchive reports whether head, the first bytes of a file, begins an archive
// that can be read here.
func isArchive(head []byte) bool {
	return formatOf(head) != ""
}

func formatOf(head []byte) string {
	switch {
	case bytes.HasPrefix(head, []byte("\x1f\x8b")):
		return "gzip"
	case bytes.HasPrefix(head, []byte("\x28\xb5\x2f\xfd")):
		return "zstd"
	case bytes.HasPrefix(head, []byte("\xfd7zXZ\x00")):
		return "xz"
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		return "zip"
	case isTarHeader(head):
		return "tar"
	}
	return ""
}

var errNoTar = errors.New("what is packed in it is no tar archive")

// read reads the archive c, whose members stand below prefix: the path of a
// nested archive and "/", or nothing.
func (a *archive) read(c *Content, prefix string) error {
	src := io.NewSectionReader(c, 0, c.Size)
	head, err := bufio.NewReaderSize(src, 512).Peek(512)
	if err != nil && err != io.EOF {
		return err
	}
	src.Seek(0, io.SeekStart)
	format := formatOf(head)
	switch format {
	case "zip":
		return a.readZip(c, prefix)
	case "tar":
		return a.readTar(a.meter(bufio.NewReaderSize(src, 1<<16)), prefix)
	}
	plain, err := unpack(format, src)
	if err != nil {
		return fmt.Errorf("%s: %w", format, err)
	}
	defer plain.Close()
	r := bufio.NewReaderSize(a.meter(plain), 1<<16)
	if head, err = r.Peek(512); err != nil && err != io.EOF {
		return fmt.Errorf("%s: %w", format, unexpected(err))
	}
	if !isTarHeader(head) {
		return errNoTar
	}
	if err := a.readTar(r, prefix); err != nil {
		return err
	}
	// The end of the archive is not the end of what is packed: behind it
	// stands the checksum.
	more, err := drain(r)
	if more || errors.Is(err, gzip.ErrHeader) || errors.Is(err, zstd.ErrMagicMismatch) {
		a.problem(strings.TrimSuffix(prefix, "/"), TrailingData, "")
	}
	if err != nil && !errors.Is(err, gzip.ErrHeader) && !errors.Is(err, zstd.ErrMagicMismatch) {
		return fmt.Errorf("%s: %w", format, unexpected(err))
	}
	return nil
}

// drain reads to the end, and tells whether there is more than padding.
func drain(r *bufio.Reader) (more bool, err error) {
	for {
		b, err := r.Peek(max(1, r.Buffered()))
		more = more || len(bytes.TrimLeft(b, "\x00")) > 0
		r.Discard(len(b))
		if err == io.EOF {
			return more, nil
		}
		if err != nil {
			return more, err
		}
	}
}

// unpack opens one of the compressed formats.
func unpack(format string, r io.Reader) (io.ReadCloser, error) {
	b := bufio.NewReaderSize(r, 1<<16)
	switch format {
	case "gzip":
		return gzip.NewReader(b)
	case "zstd":
		d, err := zstd.NewReader(b, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxWindow), zstd.WithDecoderLowmem(true))
		if err != nil {
			return nil, err
		}
		return d.IOReadCloser(), nil
	case "xz":
		return nil, errors.New("archives packed with xz are not read; unpack them first")
	}
	return nil, errors.New("no archive")
}

// unexpected tells a file that ends early from one that ends.
func unexpected(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// A meter counts what is unpacked and stops at the archive's limit.
type meter struct {
	r io.Reader
	a *archive
}

func (a *archive) meter(r io.Reader) io.Reader { return &meter{r, a} }

func (m *meter) Read(b []byte) (int, error) {
	n, err := m.r.Read(b)
	m.a.unpacked += int64(n)
	if m.a.unpacked > m.a.limit {
		return 0, m.a.tooMuch()
	}
	if ctxErr := m.a.w.ctx.Err(); ctxErr != nil {
		return 0, ctxErr
	}
	return n, err
}

func (a *archive) tooMuch() error {
	if a.limit == maxUnpacked {
		return fmt.Errorf("more than %d GiB when unpacked", maxUnpacked>>30)
	}
	return fmt.Errorf("a bomb? %d bytes unpack to more than %d", a.packed, a.limit)
}

// errStop ends the reading: nobody wants more.
var errStop = errors.New("stopped")

// entry takes one member. An error ends the archive.
func (a *archive) entry(e entry, prefix string) error {
	if err := a.w.ctx.Err(); err != nil {
		return err
	}
	if a.entries++; a.entries > maxEntries {
		return fmt.Errorf("more than %d entries", maxEntries)
	}
	if len(e.name) > maxName {
		return fmt.Errorf("a name of %d bytes that begins with %.40q", len(e.name), e.name)
	}
	if d := strings.Count(e.name, "/") + strings.Count(e.name, `\`); d > maxDepth {
		return fmt.Errorf("folders nested %d deep that begin with %.40q", d, e.name)
	}
	if a.names += len(e.name); a.names > maxNames {
		return fmt.Errorf("names of more than %d bytes in all", maxNames)
	}
	name := a.clean(e.name, prefix)
	switch e.kind {
	case folder:
		return nil
	case symbolicLink, hardLink:
		a.link(e, name, prefix)
		return nil
	case device:
		a.problem(name, Device, "")
		return nil
	case pipe:
		a.problem(name, Pipe, "")
		return nil
	case otherKind:
		a.problem(name, OddEntry, "")
		return nil
	}
	if name == prefix {
		return nil // nothing left of the name; said above
	}
	a.collide(name)
	a.paths = append(a.paths, name)
	// The size claimed counts too: the holes of a sparse file are not in the
	// archive, and cost time all the same.
	if e.size > a.limit-a.size {
		return a.tooMuch()
	}
	a.size += e.size
	if a.out != nil && !(prefix == "" && isNestedArchive(name)) {
		return a.out.file(e, a.from.place(name))
	}
	base := path.Base(name)
	switch {
	case isAddonName(base):
		return a.addon(e, name)
	case base == "package.json":
		return a.manifest(e, parent(name))
	case prefix == "" && isNestedArchive(name):
		return a.inner(e, name)
	case e.size > 0 && e.size <= maxSource && isSource(name):
		text, err := a.bytes(e)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		a.source(name, text)
	}
	return nil
}

// addon hands an addon over, and its bytes with it.
func (a *archive) addon(e entry, name string) error {
	if a.addons++; a.addons > maxAddons {
		return fmt.Errorf("more than %d addons", maxAddons)
	}
	f := &File{Path: a.path, Member: name, Size: e.size, tree: a.tree.retain(), from: a.from}
	if e.size > maxMember {
		f.Err = fmt.Errorf("%d bytes are more than the %d that are unpacked", e.size, maxMember)
	} else {
		r, err := e.open()
		if err == nil {
			f.content, err = a.w.spool.keep(r, e.size)
		}
		if err != nil {
			if damaged := (*memberError)(nil); !errors.As(err, &damaged) {
				return fmt.Errorf("%s: %w", name, err)
			}
			f.Err = err
		}
	}
	a.files = append(a.files, f)
	if !a.w.yield(Found{File: f}) {
		return errStop
	}
	return nil
}

// A memberError makes one member unreadable, and not what follows it.
type memberError struct{ err error }

func (e *memberError) Error() string { return e.err.Error() }
func (e *memberError) Unwrap() error { return e.err }

// bytes reads a small member. Those of a damaged one are none.
func (a *archive) bytes(e entry) ([]byte, error) {
	r, err := e.open()
	var b []byte
	if err == nil {
		b, err = io.ReadAll(r)
	}
	if damaged := (*memberError)(nil); errors.As(err, &damaged) {
		return nil, nil
	}
	return b, unexpected(err)
}

func (a *archive) manifest(e entry, dir string) error {
	if e.size > npm.MaxManifest {
		a.broken[dir] = fmt.Errorf("more than %d bytes", npm.MaxManifest)
		return nil
	}
	data, err := a.bytes(e)
	if err != nil {
		return fmt.Errorf("%s/package.json: %w", dir, err)
	}
	if len(data) == 0 {
		return nil
	}
	if a.parsed += len(data); a.parsed > maxParsed {
		return fmt.Errorf("package.json files of more than %d bytes in all", maxParsed)
	}
	m, err := npm.ParseManifest(data)
	kept := 0
	if err == nil {
		if m.Native() == "" {
			// Most packages have no native code, and of those most is not needed.
			m.Dependencies, m.OptionalDependencies, m.Exports, m.Bin = nil, nil, nil, nil
		}
		kept = weight(m)
	}
	if a.manifested += kept; a.manifested > maxManifests {
		return errors.New("more package.json files than are kept")
	}
	switch {
	case err != nil:
		a.broken[dir] = err
	case m.Name != "":
		a.manifests[dir] = m
	}
	return nil
}

// weight is about what a manifest takes in memory, in bytes.
func weight(m *npm.Manifest) int {
	n := 512 + len(m.NAPI) + len(m.Exports)
	for _, texts := range []map[string]string{m.Engines, m.Scripts, m.Dependencies, m.OptionalDependencies} {
		for k, v := range texts {
			n += 64 + len(k) + len(v)
		}
	}
	for k, v := range m.Binary {
		n += 64 + len(k) + len(v)
	}
	for _, list := range [][]string{m.OS, m.CPU, m.Libc, m.Files, m.Bin} {
		for _, v := range list {
			n += 16 + len(v)
		}
	}
	return n
}

func (a *archive) inner(e entry, name string) error {
	if a.nested++; a.nested > maxNested || e.size > maxMember {
		return fmt.Errorf("%s: more archives inside than are read", name)
	}
	r, err := e.open()
	var c *Content
	if err == nil {
		c, err = a.w.spool.keep(r, e.size)
	}
	if damaged := (*memberError)(nil); errors.As(err, &damaged) {
		return a.unreadable(name, err)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	defer c.Close()
	if err := a.read(c, name+"/"); err != nil {
		if errors.Is(err, errStop) || a.w.ctx.Err() != nil {
			return err
		}
		return a.unreadable(name, err)
	}
	return nil
}

// unreadable tells that what stands at name could not be read.
func (a *archive) unreadable(name string, err error) error {
	a.cut = true
	f := &File{Path: a.path, Member: name, Size: -1, Err: err}
	a.files = append(a.files, f)
	if !a.w.yield(Found{File: f}) {
		return errStop
	}
	return nil
}

// isNestedArchive reports whether an archive inside a package is one of its
// prebuilds.
func isNestedArchive(name string) bool {
	low := strings.ToLower(name)
	return (strings.HasSuffix(low, ".tar.gz") || strings.HasSuffix(low, ".tgz")) && path.Base(path.Dir(low)) == "prebuilds"
}

// isSource reports whether the text of a file may tell how a package is
// installed or what it loads.
func isSource(name string) bool {
	return path.Base(name) == "binding.gyp" || path.Ext(name) == ".sh" || label.Reads(name)
}

// source keeps a text, and drops deeper ones where all are too much: loaders
// and install scripts lie near the top.
func (a *archive) source(name string, text []byte) {
	a.sources[name] = text
	a.sourced += len(text)
	for a.sourced > maxSources {
		deepest := slices.MaxFunc(slices.Collect(maps.Keys(a.sources)), shallowFirst)
		a.sourced -= len(a.sources[deepest])
		delete(a.sources, deepest)
	}
}

// clean returns the name without what would lead out of the archive.
func (a *archive) clean(raw, prefix string) string {
	name := raw
	if strings.Contains(name, `\`) {
		// On Windows it separates folders.
		a.problem(prefix+raw, Backslash, "")
		name = strings.ReplaceAll(name, `\`, "/")
	}
	if !utf8.ValidString(name) || strings.ContainsFunc(name, unicode.IsControl) {
		a.problem(prefix+raw, ControlCharacters, "")
	}
	if isAbsolute(name) {
		a.problem(prefix+raw, AbsolutePath, "")
		if name[0] != '/' {
			name = name[2:] // a drive
		}
	}
	if slices.Contains(strings.Split(name, "/"), "..") {
		a.problem(prefix+raw, DotDot, "")
	}
	// Joined to the root, ".." leads nowhere.
	return prefix + strings.TrimPrefix(path.Clean("/"+name), "/")
}

// isAbsolute reports whether name begins at a root, or at a drive of Windows.
func isAbsolute(name string) bool {
	return strings.HasPrefix(name, "/") || len(name) >= 2 && name[1] == ':' && 'a' <= name[0]|0x20 && name[0]|0x20 <= 'z'
}

func (a *archive) link(e entry, name, prefix string) {
	target := strings.ReplaceAll(e.link, `\`, "/")
	absolute := isAbsolute(target)
	if e.kind == symbolicLink {
		target = path.Join(path.Dir(strings.TrimPrefix(name, prefix)), target)
	} else {
		target = path.Clean(target)
	}
	switch {
	case absolute || target == ".." || strings.HasPrefix(target, "../"):
		a.problem(name, LinkOutside, e.link)
	case e.kind == symbolicLink:
		a.problem(name, SymbolicLink, e.link)
	default:
		a.problem(name, HardLink, e.link)
	}
	if a.out != nil && a.from.base == "" && !absolute && len(target) <= maxName { // npm leaves links out
		a.out.links = append(a.out.links, [2]string{name, path.Join(prefix, target)})
	}
}

// collide notes names that occur twice, or would on Windows and macOS.
func (a *archive) collide(name string) {
	exact, folded := maphash.String(a.seed, name), maphash.String(a.seed, strings.ToLower(name))
	before, ok := a.seen[folded]
	switch {
	case !ok:
		a.seen[folded] = exact
	case before == exact:
		a.problem(name, Duplicate, "")
	default:
		a.problem(name, CaseCollision, "")
	}
}

func (a *archive) problem(name string, kind ProblemKind, detail string) {
	if len(a.problems) < maxProblems {
		a.problems = append(a.problems, Problem{name, kind, detail})
	}
}

// packages groups what was found: a package for each package.json with a
// name, and one without a manifest for what belongs to none. The first is the
// one nearest to the top, which speaks for the archive.
func (a *archive) packages() []*Package {
	byDir := map[string]*Package{}
	var all []*Package
	for _, dir := range slices.SortedFunc(maps.Keys(a.manifests), shallowFirst) {
		p := &Package{Path: a.path, Member: topless(dir), Manifest: a.manifests[dir], sources: map[string][]byte{}, Installed: inModules(dir)}
		byDir[dir] = p
		all = append(all, p)
	}
	loose := &Package{Path: a.path}
	// around is the package around the file at name.
	around := func(name string) (*Package, string) {
		for dir := parent(name); ; dir = parent(dir) {
			if p := byDir[dir]; p != nil {
				return p, relative(dir, name)
			}
			if dir == "." || path.Base(dir) == "node_modules" {
				return loose, path.Base(a.path) + "/" + name
			}
		}
	}
	for _, f := range a.files {
		p, rel := around(f.Member)
		if f.Member == "" && len(all) > 0 {
			p, rel = all[0], "" // the archive itself
		}
		f.Name = rel
		p.Files = append(p.Files, f)
	}
	if a.cut {
		a.paths = nil // not all of them are known
	}
	for _, name := range a.paths {
		if p, rel := around(name); p == loose {
			p.Paths = append(p.Paths, rel)
		}
		// A file belongs to each package around it up to node_modules.
		levels := 0
		for dir := parent(name); levels < maxLevels; dir = parent(dir) {
			if p := byDir[dir]; p != nil {
				p.Paths = append(p.Paths, relative(dir, name))
				levels++
			}
			if dir == "." || path.Base(dir) == "node_modules" {
				break
			}
		}
	}
	for name, text := range a.sources {
		if p, rel := around(name); p != loose {
			p.sources[rel] = text
		}
	}
	for _, dir := range slices.Sorted(maps.Keys(a.broken)) {
		// Inside another package it is a file like others.
		if p, _ := around(path.Join(dir, "package.json")); p == loose {
			p.ManifestErr = errors.Join(p.ManifestErr, &ManifestError{path.Join(a.path, dir, "package.json"), a.broken[dir]})
		}
	}
	if len(all) == 0 || len(loose.Files) > 0 || loose.ManifestErr != nil {
		all = append(all, loose)
	}
	for i, p := range all {
		slices.Sort(p.Paths)
		p.Paths = slices.Compact(p.Paths)
		if a.cut {
			p.Paths = nil
		}
		if i == 0 {
			p.Problems, p.Size = a.problems, a.size
		}
	}
	attached := attach(all, byDir)
	return slices.DeleteFunc(all, func(p *Package) bool { return p != all[0] && (attached[p] || !p.matters()) })
}

// attach puts platform packages below the packages they are part of: those
// inside of them, and those that Node.js would find from there.
func attach(all []*Package, byDir map[string]*Package) map[*Package]bool {
	byName := map[string][]*Package{}
	for _, q := range all {
		if q.Manifest != nil {
			byName[q.Manifest.Name] = append(byName[q.Manifest.Name], q)
		}
	}
	attached := map[*Package]bool{}
	lookups := 0
	for _, p := range all {
		if p.Manifest == nil {
			continue
		}
		dir := path.Clean(p.Member)
		for _, name := range slices.Sorted(maps.Keys(p.Manifest.OptionalDependencies)) {
			var found *Package
			for _, q := range byName[name] {
				if lookups++; lookups > maxLookups {
					return attached
				}
				at := path.Clean(q.Member)
				if q != p && (inside(dir, at) || isPlatformPackage(q.Manifest) && byDir[at] == installed(byDir, dir, name)) {
					found = q
					break
				}
			}
			if found != nil && !attached[found] {
				p.Platform = append(p.Platform, found)
				attached[found] = true
			}
		}
	}
	return attached
}

// inside reports whether the folder in lies in dir, other than in a node_modules.
func inside(dir, in string) bool {
	if dir != "." && !strings.HasPrefix(in, dir+"/") {
		return false
	}
	return !inModules(relative(dir, in))
}

// installed is the package that Node.js finds by name from dir.
func installed(byDir map[string]*Package, dir, name string) *Package {
	for ; ; dir = parent(dir) {
		at := path.Join(dir, "node_modules", name)
		if path.Base(dir) == "node_modules" {
			at = path.Join(dir, name)
		}
		if q := byDir[at]; q != nil || dir == "." {
			return q
		}
	}
}

// matters reports whether there is something to say about a package: it has
// addons, or npm would get them by building or downloading.
func (p *Package) matters() bool {
	return len(p.Files) > 0 || slices.ContainsFunc(p.Platform, (*Package).matters) ||
		p.Manifest != nil && p.Manifest.Builds() != "" || slices.Contains(p.Paths, "binding.gyp")
}

func shallowFirst(a, b string) int {
	if d := depth(a) - depth(b); d != 0 {
		return d
	}
	return strings.Compare(a, b)
}

// parent is path.Dir of a clean relative path, in less time.
func parent(name string) string {
	if i := strings.LastIndexByte(name, '/'); i >= 0 {
		return name[:i]
	}
	return "."
}

func depth(dir string) int {
	if dir == "." {
		return 0
	}
	return 1 + strings.Count(dir, "/")
}

func topless(dir string) string {
	if dir == "." {
		return ""
	}
	return dir
}

func relative(dir, name string) string {
	if dir == "." {
		return name
	}
	return name[len(dir)+1:]
}

func inModules(dir string) bool {
	return slices.Contains(strings.Split(dir, "/"), "node_modules")
}
