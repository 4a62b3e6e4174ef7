package symbols

import (
	"encoding/binary"
	"fmt"
	"slices"
	"sort"

	"github.com/saferwall/pe"
)

// A relocBlock holds the relocations of one page of the image.
type relocBlock struct {
	page, at, n uint32 // RVA of the page; RVA and number of the entries
}

const (
	relHighLow = 3  // 32-bit address
	relDir64   = 10 // 64-bit address
)

// readRelocs indexes the blocks of base relocations; entries are read when asked for.
func (p *peFile) readRelocs(*Binary) error {
	rva, size := p.dir(pe.ImageDirectoryEntryBaseReloc)
	if rva == 0 || size == 0 {
		return nil
	}
	const what, header = "base relocations", 8
	for size >= header {
		h, err := p.bytes(rva, header, what)
		if err != nil {
			return err
		}
		page, n := binary.LittleEndian.Uint32(h), binary.LittleEndian.Uint32(h[4:])
		if page == 0 && n == 0 {
			break // padding
		}
		if n < header || n > size || n > maxRelocBlock {
			return fmt.Errorf("%s: block of page %#x has %d bytes of %d", what, page, n, size)
		}
		if page%4096 != 0 {
			return fmt.Errorf("%s: block address %#x is not that of a page", what, page)
		}
		if uint64(len(p.relocs)) >= uint64(p.opt.SizeOfImage)/4096+maxSamePage {
			return fmt.Errorf("%s: more blocks than the image has pages", what)
		}
		p.relocs = append(p.relocs, relocBlock{page, rva + header, (n - header) / 2})
		rva, size = rva+n, size-n
	}
	slices.SortFunc(p.relocs, func(a, b relocBlock) int { return int(int64(a.page) - int64(b.page)) })
	for i := maxSamePage; i < len(p.relocs); i++ {
		if page := p.relocs[i].page; p.relocs[i-maxSamePage].page == page {
			return fmt.Errorf("%s: more than %d blocks for page %#x", what, maxSamePage, page)
		}
	}
	return nil
}

// eachReloc calls f with the RVA of each relocated pointer of blocks.
func (p *peFile) eachReloc(blocks []relocBlock, f func(rva uint32) bool) {
	kind := uint16(relHighLow)
	if p.plus {
		kind = relDir64
	}
	for _, b := range blocks {
		entries, err := p.bytes(b.at, int(b.n)*2, "base relocations")
		if err != nil {
			return
		}
		for ; len(entries) >= 2; entries = entries[2:] {
			e := binary.LittleEndian.Uint16(entries)
			if e>>12 == kind && !f(b.page+uint32(e&0xfff)) {
				return
			}
		}
	}
}

// A relocPage remembers which pointers of one page are relocated.
type relocPage struct {
	valid bool
	rva   uint32
	at    [4096 / 64]uint64 // bit for each byte
}

// relocated tells whether the loader adjusts the pointer at rva.
func (p *peFile) relocated(rva uint32) bool {
	rp, page := &p.page, rva&^0xfff
	if !rp.valid || rp.rva != page {
		*rp = relocPage{valid: true, rva: page}
		i := sort.Search(len(p.relocs), func(i int) bool { return p.relocs[i].page >= page })
		j := i
		for j < len(p.relocs) && p.relocs[j].page == page {
			j++
		}
		p.eachReloc(p.relocs[i:j], func(at uint32) bool {
			rp.at[at&0xfff/64] |= 1 << (at % 64)
			return true
		})
	}
	return rp.at[rva&0xfff/64]>>(rva%64)&1 != 0
}

// pointer reads an address inside the image that the loader leaves at rva: a
// relocated pointer, or any in an image that cannot be moved.
func (p *peFile) pointer(rva uint32) (uint32, bool) {
	if len(p.relocs) > 0 && !p.relocated(rva) {
		return 0, false
	}
	b, err := p.bytes(rva, p.ptr(), "pointer")
	if err != nil {
		return 0, false
	}
	t, ok := p.rva(p.word(b))
	return t, ok && p.region(t) != nil
}

