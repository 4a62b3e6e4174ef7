package symbols

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
)

// machoSymtab is what LC_SYMTAB and LC_DYSYMTAB say.
type machoSymtab struct {
	symbols, count      uint32
	strings             machoRange
	indirect, indirects uint32
	external, externals uint32 // relocations against symbols
	local, locals       uint32 // relocations against sections
}

// A machoSymbol is one entry of the symbol table.
type machoSymbol struct {
	index uint32
	strx  uint32
	kind  uint8 // n_type
	desc  uint16
	value uint64
	name  []byte
}

// Parts of n_type and n_desc, from <mach-o/nlist.h>.
const (
	nStab     = 0xe0
	nPrivate  = 0x10
	nType     = 0x0e
	nExternal = 0x01

	nUndefined = 0x0
	nAbsolute  = 0x2
	nIndirect  = 0xa
	nSection   = 0xe
	nPrebound  = 0xc

	nReferenceLazy = 0x1 // of the low three bits of n_desc
	nWeakRef       = 0x40
	nWeakDef       = 0x80
)

// ordinal is the library ordinal of an undefined symbol.
func (f *machoFile) ordinal(s *machoSymbol) int {
	if f.flags&mhTwoLevel == 0 || f.flags&mhForceFlat != 0 {
		return ordinalFlat
	}
	switch o := int(s.desc >> 8); o {
	case 0xfe:
		return ordinalFlat
	case 0xff:
		return ordinalMain
	default:
		return o
	}
}

// readSymtab counts the local symbols and keeps the undefined ones and, where
// there is no export trie, the external definitions.
func (f *machoFile) readSymtab() error {
	t := f.symtab
	entry := int64(8 + f.ptr)
	if end := int64(t.symbols) + int64(t.count)*entry; end > f.src.size {
		return fmt.Errorf("symbol table: offset %#x and %d symbols reach past the end of the file (%#x bytes)", t.symbols, t.count, f.src.size)
	}
	if end := int64(t.strings.off) + int64(t.strings.size); end > f.src.size {
		return fmt.Errorf("string table: offset %#x and length %#x reach past the end of the file (%#x bytes)", t.strings.off, t.strings.size, f.src.size)
	}
	const window = 4096 // symbols read at once
	for first := int64(0); first < int64(t.count); first += window {
		n := min(window, int64(t.count)-first)
		table, err := f.src.bytes(int64(t.symbols)+first*entry, n*entry, "symbol table")
		if err != nil {
			return err
		}
		for i := range n {
			f.symbol(uint32(first+i), table[i*entry:])
		}
		if len(f.undefs) > machoMaxImports {
			return fmt.Errorf("symbol table: more than %d undefined symbols", machoMaxImports)
		}
		if len(f.defined) > machoMaxExports {
			return fmt.Errorf("symbol table: more than %d external symbols", machoMaxExports)
		}
	}
	if err := f.nameSymbols(f.undefs); err != nil {
		return err
	}
	return f.nameSymbols(f.defined)
}

func (f *machoFile) symbol(index uint32, e []byte) {
	kind := e[4]
	switch {
	case kind&nStab != 0:
		return
	case kind&nExternal == 0:
		f.locals++
		return
	}
	s := machoSymbol{index: index, strx: f.order.Uint32(e), kind: kind, desc: f.order.Uint16(e[6:])}
	if f.ptr == 8 {
		s.value = f.order.Uint64(e[8:])
	} else {
		s.value = uint64(f.order.Uint32(e[8:]))
	}
	undefined := kind&nType == nUndefined || kind&nType == nPrebound
	switch {
	case undefined && (s.value == 0 || f.fileType != mhObject):
		f.undefs = append(f.undefs, s)
	case f.trie == nil && kind&nPrivate == 0: // in object files, also common symbols
		f.defined = append(f.defined, s)
	}
}

// nameSymbols reads the names of symbols, and of the string table only the
// part in which they stand.
func (f *machoFile) nameSymbols(symbols []machoSymbol) error {
	if len(symbols) == 0 {
		return nil
	}
	byName := func(a, b machoSymbol) int { return cmp.Compare(a.strx, b.strx) }
	low, high := slices.MinFunc(symbols, byName).strx, slices.MaxFunc(symbols, byName).strx
	size := f.symtab.strings.size
	if high >= size {
		return fmt.Errorf("symbol table: a name at %#x of a string table of %#x bytes", high, size)
	}
	table, err := f.src.bytes(int64(f.symtab.strings.off)+int64(low), min(int64(size-low), int64(high-low)+machoMaxName), "string table")
	if err != nil {
		return err
	}
	total := 0
	for i := range symbols {
		s := &symbols[i]
		rest := table[s.strx-low:]
		end := bytes.IndexByte(rest[:min(len(rest), machoMaxName)], 0)
		if end < 0 {
			return fmt.Errorf("string table: the name at %#x has no end", s.strx)
		}
		if total += end; total > machoMaxNames {
			return fmt.Errorf("symbol table: the names are longer than %d bytes", machoMaxNames)
		}
		s.name = rest[:end]
	}
	return nil
}

// symbolExports are the external definitions of the symbol table.
func (f *machoFile) symbolExports() []Export {
	list := make([]Export, 0, len(f.defined))
	for _, s := range f.defined {
		e := Export{Name: string(bytes.TrimPrefix(s.name, []byte("_"))), Addr: s.value, Weak: s.desc&nWeakDef != 0}
		switch s.kind & nType {
		case nIndirect:
			e.Addr, e.Forward = 0, "re-export"
		case nSection:
			e.Func = f.isCode(s.value)
		}
		list = append(list, e)
	}
	return list
}

