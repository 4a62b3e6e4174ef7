package rules

import (
	"fmt"
	"slices"

	"github.com/napicheck/napicheck/matrix"
)

// DenoSymbols lists imports that Deno does not resolve.
var DenoSymbols = &Rule{
	ID: "deno-symbols", Code: "NC703", Severity: Note,
	Doc: `Needs functions that Deno does not have

Deno offers Node-API and a part of libuv. Anything else is an undefined
symbol: the addon does not load, or the process ends at the first call.

Use Node-API in place of libuv, and take other libraries (OpenSSL, zlib) from
elsewhere than the host.`,
	Run: denoSymbols,
}

func denoSymbols(p *Pass) {
	b := p.Binary
	if tiedToV8(p) {
		return // foreign-host-v8 says more
	}
	deno, ok := matrix.ProfileByName("deno")
	if !ok {
		return
	}
	weak := weakImports(b)
	var missing []string
	for _, n := range slices.Concat(b.NodeAPI.Symbols, b.Unstable.UV, b.Unstable.Other) {
		if deno.Symbol(n) == matrix.Missing && !weak[n] {
			missing = append(missing, n)
		}
	}
	if len(missing) > 0 {
		p.Report(Note, fmt.Sprintf("Deno does not have %s", few(missing, 4)),
			"Use Node-API in place of libuv; link other libraries yourself.",
			map[string]any{"symbols": missing, "source": deno.Source})
	}
}
