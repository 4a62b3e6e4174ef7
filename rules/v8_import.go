package rules

import (
	"fmt"
	"slices"

	"github.com/napicheck/napicheck/symbols"
)

// V8Import finds imports of V8.
var V8Import = &Rule{
	ID: "v8-import", Code: "NC201", Severity: Error,
	Doc: `Imports C++ functions of V8

V8 changes its C++ interface with every major release of Node.js. An addon that
registers with Node-API and calls V8 besides is loaded by every release, because
nothing checks what it was built for; whether it then throws, dies at the first
call or misreads objects is luck.

Do with Node-API what V8 was called for, or build and label one file for each
NODE_MODULE_VERSION.`,
	Run: v8Import,
}

func v8Import(p *Pass) {
	p.hostCXX("V8", p.Binary.Unstable.V8)
}

// hostCXX judges imports of C++ functions whose ABI lasts for one
// NODE_MODULE_VERSION. Registering as a V8 addon makes Node.js check that
// version; Node-API registration does not.
func (p *Pass) hostCXX(whose string, names []string) {
	if len(names) == 0 {
		return
	}
	const help = "Use Node-API instead, or build and label one file for each NODE_MODULE_VERSION."
	imports := fmt.Sprintf("imports %d C++ %s of %s (%s)", len(names), plural(len(names), "symbol", "symbols"), whose, fewFunctions(names, 2))
	evidence := map[string]any{"symbols": names, "count": len(names)}
	regs := p.Binary.Registration
	if !slices.Contains(regs, symbols.RegSymbol) && !slices.Contains(regs, symbols.RegConstructor) {
		p.Report(Note, imports, help, evidence)
		return
	}
	if sev, on, lacking := p.failingFor(func(name string) bool { return holds(names, name) }); len(on) > 0 {
		evidence["missing"] = lacking
		p.Report(sev, fmt.Sprintf("%s; Node.js %s %s not export %s: %s",
			imports, p.where(on), plural(len(on), "does", "do"), fewFunctions(lacking, 2), hence(on)), help, p.broken(on, evidence))
		return
	}
	if l := p.Label; l.ABI != "" || l.Node != "" {
		// Loaders check what Node.js does not: they go by the label.
		line := "NODE_MODULE_VERSION " + l.ABI
		if l.ABI == "" {
			line = "Node.js " + l.Node
		}
		p.Report(Note, imports+", and is labelled for "+line, help, evidence)
		return
	}
	p.Report(Warning, imports+" although it registers with Node-API, so nothing checks that they fit", help, evidence)
}

// fewFunctions is few for functions that may be of C++; only those shown are demangled.
func fewFunctions(names []string, n int) string {
	shown := slices.Clone(names)
	for i := range min(len(names), n+1) {
		shown[i] = symbols.FunctionName(names[i])
	}
	return few(shown, n)
}