// isCode reports whether addr lies in a section of instructions.
func (f *machoFile) isCode(addr uint64) bool {
	for i := range f.sections {
		if s := &f.sections[i]; addr >= s.addr && addr-s.addr < s.size {
			return s.flags&sAttrInstructions != 0
		}
	}
	return false
}

// undefined finds an undefined symbol by its index in the symbol table.
func (f *machoFile) undefined(index uint32) (*machoSymbol, bool) {
	i, ok := slices.BinarySearchFunc(f.undefs, index, func(s machoSymbol, i uint32) int { return cmp.Compare(s.index, i) })
	if !ok {
		return nil, false
	}
	return &f.undefs[i], true
}

// slots yields the sections whose entries the indirect symbol table names,
// with the bytes of one entry.
func (f *machoFile) slots(yield func(s *machoSection, stride uint64) bool) {
	for i := range f.sections {
		s := &f.sections[i]
		stride := uint64(f.ptr)
		switch s.kind() {
		case sStubs:
			stride = uint64(s.stride)
			if f.cpu == cpuARM64 && stride == 6 {
				stride = 12 // Go's linker writes what holds for x64
			}
		case sNonLazyPointers, sLazyPointers, sLazyDylibPointers, sThreadLocalPointers:
		default:
			continue
		}
		if stride > 0 && !yield(s, stride) {
			return
		}
	}
}

func (f *machoFile) hasLazyPointers() bool {
	for s := range f.slots {
		if s.lazy() {
			return true
		}
	}
	return false
}

// lazy reports whether the slots of s are bound at the first call. The stubs of
// old ia32 images are their own lazy pointers.
func (s *machoSection) lazy() bool {
	return s.kind() == sLazyPointers || s.kind() == sLazyDylibPointers || s.kind() == sStubs && s.flags&sAttrSelfModifyingCode != 0
}

// A machoIndices is the part of the indirect symbol table that one section uses.
type machoIndices []byte

func (f *machoFile) index(t machoIndices, i int) uint32 { return f.order.Uint32(t[i*4:]) }

// indirectSymbols reads the symbol indices of the slots of s.
func (f *machoFile) indirectSymbols(s *machoSection, stride uint64) (machoIndices, error) {
	if f.symtab.indirects == 0 {
		return nil, nil
	}
	all := uint64(f.symtab.indirects)
	if uint64(s.first) > all {
		return nil, fmt.Errorf("section %s,%s: its indirect symbols begin at %d of %d", s.segment, s.name, s.first, all)
	}
	n := min(s.size/stride, all-uint64(s.first))
	return f.src.bytes(int64(f.symtab.indirect)+int64(s.first)*4, int64(n)*4, "indirect symbol table")
}

// A machoUse says how slots and relocations refer to an undefined symbol.
type machoUse uint8

const (
	usedByStub machoUse = 1 << iota
	usedLazily
	usedAtLoad
)

// uses walks the indirect symbol table and the relocations against symbols.
func (f *machoFile) uses() (map[uint32]machoUse, error) {
	uses := map[uint32]machoUse{}
	total := 0
	for s, stride := range f.slots {
		indices, err := f.indirectSymbols(s, stride)
		if err != nil {
			return nil, err
		}
		n := len(indices) / 4
		if total += n; total > int(f.symtab.indirects) {
			return nil, fmt.Errorf("section %s,%s: shares its indirect symbols with others", s.segment, s.name)
		}
		var use machoUse
		if s.kind() == sStubs {
			use |= usedByStub
		}
		switch {
		case s.lazy():
			use |= usedLazily
		case s.kind() != sStubs:
			use |= usedAtLoad
		}
		for i := range n {
			index := f.index(indices, i)
			if _, ok := f.undefined(index); ok {
				uses[index] |= use
			}
		}
	}
	if f.dyldInfo != nil || f.chained != nil || f.symtab.externals == 0 {
		return uses, nil
	}
	return uses, f.relocations(f.symtab.external, f.symtab.externals, func(_, value uint32, external bool) {
		if _, ok := f.undefined(value); external && ok {
			uses[value] |= usedAtLoad
		}
	})
}

// relocations walks a table of classic relocations. Scattered ones are passed
// over: the loader does not follow them.
func (f *machoFile) relocations(off, count uint32, each func(addr, value uint32, external bool)) error {
	table, err := f.data(machoRange{off, uint32(min(int64(count)*8, 1<<32-1))}, machoMaxStream, "relocations")
	if err != nil {
		return err
	}
	little := f.order.Uint16([]byte{1, 0}) == 1
	for ; len(table) > 0; table = table[8:] {
		addr, info := f.order.Uint32(table), f.order.Uint32(table[4:])
		if addr&(1<<31) != 0 && f.ptr == 4 {
			continue
		}
		if little {
			each(addr, info&0xffffff, info>>27&1 != 0)
		} else {
			each(addr, info>>8, info>>4&1 != 0)
		}
	}
	return nil
}

// relocationBase is the address that classic relocations count from.
func (f *machoFile) relocationBase() uint64 {
	if f.cpu == cpuX64 || f.flags&mhSplitSegs != 0 {
		for _, s := range f.segments {
			if s.prot&protWrite != 0 {
				return s.addr
			}
		}
	}
	if len(f.segments) > 0 {
		return f.segments[0].addr
	}
	return 0
}
