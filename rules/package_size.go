package rules

import (
	"fmt"
	"path"
)

// PackageSize looks at what every install downloads.
var PackageSize = &Rule{
	ID: "package-size", Code: "NC515", Severity: Warning,
	Doc: `Every install carries much that it does not need

Prebuilt files for all platforms in one package are all unpacked on each
machine; one of them is used. Symbol tables are never used. From about a hundred
megabytes on, installs of containers and functions feel it, and some hosts
refuse (AWS Lambda: 250 MB unpacked).

Strip the files (strip --strip-unneeded, strip -x), or give each platform a
package of its own (optionalDependencies with os, cpu and libc).`,
	RunPackage: packageSize,
}

// Sizes from which findings are made, in bytes.
const (
	largePackage = 100 << 20
	hugePackage  = 250 << 20
	muchSymbols  = 4 << 20 // of files that are not stripped
)

func packageSize(p *PackagePass) {
	machines := map[string]bool{}
	var addons, unstripped int64
	var names []string
	for i := range p.Files {
		f := &p.Files[i]
		addons += f.Size
		machines[fmt.Sprint(f.Label.Platform, f.Label.Archs, f.Label.Libc)] = true
		if f.Facts == nil {
			continue
		}
		for _, b := range f.Facts.Binaries {
			// Windows and macOS keep symbols elsewhere, or few.
			if b.ELF != nil && !b.Stripped && f.Facts.Kind != "not-an-addon" {
				unstripped += f.Size
				names = append(names, path.Base(path.Dir(f.Path))+"/"+path.Base(f.Path))
				break
			}
		}
	}
	if size := max(p.Size, addons); size >= largePackage {
		sev := Note
		if size >= hugePackage {
			sev = Warning
		}
		what := ""
		if len(machines) > 1 {
			what = fmt.Sprintf(", %s of it addons for %d kinds of machine of which each user has one", megabytes(addons), len(machines))
		}
		p.Report(sev, "", fmt.Sprintf("unpacks to %s%s", megabytes(size), what), "Strip the files, or give each platform a package of its own.",
			map[string]any{"bytes": size, "addons": addons, "machines": len(machines)})
	}
	if unstripped >= muchSymbols {
		p.Report(Note, "", fmt.Sprintf("%d Linux %s not stripped (%s in all): %s", len(names), plural(len(names), "file is", "files are"), megabytes(unstripped), few(names, 2)),
			"Run strip --strip-unneeded before packing.", map[string]any{"files": names, "bytes": unstripped})
	}
}
