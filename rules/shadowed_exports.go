package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/napicheck/napicheck/matrix"
)

// ShadowedExports finds exports that those of Node.js replace.
var ShadowedExports = &Rule{
	ID: "shadowed-exports", Code: "NC306", Severity: Note,
	Doc: `Exports functions that those of Node.js replace

On Linux a function that an addon exports is looked up like any other: in the
executable first. If Node.js exports the same name, calls inside the addon go to
the copy in Node.js, of another version or built with other options. That is how
an addon with its own OpenSSL or sqlite crashes in one release and not in
another.

Hide the symbols of libraries you link statically: -fvisibility=hidden,
-Wl,--exclude-libs,ALL, a version script, or -Wl,-Bsymbolic.`,
	Run: shadowedExports,
}

func shadowedExports(p *Pass) {
	b := p.Binary
	if b.ELF == nil || b.ELF.Symbolic {
		return
	}
	var names []string
	newest := matrix.Newest()
	for _, e := range b.Exports {
		// Names of C++ are a matter of their own, _init and _fini everybody's.
		if e.Func && !strings.HasPrefix(e.Name, "_") && matrix.HostSymbol(e.Name, newest) == matrix.Present {
			names = append(names, e.Name)
		}
	}
	if len(names) == 0 {
		return
	}
	slices.Sort(names)
	p.Report(Note, fmt.Sprintf("exports %s, which Node.js %s exports too: calls inside the addon may reach the copy in Node.js", few(names, 3), newest),
		"Hide what you link statically: -Wl,--exclude-libs,ALL, a version script, or -Wl,-Bsymbolic.",
		map[string]any{"symbols": names, "count": len(names), "release": newest.String()})
}
