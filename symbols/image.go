package symbols

import (
	"encoding/binary"
	"fmt"
	"io"
)

// maxTable bounds any single read of a table (64 MiB): a header that claims
// more is lying or is no addon's.
const maxTable = 64 << 20

// source is the part of the input that holds one slice.
type source struct {
	r    io.ReaderAt
	off  int64 // where the slice begins
	size int64 // its length
}

// bytes returns a fresh copy of n bytes at off. what names the part for the error.
func (s source) bytes(off, n int64, what string) ([]byte, error) {
	if off < 0 || n < 0 || off > s.size || n > s.size-off {
		return nil, fmt.Errorf("%s: offset %#x and length %#x reach past the end of the file (%#x bytes)", what, uint64(off), uint64(n), s.size)
	}
	if n > maxTable {
		return nil, fmt.Errorf("%s: %d bytes are more than the %d this reader takes", what, n, maxTable)
	}
	b := make([]byte, n)
	if _, err := s.r.ReadAt(b, s.off+off); err != nil && !(err == io.EOF && n == 0) {
		return nil, fmt.Errorf("%s: %w", what, err)
	}
	return b, nil
}

// slice narrows s to n bytes at off, which the caller has checked.
func (s source) slice(off, n int64) source { return source{s.r, s.off + off, n} }

// reader reads s from its beginning.
func (s source) reader() *io.SectionReader { return io.NewSectionReader(s.r, s.off, s.size) }

// An image is a slice as it lies in memory after loading, for whoever looks
// past the symbol tables: code patterns, module structs, names in data.
// Addresses are virtual addresses (PE: RVAs, image base 0).
type image struct {
	src     source
	order   binary.ByteOrder
	ptr     int // bytes of a pointer
	arch    string
	regions []region // mapped parts, ascending by addr
	// sections are the named parts where the file has section headers (ELF,
	// PE, Mach-O), mapped or not; nil without headers.
	sections []region
	// init are the addresses of constructors, in the order they run.
	init []uint64
	// pointer tells what the loader puts at addr: an address inside the image
	// (relative relocation, rebase, or plain content of a fixed image) or the
	// name of an import. It may build its index on first use.
	pointer func(addr uint64) (target uint64, symbol string, ok bool)
	// stub names the import that a jump to addr (PLT entry, Mach-O stub, PE
	// import thunk) or a load from addr (GOT, IAT slot) reaches; "" = none.
	stub func(addr uint64) string

	windows [4]window // parts read of late, for small reads
	turn    int       // which of them is next to go
}

// A region is a part of the image.
type region struct {
	name              string // section name, or "" for a segment
	addr, size        uint64 // in memory
	off, filesz       int64  // in the slice; bytes beyond filesz are zero
	read, write, exec bool
}

// read returns up to n bytes at addr, fewer where the region's bytes in the
// file end; nil if nothing is mapped there. The bytes are shared: do not change
// them.
func (im *image) read(addr uint64, n int) []byte {
	for _, r := range im.regions {
		if addr < r.addr || addr-r.addr >= r.size {
			continue
		}
		d := addr - r.addr
		if d >= uint64(r.filesz) {
			return nil
		}
		if left := uint64(r.filesz) - d; uint64(n) > left {
			n = int(left)
		}
		return im.window(r, r.off+int64(d), n)
	}
	return nil
}

// A window is a part of the file that was read.
type window struct {
	off  int64
	data []byte
}

const windowSize = 4096

// window returns the n bytes at off, which lie in r. Those who walk through
// code and structs want a few bytes here and there, many of them close together.
func (im *image) window(r region, off int64, n int) []byte {
	start := max(off&^(windowSize-1), r.off)
	size := min(windowSize, r.off+r.filesz-start, im.src.size-start)
	if off+int64(n) > start+size {
		b, err := im.src.bytes(off, int64(n), "image")
		if err != nil {
			return nil
		}
		return b
	}
	for _, w := range im.windows {
		if d := off - w.off; d >= 0 && d+int64(n) <= int64(len(w.data)) {
			return w.data[d : d+int64(n) : d+int64(n)]
		}
	}
	b, err := im.src.bytes(start, size, "image")
	if err != nil {
		return nil
	}
	im.windows[im.turn%len(im.windows)] = window{start, b}
	im.turn++
	d := off - start
	return b[d : d+int64(n) : d+int64(n)]
}

// cstring returns the NUL-terminated string at addr, if one of at most max bytes stands there.
func (im *image) cstring(addr uint64, max int) (string, bool) {
	b := im.read(addr, max+1)
	for i, c := range b {
		if c == 0 {
			return string(b[:i]), true
		}
	}
	return "", false
}
