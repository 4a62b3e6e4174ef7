package symbols

import (
	"cmp"
	"debug/elf"
	"fmt"
	"strconv"
	"strings"
)

// An elfVersion is what an index in the symbol version table stands for.
type elfVersion struct {
	name    string
	library string // that must provide it; "" for versions defined here
	need    int    // 1 + its place among the needs; 0 = none
}

const (
	verFlagBase  = 1      // VER_FLG_BASE: names the file itself
	verFlagWeak  = 2      // VER_FLG_WEAK
	versymHidden = 0x8000 // beside an index
)

// readVersions reads the versions needed and defined. The result is indexed
// as the version table is, nil where the file has no versions.
func (f *elfFile) readVersions() ([]elfVersion, []VersionNeed, error) {
	var versions []elfVersion
	var needs []VersionNeed
	set := func(i uint16, v elfVersion) {
		i &^= versymHidden
		for int(i) >= len(versions) {
			versions = append(versions, elfVersion{})
		}
		versions[i] = v
	}
	// Both tables are chains of offsets forward; an index has 15 bits, so
	// longer chains lie.
	steps := 0
	step := func(what string) error {
		if steps++; steps > 1<<15 {
			return fmt.Errorf("%s: more entries than symbols could name", what)
		}
		return nil
	}
	if addr, ok := f.tag(elf.DT_VERNEED); ok {
		const what = "version needs"
		for n := f.value(elf.DT_VERNEEDNUM); n > 0; n-- {
			b, err := f.mapped(addr, 16, what)
			if err != nil {
				return nil, nil, err
			}
			r := f.record(b)
			r.u16()
			count, file, aux, next := r.u16(), r.u32(), r.u32(), r.u32()
			library, err := f.str(uint64(file), what)
			if err != nil {
				return nil, nil, err
			}
			if err := step(what); err != nil {
				return nil, nil, err
			}
			for at := addr + uint64(aux); count > 0; count-- {
				if err := step(what); err != nil {
					return nil, nil, err
				}
				b, err := f.mapped(at, 16, what)
				if err != nil {
					return nil, nil, err
				}
				r := f.record(b)
				r.u32()
				flags, index, nameOff, next := r.u16(), r.u16(), r.u32(), r.u32()
				name, err := f.str(uint64(nameOff), what)
				if err != nil {
					return nil, nil, err
				}
				needs = append(needs, VersionNeed{Library: library, Version: name, Weak: flags&verFlagWeak != 0})
				set(index, elfVersion{name, library, len(needs)})
				if next == 0 {
					break
				}
				at += uint64(next)
			}
			if next == 0 {
				break
			}
			addr += uint64(next)
		}
	}
	if addr, ok := f.tag(elf.DT_VERDEF); ok {
		const what = "version definitions"
		for n := f.value(elf.DT_VERDEFNUM); n > 0; n-- {
			if err := step(what); err != nil {
				return nil, nil, err
			}
			b, err := f.mapped(addr, 20, what)
			if err != nil {
				return nil, nil, err
			}
			r := f.record(b)
			r.u16()
			flags, index, count := r.u16(), r.u16(), r.u16()
			r.u32()
			aux, next := r.u32(), r.u32()
			if flags&verFlagBase == 0 && count > 0 {
				b, err := f.mapped(addr+uint64(aux), 8, what)
				if err != nil {
					return nil, nil, err
				}
				name, err := f.str(uint64(f.order.Uint32(b)), what)
				if err != nil {
					return nil, nil, err
				}
				set(index, elfVersion{name: name})
			}
			if next == 0 {
				break
			}
			addr += uint64(next)
		}
	}
	return versions, needs, nil
}

// floorsOfELF finds the highest version of each numbered series. A weak need
// does not keep a file from loading, and so is no floor.
func floorsOfELF(needs []VersionNeed) Floors {
	fl := Floors{Needs: needs}
	for _, n := range needs {
		if n.Weak {
			continue
		}
		series, number, _ := strings.Cut(n.Version, "_")
		if !isDotted(number) {
			continue // GLIBC_PRIVATE, GLIBC_ABI_DT_RELR, CXXABI_TM_1, ...
		}
		var floor *string
		switch series {
		case "GLIBC":
			// libgcc_s defines GLIBC_2.0 on some machines, also for musl.
			if !ofGlibc(n.Library) {
				continue
			}
			floor = &fl.Glibc
		case "GLIBCXX":
			floor = &fl.Glibcxx
		case "CXXABI":
			floor = &fl.Cxxabi
		case "GCC":
			floor = &fl.GCC
		default:
			continue
		}
		if *floor == "" || CompareVersions(number, *floor) > 0 {
			*floor = number
		}
	}
	return fl
}

// C23Glibc is the glibc since which its headers have compilers call IsC23 functions
// for those of the C standard that they are named after.
const C23Glibc = "2.38"

// IsC23 reports whether a name is that of such a function, as __isoc23_strtol. What
// was compiled on a new system and linked on an old one wants it without a
// version, which floors do not show.
func IsC23(name string) bool { return strings.HasPrefix(name, "__isoc23_") }

// ofGlibc reports whether a library (by SONAME) is part of glibc.
func ofGlibc(library string) bool {
	stem, _, _ := strings.Cut(library, ".so")
	switch stem {
	case "libc", "libm", "libpthread", "libdl", "librt", "libresolv", "libutil", "libnsl", "libanl",
		"libmvec", "libcrypt", "libthread_db", "libBrokenLocale", "libc_malloc_debug", "ld", "ld64":
		return true
	}
	return strings.HasPrefix(stem, "ld-linux") || strings.HasPrefix(stem, "libnss_")
}

// isDotted reports whether s is numbers joined by dots.
func isDotted(s string) bool {
	for part := range strings.SplitSeq(s, ".") {
		if _, err := strconv.ParseUint(part, 10, 31); err != nil {
			return false
		}
	}
	return true
}

// CompareVersions orders dotted version numbers, such as those of Floors, by
// number: 2.4 is older than 2.28. Parts that are no number count as 0.
func CompareVersions(a, b string) int {
	for a != "" || b != "" {
		var x, y string
		x, a, _ = strings.Cut(a, ".")
		y, b, _ = strings.Cut(b, ".")
		m, _ := strconv.Atoi(x)
		n, _ := strconv.Atoi(y)
		if c := cmp.Compare(m, n); c != 0 {
			return c
		}
	}
	return 0
}
