// Package table is the text format of the measured tables: lines of
// tab-separated columns under a comment that names source and date. Package
// matrix reads it, the generator reads and writes it.
package table

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Rows calls row with the columns of each line of text that is no comment.
// Errors carry file and line. The columns are valid as long as text is.
func Rows(file, text string, columns int, row func(col []string) error) error {
	col := make([]string, columns)
	for n := 1; text != ""; n++ {
		var line string
		line, text, _ = strings.Cut(text, "\n")
		if line == "" || line[0] == '#' {
			continue
		}
		if c := strings.Count(line, "\t") + 1; c != columns {
			return fmt.Errorf("%s:%d: %d columns, want %d", file, n, c, columns)
		}
		for i := range columns {
			col[i], line, _ = strings.Cut(line, "\t")
		}
		if err := row(col); err != nil {
			return fmt.Errorf("%s:%d: %w", file, n, err)
		}
	}
	return nil
}

// A Version is a release number.
type Version struct{ Major, Minor, Patch int }

// ParseVersion reads "18.20.8".
func ParseVersion(s string) (Version, error) {
	var n [3]int
	rest := s
	for i := range n {
		part, tail, dot := strings.Cut(rest, ".")
		v, err := strconv.Atoi(part)
		if err != nil || v < 0 || dot != (i < 2) || len(part) > 1 && part[0] == '0' || part[0] == '+' {
			return Version{}, fmt.Errorf("%q is not a version of the form X.Y.Z", s)
		}
		n[i], rest = v, tail
	}
	return Version{n[0], n[1], n[2]}, nil
}

func (v Version) String() string { return fmt.Sprintf("%d.%d.%d", v.Major, v.Minor, v.Patch) }

// Compare orders versions.
func (v Version) Compare(w Version) int {
	return cmp.Or(cmp.Compare(v.Major, w.Major), cmp.Compare(v.Minor, w.Minor), cmp.Compare(v.Patch, w.Patch))
}

// An Axis is the ascending list of releases that were measured. Sets of them
// are written as runs along it: "18.17.0-18,20.3.0-26", where a bare number
// stands for the first (before the dash) or last (behind it) release of a line,
// and alone for the whole line.
type Axis []Version

// A Run is the part [First, Last] of an Axis, as indices.
type Run struct{ First, Last int }

// ParseRuns reads runs, which must be ascending and apart from each other.
func (a Axis) ParseRuns(s string) ([]Run, error) {
	if s == "" {
		return nil, fmt.Errorf("no releases")
	}
	var runs []Run
	for item := range strings.SplitSeq(s, ",") {
		from, to, dash := strings.Cut(item, "-")
		if !dash {
			to = from
		}
		first, err := a.find(from, false)
		if err != nil {
			return nil, err
		}
		last, err := a.find(to, true)
		if err != nil {
			return nil, err
		}
		if last < first || len(runs) > 0 && first <= runs[len(runs)-1].Last {
			return nil, fmt.Errorf("%q: out of order", item)
		}
		runs = append(runs, Run{first, last})
	}
	return runs, nil
}

// find returns the index of release s, or of the first or last release of line s.
func (a Axis) find(s string, last bool) (int, error) {
	if strings.Contains(s, ".") {
		v, err := ParseVersion(s)
		if err != nil {
			return 0, err
		}
		i, ok := slices.BinarySearchFunc(a, v, Version.Compare)
		if !ok {
			return 0, fmt.Errorf("%s was not measured", s)
		}
		return i, nil
	}
	line, err := strconv.Atoi(s)
	if err != nil {
		return 0, fmt.Errorf("%q is neither a release nor a line", s)
	}
	i, _ := slices.BinarySearchFunc(a, Version{Major: line}, Version.Compare)
	if i == len(a) || a[i].Major != line {
		return 0, fmt.Errorf("no release of line %d was measured", line)
	}
	if last {
		i, _ = slices.BinarySearchFunc(a, Version{Major: line + 1}, Version.Compare)
		i--
	}
	return i, nil
}

// FormatRuns writes the set of releases for which in is true; "" for none.
func (a Axis) FormatRuns(in func(i int) bool) string {
	var b strings.Builder
	for i := 0; i < len(a); i++ {
		if !in(i) {
			continue
		}
		j := i
		for j+1 < len(a) && in(j+1) {
			j++
		}
		opens := i == 0 || a[i-1].Major != a[i].Major
		closes := j+1 == len(a) || a[j+1].Major != a[j].Major
		from, to := a[i].String(), a[j].String()
		if opens && (closes || a[i].Major != a[j].Major) {
			from = strconv.Itoa(a[i].Major)
		}
		if closes && (opens || i != j) {
			to = strconv.Itoa(a[j].Major)
		}
		if b.Len() > 0 {
			b.WriteByte(',')
		}
		b.WriteString(from)
		if from != to {
			b.WriteByte('-')
			b.WriteString(to)
		}
		i = j
	}
	return b.String()
}
