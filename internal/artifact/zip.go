package artifact

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"slices"

	"github.com/klauspost/compress/flate"
)

// maxDirectory bounds the central directory of a zip archive (16 MiB).
const maxDirectory = 16 << 20

var (
	errNoDirectory = errors.New("zip: no directory at its end: the archive is truncated, or none")
	errDirectory   = errors.New("zip: a malformed directory")
)

// A zipMember is an entry of the central directory.
type zipMember struct {
	name                 string
	madeBy               uint16
	flags, method        uint16
	crc                  uint32
	packed, size, offset int64
	attributes           uint32
}

// readZip reads the members of a zip archive in the order of its directory.
// Package archive/zip would keep all entries in memory and believes their
// number.
func (a *archive) readZip(c *Content, prefix string) error {
	directory, start, err := zipDirectory(c)
	if err != nil {
		return err
	}
	if err := a.overlaps(directory, start, prefix); err != nil {
		return err
	}
	return eachMember(directory, func(m zipMember) error {
		e := entry{name: m.name, size: m.size, kind: m.kind()}
		e.open = func() (io.Reader, error) { return a.openMember(c, start, m) }
		if e.kind == symbolicLink {
			e.link = a.linkTarget(e)
		}
		return a.entry(e, prefix)
	})
}

// zipDirectory returns the central directory and how many bytes stand before
// the archive, as in those that unpack themselves.
func zipDirectory(c *Content) (directory []byte, start int64, err error) {
	const endSize = 22
	tail := make([]byte, min(c.Size, endSize+1<<16))
	if _, err := c.ReadAt(tail, c.Size-int64(len(tail))); err != nil && err != io.EOF {
		return nil, 0, err
	}
	at := -1
	for i := len(tail) - endSize; i >= 0; i-- {
		if string(tail[i:i+4]) == "PK\x05\x06" && i+endSize+int(binary.LittleEndian.Uint16(tail[i+20:])) <= len(tail) {
			at = i
			break
		}
	}
	if at < 0 {
		return nil, 0, errNoDirectory
	}
	end := tail[at:]
	le := binary.LittleEndian
	size, offset := int64(le.Uint32(end[12:])), int64(le.Uint32(end[16:]))
	endAt := c.Size - int64(len(tail)) + int64(at) // where the directory ends
	if size == 0xffffffff || offset == 0xffffffff || le.Uint16(end[10:]) == 0xffff {
		var locator [20]byte
		if _, err := c.ReadAt(locator[:], endAt-20); err == nil && string(locator[:4]) == "PK\x06\x07" {
			at64 := int64(le.Uint64(locator[8:]))
			var end64 [56]byte
			if at64 < 0 || at64 > endAt-76 {
				return nil, 0, errDirectory
			}
			if _, err := c.ReadAt(end64[:], at64); err != nil || string(end64[:4]) != "PK\x06\x06" {
				return nil, 0, errDirectory
			}
			size, offset, endAt = int64(le.Uint64(end64[40:])), int64(le.Uint64(end64[48:])), at64
		}
	}
	switch start = endAt - size - offset; {
	case size < 0 || offset < 0 || size > endAt || start < 0:
		return nil, 0, errDirectory
	case size > maxDirectory:
		return nil, 0, fmt.Errorf("zip: a directory of %d bytes, more than %d", size, maxDirectory)
	}
	directory = make([]byte, size)
	if _, err := c.ReadAt(directory, endAt-size); err != nil && size > 0 {
		return nil, 0, err
	}
	return directory, start, nil
}

// eachMember calls f for every entry of the directory.
func eachMember(directory []byte, f func(zipMember) error) error {
	const headerSize = 46
	le := binary.LittleEndian
	for d := directory; len(d) > 0; {
		if len(d) < headerSize || string(d[:4]) != "PK\x01\x02" {
			if string(d[:min(4, len(d))]) == "PK\x05\x05" {
				return nil // a signature of the directory
			}
			return errDirectory
		}
		m := zipMember{
			madeBy: le.Uint16(d[4:]), flags: le.Uint16(d[8:]), method: le.Uint16(d[10:]), crc: le.Uint32(d[16:]),
			packed: int64(le.Uint32(d[20:])), size: int64(le.Uint32(d[24:])),
			attributes: le.Uint32(d[38:]), offset: int64(le.Uint32(d[42:])),
		}
		name, extra, comment := int(le.Uint16(d[28:])), int(le.Uint16(d[30:])), int(le.Uint16(d[32:]))
		if len(d) < headerSize+name+extra+comment {
			return errDirectory
		}
		m.name = string(d[headerSize : headerSize+name])
		if err := m.extend(d[headerSize+name : headerSize+name+extra]); err != nil {
			return err
		}
		if err := f(m); err != nil {
			return err
		}
		d = d[headerSize+name+extra+comment:]
	}
	return nil
}

