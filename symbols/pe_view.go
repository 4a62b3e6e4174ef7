package symbols

import (
	"bytes"
	"fmt"
	"sort"
)

// Tables of a PE file are many small reads close together: the file is read
// in blocks, and a few of them are kept.
const (
	peBlock  = 16 << 10
	peBlocks = 64
)

// at returns n bytes at a file offset. The bytes are shared: not to be written.
func (p *peFile) at(off int64, n int, what string) ([]byte, error) {
	i := off / peBlock
	if off < 0 || n <= 0 || off >= p.src.size || (off+int64(n)-1)/peBlock != i {
		return p.src.bytes(off, int64(n), what)
	}
	b := p.blocks[i]
	if b == nil {
		var err error
		if b, err = p.src.bytes(i*peBlock, min(peBlock, p.src.size-i*peBlock), what); err != nil {
			return nil, err
		}
		if len(p.blocks) >= peBlocks {
			clear(p.blocks)
		}
		p.blocks[i] = b
	}
	d := int(off - i*peBlock)
	if d+n > len(b) {
		return p.src.bytes(off, int64(n), what)
	}
	return b[d : d+n], nil
}

// region returns the part of the image that rva lies in, or nil.
func (p *peFile) region(rva uint32) *region {
	a := uint64(rva)
	i := sort.Search(len(p.regions), func(i int) bool { return p.regions[i].addr > a }) - 1
	if i < 0 || a-p.regions[i].addr >= p.regions[i].size {
		return nil
	}
	return &p.regions[i]
}

// bytes returns n bytes of the image at rva, all inside one section; what
// memory holds beyond the section's bytes in the file is zero.
func (p *peFile) bytes(rva uint32, n int, what string) ([]byte, error) {
	r := p.region(rva)
	if r == nil {
		return nil, fmt.Errorf("%s: RVA %#x lies in no section", what, rva)
	}
	d := uint64(rva) - r.addr
	if uint64(n) > r.size-d {
		return nil, fmt.Errorf("%s: %d bytes at RVA %#x reach past the end of section %q", what, n, rva, r.name)
	}
	left := r.filesz - int64(d)
	if int64(n) <= left {
		return p.at(r.off+int64(d), n, what)
	}
	if n > maxTable {
		return nil, fmt.Errorf("%s: %d bytes are more than the %d this reader takes", what, n, maxTable)
	}
	b := make([]byte, n)
	if left > 0 {
		file, err := p.at(r.off+int64(d), int(left), what)
		if err != nil {
			return nil, err
		}
		copy(b, file)
	}
	return b, nil
}

// name returns the NUL-terminated string at rva. Names of libraries and
// functions are never empty and hold no control characters; what does is not a name.
func (p *peFile) name(rva uint32, what string) (string, error) {
	r := p.region(rva)
	if r == nil {
		return "", fmt.Errorf("%s: RVA %#x lies in no section", what, rva)
	}
	var long []byte
	for at := int64(uint64(rva) - r.addr); ; {
		left := r.filesz - at
		if left <= 0 { // zeros follow in memory, or nothing
			if uint64(r.filesz) >= r.size {
				return "", fmt.Errorf("%s: the name at RVA %#x has no end", what, rva)
			}
			return p.keep(long, rva, what)
		}
		off := r.off + at
		n := min(left, peBlock-off%peBlock)
		b, err := p.at(off, int(n), what)
		if err != nil {
			return "", err
		}
		if i := bytes.IndexByte(b, 0); i >= 0 {
			if long == nil {
				return p.keep(b[:i], rva, what)
			}
			return p.keep(append(long, b[:i]...), rva, what)
		}
		long = append(long, b...)
		if len(long) > maxPEName {
			return p.keep(long, rva, what)
		}
		at += n
	}
}

// keep turns the bytes of a name into a string, while there is room for it.
func (p *peFile) keep(b []byte, rva uint32, what string) (string, error) {
	if len(b) == 0 {
		return "", fmt.Errorf("%s: empty name at RVA %#x", what, rva)
	}
	if len(b) > maxPEName {
		return "", fmt.Errorf("%s: the name at RVA %#x is longer than %d bytes", what, rva, maxPEName)
	}
	for _, c := range b {
		if c < 0x20 || c == 0x7f {
			return "", fmt.Errorf("%s: what stands at RVA %#x is not a name", what, rva)
		}
	}
	if p.left -= len(b); p.left < 0 {
		return "", fmt.Errorf("%s: names take more than %d bytes", what, maxPENames)
	}
	return string(b), nil
}
