package matrix

import (
	"strings"
	"sync"

	"github.com/napicheck/napicheck/matrix/internal/table"
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
	runs, measured := exportedBy(name)
	switch {
	case !measured:
		return neverMeasured()
	case runs == nil:
		return neverExported()
	}
	all := releases().across(runs)
	across.Store(strings.Clone(name), all)
	return all
}

// Answers for names without number are shared.
var (
	neverMeasured = sync.OnceValue(func() []Presence { return make([]Presence, len(releases().all)) })
	neverExported = sync.OnceValue(func() []Presence { return releases().across(nil) })
)

func (t releaseTable) across(runs []table.Run) []Presence {
	all := make([]Presence, len(t.all))
	for i := range all {
		all[i] = t.presenceAt(i, runs)
	}
	return all
}
