package loader

import (
	"bytes"
	"debug/elf"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/sys/cpu"

	"github.com/napicheck/napicheck/internal/lazyregexp"
	"github.com/napicheck/napicheck/symbols"
)

// A system is a dynamic linker: where it looks for libraries and what it asks
// of them. Both that Linux has are known: glibc's and musl's.
type system struct {
	musl      bool
	host      *symbols.Binary
	interp    string   // path of the linker, as the program names it
	folders   []string // of the system, each with "/" at its end
	lib       string   // what $LIB stands for
	hwcaps    []string // subfolders of glibc-hwcaps for this processor, best first
	cacheFlag uint32   // of usable entries in ld.so.cache
	file      string   // the linker itself
	legacy    func() []string
}

// newSystem returns the linker that the program h is started by, which lies at file.
func newSystem(h *symbols.Binary, file string) system {
	y := system{host: h, interp: h.ELF.Interp, musl: h.Libc == "musl", file: file}
	if y.musl {
		return y
	}
	y.folders = foldersOf(file)
	if y.folders == nil {
		y.folders = []string{"/lib/", "/usr/lib/", "/lib64/", "/usr/lib64/"}
	}
	if i := strings.Index(y.folders[0], "/lib"); i >= 0 {
		y.lib = strings.Trim(y.folders[0][i:], "/")
	}
	y.cacheFlag = cacheFlag(h)
	if h.Arch == "x64" {
		for level := x86Level(); level > 1; level-- {
			y.hwcaps = append(y.hwcaps, fmt.Sprintf("x86-64-v%d", level))
		}
	}
	y.legacy = sync.OnceValue(y.legacyFolders)
	return y
}

// legacyNames are what the subfolders begin with that glibc before 2.37 looks
// into. On other processors than these they are not known.
var legacyNames = map[string][]string{
	"x64":   {"tls", "x86_64", "haswell", "xeon_phi", "avx512_1"},
	"arm64": {"tls", "aarch64", "atomics"},
}

// release finds in glibc's linker which release it is of; those before 2.33 do not tell.
var release = lazyregexp.New(`release version 2\.(\d+)`)

// legacyFolders lists the subfolders that glibc before 2.37 looks into, in its
// order: all choices of words for processor, kernel and threads.
func (y *system) legacyFolders() (list []string) {
	if m := release().FindSubmatch(readSmall(y.file, maxLinker)); m != nil {
		if minor, err := strconv.Atoi(string(m[1])); err != nil || minor >= 37 {
			return nil
		}
	}
	var words []string // the least first
	switch y.host.Arch {
	case "x64":
		words = append(words, "x86_64")
		if x := &cpu.X86; intel() && x86Level() == 4 && !x.HasAVX512ER {
			words = append(words, "avx512_1")
		}
	case "arm64":
		if runtime.GOARCH != "arm64" || cpu.ARM64.HasATOMICS { // emulated ones have all
			words = append(words, "atomics")
		}
	default:
		return nil
	}
	words = append(words, y.platform(), "tls")
	for choice := 1<<len(words) - 1; choice > 0; choice-- {
		var path []string
		for i, word := range words {
			if choice>>i&1 != 0 {
				path = append([]string{word}, path...)
			}
		}
		list = append(list, strings.Join(path, "/"))
	}
	return list
}

// Sizes in bytes that files of the system stay below.
const (
	maxLinker = 8 << 20
	maxCache  = 64 << 20
	maxConfig = 64 << 10
)

// foldersOf returns the folders that are built into glibc's linker: they stand
// in it one after the other, each with its "/" and NUL at the end.
func foldersOf(linker string) []string {
	data := readSmall(linker, maxLinker)
	var longest []byte
	for from, end := 0, 0; ; { // the run that was seen last
		i := bytes.Index(data[end:], []byte("/\x00"))
		if i < 0 {
			break
		}
		slash := end + i
		start := slash
		for at := slash; at > end && '!' <= data[at-1] && data[at-1] <= '~'; at-- {
			if data[at-1] == '/' {
				start = at - 1
			}
		}
		if start != end {
			from = start
		}
		end = slash + len("/\x00")
		if start == slash { // no folder
			from = end
		}
		if run := data[from:end]; len(run) > len(longest) && bytes.Contains(run, []byte("/lib")) {
			longest = run
		}
	}
	if longest == nil {
		return nil
	}
	return strings.Split(strings.TrimSuffix(string(longest), "\x00"), "\x00")
}

