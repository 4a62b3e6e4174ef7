package symbols

import "errors"

func isMachO(head []byte) bool { return false }

func readMachO(src source) ([]*Binary, []*image, error) {
	return nil, nil, errors.New("Mach-O: not read yet")
}