// extend reads the sizes that are too large for the header.
func (m *zipMember) extend(extra []byte) error {
	le := binary.LittleEndian
	for len(extra) >= 4 {
		id, n := le.Uint16(extra), int(le.Uint16(extra[2:]))
		if extra = extra[4:]; n > len(extra) {
			return nil // padding, as some tools write it
		}
		field := extra[:n]
		extra = extra[n:]
		if id != 1 {
			continue
		}
		for _, v := range []*int64{&m.size, &m.packed, &m.offset} {
			if *v != 0xffffffff {
				continue
			}
			if len(field) < 8 {
				return errDirectory
			}
			if *v = int64(le.Uint64(field)); *v < 0 {
				return errDirectory
			}
			field = field[8:]
		}
	}
	return nil
}

func (m *zipMember) kind() entryKind {
	if len(m.name) > 0 && (m.name[len(m.name)-1] == '/' || m.name[len(m.name)-1] == '\\') {
		return folder
	}
	if host := m.madeBy >> 8; host == 3 || host == 19 { // Unix, macOS
		switch m.attributes >> 28 {
		case 0, 8:
			return regular
		case 4:
			return folder
		case 10:
			return symbolicLink
		case 2, 6:
			return device
		case 1:
			return pipe
		default:
			return otherKind
		}
	}
	return regular
}

// overlaps looks for members that share bytes: how a small archive holds much.
func (a *archive) overlaps(directory []byte, start int64, prefix string) error {
	type span struct{ from, to int64 }
	var spans []span
	err := eachMember(directory, func(m zipMember) error {
		if len(spans) > maxEntries {
			return fmt.Errorf("more than %d entries", maxEntries)
		}
		// The local header has the name again, and perhaps more.
		spans = append(spans, span{m.offset, m.offset + 30 + int64(len(m.name)) + m.packed})
		return nil
	})
	if err != nil {
		return err
	}
	slices.SortFunc(spans, func(a, b span) int { return int(min(1, max(-1, a.from-b.from))) })
	for i := 1; i < len(spans); i++ {
		if spans[i].from < spans[i-1].to {
			a.problem(prefix, Overlap, "")
			return nil
		}
	}
	return nil
}

// openMember returns the bytes of a member, which end with an error where
// they are not those that the directory describes.
func (a *archive) openMember(c *Content, start int64, m zipMember) (io.Reader, error) {
	var header [30]byte
	if m.offset > c.Size-start-30 {
		return nil, &memberError{errors.New("zip: it begins behind the end of the archive")}
	}
	if _, err := c.ReadAt(header[:], start+m.offset); err != nil {
		return nil, err
	}
	le := binary.LittleEndian
	if string(header[:4]) != "PK\x03\x04" {
		return nil, &memberError{errors.New("zip: no header where the directory says")}
	}
	body := start + m.offset + 30 + int64(le.Uint16(header[26:])) + int64(le.Uint16(header[28:]))
	if m.packed > c.Size-body {
		return nil, &memberError{errors.New("zip: it reaches past the end of the archive")}
	}
	if m.flags&1 != 0 {
		return nil, &memberError{errors.New("zip: it is encrypted")}
	}
	// One member is read at a time, and there may be very many.
	var r io.Reader = io.NewSectionReader(c, body, m.packed)
	switch m.method {
	case 0:
	case 8:
		if a.inflate == nil {
			a.packedBytes = bufio.NewReaderSize(r, 1<<16)
			a.inflate = flate.NewReader(a.packedBytes)
		} else {
			a.packedBytes.Reset(r)
			a.inflate.(flate.Resetter).Reset(a.packedBytes, nil)
		}
		r = a.inflate
	default:
		return nil, &memberError{fmt.Errorf("zip: packed by method %d, which is not read here", m.method)}
	}
	return &zipReader{a.meter(r), crc32.NewIEEE(), m}, nil
}

// A zipReader checks length and checksum of a member.
type zipReader struct {
	r    io.Reader
	sum  hash.Hash32
	want zipMember
}

func (z *zipReader) Read(b []byte) (int, error) {
	n, err := z.r.Read(b)
	z.sum.Write(b[:n])
	if z.want.size -= int64(n); z.want.size < 0 {
		return 0, &memberError{errSize}
	}
	switch {
	case err == io.EOF && z.want.size > 0:
		err = &memberError{errors.New("shorter than the archive says")}
	case err == io.EOF && z.sum.Sum32() != z.want.crc:
		err = &memberError{errors.New("zip: its checksum is wrong")}
	case err == io.EOF || err == nil:
	case errors.As(err, new(flate.CorruptInputError)) || err == io.ErrUnexpectedEOF:
		err = &memberError{fmt.Errorf("zip: %w", err)}
	}
	return n, err
}

// linkTarget reads where a symbolic link leads.
func (a *archive) linkTarget(e entry) string {
	r, err := e.open()
	if err != nil {
		return ""
	}
	b, err := io.ReadAll(io.LimitReader(r, maxName))
	if err != nil {
		return ""
	}
	return string(b)
}
