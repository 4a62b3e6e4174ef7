package symbols

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/saferwall/pe"
	pelog "github.com/saferwall/pe/log"
)

// Bounds of what a PE file may make this reader hold. Ordinals have 16 bits,
// which bounds exports; the rest is far above anything a linker writes.
const (
	maxPEHeader   = 1 << 20 // offset of the PE header
	maxDLLs       = 4096
	maxPEImports  = 1 << 16
	maxPEExports  = 1 << 16
	maxPEName     = 1 << 16 // bytes of one name
	maxPENames    = 8 << 20 // bytes of all names
	maxSections   = 2048
	maxDebug      = 1024 // entries of the debug directory
	maxCallbacks  = 4096 // TLS callbacks
	maxSamePage   = 4    // relocation blocks of one page
	maxRelocBlock = 16 << 10
)

// readPE reads a PE image: PE32 and PE32+, of any machine. A table that
// cannot be read to its end is an error that names it, never a short list.
//
// The DOS and NT headers are parsed by saferwall/pe, from a buffer that holds
// the headers alone. Everything else is read here: that library prints to
// standard output while it parses exports and load configurations, skips
// sections it finds odd, and recovers from its own panics with whatever part
// of the import list it had by then.
func readPE(src source) (*Binary, *image, error) {
	p, err := openPE(src)
	if err != nil {
		return nil, nil, err
	}
	b := &Binary{
		Format:   PE,
		Type:     p.fileType(),
		Platform: "win32",
		Arch:     p.arch(),
		Machine:  p.machineName(),
		Offset:   src.off,
		Size:     src.size,
		Floors:   Floors{Windows: fmt.Sprintf("%d.%d", p.opt.MajorSubsystemVersion, p.opt.MinorSubsystemVersion)},
		Stripped: p.coffSymbols() == 0,
		PE: &PEFacts{
			Subsystem:          uint16(p.opt.Subsystem),
			DLLCharacteristics: uint16(p.opt.DllCharacteristics),
			LinkerVersion:      fmt.Sprintf("%d.%d", p.opt.MajorLinkerVersion, p.opt.MinorLinkerVersion),
			Timestamp:          p.file.TimeDateStamp,
		},
	}
	for _, read := range []func(*Binary) error{
		p.readSections, p.checkDirectories, p.readImports, p.readDelayImports, p.readExports,
		p.readCLR, p.readDebug, p.readCertificates, p.readLoadConfig, p.readRelocs, p.readTLS,
	} {
		if err := read(b); err != nil {
			return nil, nil, err
		}
	}
	p.overlay(b)
	im := p.image(b)
	b.Host = p.host(b)
	if b.Host != nil {
		b.PE.DelayLoadHook = b.Host.Hook
	}
	b.Needs = unique(p.needs)
	b.PE.CRT, b.PE.DebugCRT = runtimes(b.Needs)
	return b, im, nil
}

// A peFile is a PE image being read.
type peFile struct {
	src     source
	file    pe.ImageFileHeader
	opt     pe.ImageOptionalHeader64 // widened where the file has a 32-bit one
	plus    bool                     // PE32+
	nt      int64                    // offset of the PE signature
	regions []region                 // headers and sections as the loader maps them, ascending
	secs    []region                 // sections as the table says
	needs   []string                 // DLLs in the order of their descriptors
	iats    []iat                    // ascending once all imports are read
	relocs  []relocBlock             // ascending by page
	page    relocPage
	init    []uint64
	cookie  uint64 // RVA of the stack cookie, 0 = none
	ranges  [][2]int64
	left    int // bytes of names that may still be kept
	blocks  map[int64][]byte
}

