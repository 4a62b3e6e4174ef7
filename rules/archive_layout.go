package rules

import (
	"fmt"
	"slices"
)

// ArchiveLayout finds archives that are not what installers expect.
var ArchiveLayout = &Rule{
	ID: "archive-layout", Code: "NC512", Severity: Error,
	Doc: `The archive holds what installers refuse or trip over

Absolute paths, "..", links that lead out and devices make a careless unpacker
write anywhere on the disk; careful ones refuse the archive or skip the member.
npm drops links from packages without a word. Names that occur twice, or differ
only in the case of letters, become one file: which one depends on the system.

Make the archive anew, with npm pack or plain tar over a clean folder.`,
	RunPackage: archiveLayout,
}

func archiveLayout(p *PackagePass) {
	by := map[string][]string{}
	sev := map[string]Severity{}
	var order []string
	for _, x := range p.Problems {
		if by[x.What] == nil {
			order = append(order, x.What)
			sev[x.What] = x.Severity
		}
		name := x.Path
		if name == "" {
			name = "the archive"
		}
		by[x.What] = append(by[x.What], name)
	}
	slices.SortStableFunc(order, func(a, b string) int { return sev[b].rank() - sev[a].rank() })
	for _, what := range order {
		p.Report(sev[what], by[what][0], fmt.Sprintf("the archive holds %s: %s", what, few(by[what], 3)),
			"Make the archive anew from a clean folder.", map[string]any{"members": by[what], "problem": what})
	}
}
