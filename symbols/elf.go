package symbols

import (
	"cmp"
	"debug/elf"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unsafe"
)

// Bounds on what a header may claim. They lie far above any real addon or
// Node.js executable, and keep a lying file cheap.
const (
	maxELFSegments = 1 << 10 // PT_LOAD headers
	maxELFSections = 1 << 17
	maxELFDynamic  = 1 << 16 // entries of the dynamic segment
	maxELFSymbols  = 1 << 19 // dynamic symbols
	maxELFInit     = 1 << 16 // constructors
	maxELFRunPath  = 1 << 15 // bytes
)

// An elfFile reads an ELF slice the way a loader does: program headers first,
// everything else by address. Section headers, which no loader needs, only add
// facts that have no other place.
type elfFile struct {
	src     source
	order   binary.ByteOrder
	is64    bool
	osabi   elf.OSABI
	typ     elf.Type
	machine elf.Machine
	flags   uint32

	shoff            int64
	shentsize, shnum int
	shstrndx         int
	progs            []elf.ProgHeader
	loads            []region // PT_LOAD, ascending by address
	dyn              []elf.Dyn64
	strtab           string // the dynamic string table
	nameBudget       int    // bytes of names that may still be taken from it
	block            []byte // the last small read, see at
	blockOff         int64
	syms             []byte // the dynamic symbol table
	relocs           elfRelocTypes
	gotAddr          uint64 // section .got, where there are section headers
}

// readELF reads one ELF image. The image it returns beside the Binary answers
// questions about its memory; an object file or core has one without regions.
func readELF(src source) (*Binary, *image, error) {
	b, im, err := parseELF(src)
	if err != nil {
		return nil, nil, fmt.Errorf("ELF: %w", err)
	}
	return b, im, nil
}

func parseELF(src source) (*Binary, *image, error) {
	f, err := openELF(src)
	if err != nil {
		return nil, nil, err
	}
	facts := &ELFFacts{
		Class:     32,
		BigEndian: f.order == binary.ByteOrder(binary.BigEndian),
		OSABI:     uint8(f.osabi),
		Flags:     f.flags,
		Fixed:     f.typ == elf.ET_EXEC,
	}
	if f.is64 {
		facts.Class = 64
	}
	b := &Binary{
		Format:  ELF,
		Type:    OtherType,
		Arch:    f.arch(),
		Machine: f.machine.String(),
		Offset:  src.off,
		Size:    src.size,
		ELF:     facts,
	}
	im := &image{
		src: src, order: f.order, ptr: facts.Class / 8, arch: b.Arch,
		pointer: func(uint64) (uint64, string, bool) { return 0, "", false },
		stub:    func(uint64) string { return "" },
	}
	sections, err := f.readSections(b)
	if err != nil {
		return nil, nil, err
	}
	im.sections = sections.regions
	switch f.typ {
	case elf.ET_REL:
		if !facts.SectionHeaders {
			return nil, nil, errors.New("object file: its section headers are missing or cut off")
		}
		b.Type = Object
		ev := f.readNotes(b, sections.notes)
		b.Platform, b.Libc = platformOfELF(b, ev)
		return b, im, nil
	case elf.ET_EXEC, elf.ET_DYN:
	default:
		return b, im, nil
	}

	if err := f.readSegments(b); err != nil {
		return nil, nil, err
	}
	im.regions = f.loads
	if err := f.readDynamic(b); err != nil {
		return nil, nil, err
	}
	ev := f.readNotes(b, f.noteSegments())
	// What the loader does with unresolved symbols depends on whose it is.
	b.Platform, b.Libc = platformOfELF(b, ev)
	if len(f.dyn) > 0 {
		if err := f.readSymbols(b, im); err != nil {
			return nil, nil, err
		}
		// Symbol versions may tell more.
		b.Platform, b.Libc = platformOfELF(b, ev)
	}
	b.Type = f.fileType(b)
	facts.ExecStack = facts.ExecStack || !facts.GNUStack && executableStackByDefault(b)
	for i := range b.Imports {
		switch name := b.Imports[i].Name; {
		case name == "__stack_chk_fail" || name == "__stack_smash_handler":
			facts.StackProtector = true
		case strings.HasPrefix(name, "__") && strings.HasSuffix(name, "_chk"):
			facts.Fortified = true
		}
	}
	return b, im, nil
}

