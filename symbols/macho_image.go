package symbols

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
)

const (
	machoMaxInits = 1 << 16 // constructors
	// Bounds of the indexes that pointers are looked up in. Beyond them a
	// pointer is unknown.
	machoMaxRebases = 2 << 20
	machoMaxBinds   = 1 << 18
)

// image lays the slice out as the loader does. The link-edit segment is left
// out: it holds tables for the loader, nothing of the program.
func (f *machoFile) image(arch string) (*image, error) {
	im := &image{src: f.src, order: f.order, ptr: f.ptr, arch: arch, sections: []region{}}
	for _, s := range f.segments {
		if s.prot == 0 || s.name == "__LINKEDIT" || s.size == 0 {
			continue
		}
		im.regions = append(im.regions, region{
			addr: s.addr, size: s.size, off: s.off, filesz: s.filesz,
			read: s.prot&protRead != 0, write: s.prot&protWrite != 0 && !s.constant, exec: s.prot&protExec != 0,
		})
	}
	slices.SortStableFunc(im.regions, func(a, b region) int { return cmp.Compare(a.addr, b.addr) })
	for i := range f.sections {
		s := &f.sections[i]
		g := &f.segments[s.seg]
		r := region{
			name: s.segment + "," + s.name, addr: s.addr, size: s.size, off: s.off, filesz: int64(s.size),
			read: g.prot&protRead != 0, write: g.prot&protWrite != 0 && !g.constant, exec: s.flags&sAttrInstructions != 0,
		}
		if s.zeroFill() {
			r.off, r.filesz = 0, 0
		}
		im.sections = append(im.sections, r)
	}
	p := &machoPointers{f: f, im: im}
	im.pointer, im.stub = p.pointer, p.stub
	var err error
	im.init, err = f.constructors(im)
	return im, err
}

// constructors lists what the loader calls, in its order: the init routine,
// then the pointers and offsets of the sections made for them.
func (f *machoFile) constructors(im *image) ([]uint64, error) {
	var list []uint64
	if f.routine != 0 {
		list = append(list, f.routine)
	}
	for i := range f.sections {
		s := &f.sections[i]
		entry := uint64(f.ptr)
		switch s.kind() {
		case sModInitFuncs:
		case sInitFuncOffsets:
			entry = 4
		default:
			continue
		}
		n := s.size / entry
		if n+uint64(len(list)) > machoMaxInits {
			return nil, fmt.Errorf("section %s,%s: more than %d constructors", s.segment, s.name, machoMaxInits)
		}
		data, err := f.src.bytes(s.off, int64(n*entry), s.segment+","+s.name)
		if err != nil {
			return nil, err
		}
		for o := uint64(0); o < n*entry; o += entry {
			var v uint64
			switch {
			case s.kind() == sInitFuncOffsets:
				v = f.base + uint64(f.order.Uint32(data[o:]))
			case f.chained != nil:
				v, _, _ = im.pointer(s.addr + o)
			case f.ptr == 4:
				v = uint64(f.order.Uint32(data[o:]))
			default:
				v = f.order.Uint64(data[o:])
			}
			if v != 0 {
				list = append(list, v)
			}
		}
	}
	return list, nil
}

// machoPointers answers what the loader puts where. Its indexes are made when
// first asked.
type machoPointers struct {
	f  *machoFile
	im *image

	indexed bool
	rebases []uint64 // ascending
	binds   []machoBound
	names   []string

	indirect map[*machoSection]machoIndices
}

type machoBound struct {
	addr uint64
	name int // into machoPointers.names
}

func (p *machoPointers) pointer(addr uint64) (target uint64, symbol string, ok bool) {
	f := p.f
	if f.fixed != nil {
		s, ok := f.chainSlot(addr)
		switch {
		case !ok:
			return 0, "", false
		case s.ordinal < 0:
			return s.target, "", true
		case s.ordinal < len(f.fixed.imports):
			return p.bound(strings.TrimPrefix(string(f.fixed.imports[s.ordinal].name), "_"))
		}
		return 0, "", false
	}
	p.index()
	if i, ok := slices.BinarySearchFunc(p.binds, addr, func(b machoBound, a uint64) int { return cmp.Compare(b.addr, a) }); ok {
		return p.bound(p.names[p.binds[i].name])
	}
	if _, ok := slices.BinarySearch(p.rebases, addr); !ok {
		return 0, "", false
	}
	b := p.im.read(addr, f.ptr)
	switch {
	case len(b) < f.ptr:
		return 0, "", false
	case f.ptr == 4:
		return uint64(f.order.Uint32(b)), "", true
	}
	return f.order.Uint64(b), "", true
}

// bound tells what a pointer to name becomes: the image's own definition may serve.
func (p *machoPointers) bound(name string) (target uint64, symbol string, ok bool) {
	if addr, ok := p.f.own[name]; ok {
		return addr, "", true
	}
	return 0, name, true
}

