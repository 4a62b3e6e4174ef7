package rules

import (
	"fmt"
)

// TwoRegistrations finds files that register in more than one way.
var TwoRegistrations = &Rule{
	ID: "two-registrations", Code: "NC303", Severity: Note,
	Doc: `Registers in more than one way

A module that registers from a constructor is taken as it is, and the exported
registration is not called; so its declared Node-API version is not read
either. Which of the two counts is easily mistaken.

Keep one: the exported symbol.`,
	Run: twoRegistrations,
}

func twoRegistrations(p *Pass) {
	regs := p.Binary.Registration
	if len(regs) < 2 {
		return
	}
	names := make([]string, len(regs))
	for i, r := range regs {
		names[i] = string(r)
	}
	p.Report(Note, fmt.Sprintf("registers in %d ways: %s", len(regs), few(names, 4)),
		"Keep one of them; the exported napi_register_module_v1 where all releases you promise know it.",
		map[string]any{"registration": regs})
}