// openELF reads the file header and the program headers.
func openELF(src source) (*elfFile, error) {
	ident, err := src.bytes(0, min(src.size, elf.EI_NIDENT), "file header")
	if err != nil {
		return nil, err
	}
	if len(ident) < elf.EI_NIDENT {
		return nil, fmt.Errorf("file header: cut off after %d bytes", len(ident))
	}
	f := &elfFile{src: src, osabi: elf.OSABI(ident[elf.EI_OSABI])}
	switch elf.Class(ident[elf.EI_CLASS]) {
	case elf.ELFCLASS32:
	case elf.ELFCLASS64:
		f.is64 = true
	default:
		return nil, fmt.Errorf("file header: class %d is neither 32 nor 64 bit", ident[elf.EI_CLASS])
	}
	switch elf.Data(ident[elf.EI_DATA]) {
	case elf.ELFDATA2LSB:
		f.order = binary.LittleEndian
	case elf.ELFDATA2MSB:
		f.order = binary.BigEndian
	default:
		return nil, fmt.Errorf("file header: byte order %d is unknown", ident[elf.EI_DATA])
	}
	if v := ident[elf.EI_VERSION]; v != byte(elf.EV_CURRENT) {
		return nil, fmt.Errorf("file header: version %d is unknown", v)
	}
	size, phent := int64(52), 32
	if f.is64 {
		size, phent = 64, 56
	}
	head, err := f.at(0, size, "file header")
	if err != nil {
		return nil, err
	}
	h := f.record(head[elf.EI_NIDENT:])
	f.typ, f.machine = elf.Type(h.u16()), elf.Machine(h.u16())
	h.u32()  // version
	h.word() // entry point
	phoff, shoff := h.word(), h.word()
	f.flags = h.u32()
	h.u16() // size of this header
	phentsize, phnum := int(h.u16()), int(h.u16())
	f.shentsize, f.shnum, f.shstrndx = int(h.u16()), int(h.u16()), int(h.u16())
	if shoff > uint64(src.size) {
		shoff = 0 // cut off behind the last segment; nothing that loaders miss
	}
	f.shoff = int64(shoff)
	f.relocs = elfRelocTable[f.machine]
	if f.machine == elf.EM_S390 && !f.is64 {
		f.relocs.word = uint32(elf.R_390_32)
	}
	if phnum == 0 {
		return f, nil
	}
	if phentsize != phent {
		return nil, fmt.Errorf("program headers: %d bytes each instead of %d", phentsize, phent)
	}
	if phoff > uint64(src.size) {
		return nil, fmt.Errorf("program headers: offset %#x is past the end of the file (%#x bytes): truncated", phoff, src.size)
	}
	table, err := f.at(int64(phoff), int64(phnum*phent), "program headers")
	if err != nil {
		return nil, err
	}
	f.progs = make([]elf.ProgHeader, phnum)
	for i := range f.progs {
		r, p := f.record(table[i*phent:]), &f.progs[i]
		p.Type = elf.ProgType(r.u32())
		if f.is64 {
			p.Flags = elf.ProgFlag(r.u32())
		}
		p.Off, p.Vaddr, p.Paddr, p.Filesz, p.Memsz = r.word(), r.word(), r.word(), r.word(), r.word()
		if !f.is64 {
			p.Flags = elf.ProgFlag(r.u32())
		}
		p.Align = r.word()
	}
	return f, nil
}

// arch is Node's name for the machine.
func (f *elfFile) arch() string {
	little := f.order == binary.ByteOrder(binary.LittleEndian)
	switch m := f.machine; {
	case m == elf.EM_X86_64 && f.is64:
		return "x64"
	case m == elf.EM_386 && !f.is64:
		return "ia32"
	case m == elf.EM_AARCH64 && f.is64 && little:
		return "arm64"
	case m == elf.EM_ARM && !f.is64 && little:
		return "arm"
	case m == elf.EM_PPC64 && f.is64:
		return "ppc64" // both byte orders, as in process.arch
	case m == elf.EM_PPC && !f.is64:
		return "ppc"
	case m == elf.EM_S390 && f.is64:
		return "s390x"
	case m == elf.EM_S390:
		return "s390"
	case m == elf.EM_RISCV && f.is64:
		return "riscv64"
	case m == elf.EM_LOONGARCH && f.is64:
		return "loong64"
	case m == elf.EM_MIPS && f.is64 && little:
		return "mips64el"
	case m == elf.EM_MIPS && !f.is64 && f.flags&mipsABI2 == 0:
		if little {
			return "mipsel"
		}
		return "mips"
	}
	return "unknown"
}

