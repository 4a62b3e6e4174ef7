package symbols

import (
	"bytes"
	"debug/elf"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A testELF is an ELF file to be made. Its tables lie in a read-only segment
// at tablesAt, data in a second one at dataAt. It has section headers only
// where sections are given.
type testELF struct {
	is32, big    bool
	typ          elf.Type
	machine      elf.Machine
	osabi        elf.OSABI
	flags        uint32
	interp       string
	notes        []byte
	needed       []string
	soname       string
	runpath      string
	syms         []testSym
	hash         string // "sysv", "gnu", "both", "gnu-empty", "none"
	rela, jmprel []testReloc
	rel          bool // the relocations have no addends
	relaCount    int
	relr         []uint64
	packed       []byte
	init         []uint64 // DT_INIT_ARRAY, at the beginning of data
	data         []byte   // behind init
	dyn          [][2]uint64
	lies         map[elf.DynTag]uint64 // values to write instead of the right ones
	sections     []testSection
	noStack      bool
}

type testSym struct {
	name    string
	value   uint64 // 0 = undefined
	bind    elf.SymBind
	typ     elf.SymType
	library string // for version, if that is needed rather than defined
	version string
	weak    bool // of the version need
	hidden  bool // not the default version
}

type testReloc struct {
	addr     uint64
	typ, sym uint32
	addend   int64
}

type testSection struct {
	name string
	typ  elf.SectionType
	body string
}

const (
	tablesAt = 0x10000
	dataAt   = 0x200000
)

func (t *testELF) order() binary.AppendByteOrder {
	if t.big {
		return binary.BigEndian
	}
	return binary.LittleEndian
}

func (t *testELF) word(b []byte, v uint64) []byte {
	if t.is32 {
		return t.order().AppendUint32(b, uint32(v))
	}
	return t.order().AppendUint64(b, v)
}

func (t *testELF) words(v ...uint64) (b []byte) {
	for _, w := range v {
		b = t.word(b, w)
	}
	return b
}

func (t *testELF) u32(v ...uint32) (b []byte) {
	for _, w := range v {
		b = t.order().AppendUint32(b, w)
	}
	return b
}

func (t *testELF) u16(v ...uint16) (b []byte) {
	for _, w := range v {
		b = t.order().AppendUint16(b, w)
	}
	return b
}

func (t *testELF) relocs(list []testReloc) (b []byte) {
	for _, r := range list {
		b = t.word(b, r.addr)
		if t.is32 {
			b = t.word(b, uint64(r.sym<<8|r.typ))
		} else {
			b = t.word(b, uint64(r.sym)<<32|uint64(r.typ))
		}
		if !t.rel {
			b = t.word(b, uint64(r.addend))
		}
	}
	return b
}

// bytes writes the file. Symbols must be given undefined ones first, as
// linkers sort them for the GNU hash table.
func (t *testELF) bytes() []byte {
	ehdr, phdr, shdr := 64, 56, 64
	if t.is32 {
		ehdr, phdr, shdr = 52, 32, 40
	}
	const phnum = 6
	buf := make([]byte, ehdr+phnum*phdr)
	put := func(b []byte) (addr uint64) {
		for len(buf)%8 != 0 {
			buf = append(buf, 0)
		}
		addr = tablesAt + uint64(len(buf))
		buf = append(buf, b...)
		return addr
	}
	strtab := []byte{0}
	str := func(s string) uint32 {
		off := len(strtab)
		strtab = append(append(strtab, s...), 0)
		return uint32(off)
	}
	dyn := slices.Clone(t.dyn)
	tag := func(k elf.DynTag, v uint64) {
		if lie, ok := t.lies[k]; ok {
			v = lie
		}
		dyn = append(dyn, [2]uint64{uint64(k), v})
	}
	for _, n := range t.needed {
		tag(elf.DT_NEEDED, uint64(str(n)))
	}
	if t.soname != "" {
		tag(elf.DT_SONAME, uint64(str(t.soname)))
	}
	if t.runpath != "" {
		tag(elf.DT_RUNPATH, uint64(str(t.runpath)))
	}

	// Symbols and versions.
	symtab := make([]byte, 24)
	if t.is32 {
		symtab = make([]byte, 16)
	}
	versym := t.u16(0)
	type need struct {
		lib, version string
		weak         bool
	}
	var needs []need
	var defs []string
	undefined := 1
	for _, s := range t.syms {
		shndx := uint16(1)
		if s.value == 0 {
			shndx = 0
			undefined++
		}
		info := byte(elf.ST_INFO(s.bind, s.typ))
		if t.is32 {
			symtab = append(symtab, t.u32(str(s.name), uint32(s.value), 0)...)
			symtab = append(append(symtab, info, 0), t.u16(shndx)...)
		} else {
			symtab = append(symtab, t.u32(str(s.name))...)
			symtab = append(append(symtab, info, 0), t.u16(shndx)...)
			symtab = append(symtab, t.words(s.value, 0)...)
		}
		index := uint16(1)
		switch {
		case s.library != "":
			n := need{s.library, s.version, s.weak}
			if !slices.Contains(needs, n) {
				needs = append(needs, n)
			}
			index = uint16(2 + slices.Index(needs, n))
		case s.version != "":
			if !slices.Contains(defs, s.version) {
				defs = append(defs, s.version)
			}
			index = uint16(100 + slices.Index(defs, s.version))
			if s.hidden {
				index |= versymHidden
			}
		}
		versym = append(versym, t.u16(index)...)
	}
	tag(elf.DT_SYMTAB, put(symtab))
	tag(elf.DT_SYMENT, uint64(len(symtab)/(len(t.syms)+1)))
	var verneed []byte
	for i, n := range needs {
		next, flags := uint32(32), uint16(0)
		if i == len(needs)-1 {
			next = 0
		}
		if n.weak {
			flags = verFlagWeak
		}
		verneed = append(append(verneed, t.u16(1, 1)...), t.u32(str(n.lib), 16, next)...)
		verneed = append(append(append(verneed, t.u32(0)...), t.u16(flags, uint16(2+i))...), t.u32(str(n.version), 0)...)
	}
	var verdef []byte
	for i, d := range defs {
		next := uint32(28)
		if i == len(defs)-1 {
			next = 0
		}
		verdef = append(append(verdef, t.u16(1, 0, uint16(100+i), 1)...), t.u32(0, 20, next, str(d), 0)...)
	}
	// Strings follow the symbols, as everywhere; a table without any hash relies on it.
	tag(elf.DT_STRTAB, put(strtab))
	tag(elf.DT_STRSZ, uint64(len(strtab)))
	if len(needs)+len(defs) > 0 {
		tag(elf.DT_VERSYM, put(versym))
	}
	if len(needs) > 0 {
		tag(elf.DT_VERNEED, put(verneed))
		tag(elf.DT_VERNEEDNUM, uint64(len(needs)))
	}
	if len(defs) > 0 {
		tag(elf.DT_VERDEF, put(verdef))
		tag(elf.DT_VERDEFNUM, uint64(len(defs)))
	}
	n := uint32(len(t.syms) + 1)
	if t.hash == "" || t.hash == "sysv" || t.hash == "both" {
		tag(elf.DT_HASH, put(t.u32(append([]uint32{1, n, 0}, make([]uint32, n)...)...)))
	}
	if t.hash == "gnu" || t.hash == "both" {
		table := append(t.u32(2, uint32(undefined), 1, 0), t.words(0)...)
		table = append(table, t.u32(0, uint32(undefined))...)
		for i := undefined; i < int(n); i++ {
			end := uint32(0)
			if i == int(n)-1 {
				end = 1
			}
			table = append(table, t.u32(0x1230|end)...)
		}
		tag(elf.DT_GNU_HASH, put(table))
	}
	if t.hash == "gnu-empty" {
		tag(elf.DT_GNU_HASH, put(append(t.u32(1, 1, 1, 0), append(t.words(0), t.u32(0)...)...)))
	}

	// Relocations.
	kinds := []elf.DynTag{elf.DT_RELA, elf.DT_RELASZ, elf.DT_RELAENT, elf.DT_RELACOUNT}
	ent := uint64(3)
	if t.rel {
		kinds, ent = []elf.DynTag{elf.DT_REL, elf.DT_RELSZ, elf.DT_RELENT, elf.DT_RELCOUNT}, 2
	}
	ent *= uint64(len(t.words(0)))
	if len(t.rela) > 0 {
		b := t.relocs(t.rela)
		tag(kinds[0], put(b))
		tag(kinds[1], uint64(len(b)))
		tag(kinds[2], ent)
		tag(kinds[3], uint64(t.relaCount))
	}
	if len(t.jmprel) > 0 {
		b := t.relocs(t.jmprel)
		tag(elf.DT_JMPREL, put(b))
		tag(elf.DT_PLTRELSZ, uint64(len(b)))
		tag(elf.DT_PLTREL, uint64(kinds[0]))
	}
	if len(t.relr) > 0 {
		b := t.words(t.relr...)
		tag(dtRELR, put(b))
		tag(dtRELRSZ, uint64(len(b)))
	}
	if t.packed != nil {
		tag(dtAndroidRELA, put(t.packed))
		tag(dtAndroidRELASZ, uint64(len(t.packed)))
	}
	data := append(t.words(t.init...), t.data...)
	if len(t.init) > 0 {
		tag(elf.DT_INIT_ARRAY, dataAt)
		tag(elf.DT_INIT_ARRAYSZ, uint64(len(t.words(t.init...))))
	}
	tag(elf.DT_NULL, 0)
	var table []byte
	for _, d := range dyn {
		table = append(table, t.words(d[0], d[1])...)
	}
	dynAt := put(table)
	noteAt := put(t.notes)
	interpAt := put([]byte(t.interp + "\x00"))

	// Program headers.
	tables := uint64(len(buf))
	dataOff := put(nil) - tablesAt
	buf = append(buf, data...)
	ph := ehdr
	seg := func(typ elf.ProgType, flags elf.ProgFlag, addr, off, size uint64) {
		b := t.u32(uint32(typ))
		if !t.is32 {
			b = append(b, t.u32(uint32(flags))...)
		}
		b = append(b, t.words(off, addr, addr, size, size)...)
		if t.is32 {
			b = append(b, t.u32(uint32(flags))...)
		}
		copy(buf[ph:], append(b, t.words(0x1000)...))
		ph += phdr
	}
	seg(elf.PT_LOAD, elf.PF_R|elf.PF_X, tablesAt, 0, tables)
	seg(elf.PT_LOAD, elf.PF_R|elf.PF_W, dataAt, dataOff, uint64(len(data)))
	seg(elf.PT_DYNAMIC, elf.PF_R, dynAt, dynAt-tablesAt, uint64(len(table)))
	if t.noStack {
		seg(elf.PT_NULL, 0, 0, 0, 0)
	} else {
		seg(elf.PT_GNU_STACK, elf.PF_R|elf.PF_W, 0, 0, 0)
	}
	if t.interp != "" {
		seg(elf.PT_INTERP, elf.PF_R, interpAt, interpAt-tablesAt, uint64(len(t.interp)+1))
	} else {
		seg(elf.PT_NULL, 0, 0, 0, 0)
	}
	seg(elf.PT_NOTE, elf.PF_R, noteAt, noteAt-tablesAt, uint64(len(t.notes)))

	// Section headers.
	shoff, shnum := 0, 0
	if len(t.sections) > 0 {
		names := []byte{0}
		headers := make([]byte, shdr)
		header := func(name uint32, typ elf.SectionType, off, size int) {
			headers = append(headers, t.u32(name, uint32(typ))...)
			headers = append(headers, t.words(0, 0, uint64(off), uint64(size))...)
			headers = append(append(headers, t.u32(0, 0)...), t.words(1, 0)...)
		}
		for _, s := range t.sections {
			header(uint32(len(names)), s.typ, len(buf), len(s.body))
			names = append(append(names, s.name...), 0)
			buf = append(buf, s.body...)
		}
		header(0, elf.SHT_STRTAB, len(buf), len(names))
		buf = append(buf, names...)
		shoff, shnum = len(buf), len(t.sections)+2
		buf = append(buf, headers...)
	}

	// File header.
	head := []byte{0x7f, 'E', 'L', 'F', 2, 1, 1, byte(t.osabi), 0, 0, 0, 0, 0, 0, 0, 0}
	if t.is32 {
		head[elf.EI_CLASS] = 1
	}
	if t.big {
		head[elf.EI_DATA] = 2
	}
	typ, machine := t.typ, t.machine
	if typ == 0 {
		typ = elf.ET_DYN
	}
	if machine == 0 {
		machine = elf.EM_X86_64
	}
	head = append(head, t.u16(uint16(typ), uint16(machine))...)
	head = append(head, t.u32(1)...)
	head = append(head, t.words(0, uint64(ehdr), uint64(shoff))...)
	head = append(head, t.u32(t.flags)...)
	head = append(head, t.u16(uint16(ehdr), uint16(phdr), phnum, uint16(shdr), uint16(shnum), uint16(max(shnum-1, 0)))...)
	copy(buf, head)
	return buf
}

func (t *testELF) note(owner string, typ uint32, desc []byte) []byte {
	pad := func(b []byte) []byte {
		for len(b)%4 != 0 {
			b = append(b, 0)
		}
		return b
	}
	b := t.u32(uint32(len(owner)+1), uint32(len(desc)), typ)
	return append(append(b, pad([]byte(owner+"\x00"))...), pad(slices.Clone(desc))...)
}

func readTestELF(t testing.TB, data []byte) (*Binary, *image) {
	t.Helper()
	b, im, err := readELF(source{bytes.NewReader(data), 0, int64(len(data))})
	if err != nil {
		t.Fatal(err)
	}
	return b, im
}

const (
	global = elf.STB_GLOBAL
	weak   = elf.STB_WEAK
	fn     = elf.STT_FUNC
	object = elf.STT_OBJECT
)

func addonELF() testELF {
	return testELF{
		needed: []string{"libm.so.6", "libc.so.6"}, soname: "addon.node", runpath: "$ORIGIN:/opt/lib",
		syms: []testSym{
			{name: "napi_create_object", bind: global},
			{name: "memcpy", bind: global, typ: fn, library: "libc.so.6", version: "GLIBC_2.14"},
			{name: "__gmon_start__", bind: weak},
			{name: "table", bind: global, typ: object},
			{name: "napi_register_module_v1", value: 0x10100, bind: global, typ: fn},
			{name: "hidden", value: 0x10104, bind: elf.STB_LOCAL, typ: fn},
			{name: "shared", value: 0x10108, bind: stbGNUUnique, typ: object, version: "ADDON_1", hidden: true},
		},
		rela: []testReloc{
			{dataAt, 8, 0, 0x10200}, {dataAt + 8, 8, 0, 0x10300},
			{dataAt + 24, 6, 4, 0}, {dataAt + 32, 1, 5, 4}, {dataAt + 16, 6, 3, 0},
		},
		relaCount: 2,
		jmprel:    []testReloc{{dataAt + 40, 7, 1, 0}, {dataAt + 48, 7, 2, 0}},
		init:      []uint64{0, 0},
		data:      make([]byte, 64),
	}
}

func TestReadELF(t *testing.T) {
	a := addonELF()
	b, im := readTestELF(t, a.bytes())
	want := &Binary{
		Format: ELF, Type: SharedLibrary, Platform: "linux", Arch: "x64", Machine: "EM_X86_64", Libc: "glibc", Size: b.Size,
		ID: "addon.node", Needs: []string{"libm.so.6", "libc.so.6"}, RunPath: []string{"$ORIGIN", "/opt/lib"}, Binding: BindLazy,
		Imports: []Import{
			{Name: "napi_create_object", Func: true, Bound: BindLazy},
			{Name: "memcpy", Library: "libc.so.6", Version: "GLIBC_2.14", Func: true, Bound: BindLazy},
			{Name: "__gmon_start__", Weak: true, Bound: BindNow},
			{Name: "table", Bound: BindNow},
		},
		Exports: []Export{
			{Name: "napi_register_module_v1", Addr: 0x10100, Func: true},
			{Name: "shared", Version: "ADDON_1", Addr: 0x10108, Weak: true, Hidden: true},
		},
		Floors: Floors{
			Glibc: "2.14",
			Needs: []VersionNeed{{Library: "libc.so.6", Version: "GLIBC_2.14", Symbols: []string{"memcpy"}}},
		},
		Stripped: true,
		ELF:      &ELFFacts{Class: 64, HashSysV: true, GNUStack: true, RelRO: "none", MaxPageSize: 0x1000, Versions: []string{"ADDON_1"}},
	}
	if diff := cmp.Diff(want, b); diff != "" {
		t.Error(diff)
	}
	if want := []uint64{0x10200, 0x10300}; !slices.Equal(im.init, want) {
		t.Errorf("constructors %#x, want %#x", im.init, want)
	}
	for addr, want := range map[uint64]string{
		dataAt: "66048", dataAt + 16: "__gmon_start__", dataAt + 24: "table", dataAt + 32: "65796", dataAt + 40: "napi_create_object", dataAt + 56: "-",
	} {
		got := "-"
		if target, symbol, ok := im.pointer(addr); ok && symbol != "" {
			got = symbol
		} else if ok {
			got = fmt.Sprint(target)
		}
		if got != want {
			t.Errorf("pointer at %#x: %s, want %s", addr, got, want)
		}
	}
	if got := im.stub(dataAt + 48); got != "memcpy" {
		t.Errorf("stub of a GOT slot: %q", got)
	}
}

// The same facts come out of every layout, and without any section header.
func TestReadELFLayouts(t *testing.T) {
	for _, hash := range []string{"sysv", "gnu", "both", "none"} {
		for _, m := range []struct {
			machine   elf.Machine
			is32, big bool
			arch      string
		}{
			{elf.EM_X86_64, false, false, "x64"}, {elf.EM_386, true, false, "ia32"}, {elf.EM_AARCH64, false, false, "arm64"},
			{elf.EM_ARM, true, false, "arm"}, {elf.EM_PPC64, false, true, "ppc64"}, {elf.EM_PPC, true, true, "ppc"},
			{elf.EM_RISCV, false, false, "riscv64"}, {elf.EM_LOONGARCH, false, false, "loong64"},
			{elf.EM_MIPS, true, true, "mips"}, {elf.EM_MIPS, true, false, "mipsel"},
		} {
			a := addonELF()
			a.machine, a.is32, a.big, a.hash, a.rel = m.machine, m.is32, m.big, hash, m.is32
			a.flags = 2 // PowerPC: the ABI without descriptors
			a.init = nil
			a.rela, a.relaCount = nil, 0
			types := elfRelocTable[m.machine]
			a.jmprel = []testReloc{{dataAt + 40, types.slot, 1, 0}, {dataAt + 48, types.slot, 2, 0}}
			b, im := readTestELF(t, a.bytes())
			var names []string
			for _, i := range b.Imports {
				names = append(names, i.Name+" "+i.Version+" "+string(i.Bound))
			}
			for _, e := range b.Exports {
				names = append(names, e.Name)
			}
			want := []string{"napi_create_object  lazy", "memcpy GLIBC_2.14 lazy", "__gmon_start__  ", "table  ", "napi_register_module_v1", "shared"}
			if !slices.Equal(names, want) || b.Arch != m.arch {
				t.Errorf("%s, hash %s: %s: %q", m.arch, hash, b.Arch, names)
			}
			if got := im.stub(dataAt + 40); got != "napi_create_object" {
				t.Errorf("%s, hash %s: stub %q", m.arch, hash, got)
			}
		}
	}
}

// GNU ld writes a GNU hash table of no symbols where nothing is exported; the
// imports are there all the same.
func TestELFEmptyGNUHash(t *testing.T) {
	a := testELF{hash: "gnu-empty", needed: []string{"libc.so.6"}, syms: []testSym{
		{name: "napi_module_register", bind: global}, {name: "unused", bind: global},
	}, jmprel: []testReloc{{dataAt, 7, 1, 0}}, data: make([]byte, 8)}
	b, _ := readTestELF(t, a.bytes())
	if len(b.Imports) != 2 || b.Imports[0].Name != "napi_module_register" {
		t.Errorf("imports: %v", b.Imports)
	}
}

func TestELFWideHash(t *testing.T) {
	a := testELF{machine: elf.EM_S390, big: true, hash: "none", syms: []testSym{{name: "napi_throw", bind: global}}, data: make([]byte, 8)}
	// One bucket, two chain entries, 64 bits each.
	a.data = a.words(1, 2, 0, 0, 0)
	a.dyn = [][2]uint64{{uint64(elf.DT_HASH), dataAt}}
	b, _ := readTestELF(t, a.bytes())
	if len(b.Imports) != 1 || b.Imports[0].Name != "napi_throw" {
		t.Errorf("imports: %v", b.Imports)
	}
}

func TestELFPointers(t *testing.T) {
	word := func(v uint64) (b []byte) { return binary.LittleEndian.AppendUint64(nil, v) }
	t.Run("RELR", func(t *testing.T) {
		a := testELF{init: []uint64{0x10100, 0x10104}, data: bytes.Join([][]byte{word(0x10200), word(0), word(0x10204)}, nil),
			relr: []uint64{dataAt, 1<<1 | 1<<2 | 1<<4 | 1}}
		b, im := readTestELF(t, a.bytes())
		if !b.ELF.Relr || !slices.Equal(im.init, []uint64{0x10100, 0x10104}) {
			t.Errorf("relr %v, constructors %#x", b.ELF.Relr, im.init)
		}
		for addr, want := range map[uint64]uint64{dataAt: 0x10100, dataAt + 8: 0x10104, dataAt + 16: 0x10200, dataAt + 24: 0, dataAt + 32: 0x10204} {
			if got, _, ok := im.pointer(addr); got != want || ok != (want != 0) {
				t.Errorf("pointer at %#x: %#x, %v", addr, got, ok)
			}
		}
	})
	t.Run("packed", func(t *testing.T) {
		packed := []byte("APS2")
		for _, v := range []int64{
			5, dataAt - 8, // count, address before the first
			3, 1 | 2 | 8, 8, 1027, 0x10100, 4, -0x100, // relative, 8 apart, addends each
			2, 8, 8, 1<<32 | 1026, -0x10004, 16, 2<<32 | 257, 8, // nothing shared
		} {
			packed = appendSleb128(packed, v)
		}
		a := testELF{machine: elf.EM_AARCH64, packed: packed, init: []uint64{0, 0, 0}, data: make([]byte, 64),
			syms: []testSym{{name: "napi_throw", bind: global}, {name: "own", value: 0x10400, bind: global}}}
		b, im := readTestELF(t, a.bytes())
		if !b.ELF.AndroidPacked || !slices.Equal(im.init, []uint64{0x10100, 0x10104, 0x10004}) {
			t.Errorf("packed %v, constructors %#x", b.ELF.AndroidPacked, im.init)
		}
		// A jump slot outside DT_JMPREL is no lazy one.
		if got := b.Imports[0]; got.Bound != BindNow || im.stub(dataAt+24) != "napi_throw" {
			t.Errorf("import %v", got)
		}
		if got, _, _ := im.pointer(dataAt + 40); got != 0x10408 {
			t.Errorf("pointer to a symbol of its own: %#x", got)
		}
	})
	t.Run("REL", func(t *testing.T) {
		a := testELF{machine: elf.EM_386, is32: true, rel: true, init: []uint64{0x10100}, data: []byte{4, 0, 0, 0},
			syms: []testSym{{name: "own", value: 0x10400, bind: global}},
			rela: []testReloc{{dataAt, 8, 0, 0}, {dataAt + 4, 1, 1, 0}}, relaCount: 1}
		_, im := readTestELF(t, a.bytes())
		if got, _, _ := im.pointer(dataAt + 4); got != 0x10404 || im.init[0] != 0x10100 {
			t.Errorf("pointer %#x, constructors %#x", got, im.init)
		}
	})
	t.Run("constructor by symbol, unsorted relocations", func(t *testing.T) {
		a := testELF{init: []uint64{0, 0}, data: make([]byte, 16),
			syms: []testSym{{name: "own", value: 0x10400, bind: global}},
			rela: []testReloc{{dataAt + 16, 8, 0, 1}, {dataAt + 24, 8, 0, 1}, {dataAt, 8, 0, 0x10100}, {dataAt + 8, 1, 1, 8}}, relaCount: 3}
		_, im := readTestELF(t, a.bytes())
		if want := []uint64{0x10100, 0x10408}; !slices.Equal(im.init, want) {
			t.Errorf("constructors %#x, want %#x", im.init, want)
		}
	})
	t.Run("descriptors", func(t *testing.T) {
		a := testELF{machine: elf.EM_PPC64, big: true, init: []uint64{0}, data: make([]byte, 64),
			syms: []testSym{{name: "napi_register_module_v1", value: dataAt + 32, bind: global, typ: fn}},
			rela: []testReloc{{dataAt, 22, 0, dataAt + 16}, {dataAt + 16, 22, 0, 0x10100}, {dataAt + 32, 22, 0, 0x10200}}}
		b, im := readTestELF(t, a.bytes())
		if b.Exports[0].Addr != 0x10200 || im.init[0] != 0x10100 {
			t.Errorf("export at %#x, constructors %#x", b.Exports[0].Addr, im.init)
		}
	})
	t.Run("fixed executable", func(t *testing.T) {
		a := testELF{typ: elf.ET_EXEC, data: word(0x10100)}
		b, im := readTestELF(t, a.bytes())
		if got, _, ok := im.pointer(dataAt); got != 0x10100 || !ok || b.Type != Executable {
			t.Errorf("%s: %#x, %v", b.Type, got, ok)
		}
	})
}

func appendSleb128(b []byte, v int64) []byte {
	for {
		c := byte(v & 0x7f)
		v >>= 7
		if v == 0 && c&0x40 == 0 || v == -1 && c&0x40 != 0 {
			return append(b, c)
		}
		b = append(b, c|0x80)
	}
}

func TestELFBinding(t *testing.T) {
	for _, c := range []struct {
		name   string
		needed string
		notes  bool
		dyn    [][2]uint64
		want   string // of an import used by a slot, a GOT entry, slot and GOT entry, data, nothing
	}{
		{"glibc", "libc.so.6", false, nil, "lazy now now now "},
		{"DF_BIND_NOW", "libc.so.6", false, [][2]uint64{{uint64(elf.DT_FLAGS), uint64(elf.DF_BIND_NOW)}}, "now now now now "},
		{"DF_1_NOW", "libc.so.6", false, [][2]uint64{{uint64(elf.DT_FLAGS_1), uint64(elf.DF_1_NOW)}}, "now now now now "},
		{"DT_BIND_NOW", "libc.so.6", false, [][2]uint64{{uint64(elf.DT_BIND_NOW), 0}}, "now now now now "},
		{"musl", "libc.musl-x86_64.so.1", false, nil, "lazy lazy lazy now "},
		{"android", "libc.so", true, nil, "now now now now "},
		{"freebsd", "libc.so.7", false, nil, "lazy now now now "},
	} {
		a := testELF{needed: []string{c.needed}, dyn: c.dyn, data: make([]byte, 64),
			syms: []testSym{{name: "slot", bind: global}, {name: "got", bind: global}, {name: "both", bind: global},
				{name: "data", bind: global}, {name: "unused", bind: global}},
			rela:   []testReloc{{dataAt, 6, 2, 0}, {dataAt + 8, 6, 3, 0}, {dataAt + 16, 1, 4, 0}},
			jmprel: []testReloc{{dataAt + 24, 7, 1, 0}, {dataAt + 32, 7, 3, 0}}}
		if c.notes {
			a.notes = a.note("Android", 1, a.u32(23))
		}
		b, _ := readTestELF(t, a.bytes())
		var got []string
		for _, i := range b.Imports {
			got = append(got, string(i.Bound))
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%s: %q, want %q", c.name, s, c.want)
		}
	}
}

// MIPS gives global GOT entries to symbols without any relocation; a value
// means a lazy stub.
func TestELFBindingMIPS(t *testing.T) {
	a := testELF{machine: elf.EM_MIPS, is32: true, hash: "sysv", dyn: [][2]uint64{{uint64(elf.DT_MIPS_GOTSYM), 2}},
		syms: []testSym{{name: "unused", bind: global}, {name: "stub", bind: global, typ: fn}, {name: "got", bind: global}}}
	data := a.bytes()
	// The stub's address, which the maker of symbols takes for a definition.
	at := bytes.Index(data, a.u32(0, uint32(len("\x00unused\x00stub\x00"))))
	if at < 0 {
		at = bytes.Index(data, a.u32(uint32(len("\x00unused\x00")), 0))
	}
	copy(data[at+4:], a.u32(0x10100))
	b, _ := readTestELF(t, data)
	var got []string
	for _, i := range b.Imports {
		got = append(got, i.Name+" "+string(i.Bound))
	}
	if want := []string{"unused ", "stub lazy", "got now"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// Some linkers count the PLT's relocations into DT_RELASZ too; they stay lazy.
func TestELFRelocationsOverlap(t *testing.T) {
	a := addonELF()
	a.syms, a.hash = []testSym{{name: "napi_throw", bind: global}}, "none"
	a.rela = []testReloc{{dataAt, 8, 0, 0x10100}, {dataAt + 40, 7, 1, 0}}
	a.relaCount, a.jmprel = 1, nil
	b, _ := readTestELF(t, a.bytes())
	if b.Imports[0].Bound != BindNow {
		t.Errorf("a jump slot outside DT_JMPREL: %s", b.Imports[0].Bound)
	}
	rela := tablesAt + uint64(bytes.Index(a.bytes(), a.relocs(a.rela)))
	a.dyn = [][2]uint64{{uint64(elf.DT_JMPREL), rela + 24}, {uint64(elf.DT_PLTRELSZ), 24}, {uint64(elf.DT_PLTREL), uint64(elf.DT_RELA)}}
	b, _ = readTestELF(t, a.bytes())
	if b.Imports[0].Bound != BindLazy || !b.Imports[0].Func {
		t.Errorf("a jump slot in both tables: %v", b.Imports[0])
	}
}

func TestELFPlatform(t *testing.T) {
	var a testELF
	for _, c := range []struct {
		name           string
		elf            testELF
		platform, libc string
	}{
		{"nothing", testELF{}, "", ""},
		{"glibc", testELF{needed: []string{"libc.so.6"}}, "linux", "glibc"},
		{"glibc's loader only", testELF{needed: []string{"ld-linux-aarch64.so.1"}}, "linux", "glibc"},
		{"musl", testELF{needed: []string{"libc.musl-x86_64.so.1"}}, "linux", "musl"},
		{"bare libc.so", testELF{needed: []string{"libc.so", "libgcc_s.so.1"}}, "", ""},
		{"bare libc.so, OS ABI", testELF{needed: []string{"libc.so"}, osabi: elf.ELFOSABI_LINUX}, "linux", ""},
		{"libgcc's GLIBC_2.0", testELF{needed: []string{"libc.so"}, syms: []testSym{
			{name: "__register_frame_info", bind: weak, library: "libgcc_s.so.1", version: "GLIBC_2.0"}}}, "", ""},
		{"ABI tag", testELF{notes: a.note("GNU", 1, a.u32(0, 3, 2, 0))}, "linux", ""},
		{"android note", testELF{needed: []string{"libc.so"}, notes: a.note("Android", 1, a.u32(24))}, "android", ""},
		{"bionic's versions", testELF{needed: []string{"libc.so"}, syms: []testSym{
			{name: "memcpy", bind: global, library: "libc.so", version: "LIBC"}}}, "android", ""},
		{"android libraries", testELF{needed: []string{"liblog.so", "libc.so"}}, "android", ""},
		{"openharmony note", testELF{needed: []string{"libc.so"}, notes: a.note("OHOS", 1, a.u32(12))}, "openharmony", ""},
		{"openharmony libraries", testELF{needed: []string{"libace_napi.z.so", "libc.so"}}, "openharmony", ""},
		{"freebsd", testELF{osabi: elf.ELFOSABI_FREEBSD}, "freebsd", ""},
		{"freebsd libc", testELF{needed: []string{"libgcc_s.so.1", "libc.so.7"}}, "freebsd", ""},
		{"freebsd note", testELF{notes: a.note("FreeBSD", 1, a.u32(1400097))}, "freebsd", ""},
		{"openbsd", testELF{osabi: elf.ELFOSABI_OPENBSD}, "openbsd", ""},
		{"openbsd libc", testELF{needed: []string{"libc.so.102.0"}}, "openbsd", ""},
		{"openbsd note", testELF{notes: a.note("OpenBSD", 1, a.u32(0))}, "openbsd", ""},
		{"netbsd note", testELF{notes: a.note("NetBSD", 1, a.u32(1000000000))}, "netbsd", ""},
		{"illumos", testELF{needed: []string{"libc.so.1"}}, "sunos", ""},
		{"compiler", testELF{sections: []testSection{{".comment", elf.SHT_PROGBITS, "Android (8490178, based on r450784d) clang version 14.0.6\x00"}}}, "android", ""},
	} {
		b, _ := readTestELF(t, c.elf.bytes())
		if b.Platform != c.platform || b.Libc != c.libc {
			t.Errorf("%s: %q %q, want %q %q", c.name, b.Platform, b.Libc, c.platform, c.libc)
		}
	}
}

func TestELFFloors(t *testing.T) {
	need := func(lib, version string, weak bool) testSym {
		return testSym{name: "f_" + version, bind: global, library: lib, version: version, weak: weak}
	}
	a := testELF{needed: []string{"libc.so.6"}, syms: []testSym{
		need("libc.so.6", "GLIBC_2.2.5", false), need("libm.so.6", "GLIBC_2.27", false), need("ld-linux-x86-64.so.2", "GLIBC_2.3", false),
		need("libc.so.6", "GLIBC_2.9", false), need("libc.so.6", "GLIBC_2.38", true), need("libgcc_s.so.1", "GLIBC_2.99", false),
		need("libc.so.6", "GLIBC_PRIVATE", false), need("libc.so.6", "GLIBC_ABI_DT_RELR", false),
		need("libstdc++.so.6", "GLIBCXX_3.4.9", false), need("libstdc++.so.6", "GLIBCXX_3.4.21", false),
		need("libstdc++.so.6", "CXXABI_1.3.8", false), need("libstdc++.so.6", "CXXABI_ARM_1.3.3", false), need("libgcc_s.so.1", "GCC_4.2.0", false),
	}}
	b, _ := readTestELF(t, a.bytes())
	got := b.Floors
	got.Needs = nil
	if diff := cmp.Diff(Floors{Glibc: "2.27", Glibcxx: "3.4.21", Cxxabi: "1.3.8", GCC: "4.2.0"}, got); diff != "" {
		t.Error(diff)
	}
	if n := b.Floors.Needs; len(n) != 13 || n[4].Symbols[0] != "f_GLIBC_2.38" || !n[4].Weak {
		t.Errorf("needs: %v", n)
	}
}

func TestELFFileType(t *testing.T) {
	entry := []testSym{{name: "napi_register_module_v1", value: 0x10100, bind: global, typ: fn}}
	pie := [][2]uint64{{uint64(elf.DT_FLAGS_1), uint64(elf.DF_1_PIE)}}
	for _, c := range []struct {
		name string
		elf  testELF
		want FileType
	}{
		{"library", testELF{}, SharedLibrary},
		{"interpreter", testELF{interp: "/lib64/ld-linux-x86-64.so.2"}, Executable},
		{"library that can be run", testELF{interp: "/lib64/ld-linux-x86-64.so.2", soname: "libc.so.6"}, SharedLibrary},
		{"addon with an interpreter", testELF{interp: "/lib64/ld-linux-x86-64.so.2", syms: entry}, SharedLibrary},
		{"PIE", testELF{interp: "/lib64/ld-linux-x86-64.so.2", dyn: pie, syms: entry}, Executable},
		{"core", testELF{typ: elf.ET_CORE}, OtherType},
		{"object", testELF{typ: elf.ET_REL, sections: []testSection{{".debug_info", elf.SHT_PROGBITS, "x"}}}, Object},
	} {
		if b, _ := readTestELF(t, c.elf.bytes()); b.Type != c.want {
			t.Errorf("%s: %s, want %s", c.name, b.Type, c.want)
		}
	}
}

func TestELFSections(t *testing.T) {
	attributes := "A\x2d\x00\x00\x00aeabi\x00\x01\x23\x00\x00\x00\x05ARM v7\x00\x06\x0a\x07\x41\x08\x01\x0a\x04\x1c\x01\x20\x00gnu\x00\x41\x43\x43\x00\x22\x01"
	a := testELF{machine: elf.EM_ARM, is32: true, sections: []testSection{
		{".symtab", elf.SHT_SYMTAB, ""}, {".debug_info", elf.SHT_PROGBITS, "x"},
		{".comment", elf.SHT_PROGBITS, "GCC: (B) 2\x00Clang A\x00GCC: (B) 2\x00"},
		{".ARM.attributes", shtARMAttributes, attributes},
	}}
	a.notes = append(a.note("GNU", ntBuildID, []byte{0xca, 0xfe}), a.note("GNU", ntProperty, a.u32(propISANeeded, 4, 6))...)
	b, im := readTestELF(t, a.bytes())
	frames := testELF{sections: []testSection{{".debug_frame", elf.SHT_PROGBITS, "x"}, {".debug_line", elf.SHT_PROGBITS, "x"}}}
	if b, _ := readTestELF(t, frames.bytes()); b.DebugInfo {
		t.Error("takes the frames of an assembler for debug information")
	}
	if b.Stripped || !b.DebugInfo || !b.ELF.SectionHeaders || b.ELF.BuildID != "cafe" || b.ELF.ISANeeded != 6 {
		t.Errorf("%+v %+v", b, b.ELF)
	}
	if diff := cmp.Diff([]string{"Clang A", "GCC: (B) 2"}, b.ELF.Compiler); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]string{"Tag_CPU_arch": "v7", "Tag_FP_arch": "VFPv3-D16", "Tag_ABI_VFP_args": "VFP registers"}, b.ELF.ARMAttributes); diff != "" {
		t.Error(diff)
	}
	if len(im.sections) != 5 || im.sections[1].name != ".debug_info" {
		t.Errorf("sections: %v", im.sections)
	}
}

func TestELFStack(t *testing.T) {
	glibc := testELF{needed: []string{"libc.so.6"}, noStack: true}
	musl := testELF{needed: []string{"libc.musl-x86_64.so.1"}, noStack: true}
	arm64 := testELF{needed: []string{"libc.so.6"}, noStack: true, machine: elf.EM_AARCH64}
	for i, want := range []bool{true, false, false} {
		b, _ := readTestELF(t, []testELF{glibc, musl, arm64}[i].bytes())
		if b.ELF.ExecStack != want || b.ELF.GNUStack {
			t.Errorf("%s %s: executable stack %v", b.Arch, b.Libc, b.ELF.ExecStack)
		}
	}
}

// PLT entries as linkers write them, disassembled from real files.
func TestELFStubs(t *testing.T) {
	for _, c := range []struct {
		name    string
		machine elf.Machine
		is32    bool
		big     bool
		code    string
		got     uint64
	}{
		{"x64", elf.EM_X86_64, false, false, "\xff\x25\x0a\x00\x00\x00\x68\x00\x00\x00\x00\xe9\x00\x00\x00\x00", 16},
		{"x64 with CET", elf.EM_X86_64, false, false, "\xf3\x0f\x1e\xfa\xf2\xff\x25\x05\x00\x00\x00\x0f\x1f\x44\x00\x00", 16},
		{"ia32", elf.EM_386, true, false, "\xff\xa3\x10\x00\x00\x00\x68\x00\x00\x00\x00\xe9\x00\x00\x00\x00", 16},
		{"arm64", elf.EM_AARCH64, false, false, "\x10\x00\x00\x90\x11\x0a\x40\xf9\x10\x42\x00\x91\x20\x02\x1f\xd6", 16},
		{"arm64 with BTI", elf.EM_AARCH64, false, false, "\x5f\x24\x03\xd5\x10\x00\x00\x90\x11\x0e\x40\xf9\x10\x62\x00\x91\x20\x02\x1f\xd6", 24},
		{"arm", elf.EM_ARM, true, false, "\x00\xc6\x8f\xe2\x00\xca\x8c\xe2\x08\xf0\xbc\xe5\x00\x00\x00\x00", 16},
		{"riscv64", elf.EM_RISCV, false, false, "\x17\x0e\x00\x00\x03\x3e\x0e\x01\x67\x03\x0e\x00\x13\x00\x00\x00", 16},
		{"s390x", elf.EM_S390, false, true, "\xc0\x10\x00\x00\x00\x08\xe3\x10\x10\x00\x00\x04\x07\xf1\x0d\x10", 16},
		{"loong64", elf.EM_LOONGARCH, false, false, "\x0f\x00\x00\x1c\xef\x41\xc0\x28\xed\x01\x00\x4c\x00\x00\x40\x03", 16},
	} {
		types := elfRelocTable[c.machine]
		a := testELF{machine: c.machine, is32: c.is32, big: c.big, rel: c.is32, data: []byte(c.code + strings.Repeat("\x00", 32)),
			syms:   []testSym{{name: "napi_throw", bind: global}},
			jmprel: []testReloc{{dataAt + c.got, types.slot, 1, 0}},
			dyn:    [][2]uint64{{uint64(elf.DT_PLTGOT), dataAt}}}
		_, im := readTestELF(t, a.bytes())
		if got := im.stub(dataAt); got != "napi_throw" {
			t.Errorf("%s: %q", c.name, got)
		}
	}
}

// Call stubs of 64-bit PowerPC need the place of the GOT, which only section headers tell.
func TestELFStubPPC64(t *testing.T) {
	order := binary.LittleEndian
	var code []byte
	for _, w := range []uint32{0xf8410018, 0x3d82ffff, 0xe98c8010, 0x7d8903a6, 0x4e800420} {
		code = order.AppendUint32(code, w)
	}
	im := &image{src: source{bytes.NewReader(code), 0, int64(len(code))}, order: order, arch: "ppc64",
		regions: []region{{addr: 0x1000, size: uint64(len(code)), filesz: int64(len(code))}}}
	f := &elfFile{order: order, is64: true, machine: elf.EM_PPC64, gotAddr: 0x30000}
	// The table of contents at 0x38000, less 0x10000, less 0x7ff0.
	if at, ok := f.pltSlot(im, 0x1000); !ok || at != 0x20010 {
		t.Errorf("%#x %v", at, ok)
	}
	f.gotAddr = 0
	if _, ok := f.pltSlot(im, 0x1000); ok {
		t.Error("guessed the place of the GOT")
	}
}

func TestELFDefects(t *testing.T) {
	good := func() *testELF { a := addonELF(); return &a }
	lie := func(tag elf.DynTag, v uint64) func() []byte {
		return func() []byte {
			a := good()
			a.lies = map[elf.DynTag]uint64{tag: v}
			return a.bytes()
		}
	}
	for _, c := range []struct {
		name string
		data func() []byte
		want string
	}{
		{"cut off", func() []byte { b := good().bytes(); return b[:len(b)-8] }, "segment 1 (PT_LOAD at 0x200000): offset"},
		{"half", func() []byte { b := good().bytes(); return b[:len(b)/2] }, "truncated"},
		{"header only", func() []byte { return good().bytes()[:64] }, "program headers"},
		{"magic only", func() []byte { return []byte("\x7fELF") }, "file header: cut off"},
		{"class", func() []byte { b := good().bytes(); b[4] = 9; return b }, "class 9"},
		{"byte order", func() []byte { b := good().bytes(); b[5] = 9; return b }, "byte order 9"},
		{"program header size", func() []byte { b := good().bytes(); b[54] = 9; return b }, "9 bytes each"},
		{"no dynamic segment", func() []byte { b := good().bytes(); b[64+2*56] = 0; return b }, "without a dynamic segment"},
		{"overlap", func() []byte { b := good().bytes(); b[64+56+18] = 1; return b }, "overlap"},
		{"symbol size", lie(elf.DT_SYMENT, 7), "7 bytes each"},
		{"strings outside", lie(elf.DT_STRTAB, 0x900000), "dynamic strings: address 0x900000 lies in no loaded segment"},
		{"strings too long", lie(elf.DT_STRSZ, 1<<40), "dynamic strings"},
		{"relocations too many", lie(elf.DT_RELASZ, 1<<40), "more than the file holds"},
		{"constructors too many", lie(elf.DT_INIT_ARRAYSZ, 1<<40), "constructors"},
		{"hash outside", lie(elf.DT_HASH, 1), "symbol hash table"},
		{"versions outside", lie(elf.DT_VERNEED, 1), "version needs"},
		{"relocation of no symbol", func() []byte {
			a := good()
			a.rela = append(a.rela, testReloc{dataAt, 6, 1 << 20, 0})
			return a.bytes()
		}, "symbol 1048576 is past any table"},
		{"packed, no mark", func() []byte { a := good(); a.packed = []byte("APS1"); return a.bytes() }, "no APS2 mark"},
		{"packed, cut off", func() []byte { a := good(); a.packed = []byte("APS2\x05\x00\x05\x08\x80"); return a.bytes() }, "cut off inside"},
		{"packed bomb", func() []byte {
			a := good()
			a.packed = appendSleb128([]byte("APS2"), 1<<60)
			return a.bytes()
		}, "relocations for a file of"},
		{"run path too long", func() []byte { a := good(); a.runpath = strings.Repeat(":", maxELFRunPath+1); return a.bytes() }, "run path: 32769 bytes"},
		{"object without sections", func() []byte { a := good(); a.typ = elf.ET_REL; return a.bytes() }, "object file"},
	} {
		data := c.data()
		b, im, err := readELF(source{bytes.NewReader(data), 0, int64(len(data))})
		if err == nil || b != nil || im != nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
}

// Version chains that run over themselves end.
func TestELFVersionChain(t *testing.T) {
	for _, num := range []uint64{1, 1 << 40} {
		a := addonELF()
		a.init = nil
		a.data = bytes.Repeat([]byte{0, 1, 0, 0}, 2<<20)
		copy(a.data, a.u16(1, 0xffff))
		a.lies = map[elf.DynTag]uint64{elf.DT_VERNEED: dataAt, elf.DT_VERNEEDNUM: num}
		data := a.bytes()
		_, _, err := readELF(source{bytes.NewReader(data), 0, int64(len(data))})
		if err == nil || !strings.Contains(err.Error(), "version needs") {
			t.Errorf("%d needs: %v", num, err)
		}
	}
}

// Names may share bytes, but not so that a small table makes gigabytes.
func TestELFNameBudget(t *testing.T) {
	a := testELF{hash: "none"}
	long := strings.Repeat("x", 2000)
	a.syms = append(a.syms, testSym{name: long, bind: global})
	for range 300 {
		a.syms = append(a.syms, testSym{name: "", bind: global})
	}
	data := a.bytes()
	at := bytes.Index(data, a.u32(1, 0x10))
	for i := range 300 { // all other symbols take the long name too
		copy(data[at+24*(i+1):], a.u32(1))
	}
	_, _, err := readELF(source{bytes.NewReader(data), 0, int64(len(data))})
	if err == nil || !strings.Contains(err.Error(), "names overlap") {
		t.Errorf("error %v", err)
	}
}

func FuzzReadELF(f *testing.F) {
	for _, hash := range []string{"sysv", "gnu", "none"} {
		a := addonELF()
		a.hash = hash
		f.Add(a.bytes())
	}
	a := addonELF()
	a.machine, a.is32, a.big, a.rel, a.init, a.rela = elf.EM_PPC, true, true, true, nil, nil
	f.Add(a.bytes())
	a = addonELF()
	a.machine, a.relr = elf.EM_AARCH64, []uint64{dataAt, 0xff}
	a.packed = []byte("APS2\x02\x00\x02\x0b\x08\x83\x08\x04")
	a.notes = append(a.note("Android", 1, a.u32(23)), a.note("GNU", ntProperty, a.u32(propISANeeded, 4, 6))...)
	f.Add(a.bytes())
	a = testELF{machine: elf.EM_ARM, is32: true, sections: []testSection{{".comment", elf.SHT_PROGBITS, "a\x00b"},
		{".ARM.attributes", shtARMAttributes, "A\x11\x00\x00\x00aeabi\x00\x01\x07\x00\x00\x00\x06\x0a"}}}
	f.Add(a.bytes())
	f.Fuzz(func(t *testing.T, data []byte) {
		b, im, err := readELF(source{bytes.NewReader(data), 0, int64(len(data))})
		if (err == nil) != (b != nil) || (err == nil) != (im != nil) {
			t.Fatalf("error %v with binary %v, image %v", err, b != nil, im != nil)
		}
		if err != nil {
			return
		}
		im.pointer(dataAt)
		for _, r := range im.regions {
			im.stub(r.addr)
			im.stub(r.addr + r.size/2)
		}
	})
}

func BenchmarkReadELF(b *testing.B) {
	a := testELF{hash: "gnu", needed: []string{"libc.so.6"}, data: make([]byte, 16*4000)}
	for i := range 1000 {
		a.syms = append(a.syms, testSym{name: fmt.Sprintf("imported_function_%d", i), bind: global, typ: fn})
		a.jmprel = append(a.jmprel, testReloc{dataAt + uint64(8*i), 7, uint32(i + 1), 0})
		a.rela = append(a.rela, testReloc{dataAt + uint64(8000+8*i), 8, 0, 0x10100})
	}
	for i := range 1000 {
		a.syms = append(a.syms, testSym{name: fmt.Sprintf("exported_function_%d", i), value: 0x10100, bind: global, typ: fn})
	}
	a.relaCount = len(a.rela)
	data := a.bytes()
	src := source{bytes.NewReader(data), 0, int64(len(data))}
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := readELF(src); err != nil {
			b.Fatal(err)
		}
	}
}

func TestCompareVersions(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"2.4", "2.28", -1}, {"2.28", "2.4", 1}, {"2.28", "2.28", 0}, {"2.2.5", "2.2", 1},
		{"11", "11.0", 0}, {"3.4.9", "3.4.21", -1}, {"", "2.17", -1}, {"10.15", "11.0", -1},
	} {
		if got := CompareVersions(c.a, c.b); got < 0 != (c.want < 0) || got > 0 != (c.want > 0) {
			t.Errorf("CompareVersions(%q, %q) = %d, want %d", c.a, c.b, got, c.want)
		}
	}
}

