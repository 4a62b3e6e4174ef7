package main

import (
	"slices"
	"strings"

	"github.com/napicheck/napicheck/symbols"
)

// readBinary reads the names the executable exports and the versions of glibc
// and libstdc++ it needs.
func (r *record) readBinary(path string) error {
	f, err := symbols.Open(path, symbols.Options{})
	if err != nil {
		return err
	}
	for _, b := range f.Binaries {
		for _, e := range b.Exports {
			if !strings.Contains(e.Name, "2v88internal") { // tens of thousands that no addon can mean to use
				r.Exports = append(r.Exports, e.Name)
			}
		}
		r.Glibc, r.Glibcxx = b.Floors.Glibc, b.Floors.Glibcxx
	}
	slices.Sort(r.Exports)
	r.Exports = slices.Compact(r.Exports)
	return nil
}
