package symbols

import (
	"bytes"
	"debug/elf"
	"encoding/binary"
	"slices"
	"strconv"
	"strings"
)

// A span is a part of the file that holds notes.
type span struct {
	off, size int64
	wide      bool // aligned to 8 bytes instead of 4
}

// elfSections is what only the section headers lead to.
type elfSections struct {
	regions []region
	notes   []span
}

// section decodes a section header; its name is an offset into the names.
func (f *elfFile) section(b []byte) (name uint32, h elf.SectionHeader) {
	r := f.record(b)
	name = r.u32()
	h.Type = elf.SectionType(r.u32())
	h.Flags = elf.SectionFlag(r.word())
	h.Addr, h.Offset, h.Size = r.word(), r.word(), r.word()
	h.Link, h.Info = r.u32(), r.u32()
	h.Addralign, h.Entsize = r.word(), r.word()
	return name, h
}

// readSections reads the section headers where there are any that make sense.
// Loaders do without, so broken ones are no error.
func (f *elfFile) readSections(b *Binary) (elfSections, error) {
	b.Stripped = true
	var out elfSections
	ent := int64(40)
	if f.is64 {
		ent = 64
	}
	if f.shoff == 0 || int64(f.shentsize) != ent || f.shoff > f.src.size-ent {
		return out, nil
	}
	first, err := f.at(f.shoff, ent, "section headers")
	if err != nil {
		return out, err
	}
	// Numbers that do not fit the file header stand in the first section.
	count, names := uint64(f.shnum), uint64(f.shstrndx)
	_, h := f.section(first)
	if count == 0 {
		count = h.Size
	}
	if names == uint64(elf.SHN_XINDEX) {
		names = uint64(h.Link)
	}
	if count == 0 || count > maxELFSections || count > uint64(f.src.size-f.shoff)/uint64(ent) {
		return out, nil
	}
	table, err := f.at(f.shoff, int64(count)*ent, "section headers")
	if err != nil {
		return out, err
	}
	var strtab string
	if names < count {
		_, h := f.section(table[int64(names)*ent:])
		if size := uint64(f.src.size); h.Type == elf.SHT_STRTAB && h.Offset <= size && h.Size <= min(size-h.Offset, maxTable) {
			b, err := f.at(int64(h.Offset), int64(h.Size), "section names")
			if err != nil {
				return out, err
			}
			strtab = text(b)
		}
	}
	b.ELF.SectionHeaders = true
	out.regions = make([]region, 0, count)
	for ; len(table) > 0; table = table[ent:] {
		nameOff, h := f.section(table)
		if h.Type == elf.SHT_NULL {
			continue
		}
		r := region{
			name: sectionName(strtab, nameOff), addr: h.Addr, size: h.Size,
			off:  int64(min(h.Offset, uint64(f.src.size))),
			read: h.Flags&elf.SHF_ALLOC != 0, write: h.Flags&elf.SHF_WRITE != 0, exec: h.Flags&elf.SHF_EXECINSTR != 0,
		}
		if h.Type != elf.SHT_NOBITS {
			r.filesz = int64(min(h.Size, uint64(f.src.size-r.off)))
		}
		out.regions = append(out.regions, r)
		switch {
		case h.Type == elf.SHT_SYMTAB:
			b.Stripped = false
		case h.Type == elf.SHT_NOTE:
			out.notes = append(out.notes, span{r.off, r.filesz, h.Addralign == 8})
		case h.Type == shtARMAttributes && f.machine == elf.EM_ARM:
			b.ELF.ARMAttributes = f.armAttributes(r)
		case r.name == ".comment" && b.ELF.Compiler == nil:
			b.ELF.Compiler = f.compilers(r)
		case r.name == ".got":
			f.gotAddr = h.Addr
		case isDebugSection(r.name):
			b.DebugInfo = b.DebugInfo || r.filesz > 0
		}
	}
	return out, nil
}

const shtARMAttributes elf.SectionType = 0x70000003