const mipsABI2 = 0x20 // e_flags: the n32 ABI, 64-bit code in 32-bit files

// fileType tells a library from an executable. Position-independent
// executables are ET_DYN too: DF_1_PIE marks them (and makes glibc refuse
// them); older ones have an interpreter, but so have some libraries that can
// also be run, which are told by a SONAME or by what an addon must have.
func (f *elfFile) fileType(b *Binary) FileType {
	switch {
	case f.typ == elf.ET_EXEC, b.ELF.PIE:
		return Executable
	case b.ELF.Interp == "", b.ID != "":
		return SharedLibrary
	}
	for i := range b.Imports {
		if name := b.Imports[i].Name; name == "napi_module_register" || name == "node_module_register" {
			return SharedLibrary
		}
	}
	for i := range b.Exports {
		if name := b.Exports[i].Name; name == "napi_register_module_v1" || strings.HasPrefix(name, "node_register_module_v") {
			return SharedLibrary
		}
	}
	return Executable
}

// readSegments checks the program headers, maps PT_LOAD and notes what the
// other headers say.
func (f *elfFile) readSegments(b *Binary) error {
	facts := b.ELF
	facts.RelRO = "none"
	for i, p := range f.progs {
		switch p.Type {
		case elf.PT_LOAD:
			if err := f.addLoad(i, p, facts); err != nil {
				return err
			}
		case elf.PT_INTERP:
			// A path; whatever is longer is none.
			name, err := f.at(int64(min(p.Off, 1<<62)), int64(min(p.Filesz, 4096)), "interpreter name")
			if err != nil {
				return err
			}
			facts.Interp, _, _ = strings.Cut(string(name), "\x00")
		case elf.PT_TLS:
			facts.TLSSize = p.Memsz
		case elf.PT_GNU_STACK:
			facts.GNUStack = true
			facts.ExecStack = p.Flags&elf.PF_X != 0
		case elf.PT_GNU_RELRO:
			facts.RelRO = "partial"
		}
	}
	if len(f.loads) == 0 {
		return errors.New("no loadable segment (PT_LOAD)")
	}
	slices.SortStableFunc(f.loads, func(a, b region) int { return cmp.Compare(a.addr, b.addr) })
	for i := 1; i < len(f.loads); i++ {
		if a, b := f.loads[i-1], f.loads[i]; b.addr-a.addr < a.size {
			return fmt.Errorf("segments at %#x and %#x overlap in memory", a.addr, b.addr)
		}
	}
	return nil
}

func (f *elfFile) addLoad(i int, p elf.ProgHeader, facts *ELFFacts) error {
	name := fmt.Sprintf("segment %d (PT_LOAD at %#x)", i, p.Vaddr)
	size := uint64(f.src.size)
	switch {
	case p.Off > size || p.Filesz > size-p.Off:
		return fmt.Errorf("%s: offset %#x and length %#x reach past the end of the file (%#x bytes): truncated", name, p.Off, p.Filesz, size)
	case p.Filesz > p.Memsz:
		return fmt.Errorf("%s: %#x bytes in the file for %#x in memory", name, p.Filesz, p.Memsz)
	case p.Vaddr+p.Memsz < p.Vaddr:
		return fmt.Errorf("%s: ends behind the end of memory", name)
	case len(f.loads) == maxELFSegments:
		return fmt.Errorf("more than %d loadable segments", maxELFSegments)
	}
	if p.Memsz == 0 {
		return nil
	}
	r := region{
		addr: p.Vaddr, size: p.Memsz, off: int64(p.Off), filesz: int64(p.Filesz),
		read: p.Flags&elf.PF_R != 0, write: p.Flags&elf.PF_W != 0, exec: p.Flags&elf.PF_X != 0,
	}
	f.loads = append(f.loads, r)
	facts.WX = facts.WX || r.write && r.exec
	if facts.MaxPageSize == 0 || p.Align < facts.MaxPageSize {
		facts.MaxPageSize = p.Align
	}
	return nil
}

