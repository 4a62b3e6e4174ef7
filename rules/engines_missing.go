package rules

import (
	"fmt"
	"strings"

	"github.com/napicheck/napicheck/matrix"
)

// EnginesMissing finds published addons without a promise of releases.
var EnginesMissing = &Rule{
	ID: "engines-missing", Code: "NC112", Severity: Warning,
	Doc: `States no range of Node.js releases

Without engines.node (or with one that allows everything) npm installs the
package on every release without a word, and those on which its addon does not
work fail when it is required, with an error that names no cause.

Set engines.node to the releases on which every addon of the package works.`,
	RunPackage: enginesMissing,
}

func enginesMissing(p *PackagePass) {
	engines := strings.TrimSpace(p.engines())
	if p.Manifest.Name == "" || p.OfPlatform() || engines != "" && engines != "*" && engines != "x" && engines != ">=0" && engines != ">=0.0.0" {
		return
	}
	// What works wherever the file found does: the package's own files decide,
	// as those of its platform packages may carry engines of their own.
	var worst *PackageFile
	var fails []matrix.Version
	judged := false
	for i := range p.Files {
		f := &p.Files[i]
		if !f.prebuilt() && (p.Installed || p.compiles()) {
			continue // built, or built anew, on the user's machine
		}
		for _, v := range f.Verdicts {
			if v == nil {
				continue
			}
			judged = true
			var on []matrix.Version
			for _, r := range supported(p.Config.Today) {
				for _, o := range v.Outcomes {
					if o.Version.Major == r.Version.Major && o.Outcome != Works && o.Outcome != Unknown && meant(f.Label, o.Version) {
						on = append(on, o.Version)
					}
				}
			}
			if len(on) > len(fails) {
				worst, fails = f, on
			}
		}
	}
	if !judged {
		return
	}
	what := "states no engines.node"
	if engines != "" {
		what = fmt.Sprintf("states engines.node %q, which is every release", engines)
	}
	evidence := map[string]any{"engines": engines}
	if worst == nil {
		p.Report(Note, "", what, "State the releases you test on.", evidence)
		return
	}
	evidence["file"] = worst.Path
	evidence["fails"] = matrix.RangeOf(fails)
	p.Report(Warning, "", fmt.Sprintf("%s, and %s does not work on Node.js %s", what, worst.Path, matrix.RangeOf(fails)),
		"Set engines.node to the releases on which all its addons work.", evidence)
}
