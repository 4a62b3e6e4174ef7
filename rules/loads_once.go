package rules

import (
	"fmt"
	"slices"

	"github.com/napicheck/napicheck/symbols"
)

// LoadsOnce finds promised releases that load a constructor-registered module once.
var LoadsOnce = &Rule{
	ID: "loads-once", Code: "NC305", Severity: Warning,
	Doc: `Loads only once per process in promised releases

A constructor runs once, when the file is mapped. Before Node.js 11 a second
load of the same file (from a worker thread, or after the module cache was
cleared, as test runners do) finds nothing registered and throws "Module did
not self-register". Newer releases remember the registration.

Export napi_register_module_v1, or stop promising these releases.`,
	Run: loadsOnce,
}

func loadsOnce(p *Pass) {
	regs := p.Binary.Registration
	if !slices.Contains(regs, symbols.RegConstructor) || slices.Contains(regs, symbols.RegSymbol) {
		return
	}
	var on []ReleaseOutcome
	for _, v := range p.Promise.Releases {
		if o := p.Verdict.On(v); v.Major < remembers && o.Outcome == Works {
			on = append(on, o)
		}
	}
	if len(on) == 0 {
		return
	}
	sev := Note // all these lines are at their end of life
	if p.Promise.Source == "--node" {
		sev = Warning
	}
	p.Report(sev, fmt.Sprintf("registers from a constructor, which Node.js %s %s once per process", p.where(on), plural(len(on), "runs", "run")),
		"Build with current headers, whose NAPI_MODULE exports napi_register_module_v1.",
		map[string]any{"registration": regs, "releases": p.where(on), "promise": p.Promise.Range})
}

// remembers is the first line that loads a constructor-registered module twice
// (measured: 8.17.0, 10.2.0 and 10.24.1 do not, 11.15.0 and 12.0.0 do).
const remembers = 11
