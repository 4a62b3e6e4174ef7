package symbols

import (
	"encoding/binary"
	"fmt"
	"strconv"

	"github.com/saferwall/pe"
)

// readExports reads the export directory: the named exports in the order of
// the name table, then those that have an ordinal only.
func (p *peFile) readExports(b *Binary) error {
	rva, size := p.dir(pe.ImageDirectoryEntryExport)
	if rva == 0 || size == 0 {
		return nil
	}
	const what, header = "export directory", 40
	h, err := p.bytes(rva, header, what)
	if err != nil {
		return err
	}
	field := func(i int) uint32 { return binary.LittleEndian.Uint32(h[i:]) }
	base, nfuncs, nnames := field(16), field(20), field(24)
	if id := field(12); id != 0 {
		if b.ID, err = p.name(id, what+", DLL name"); err != nil {
			return err
		}
	}
	if nfuncs > maxPEExports || nnames > maxPEExports {
		return fmt.Errorf("%s: %d functions and %d names are more than the %d that ordinals allow", what, nfuncs, nnames, maxPEExports)
	}
	table := func(i int, n uint32, entry int) ([]byte, error) {
		if n == 0 {
			return nil, nil
		}
		return p.bytes(field(i), int(n)*entry, what)
	}
	funcs, err := table(28, nfuncs, 4)
	if err != nil {
		return err
	}
	names, err := table(32, nnames, 4)
	if err != nil {
		return err
	}
	ordinals, err := table(36, nnames, 2)
	if err != nil {
		return err
	}
	add := func(name string, addr uint32) error {
		e := Export{Name: name, Addr: uint64(addr)}
		if addr-rva < size && addr >= rva { // a forwarder is text inside the directory
			e.Addr = 0
			if e.Forward, err = p.name(addr, what+", forwarder"); err != nil {
				return err
			}
		} else {
			r := p.region(addr)
			if r == nil {
				return fmt.Errorf("%s: %s at RVA %#x lies in no section", what, name, addr)
			}
			e.Func = r.exec
		}
		b.Exports = append(b.Exports, e)
		return nil
	}
	b.Exports = make([]Export, 0, max(nfuncs, nnames))
	named := make([]bool, nfuncs)
	for i := range int(nnames) {
		name, err := p.name(binary.LittleEndian.Uint32(names[4*i:]), what)
		if err != nil {
			return err
		}
		o := binary.LittleEndian.Uint16(ordinals[2*i:])
		if uint32(o) >= nfuncs {
			return fmt.Errorf("%s: %s has index %d of %d functions", what, name, o, nfuncs)
		}
		addr := binary.LittleEndian.Uint32(funcs[4*int(o):])
		if addr == 0 {
			return fmt.Errorf("%s: %s has no address", what, name)
		}
		named[o] = true
		if err := add(name, addr); err != nil {
			return err
		}
	}
	for i := range int(nfuncs) {
		addr := binary.LittleEndian.Uint32(funcs[4*i:])
		if addr == 0 || named[i] {
			continue // a gap between ordinals
		}
		if err := add("#"+strconv.FormatUint(uint64(base)+uint64(i), 10), addr); err != nil {
			return err
		}
	}
	return nil
}