// index collects the rebased and the bound pointers. What cannot be read stays
// unknown: the imports were read before, and errors reported there.
func (p *machoPointers) index() {
	if p.indexed {
		return
	}
	p.indexed = true
	f := p.f
	rebase := func(r machoRun) error {
		if uint64(len(p.rebases))+r.count > machoMaxRebases {
			return fmt.Errorf("more than %d rebased pointers", machoMaxRebases)
		}
		for i := range r.count {
			p.rebases = append(p.rebases, r.addr+i*r.step)
		}
		return nil
	}
	bind := func(b machoBind) error {
		if uint64(len(p.binds))+b.run.count > machoMaxBinds {
			return fmt.Errorf("more than %d bound pointers", machoMaxBinds)
		}
		if n := len(p.names); b.run.count > 0 && (n == 0 || p.names[n-1] != string(b.name)) {
			p.names = append(p.names, string(b.name))
		}
		for i := range b.run.count {
			p.binds = append(p.binds, machoBound{b.run.addr + i*b.run.step, len(p.names) - 1})
		}
		return nil
	}
	if d := f.dyldInfo; d != nil {
		_ = f.rebaseOpcodes(d.rebase, rebase)
		_ = f.bindOpcodes(d.bind, "bind opcodes", false, bind)
		_ = f.bindOpcodes(d.lazy, "lazy bind opcodes", true, bind)
		_ = f.bindOpcodes(d.weak, "weak bind opcodes", false, bind)
	} else if f.fileType != mhObject {
		base := f.relocationBase()
		p.rebases = slices.Grow(p.rebases, int(min(f.symtab.locals, machoMaxRebases, uint32(f.src.size/8))))
		ptr := uint64(f.ptr)
		_ = f.relocations(f.symtab.local, f.symtab.locals, func(addr, _ uint32, _ bool) {
			_ = rebase(machoRun{base + uint64(addr), 1, ptr})
		})
		_ = f.relocations(f.symtab.external, f.symtab.externals, func(addr, value uint32, external bool) {
			if u, ok := f.undefined(value); ok && external {
				_ = bind(machoBind{name: u.name, run: machoRun{base + uint64(addr), 1, ptr}})
			}
		})
	}
	for i, n := range p.names {
		p.names[i] = strings.TrimPrefix(n, "_")
	}
	slices.Sort(p.rebases)
	// Of several binds of one pointer the last holds.
	slices.SortStableFunc(p.binds, func(a, b machoBound) int { return cmp.Compare(a.addr, b.addr) })
	slices.Reverse(p.binds)
	p.binds = slices.CompactFunc(p.binds, func(a, b machoBound) bool { return a.addr == b.addr })
	slices.Reverse(p.binds)
}

// stub names the import behind a stub or a slot that the indirect symbol table
// names, and behind any pointer that is bound.
func (p *machoPointers) stub(addr uint64) string {
	f := p.f
	for s, stride := range f.slots {
		if addr < s.addr || addr-s.addr >= s.size {
			continue
		}
		indices, ok := p.indirect[s]
		if !ok {
			if p.indirect == nil {
				p.indirect = map[*machoSection]machoIndices{}
			}
			indices, _ = f.indirectSymbols(s, stride)
			p.indirect[s] = indices
		}
		if i := (addr - s.addr) / stride; i < uint64(len(indices)/4) {
			if u, ok := f.undefined(f.index(indices, int(i))); ok {
				return string(bytes.TrimPrefix(u.name, []byte("_")))
			}
		}
		if s.kind() == sStubs {
			return p.throughSlot(addr, stride)
		}
		break
	}
	_, symbol, _ := p.pointer(addr)
	return symbol
}

// throughSlot follows the load of a stub whose indirect symbol was stripped.
func (p *machoPointers) throughSlot(addr, size uint64) string {
	b := p.im.read(addr, int(min(size, 16)))
	var slot uint64
	switch {
	case p.f.cpu == cpuX64 && len(b) >= 6 && bytes.Equal(b[:2], []byte{0xff, 0x25}): // jmp [rip+d]
		slot = addr + 6 + uint64(int64(int32(p.f.order.Uint32(b[2:]))))
	case p.f.cpu == cpuARM64 && len(b) >= 8:
		adrp, load := p.f.order.Uint32(b), p.f.order.Uint32(b[4:])
		if adrp&0x9f000000 != 0x90000000 {
			return ""
		}
		pages := int64(int32(adrp<<8)>>13)<<2&^3 | int64(adrp>>29&3) // imm: 19 high bits, 2 low
		slot = addr&^0xfff + uint64(pages<<12)
		switch {
		case load&0xffc00000 == 0xf9400000: // ldr x, [x, #n]
			slot += uint64(load >> 10 & 0xfff * 8)
		case load&0xffc00000 == 0x91000000: // add x, x, #n
			slot += uint64(load >> 10 & 0xfff)
		default:
			return ""
		}
	default:
		return ""
	}
	_, symbol, _ := p.pointer(slot)
	return symbol
}
