package rules

import (
	"fmt"
	"path"
	"strings"
)

// BuildLeftover finds what a build left behind in a published package.
var BuildLeftover = &Rule{
	ID: "build-leftover", Code: "NC519", Severity: Warning,
	Doc: `Ships what a local build left behind

Loaders look into build/Release first. A file of the publisher's own machine
that stands there is taken on every other machine too, before the prebuilt file
that would work. Object files, make files and debugger databases only cost
space, and tell about the machine.

Publish from a clean checkout, and list in files what belongs to the package.`,
	RunPackage: buildLeftover,
}

func buildLeftover(p *PackagePass) {
	if p.Installed {
		return
	}
	first := ""
	for i := range p.Files {
		f := &p.Files[i]
		if f.prebuilt() {
			first = f.Path
			break
		}
	}
	if first == "" && len(p.Platform) > 0 {
		first = p.Platform[0].ID()
	}
	for i := range p.Files {
		f := &p.Files[i]
		if !strings.HasPrefix(f.Path, "build/Release/") && !strings.HasPrefix(f.Path, "build/Debug/") || first == "" || strings.Contains(f.Path, "/obj.target/") {
			continue
		}
		if !p.uses("node-gyp-build", "node-gyp-build-optional-packages", "bindings", "pkg-prebuilds") {
			continue
		}
		made := "an unknown machine"
		if f.Facts != nil && len(f.Facts.Binaries) > 0 {
			made = machine(f.Facts.Binaries[0].Platform, f.Facts.Binaries[0].Arch)
		}
		p.Report(Warning, f.Path, fmt.Sprintf("%s, built for %s, is taken on every machine before %s", f.Path, made, first),
			"Leave build/ out of the package.", map[string]any{"file": f.Path, "bytes": made, "shadows": first})
		break
	}
	var stray []string
	for _, f := range p.Paths {
		dir, base := path.Split(f)
		switch ext := strings.ToLower(path.Ext(base)); {
		case strings.HasPrefix(dir, "node_modules/"):
		case ext == ".o" || ext == ".obj" || ext == ".pdb" || ext == ".ilk" || ext == ".iobj" || ext == ".ipdb" || ext == ".tlog" || ext == ".dSYM",
			strings.Contains(dir, "obj.target/"), dir == "build/" && (base == "Makefile" || base == "config.gypi" || ext == ".vcxproj" || ext == ".sln"):
			stray = append(stray, f)
		}
	}
	if len(stray) > 0 {
		p.Report(Note, stray[0], fmt.Sprintf("ships %d %s of a build: %s", len(stray), plural(len(stray), "leftover", "leftovers"), few(stray, 3)),
			"Leave them out with the field files.", map[string]any{"files": stray[:min(len(stray), 100)], "count": len(stray)})
	}
}
