package symbols

import (
	"bytes"
	"errors"
)

// read tells the format by its magic and joins the format's reader with the
// analysis common to all.
func read(src source, opt Options) (*File, error) {
	f := &File{Size: src.size}
	head, err := src.bytes(0, min(src.size, 512), "file header")
	if err != nil {
		return nil, err
	}
	var bins []*Binary
	var images []*image
	switch {
	case bytes.HasPrefix(head, []byte("\x7fELF")):
		b, im, err := readELF(src)
		if err != nil {
			return nil, err
		}
		bins, images = []*Binary{b}, []*image{im}
	case bytes.HasPrefix(head, []byte("MZ")):
		b, im, err := readPE(src)
		if err != nil {
			return nil, err
		}
		bins, images = []*Binary{b}, []*image{im}
	case isMachO(head):
		bins, images, err = readMachO(src, opt)
		if err != nil {
			return nil, err
		}
	default:
		f.Kind, f.Reason = KindNotAnAddon, sniff(src, head)
		return f, nil
	}
	if len(bins) == 0 {
		return nil, errors.New("no architecture slice")
	}
	for i, b := range bins {
		if opt.Tables {
			classify(b)
			b.NodeAPI.Symbols, b.NodeAPI.WeakSymbols = apiImports(b)
			b.InitCalls = initCalls(b, images[i])
			continue
		}
		analyse(b, images[i], opt)
	}
	f.Binaries = bins
	f.Kind, f.Reason = kindOf(f)
	return f, nil
}