// readSmall returns the content of a file of at most so many bytes; nil for any other.
func readSmall(path string, most int64) []byte {
	if st, err := os.Stat(path); err != nil || !st.Mode().IsRegular() || st.Size() > most {
		return nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil
	}
	return data
}

// x86Level returns which level of x86-64 this machine's processor has, 1 to 4;
// 0 for other processors.
func x86Level() int {
	x := &cpu.X86
	switch {
	case !x.HasSSE2:
		return 0
	case !(x.HasCX16 && x.HasLAHF && x.HasPOPCNT && x.HasSSE3 && x.HasSSSE3 && x.HasSSE41 && x.HasSSE42):
		return 1
	case !(x.HasAVX && x.HasAVX2 && x.HasBMI1 && x.HasBMI2 && x.HasF16C && x.HasFMA && x.HasLZCNT && x.HasMOVBE && x.HasOSXSAVE):
		return 2
	case !(x.HasAVX512F && x.HasAVX512BW && x.HasAVX512CD && x.HasAVX512DQ && x.HasAVX512VL):
		return 3
	}
	return 4
}

// preloaded lists the libraries that the system loads into every program.
func (y *system) preloaded(s *scan) []string {
	if y.musl {
		return nil
	}
	var names []string
	for line := range strings.Lines(string(readSmall(s.real("/etc/ld.so.preload"), maxConfig))) {
		line, _, _ = strings.Cut(line, "#")
		names = append(names, strings.FieldsFunc(line, func(r rune) bool { return strings.ContainsRune(" \t\n:", r) })...)
	}
	return names
}

// muslOwn matches the names of libraries that musl is itself.
var muslOwn = lazyregexp.New(`^lib(c|pthread|rt|m|dl|util|xnet)\.`)

// names lets f go by the names that the linker knows it by without being told.
func (y *system) names(s *scan, f *linked) {
	switch {
	case !y.musl:
		s.call(f, f.Path)
		if f.ID != "" {
			s.call(f, f.ID)
		}
	case f.Found != "path":
		s.call(f, filepath.Base(f.Path))
	}
}

// known returns the file in memory that goes by name.
func (y *system) known(s *scan, name string) *linked {
	if y.musl && (muslOwn().MatchString(name) || name == filepath.Base(y.interp)) {
		name = y.interp
	}
	return s.names[name]
}

// find looks for the library name that by needs. path is "" where there is
// none, for the reason given. It fails when it has looked in too many places.
func (y *system) find(s *scan, name string, by *linked) (path, found, reason string, err error) {
	search := &search{scan: s, name: name}
	if y.musl {
		search.musl(by)
	} else {
		search.glibc(by)
	}
	switch {
	case search.err != nil:
		return "", "", "", search.err
	case search.reason != "":
		return "", "", "is unusable: " + search.reason, nil
	case search.path != "":
		return search.path, search.found, "", nil
	case search.unfit != "":
		return "", "", "is not there: " + search.unfit + " is for other machines", nil
	case strings.Contains(name, "/"):
		return "", "", "does not exist", nil
	}
	return "", "", "is not installed", nil
}

// A search is for one library.
type search struct {
	*scan
	name        string
	path, found string // what was found
	reason      string // what was found cannot be used, and ends the search
	unfit       string // the first that was passed over
	err         error
}

func (h *search) done() bool { return h.path != "" || h.reason != "" || h.err != nil }

