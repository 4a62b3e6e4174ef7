package rules

import (
	"fmt"
	"path"
	"strings"
)

// MainMissing finds packages whose addon was left out.
var MainMissing = &Rule{
	ID: "main-missing", Code: "NC509", Severity: Error,
	Doc: `Its main is an addon that is not there

The field main names a .node file that the package does not hold: the build did
not run, failed, or wrote elsewhere, or the field files leaves it out. require()
of the package throws "Cannot find module".

Look into the tarball before publishing it (npm pack, then napicheck on the
.tgz), and let the publishing job fail when the file is missing.`,
	RunPackage: mainMissing,
}

func mainMissing(p *PackagePass) {
	main := strings.TrimPrefix(path.Clean("/"+p.Manifest.Main), "/")
	if p.Paths == nil || !strings.EqualFold(path.Ext(main), ".node") || p.has(main) || p.has(main+".js") || p.compiles() || p.installs() {
		return // or made when it is installed
	}
	var addons []string
	for _, f := range p.Files {
		addons = append(addons, f.Path)
	}
	what := "holds no addon"
	if len(addons) > 0 {
		what = "holds " + few(addons, 3)
	}
	p.Report(Error, main, fmt.Sprintf("its main is %s, which is not there; it %s", p.Manifest.Main, what),
		"Check that the addon is built, and that files does not leave it out.", map[string]any{"main": p.Manifest.Main, "addons": list(addons), "files": list(p.Manifest.Files)})
}