// What a loader reads is read with Tables, and what only code and data tell is not.
func TestReadTables(t *testing.T) {
	a := addonELF()
	a.dyn = [][2]uint64{{uint64(elf.DT_FLAGS_1), uint64(elf.DF_1_NOOPEN | elf.DF_1_NODEFLIB)}}
	data := a.bytes()
	read := func(opt Options) *Binary {
		f, err := Read(bytes.NewReader(data), int64(len(data)), opt)
		if err != nil {
			t.Fatal(err)
		}
		return f.Binaries[0]
	}
	all, tables := read(Options{}), read(Options{Tables: true})
	if !all.ELF.NoOpen || !all.ELF.NoDefaultLib || all.ELF.Fixed || len(all.Registration) == 0 {
		t.Errorf("%+v", all)
	}
	if tables.Registration != nil || tables.NodeAPI.VersionSource != "" {
		t.Errorf("with Tables: %+v", tables)
	}
	all.Registration, all.NodeAPI = nil, tables.NodeAPI
	all.Payload = tables.Payload
	if diff := cmp.Diff(all, tables); diff != "" {
		t.Errorf("-all +tables\n%s", diff)
	}
	a = testELF{typ: elf.ET_EXEC}
	data = a.bytes()
	if !read(Options{}).ELF.Fixed {
		t.Error("an ET_EXEC is not fixed")
	}
}
