package matrix

import (
	"slices"
	"strconv"
	"strings"

	"github.com/napicheck/napicheck/internal/semver"
)

// A Range is a set of releases in npm's syntax, such as engines.node.
type Range struct{ r semver.Range }

// ParseRange reads a range as npm does.
func ParseRange(s string) (Range, error) {
	r, err := semver.ParseRange(s)
	return Range{r}, err
}

// Contains reports whether v lies in the range.
func (r Range) Contains(v Version) bool {
	return r.r.Contains(semver.Version{Major: v.Major, Minor: v.Minor, Patch: v.Patch})
}

// String returns the range as it was written.
func (r Range) String() string { return r.r.String() }

// RangeOf returns the shortest npm range that holds, of all Releases, those of
// vs and no other; "" for none. Future releases belong to it as they belong
// with their predecessor: later ones of a line whose newest is in vs, later
// lines if the newest release is.
//
// A release of which nothing is known (Release.Known is false) neither breaks a
// range nor ends it.
func RangeOf(vs []Version) string { return rangeOf(Releases(), vs) }

func rangeOf(all []Release, vs []Version) string {
	in := make([]bool, len(all))
	at := 0 // as a rule vs ascends without gaps
	for _, v := range vs {
		if at == len(all) || all[at].Version != v {
			var found bool
			if at, found = slices.BinarySearchFunc(all, v, func(r Release, v Version) int { return r.Version.Compare(v) }); !found {
				continue
			}
		}
		in[at] = true
		at++
	}
	// next is the first release from i on of which anything is known.
	next := func(i int) int {
		for i < len(all) && !in[i] && !all[i].Known() {
			i++
		}
		return i
	}
	var b strings.Builder
	for i := next(0); i < len(all); i = next(i + 1) {
		if !in[i] {
			continue
		}
		j, end := i, next(i+1) // the last in the run, the first behind it
		for end < len(all) && in[end] {
			j, end = end, next(end+1)
		}
		if b.Len() > 0 {
			b.WriteString(" || ")
		}
		first, last := all[i].Version, all[j].Version
		switch {
		case end == len(all):
			b.WriteString(">=" + first.String())
		case all[end].Version.Major == last.Major && i == j:
			b.WriteString(first.String())
		case all[end].Version.Major == last.Major:
			b.WriteString(">=" + first.String() + " <" + all[end].Version.String())
		case first.Major == last.Major:
			b.WriteString("^" + first.String())
		default:
			b.WriteString(">=" + first.String() + " <" + strconv.Itoa(last.Major+1) + ".0.0")
		}
		i = j
	}
	return b.String()
}
