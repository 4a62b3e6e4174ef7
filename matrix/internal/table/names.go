package table

import (
	"errors"
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync"
)

// Names tells for many names on which releases each is exported, straight from
// its text: first every set of releases that occurs, as runs behind a "=";
// then the names, ascending, each with the number of its set, counted from 0.
// Every 16th name stands in full behind a "@"; the others begin with how many
// bytes they share with the one before. So a name is found without reading the
// rest of the text.
type Names struct {
	axis  Axis
	file  string
	head  string // the part of the text before the names
	names string
	full  func() []int    // offsets in names of those that stand in full
	sets  func() []string // without "="
}

// NewNames returns the table that text holds, which is not looked at yet.
func NewNames(axis Axis, file, text string) *Names {
	t := &Names{axis: axis, file: file, head: text}
	if strings.HasPrefix(text, "@") {
		t.head, t.names = "", text
	} else if i := strings.Index(text, "\n@"); i >= 0 {
		t.head, t.names = text[:i+1], text[i+1:]
	}
	t.full = sync.OnceValue(func() []int {
		at := []int{0}
		for {
			last := at[len(at)-1]
			i := strings.Index(t.names[last:], "\n@")
			if i < 0 {
				return at
			}
			at = append(at, last+i+1)
		}
	})
	t.sets = sync.OnceValue(func() []string {
		var all []string
		for line := range strings.SplitSeq(t.head, "\n") {
			if set, ok := strings.CutPrefix(line, "="); ok {
				all = append(all, set)
			}
		}
		return all
	})
	return t
}

// Find returns the runs of a name; nil if no measured release exports it.
func (t *Names) Find(name string) ([]Run, error) {
	full := t.full()
	i := sort.Search(len(full), func(i int) bool {
		rest := t.names[full[i]:]
		if rest == "" {
			return true
		}
		have, _, _ := strings.Cut(rest[1:], "\t")
		return have > name
	})
	if i == 0 {
		return nil, nil // before the first
	}
	var found []Run
	err := t.decode(full[i-1], func(have []byte, set int) error {
		if string(have) < name {
			return nil
		}
		if string(have) == name {
			runs, err := t.set(set)
			if err != nil {
				return err
			}
			found = runs
		}
		return errStop
	})
	return found, err
}

var errStop = errors.New("stop")

// decode calls name with each name and its set, from the one in full at offset
// at on, until it returns an error. The name is valid during the call.
func (t *Names) decode(at int, name func(name []byte, set int) error) error {
	fail := func(at int, err error) error {
		line := 1 + strings.Count(t.head, "\n") + strings.Count(t.names[:at], "\n")
		return fmt.Errorf("%s:%d: %w", t.file, line, err)
	}
	last := make([]byte, 0, 256)
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
		if err := name(last, id); err == errStop {
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
	sets := t.sets()
	if id >= len(sets) {
		return nil, fmt.Errorf("no set %d", id)
	}
	return t.axis.ParseRuns(sets[id])
}

// Each calls name with every name, ascending, and its runs. It reads and
// checks the whole text.
func (t *Names) Each(name func(name string, runs []Run)) error {
	var sets [][]Run
	for n, line := range strings.Split(t.head, "\n") {
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
	return t.decode(0, func(b []byte, set int) error {
		s := string(b)
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

// restart is how many names follow each other before one stands in full.
const restart = 16

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
