package rules

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/napicheck/napicheck/matrix"
)

// EndOfLife finds promised lines that get no fixes any more.
var EndOfLife = &Rule{
	ID: "end-of-life", Code: "NC113", Severity: Note,
	Doc: `Promises Node.js lines that are at their end of life

These lines get no security fixes. Promising them keeps an addon from newer
functions and from newer compilers and system libraries.

Drop them from engines.node with the next major version.`,
	WholeFile: true, Run: endOfLife,
}

func endOfLife(p *Pass) {
	var ended []string
	for _, l := range matrix.Lines() {
		if l.EndOfLife != "" && l.EndOfLife < p.Config.Today && slices.ContainsFunc(p.Promise.Releases, func(v matrix.Version) bool { return v.Major == l.Major }) {
			ended = append(ended, strconv.Itoa(l.Major))
		}
	}
	if len(ended) == 0 {
		return
	}
	p.Report(Note, fmt.Sprintf("%s promises Node.js %s, past the end of life", p.Promise.Source, few(ended, 20)),
		"Drop these lines from the promise with the next major version.",
		map[string]any{"lines": ended, "promise": p.Promise.Range, "today": p.Config.Today})
}
