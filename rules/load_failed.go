package rules

import (
	"fmt"

	"github.com/napicheck/napicheck/loader"
)

// LoadFailed finds addons that this machine ought to load, and that it refuses.
var LoadFailed = &Rule{
	ID: "load-failed", Code: "NC801", Severity: Error, WholeFile: true,
	Doc: `Could not be loaded when it was tried

With --load the addon is opened as Node.js would open it. The system's loader
refused it, or it registered nothing: require() throws. What this machine lacks
is no finding; what no machine has is.

Look at the message, which is the loader's own. For symbols that nobody
provides, link the library that has them.`,
	Run: loadFailed,
}

func loadFailed(p *Pass) {
	l := p.Load
	if l.Outcome != loader.Threw || l.Stage != loader.End || l.APIVersion != nil {
		return // it came to its initializer
	}
	evidence := map[string]any{"outcome": l.Outcome, "stage": l.Stage}
	var unresolved []string
	for _, u := range l.Unresolved {
		unresolved = append(unresolved, u.Symbol)
	}
	if unresolved != nil {
		evidence["unresolved"] = unresolved
	}
	p.Report(Error, fmt.Sprintf("require() throws: %s", l.Message), "Run napicheck load FILE for what was looked for, and where.", evidence)
}
