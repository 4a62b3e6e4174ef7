package rules

import (
	"fmt"
)

// SupportedReleases states where works and contract differ.
var SupportedReleases = &Rule{
	ID: "supported-releases", Code: "NC111", Severity: Note,
	Doc: `Works on other releases than documentation promises

Releases often export a function before the Node-API version that documents it,
or in lines that never reach that version; some lack what their version
promises. The first range is what real releases do, the second what the
documentation of Node-API versions covers.

Promise in engines.node what is in both.`,
	Run: supportedReleases,
}

func supportedReleases(p *Pass) {
	v := p.Verdict
	if v.Works == "" || v.Contract == "" || v.Works == v.Contract {
		return
	}
	p.Report(Note, fmt.Sprintf("works on %s; documentation promises %s", v.Works, v.Contract),
		"Promise in engines.node what is in both ranges.",
		map[string]any{"works": v.Works, "contract": v.Contract})
}
