package rules

import (
	"fmt"
)

// OutsideContract finds promised releases that work by luck.
var OutsideContract = &Rule{
	ID: "outside-contract", Code: "NC114", Severity: Warning,
	Doc: `Works on promised releases only by luck

The release exports the functions, but its documented Node-API version is lower
than the one the addon needs. Such a release may have an unfinished form of a
function, and its behaviour is tested by nobody.

Raise engines.node to the releases that document the version, or build for a
lower NAPI_VERSION.`,
	Run: outsideContract,
}

func outsideContract(p *Pass) {
	if !p.promised() || p.Verdict.Contract == "" {
		return
	}
	var on []ReleaseOutcome
	for _, v := range p.Promise.Releases {
		if o := p.Verdict.On(v); o.Outcome == Works && !p.Verdict.Promises(v) {
			on = append(on, o)
		}
	}
	if len(on) == 0 {
		return
	}
	p.Report(Warning,
		fmt.Sprintf("works on Node.js %s only by luck: documentation promises %s", p.where(on), p.Verdict.Contract),
		"Raise engines.node to the documented releases, or build with a lower NAPI_VERSION.",
		map[string]any{"releases": p.where(on), "contract": p.Verdict.Contract, "promise": p.Promise.Range, "promisedBy": p.Promise.Source})
}