// openPE reads the headers.
func openPE(src source) (*peFile, error) {
	const dosHeader = 64
	dos, err := src.bytes(0, min(src.size, dosHeader), "DOS header")
	if err != nil {
		return nil, err
	}
	if len(dos) < dosHeader {
		return nil, fmt.Errorf("DOS header: the file ends after %d of %d bytes", len(dos), dosHeader)
	}
	nt := int64(binary.LittleEndian.Uint32(dos[0x3c:]))
	if nt < 4 || nt > src.size-24 {
		// New executables put their DOS relocations at 0x40 or leave the field 0.
		if reloc := binary.LittleEndian.Uint16(dos[0x18:]); nt >= 4 && (reloc == 0 || reloc >= dosHeader) {
			return nil, fmt.Errorf("PE header: offset %#x reaches past the end of the file (%#x bytes): truncated, or a DOS executable without a PE header", nt, src.size)
		}
		return nil, errors.New("DOS executable without a PE header")
	}
	if nt > maxPEHeader {
		return nil, fmt.Errorf("PE header: offset %#x is beyond the %#x this reader looks at", nt, maxPEHeader)
	}
	// The library wants a whole optional header with all 16 directories; a file
	// may have fewer, or end before. What follows is zero then.
	const whole = 24 + 240
	head := make([]byte, nt+whole)
	n := min(int64(len(head)), src.size)
	if _, err := src.r.ReadAt(head[:n], src.off); err != nil {
		return nil, fmt.Errorf("PE header: %w", err)
	}
	lib, err := pe.NewBytes(head, &pe.Options{Fast: true, Logger: pelog.NewStdLogger(io.Discard)})
	if err != nil {
		return nil, fmt.Errorf("PE header: %w", err)
	}
	if err := lib.ParseDOSHeader(); err != nil {
		return nil, fmt.Errorf("DOS header: %w", err)
	}
	if err := lib.ParseNTHeader(); err != nil {
		return nil, ntError(err)
	}
	p := &peFile{
		src: src, file: lib.NtHeader.FileHeader, nt: nt, left: maxPENames,
		blocks: map[int64][]byte{},
	}
	dirs := 96 // offset of the directories in the optional header
	switch h := lib.NtHeader.OptionalHeader.(type) {
	case pe.ImageOptionalHeader64:
		p.opt, p.plus, dirs = h, true, 112
	case pe.ImageOptionalHeader32:
		p.opt = widen(h)
	}
	size := int(p.file.SizeOfOptionalHeader)
	if size < dirs {
		return nil, fmt.Errorf("optional header: %d bytes, at least %d needed", size, dirs)
	}
	if end := nt + 24 + int64(size); end > src.size {
		return nil, fmt.Errorf("optional header: its end %#x is past the end of the file (%#x bytes)", end, src.size)
	}
	// Directories the file does not have are what happens to follow.
	have := min(int64(p.opt.NumberOfRvaAndSizes), int64(size-dirs)/8)
	for i := range p.opt.DataDirectory {
		if int64(i) >= have {
			p.opt.DataDirectory[i] = pe.DataDirectory{}
		}
	}
	if want, known := wantsPlus[p.file.Machine]; known && want != p.plus {
		return nil, fmt.Errorf("optional header: magic does not fit machine %s", p.machineName())
	}
	if int64(p.opt.SizeOfHeaders) > src.size {
		return nil, fmt.Errorf("headers: %#x bytes claimed reach past the end of the file (%#x bytes)", p.opt.SizeOfHeaders, src.size)
	}
	return p, nil
}

// ntError says in plain words what the library found instead of a PE header.
func ntError(err error) error {
	switch {
	case errors.Is(err, pe.ErrImageOS2SignatureFound):
		return errors.New("16-bit Windows or OS/2 executable (NE), not PE")
	case errors.Is(err, pe.ErrImageOS2LESignatureFound):
		return errors.New("OS/2 or VxD executable (LE), not PE")
	case errors.Is(err, pe.ErrImageVXDSignatureFound):
		return errors.New("OS/2 executable (LX), not PE")
	case errors.Is(err, pe.ErrImageTESignatureFound):
		return errors.New("firmware executable (TE), not PE")
	case errors.Is(err, pe.ErrImageNtSignatureNotFound):
		return errors.New("DOS executable without a PE header")
	}
	return fmt.Errorf("PE header: %w", err)
}

func widen(h pe.ImageOptionalHeader32) pe.ImageOptionalHeader64 {
	return pe.ImageOptionalHeader64{
		MajorLinkerVersion: h.MajorLinkerVersion, MinorLinkerVersion: h.MinorLinkerVersion,
		AddressOfEntryPoint: h.AddressOfEntryPoint, ImageBase: uint64(h.ImageBase),
		SectionAlignment: h.SectionAlignment, FileAlignment: h.FileAlignment,
		MajorSubsystemVersion: h.MajorSubsystemVersion, MinorSubsystemVersion: h.MinorSubsystemVersion,
		SizeOfImage: h.SizeOfImage, SizeOfHeaders: h.SizeOfHeaders,
		Subsystem: h.Subsystem, DllCharacteristics: h.DllCharacteristics,
		NumberOfRvaAndSizes: h.NumberOfRvaAndSizes, DataDirectory: h.DataDirectory,
	}
}

