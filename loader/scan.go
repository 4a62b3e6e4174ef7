package loader

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/napicheck/napicheck/matrix"
	"github.com/napicheck/napicheck/symbols"
)

// Linking is what the system's dynamic linker would make of an addon if it
// opened it now, read from files alone: nothing is opened or run.
type Linking struct {
	Foreign    string        `json:"foreign"`    // why this machine loads no such file, whatever it needs; "" = it is of the right kind
	Invalid    string        `json:"invalid"`    // why no machine opens it as a library; "" = nothing against it
	Files      []LinkedFile  `json:"files"`      // the program, its libraries, the addon, those it brings: in the order of the search for symbols
	Missing    []MissingFile `json:"missing"`    // libraries that cannot be had
	Versions   []LackedNeed  `json:"versions"`   // symbol versions that the library which should have them lacks
	Denied     []Denial      `json:"denied"`     // what else the system refuses
	Unresolved []Unresolved  `json:"unresolved"` // symbols that none of Files provides

	host *symbols.HostImport // how a PE file imports from its host; nil = it does not
}

// A LinkedFile is the program, the addon or a library.
type LinkedFile struct {
	Name   string `json:"name"` // as it was asked for
	Path   string `json:"path"`
	By     string `json:"by"`     // path of the first file that asked for it; "" for the program and the addon
	Found  string `json:"found"`  // where: "RPATH of FILE", "RUNPATH of FILE", "LD_LIBRARY_PATH", "/etc/ld.so.cache", "system folder", "path"
	Loaded bool   `json:"loaded"` // already there before the addon
}

// A MissingFile is a library that is nowhere, or not usable where it is found first.
type MissingFile struct {
	Name   string `json:"name"`
	By     string `json:"by"`
	Reason string `json:"reason"`
}

// A LackedNeed is a symbol version that a library is too old for.
type LackedNeed struct {
	By      string   `json:"by"`
	Library string   `json:"library"` // that should have it, by name
	Path    string   `json:"path"`    // the one there is
	Version string   `json:"version"`
	Newest  string   `json:"newest"`  // that there is of the same kind; "" = none
	Symbols []string `json:"symbols"` // of By that carry the version
}

// A Denial is what the system refuses to one file.
type Denial struct {
	Path   string `json:"path"`
	Reason string `json:"reason"`
}

// CannotLoad says why this program on this machine cannot load the addon though
// Node.js may, there or elsewhere: what the linker would stumble over first. It
// is "" where nothing but the addon itself could be to blame, as for symbols
// that nobody provides.
func (l *Linking) CannotLoad() string {
	_, message := l.cannotLoad()
	return message
}

func (l *Linking) cannotLoad() (Reason, string) {
	switch {
	case l.Foreign != "":
		return OtherMachine, l.Foreign
	case len(l.Missing) > 0:
		m := l.Missing[0]
		return Lacking, fmt.Sprintf("%s, which %s needs, %s", m.Name, m.By, m.Reason) + more(len(l.Missing)-1, "library is missing", "libraries are missing")
	case len(l.Denied) > 0:
		d := l.Denied[0]
		return Lacking, d.Path + " " + d.Reason
	case len(l.Versions) > 0:
		v := l.Versions[0]
		s := fmt.Sprintf("%s is too old: %s needs its version %s", v.Path, v.By, v.Version)
		if len(v.Symbols) > 0 {
			s += " (" + strings.Join(v.Symbols[:min(len(v.Symbols), 3)], ", ") + ")"
		}
		if v.Newest != "" {
			s += ", the newest it has is " + v.Newest
		}
		return Lacking, s + more(len(l.Versions)-1, "version is missing", "versions are missing")
	}
	for _, u := range l.Unresolved {
		if symbols.IsC23(u.Symbol) && u.Version == "" && u.Binding == string(symbols.BindNow) {
			if i := slices.IndexFunc(l.Files, func(f LinkedFile) bool { return f.Name == "libc.so.6" }); i >= 0 {
				return Lacking, fmt.Sprintf("%s is too old: %s needs %s, which glibc has since %s", l.Files[i].Path, u.WantedBy, u.Symbol, symbols.C23Glibc)
			}
		}
	}
	if without := l.without(func(u Unresolved) bool { return u.Binding == string(symbols.BindNow) || u.Constructor }); without != "" {
		return NeedsNode, without
	}
	return "", ""
}

