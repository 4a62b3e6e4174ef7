package symbols

import (
	"bytes"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"io"
)

// Magics and slots of an embedded signature, from xnu's <kern/cs_blobs.h>. All
// numbers are big endian.
const (
	csSuperBlob     = 0xfade0cc0
	csDirectory     = 0xfade0c02
	csWrapper       = 0xfade0b01
	csSlotDirectory = 0
	csSlotAlternate = 0x1000 // to 0x1004
	csSlotSignature = 0x10000

	csAdhoc       = 0x2
	csMaxBlobs    = 64
	csDirectoryV1 = 44 // bytes of the fields every version has
)

// A codeDirectory lists the hashes of the pages of an image.
type codeDirectory struct {
	blob  machoRange // in the slice
	flags uint32
	slots uint32 // pages
	limit uint64 // bytes hashed
	first uint32 // offset of the first page's hash
	size  uint8  // bytes of a hash
	kind  uint8
	page  uint8 // log2 of a page's bytes; 0 = one page
}

// signature tells how the image is signed, "none", "adhoc" or "signed", and
// with verify how many of its pages differ from their hash; -1 = not checked.
// The certificate chain is not judged.
func (f *machoFile) signature(verify bool) (signed string, bad int, err error) {
	if f.codeSig == nil {
		return "none", -1, nil
	}
	signed, bad, err = f.embeddedSignature(verify)
	if err != nil {
		return "", 0, fmt.Errorf("code signature: %w", err)
	}
	return signed, bad, nil
}

func (f *machoFile) embeddedSignature(verify bool) (string, int, error) {
	sig := f.codeSig
	if end := int64(sig.off) + int64(sig.size); end > f.src.size {
		return "", 0, fmt.Errorf("offset %#x and length %#x reach past the end of the file (%#x bytes)", sig.off, sig.size, f.src.size)
	}
	part := f.src.slice(int64(sig.off), int64(sig.size))
	head, err := part.bytes(0, min(part.size, 12), "header")
	if err != nil {
		return "", 0, err
	}
	if len(head) < 12 || binary.BigEndian.Uint32(head) != csSuperBlob {
		return "none", -1, nil // room for a signature that nobody put there
	}
	n := int64(binary.BigEndian.Uint32(head[8:]))
	if n > csMaxBlobs {
		return "", 0, fmt.Errorf("%d parts claimed", n)
	}
	index, err := part.bytes(12, n*8, "index")
	if err != nil {
		return "", 0, err
	}
	signed := "none"
	cms := false
	var best *codeDirectory
	for ; len(index) > 0; index = index[8:] {
		slot, off := binary.BigEndian.Uint32(index), int64(binary.BigEndian.Uint32(index[4:]))
		directory := slot == csSlotDirectory || slot >= csSlotAlternate && slot < csSlotAlternate+5
		if !directory && slot != csSlotSignature {
			continue
		}
		blob, err := part.bytes(off, 8, "part")
		if err != nil {
			return "", 0, err
		}
		magic, size := binary.BigEndian.Uint32(blob), int64(binary.BigEndian.Uint32(blob[4:]))
		if size < 8 || size > part.size-off {
			return "", 0, fmt.Errorf("part %#x: offset %#x and length %#x reach past its end (%#x bytes)", slot, off, size, part.size)
		}
		switch {
		case slot == csSlotSignature:
			cms = magic == csWrapper && size > 8
		case magic == csDirectory:
			d, err := readCodeDirectory(part.slice(off, size))
			if err != nil {
				return "", 0, err
			}
			if slot == csSlotDirectory {
				signed = "adhoc"
			}
			if best == nil || d.rank() > best.rank() {
				d.blob = machoRange{sig.off + uint32(off), uint32(size)}
				best = d
			}
		}
	}
	if signed == "adhoc" && cms && best.flags&csAdhoc == 0 {
		signed = "signed"
	}
	if !verify || best == nil || best.newHash() == nil {
		return signed, -1, nil
	}
	bad, err := f.badPages(best)
	return signed, bad, err
}

func readCodeDirectory(blob source) (*codeDirectory, error) {
	b, err := blob.bytes(0, min(blob.size, 64), "code directory")
	if err != nil {
		return nil, err
	}
	if len(b) < csDirectoryV1 {
		return nil, errors.New("code directory: cut short")
	}
	be := binary.BigEndian
	d := &codeDirectory{
		flags: be.Uint32(b[12:]), first: be.Uint32(b[16:]), slots: be.Uint32(b[28:]), limit: uint64(be.Uint32(b[32:])),
		size: b[36], kind: b[37], page: b[39],
	}
	if be.Uint32(b[8:]) >= 0x20300 && len(b) >= 64 {
		if l := be.Uint64(b[56:]); l != 0 {
			d.limit = l
		}
	}
	return d, nil
}

// rank orders code directories as the kernel does: it takes the best hash.
func (d *codeDirectory) rank() int {
	return map[uint8]int{1: 1, 3: 2, 2: 3, 4: 4}[d.kind]
}

// newHash returns the hash of the directory; nil = one we do not know.
func (d *codeDirectory) newHash() hash.Hash {
	switch {
	case d.kind == 1 && d.size == sha1.Size:
		return sha1.New()
	case d.kind == 2 && d.size == sha256.Size, d.kind == 3 && d.size == 20:
		return sha256.New()
	case d.kind == 4 && d.size == sha512.Size384:
		return sha512.New384()
	}
	return nil
}

// badPages hashes the signed part of the image and counts the pages that
// differ from the code directory.
func (f *machoFile) badPages(d *codeDirectory) (int, error) {
	if d.limit > uint64(f.src.size) {
		return 0, fmt.Errorf("code directory: covers %#x bytes of a file of %#x", d.limit, f.src.size)
	}
	page := d.limit
	if d.page > 0 {
		if d.page > 24 {
			return 0, fmt.Errorf("code directory: pages of 2^%d bytes", d.page)
		}
		page = 1 << d.page
	}
	pages := uint64(0)
	if page > 0 {
		pages = (d.limit + page - 1) / page
	}
	if pages != uint64(d.slots) {
		return 0, fmt.Errorf("code directory: %d hashes for %d pages", d.slots, pages)
	}
	if end := uint64(d.first) + pages*uint64(d.size); end > uint64(d.blob.size) {
		return 0, errors.New("code directory: its hashes reach past its end")
	}
	hashes := io.NewSectionReader(f.src.reader(), int64(d.blob.off)+int64(d.first), int64(pages)*int64(d.size))
	code := io.NewSectionReader(f.src.reader(), 0, int64(d.limit))
	h := d.newHash()
	buf := make([]byte, min(page, 1<<16))
	want := make([]byte, d.size)
	bad := 0
	for range pages {
		h.Reset()
		if _, err := io.CopyBuffer(struct{ io.Writer }{h}, io.LimitReader(code, int64(page)), buf); err != nil {
			return 0, err
		}
		if _, err := io.ReadFull(hashes, want); err != nil {
			return 0, err
		}
		if !bytes.Equal(h.Sum(nil)[:d.size], want) {
			bad++
		}
	}
	return bad, nil
}
