package rules

import (
	"fmt"
)

// LibuvImport finds imports of libuv.
var LibuvImport = &Rule{
	ID: "libuv-import", Code: "NC203", Severity: Error,
	Doc: `Imports functions of libuv from Node.js

Node-API gives out the event loop, but Node.js promises nothing about libuv
itself: which version a release holds, and so which functions. The functions of
libuv 1 have stayed, and what is not there yet is what breaks. Other hosts have
few of them (Deno, Bun) or none.

Use napi_threadsafe_function and napi_async_work where they do. Otherwise
promise the releases whose libuv has the functions.`,
	Run: libuvImport,
}

func libuvImport(p *Pass) {
	names := p.Binary.Unstable.UV
	if len(names) == 0 {
		return
	}
	const help = "Use Node-API's asynchronous work and thread-safe functions where they do."
	evidence := map[string]any{"symbols": names, "count": len(names)}
	imports := fmt.Sprintf("imports %d %s of libuv", len(names), plural(len(names), "function", "functions"))
	if sev, on, lacking := p.failingFor(func(name string) bool { return holds(names, name) }); len(on) > 0 {
		evidence["missing"] = lacking
		p.Report(sev, fmt.Sprintf("%s; Node.js %s %s not export %s: %s", imports, p.where(on), plural(len(on), "does", "do"), few(lacking, 3), hence(on)),
			"Raise engines.node to the releases whose libuv has the function, or do without it.", p.broken(on, evidence))
		return
	}
	p.Report(Note, fmt.Sprintf("%s (%s) from Node.js, which promises nothing about them", imports, few(names, 3)), help, evidence)
}