// code tells whether rva lies in executable memory.
func (p *peFile) code(rva uint32) bool {
	r := p.region(rva)
	return r != nil && r.exec
}

// readTLS reads the TLS callbacks, which the loader calls before the entry point.
func (p *peFile) readTLS(b *Binary) error {
	rva, size := p.dir(pe.ImageDirectoryEntryTLS)
	if rva == 0 || size == 0 {
		return nil
	}
	const what = "TLS directory"
	ptr := uint32(p.ptr())
	d, err := p.bytes(rva, int(4*ptr), what)
	if err != nil {
		return err
	}
	b.PE.TLS = true
	va := p.word(d[3*ptr:])
	if va == 0 {
		return nil
	}
	at, ok := p.rva(va)
	if !ok {
		return fmt.Errorf("%s: callbacks at %#x are outside the image", what, va)
	}
	for ; len(p.init) < maxCallbacks; at += ptr {
		w, err := p.bytes(at, int(ptr), what)
		if err != nil {
			return err
		}
		v := p.word(w)
		if v == 0 {
			return nil
		}
		f, ok := p.rva(v)
		if !ok || p.region(f) == nil {
			return fmt.Errorf("%s: callback %#x is outside the image", what, v)
		}
		p.init = append(p.init, uint64(f))
	}
	return fmt.Errorf("%s: more than %d callbacks", what, maxCallbacks)
}

// slotImport returns the index of the import whose address the loader or the
// delay load helper puts at rva, or -1.
func (p *peFile) slotImport(rva uint32) int {
	ptr := uint32(p.ptr())
	i := sort.Search(len(p.iats), func(i int) bool { return p.iats[i].addr > rva }) - 1
	if i < 0 {
		return -1
	}
	d := rva - p.iats[i].addr
	if d%ptr != 0 || d/ptr >= uint32(p.iats[i].n) {
		return -1
	}
	return p.iats[i].first + int(d/ptr)
}

// image describes the file as loaded at base 0. Its init holds the TLS
// callbacks, the constructors that the C runtime's start-up code calls as far
// as they were found, and the entry point.
func (p *peFile) image(b *Binary) *image {
	slices.SortStableFunc(p.iats, func(a, b iat) int { return int(int64(a.addr) - int64(b.addr)) })
	slot := func(rva uint32) string {
		if i := p.slotImport(rva); i >= 0 {
			return b.Imports[i].Name
		}
		return ""
	}
	p.init = append(p.init, p.constructors()...)
	if e := p.opt.AddressOfEntryPoint; e != 0 {
		p.init = append(p.init, uint64(e))
	}
	return &image{
		src: p.src, order: binary.LittleEndian, ptr: p.ptr(), arch: b.Arch,
		regions: p.regions, sections: p.secs, init: p.init,
		pointer: func(addr uint64) (uint64, string, bool) {
			if addr > 0xffffffff {
				return 0, "", false
			}
			if name := slot(uint32(addr)); name != "" {
				return 0, name, true
			}
			t, ok := p.pointer(uint32(addr))
			return uint64(t), "", ok
		},
		stub: func(addr uint64) string {
			if addr > 0xffffffff {
				return ""
			}
			if name := slot(uint32(addr)); name != "" {
				return name
			}
			if at, ok := p.thunk(uint32(addr)); ok {
				return slot(at)
			}
			return ""
		},
	}
}