// glibc looks where glibc does, in its order.
func (h *search) glibc(by *linked) {
	y := &h.system
	if strings.Contains(h.name, "/") {
		if path, ok := y.expand(h.name, by); ok {
			h.try(path, "path")
		}
		return
	}
	if !runPath(by) {
		main := false
		for f := by; f != nil; f = f.by {
			main = main || f == h.files[0]
			h.rpath(f)
		}
		if !main {
			h.rpath(h.files[0])
		}
	}
	if path := h.opt.LibraryPath; path != "" {
		h.in(strings.Split(strings.ReplaceAll(path, ";", ":"), ":"), "LD_LIBRARY_PATH", h.files[0])
	}
	if runPath(by) {
		h.in(by.RunPath, "RUNPATH of "+by.Path, by)
	}
	if h.done() {
		return
	}
	file := h.cached()
	ofSystem := func(folder string) bool { return strings.HasPrefix(file, folder) }
	if file != "" && !(by.ELF.NoDefaultLib && slices.ContainsFunc(y.folders, ofSystem)) {
		h.try(file, "/etc/ld.so.cache")
	}
	if !by.ELF.NoDefaultLib {
		h.in(y.folders, "system folder", nil)
	}
}

func runPath(f *linked) bool { return len(f.RunPath) > 0 && !f.ELF.RPath }

// rpath looks in the DT_RPATH of f, if it has one.
func (h *search) rpath(f *linked) {
	if f.ELF.RPath {
		h.in(f.RunPath, "RPATH of "+f.Path, f)
	}
}

// in looks in folders, whose names f wrote.
func (h *search) in(folders []string, found string, f *linked) {
	for _, folder := range folders {
		if h.done() {
			return
		}
		if h.spent() {
			return
		}
		if f != nil && folder != "" {
			var ok bool
			if folder, ok = h.system.expand(folder, f); !ok || folder == "" {
				continue
			}
		}
		if !h.folder(folder) {
			continue
		}
		for _, sub := range h.better(folder) {
			if sub := join(folder, sub); h.folder(sub) {
				h.try(join(sub, h.name), found)
			}
		}
		h.try(join(folder, h.name), found)
	}
}

// better lists the subfolders that glibc would look into before folder, best first.
func (h *search) better(folder string) (list []string) {
	y := &h.system
	if y.musl {
		return nil
	}
	if len(y.hwcaps) > 0 && h.folder(join(folder, "glibc-hwcaps")) {
		for _, name := range y.hwcaps {
			list = append(list, "glibc-hwcaps/"+name)
		}
	}
	if slices.ContainsFunc(legacyNames[y.host.Arch], func(name string) bool { return h.folder(join(folder, name)) }) {
		list = append(list, y.legacy()...)
	}
	return list
}

// spent counts a place looked at, and reports whether there were too many.
func (h *search) spent() bool {
	if h.probes++; h.probes > maxProbes {
		h.err = fmt.Errorf("%s: looked for in more than %d places", h.name, maxProbes)
	}
	return h.err != nil
}

// join is folder/name without cleaning folder: "a/../b" means what the kernel makes of it.
func join(folder, name string) string {
	if folder == "" || strings.HasSuffix(folder, "/") {
		return folder + name
	}
	return folder + "/" + name
}

// folder reports whether there is one of that name.
func (s *scan) folder(name string) bool {
	if name == "" {
		return true
	}
	is, asked := s.folders[name]
	if !asked {
		st, err := os.Stat(s.real(name))
		is = err == nil && st.IsDir()
		s.folders[name] = is
	}
	return is
}

// try takes the file at path if it is there and fits; one of another machine
// is passed over.
func (h *search) try(path, found string) {
	if h.done() {
		return
	}
	if h.spent() {
		return
	}
	st, err := os.Stat(h.real(path))
	if err != nil {
		return
	}
	if !st.Mode().IsRegular() {
		h.reason = path + " is not a regular file"
		return
	}
	fits, reason := true, ""
	if !h.system.musl { // musl takes what it finds
		fits, reason = h.system.verify(h.real(path))
	}
	switch {
	case reason != "":
		h.reason = path + ": " + reason
	case fits:
		h.path, h.found = path, found
	case h.unfit == "":
		h.unfit = path
	}
}

