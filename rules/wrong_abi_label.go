package rules

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/napicheck/napicheck/matrix"
)

// WrongABILabel finds files filed under a NODE_MODULE_VERSION they are not for.
var WrongABILabel = &Rule{
	ID: "wrong-abi-label", Code: "NC207", Severity: Error,
	Doc: `Labelled with a NODE_MODULE_VERSION it is not built for

A loader takes the file for the runtimes that its label names. They refuse it:
"was compiled against a different Node.js version using NODE_MODULE_VERSION".
An addon of Node-API may carry any such label, since every release loads it.

Build with the headers of the release named (node-gyp --target), and check that
the job for each release really used them.`,
	Run: wrongABILabel,
}

func wrongABILabel(p *Pass) {
	labelled, err := strconv.Atoi(p.Label.ABI)
	if err != nil || labelled == 0 {
		return
	}
	const help = "Build with the headers of the release that the label names (node-gyp --target), or correct the label."
	abis := modulesFor(p.Binary)
	if len(abis) > 0 && !slices.Contains(abis, labelled) {
		numbers := make([]string, len(abis))
		for i, n := range abis {
			numbers[i] = strconv.Itoa(n)
		}
		p.Report(Error, fmt.Sprintf("is labelled for NODE_MODULE_VERSION %d, and built for %s", labelled, few(numbers, 4)), help,
			map[string]any{"label": labelled, "nodeModuleVersions": abis})
		return
	}
	if p.Label.Runtime == "electron" || p.Label.Runtime == "node-webkit" {
		return // releases of Node.js with that number may not even exist
	}
	// Whatever it registers as: does it work on any release with that number?
	var fails []ReleaseOutcome
	for _, r := range matrix.Releases() {
		if r.Modules != labelled || r.Version.Major < oldest {
			continue
		}
		o := p.Verdict.On(r.Version)
		if o.Outcome == Works || o.Outcome == Unknown {
			return
		}
		fails = append(fails, o)
	}
	if len(fails) == 0 {
		return
	}
	last := fails[len(fails)-1]
	sev := Warning
	if slices.ContainsFunc(fails, func(o ReleaseOutcome) bool { return o.Outcome != DiesOnCall }) {
		sev = Error
	}
	p.Report(sev, fmt.Sprintf("is labelled for NODE_MODULE_VERSION %d, and works on no release that has it: Node.js %s: %s", labelled, last.Version, last.Reason), help,
		map[string]any{"label": labelled, "release": last.Version.String(), "outcome": string(last.Outcome), "reason": last.Reason})
}
