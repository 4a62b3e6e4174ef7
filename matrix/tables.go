package matrix

import (
	"cmp"
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/napicheck/napicheck/matrix/internal/table"
)

//go:generate go run ./internal/gen

// Each table is parsed at most once, when the first question needs it. The
// tables are part of the program, so a mistake in one is a bug, not an error
// of the caller's: must panics with file and line.
func must[T any](v T, err error) T {
	if err != nil {
		panic("matrix: " + err.Error())
	}
	return v
}

//go:embed data/releases.tsv
var releasesTSV string

var releases = sync.OnceValue(func() releaseTable { return must(parseReleases("data/releases.tsv", releasesTSV)) })

type releaseTable struct {
	all  []Release
	axis table.Axis // the measured ones
	at   []int      // index in axis of the newest measured release of the same line at or before all[i]; -1 = none
}

func parseReleases(file, text string) (releaseTable, error) {
	n := strings.Count(text, "\n") + 1
	t := releaseTable{all: make([]Release, 0, n), axis: make(table.Axis, 0, n), at: make([]int, 0, n)}
	var prev Version
	err := table.Rows(file, text, 8, func(col []string) error {
		v, err := ParseVersion(col[0])
		if err != nil {
			return err
		}
		if v.Compare(prev) <= 0 {
			return fmt.Errorf("%s is out of order", v)
		}
		r := Release{Version: v, Measured: col[1] != "-"}
		if r.Modules, err = number(col[2]); err != nil {
			return err
		}
		if r.NodeAPI, err = number(col[3]); err != nil {
			return err
		}
		r.UV, r.V8, r.Glibc, r.Glibcxx = text0(col[4]), text0(col[5]), text0(col[6]), text0(col[7])
		at := -1
		if r.Measured {
			t.axis = append(t.axis, table.Version(v))
			at = len(t.axis) - 1
		} else if prev.Major == v.Major && len(t.at) > 0 {
			at = t.at[len(t.at)-1]
		}
		t.all, t.at = append(t.all, r), append(t.at, at)
		prev = v
		return nil
	})
	if err != nil {
		return t, err
	}
	// What two measured neighbours agree on holds for the releases between them.
	measured := make([]Release, 0, len(t.axis))
	for _, r := range t.all {
		if r.Measured {
			measured = append(measured, r)
		}
	}
	for i := range t.all {
		r := &t.all[i]
		before, after, ok := t.around(i)
		if !ok {
			continue
		}
		b, a := measured[before], measured[after]
		if b.Modules == a.Modules {
			r.Modules = a.Modules
		}
		if b.NodeAPI == a.NodeAPI {
			r.NodeAPI = a.NodeAPI
		}
		r.least, r.most = min(b.NodeAPI, a.NodeAPI), max(b.NodeAPI, a.NodeAPI)
	}
	return t, nil
}

// around returns the measured neighbours of all[i] within its line, twice
// itself if it was measured.
func (t releaseTable) around(i int) (before, after int, ok bool) {
	before = t.at[i]
	if before < 0 {
		return 0, 0, false
	}
	if t.all[i].Measured {
		return before, before, true
	}
	after = before + 1
	return before, after, after < len(t.axis) && t.axis[after].Major == t.axis[before].Major
}

// presence answers for release v from the runs of measured releases that have something.
func (t releaseTable) presence(runs []table.Run, v Version) Presence {
	i, found := t.index(v)
	if !found {
		return Unknown
	}
	return t.presenceAt(i, runs)
}

// presenceAt is presence for release all[i].
func (t releaseTable) presenceAt(i int, runs []table.Run) Presence {
	before, after, ok := t.around(i)
	if !ok {
		return Unknown
	}
	b := contains(runs, before)
	switch {
	case b != contains(runs, after):
		return Unknown
	case b:
		return Present
	default:
		return Absent
	}
}

func (t releaseTable) index(v Version) (int, bool) {
	return slices.BinarySearchFunc(t.all, v, func(r Release, v Version) int { return r.Version.Compare(v) })
}

func contains(runs []table.Run, i int) bool {
	for _, r := range runs {
		if r.First <= i && i <= r.Last {
			return true
		}
	}
	return false
}

// Releases returns every release of the lines covered, ascending. The slice is
// shared: do not change it.
func Releases() []Release { return releases().all }

// Lookup returns what is known of release v; false if no such release is known.
func Lookup(v Version) (Release, bool) {
	t := releases()
	i, ok := t.index(v)
	if !ok {
		return Release{}, false
	}
	return t.all[i], true
}

// Newest returns the newest release that was measured.
func Newest() Version {
	axis := releases().axis
	if len(axis) == 0 {
		return Version{}
	}
	return Version(axis[len(axis)-1])
}

// Covers reports whether releases of a major line were measured.
func Covers(major int) bool {
	return slices.ContainsFunc(releases().axis, func(v table.Version) bool { return v.Major == major })
}

//go:embed data/lines.tsv
var linesTSV string

var lines = sync.OnceValue(func() []Line { return must(parseLines("data/lines.tsv", linesTSV, releases())) })