// verify reads a file's header as glibc does: files for other machines do not
// fit, and may lie about; others that are wrong end the search.
func (y *system) verify(file string) (fits bool, reason string) {
	f, err := os.Open(file)
	if err != nil {
		return false, "" // unreadable is as good as absent
	}
	defer f.Close()
	size, order := 52, binary.ByteOrder(binary.LittleEndian)
	class, data := elf.ELFCLASS32, elf.ELFDATA2LSB
	if y.host.ELF.Class == 64 {
		size, class = 64, elf.ELFCLASS64
	}
	if y.host.ELF.BigEndian {
		order, data = binary.BigEndian, elf.ELFDATA2MSB
	}
	head := make([]byte, size)
	if n, _ := f.ReadAt(head, 0); n < size {
		return false, "file too short"
	}
	osabi, version := elf.OSABI(head[elf.EI_OSABI]), head[elf.EI_ABIVERSION]
	const muchNewer = 8 // more ABI versions than glibc has of its own
	switch {
	case string(head[:4]) != elf.ELFMAG:
		return false, "invalid ELF header"
	case elf.Class(head[elf.EI_CLASS]) != class:
		return false, ""
	case elf.Data(head[elf.EI_DATA]) != data:
		return false, "its byte order is not this machine's"
	case head[elf.EI_VERSION] != byte(elf.EV_CURRENT), order.Uint32(head[20:]) != uint32(elf.EV_CURRENT):
		return false, "unknown ELF version"
	case osabi != elf.ELFOSABI_NONE && osabi != elf.ELFOSABI_LINUX && !(osabi == 97 && y.host.Arch == "arm"):
		return false, "ELF file OS ABI invalid"
	case osabi == elf.ELFOSABI_NONE && version != 0, version >= muchNewer:
		return false, "ELF file ABI version invalid"
	}
	flags := order.Uint32(head[size-16:])
	switch machine := elf.Machine(order.Uint16(head[18:])); {
	case machine.String() != y.host.Machine,
		y.host.Arch == "riscv64" && (flags^y.host.ELF.Flags)&riscvFloatABI != 0:
		return false, ""
	}
	switch elf.Type(order.Uint16(head[16:])) {
	case elf.ET_DYN, elf.ET_EXEC:
		return true, ""
	}
	return false, "only ET_DYN and ET_EXEC can be loaded"
}

// token matches the variables of names in ELF files.
var token = lazyregexp.New(`\$(?:\{(ORIGIN|LIB|PLATFORM)\}|(ORIGIN|LIB|PLATFORM))`)

// expand replaces the variables in a name that f wrote. A name with a
// variable of unknown value is void.
func (y *system) expand(name string, f *linked) (string, bool) {
	if !strings.Contains(name, "$") {
		return name, true
	}
	var b strings.Builder
	for name != "" {
		m := token().FindStringSubmatchIndex(name)
		if m == nil {
			break
		}
		what, end := "", m[1]
		if m[2] >= 0 {
			what = name[m[2]:m[3]]
		} else {
			what = name[m[4]:m[5]]
			if end < len(name) && isWord(name[end]) { // longer, and so no variable
				b.WriteString(name[:end])
				name = name[end:]
				continue
			}
		}
		value := map[string]string{"ORIGIN": origin(f), "LIB": y.lib, "PLATFORM": y.platform()}[what]
		if value == "" {
			return "", false
		}
		b.WriteString(name[:m[0]])
		b.WriteString(value)
		name = name[end:]
	}
	return b.String() + name, true
}

// origin is the folder of f, spelled as f's own path.
func origin(f *linked) string { return f.Path[:max(strings.LastIndexByte(f.Path, '/'), 1)] }

// platform is what $PLATFORM stands for; "" = not known.
func (y *system) platform() string {
	switch y.host.Arch {
	case "arm64":
		return "aarch64"
	case "x64":
		// glibc has names of its own for some processors of Intel.
		switch x := &cpu.X86; {
		case !intel():
		case x.HasAVX512CD && x.HasAVX512ER && x.HasAVX512PF:
			return "xeon_phi"
		case x86Level() >= 3:
			return "haswell"
		}
		return "x86_64"
	}
	return ""
}

// intel reports whether Intel made this machine's processor.
func intel() bool {
	info, _ := os.ReadFile("/proc/cpuinfo")
	return bytes.Contains(info, []byte("GenuineIntel"))
}

func isWord(c byte) bool {
	return c == '_' || '0' <= c && c <= '9' || 'A' <= c&^0x20 && c&^0x20 <= 'Z'
}

