package artifact

import (
	"archive/tar"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// isTarHeader reports whether head is the header of a tar member: by its
// checksum, since the oldest kind has no magic.
func isTarHeader(head []byte) bool {
	if len(head) < 512 || head[0] == 0 {
		return false
	}
	want, err := strconv.ParseInt(strings.Trim(string(head[148:156]), " \x00"), 8, 64)
	if err != nil {
		return false
	}
	sum := int64(8 * ' ')
	for i, c := range head[:512] {
		if i < 148 || i >= 156 {
			sum += int64(c)
		}
	}
	return sum == want
}

func (a *archive) readTar(r io.Reader, prefix string) error {
	for t := tar.NewReader(r); ; {
		h, err := t.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("tar: %w", err)
		}
		e := entry{name: h.Name, link: h.Linkname, size: h.Size, open: func() (io.Reader, error) { return t, nil }}
		switch h.Typeflag {
		case tar.TypeReg, tar.TypeCont, tar.TypeGNUSparse:
		case tar.TypeDir:
			e.kind = folder
		case tar.TypeSymlink:
			e.kind = symbolicLink
		case tar.TypeLink:
			e.kind = hardLink
		case tar.TypeChar, tar.TypeBlock:
			e.kind = device
		case tar.TypeFifo:
			e.kind = pipe
		case tar.TypeXGlobalHeader:
			continue
		default:
			e.kind = otherKind
		}
		if err := a.entry(e, prefix); err != nil {
			return err
		}
	}
}
