package main

import (
	"debug/elf"
	"slices"
	"strconv"
	"strings"
)

// readBinary reads the names the executable exports and the versions of glibc
// and libstdc++ it needs.
func (r *record) readBinary(path string) error {
	f, err := elf.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	syms, err := f.DynamicSymbols()
	if err != nil {
		return err
	}
	for _, s := range syms {
		if s.Section == elf.SHN_UNDEF {
			if v, ok := strings.CutPrefix(s.Version, "GLIBC_"); ok {
				r.Glibc = higher(r.Glibc, v)
			}
			if v, ok := strings.CutPrefix(s.Version, "GLIBCXX_"); ok {
				r.Glibcxx = higher(r.Glibcxx, v)
			}
			continue
		}
		if elf.ST_BIND(s.Info) == elf.STB_LOCAL || s.Name == "" {
			continue
		}
		r.export(s.Name)
	}
	slices.Sort(r.Exports)
	r.Exports = slices.Compact(r.Exports)
	return nil
}

// export notes an exported name, unless nobody can mean to use it.
func (r *record) export(name string) {
	if !strings.Contains(name, "2v88internal") {
		r.Exports = append(r.Exports, name)
	}
}

// higher returns the higher of two dotted versions; "PRIVATE" and the like count for nothing.
func higher(a, b string) string {
	x, y := strings.Split(a, "."), strings.Split(b, ".")
	for i := range y {
		n, err := strconv.Atoi(y[i])
		if err != nil {
			return a
		}
		if i >= len(x) {
			return b
		}
		if m, err := strconv.Atoi(x[i]); err != nil || m < n {
			return b
		} else if m > n {
			return a
		}
	}
	return a
}