// Machines by their names in winnt.h, Node's word for them, and the width of
// the optional header the loader accepts.
var (
	machineNames = map[pe.ImageFileHeaderMachineType]string{
		0x014c: "IMAGE_FILE_MACHINE_I386", 0x8664: "IMAGE_FILE_MACHINE_AMD64",
		0xaa64: "IMAGE_FILE_MACHINE_ARM64", 0xa641: "IMAGE_FILE_MACHINE_ARM64EC", 0xa64e: "IMAGE_FILE_MACHINE_ARM64X",
		0x01c0: "IMAGE_FILE_MACHINE_ARM", 0x01c2: "IMAGE_FILE_MACHINE_THUMB", 0x01c4: "IMAGE_FILE_MACHINE_ARMNT",
		0x0200: "IMAGE_FILE_MACHINE_IA64", 0x0ebc: "IMAGE_FILE_MACHINE_EBC",
		0x0162: "IMAGE_FILE_MACHINE_R3000", 0x0166: "IMAGE_FILE_MACHINE_R4000", 0x01f0: "IMAGE_FILE_MACHINE_POWERPC",
		0x5032: "IMAGE_FILE_MACHINE_RISCV32", 0x5064: "IMAGE_FILE_MACHINE_RISCV64", 0x5128: "IMAGE_FILE_MACHINE_RISCV128",
		0x6232: "IMAGE_FILE_MACHINE_LOONGARCH32", 0x6264: "IMAGE_FILE_MACHINE_LOONGARCH64",
	}
	machineArch = map[pe.ImageFileHeaderMachineType]string{
		0x014c: "ia32", 0x8664: "x64", 0xaa64: "arm64", 0xa641: "x64", 0xa64e: "arm64",
		0x01c0: "arm", 0x01c2: "arm", 0x01c4: "arm", 0x5064: "riscv64", 0x6264: "loong64",
	}
	wantsPlus = map[pe.ImageFileHeaderMachineType]bool{0x014c: false, 0x01c4: false, 0x8664: true, 0xaa64: true}
)

func (p *peFile) arch() string {
	if a := machineArch[p.file.Machine]; a != "" {
		return a
	}
	return "unknown"
}

func (p *peFile) machineName() string {
	if n := machineNames[p.file.Machine]; n != "" {
		return n
	}
	return fmt.Sprintf("%#04x", uint16(p.file.Machine))
}

func (p *peFile) fileType() FileType {
	switch {
	case p.file.Characteristics&pe.ImageFileExecutableImage == 0:
		return OtherType // the linker marked it as not fit to run
	case p.file.Characteristics&pe.ImageFileDLL != 0:
		return SharedLibrary
	}
	return Executable
}

// ptr is the size of a pointer.
func (p *peFile) ptr() int {
	if p.plus {
		return 8
	}
	return 4
}

func (p *peFile) word(b []byte) uint64 {
	if p.plus {
		return binary.LittleEndian.Uint64(b)
	}
	return uint64(binary.LittleEndian.Uint32(b))
}

func (p *peFile) dir(i pe.ImageDirectoryEntry) (rva, size uint32) {
	d := p.opt.DataDirectory[i]
	return d.VirtualAddress, d.Size
}

// rva turns a virtual address at the preferred base into an RVA.
func (p *peFile) rva(va uint64) (uint32, bool) {
	d := va - p.opt.ImageBase
	return uint32(d), va >= p.opt.ImageBase && d <= 0xffffffff
}

const (
	sectionExecute = 0x20000000
	sectionRead    = 0x40000000
	sectionWrite   = 0x80000000
)

