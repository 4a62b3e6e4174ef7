package rules

import (
	"fmt"

	"github.com/napicheck/napicheck/symbols"
)

// VersionAboveNeed compares the declared Node-API version with what imports need.
var VersionAboveNeed = &Rule{
	ID: "version-above-need", Code: "NC104", Severity: Note,
	Doc: `Declares a higher Node-API version than its functions need

Releases that check the version refuse, by crashing, an addon whose functions
they all have. A lower version makes it work on more of them.

Define NAPI_VERSION as the version the functions you call need. Keep the higher
one if you rely on semantics that came with it.`,
	Run: versionAboveNeed,
}

func versionAboveNeed(p *Pass) {
	b := p.Binary
	api := &b.NodeAPI
	if api.VersionSource != symbols.VersionExport || api.Version == symbols.VersionExperimental || api.Lookup != symbols.LookupImports {
		return
	}
	need := max(newestDocumented(api.Symbols), assumedVersion)
	if api.Version <= need {
		return
	}
	lower := *b
	lower.NodeAPI.Version = need
	works := Judge(&lower).Works
	if works == p.Verdict.Works {
		return
	}
	p.Report(Note,
		fmt.Sprintf("declares Node-API version %d; version %d has all functions it imports and would make it work on %s", api.Version, need, works),
		fmt.Sprintf("Build with NAPI_VERSION=%d, unless you rely on semantics of a later version.", need),
		map[string]any{"version": api.Version, "needed": need, "works": p.Verdict.Works, "worksThen": works})
}

// assumedVersion is what Node.js takes a module for that declares nothing, or less.
const assumedVersion = 8
