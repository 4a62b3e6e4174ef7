package rules

import (
	"fmt"
	"slices"

	"github.com/napicheck/napicheck/matrix"
	"github.com/napicheck/napicheck/symbols"
)

// UnstableFunction finds Node-API imports that no version documents.
var UnstableFunction = &Rule{
	ID: "unstable-function", Code: "NC106", Severity: Error,
	Doc: `Imports a function that no Node-API version has

Experimental functions are renamed or removed without notice, as some were.
Functions that no release ever exported fail everywhere: the name is wrong, or
belongs to another host.

Call documented functions only, or look an experimental one up at run time.`,
	Run: unstableFunction,
}

func unstableFunction(p *Pass) {
	b := p.Binary
	var experimental, nowhere []string
	for _, name := range b.NodeAPI.Symbols {
		if holds(b.NodeAPI.WeakSymbols, name) {
			continue
		}
		s, known := matrix.SymbolByName(name)
		switch {
		case !known:
			nowhere = append(nowhere, name)
		case s.Version == 0:
			experimental = append(experimental, name)
		}
	}
	if len(experimental) > 0 {
		p.Report(Warning,
			fmt.Sprintf("imports %s, which no Node-API version has so far", few(experimental, 3)),
			"Call documented functions only, or look this one up at run time and do without where it is missing.",
			map[string]any{"symbols": experimental})
	}
	if len(nowhere) > 0 {
		sev, then := Warning, "the process dies at the first call"
		if slices.ContainsFunc(b.Imports, func(i symbols.Import) bool {
			return holds(nowhere, i.Name) && !i.Delay && i.Bound == symbols.BindNow
		}) {
			sev, then = Error, "require() throws"
		}
		p.Report(sev,
			fmt.Sprintf("imports %s, which no known release of Node.js exports: %s", few(nowhere, 3), then),
			"Check the spelling against node_api.h; if another host provides the function, look it up at run time.",
			map[string]any{"symbols": nowhere, "newest": matrix.Newest().String()})
	}
}
