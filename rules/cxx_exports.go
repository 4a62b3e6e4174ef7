package rules

import (
	"fmt"
	"slices"
	"strings"
)

// CXXExports counts exported C++ functions.
var CXXExports = &Rule{
	ID: "cxx-exports", Code: "NC210", Severity: Note,
	Doc: `Exports C++ functions besides its registration

An addon needs to export its registration and nothing else. C++ functions and
templates of the standard library that it exports too make the file larger and
loading slower. On Linux the host's functions of the same name replace the
addon's own, compiled by another compiler in another version.

Compile with -fvisibility=hidden -fvisibility-inlines-hidden, or link with a
version script that exports the registration only.`,
	Run: cxxExports,
}

func cxxExports(p *Pass) {
	var cxx []string
	for _, e := range p.Binary.Exports {
		if strings.HasPrefix(e.Name, "_Z") || strings.HasPrefix(e.Name, "?") {
			cxx = append(cxx, e.Name)
		}
	}
	if len(cxx) == 0 {
		return
	}
	slices.Sort(cxx)
	sample := cxx[:min(len(cxx), 5)]
	p.Report(Note, fmt.Sprintf("exports %d C++ %s (%s)", len(cxx), plural(len(cxx), "symbol", "symbols"), fewFunctions(cxx, 2)),
		"Compile with -fvisibility=hidden -fvisibility-inlines-hidden and export the registration only.",
		map[string]any{"count": len(cxx), "sample": sample})
}
