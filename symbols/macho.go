package symbols

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
)

const (
	machoFat   = 0xcafebabe
	machoFat64 = 0xcafebabf

	// machoMaxSlices bounds the slices of a fat file. A Java class file has
	// the same magic, and its version number, at least 45, where the count
	// of slices stands.
	machoMaxSlices = 44
	// Bounds of what one image may hold. No addon comes near them.
	machoMaxCommands = 1 << 20 // bytes of load commands
	machoMaxSegments = 256
	machoMaxSections = 1024
	machoMaxImports  = 1 << 16
	machoMaxExports  = 1 << 18
	machoMaxName     = 1 << 16  // bytes of one symbol name
	machoMaxNames    = 16 << 20 // bytes of all names of one table
	machoMaxStream   = 16 << 20 // bytes of one stream of link-edit data
	machoMaxTrie     = 32 << 20
)

// isMachO reports whether head, the beginning of a file, is that of a Mach-O
// image or of a fat file.
func isMachO(head []byte) bool {
	if len(head) < 8 {
		return false
	}
	switch binary.BigEndian.Uint32(head) {
	case machoFat:
		return binary.BigEndian.Uint32(head[4:]) <= machoMaxSlices
	case machoFat64:
		return true
	}
	return machoOrder(head) != nil
}

// machoOrder tells the byte order by the magic of a thin image; nil = none.
func machoOrder(head []byte) binary.ByteOrder {
	switch {
	case len(head) < 4:
	case binary.LittleEndian.Uint32(head)&^1 == 0xfeedface:
		return binary.LittleEndian
	case binary.BigEndian.Uint32(head)&^1 == 0xfeedface:
		return binary.BigEndian
	}
	return nil
}

// readMachO reads a thin image or every slice of a fat file.
func readMachO(src source, opt Options) ([]*Binary, []*image, error) {
	head, err := src.bytes(0, min(src.size, 8), "Mach-O header")
	if err != nil {
		return nil, nil, err
	}
	if len(head) < 8 {
		return nil, nil, errors.New("Mach-O header: cut short")
	}
	if machoOrder(head) != nil {
		b, im, err := readMachOImage(src, opt)
		if err != nil {
			return nil, nil, err
		}
		b.Size = src.size
		return []*Binary{b}, []*image{im}, nil
	}
	parts, err := machoSlices(src, head)
	if err != nil {
		return nil, nil, err
	}
	var bins []*Binary
	var images []*image
	for _, p := range parts {
		b, im, err := p.read(src, opt)
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %w", p, err)
		}
		bins, images = append(bins, b), append(images, im)
	}
	return bins, images, nil
}

// A machoSlice is one entry of a fat header.
type machoSlice struct {
	number      int // from 1
	cpu, subcpu uint32
	off, size   uint64
}

func (s machoSlice) String() string {
	arch := machoArch(s.cpu)
	if arch == "unknown" {
		arch = machoMachine(s.cpu, s.subcpu)
	}
	return fmt.Sprintf("slice %d (%s)", s.number, arch)
}

// machoSlices reads the fat header. Its numbers are big endian everywhere.
func machoSlices(src source, head []byte) ([]machoSlice, error) {
	n := int64(binary.BigEndian.Uint32(head[4:]))
	entry := int64(20)
	if binary.BigEndian.Uint32(head) == machoFat64 {
		entry = 32
	}
	if n == 0 || n > machoMaxSlices {
		return nil, fmt.Errorf("fat header: %d slices claimed", n)
	}
	table, err := src.bytes(8, n*entry, "fat header")
	if err != nil {
		return nil, err
	}
	var parts []machoSlice
	for i := range int(n) {
		e := table[i*int(entry):]
		p := machoSlice{number: i + 1, cpu: binary.BigEndian.Uint32(e), subcpu: binary.BigEndian.Uint32(e[4:])}
		if entry == 20 {
			p.off, p.size = uint64(binary.BigEndian.Uint32(e[8:])), uint64(binary.BigEndian.Uint32(e[12:]))
		} else {
			p.off, p.size = binary.BigEndian.Uint64(e[8:]), binary.BigEndian.Uint64(e[16:])
		}
		if p.off > uint64(src.size) || p.size > uint64(src.size)-p.off {
			return nil, fmt.Errorf("%s: offset %#x and length %#x reach past the end of the file (%#x bytes)", p, p.off, p.size, src.size)
		}
		if p.off < uint64(8+n*entry) {
			return nil, fmt.Errorf("%s: offset %#x lies inside the fat header", p, p.off)
		}
		parts = append(parts, p)
	}
	byOffset := slices.Clone(parts)
	slices.SortFunc(byOffset, func(a, b machoSlice) int { return cmp.Compare(a.off, b.off) })
	for i := 1; i < len(byOffset); i++ {
		if a, b := byOffset[i-1], byOffset[i]; b.off-a.off < a.size {
			return nil, fmt.Errorf("%s overlaps %s", b, a)
		}
	}
	return parts, nil
}

