package symbols

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"
)

// machoChains are the chained fixups of an image (<mach-o/fixup-chains.h>):
// the symbols to bind, and for each segment where the chains begin that run
// through its pages.
type machoChains struct {
	imports []machoChainImport
	starts  []machoChainStart // by segment
	// the page decoded last
	seg, page int
	slots     []machoSlot
}

type machoChainImport struct {
	name    []byte
	ordinal int
	weak    bool
}

type machoChainStart struct {
	format   uint16
	pageSize uint64
	max      uint64   // 32-bit formats: larger values are no pointers
	pages    []uint16 // offset of the first pointer in each page
	more     []uint16 // further chains of one page
}

// A machoSlot is one pointer of a chain, decoded.
type machoSlot struct {
	addr    uint64
	target  uint64
	ordinal int // into machoChains.imports; -1 = target counts
}

const (
	chainNone  = 0xffff // no pointer in the page
	chainMulti = 0x8000 // several chains in the page; in the list of these: the last one
)

// Pointer formats.
const (
	ptrARM64E           = 1
	ptr64               = 2
	ptr32               = 3
	ptr32Cache          = 4
	ptr32Firmware       = 5
	ptr64Offset         = 6
	ptrARM64EKernel     = 7
	ptr64KernelCache    = 8
	ptrARM64EUserland   = 9
	ptrARM64EFirmware   = 10
	ptrX64KernelCache   = 11
	ptrARM64EUserland24 = 12
)