func parseLines(file, text string, rel releaseTable) ([]Line, error) {
	var all []Line
	err := table.Rows(file, text, 2, func(col []string) error {
		major, err := strconv.Atoi(col[0])
		if err != nil {
			return err
		}
		l := Line{Major: major, EndOfLife: text0(col[1])}
		for _, r := range rel.all {
			if r.Version.Major != major {
				continue
			}
			if l.First.IsZero() {
				l.First = r.Version
			}
			l.Last = r.Version
			l.Modules = cmp.Or(r.Modules, l.Modules)
			l.Glibc, l.Glibcxx = cmp.Or(r.Glibc, l.Glibc), cmp.Or(r.Glibcxx, l.Glibcxx)
		}
		if l.Last.IsZero() {
			return fmt.Errorf("line %d has no release", major)
		}
		all = append(all, l)
		return nil
	})
	return all, err
}

// Lines returns the major release lines, ascending.
func Lines() []Line { return lines() }

//go:embed data/functions.tsv
var functionsTSV string

//go:embed data/symbols.tsv
var symbolsTSV string

var symbols = sync.OnceValue(func() []Symbol {
	return must(parseSymbols("data/functions.tsv", functionsTSV, "data/symbols.tsv", symbolsTSV, releases()))
})

// functions are the symbols that headers declare, sorted by name, without their
// releases.
var functions = sync.OnceValue(func() []Symbol { return must(parseFunctions("data/functions.tsv", functionsTSV)) })

func parseFunctions(file, text string) (all []Symbol, err error) {
	err = table.Rows(file, text, 2, func(col []string) error {
		s := Symbol{Name: col[0]}
		var err error
		if col[1] == "experimental" {
			s.Experimental = true
		} else if s.Version, err = strconv.Atoi(col[1]); err != nil {
			return err
		}
		all = append(all, s)
		return nil
	})
	return all, err
}

func parseSymbols(functions, functionsText, file, text string, rel releaseTable) ([]Symbol, error) {
	all, err := parseFunctions(functions, functionsText)
	if err != nil {
		return nil, err
	}
	at := make(map[string]int, strings.Count(text, "\n")+1)
	for i, s := range all {
		at[s.Name] = i
	}
	err = table.Rows(file, text, 2, func(col []string) error {
		runs, err := rel.axis.ParseRuns(col[1])
		if err != nil {
			return err
		}
		i, ok := at[col[0]]
		if !ok {
			i = len(all)
			at[col[0]] = i
			all = append(all, Symbol{Name: col[0]})
		}
		if all[i].runs != nil {
			return fmt.Errorf("%s appears twice", col[0])
		}
		all[i].runs = runs
		all[i].Spans = spans(rel.axis, runs)
		return nil
	})
	slices.SortFunc(all, func(a, b Symbol) int { return strings.Compare(a.Name, b.Name) })
	return all, err
}

// spans cuts runs at the ends of release lines.
func spans(axis table.Axis, runs []table.Run) []Span {
	n := 0
	for _, r := range runs {
		n += 1 + axis[r.Last].Major - axis[r.First].Major
	}
	all := make([]Span, 0, n) // each symbol has many
	for _, r := range runs {
		for i := r.First; i <= r.Last; {
			line := axis[i].Major
			j := i
			for j < r.Last && axis[j+1].Major == line {
				j++
			}
			s := Span{Line: line, Since: Version(axis[i]), Until: Version(axis[j])}
			if i > 0 && axis[i-1].Major == line {
				s.After = Version(axis[i-1])
			}
			if j+1 == len(axis) || axis[j+1].Major != line {
				s.Until = Version{}
			}
			all = append(all, s)
			i = j + 1
		}
	}
	return all
}

// Symbols returns the Node-API names, sorted. The slice is shared: do not change it.
func Symbols() []Symbol { return symbols() }

// Names returns the names of Symbols, sorted.
func Names() []string {
	names := make([]string, len(symbols()))
	for i, s := range symbols() {
		names[i] = s.Name
	}
	return names
}

// SymbolByName returns the Node-API symbol called name; false if no measured
// release exports it and no header declares it.
func SymbolByName(name string) (Symbol, bool) {
	all := symbols()
	i, ok := slices.BinarySearchFunc(all, name, func(s Symbol, name string) int { return strings.Compare(s.Name, name) })
	if !ok {
		return Symbol{}, false
	}
	return all[i], true
}

// VersionOf returns the Version of the Node-API symbol called name; 0 if there is
// no such symbol. It costs less than SymbolByName, which reads all releases.
func VersionOf(name string) int {
	all := functions()
	i, ok := slices.BinarySearchFunc(all, name, func(s Symbol, name string) int { return strings.Compare(s.Name, name) })
	if !ok {
		return 0
	}
	return all[i].Version
}

// In answers whether release v exports the symbol. It is Unknown for releases
// that were not measured, unless the measured neighbours in its line agree.
func (s Symbol) In(v Version) Presence { return releases().presence(s.runs, v) }

// number reads a decimal number; "-" is 0.
func number(s string) (int, error) {
	if s == "-" {
		return 0, nil
	}
	return strconv.Atoi(s)
}

// text0 reads a text; "-" is "".
func text0(s string) string {
	if s == "-" {
		return ""
	}
	return s
}
