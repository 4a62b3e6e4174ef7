package rules

import (
	"fmt"
	"slices"

	"github.com/napicheck/napicheck/symbols"
)

// ForeignHostV8 says which hosts an addon that uses V8 or node:: leaves out.
var ForeignHostV8 = &Rule{
	ID: "foreign-host-v8", Code: "NC702", Severity: Note,
	Doc: `Uses V8 or node:: C++, which Bun and Deno do not offer

Deno offers Node-API only and calls other addons legacy. Bun runs on another
engine; it imitates a growing part of V8's functions, which is not to be
relied upon. Neither has the C++ interface of Node.js.

Port the addon to Node-API (node-addon-api).`,
	Run: foreignHostV8,
}

func foreignHostV8(p *Pass) {
	if !tiedToV8(p) {
		return
	}
	syms := slices.Concat(p.Binary.Unstable.V8, p.Binary.Unstable.Node)
	if slices.Contains(p.Binary.Registration, symbols.RegV8Constructor) {
		syms = append(syms, "node_module_register")
	}
	p.Report(Note, fmt.Sprintf("uses %d %s of V8 or node::, which Deno does not offer, and Bun in part", len(syms), plural(len(syms), "symbol", "symbols")),
		"Port the addon to Node-API.", map[string]any{"symbols": syms})
}

// tiedToV8 reports whether the binary uses the C++ interfaces of V8 or Node.js.
func tiedToV8(p *Pass) bool {
	u := p.Binary.Unstable
	return len(u.V8)+len(u.Node) > 0 || slices.Contains(p.Binary.Registration, symbols.RegV8Constructor)
}