// at returns n bytes at a file offset, which the caller must not change. Small
// reads are served from one block, as the tables of an ELF file lie close together.
func (f *elfFile) at(off, n int64, what string) ([]byte, error) {
	if d := off - f.blockOff; d >= 0 && n >= 0 && d <= int64(len(f.block)) && n <= int64(len(f.block))-d {
		return f.block[d : d+n : d+n], nil
	}
	if off < 0 || n < 0 || n > f.src.size || off > f.src.size-n {
		return f.src.bytes(off, n, what) // which says what is wrong
	}
	// A fresh block each time: slices of the old one stay as they are.
	start := off &^ 4095 // searches go backwards, too
	size := max(off-start+n, min(8192, f.src.size-start))
	if f.src.size <= 64<<10 {
		start, size = 0, f.src.size // a small file is read once
	}
	b, err := f.src.bytes(start, size, what)
	if err != nil {
		return nil, err
	}
	if size <= 64<<10 {
		f.block, f.blockOff = b, start
	}
	return b[off-start : off-start+n : off-start+n], nil
}

// offset translates n bytes at a virtual address to their place in the file.
func (f *elfFile) offset(addr, n uint64, what string) (int64, error) {
	for _, r := range f.loads {
		if d := addr - r.addr; addr >= r.addr && d < r.size {
			if d <= uint64(r.filesz) && n <= uint64(r.filesz)-d {
				return r.off + int64(d), nil
			}
			return 0, fmt.Errorf("%s: address %#x and length %#x reach past the segment's bytes in the file", what, addr, n)
		}
	}
	return 0, fmt.Errorf("%s: address %#x lies in no loaded segment", what, addr)
}

// mapped returns n bytes at a virtual address, which the caller must not change.
func (f *elfFile) mapped(addr, n uint64, what string) ([]byte, error) {
	off, err := f.offset(addr, n, what)
	if err != nil {
		return nil, err
	}
	return f.at(off, int64(n), what)
}

// stream hands over n records of ent bytes that lie at a virtual address, a
// bounded number at a time. The records are only valid during the call.
func (f *elfFile) stream(addr, n, ent uint64, what string, visit func(records []byte) error) error {
	if n == 0 {
		return nil
	}
	if n > uint64(f.src.size)/ent {
		return fmt.Errorf("%s: %d entries are more than the file holds", what, n)
	}
	off, err := f.offset(addr, n*ent, what)
	if err != nil {
		return err
	}
	if n*ent <= 4096 || f.src.size <= 64<<10 {
		b, err := f.at(off, int64(n*ent), what)
		if err != nil {
			return err
		}
		return visit(b)
	}
	buf := make([]byte, min(n*ent, (64<<10)/ent*ent))
	for left := n * ent; left > 0; {
		buf = buf[:min(left, uint64(len(buf)))]
		if k, err := f.src.r.ReadAt(buf, f.src.off+off); k < len(buf) {
			return fmt.Errorf("%s: %w", what, cmp.Or(err, io.ErrUnexpectedEOF))
		}
		if err := visit(buf); err != nil {
			return err
		}
		off += int64(len(buf))
		left -= uint64(len(buf))
	}
	return nil
}

// A record is read field by field, in the byte order and class of the file.
type record struct {
	b     []byte
	order binary.ByteOrder
	is64  bool
}

func (f *elfFile) record(b []byte) *record { return &record{b, f.order, f.is64} }

func (r *record) u16() uint16 {
	v := r.order.Uint16(r.b)
	r.b = r.b[2:]
	return v
}

func (r *record) u32() uint32 {
	v := r.order.Uint32(r.b)
	r.b = r.b[4:]
	return v
}

// word reads an address, offset or size.
func (r *record) word() uint64 {
	if !r.is64 {
		return uint64(r.u32())
	}
	v := r.order.Uint64(r.b)
	r.b = r.b[8:]
	return v
}

// ptr is the size of a pointer.
func (f *elfFile) ptr() uint64 {
	if f.is64 {
		return 8
	}
	return 4
}

// text makes a string of bytes that nobody changes any more.
func text(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }
