package loader

import (
	"debug/dwarf"
	"debug/elf"
	"encoding/hex"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/napicheck/napicheck/symbols"
)

// A module is a file with code. All its methods work on one that could not be read.
type module struct {
	path    string
	file    *os.File
	elf     *elf.File
	loads   []elf.ProgHeader
	tables  []symbolTable // best first; nil until asked for
	debug   *module       // file with what was stripped from this one
	dwarf   *dwarf.Data
	noDwarf bool // there is none, or it was too much or wrong
	units   []unitRange
	known   map[place][]Frame
	left    *work
}

// A place is what is asked of a module: as recursion does, often the same.
type place struct {
	addr     uint64
	exported bool
}

// A symbolTable is a table of ELF symbols as it stands in the file.
type symbolTable struct {
	entries, names []byte
}

// Sizes of a module's tables in bytes that are still read.
const (
	maxSymbolTable = 256 << 20
	maxDebugInfo   = 256 << 20
)

// What takes as long as reading one attribute (see work).
const (
	bytesRead    = 16 // or unpacked
	symbolsSeen  = 8
	rangesSought = 16
)

// rangesKept is what to keep a range costs, for the sake of memory.
const rangesKept = 16

func openModule(path string, left *work) *module {
	m := &module{path: path, known: map[place][]Frame{}, left: left}
	defer func() {
		if recover() != nil { // debug/elf trusts files more than they deserve
			m.close()
		}
	}()
	if st, err := os.Stat(path); err != nil || !st.Mode().IsRegular() {
		return m
	}
	f, err := os.Open(path)
	if err != nil {
		return m
	}
	m.file = f
	e, err := elf.NewFile(f)
	if err != nil {
		return m
	}
	m.elf = e
	for _, p := range e.Progs {
		if p.Type == elf.PT_LOAD {
			m.loads = append(m.loads, p.ProgHeader)
		}
	}
	return m
}

func (m *module) close() {
	if m.file != nil {
		m.file.Close()
	}
	m.file, m.elf, m.loads, m.tables, m.dwarf, m.noDwarf, m.units = nil, nil, nil, []symbolTable{}, nil, true, nil
	if m.debug != nil {
		m.debug.close()
	}
}

// address translates an offset in the file to the virtual address that the
// file's tables use. Segments may share a page of the file, at their ends;
// code lies in the executable one.
func (m *module) address(off uint64, exec bool) (addr uint64, ok bool) {
	for _, p := range m.loads {
		if off-p.Off < p.Filesz && off >= p.Off && (!ok || exec == (p.Flags&elf.PF_X != 0)) {
			addr, ok = p.Vaddr+(off-p.Off), true
		}
	}
	return addr, ok
}

// frames returns the function at addr, preceded by those inlined there;
// exported: only its name, if others can find it by that.
func (m *module) frames(addr uint64, exported bool) []Frame {
	at := place{addr, exported}
	frames, ok := m.known[at]
	if !ok {
		frames = m.lookUp(at)
		m.known[at] = frames
	}
	return slices.Clone(frames)
}

func (m *module) lookUp(at place) (frames []Frame) {
	defer func() {
		if recover() != nil {
			m.close()
			frames = []Frame{{}}
		}
	}()
	if !m.left.spend(1) {
		return []Frame{{}}
	}
	m.readTables()
	if at.exported {
		return []Frame{{Function: m.function(at.addr, true)}}
	}
	frames = m.source(at.addr)
	name := m.function(at.addr, false)
	if len(frames) == 0 {
		return []Frame{{Function: name}}
	}
	if last := &frames[len(frames)-1]; last.Function == "" {
		last.Function = name
	}
	return frames
}

// readTables takes the symbol tables of the file, and of the one that holds
// what was stripped from it.
func (m *module) readTables() {
	if m.tables != nil {
		return
	}
	m.tables = []symbolTable{}
	if m.elf == nil {
		return
	}
	take := func(typ elf.SectionType) {
		s := m.elf.SectionByType(typ)
		if s == nil || s.Size == 0 || s.Size > maxSymbolTable || int(s.Link) >= len(m.elf.Sections) {
			return
		}
		names := m.elf.Sections[s.Link]
		if names.Size > maxSymbolTable || !m.left.spend(int(s.Size+names.Size)/bytesRead) {
			return
		}
		entries, err := s.Data()
		if err != nil {
			return
		}
		if strs, err := names.Data(); err == nil {
			m.tables = append(m.tables, symbolTable{entries, strs})
		}
	}
	take(elf.SHT_SYMTAB)
	take(elf.SHT_DYNSYM)
	if m.elf.SectionByType(elf.SHT_SYMTAB) == nil {
		m.openDebug()
	}
}

