package rules

import (
	"fmt"
)

// RegistrationTooNew finds promised releases that do not know the way of registration.
var RegistrationTooNew = &Rule{
	ID: "registration-too-new", Code: "NC307", Severity: Error,
	Doc: `Promised releases do not know its way of registration

Node.js finds napi_register_module_v1 by name from 10.1.0 on, and
node_register_module_vN from 9.8.0. Before, only registration from a
constructor works, and before 8.6.0 Node-API needs a flag.

Raise engines.node.`,
	Run: registrationTooNew,
}

func registrationTooNew(p *Pass) {
	if !p.promised() {
		return
	}
	sev, on := p.failing(tooOldHost)
	if len(on) == 0 {
		return
	}
	p.Report(sev, fmt.Sprintf("does not load in Node.js %s: %s", p.where(on), on[len(on)-1].Reason),
		"Raise engines.node.", p.broken(on, map[string]any{"registration": p.Binary.Registration}))
}
