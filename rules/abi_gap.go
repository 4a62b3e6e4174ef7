package rules

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// ABIGap finds promised releases for which a set of ABI-bound files has none.
var ABIGap = &Rule{
	ID: "abi-gap", Code: "NC209", Severity: Warning,
	Doc: `Has files for some promised releases, none for others

A package of files that are each bound to one NODE_MODULE_VERSION needs one
for every release line that engines.node allows. On those left out, loading
throws "No native build was found", or a compiler starts on the user's machine.

Build for the lines left out, or leave them out of engines.node.`,
	RunPackage: abiGap,
}

func abiGap(p *PackagePass) {
	releases := p.Promise.Releases
	if len(releases) == 0 {
		for _, r := range supported(p.Config.Today) {
			releases = append(releases, r.Version)
		}
	}
	gaps := map[string][]string{}
	for _, m := range p.machines() {
		bound := slices.ContainsFunc(m.targets, func(t *Target) bool { return t.ABI != "" && t.File != "" && t.Runtime != "electron" })
		if !bound {
			continue
		}
		var lacking []string
		for _, v := range releases {
			modules := modulesOf(v)
			if modules == 0 || v.Major < oldest {
				continue
			}
			if t := m.gets(v); t == nil || t.File == "" && t.Package == "" {
				lacking = append(lacking, fmt.Sprintf("%d (%d)", v.Major, modules))
			}
		}
		if lacking = slices.Compact(lacking); len(lacking) > 0 {
			key := strings.Join(lacking, ", ")
			gaps[key] = append(gaps[key], m.name())
		}
	}
	sev, what := Warning, "loading throws there"
	if p.compiles() {
		sev, what = Note, "it is compiled there when it is installed"
	}
	for _, lacking := range slices.Sorted(maps.Keys(gaps)) {
		of := "the supported lines"
		if len(p.Promise.Releases) > 0 {
			of = p.Promise.Source + " " + strconv.Quote(p.Promise.Range)
		}
		p.Report(sev, "", fmt.Sprintf("has no file on %s for Node.js %s (NODE_MODULE_VERSION) of %s: %s", few(gaps[lacking], 4), lacking, of, what),
			"Build for these lines, or leave them out of engines.node.",
			map[string]any{"targets": gaps[lacking], "lines": lacking, "promise": p.Promise.Range, "compiles": p.compiles()})
	}
}