// sectionName returns the name at off, "" for none or one of absurd length.
func sectionName(strtab string, off uint32) string {
	if uint64(off) >= uint64(len(strtab)) {
		return ""
	}
	name, _, ok := strings.Cut(strtab[off:min(len(strtab), int(off)+1024)], "\x00")
	if !ok {
		return ""
	}
	return name
}

// compilers returns what compilers and linkers left in .comment.
func (f *elfFile) compilers(r region) []string {
	b, err := f.at(r.off, min(r.filesz, 64<<10), ".comment")
	if err != nil {
		return nil
	}
	all := strings.Split(string(b), "\x00")
	slices.Sort(all)
	all = slices.Compact(all)
	if all[0] == "" {
		all = all[1:]
	}
	return all
}

// Attributes of the ARM ABI that decide where a file runs, and the values of
// Tag_CPU_arch by number ("" = none assigned).
const (
	tagCPUArch    = 6
	tagFPArch     = 10
	tagABIVFPArgs = 28
)

var (
	armArchs = []string{"Pre-v4", "v4", "v4T", "v5T", "v5TE", "v5TEJ", "v6", "v6KZ", "v6T2", "v6K", "v7", "v6-M", "v6S-M", "v7E-M",
		"v8", "v8-R", "v8-M.baseline", "v8-M.mainline", "v8.1-A", "v8.2-A", "v8.3-A", "v8.1-M.mainline", "v9"}
	armFPArchs = []string{"none", "VFPv1", "VFPv2", "VFPv3", "VFPv3-D16", "VFPv4", "VFPv4-D16", "FP for ARMv8", "FPv5/FP-D16 for ARMv8"}
	armVFPArgs = []string{"AAPCS", "VFP registers", "custom", "compatible"}
)

// armAttributes reads the file-wide build attributes ("aeabi") of .ARM.attributes.
func (f *elfFile) armAttributes(r region) map[string]string {
	b, err := f.at(r.off, min(r.filesz, 64<<10), ".ARM.attributes")
	if err != nil || len(b) == 0 || b[0] != 'A' {
		return nil
	}
	attrs := map[string]string{}
	for b = b[1:]; len(b) >= 4; {
		size := uint64(f.order.Uint32(b))
		if size < 4 || size > uint64(len(b)) {
			break
		}
		vendor, part, _ := bytes.Cut(b[4:size], []byte{0})
		b = b[size:]
		if string(vendor) != "aeabi" {
			continue
		}
		const fileScope = 1
		for len(part) >= 5 {
			size := uint64(f.order.Uint32(part[1:]))
			if size < 5 || size > uint64(len(part)) {
				break
			}
			if part[0] == fileScope {
				armFileAttributes(part[5:size], attrs)
			}
			part = part[size:]
		}
	}
	return attrs
}

func armFileAttributes(b []byte, attrs map[string]string) {
	number := func() (v uint64, ok bool) {
		v, n := binary.Uvarint(b)
		if n <= 0 {
			return 0, false
		}
		b = b[n:]
		return v, true
	}
	value := func(names []string, v uint64) string {
		if v < uint64(len(names)) {
			return names[v]
		}
		return strconv.FormatUint(v, 10)
	}
	for len(b) > 0 {
		tag, ok := number()
		if !ok {
			return
		}
		// Strings are the two CPU names, one compatibility note, and every odd tag above 32.
		isString := tag == 4 || tag == 5 || tag > 32 && tag%2 == 1
		var v uint64
		if !isString {
			if v, ok = number(); !ok {
				return
			}
		}
		if isString || tag == 32 {
			if _, b, ok = bytes.Cut(b, []byte{0}); !ok {
				return
			}
		}
		switch tag {
		case tagCPUArch:
			attrs["Tag_CPU_arch"] = value(armArchs, v)
		case tagFPArch:
			attrs["Tag_FP_arch"] = value(armFPArchs, v)
		case tagABIVFPArgs:
			attrs["Tag_ABI_VFP_args"] = value(armVFPArgs, v)
		}
	}
}