// readSections reads the section table, and maps headers and sections as the
// Windows loader does.
func (p *peFile) readSections(b *Binary) error {
	const entry = 40
	if n := p.file.NumberOfSections; n > maxSections {
		return fmt.Errorf("section table: %d sections are more than the %d this reader takes", n, maxSections)
	}
	table, err := p.src.bytes(p.nt+24+int64(p.file.SizeOfOptionalHeader), int64(p.file.NumberOfSections)*entry, "section table")
	if err != nil {
		return err
	}
	if ptr, n := int64(p.file.PointerToSymbolTable), int64(p.coffSymbols()); n > 0 && ptr+18*n > p.src.size {
		return fmt.Errorf("COFF symbol table: %d symbols at %#x reach past the end of the file (%#x bytes)", n, ptr, p.src.size)
	}
	align := uint64(p.opt.SectionAlignment)
	if align == 0 || align&(align-1) != 0 {
		return fmt.Errorf("optional header: section alignment %#x is not a power of two", align)
	}
	headers := region{addr: 0, size: uint64(p.opt.SizeOfHeaders), filesz: int64(p.opt.SizeOfHeaders), read: true}
	p.regions = append(p.regions, headers)
	for i := range int(p.file.NumberOfSections) {
		var h pe.ImageSectionHeader
		if _, err := binary.Decode(table[i*entry:], binary.LittleEndian, &h); err != nil {
			return fmt.Errorf("section table: %w", err)
		}
		name := p.sectionName(h.Name[:])
		off, raw := int64(h.PointerToRawData), int64(h.SizeOfRawData)
		if align >= 4096 {
			off &^= 511 // the loader works in sectors
		}
		if h.PointerToRawData == 0 {
			raw = 0
		}
		if raw > 0 && off+raw > p.src.size {
			return fmt.Errorf("section %s: offset %#x and length %#x reach past the end of the file (%#x bytes)", name, off, raw, p.src.size)
		}
		size := uint64(h.VirtualSize)
		if size == 0 {
			size = uint64(h.SizeOfRawData)
		}
		r := region{
			name: name, addr: uint64(h.VirtualAddress), size: size, off: off, filesz: min(raw, int64(size)),
			read: h.Characteristics&sectionRead != 0, write: h.Characteristics&sectionWrite != 0, exec: h.Characteristics&sectionExecute != 0,
		}
		b.PE.WX = b.PE.WX || r.write && r.exec
		if isDebugSection(name) {
			b.DebugInfo = true
		}
		p.secs = append(p.secs, r)
		if raw > 0 {
			p.claim(off, raw)
		}

		r.size = (size + align - 1) &^ (align - 1) // whole pages are mapped
		r.filesz = min(raw, int64(r.size))
		if r.size == 0 {
			continue
		}
		if r.addr+r.size > 1<<32 {
			return fmt.Errorf("section %s: RVA %#x and length %#x leave the 32-bit image", name, r.addr, r.size)
		}
		if last := p.regions[len(p.regions)-1]; r.addr < last.addr+last.size {
			if len(p.regions) > 1 {
				return fmt.Errorf("section %s: RVA %#x lies inside or before section %s", name, r.addr, last.name)
			}
			p.regions[0].size = r.addr // headers are mapped up to the first section
			p.regions[0].filesz = min(p.regions[0].filesz, int64(r.addr))
		}
		p.regions = append(p.regions, r)
	}
	if e := p.opt.AddressOfEntryPoint; e != 0 && p.region(e) == nil {
		return fmt.Errorf("entry point: RVA %#x lies in no section", e)
	}
	return nil
}

// sectionName resolves names of more than 8 bytes, which stand in the COFF
// string table; one that does not is returned as it is.
func (p *peFile) sectionName(raw []byte) string {
	raw, _, _ = bytes.Cut(raw, []byte{0})
	name := legible(raw)
	if len(name) < 2 || name[0] != '/' || p.file.PointerToSymbolTable == 0 {
		return name
	}
	off, err := strconv.ParseUint(name[1:], 10, 32)
	if err != nil {
		return name
	}
	const longest = 64
	at := int64(p.file.PointerToSymbolTable) + 18*int64(p.file.NumberOfSymbols) + int64(off)
	if at >= p.src.size {
		return name
	}
	s, err := p.at(at, int(min(longest, p.src.size-at)), "section name")
	if err != nil {
		return name
	}
	long, _, found := bytes.Cut(s, []byte{0})
	if !found || len(long) == 0 {
		return name
	}
	return legible(long)
}