// thunk returns the slot of the address table that the code at rva jumps
// through, or, for a delay import, that it asks the helper to fill.
func (p *peFile) thunk(rva uint32) (slot uint32, ok bool) {
	rva = p.skipJumps(rva)
	if !p.code(rva) {
		return 0, false
	}
	c := p.codeAt(rva, 16)
	switch p.file.Machine {
	case pe.ImageFileMachineAMD64:
		at := rva
		if len(c) > 4 && string(c[:4]) == "\xf3\x0f\x1e\xfa" { // endbr64
			c, at = c[4:], at+4
		}
		if len(c) > 1 && c[0] == 0x48 && c[1] == 0xff { // REX without effect
			c, at = c[1:], at+1
		}
		switch {
		case len(c) >= 6 && c[0] == 0xff && c[1] == 0x25: // jmp [rip+d]
			return at + 6 + binary.LittleEndian.Uint32(c[2:]), true
		case len(c) >= 8 && c[0] == 0x48 && c[1] == 0x8d && c[2] == 0x05 && c[7] == 0xe9: // lea rax, [rip+d]; jmp
			return at + 7 + binary.LittleEndian.Uint32(c[3:]), true
		}
	case pe.ImageFileMachineI386:
		switch {
		case len(c) >= 6 && c[0] == 0xff && c[1] == 0x25: // jmp [address]
			return p.rva(uint64(binary.LittleEndian.Uint32(c[2:])))
		case len(c) >= 6 && c[0] == 0xb8 && c[5] == 0xe9: // mov eax, address; jmp
			return p.rva(uint64(binary.LittleEndian.Uint32(c[1:])))
		}
	case pe.ImageFileMachineARM64:
		if len(c) < 12 {
			return 0, false
		}
		i0, i1, i2 := binary.LittleEndian.Uint32(c), binary.LittleEndian.Uint32(c[4:]), binary.LittleEndian.Uint32(c[8:])
		reg, page, ok := arm64ADRP(i0, rva)
		if !ok {
			return 0, false
		}
		rd, rn, off, kind := arm64Low12(i1)
		if kind == 0 || rn != reg || rd != reg {
			return 0, false
		}
		jump := i2>>26 == 0b000101                             // b
		branch := i2&^(31<<5) == 0xd61f0000 && i2>>5&31 == reg // br
		return page + off, kind == 'l' && branch || kind == 'a' && jump
	case pe.ImageFileMachineARMNT:
		// movw ip, low; movt ip, high; ldr pc, [ip]
		if len(c) < 12 {
			return 0, false
		}
		lo, rl, ok1 := thumbMov(c, 0xf240)
		hi, rh, ok2 := thumbMov(c[4:], 0xf2c0)
		if ok1 && ok2 && rl == 12 && rh == 12 && string(c[8:12]) == "\xdc\xf8\x00\xf0" {
			return p.rva(uint64(hi)<<16 | uint64(lo))
		}
	}
	return 0, false
}

// codeAt returns up to n bytes of code at rva.
func (p *peFile) codeAt(rva uint32, n int) []byte {
	r := p.region(rva)
	if r == nil {
		return nil
	}
	n = int(min(int64(n), r.filesz-int64(uint64(rva)-r.addr)))
	if n <= 0 {
		return nil
	}
	c, _ := p.bytes(rva, n, "code")
	return c
}

// arm64ADRP decodes adrp reg, page at address at.
func arm64ADRP(i, at uint32) (reg, page uint32, ok bool) {
	imm := (i>>5&0x7ffff)<<2 | i>>29&3
	return i & 31, at&^0xfff + imm<<12, i&0x9f000000 == 0x90000000
}

// arm64Low12 decodes the instruction that adds the low bits of an address to
// what adrp left: kind 'a' for add rd, rn, #off and 'l' for ldr rd, [rn, #off].
func arm64Low12(i uint32) (rd, rn, off uint32, kind byte) {
	switch i & 0xffc00000 {
	case 0x91000000:
		return i & 31, i >> 5 & 31, i >> 10 & 0xfff, 'a'
	case 0xf9400000:
		return i & 31, i >> 5 & 31, (i >> 10 & 0xfff) * 8, 'l'
	}
	return 0, 0, 0, 0
}

