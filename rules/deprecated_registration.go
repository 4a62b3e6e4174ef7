package rules

import (
	"slices"

	"github.com/napicheck/napicheck/symbols"
)

// DeprecatedRegistration finds modules that register from a constructor.
var DeprecatedRegistration = &Rule{
	ID: "deprecated-registration", Code: "NC109", Severity: Note,
	Doc: `Registers through the deprecated napi_module_register

Registration from a static constructor is deprecated: it works in every release
known, but Node.js learns neither the Node-API version nor which of several
modules in a process it is about, and other hosts may not support it.

Use NAPI_MODULE_INIT() or NAPI_MODULE() of current headers, which export
napi_register_module_v1 instead.`,
	Run: deprecatedRegistration,
}

func deprecatedRegistration(p *Pass) {
	regs := p.Binary.Registration
	if !slices.Contains(regs, symbols.RegConstructor) || slices.Contains(regs, symbols.RegSymbol) {
		return
	}
	p.Report(Note, "registers from a constructor with napi_module_register, which is deprecated",
		"Build with current headers, whose NAPI_MODULE exports napi_register_module_v1.",
		map[string]any{"registration": regs, "symbol": "napi_module_register"})
}
