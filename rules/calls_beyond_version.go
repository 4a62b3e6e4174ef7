package rules

import (
	"fmt"
	"slices"

	"github.com/napicheck/napicheck/matrix"
)

// CallsBeyondVersion finds functions called that the declared version lacks.
var CallsBeyondVersion = &Rule{
	ID: "calls-beyond-version", Code: "NC804", Severity: Warning, WholeFile: true,
	Doc: `Really calls functions newer than the version it declares

With --load every call is seen. The addon calls functions that the Node-API
version it declares does not have, or experimental ones: they are there by luck,
and Node.js treats the addon as one of the older version.

Build with the NAPI_VERSION of the newest function that is called, and declare
Node.js releases that have it.`,
	Run: callsBeyondVersion,
}

func callsBeyondVersion(p *Pass) {
	var names []string
	for _, m := range p.Load.Misuse {
		if m.Kind == "newer-function" && !slices.Contains(names, m.Function) {
			names = append(names, m.Function)
		}
	}
	if len(names) == 0 {
		return
	}
	slices.Sort(names)
	version := 8 // of an addon that cannot be asked
	if p.Load.APIVersion != nil {
		version = *p.Load.APIVersion
	}
	var experimental []string
	need := 0
	for _, name := range names {
		if s, ok := matrix.SymbolByName(name); ok && s.Version > 0 {
			need = max(need, s.Version)
		} else {
			experimental = append(experimental, name)
		}
	}
	what, help := "", ""
	switch {
	case len(experimental) == 0:
		what, help = fmt.Sprintf("of version %d", need), fmt.Sprintf("Build with NAPI_VERSION=%d.", need)
	case need == 0:
		what, help = "which is experimental", "Do without experimental functions in what you publish."
	default:
		what, help = fmt.Sprintf("of version %d or experimental", need), "Do without experimental functions, and build with the NAPI_VERSION of the others."
	}
	p.Report(Warning, fmt.Sprintf("declares Node-API version %d and calls %s, %s", version, few(names, 3), what), help,
		map[string]any{"version": version, "functions": names})
}
