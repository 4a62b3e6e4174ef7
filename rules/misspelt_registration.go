package rules

import (
	"fmt"
	"strings"

	"github.com/napicheck/napicheck/symbols"
)

// MisspeltRegistration finds registrations that Node.js does not find for their spelling.
var MisspeltRegistration = &Rule{
	ID: "misspelt-registration", Code: "NC304", Severity: Error,
	Doc: `Registration has a name that Node.js does not look for

Node.js looks up napi_register_module_v1 or node_register_module_vN, letter by
letter. A function compiled as C++ without extern "C" has a mangled name, one
with another calling convention on 32-bit Windows a decorated one, and neither
is found: "Module did not self-register".

Use the macros of node_api.h, which spell and export it rightly, or declare the
function extern "C" with NAPI_CDECL.`,
	Run: misspeltRegistration,
}

func misspeltRegistration(p *Pass) {
	names := nearlyRegistrations(p.Binary)
	if len(names) == 0 {
		return
	}
	p.Report(Error, fmt.Sprintf(`exports %s, a name Node.js does not look for: require() throws "Module did not self-register"`, few(names, 2)),
		`Use NAPI_MODULE_INIT, or declare the function extern "C" under the exact name napi_register_module_v1.`,
		map[string]any{"symbols": names})
}

// nearlyRegistrations lists exports that were meant to register b, if nothing else does.
func nearlyRegistrations(b *symbols.Binary) []string {
	if len(b.Registration) > 0 {
		return nil
	}
	var names []string
	for _, e := range b.Exports {
		if strings.Contains(e.Name, "napi_register_module") || strings.Contains(e.Name, "node_register_module_v") {
			names = append(names, e.Name)
		}
	}
	return names
}
