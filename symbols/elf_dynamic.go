package symbols

import (
	"debug/elf"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Dynamic tags that debug/elf does not name.
const (
	dtRELRSZ        elf.DynTag = 35
	dtRELR          elf.DynTag = 36
	dtRELRENT       elf.DynTag = 37
	dtAndroidREL    elf.DynTag = 0x6000000f
	dtAndroidRELSZ  elf.DynTag = 0x60000010
	dtAndroidRELA   elf.DynTag = 0x60000011
	dtAndroidRELASZ elf.DynTag = 0x60000012
	dtAndroidRELR   elf.DynTag = 0x6fffe000
	dtAndroidRELRSZ elf.DynTag = 0x6fffe001
)

// tag returns the value of a dynamic tag. Of several, the last counts, as for loaders.
func (f *elfFile) tag(t elf.DynTag) (uint64, bool) {
	for _, d := range slices.Backward(f.dyn) {
		if elf.DynTag(d.Tag) == t {
			return d.Val, true
		}
	}
	return 0, false
}

// value is tag without the distinction between absent and 0.
func (f *elfFile) value(t elf.DynTag) uint64 {
	v, _ := f.tag(t)
	return v
}

func (f *elfFile) hasTag(t elf.DynTag) bool {
	_, ok := f.tag(t)
	return ok
}

// readDynamic reads PT_DYNAMIC and the facts that stand in it alone.
func (f *elfFile) readDynamic(b *Binary) error {
	facts := b.ELF
	i := slices.IndexFunc(f.progs, func(p elf.ProgHeader) bool { return p.Type == elf.PT_DYNAMIC })
	if i < 0 {
		if f.typ == elf.ET_DYN {
			return errors.New("shared object without a dynamic segment (PT_DYNAMIC): no loader takes it")
		}
		return nil // a static executable
	}
	if err := f.readTags(f.progs[i]); err != nil {
		return err
	}
	if err := f.readStrings(); err != nil {
		return err
	}
	for _, d := range f.dyn {
		var err error
		switch elf.DynTag(d.Tag) {
		case elf.DT_NEEDED:
			var name string
			name, err = f.str(d.Val, "DT_NEEDED")
			b.Needs = append(b.Needs, name)
		case elf.DT_AUXILIARY, elf.DT_FILTER:
			var name string
			name, err = f.str(d.Val, "DT_FILTER")
			facts.Filters = append(facts.Filters, Filter{name, elf.DynTag(d.Tag) == elf.DT_AUXILIARY})
		case elf.DT_SONAME:
			b.ID, err = f.str(d.Val, "DT_SONAME")
		}
		if err != nil {
			return err
		}
	}
	path, isRun := f.tag(elf.DT_RUNPATH)
	if !isRun {
		path, facts.RPath = f.tag(elf.DT_RPATH)
	}
	if isRun || facts.RPath {
		s, err := f.str(path, "DT_RUNPATH")
		if err != nil {
			return err
		}
		if len(s) > maxELFRunPath {
			return fmt.Errorf("run path: %d bytes are more than the %d this reader takes", len(s), maxELFRunPath)
		}
		if s != "" {
			b.RunPath = strings.Split(s, ":")
		}
	}

	flags, flags1 := elf.DynFlag(f.value(elf.DT_FLAGS)), elf.DynFlag1(f.value(elf.DT_FLAGS_1))
	facts.HashSysV = f.hasTag(elf.DT_HASH)
	facts.HashGNU = f.hasTag(elf.DT_GNU_HASH)
	facts.Relr = f.hasTag(dtRELR) || f.hasTag(dtAndroidRELR)
	facts.AndroidPacked = f.hasTag(dtAndroidREL) || f.hasTag(dtAndroidRELA)
	facts.TextRel = f.hasTag(elf.DT_TEXTREL) || flags&elf.DF_TEXTREL != 0
	facts.StaticTLS = flags&elf.DF_STATIC_TLS != 0
	facts.Symbolic = f.hasTag(elf.DT_SYMBOLIC) || flags&elf.DF_SYMBOLIC != 0
	facts.NoDelete = flags1&elf.DF_1_NODELETE != 0
	facts.NoOpen = flags1&elf.DF_1_NOOPEN != 0
	facts.NoDefaultLib = flags1&elf.DF_1_NODEFLIB != 0
	facts.PIE = flags1&elf.DF_1_PIE != 0
	b.Binding = BindLazy
	if f.hasTag(elf.DT_BIND_NOW) || flags&elf.DF_BIND_NOW != 0 || flags1&elf.DF_1_NOW != 0 {
		b.Binding = BindNow
		if facts.RelRO == "partial" {
			facts.RelRO = "full"
		}
	}
	return nil
}

// readTags reads the entries of the dynamic segment up to DT_NULL, from where
// a loader finds them: their address.
func (f *elfFile) readTags(p elf.ProgHeader) error {
	ent := 2 * f.ptr()
	n := p.Filesz / ent
	if n > maxELFDynamic {
		return fmt.Errorf("dynamic segment: %d entries are more than the %d this reader takes", n, maxELFDynamic)
	}
	table, err := f.mapped(p.Vaddr, n*ent, "dynamic segment")
	if err != nil {
		return err
	}
	f.dyn = make([]elf.Dyn64, 0, min(n, 64))
	for ; len(table) > 0; table = table[ent:] {
		r := f.record(table)
		tag := r.word()
		if !f.is64 {
			tag = uint64(int32(tag))
		}
		if elf.DynTag(tag) == elf.DT_NULL {
			return nil
		}
		f.dyn = append(f.dyn, elf.Dyn64{Tag: int64(tag), Val: r.word()})
	}
	return errors.New("dynamic segment: no end mark (DT_NULL)")
}

// readStrings reads the dynamic string table as one string, of which all names are parts.
func (f *elfFile) readStrings() error {
	addr, ok := f.tag(elf.DT_STRTAB)
	if !ok {
		return nil
	}
	size := f.value(elf.DT_STRSZ)
	table, err := f.mapped(addr, size, "dynamic strings")
	if err != nil {
		return err
	}
	f.strtab = text(table)
	// Linkers let names share their ends, so that the names together are a
	// little longer than the table, never many times.
	f.nameBudget = 8*len(table) + 4096
	return nil
}

// str returns the dynamic string at off; what says whose it is.
func (f *elfFile) str(off uint64, what string) (string, error) {
	if off >= uint64(len(f.strtab)) {
		return "", fmt.Errorf("%s: its name at %#x lies outside the dynamic strings (%#x bytes)", what, off, len(f.strtab))
	}
	s := f.strtab[off:]
	n := strings.IndexByte(s[:min(len(s), f.nameBudget)], 0)
	if n < 0 {
		if len(s) > f.nameBudget {
			return "", fmt.Errorf("%s: names overlap so that together they are many times longer than their table", what)
		}
		return "", fmt.Errorf("%s: its name at %#x has no end", what, off)
	}
	f.nameBudget -= n
	return s[:n], nil
}

// symbolCount returns how many dynamic symbols there are. No tag says it: a
// SysV hash table has an entry for each; in a GNU hash table the last chain
// ends with the last symbol, unless it is empty, as where nothing is exported.
// Then the count is a lower bound: what relocations name, and what fits
// between the symbol table and the table behind it.
func (f *elfFile) symbolCount() (uint64, error) {
	if addr, ok := f.tag(elf.DT_HASH); ok {
		ent := uint64(4)
		if f.is64 && (f.machine == elf.EM_S390 || f.machine == elf.EM_ALPHA) {
			ent = 8 // two ABIs took wider entries
		}
		head, err := f.mapped(addr, 2*ent, "symbol hash table")
		if err != nil {
			return 0, err
		}
		if ent == 8 {
			return f.order.Uint64(head[8:]), nil
		}
		return uint64(f.order.Uint32(head[4:])), nil
	}
	if addr, ok := f.tag(elf.DT_GNU_HASH); ok {
		if n, err := f.gnuHashCount(addr); n > 0 || err != nil {
			return n, err
		}
	}
	symtab := f.value(elf.DT_SYMTAB)
	if n := f.value(elf.DT_MIPS_SYMTABNO); f.machine == elf.EM_MIPS && n > 0 {
		return n, nil
	}
	next := uint64(0)
	for _, t := range []elf.DynTag{
		elf.DT_STRTAB, elf.DT_VERSYM, elf.DT_VERNEED, elf.DT_VERDEF, elf.DT_GNU_HASH,
		elf.DT_RELA, elf.DT_REL, elf.DT_JMPREL, dtRELR, dtAndroidREL, dtAndroidRELA, elf.DT_INIT,
	} {
		if addr := f.value(t); addr > symtab && (next == 0 || addr < next) {
			next = addr
		}
	}
	if next == 0 {
		return 0, nil
	}
	n := (next - symtab) / f.symSize()
	if _, err := f.offset(symtab, n*f.symSize(), ""); err != nil {
		return 0, nil // the next table lies in another segment: no neighbour
	}
	return n, nil
}

// gnuHashCount returns 0 for an empty table.
func (f *elfFile) gnuHashCount(addr uint64) (uint64, error) {
	const what = "GNU symbol hash table"
	head, err := f.mapped(addr, 16, what)
	if err != nil {
		return 0, err
	}
	r := f.record(head)
	buckets, first, bloom := uint64(r.u32()), uint64(r.u32()), uint64(r.u32())
	addr += 16 + bloom*f.ptr()
	last := uint64(0)
	err = f.stream(addr, buckets, 4, what, func(b []byte) error {
		for ; len(b) > 0; b = b[4:] {
			last = max(last, uint64(f.order.Uint32(b)))
		}
		return nil
	})
	if err != nil || last == 0 {
		return 0, err
	}
	if last < first {
		return 0, fmt.Errorf("%s: a bucket begins at symbol %d, the table at %d", what, last, first)
	}
	addr += 4 * buckets
	for ; last < maxELFSymbols; last++ {
		link, err := f.mapped(addr+4*(last-first), 4, what)
		if err != nil {
			return 0, err
		}
		if f.order.Uint32(link)&1 != 0 {
			return last + 1, nil
		}
	}
	return 0, fmt.Errorf("%s: more than %d symbols", what, maxELFSymbols)
}

func (f *elfFile) symSize() uint64 {
	if f.is64 {
		return elf.Sym64Size
	}
	return elf.Sym32Size
}

// sym decodes entry i of the dynamic symbol table.
func (f *elfFile) sym(i uint32) (s elf.Sym64) {
	if n := uint64(len(f.syms)) / f.symSize(); uint64(i) >= n {
		return s
	}
	b := f.syms[uint64(i)*f.symSize():]
	s.Name = f.order.Uint32(b)
	if f.is64 {
		s.Info, s.Other, s.Shndx = b[4], b[5], f.order.Uint16(b[6:])
		s.Value, s.Size = f.order.Uint64(b[8:]), f.order.Uint64(b[16:])
	} else {
		s.Value, s.Size = uint64(f.order.Uint32(b[4:])), uint64(f.order.Uint32(b[8:]))
		s.Info, s.Other, s.Shndx = b[12], b[13], f.order.Uint16(b[14:])
	}
	return s
}

// isImport reports whether a symbol is wanted from elsewhere, isExport whether
// others can find it here.
func isImport(s elf.Sym64) bool {
	return elf.SectionIndex(s.Shndx) == elf.SHN_UNDEF && elf.ST_BIND(s.Info) != elf.STB_LOCAL && s.Name != 0
}

func isExport(s elf.Sym64) bool {
	if elf.SectionIndex(s.Shndx) == elf.SHN_UNDEF || s.Name == 0 {
		return false
	}
	switch elf.ST_BIND(s.Info) {
	case elf.STB_GLOBAL, elf.STB_WEAK, stbGNUUnique:
	default:
		return false
	}
	vis := elf.ST_VISIBILITY(s.Other)
	return vis == elf.STV_DEFAULT || vis == elf.STV_PROTECTED
}

const (
	stbGNUUnique elf.SymBind = 10
	sttGNUIfunc  elf.SymType = 10
)

func isFunc(s elf.Sym64) bool {
	t := elf.ST_TYPE(s.Info)
	return t == elf.STT_FUNC || t == sttGNUIfunc
}

// readSymbols reads the dynamic symbols with their versions, what relocations
// say about them, and the constructors.
func (f *elfFile) readSymbols(b *Binary, im *image) error {
	symtab, ok := f.tag(elf.DT_SYMTAB)
	if !ok || f.strtab == "" {
		if f.typ == elf.ET_EXEC {
			return nil
		}
		return errors.New("dynamic segment: no symbol table (DT_SYMTAB) or no strings (DT_STRTAB)")
	}
	if ent := f.value(elf.DT_SYMENT); ent != 0 && ent != f.symSize() {
		return fmt.Errorf("dynamic symbols: %d bytes each instead of %d", ent, f.symSize())
	}
	n, err := f.symbolCount()
	if err != nil {
		return err
	}
	if n > maxELFSymbols {
		return fmt.Errorf("dynamic symbols: %d are more than the %d this reader takes", n, maxELFSymbols)
	}
	use := make([]relocUse, n)
	init, err := f.readRelocs(&use)
	if err != nil {
		return err
	}
	n = uint64(len(use))
	if f.syms, err = f.mapped(symtab, n*f.symSize(), "dynamic symbols"); err != nil {
		return err
	}
	versions, needs, err := f.readVersions()
	if err != nil {
		return err
	}
	for _, v := range versions {
		if v.name != "" && v.need == 0 {
			b.ELF.Versions = append(b.ELF.Versions, v.name)
		}
	}
	var versym []byte
	if addr, ok := f.tag(elf.DT_VERSYM); ok && versions != nil {
		if versym, err = f.mapped(addr, 2*n, "symbol versions"); err != nil {
			return err
		}
	}
	imports, exports := 0, 0
	for i := range uint32(n) {
		switch s := f.sym(i); {
		case isImport(s):
			imports++
		case isExport(s):
			exports++
		}
	}
	b.Imports = make([]Import, 0, imports)
	b.Exports = make([]Export, 0, exports)
	im.pointer, im.stub = f.resolver(im)
	for i := range uint32(n) {
		s := f.sym(i)
		in, out := isImport(s), isExport(s)
		if !in && !out {
			continue
		}
		name, err := f.str(uint64(s.Name), "dynamic symbol")
		if err != nil {
			return err
		}
		var v elfVersion
		hidden := false
		if versym != nil {
			k := int(f.order.Uint16(versym[2*i:]))
			hidden = k&versymHidden != 0
			if k &^= versymHidden; k < len(versions) {
				v = versions[k]
			}
		}
		weak := elf.ST_BIND(s.Info) == elf.STB_WEAK
		if out {
			b.Exports = append(b.Exports, Export{
				Name: name, Version: v.name, Addr: s.Value, Func: isFunc(s),
				Weak: weak || elf.ST_BIND(s.Info) == stbGNUUnique, Hidden: hidden,
			})
			continue
		}
		if v.need > 0 {
			need := &needs[v.need-1]
			need.Symbols = append(need.Symbols, name)
		}
		b.Imports = append(b.Imports, Import{
			Name: name, Library: v.library, Version: v.name, Weak: weak,
			Func:  isFunc(s) || use[i]&usedBySlot != 0,
			Bound: f.bound(b, i, s, use[i]),
		})
	}
	b.Floors = floorsOfELF(needs)
	if f.descriptors() {
		for i := range b.Exports {
			if e := &b.Exports[i]; e.Func {
				e.Addr = f.entry(im, e.Addr)
			}
		}
	}
	im.init = f.constructors(im, init)
	return nil
}

// bound says when the platform's loader looks an import up, given lazily as
// Node.js asks for (RTLD_LAZY):
//   - glibc and the BSDs resolve jump slots at the first call and everything
//     else at once, or all at once where the file asks for it;
//   - bionic has no lazy binding;
//   - musl resolves all at once, but a missing symbol that only jump slots or
//     GOT entries want does not make loading fail: the slot is left as it is,
//     and the first call through it ends the process.
//
// A symbol that no relocation names is never looked up: "".
func (f *elfFile) bound(b *Binary, i uint32, s elf.Sym64, use relocUse) Binding {
	if f.machine == elf.EM_MIPS && uint64(i) >= f.value(elf.DT_MIPS_GOTSYM) && f.hasTag(elf.DT_MIPS_GOTSYM) {
		// The ABI gives such symbols GOT entries without relocations; a value
		// means that calls go through a lazy stub.
		if s.Value != 0 {
			use |= usedBySlot
		} else {
			use |= usedByGOT
		}
	}
	lazy := usedBySlot
	if b.Libc == "musl" {
		lazy |= usedByGOT
	}
	switch {
	case use == 0:
		return ""
	case b.Binding == BindNow, b.Platform == "android", use&^lazy != 0:
		return BindNow
	}
	return BindLazy
}
