package symbols

import (
	"bytes"
	"cmp"
	"debug/elf"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// elfRelocTypes are the relocation numbers of one machine that matter here; 0
// where a machine has none. They are from the processor supplements of the ABI.
type elfRelocTypes struct {
	relative uint32 // load address + addend
	word     uint32 // address of a symbol, as data
	got      uint32 // address of a symbol, in a GOT entry
	slot     uint32 // address of a function, in a GOT entry of the PLT
}

var elfRelocTable = map[elf.Machine]elfRelocTypes{
	elf.EM_X86_64:    {uint32(elf.R_X86_64_RELATIVE), uint32(elf.R_X86_64_64), uint32(elf.R_X86_64_GLOB_DAT), uint32(elf.R_X86_64_JMP_SLOT)},
	elf.EM_386:       {uint32(elf.R_386_RELATIVE), uint32(elf.R_386_32), uint32(elf.R_386_GLOB_DAT), uint32(elf.R_386_JMP_SLOT)},
	elf.EM_AARCH64:   {uint32(elf.R_AARCH64_RELATIVE), uint32(elf.R_AARCH64_ABS64), uint32(elf.R_AARCH64_GLOB_DAT), uint32(elf.R_AARCH64_JUMP_SLOT)},
	elf.EM_ARM:       {uint32(elf.R_ARM_RELATIVE), uint32(elf.R_ARM_ABS32), uint32(elf.R_ARM_GLOB_DAT), uint32(elf.R_ARM_JUMP_SLOT)},
	elf.EM_PPC64:     {uint32(elf.R_PPC64_RELATIVE), uint32(elf.R_PPC64_ADDR64), uint32(elf.R_PPC64_GLOB_DAT), uint32(elf.R_PPC64_JMP_SLOT)},
	elf.EM_PPC:       {uint32(elf.R_PPC_RELATIVE), uint32(elf.R_PPC_ADDR32), uint32(elf.R_PPC_GLOB_DAT), uint32(elf.R_PPC_JMP_SLOT)},
	elf.EM_S390:      {uint32(elf.R_390_RELATIVE), uint32(elf.R_390_64), uint32(elf.R_390_GLOB_DAT), uint32(elf.R_390_JMP_SLOT)},
	elf.EM_RISCV:     {uint32(elf.R_RISCV_RELATIVE), uint32(elf.R_RISCV_64), 0, uint32(elf.R_RISCV_JUMP_SLOT)},
	elf.EM_LOONGARCH: {uint32(elf.R_LARCH_RELATIVE), uint32(elf.R_LARCH_64), 0, uint32(elf.R_LARCH_JUMP_SLOT)},
	elf.EM_MIPS:      {0, rMIPSREL32, rMIPSGlobDat, rMIPSJumpSlot},
}

const (
	rMIPSREL32    = 3 // relative where it names no symbol
	rMIPSGlobDat  = 51
	rMIPSJumpSlot = 127
)

// An elfReloc is one dynamic relocation.
type elfReloc struct {
	addr    uint64
	typ     uint32
	sym     uint32
	addend  int64
	inPlace bool // the addend stands at addr
	plt     bool // from DT_JMPREL
}

// An elfRelocArea is one table of fixed-size relocations.
type elfRelocArea struct {
	what         string
	addr, n      uint64
	relative     uint64 // so many at its beginning are relative, says the linker
	addends, plt bool
}

// relocAreas lists the tables DT_REL, DT_RELA and DT_JMPREL.
func (f *elfFile) relocAreas() ([]elfRelocArea, error) {
	var areas []elfRelocArea
	plt, pltSize := f.value(elf.DT_JMPREL), f.value(elf.DT_PLTRELSZ)
	pltRela := elf.DynTag(f.value(elf.DT_PLTREL)) == elf.DT_RELA
	for _, t := range []struct {
		what                  string
		addr, size, ent, many elf.DynTag
		addends               bool
	}{
		{"relocations (DT_RELA)", elf.DT_RELA, elf.DT_RELASZ, elf.DT_RELAENT, elf.DT_RELACOUNT, true},
		{"relocations (DT_REL)", elf.DT_REL, elf.DT_RELSZ, elf.DT_RELENT, elf.DT_RELCOUNT, false},
	} {
		addr, ok := f.tag(t.addr)
		if !ok {
			continue
		}
		ent := f.relocSize(t.addends)
		if got := f.value(t.ent); got != 0 && got != ent {
			return nil, fmt.Errorf("%s: %d bytes each instead of %d", t.what, got, ent)
		}
		size := f.value(t.size)
		if pltRela == t.addends && plt >= addr && plt-addr <= size && size-(plt-addr) == pltSize {
			size = plt - addr // some linkers count the PLT's relocations into both
		}
		n := size / ent
		areas = append(areas, elfRelocArea{t.what, addr, n, min(f.value(t.many), n), t.addends, false})
	}
	if pltSize > 0 {
		areas = append(areas, elfRelocArea{"relocations (DT_JMPREL)", plt, pltSize / f.relocSize(pltRela), 0, pltRela, true})
	}
	return areas, nil
}

func (f *elfFile) relocSize(addend bool) uint64 {
	if addend {
		return 3 * f.ptr()
	}
	return 2 * f.ptr()
}

// reloc decodes the entry at the beginning of b.
func (f *elfFile) reloc(b []byte, a *elfRelocArea) elfReloc {
	r := elfReloc{inPlace: !a.addends, plt: a.plt}
	if !f.is64 {
		r.addr = uint64(f.order.Uint32(b))
		info := f.order.Uint32(b[4:])
		r.sym, r.typ = info>>8, info&0xff
		if a.addends {
			r.addend = int64(int32(f.order.Uint32(b[8:])))
		}
		return r
	}
	r.addr = f.order.Uint64(b)
	if f.machine == elf.EM_MIPS {
		// The symbol, then up to three types of a byte each, the first one last.
		r.sym, r.typ = f.order.Uint32(b[8:]), uint32(b[15])
	} else {
		info := f.order.Uint64(b[8:])
		r.sym, r.typ = uint32(info>>32), uint32(info)
	}
	if a.addends {
		r.addend = int64(f.order.Uint64(b[16:]))
	}
	return r
}

// walkArea visits the relocations from to n of one table.
func (f *elfFile) walkArea(a *elfRelocArea, from uint64, visit func(elfReloc) error) error {
	ent := f.relocSize(a.addends)
	return f.stream(a.addr+from*ent, a.n-from, ent, a.what, func(b []byte) error {
		for ; uint64(len(b)) >= ent; b = b[ent:] {
			if err := visit(f.reloc(b, a)); err != nil {
				return err
			}
		}
		return nil
	})
}

// relocUse says by which kinds of relocation a symbol is wanted.
type relocUse uint8

const (
	usedBySlot  relocUse = 1 << iota // jump slot: may be bound at the first call
	usedByGOT                        // GOT entry
	usedByOther                      // data, TLS, copies, ...: always bound at load
)

// An elfInit is DT_INIT_ARRAY as the loader leaves it.
type elfInit struct {
	addr  uint64
	words []uint64
	syms  map[int]elfReloc // entries that hold the address of a symbol
}

// readRelocs notes how each symbol is used, and fills the array of
// constructors. It leaves out those relative relocations that a count
// announces and no constructor needs; in large addons nearly all are.
func (f *elfFile) readRelocs(use *[]relocUse) (*elfInit, error) {
	init, err := f.readInitArray()
	if err != nil {
		return nil, err
	}
	mark := func(r elfReloc) error {
		if r.sym == 0 || r.typ == f.relocs.relative && r.typ != 0 {
			init.relative(f, r)
			return nil
		}
		if r.sym >= maxELFSymbols {
			return fmt.Errorf("relocation at %#x: symbol %d is past any table", r.addr, r.sym)
		}
		if int(r.sym) >= len(*use) {
			*use = append(*use, make([]relocUse, int(r.sym)+1-len(*use))...)
		}
		u := &(*use)[r.sym]
		switch {
		case r.typ == 0: // R_*_NONE
		case r.typ == f.relocs.slot && r.plt:
			*u |= usedBySlot
		case r.typ == f.relocs.got || r.typ == f.relocs.slot:
			*u |= usedByGOT
		default:
			*u |= usedByOther
		}
		init.symbol(f, r)
		return nil
	}
	areas, err := f.relocAreas()
	if err != nil {
		return nil, err
	}
	for i := range areas {
		a := &areas[i]
		if a.addends && a.relative > 0 {
			if err := f.initFromRelative(a, init); err != nil {
				return nil, err
			}
		}
		if err := f.walkArea(a, a.relative, mark); err != nil {
			return nil, err
		}
	}
	return init, f.walkPacked(mark)
}

// readInitArray reads the constructors as they stand in the file: right for
// executables and for relocations that keep their addends in place.
func (f *elfFile) readInitArray() (*elfInit, error) {
	init := &elfInit{addr: f.value(elf.DT_INIT_ARRAY)}
	n := f.value(elf.DT_INIT_ARRAYSZ) / f.ptr()
	if n == 0 || !f.hasTag(elf.DT_INIT_ARRAY) {
		return init, nil
	}
	if n > maxELFInit {
		return nil, fmt.Errorf("constructors: %d are more than the %d this reader takes", n, maxELFInit)
	}
	b, err := f.mapped(init.addr, n*f.ptr(), "constructors (DT_INIT_ARRAY)")
	if err != nil {
		return nil, err
	}
	init.words = make([]uint64, n)
	for i, r := 0, f.record(b); i < len(init.words); i++ {
		init.words[i] = r.word()
	}
	return init, nil
}

func (in *elfInit) index(f *elfFile, addr uint64) (int, bool) {
	d := addr - in.addr
	return int(d / f.ptr()), addr >= in.addr && d < uint64(len(in.words))*f.ptr()
}

func (in *elfInit) relative(f *elfFile, r elfReloc) {
	if i, ok := in.index(f, r.addr); ok && r.typ == f.relocs.relative && !r.inPlace {
		in.words[i] = uint64(r.addend)
	}
}

func (in *elfInit) symbol(f *elfFile, r elfReloc) {
	if i, ok := in.index(f, r.addr); ok && r.typ == f.relocs.word {
		if r.inPlace {
			r.addend = int64(in.words[i])
		}
		if in.syms == nil {
			in.syms = map[int]elfReloc{}
		}
		in.syms[i] = r
	}
}

// initFromRelative takes the constructors from the relative relocations at the
// beginning of a table. Linkers sort them by address, so that they are found
// by halving; should some be missing, the whole run is read.
func (f *elfFile) initFromRelative(a *elfRelocArea, init *elfInit) error {
	if len(init.words) == 0 {
		return nil
	}
	ent := f.relocSize(true)
	lo, hi := uint64(0), a.relative
	for lo < hi {
		mid := (lo + hi) / 2
		b, err := f.mapped(a.addr+mid*ent, ent, a.what)
		if err != nil {
			return err
		}
		if f.reloc(b, a).addr < init.addr {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	found := 0
	visit := func(r elfReloc) error {
		if _, ok := init.index(f, r.addr); ok {
			found++
			init.relative(f, r)
		}
		return nil
	}
	run := *a
	run.n = min(a.relative, lo+uint64(len(init.words)))
	if err := f.walkArea(&run, lo, visit); err != nil {
		return err
	}
	if found == len(init.words) {
		return nil
	}
	run.n = a.relative
	return f.walkArea(&run, 0, visit)
}

// constructors lists the addresses of constructors in the order they run.
func (f *elfFile) constructors(im *image, in *elfInit) []uint64 {
	var all []uint64
	if addr := f.value(elf.DT_INIT); addr != 0 {
		all = append(all, addr)
	}
	for i, w := range in.words {
		if r, ok := in.syms[i]; ok {
			s := f.sym(r.sym)
			if isImport(s) {
				continue // not ours
			}
			w = s.Value + uint64(r.addend)
		}
		if !f.is64 {
			w = uint64(uint32(w))
		}
		all = append(all, w)
	}
	if f.descriptors() {
		for i := range all {
			all[i] = f.entry(im, all[i])
		}
	}
	return all
}

// descriptors reports whether function addresses are those of descriptors, as
// in the first ABI of 64-bit PowerPC.
func (f *elfFile) descriptors() bool {
	if f.machine != elf.EM_PPC64 {
		return false
	}
	abi := f.flags & 3
	return abi == 1 || abi == 0 && f.order.String() == "BigEndian"
}

// entry returns the address of the code behind a descriptor.
func (f *elfFile) entry(im *image, addr uint64) uint64 {
	if code, symbol, ok := im.pointer(addr); ok && symbol == "" {
		return code
	}
	return addr
}

// walkPacked visits the relocations in Android's packed form (APS2): groups
// that share what their members have in common, in signed LEB128 numbers.
func (f *elfFile) walkPacked(visit func(elfReloc) error) error {
	for _, t := range []struct {
		addr, size elf.DynTag
		addends    bool
	}{{dtAndroidREL, dtAndroidRELSZ, false}, {dtAndroidRELA, dtAndroidRELASZ, true}} {
		addr, ok := f.tag(t.addr)
		if !ok {
			continue
		}
		b, err := f.mapped(addr, f.value(t.size), "packed relocations")
		if err != nil {
			return err
		}
		if err := f.walkAPS2(b, t.addends, visit); err != nil {
			return fmt.Errorf("packed relocations: %w", err)
		}
	}
	return nil
}

func (f *elfFile) walkAPS2(b []byte, addends bool, visit func(elfReloc) error) error {
	b, ok := bytes.CutPrefix(b, []byte("APS2"))
	if !ok {
		return errors.New("no APS2 mark")
	}
	bad := false
	next := func() (v int64) {
		v, b, ok = sleb128(b)
		bad = bad || !ok
		return v
	}
	left := next()
	r := elfReloc{addr: uint64(next()), inPlace: !addends}
	// A group may say everything about its members once, so that the bytes do
	// not bound them; but each relocates a word of its own.
	if left < 0 || left > f.src.size/4 {
		return fmt.Errorf("%d relocations for a file of %d bytes", left, f.src.size)
	}
	const byInfo, byDelta, byAddend, hasAddend = 1, 2, 4, 8
	for left > 0 && !bad {
		n, flags := next(), next()
		if n <= 0 || n > left {
			return fmt.Errorf("a group of %d where %d are left", n, left)
		}
		left -= n
		var delta, info int64
		if flags&byDelta != 0 {
			delta = next()
		}
		if flags&byInfo != 0 {
			info = next()
		}
		switch {
		case flags&hasAddend == 0:
			r.addend = 0
		case flags&byAddend != 0:
			r.addend += next()
		}
		for ; n > 0 && !bad; n-- {
			if flags&byDelta == 0 {
				delta = next()
			}
			r.addr += uint64(delta)
			if flags&byInfo == 0 {
				info = next()
			}
			if flags&hasAddend != 0 && flags&byAddend == 0 {
				r.addend += next()
			}
			if f.is64 {
				r.sym, r.typ = uint32(uint64(info)>>32), uint32(info)
			} else {
				r.addr = uint64(uint32(r.addr))
				r.sym, r.typ = uint32(info)>>8, uint32(info)&0xff
			}
			if bad {
				break
			}
			if err := visit(r); err != nil {
				return err
			}
		}
	}
	if bad {
		return errors.New("cut off inside a number")
	}
	return nil
}

// sleb128 decodes a signed LEB128 number and returns the bytes behind it.
func sleb128(b []byte) (v int64, rest []byte, ok bool) {
	for i, c := range b[:min(len(b), 10)] {
		v |= int64(c&0x7f) << (7 * i)
		if c&0x80 == 0 {
			if shift := 7 * (i + 1); shift < 64 && c&0x40 != 0 {
				v |= -1 << shift
			}
			return v, b[i+1:], true
		}
	}
	return 0, nil, false
}

// walkRelr visits the words that DT_RELR relocates: an address begins a run,
// each bitmap behind it says which of the following words belong to it.
func (f *elfFile) walkRelr(visit func(addr uint64) error) error {
	for _, t := range [][2]elf.DynTag{{dtRELR, dtRELRSZ}, {dtAndroidRELR, dtAndroidRELRSZ}} {
		addr, ok := f.tag(t[0])
		if !ok {
			continue
		}
		ptr, where := f.ptr(), uint64(0)
		err := f.stream(addr, f.value(t[1])/ptr, ptr, "relative relocations (DT_RELR)", func(b []byte) error {
			for ; len(b) > 0; b = b[ptr:] {
				w := f.record(b).word()
				if w&1 == 0 {
					if err := visit(w); err != nil {
						return err
					}
					where = w + ptr
					continue
				}
				for at := where; w > 1; at += ptr {
					if w >>= 1; w&1 != 0 {
						if err := visit(at); err != nil {
							return err
						}
					}
				}
				where += (8*ptr - 1) * ptr
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// An elfSlot is a word the loader fills in.
type elfSlot struct {
	addr    uint64
	addend  int64 // target of a relative relocation
	sym     uint32
	inPlace bool // the addend stands in the word itself
}

// maxELFSlots bounds the index of such words. Words beyond it stay unknown.
const maxELFSlots = 1 << 20

var errEnough = errors.New("enough")

// slots lists the words that get an address, ascending. What is wrong with
// relocations is told by readRelocs before; here it ends the list.
func (f *elfFile) slots() []elfSlot {
	var slots []elfSlot
	add := func(s elfSlot) error {
		if len(slots) == maxELFSlots {
			return errEnough
		}
		slots = append(slots, s)
		return nil
	}
	visit := func(r elfReloc) error {
		t := &f.relocs
		switch {
		case r.typ == 0:
		case r.typ == t.relative, f.machine == elf.EM_MIPS && r.typ == t.word && r.sym == 0:
			return add(elfSlot{r.addr, r.addend, 0, r.inPlace})
		case r.sym == 0:
		case r.typ == t.word:
			return add(elfSlot{r.addr, r.addend, r.sym, r.inPlace})
		case r.typ == t.got, r.typ == t.slot:
			return add(elfSlot{r.addr, 0, r.sym, false})
		}
		return nil
	}
	areas, err := f.relocAreas()
	// The tables with symbols first: they must not fall to the bound.
	for _, a := range slices.Backward(areas) {
		err = cmp.Or(err, f.walkArea(&a, 0, visit))
	}
	if err == nil {
		err = f.walkPacked(visit)
	}
	if err == nil {
		_ = f.walkRelr(func(addr uint64) error { return add(elfSlot{addr: addr, inPlace: true}) })
	}
	slices.SortStableFunc(slots, func(a, b elfSlot) int { return cmp.Compare(a.addr, b.addr) })
	return slots
}

// resolver returns the functions pointer and stub of the image, which share an
// index built when first asked for.
func (f *elfFile) resolver(im *image) (pointer func(uint64) (uint64, string, bool), stub func(uint64) string) {
	var slots []elfSlot
	built := false
	find := func(addr uint64) (elfSlot, bool) {
		if !built {
			slots, built = f.slots(), true
		}
		i, ok := slices.BinarySearchFunc(slots, addr, func(s elfSlot, a uint64) int { return cmp.Compare(s.addr, a) })
		if !ok {
			return elfSlot{}, false
		}
		return slots[i], true
	}
	content := func(addr uint64) (uint64, bool) {
		w := im.read(addr, im.ptr)
		if len(w) < im.ptr {
			return 0, false
		}
		return f.record(w).word(), true
	}
	symbol := func(i uint32) string {
		s := f.sym(i)
		if !isImport(s) || uint64(s.Name) >= uint64(len(f.strtab)) {
			return ""
		}
		name, _, _ := strings.Cut(f.strtab[s.Name:], "\x00")
		return name
	}
	pointer = func(addr uint64) (uint64, string, bool) {
		s, ok := find(addr)
		if !ok {
			if f.typ != elf.ET_EXEC {
				return 0, "", false
			}
			v, ok := content(addr)
			return v, "", ok
		}
		if name := symbol(s.sym); name != "" {
			return 0, name, true
		}
		v := uint64(s.addend)
		if s.inPlace {
			if v, ok = content(addr); !ok {
				return 0, "", false
			}
		}
		if s.sym != 0 {
			v += f.sym(s.sym).Value
		}
		if !f.is64 {
			v = uint64(uint32(v))
		}
		return v, "", true
	}
	stub = func(addr uint64) string {
		if s, ok := find(addr); ok {
			return symbol(s.sym)
		}
		if at, ok := f.pltSlot(im, addr); ok {
			if s, ok := find(at); ok {
				return symbol(s.sym)
			}
		}
		return ""
	}
	return pointer, stub
}
