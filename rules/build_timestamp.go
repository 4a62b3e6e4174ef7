package rules

import (
	"fmt"
	"time"
)

// BuildTimestamp finds Windows addons that hold the time of their build.
var BuildTimestamp = &Rule{
	ID: "build-timestamp", Code: "NC613", Severity: Note,
	Doc: `Holds the time of its build

The header of a DLL holds the time it was linked, so two builds of the same
sources differ and nobody can verify one by repeating it.

Link with /Brepro (MSVC, lld-link) or -Wl,--no-insert-timestamp (MinGW).`,
	Run: buildTimestamp,
}

func buildTimestamp(p *Pass) {
	b := p.Binary
	if b.PE == nil || b.PE.Repro || b.PE.Timestamp == 0 || b.PE.Timestamp == 0xffffffff {
		return
	}
	when := time.Unix(int64(b.PE.Timestamp), 0).UTC()
	if when.Year() < 1995 || when.Year() > 2037 {
		return // a hash, not a time
	}
	p.Report(Note, fmt.Sprintf("holds the time of its build: %s", when.Format("2006-01-02 15:04:05 UTC")),
		"Link with /Brepro, or with -Wl,--no-insert-timestamp (MinGW).", map[string]any{"timestamp": b.PE.Timestamp})
}