// legible makes text of bytes that may hold anything.
func legible(b []byte) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) && r != utf8.RuneError {
			return r
		}
		return '?'
	}, string(b))
}

// isDebugSection tells sections that describe sources: DWARF (plain or
// compressed) or stabs. Frames and lines that assemblers write into runtime
// objects are in many stripped files and say nothing of these.
func isDebugSection(name string) bool {
	return name == ".debug_info" || name == ".zdebug_info" || name == ".stab"
}

// coffSymbols is the number of entries of the COFF symbol table.
func (p *peFile) coffSymbols() uint32 {
	if p.file.PointerToSymbolTable == 0 {
		return 0
	}
	return p.file.NumberOfSymbols
}

// Names of the data directories, for errors.
var directoryNames = [...]string{
	"export directory", "import directory", "resource directory", "exception directory",
	"certificate table", "base relocations", "debug directory", "architecture directory",
	"global pointer", "TLS directory", "load configuration", "bound import directory",
	"import address table", "delay import directory", "CLR header", "reserved directory",
}

// checkDirectories makes sure that each directory begins in the image. The
// certificate table has a file offset; an empty directory may stand anywhere.
func (p *peFile) checkDirectories(*Binary) error {
	for i := range directoryNames {
		d := p.opt.DataDirectory[i]
		if d.VirtualAddress == 0 || i == int(pe.ImageDirectoryEntryCertificate) || i == int(pe.ImageDirectoryEntryReserved) {
			continue
		}
		if p.region(d.VirtualAddress) != nil {
			continue
		}
		if d.Size != 0 {
			return fmt.Errorf("%s: RVA %#x lies in no section", directoryNames[i], d.VirtualAddress)
		}
		p.opt.DataDirectory[i] = pe.DataDirectory{}
	}
	return nil
}

// readCLR tells managed images: pure .NET assemblies import only their start
// from mscoree.dll and export nothing.
func (p *peFile) readCLR(b *Binary) error {
	rva, size := p.dir(pe.ImageDirectoryEntryCLR)
	if rva == 0 || size == 0 {
		return nil
	}
	const what, header = "CLR header", 72
	h, err := p.bytes(rva, header, what)
	if err != nil {
		return err
	}
	if n := binary.LittleEndian.Uint32(h); n < header {
		return fmt.Errorf("%s: %d bytes, at least %d needed", what, n, header)
	}
	b.PE.Managed = true
	b.PE.MixedMode = len(b.Exports) > 0 || slices.ContainsFunc(b.Imports, func(i Import) bool {
		return !strings.EqualFold(i.Library, "mscoree.dll")
	})
	return nil
}

const (
	debugCodeView    = 2
	debugRepro       = 16
	debugEmbeddedPDB = 17
)

// readDebug reads the debug directory: where the PDB was, and whether debug
// information or a mark of reproducibility is in the file.
func (p *peFile) readDebug(b *Binary) error {
	rva, size := p.dir(pe.ImageDirectoryEntryDebug)
	if rva == 0 || size == 0 {
		return nil
	}
	const what, entry = "debug directory", 28
	n := size / entry
	if n > maxDebug {
		return fmt.Errorf("%s: %d entries are more than the %d this reader takes", what, n, maxDebug)
	}
	table, err := p.bytes(rva, int(n)*entry, what)
	if err != nil {
		return err
	}
	for ; len(table) > 0; table = table[entry:] {
		kind, size := binary.LittleEndian.Uint32(table[12:]), binary.LittleEndian.Uint32(table[16:])
		addr, off := binary.LittleEndian.Uint32(table[20:]), int64(binary.LittleEndian.Uint32(table[24:]))
		if off != 0 && off+int64(size) <= p.src.size {
			p.claim(off, int64(size))
		}
		switch kind {
		case debugRepro:
			b.PE.Repro = true
		case debugEmbeddedPDB:
			b.DebugInfo = true
		case debugCodeView:
			const longest = 4096
			var rec []byte
			if off != 0 {
				rec, err = p.at(off, int(min(size, longest)), "CodeView record")
			} else {
				rec, err = p.bytes(addr, int(min(size, longest)), "CodeView record")
			}
			if err != nil {
				return err
			}
			switch {
			case bytes.HasPrefix(rec, []byte("RSDS")) && len(rec) > 24:
				rec = rec[24:]
			case bytes.HasPrefix(rec, []byte("NB10")) && len(rec) > 16:
				rec = rec[16:]
			default: // NB09, NB11: the symbols themselves
				b.DebugInfo = b.DebugInfo || bytes.HasPrefix(rec, []byte("NB"))
				continue
			}
			path, _, _ := bytes.Cut(rec, []byte{0})
			if b.PE.PDB == "" {
				b.PE.PDB = legible(path)
			}
		}
	}
	return nil
}