// musl looks where musl does, in its order: it makes no difference between
// RPATH and RUNPATH, and who needs a library passes both on.
func (h *search) musl(by *linked) {
	if strings.Contains(h.name, "/") {
		h.try(h.name, "path")
		return
	}
	split := func(path string) []string {
		return strings.FieldsFunc(path, func(r rune) bool { return r == ':' || r == '\n' })
	}
	h.in(split(h.opt.LibraryPath), "LD_LIBRARY_PATH", nil)
	for f := by; f != nil; f = f.by {
		path, ok := muslPath(f)
		if !ok {
			continue
		}
		what := "RUNPATH of "
		if f.ELF.RPath {
			what = "RPATH of "
		}
		h.in(split(path), what+f.Path, nil)
	}
	// The linker's own configuration lies beside its folder: /lib/ld-musl-ARCH.so.1, /etc/ld-musl-ARCH.path.
	file := strings.TrimSuffix(filepath.Base(h.system.interp), ".so.1") + ".path"
	path := "/lib:/usr/local/lib:/usr/lib"
	if data := readSmall(h.real(filepath.Join(filepath.Dir(h.system.interp), "../etc", file)), maxConfig); data != nil {
		path = string(data)
	}
	h.in(split(path), "system folder", nil)
}

// muslPath returns the run path of f with $ORIGIN replaced; false for one with
// any other variable, which musl passes over as a whole.
func muslPath(f *linked) (string, bool) {
	path := strings.NewReplacer("${ORIGIN}", origin(f), "$ORIGIN", origin(f)).Replace(strings.Join(f.RunPath, ":"))
	return path, path != "" && !strings.Contains(path, "$")
}

// denies says what the linker has against f besides its needs; "" = nothing.
func (y *system) denies(s *scan, f *linked) string {
	if y.musl {
		return ""
	}
	libc := s.system.known(s, "libc.so.6")
	since := func(version string) bool { return libc != nil && slices.Contains(libc.ELF.Versions, version) }
	level := x86Level()
	switch {
	case f.ELF.ExecStack && !y.host.ELF.ExecStack && since("GLIBC_2.41"):
		return "asks for an executable stack, which this system's glibc no longer grants to libraries"
	case y.host.Arch == "x64" && level > 0 && f.ELF.ISANeeded>>level != 0 && since("GLIBC_2.33"):
		return fmt.Sprintf("needs a later level of x86-64 than v%d, which this processor has", level)
	case f.ELF.Relr && since("GLIBC_ABI_DT_RELR") && ofLibc(f) && !slices.ContainsFunc(f.Floors.Needs, func(n symbols.VersionNeed) bool { return n.Version == "GLIBC_ABI_DT_RELR" }):
		return "has relative relocations (DT_RELR) and does not say so by the version GLIBC_ABI_DT_RELR, for which this system's glibc refuses it"
	}
	return ""
}

// ofLibc reports whether f is bound to versions of glibc's libc.
func ofLibc(f *linked) bool {
	return slices.ContainsFunc(f.Floors.Needs, func(n symbols.VersionNeed) bool {
		return strings.HasPrefix(n.Library, "libc.so.") && strings.HasPrefix(n.Version, "GLIBC_2.")
	})
}

// A provision is what the files in memory offer by one name.
type provision struct {
	plain    bool            // without a version: it serves all
	fallback bool            // for who wants no version
	versions map[string]bool // for who wants this one
}

// provide adds e of f. musl reads no versions, but passes over those that are
// not the default.
func (y *system) provide(p *provision, e *symbols.Export, f *linked) {
	first := len(f.ELF.Versions) > 0 && e.Version == f.ELF.Versions[0]
	p.fallback = p.fallback || !e.Hidden || !y.musl && (first || e.Version == "")
	if e.Version == "" {
		p.plain = p.plain || !e.Hidden
	} else if !y.musl {
		if p.versions == nil {
			p.versions = map[string]bool{}
		}
		p.versions[e.Version] = true
	}
}

// binds reports whether the linker finds something in p for import i.
func (y *system) binds(i symbols.Import, p *provision) bool {
	if i.Version == "" || y.musl {
		return p.fallback
	}
	return p.plain || p.versions[i.Version]
}
