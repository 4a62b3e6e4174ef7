package rules

import (
	"fmt"
	"maps"
	"slices"
)

// ARMVGap finds ARM prebuilds that only one generation of boards gets.
var ARMVGap = &Rule{
	ID: "armv-gap", Code: "NC505", Severity: Warning,
	Doc: `Its ARM files serve one version of ARM only

node-gyp-build compares the tag armv with the host's version exactly: a file
tagged armv6 is not given to an ARMv7 board, although it would run there. With
armv7 alone the oldest boards (Raspberry Pi 1 and Zero) have nothing; of those
Node.js itself takes no more notice.

Leave the tag out of the file built for the oldest version: it then serves all.`,
	RunPackage: armvGap,
}

func armvGap(p *PackagePass) {
	tags := map[string]map[string]bool{} // platform → versions
	for i := range p.Files {
		f := &p.Files[i]
		if f.Label.Convention == "prebuildify" && slices.Contains(f.Label.Archs, "arm") {
			if tags[f.Label.Platform] == nil {
				tags[f.Label.Platform] = map[string]bool{}
			}
			tags[f.Label.Platform][f.Label.ARMv] = true
		}
	}
	for _, platform := range slices.Sorted(maps.Keys(tags)) {
		has := tags[platform]
		evidence := map[string]any{"platform": platform, "armv": slices.Sorted(maps.Keys(has))}
		switch {
		case has[""] || has["6"] == has["7"]:
		case has["6"]:
			p.Report(Warning, "", fmt.Sprintf("has files for %s-arm tagged armv6 only: ARMv7 boards get none, though they could run them", platform),
				"Leave the tag out: the file then serves all.", evidence)
		default:
			p.Report(Note, "", fmt.Sprintf("has files for %s-arm tagged armv7 only: ARMv6 boards get none", platform),
				"Build for ARMv6 and leave the tag out, if such boards matter.", evidence)
		}
	}
}
