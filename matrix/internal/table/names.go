package table

import (
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
)

// Names tells for many names on which releases each is exported. Its text
// holds first every set of releases that occurs, as runs behind a "=", then
// each name, ascending: how many bytes it shares with the one before it, the
// rest, and the number of its set, counted from 0.
type Names struct {
	sets  [][]Run
	names []string
	set   []uint16 // of each name
}

// ParseNames reads the text of a table of names.
func (a Axis) ParseNames(file, text string) (*Names, error) {
	t := new(Names)
	lines := strings.Count(text, "\n")
	t.names = make([]string, 0, lines)
	t.set = make([]uint16, 0, lines)
	// All names are parts of one string, so that they cost one allocation.
	var all strings.Builder
	all.Grow(3 * len(text))
	last := ""
	for n := 1; text != ""; n++ {
		line, rest, _ := strings.Cut(text, "\n")
		text = rest
		if line == "" || line[0] == '#' {
			continue
		}
		if line[0] == '=' {
			runs, err := a.ParseRuns(line[1:])
			if err != nil {
				return nil, fmt.Errorf("%s:%d: %w", file, n, err)
			}
			t.sets = append(t.sets, runs)
			continue
		}
		shared, line, _ := strings.Cut(line, "\t")
		tail, set, ok := strings.Cut(line, "\t")
		keep, err := strconv.ParseUint(shared, 10, 32)
		if err != nil || keep > uint64(len(last)) || !ok {
			return nil, fmt.Errorf("%s:%d: want shared length, rest of name, set", file, n)
		}
		id, err := strconv.ParseUint(set, 10, 16)
		if err != nil || id >= uint64(len(t.sets)) {
			return nil, fmt.Errorf("%s:%d: no set %s", file, n, set)
		}
		at := all.Len()
		all.WriteString(last[:keep])
		all.WriteString(tail)
		name := all.String()[at:]
		if name <= last {
			return nil, fmt.Errorf("%s:%d: %s is out of order", file, n, name)
		}
		t.names, t.set, last = append(t.names, name), append(t.set, uint16(id)), name
	}
	return t, nil
}

// Find returns the runs of a name; nil if no measured release exports it.
func (t *Names) Find(name string) []Run {
	i, ok := slices.BinarySearch(t.names, name)
	if !ok {
		return nil
	}
	return t.sets[t.set[i]]
}

// All yields every name, ascending, with its runs.
func (t *Names) All() iter.Seq2[string, []Run] {
	return func(yield func(string, []Run) bool) {
		for i, name := range t.names {
			if !yield(name, t.sets[t.set[i]]) {
				return
			}
		}
	}
}

// FormatNames writes the text that ParseNames reads, of names and their runs.
func FormatNames(runs map[string]string) string {
	names := make([]string, 0, len(runs))
	sets := map[string]int{}
	for name, set := range runs {
		names = append(names, name)
		sets[set]++
	}
	slices.Sort(names)
	ids := make([]string, 0, len(sets))
	for set := range sets {
		ids = append(ids, set)
	}
	slices.SortFunc(ids, func(a, b string) int { // frequent ones get short numbers
		if d := sets[b] - sets[a]; d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
	var b strings.Builder
	for i, set := range ids {
		fmt.Fprintf(&b, "=%s\n", set)
		sets[set] = i
	}
	last := ""
	for _, name := range names {
		n := 0
		for n < len(name) && n < len(last) && name[n] == last[n] {
			n++
		}
		fmt.Fprintf(&b, "%d\t%s\t%d\n", n, name[n:], sets[runs[name]])
		last = name
	}
	return b.String()
}