// readChains reads the chained fixups, all but the chains themselves.
func (f *machoFile) readChains() error {
	const what = "chained fixups"
	data, err := f.data(*f.chained, machoMaxStream, what)
	if err != nil {
		return err
	}
	if len(data) < 28 {
		return fmt.Errorf("%s: cut short", what)
	}
	u32 := func(off int) uint64 { return uint64(f.order.Uint32(data[off:])) }
	version, starts, imports, pool, count, format, packed := u32(0), u32(4), u32(8), u32(12), u32(16), u32(20), u32(24)
	switch {
	case version != 0:
		return fmt.Errorf("%s: version %d is not supported", what, version)
	case packed != 0:
		return fmt.Errorf("%s: a compressed symbol pool (format %d) is not supported", what, packed)
	case pool > uint64(len(data)) || imports > uint64(len(data)) || starts > uint64(len(data)):
		return fmt.Errorf("%s: its tables lie past its end", what)
	case count > machoMaxImports:
		return fmt.Errorf("%s: more than %d imports", what, machoMaxImports)
	}
	f.fixed = &machoChains{seg: -1}
	if err := f.chainImports(data[imports:], data[pool:], int(count), uint32(format)); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	if err := f.chainStarts(data[starts:]); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

func (f *machoFile) chainImports(table, pool []byte, count int, format uint32) error {
	if count == 0 {
		return nil
	}
	var entry int
	switch format {
	case 1: // DYLD_CHAINED_IMPORT
		entry = 4
	case 2: // DYLD_CHAINED_IMPORT_ADDEND
		entry = 8
	case 3: // DYLD_CHAINED_IMPORT_ADDEND64
		entry = 16
	default:
		return fmt.Errorf("unknown format %d of imports", format)
	}
	if count > len(table)/entry {
		return fmt.Errorf("%d imports are cut short", count)
	}
	total := 0
	for i := range count {
		e := table[i*entry:]
		var im machoChainImport
		var name uint64
		if format == 3 {
			v := f.order.Uint64(e)
			im.ordinal, im.weak, name = int(uint16(v)), v>>16&1 != 0, v>>32
			if im.ordinal > 0xfff0 {
				im.ordinal = int(int16(v))
			}
		} else {
			v := f.order.Uint32(e)
			im.ordinal, im.weak, name = int(uint8(v)), v>>8&1 != 0, uint64(v>>9)
			if im.ordinal > 0xf0 {
				im.ordinal = int(int8(v))
			}
		}
		if name >= uint64(len(pool)) {
			return fmt.Errorf("import %d: its name lies past the end", i)
		}
		rest := pool[name:]
		end := bytes.IndexByte(rest[:min(len(rest), machoMaxName)], 0)
		if end < 0 {
			return fmt.Errorf("import %d: a name without end", i)
		}
		if total += end; total > machoMaxNames {
			return fmt.Errorf("the names of imports are longer than %d bytes", machoMaxNames)
		}
		im.name = rest[:end]
		f.fixed.imports = append(f.fixed.imports, im)
	}
	return nil
}

func (f *machoFile) chainStarts(table []byte) error {
	short := errors.New("starts of chains: cut short")
	if len(table) < 4 {
		return short
	}
	n := uint64(f.order.Uint32(table))
	if n > uint64(len(f.segments)) || uint64(len(table)) < 4+n*4 {
		return fmt.Errorf("starts of chains: %d segments claimed, %d there", n, len(f.segments))
	}
	f.fixed.starts = make([]machoChainStart, len(f.segments))
	for i := range n {
		off := uint64(f.order.Uint32(table[4+i*4:]))
		if off == 0 {
			continue
		}
		if off+22 > uint64(len(table)) {
			return short
		}
		t := table[off:]
		size, pages := uint64(f.order.Uint32(t)), uint64(f.order.Uint16(t[20:]))
		if size > uint64(len(t)) || 22+pages*2 > size {
			return short
		}
		s := machoChainStart{pageSize: uint64(f.order.Uint16(t[4:])), format: f.order.Uint16(t[6:]), max: uint64(f.order.Uint32(t[16:]))}
		if s.pageSize == 0 || pages > f.segments[i].size/s.pageSize+1 {
			return fmt.Errorf("starts of chains: %d pages of %d bytes in segment %s", pages, s.pageSize, f.segments[i].name)
		}
		for o := uint64(22); o+2 <= min(size, 22+1<<17); o += 2 {
			v := f.order.Uint16(t[o:])
			if o < 22+pages*2 {
				s.pages = append(s.pages, v)
			} else {
				s.more = append(s.more, v)
			}
		}
		f.fixed.starts[i] = s
	}
	return nil
}

// chainSlot decodes the pointer at addr, if a chain runs through it.
func (f *machoFile) chainSlot(addr uint64) (machoSlot, bool) {
	c := f.fixed
	for i := range c.starts {
		seg, s := &f.segments[i], &c.starts[i]
		if s.pageSize == 0 || addr < seg.addr || addr-seg.addr >= seg.size {
			continue
		}
		page := (addr - seg.addr) / s.pageSize
		if page >= uint64(len(s.pages)) {
			return machoSlot{}, false
		}
		if c.seg != i || c.page != int(page) {
			c.seg, c.page, c.slots = i, int(page), f.chainPage(seg, s, page, c.slots[:0])
		}
		if j, ok := slices.BinarySearchFunc(c.slots, addr, func(s machoSlot, a uint64) int { return cmp.Compare(s.addr, a) }); ok {
			return c.slots[j], true
		}
		return machoSlot{}, false
	}
	return machoSlot{}, false
}

// chainPage walks the chains of one page. Every step goes forward, so the page
// bounds the walk.
func (f *machoFile) chainPage(seg *machoSegment, s *machoChainStart, page uint64, slots []machoSlot) []machoSlot {
	begin := page * s.pageSize
	if begin >= uint64(seg.filesz) {
		return slots
	}
	data, err := f.src.bytes(seg.off+int64(begin), int64(min(s.pageSize, uint64(seg.filesz)-begin)), "page")
	if err != nil {
		return slots
	}
	starts := []uint16{s.pages[page]}
	switch first := s.pages[page]; {
	case first == chainNone:
		return slots
	case first&chainMulti != 0:
		starts = nil
		for i := int(first&^chainMulti) - len(s.pages); i >= 0 && i < len(s.more); i++ {
			starts = append(starts, s.more[i]&^chainMulti)
			if s.more[i]&chainMulti != 0 {
				break
			}
		}
	}
	for _, start := range starts {
		for off := uint64(start); ; {
			slot, next, ok := f.chainPointer(s, data, off)
			if !ok {
				break
			}
			slot.addr = seg.addr + begin + off
			slots = append(slots, slot)
			if next == 0 || len(slots) > len(data) {
				break
			}
			off += next
		}
	}
	if len(starts) > 1 {
		slices.SortFunc(slots, func(a, b machoSlot) int { return cmp.Compare(a.addr, b.addr) })
	}
	return slots
}

// chainPointer decodes one pointer and tells the distance to the next; 0 = last.
func (f *machoFile) chainPointer(s *machoChainStart, data []byte, off uint64) (slot machoSlot, next uint64, ok bool) {
	slot.ordinal = -1
	switch s.format {
	case ptr32, ptr32Cache, ptr32Firmware:
		if off+4 > uint64(len(data)) {
			return slot, 0, false
		}
		v := uint64(f.order.Uint32(data[off:]))
		switch {
		case s.format == ptr32Cache:
			return machoSlot{target: v & (1<<30 - 1), ordinal: -1}, v >> 30 * 4, true
		case s.format == ptr32Firmware:
			return machoSlot{target: v & (1<<26 - 1), ordinal: -1}, v >> 26 * 4, true
		case v>>31 != 0:
			slot.ordinal = int(v & (1<<20 - 1))
		default:
			if slot.target = v & (1<<26 - 1); slot.target > s.max && s.max != 0 {
				slot.target = 0
			}
		}
		return slot, v >> 26 & 31 * 4, true
	}
	if off+8 > uint64(len(data)) {
		return slot, 0, false
	}
	v := f.order.Uint64(data[off:])
	switch s.format {
	case ptr64, ptr64Offset:
		next = v >> 51 & 0xfff * 4
		switch {
		case v>>63 != 0:
			slot.ordinal = int(v & (1<<24 - 1))
		case s.format == ptr64:
			slot.target = v & (1<<36 - 1)
		default:
			slot.target = f.base + v&(1<<36-1)
		}
	case ptrARM64E, ptrARM64EKernel, ptrARM64EUserland, ptrARM64EFirmware, ptrARM64EUserland24:
		stride := uint64(8)
		if s.format == ptrARM64EKernel || s.format == ptrARM64EFirmware {
			stride = 4
		}
		next = v >> 51 & 0x7ff * stride
		auth, bind := v>>63 != 0, v>>62&1 != 0
		switch {
		case bind && s.format == ptrARM64EUserland24:
			slot.ordinal = int(v & (1<<24 - 1))
		case bind:
			slot.ordinal = int(v & 0xffff)
		case auth:
			slot.target = f.base + v&(1<<32-1)
		case s.format == ptrARM64E || s.format == ptrARM64EFirmware:
			slot.target = v & (1<<43 - 1)
		default:
			slot.target = f.base + v&(1<<43-1)
		}
	case ptr64KernelCache, ptrX64KernelCache:
		stride := uint64(4)
		if s.format == ptrX64KernelCache {
			stride = 1
		}
		next = v >> 51 & 0xfff * stride
		slot.target = f.base + v&(1<<30-1)
	default:
		return slot, 0, false
	}
	return slot, next, true
}
