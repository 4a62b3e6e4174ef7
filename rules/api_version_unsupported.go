package rules

import (
	"fmt"

	"github.com/napicheck/napicheck/matrix"
	"github.com/napicheck/napicheck/symbols"
)

// APIVersionUnsupported finds releases that die of the Node-API version declared.
var APIVersionUnsupported = &Rule{
	ID: "api-version-unsupported", Code: "NC101", Severity: Error,
	Doc: `Declares a Node-API version that Node.js does not support

Node.js 18.17, 20.2 and everything from 21 on ask an addon registered by symbol
for its Node-API version. One above their own ends the process with a
segmentation fault: there is no error to catch. Older releases do not ask.

Define NAPI_VERSION as the lowest version that has the functions you call, not
the newest you know, or raise engines.node.`,
	Run: apiVersionUnsupported,
}

func apiVersionUnsupported(p *Pass) {
	sev, on := p.failing(wrongVersion)
	if len(on) == 0 {
		return
	}
	version := p.Binary.NodeAPI.Version
	help := "Raise engines.node, or build with a lower NAPI_VERSION."
	if need := max(newestDocumented(p.Binary.NodeAPI.Symbols), assumedVersion); need < version && p.Binary.NodeAPI.Lookup == symbols.LookupImports {
		help = fmt.Sprintf("Build with NAPI_VERSION=%d: the functions it imports need no more.", need)
	}
	p.Report(sev,
		fmt.Sprintf("declares Node-API version %d, which ends the process on Node.js %s", version, p.where(on)),
		help,
		p.broken(on, map[string]any{"version": version}))
}

// newestDocumented is the Node-API version that has all of names, as far as
// they are documented; at least 1.
func newestDocumented(names []string) int {
	newest := 1
	for _, name := range names {
		if s, ok := matrix.SymbolByName(name); ok {
			newest = max(newest, s.Version)
		}
	}
	return newest
}
