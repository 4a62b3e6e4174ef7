package matrix

import (
	"strings"
	"sync"
)

// across remembers answers of Across for names that some table holds; other
// names come from files and are without number.
var across sync.Map

// Across answers for one symbol, of Node-API or of the host, and every release
// at once: one Presence for each of Releases. The answers are those of
// Symbol.In and HostSymbol. The slice is shared: do not change it.
func Across(name string) []Presence {
	if all, ok := across.Load(name); ok {
		return all.([]Presence)
	}
	t := releases()
	all := make([]Presence, len(t.all))
	runs, measured := exportedBy(name)
	if !measured {
		return all
	}
	for i := range t.all {
		all[i] = t.presenceAt(i, runs)
	}
	if runs != nil {
		across.Store(strings.Clone(name), all)
	}
	return all
}