func (s machoSlice) read(src source, opt Options) (*Binary, *image, error) {
	part := src.slice(int64(s.off), int64(s.size))
	head, err := part.bytes(0, min(part.size, 8), "Mach-O header")
	if err != nil {
		return nil, nil, err
	}
	bo := machoOrder(head)
	switch {
	case string(head) == "!<arch>\n":
		return nil, nil, errors.New("a static library, not an image")
	case bo == nil || len(head) < 8:
		return nil, nil, errors.New("no Mach-O image")
	case bo.Uint32(head[4:]) != s.cpu:
		return nil, nil, fmt.Errorf("holds code for %s", machoMachine(bo.Uint32(head[4:]), 0))
	}
	b, im, err := readMachOImage(part, opt)
	if err != nil {
		return nil, nil, err
	}
	b.Offset, b.Size = int64(s.off), int64(s.size)
	return b, im, nil
}

// readMachOImage reads one thin image.
func readMachOImage(src source, opt Options) (*Binary, *image, error) {
	f, err := loadMachO(src)
	if err != nil {
		return nil, nil, err
	}
	b := f.binary()
	if err := f.readSymtab(); err != nil {
		return nil, nil, err
	}
	if b.Exports, err = f.exports(); err != nil {
		return nil, nil, err
	}
	if b.Imports, err = f.imports(b.Exports); err != nil {
		return nil, nil, err
	}
	b.Binding = f.binding()
	b.Stripped = f.locals == 0
	b.MachO.LocalSymbols = f.locals
	if b.Signed, b.MachO.CodePagesBad, err = f.signature(opt.VerifySignatures); err != nil {
		return nil, nil, err
	}
	im, err := f.image(b.Arch)
	if err != nil {
		return nil, nil, err
	}
	return b, im, nil
}

// binary fills in what header and load commands tell.
func (f *machoFile) binary() *Binary {
	b := &Binary{
		Format:  MachO,
		Type:    OtherType,
		Arch:    machoArch(f.cpu),
		Machine: machoMachine(f.cpu, f.subcpu),
		ID:      f.id,
		Needs:   f.libs,
		RunPath: f.rpaths,
	}
	switch f.fileType {
	case mhObject:
		b.Type = Object
	case mhExecute:
		b.Type = Executable
	case mhDylib:
		b.Type = SharedLibrary
	case mhBundle:
		b.Type = Bundle
	}
	b.MachO = &MachOFacts{
		FileType:    machoFileType(f.fileType),
		Flags:       machoFlags(f.flags),
		Fixups:      f.fixups(),
		ExportsTrie: f.trie != nil,
		TwoLevel:    f.flags&mhTwoLevel != 0,
		Encrypted:   f.encrypted,
		UUID:        f.uuid,
		WeakNeeds:   f.weakLibs,
	}
	b.Platform, b.MachO.Platform = "darwin", "macos"
	if v := f.version; v != nil {
		b.Platform, b.MachO.Platform = machoPlatform(v.platform)
		b.MachO.SDK = machoVersion(v.sdk)
		if v.sdk == 0 {
			b.MachO.SDK = ""
		}
		if b.MachO.Platform == "macos" {
			b.Floors.MacOS = machoVersion(v.min)
		}
	}
	for _, s := range f.segments {
		if s.prot&(protWrite|protExec) == protWrite|protExec {
			b.MachO.WX = true
		}
	}
	for _, s := range f.sections {
		if s.segment == "__DWARF" {
			b.DebugInfo = true
		}
	}
	return b
}

// fixups names the way the loader finds what to rebase and bind.
func (f *machoFile) fixups() string {
	switch {
	case f.chained != nil:
		return "chained"
	case f.dyldInfo != nil:
		return "dyld-info"
	}
	return "relocations"
}

// binding tells when functions are bound unless an import says otherwise.
func (f *machoFile) binding() Binding {
	switch {
	case f.fileType == mhObject:
		return ""
	case f.chained != nil || f.flags&mhBindAtLoad != 0:
		return BindNow
	case f.dyldInfo != nil && f.dyldInfo.lazy.size > 0, f.dyldInfo == nil && f.hasLazyPointers():
		return BindLazy
	}
	return BindNow
}