// without says which functions of Node.js's own an addon lacks, of those that
// count; "" = none.
func (l *Linking) without(counts func(Unresolved) bool) string {
	var host []string
	for _, u := range l.Unresolved {
		if u.Node && counts(u) {
			host = append(host, symbols.FunctionName(u.Symbol))
		}
	}
	switch n := len(host); n {
	case 0:
		return ""
	case 1:
		return fmt.Sprintf("it cannot be loaded without %s, which only Node.js itself has", host[0])
	case 2:
		return fmt.Sprintf("it cannot be loaded without %s and %s, which only Node.js itself has", host[0], host[1])
	default:
		return fmt.Sprintf("it cannot be loaded without %s and %d more functions, which only Node.js itself has", host[0], n-1)
	}
}

func more(n int, one, many string) string {
	switch n {
	case 0:
		return ""
	case 1:
		return "; one more " + one
	}
	return fmt.Sprintf("; %d more %s", n, many)
}

// ScanOptions tell of the process the addon would be opened in. The zero value
// means this one.
type ScanOptions struct {
	Host        string // the program
	LibraryPath string // its LD_LIBRARY_PATH
	Root        string // a folder whose files stand before those of the system, as for qemu's -L; "" = none
}

// What a scan takes before it gives up. Real addons stay far below.
const (
	maxFiles    = 1 << 10 // in memory
	maxProbes   = 1 << 18 // places looked at
	maxSymbols  = 1 << 21 // imports and exports of all
	maxVersions = 1 << 10 // told to be missing
)

// uvFile is the library that is opened for addons that call libuv, where the
// program itself does not offer it.
const uvFile = "libuv.so.1"

