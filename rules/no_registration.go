package rules

import (
	"github.com/napicheck/napicheck/symbols"
)

// NoRegistration finds libraries that Node.js cannot take for an addon.
var NoRegistration = &Rule{
	ID: "no-registration", Code: "NC301", Severity: Error,
	Doc: `Has no registration that Node.js knows

require() throws "Module did not self-register" for a library that neither
exports napi_register_module_v1 (or node_register_module_vN) nor registers
itself from a constructor. The usual causes: the wrong file was shipped, the
linker dropped the object with NODE_API_MODULE, or a version script hides it.

Export napi_register_module_v1: NAPI_MODULE_INIT in C, NODE_API_MODULE in
node-addon-api, the napi feature of Rust crates.`,
	Run: noRegistration,
}

func noRegistration(p *Pass) {
	b := p.Binary
	if b.Type != symbols.SharedLibrary && b.Type != symbols.Bundle || len(b.Registration) > 0 || len(nearlyRegistrations(b)) > 0 ||
		p.File.Kind == symbols.KindOpaque || b.Payload != nil {
		return
	}
	what := "the library"
	if b.PE != nil && b.PE.Managed {
		what = "the .NET assembly"
	}
	p.Report(Error, what+` has no registration: require() throws "Module did not self-register"`,
		"Export napi_register_module_v1 (NAPI_MODULE_INIT, NODE_API_MODULE), and check that the right file was shipped.",
		map[string]any{"exports": len(b.Exports), "imports": len(b.Imports), "lookedFor": []string{"napi_register_module_v1", "napi_module_register", "node_register_module_vN", "node_module_register"}})
}
