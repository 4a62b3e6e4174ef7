package table

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Names tells for many names on which releases each is exported, straight from
// its text: first every set of releases that occurs, as runs behind a "=";
// then the names, ascending, each with the number of its set, counted from 0.
// Every 16th name stands in full behind a "@"; the others begin with how many
// bytes they share with the one before. So a name is found without reading the
// rest of the text.
type Names struct {
	axis        Axis
	file        string
	sets, names string // parts of the text, both without comments
}

const restart = 16

// NewNames returns the table that text holds, which is not looked at yet.
func NewNames(axis Axis, file, text string) *Names {
	n := len(text)
	if strings.HasPrefix(text, "@") {
		n = 0
	} else if i := strings.Index(text, "\n@"); i >= 0 {
		n = i + 1
	}
	return &Names{axis, file, text[:n], text[n:]}
}

// Find returns the runs of a name; nil if no measured release exports it.
func (t *Names) Find(name string) ([]Run, error) {
	// Halve the text at names in full: the one wanted is at or behind low.
	low, high := 0, len(t.names)
	for {
		mid := strings.LastIndex(t.names[low:low+(high-low)/2], "\n@")
		if mid < 0 {
			break
		}
		mid += low + 1
		full, _, _ := strings.Cut(t.names[mid+1:], "\t")
		if full <= name {
			low = mid
		} else {
			high = mid
		}
	}
	var found []Run
	err := t.decode(low, func(have string, set int) error {
		switch strings.Compare(have, name) {
		case -1:
			return nil
		case 0:
			runs, err := t.set(set)
			found = runs
			if err != nil {
				return err
			}
		}
		return errStop
	})
	return found, err
}

var errStop = fmt.Errorf("stop")

// decode calls name with each name and its set, from the one in full at offset at on.
func (t *Names) decode(at int, name func(name string, set int) error) error {
	fail := func(at int, err error) error {
		line := 1 + strings.Count(t.sets, "\n") + strings.Count(t.names[:at], "\n")
		return fmt.Errorf("%s:%d: %w", t.file, line, err)
	}
	var last []byte
	for at < len(t.names) {
		line, _, _ := strings.Cut(t.names[at:], "\n")
		head, set, ok := cutLast(line, "\t")
		id, err := strconv.Atoi(set)
		if !ok || err != nil || id < 0 {
			return fail(at, fmt.Errorf("want a name and the number of its set"))
		}
		if full, ok := strings.CutPrefix(head, "@"); ok {
			last = append(last[:0], full...)
		} else {
			shared, tail, ok := strings.Cut(head, "\t")
			n, err := strconv.Atoi(shared)
			if !ok || err != nil || n < 0 || n > len(last) {
				return fail(at, fmt.Errorf("want the length shared, the rest of the name, the number of its set"))
			}
			last = append(last[:n], tail...)
		}
		if err := name(string(last), id); err == errStop {
			return nil
		} else if err != nil {
			return fail(at, err)
		}
		at += len(line) + 1
	}
	return nil
}

func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

// set returns the runs of set id.
func (t *Names) set(id int) ([]Run, error) {
	n := 0
	for line := range strings.SplitSeq(t.sets, "\n") {
		runs, ok := strings.CutPrefix(line, "=")
		if !ok {
			continue
		}
		if n == id {
			return t.axis.ParseRuns(runs)
		}
		n++
	}
	return nil, fmt.Errorf("no set %d", id)
}

// Each calls name with every name, ascending, and its runs. It reads and
// checks the whole text.
func (t *Names) Each(name func(name string, runs []Run)) error {
	var sets [][]Run
	for n, line := range strings.Split(t.sets, "\n") {
		text, ok := strings.CutPrefix(line, "=")
		if !ok {
			continue
		}
		runs, err := t.axis.ParseRuns(text)
		if err != nil {
			return fmt.Errorf("%s:%d: %w", t.file, n+1, err)
		}
		sets = append(sets, runs)
	}
	last := ""
	return t.decode(0, func(s string, set int) error {
		if s <= last {
			return fmt.Errorf("%s is out of order", s)
		}
		if set >= len(sets) {
			return fmt.Errorf("no set %d", set)
		}
		last = s
		name(s, sets[set])
		return nil
	})
}

// FormatNames writes the text of a table of names and their runs.
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
	for i, name := range names {
		if i%restart == 0 {
			fmt.Fprintf(&b, "@%s\t%d\n", name, sets[runs[name]])
		} else {
			n := 0
			for n < len(name) && n < len(last) && name[n] == last[n] {
				n++
			}
			fmt.Fprintf(&b, "%d\t%s\t%d\n", n, name[n:], sets[runs[name]])
		}
		last = name
	}
	return b.String()
}
