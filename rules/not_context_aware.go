package rules

import (
	"slices"

	"github.com/napicheck/napicheck/symbols"
)

// NotContextAware finds V8 addons that load once a process.
var NotContextAware = &Rule{
	ID: "not-context-aware", Code: "NC302", Severity: Warning,
	Doc: `Not context-aware: cannot be loaded by workers

An addon registered with NODE_MODULE of Node's C++ interface can be loaded once
in a process. A worker thread that requires it throws "Module did not
self-register", as does a second require after the module cache was cleared.

Use NODE_MODULE_INIT() or NODE_MODULE_CONTEXT_AWARE and keep no state in global
variables, or move to Node-API.`,
	Run: notContextAware,
}

func notContextAware(p *Pass) {
	b := p.Binary
	if !b.NotContextAware || !slices.Contains(b.Registration, symbols.RegV8Constructor) {
		return
	}
	p.Report(Warning, "is not context-aware: worker threads cannot load it",
		"Register with NODE_MODULE_INIT() and keep state out of global variables, or move to Node-API.",
		map[string]any{"registration": b.Registration, "module": b.ModuleName})
}
