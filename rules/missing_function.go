package rules

import (
	"fmt"

	"github.com/napicheck/napicheck/matrix"
)

// MissingFunction finds releases that lack an imported Node-API function.
var MissingFunction = &Rule{
	ID: "missing-function", Code: "NC102", Severity: Error,
	Doc: `Imports a Node-API function that Node.js lacks

A function that a release does not export ends in one of two ways. Bound when
the file is loaded, require() throws "undefined symbol". Bound lazily, which is
the default of linkers on Linux, require() succeeds and the process dies at the
first call.

Raise engines.node to the first releases that export the function, build with
a lower NAPI_VERSION so that the compiler refuses it, or look it up at run time
and do without where it is missing.`,
	Run: missingFunction,
}

func missingFunction(p *Pass) {
	sev, on, names := p.failingFor(func(name string) bool {
		_, known := matrix.SymbolByName(name)
		return known
	})
	if len(on) == 0 {
		return
	}
	p.Report(sev,
		fmt.Sprintf("imports %s, which Node.js %s %s not export: %s", few(names, 3), p.where(on), plural(len(on), "does", "do"), hence(on)),
		"Raise engines.node, or look the function up at run time and do without it where it is missing.",
		p.broken(on, map[string]any{"symbols": names}))
}