// openDebug opens the file that distributions install beside a stripped one.
func (m *module) openDebug() {
	id := m.elf.Section(".note.gnu.build-id")
	if id == nil || id.Size < 20 || id.Size > 256 {
		return
	}
	note, err := id.Data()
	if err != nil {
		return
	}
	build := hex.EncodeToString(note[16:]) // behind the note's head and "GNU"
	path := filepath.Join("/usr/lib/debug/.build-id", build[:2], build[2:]+".debug")
	if debug := openModule(path, m.left); debug.elf != nil && debug.elf.Machine == m.elf.Machine {
		m.debug = debug
		debug.readTables()
		m.tables = append(debug.tables, m.tables...)
	} else {
		debug.close()
	}
}

// function returns the name of the function at addr, demangled; exported: only
// of those that others can find.
func (m *module) function(addr uint64, exported bool) string {
	for i, t := range m.tables {
		if exported && i < len(m.tables)-1 {
			continue
		}
		if name := m.find(&t, addr); name != "" {
			return symbols.FunctionName(name)
		}
	}
	return ""
}

// find returns the symbol whose bytes hold addr; if there is none, the nearest
// one before it that has no size, as in assembly.
func (m *module) find(t *symbolTable, addr uint64) string {
	type symbol struct {
		value, size uint64
		name        uint32
		bind        elf.SymBind
	}
	var best symbol
	found := false
	order, wide := m.elf.ByteOrder, m.elf.Class == elf.ELFCLASS64
	ent := elf.Sym32Size
	if wide {
		ent = elf.Sym64Size
	}
	if !m.left.spend(len(t.entries) / ent / symbolsSeen) {
		return ""
	}
	for b := t.entries; len(b) >= ent; b = b[ent:] {
		s := symbol{name: order.Uint32(b)}
		var info byte
		var section elf.SectionIndex
		if wide {
			info, section = b[4], elf.SectionIndex(order.Uint16(b[6:]))
			s.value, s.size = order.Uint64(b[8:]), order.Uint64(b[16:])
		} else {
			info, section = b[12], elf.SectionIndex(order.Uint16(b[14:]))
			s.value, s.size = uint64(order.Uint32(b[4:])), uint64(order.Uint32(b[8:]))
		}
		switch elf.ST_TYPE(info) {
		case elf.STT_FUNC, elf.STT_GNU_IFUNC:
		case elf.STT_NOTYPE:
			if s.size == 0 && elf.ST_BIND(info) == elf.STB_LOCAL {
				continue // a mark of the assembler
			}
		default:
			continue
		}
		if m.elf.Machine == elf.EM_ARM {
			s.value &^= 1 // of Thumb code
		}
		s.bind = elf.ST_BIND(info)
		if section == elf.SHN_UNDEF || s.name == 0 || s.value > addr || s.size > 0 && addr-s.value >= s.size {
			continue
		}
		// The nearest, of several the one with a size, of these the one others use.
		if found && (s.value < best.value || s.value == best.value && (s.size == 0 || best.size > 0 && (s.bind == elf.STB_LOCAL || best.bind == elf.STB_GLOBAL))) {
			continue
		}
		best, found = s, true
	}
	if !found || best.size == 0 && !m.together(best.value, addr) || int(best.name) >= len(t.names) {
		return ""
	}
	name, _, _ := strings.Cut(string(t.names[best.name:min(len(t.names), int(best.name)+1<<12)]), "\x00")
	name, _, _ = strings.Cut(name, "@") // a version
	return name
}

// together reports whether two addresses lie in one section.
func (m *module) together(a, b uint64) bool {
	return slices.ContainsFunc(m.elf.Sections, func(s *elf.Section) bool {
		return s.Flags&elf.SHF_EXECINSTR != 0 && a-s.Addr < s.Size && b-s.Addr < s.Size && a >= s.Addr && b >= s.Addr
	})
}