// thumbMov decodes movw (op 0xf240) or movt (0xf2c0).
func thumbMov(c []byte, op uint16) (imm, reg uint16, ok bool) {
	a, b := binary.LittleEndian.Uint16(c), binary.LittleEndian.Uint16(c[2:])
	imm = a&15<<12 | a>>10&1<<11 | b>>12&7<<8 | b&0xff
	return imm, b >> 8 & 15, a&0xfbf0 == op && b&0x8000 == 0
}

// Bounds of the search for constructors.
const (
	maxCtorTable  = 64 << 10 // bytes of one table
	maxCtorTables = 64       // pairs of addresses that could be the bounds of one
)

// constructors finds the functions that the C runtime calls before DllMain.
//
// Microsoft's linker merges the tables (.CRT$XI*, .CRT$XC*) into .rdata
// without a name. The start-up code around the entry point hands their
// bounds to _initterm, and that is recognised: two constant addresses before
// a call, with nothing but relocated code pointers and zeros between them.
// MinGW's __CTOR_LIST__ stands between -1 and 0, and runs from its end.
func (p *peFile) constructors() []uint64 {
	entry := p.skipJumps(p.opt.AddressOfEntryPoint)
	if entry == 0 || !p.code(entry) || len(p.relocs) == 0 {
		return nil
	}
	var out []uint64
	const window = 4 << 10
	r := p.region(entry)
	start := max(uint32(r.addr), entry-min(entry, window))
	c := p.codeAt(start, 2*window)
	tables := 0
	p.eachCall(c, start, func(x, y uint32) {
		if tables++; tables > maxCtorTables {
			return
		}
		if fns := p.ctorTable(min(x, y), max(x, y)); !slices.ContainsFunc(fns, func(f uint64) bool { return slices.Contains(out, f) }) {
			out = append(out, fns...)
		}
	})
	return append(out, p.gnuConstructors()...)
}

// ctorTable returns the functions between two addresses, nil if anything else stands there.
func (p *peFile) ctorTable(begin, end uint32) []uint64 {
	ptr := uint32(p.ptr())
	if begin >= end || end-begin > maxCtorTable || (end-begin)%ptr != 0 || begin%ptr != 0 {
		return nil
	}
	r := p.region(begin)
	if r == nil || r.exec || uint64(end) > r.addr+r.size {
		return nil
	}
	b, err := p.bytes(begin, int(end-begin), "constructors")
	if err != nil {
		return nil
	}
	var out []uint64
	for i := uint32(0); i < end-begin; i += ptr {
		if p.word(b[i:]) == 0 {
			continue
		}
		f, ok := p.pointer(begin + i)
		if !ok || !p.code(f) {
			return nil
		}
		out = append(out, uint64(f))
	}
	return out
}

// gnuConstructors finds the __CTOR_LIST__ of images that GNU ld linked.
func (p *peFile) gnuConstructors() []uint64 {
	const gnu, mostRelocs = 2, 1 << 20
	if p.opt.MajorLinkerVersion != gnu {
		return nil
	}
	ptr := uint32(p.ptr())
	none := ^uint64(0) >> (64 - 8*ptr)
	var list []uint64
	var next uint32 // slot after the run being followed
	relocs := 0
	word := func(rva uint32) (uint64, bool) {
		b, err := p.bytes(rva, int(ptr), "constructors")
		if err != nil {
			return 0, false
		}
		return p.word(b), true
	}
	done := false
	end := func() bool {
		w, ok := word(next)
		done = len(list) > 0 && ok && w == 0
		return done
	}
	p.eachReloc(p.relocs, func(rva uint32) bool {
		if relocs++; relocs > mostRelocs {
			return false
		}
		if len(list) > 0 && rva != next {
			if end() {
				return false
			}
			list = list[:0]
		}
		if len(list) == 0 {
			if rva < ptr {
				return true
			}
			if w, ok := word(rva - ptr); !ok || w != none {
				return true
			}
		}
		w, _ := word(rva)
		f, ok := p.rva(w)
		if !ok || !p.code(f) || len(list) >= maxCtorTable {
			list = list[:0]
			return true
		}
		list, next = append(list, uint64(f)), rva+ptr
		return true
	})
	if !done && !end() {
		return nil
	}
	slices.Reverse(list)
	return list
}

