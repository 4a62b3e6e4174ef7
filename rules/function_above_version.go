package rules

import (
	"fmt"

	"github.com/napicheck/napicheck/matrix"
	"github.com/napicheck/napicheck/symbols"
)

// FunctionAboveVersion compares imports with the declared Node-API version.
var FunctionAboveVersion = &Rule{
	ID: "function-above-version", Code: "NC103", Severity: Warning,
	Doc: `Calls functions newer than the Node-API version it declares

The declared version is what package metadata, tools and readers trust, yet the
addon calls functions that only a later version documents. It works where
releases happen to export them.

Define NAPI_VERSION as the version that has every function you call.`,
	Run: functionAboveVersion,
}

func functionAboveVersion(p *Pass) {
	api := &p.Binary.NodeAPI
	if api.VersionSource != symbols.VersionExport {
		return
	}
	var names []string
	for _, name := range api.Symbols {
		if holds(api.WeakSymbols, name) {
			continue
		}
		if s, ok := matrix.SymbolByName(name); ok && s.Version > api.Version {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return
	}
	need := newestDocumented(names)
	p.Report(Warning,
		fmt.Sprintf("declares Node-API version %d and imports %s of version %d", api.Version, few(names, 3), need),
		fmt.Sprintf("Build with NAPI_VERSION=%d.", need),
		map[string]any{"version": api.Version, "symbols": names, "needed": need})
}