// Scan tells what the dynamic linker of this system (glibc's or musl's) would
// make of the addon at path. It fails where the addon, or the program it would
// be opened in, cannot be read. Of programs that are no ELF files only Foreign is
// told, and on Windows what Node.js would have had to provide.
//
// Subfolders for processors by the names of glibc before 2.37 (tls, haswell,
// avx512_1, …) it knows on x64 and arm64, and not what ld.so.cache has of them.
func Scan(path string, opt ScanOptions) (*Linking, error) {
	if opt.Host == "" {
		exe, err := os.Executable()
		if err != nil {
			return nil, err
		}
		opt.Host = exe
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	s := newScan(opt)
	host, err := s.open(opt.Host)
	if err != nil {
		return nil, err
	}
	addon, err := s.open(path)
	if err != nil {
		return nil, err
	}
	l := &Linking{}
	h := host.Binaries[0]
	b, foreign := pick(addon, h)
	if l.Foreign = foreign; foreign != "" || h.Format != symbols.ELF {
		if foreign == "" && b.Host != nil {
			l.host, l.Unresolved = b.Host, hostless(path, b, h)
		}
		return l, nil
	}
	if h.ELF.Interp == "" {
		return nil, fmt.Errorf("%s is a static program: it opens no libraries", opt.Host)
	}
	if l.Invalid = invalid(b); l.Invalid != "" {
		return l, nil
	}
	s.link = l
	s.system = newSystem(h, s.real(h.ELF.Interp))
	if err := s.loadHost(h); err != nil {
		return nil, err
	}
	if err := s.loadUV(b); err != nil {
		return nil, err
	}
	s.loaded = len(s.files)
	root := s.add(&linked{LinkedFile: LinkedFile{Name: path, Path: path, Found: "path"}, Binary: b})
	if err := s.loadNeeds(root); err != nil {
		return nil, err
	}
	for i, f := range s.files {
		f.Loaded = i < s.loaded
		l.Files = append(l.Files, f.LinkedFile)
	}
	s.checkGrants()
	s.checkVersions()
	s.checkSymbols()
	return l, nil
}

// hostless lists what a PE file imports from its host that the program h does not
// export.
func hostless(path string, b, h *symbols.Binary) (list []Unresolved) {
	exported := map[string]bool{}
	for _, e := range h.Exports {
		exported[e.Name] = true
	}
	for _, i := range b.Imports {
		if !strings.EqualFold(i.Library, b.Host.Library) || exported[i.Name] {
			continue
		}
		binding := symbols.BindNow
		if i.Delay {
			binding = symbols.BindLazy
		}
		list = append(list, Unresolved{
			Symbol: i.Name, WantedBy: path, Binding: string(binding), Constructor: slices.Contains(b.InitCalls, i.Name), Node: true,
		})
	}
	return list
}

// Foreign says why the program host cannot load such a file, whatever that needs;
// "" = it is of the right kind.
func Foreign(f *symbols.File, host *symbols.Binary) string {
	_, why := pick(f, host)
	return why
}

// pick returns the slice of f that the program h could load, or why none is.
func pick(f *symbols.File, h *symbols.Binary) (b *symbols.Binary, foreign string) {
	var kinds []string
	for _, b := range f.Binaries {
		if !differs(b, h) {
			return b, ""
		}
		kinds = append(kinds, kindOf(b))
	}
	return nil, fmt.Sprintf("made for %s; this is %s", strings.Join(kinds, " and "), kindOf(h))
}

// differs reports whether b is for another kind of machine than h is. What a
// file does not tell does not differ.
func differs(b, h *symbols.Binary) bool {
	if b.Format != h.Format || b.Arch != h.Arch || b.Arch == "unknown" && b.Machine != h.Machine ||
		b.Platform != "" && b.Platform != h.Platform || b.Libc != "" && h.Libc != "" && b.Libc != h.Libc {
		return true
	}
	return b.Format == symbols.ELF && (b.ELF.Class != h.ELF.Class || b.ELF.BigEndian != h.ELF.BigEndian || floatABI(b) != floatABI(h) && floatABI(b) != "")
}

// kindOf says in Node's words what a binary is for.
func kindOf(b *symbols.Binary) string {
	s := b.Platform + "-" + b.Arch
	if b.Platform == "" || b.Arch == "unknown" {
		machine := b.Arch
		if machine == "unknown" {
			machine = b.Machine
		}
		s = cmp.Or(b.Platform, "a system that it does not tell") + " on " + machine
	}
	var traits []string
	if b.Libc != "" {
		traits = append(traits, b.Libc)
	}
	if b.ELF != nil {
		if abi := floatABI(b); abi != "" {
			traits = append(traits, abi)
		}
		if b.Arch == "ppc64" {
			traits = append(traits, map[bool]string{false: "little-endian", true: "big-endian"}[b.ELF.BigEndian])
		}
	}
	if traits != nil {
		s += " (" + strings.Join(traits, ", ") + ")"
	}
	return s
}

// Marks of the float ABI in ELF headers (e_flags).
const (
	armSoftFloat, armHardFloat = 0x200, 0x400
	riscvFloatABI              = 0x6
	loongFloatABI              = 0x7
)

// floatABI names how functions take floating-point numbers, where one
// processor has several ways; "" = not told.
func floatABI(b *symbols.Binary) string {
	switch flags := b.ELF.Flags; b.Arch {
	case "arm":
		switch {
		case flags&armHardFloat != 0, b.ELF.ARMAttributes["Tag_ABI_VFP_args"] == "VFP registers":
			return "hard float"
		case flags&armSoftFloat != 0:
			return "soft float"
		}
	case "riscv64":
		return []string{"soft float", "single float", "double float", "quad float"}[flags&riscvFloatABI>>1]
	case "loong64":
		return map[uint32]string{1: "soft float", 2: "single float", 3: "double float"}[flags&loongFloatABI]
	}
	return ""
}

// invalid says why no linker opens b as a library.
func invalid(b *symbols.Binary) string {
	switch {
	case b.ELF.PIE:
		return "a position-independent executable, which cannot be opened as a library"
	case b.Type == symbols.Object, b.Type == symbols.OtherType:
		return "neither a shared object nor an executable"
	case b.ELF.Fixed:
		return "an executable, which cannot be opened as a library"
	case b.ELF.NoOpen:
		return "marked not to be opened by dlopen (DF_1_NOOPEN)"
	}
	return ""
}

// A scan is the state of one Scan.
type scan struct {
	opt     ScanOptions
	link    *Linking
	system  system
	files   []*linked // in memory, in the order they came
	loaded  int       // so many of files before the addon
	probes  int
	symbols int
	folders map[string]bool // whether it exists
	cache   *libraryCache
	names   map[string]*linked // by all the names a file goes by
	missing map[MissingFile]bool
}

func newScan(opt ScanOptions) *scan {
	return &scan{opt: opt, folders: map[string]bool{}, names: map[string]*linked{}, missing: map[MissingFile]bool{}}
}

// linked is a file in memory.
type linked struct {
	LinkedFile
	*symbols.Binary
	info os.FileInfo
	by   *linked // who asked first; nil for the program and the addon
}

// real is where a file of the system scanned lies on this one.
func (s *scan) real(path string) string {
	if s.opt.Root != "" && filepath.IsAbs(path) {
		if inside := filepath.Join(s.opt.Root, path); exists(inside) {
			return inside
		}
	}
	return path
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// open reads what a linker reads of a file.
func (s *scan) open(path string) (*symbols.File, error) {
	if st, err := os.Stat(path); err == nil && !st.Mode().IsRegular() {
		return nil, fmt.Errorf("%s: not a regular file", path) // opening a pipe would wait for its writer
	}
	f, err := symbols.Open(path, symbols.Options{Tables: true})
	if err != nil {
		return nil, err
	}
	if len(f.Binaries) == 0 {
		return nil, fmt.Errorf("%s: %s", path, f.Reason)
	}
	for _, b := range f.Binaries {
		if s.symbols += len(b.Imports) + len(b.Exports); s.symbols > maxSymbols {
			return nil, fmt.Errorf("%s: with it more than %d symbols", path, maxSymbols)
		}
	}
	return f, nil
}

func (s *scan) add(f *linked) *linked {
	if f.info == nil {
		f.info, _ = os.Stat(s.real(f.Path))
	}
	s.files = append(s.files, f)
	s.call(f, f.Name)
	s.system.names(s, f)
	return f
}

// call lets f go by a name, unless another has it.
func (s *scan) call(f *linked, name string) {
	if s.names[name] == nil {
		s.names[name] = f
	}
}

// loadHost loads the program and its libraries.
func (s *scan) loadHost(h *symbols.Binary) error {
	path, err := filepath.Abs(s.opt.Host)
	if err != nil {
		return err
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real // as the kernel tells it, for $ORIGIN
	}
	host := s.add(&linked{LinkedFile: LinkedFile{Name: s.opt.Host, Path: path, Found: "path"}, Binary: h})
	if f, err := s.open(s.real(h.ELF.Interp)); err == nil {
		s.add(&linked{LinkedFile: LinkedFile{Name: h.ELF.Interp, Path: h.ELF.Interp, By: path, Found: "path"}, Binary: f.Binaries[0], by: host})
	}
	for _, name := range s.system.preloaded(s) {
		if f, _, err := s.resolve(name, host); err != nil {
			return err
		} else if f != nil {
			f.By = "/etc/ld.so.preload"
		}
	}
	err = s.loadNeeds(host)
	s.link.Missing = nil // the program runs
	return err
}

// loadUV loads libuv where the addon calls it and the program has none.
func (s *scan) loadUV(b *symbols.Binary) error {
	calls := func(i symbols.Import) bool { return strings.HasPrefix(i.Name, "uv_") }
	offers := func(f *linked) bool {
		return slices.ContainsFunc(f.Exports, func(e symbols.Export) bool { return e.Name == "uv_default_loop" })
	}
	if !slices.ContainsFunc(b.Imports, calls) || slices.ContainsFunc(s.files, offers) {
		return nil
	}
	f, reason, err := s.resolve(uvFile, s.files[0])
	if err != nil {
		return err
	}
	if f == nil {
		s.link.Missing = append(s.link.Missing, MissingFile{uvFile, s.files[0].Path, reason})
		return nil
	}
	return s.loadNeeds(f)
}

// loadNeeds loads what f needs, and what that needs, breadth first.
func (s *scan) loadNeeds(f *linked) error {
	queue, seen := []*linked{f}, map[*linked]bool{f: true}
	for ; len(queue) > 0; queue = queue[1:] {
		f := queue[0]
		load := func(name string, optional bool) error {
			need, reason, err := s.resolve(name, f)
			switch {
			case err != nil:
				return err
			case need != nil && !seen[need]:
				seen[need] = true
				queue = append(queue, need)
			case need == nil && !optional:
				if m := (MissingFile{name, f.Path, reason}); !s.missing[m] {
					s.missing[m] = true
					s.link.Missing = append(s.link.Missing, m)
				}
			}
			return nil
		}
		for _, name := range f.Needs {
			if err := load(name, false); err != nil {
				return err
			}
		}
		if s.system.musl {
			continue // knows no filters
		}
		for _, filter := range f.ELF.Filters {
			known := len(s.files)
			if err := load(filter.Name, filter.Auxiliary); err != nil {
				return err
			}
			if at := slices.Index(s.files, f); len(s.files) > known && at > 0 {
				s.files = slices.Insert(s.files[:known], at, s.files[known])
			}
		}
	}
	return nil
}

// resolve returns the file that name stands for in by, which it loads if it is
// not there yet; or why there is none.
func (s *scan) resolve(name string, by *linked) (f *linked, reason string, err error) {
	if f := s.system.known(s, name); f != nil {
		return f, "", nil
	}
	path, found, reason, err := s.system.find(s, name, by)
	if err != nil || path == "" {
		return nil, reason, err
	}
	info, err := os.Stat(s.real(path))
	if err != nil {
		return nil, err.Error(), nil
	}
	for _, f := range s.files {
		if f.info != nil && os.SameFile(f.info, info) {
			s.call(f, name)
			return f, "", nil
		}
	}
	if len(s.files) == maxFiles {
		return nil, "", fmt.Errorf("%s: more than %d files are needed", s.opt.Host, maxFiles)
	}
	file, err := s.open(s.real(path))
	if err != nil {
		return nil, "is unusable: " + err.Error(), nil
	}
	b := file.Binaries[0]
	if why := invalid(b); why != "" {
		return nil, "is unusable: " + path + " is " + why, nil
	}
	return s.add(&linked{
		LinkedFile: LinkedFile{Name: name, Path: path, By: by.Path, Found: found},
		Binary:     b, info: info, by: by,
	}), "", nil
}

// brought are the files that come with the addon.
func (s *scan) brought() []*linked { return s.files[s.loaded:] }

// checkGrants looks for what the linker refuses whatever symbols there are.
func (s *scan) checkGrants() {
	for _, f := range s.brought() {
		if reason := s.system.denies(s, f); reason != "" {
			s.link.Denied = append(s.link.Denied, Denial{f.Path, reason})
		}
	}
}

// checkVersions looks for the symbol versions that files need of each other.
func (s *scan) checkVersions() {
	if s.system.musl {
		return // reads none
	}
	defined := map[*linked]map[string]bool{}
	for _, f := range s.brought() {
		for _, n := range f.Floors.Needs {
			p := s.system.known(s, n.Library)
			if p == nil || n.Weak || len(s.link.Versions) == maxVersions {
				continue
			}
			if defined[p] == nil {
				defined[p] = setOf(p.ELF.Versions)
			}
			if defined[p][n.Version] {
				continue
			}
			if len(p.ELF.Versions) == 0 {
				wanted := setOf(n.Symbols)
				if len(p.Floors.Needs) == 0 && slices.ContainsFunc(p.Exports, func(e symbols.Export) bool { return wanted[e.Name] }) {
					s.link.Denied = append(s.link.Denied, Denial{f.Path, fmt.Sprintf("needs version %s of %s, which has no versions at all: the linker ends the process", n.Version, p.Path)})
				}
				continue // otherwise what has no version serves all
			}
			s.link.Versions = append(s.link.Versions, LackedNeed{
				By: f.Path, Library: n.Library, Path: p.Path, Version: n.Version,
				Newest: newest(p.ELF.Versions, n.Version), Symbols: n.Symbols,
			})
		}
	}
}

// newest returns the highest of versions that is numbered in the same series as like.
func newest(versions []string, like string) (best string) {
	series, _, _ := strings.Cut(like, "_")
	for _, v := range versions {
		number, ok := strings.CutPrefix(v, series+"_")
		if !ok || number == "" || number[0] < '0' || number[0] > '9' {
			continue
		}
		if best == "" || symbols.CompareVersions(number, strings.TrimPrefix(best, series+"_")) > 0 {
			best = v
		}
	}
	return best
}

func setOf(names []string) map[string]bool {
	set := make(map[string]bool, len(names))
	for _, n := range names {
		set[n] = true
	}
	return set
}

// checkSymbols looks for the symbols that relocations want.
func (s *scan) checkSymbols() {
	provided := map[string]*provision{} // what is wanted
	for _, f := range s.brought() {
		for _, i := range f.Imports {
			if provided[i.Name] == nil {
				provided[i.Name] = &provision{}
			}
		}
	}
	for _, f := range s.files {
		for i := range f.Exports {
			if p := provided[f.Exports[i].Name]; p != nil {
				s.system.provide(p, &f.Exports[i], f)
			}
		}
	}
	contains := func(sorted []string, name string) bool {
		_, found := slices.BinarySearch(sorted, name)
		return found
	}
	for _, f := range s.brought() {
		for _, i := range f.Imports {
			if i.Weak || i.Bound == "" || s.system.binds(i, provided[i.Name]) {
				continue
			}
			s.link.Unresolved = append(s.link.Unresolved, Unresolved{
				Symbol: i.Name, Version: i.Version, WantedBy: f.Path, Binding: string(i.Bound), Constructor: contains(f.InitCalls, i.Name),
				Node: i.Version == "" && slices.Contains(matrix.Across(i.Name), matrix.Present) || contains(f.Unstable.V8, i.Name) || contains(f.Unstable.Node, i.Name),
			})
		}
	}
}