// skipJumps follows the jumps of incremental linking.
func (p *peFile) skipJumps(rva uint32) uint32 {
	for range 4 {
		c := p.codeAt(rva, 12)
		switch {
		case p.file.Machine == pe.ImageFileMachineARM64 && len(c) >= 4:
			i := binary.LittleEndian.Uint32(c)
			if i>>26 == 0b000101 { // b
				rva += uint32(int32(i<<6) >> 4)
				continue
			}
			// adrp x16; add x16, x16; br x16
			_, page, ok := arm64ADRP(i, rva)
			if !ok || len(c) < 12 || binary.LittleEndian.Uint32(c[8:]) != 0xd61f0200 {
				return rva
			}
			rd, rn, off, kind := arm64Low12(binary.LittleEndian.Uint32(c[4:]))
			if kind != 'a' || rd != 16 || rn != 16 {
				return rva
			}
			rva = page + off
		case len(c) >= 5 && c[0] == 0xe9 && p.isX86():
			rva += 5 + binary.LittleEndian.Uint32(c[1:])
		default:
			return rva
		}
	}
	return rva
}

func (p *peFile) isX86() bool {
	return p.file.Machine == pe.ImageFileMachineAMD64 || p.file.Machine == pe.ImageFileMachineI386
}

// eachCall finds calls that take two constant addresses as first and second
// argument in the code c at RVA start.
func (p *peFile) eachCall(c []byte, start uint32, f func(x, y uint32)) {
	le := binary.LittleEndian
	switch p.file.Machine {
	case pe.ImageFileMachineAMD64:
		lea := func(i int) (reg byte, to uint32, ok bool) { // lea rcx|rdx, [rip+d]
			if i+7 > len(c) || c[i] != 0x48 || c[i+1] != 0x8d || c[i+2] != 0x0d && c[i+2] != 0x15 {
				return 0, 0, false
			}
			return c[i+2], start + uint32(i) + 7 + le.Uint32(c[i+3:]), true
		}
		for i := 0; i+15 <= len(c); i++ {
			r1, x, ok1 := lea(i)
			r2, y, ok2 := lea(i + 7)
			if ok1 && ok2 && r1 != r2 && c[i+14] == 0xe8 {
				f(x, y)
			}
		}
	case pe.ImageFileMachineI386:
		for i := 2; i+11 <= len(c); i++ { // push end, or mov [esp], end; push begin; call
			push := c[i] == 0x68 || string(c[i-2:i+1]) == "\xc7\x04\x24"
			if !push || c[i+5] != 0x68 || c[i+10] != 0xe8 {
				continue
			}
			x, ok1 := p.rva(uint64(le.Uint32(c[i+1:])))
			y, ok2 := p.rva(uint64(le.Uint32(c[i+6:])))
			if ok1 && ok2 {
				f(x, y)
			}
		}
	case pe.ImageFileMachineARM64:
		var reg [32]uint32
		for i := 0; i+4 <= len(c); i += 4 {
			ins := le.Uint32(c[i:])
			if r, page, ok := arm64ADRP(ins, start+uint32(i)); ok {
				reg[r] = page
			} else if rd, rn, off, kind := arm64Low12(ins); kind == 'a' && reg[rn] != 0 {
				reg[rd] = reg[rn] + off
			} else if ins>>26 == 0b100101 { // bl
				if reg[0] != 0 && reg[1] != 0 {
					f(reg[0], reg[1])
				}
				reg = [32]uint32{}
			}
		}
	}
}