// readCertificates tells whether a PKCS#7 signature is attached. It is not verified.
func (p *peFile) readCertificates(b *Binary) error {
	b.Signed = "none"
	off, size := p.dir(pe.ImageDirectoryEntryCertificate)
	if off == 0 || size == 0 {
		return nil
	}
	const what, header, pkcs7 = "certificate table", 8, 2
	if int64(off)+int64(size) > p.src.size {
		return fmt.Errorf("%s: offset %#x and length %#x reach past the end of the file (%#x bytes)", what, off, size, p.src.size)
	}
	p.claim(int64(off), int64(size))
	if size < header {
		return nil
	}
	h, err := p.at(int64(off), header, what)
	if err != nil {
		return err
	}
	if n := binary.LittleEndian.Uint32(h); n > header && n <= size && binary.LittleEndian.Uint16(h[6:]) == pkcs7 {
		b.Signed = "signed"
	}
	return nil
}

// readLoadConfig reads the Control Flow Guard flags and the mark of hybrid
// (ARM64EC, ARM64X) images. Older linkers wrote shorter structures, which say
// their own size.
func (p *peFile) readLoadConfig(b *Binary) error {
	rva, size := p.dir(pe.ImageDirectoryEntryLoadConfig)
	if rva == 0 || size == 0 {
		return nil
	}
	const what = "load configuration"
	head, err := p.bytes(rva, 4, what)
	if err != nil {
		return err
	}
	b.PE.LoadConfig = true
	if n := binary.LittleEndian.Uint32(head); n != 0 {
		size = n
	}
	cfg, err := p.bytes(rva, int(min(size, 512)), what)
	if err != nil {
		return err
	}
	cookie, guard, hybrid := 0x3c, 0x58, 0x7c
	if p.plus {
		cookie, guard, hybrid = 0x58, 0x90, 0xc8
	}
	if len(cfg) >= cookie+p.ptr() {
		if at, ok := p.rva(p.word(cfg[cookie:])); ok {
			p.cookie = uint64(at)
		}
	}
	if len(cfg) >= guard+4 {
		b.PE.GuardFlags = binary.LittleEndian.Uint32(cfg[guard:])
	}
	if len(cfg) >= hybrid+p.ptr() && p.word(cfg[hybrid:]) != 0 {
		switch b.Arch {
		case "x64":
			b.PE.Hybrid = "ARM64EC"
		case "arm64":
			b.PE.Hybrid = "ARM64X"
		}
	}
	return nil
}

// claim notes that a header accounts for a part of the file.
func (p *peFile) claim(off, n int64) { p.ranges = append(p.ranges, [2]int64{off, off + n}) }

// overlay counts the bytes behind the last section that no header accounts for.
func (p *peFile) overlay(b *Binary) {
	end := int64(p.opt.SizeOfHeaders)
	for _, s := range p.secs {
		end = max(end, s.off+s.filesz)
	}
	if ptr, n := int64(p.file.PointerToSymbolTable), int64(p.coffSymbols()); n > 0 {
		p.claim(ptr, 18*n)
		ptr += 18 * n
		if ptr+4 <= p.src.size { // the string table begins with its length
			if h, err := p.at(ptr, 4, "COFF string table"); err == nil {
				p.claim(ptr, min(int64(binary.LittleEndian.Uint32(h)), p.src.size-ptr))
			}
		}
	}
	slices.SortFunc(p.ranges, func(a, b [2]int64) int {
		return int(min(max(a[0]-b[0], -1), 1))
	})
	const padding = 8 // signatures are aligned so
	gap := func(n int64) {
		if n >= padding {
			b.PE.Overlay += n
		}
	}
	for _, r := range p.ranges {
		gap(r[0] - end)
		end = max(end, r[1])
	}
	gap(p.src.size - end)
}
