package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/napicheck/napicheck/internal/label"
	"github.com/napicheck/napicheck/internal/npm"
)

// PackageFields looks at os, cpu and libc of packages.
var PackageFields = &Rule{
	ID: "package-fields", Code: "NC508", Severity: Error,
	Doc: `Its fields os, cpu and libc do not fit

npm installs a package only where its fields os, cpu and libc allow it. A field
that names another machine than the name or the addons of the package keeps it
from those it is for; libc is known to npm on Linux only, so a package with that
field is refused everywhere else; without fields every user downloads the
packages of all platforms.

Set os and cpu to what the addon is built for, and libc on Linux alone.`,
	RunPackage: packageFields,
}

func packageFields(p *PackagePass) {
	m := p.Manifest
	fields := map[string]any{"os": list(m.OS), "cpu": list(m.CPU), "libc": list(m.Libc)}
	if len(m.Libc) > 0 && !(len(m.Libc) == 1 && m.Libc[0] == "any") {
		var lost []string
		for _, os := range m.OS {
			if os != "linux" && !strings.HasPrefix(os, "!") && os != "any" {
				lost = append(lost, os)
			}
		}
		if len(lost) > 0 {
			p.Report(Error, "", fmt.Sprintf("states libc %s, so npm refuses to install it on %s", few(m.Libc, 2), few(lost, 3)),
				"State libc in packages for Linux alone.", fields)
		}
	}
	named := label.OfName(m.Name)
	contradiction := ""
	switch {
	case named.Platform != "" && slices.Contains(nodePlatforms, named.Platform) && !npm.Allows(m.OS, named.Platform):
		contradiction = fmt.Sprintf("is called %s, and its field os (%s) keeps it from %s", m.Name, few(m.OS, 3), named.Platform)
	case len(named.Archs) > 0 && !slices.ContainsFunc(named.Archs, func(a string) bool { return npm.Allows(m.CPU, a) }):
		contradiction = fmt.Sprintf("is called %s, and its field cpu (%s) keeps it from %s", m.Name, few(m.CPU, 3), strings.Join(named.Archs, ", "))
	case named.Platform == "linux" && named.Libc != "" && len(m.Libc) > 0 && !npm.Allows(m.Libc, named.Libc):
		contradiction = fmt.Sprintf("is called %s, and its field libc (%s) keeps it from %s systems", m.Name, few(m.Libc, 2), named.Libc)
	}
	if contradiction != "" {
		fields["name"] = m.Name
		p.Report(Error, "", contradiction, "Correct the field: npm goes by it, loaders by the name.", fields)
		return
	}
	// Addons for machines that npm never gives them to.
	for i := range p.Files {
		f := &p.Files[i]
		if f.Facts == nil || len(f.Facts.Binaries) == 0 || !serves(f) || p.Installed && f.Label.Platform == "" {
			continue // a wrong label is said of the file
		}
		reachable := false
		for _, b := range f.Facts.Binaries {
			reachable = reachable || (b.Platform == "" || npm.Allows(m.OS, b.Platform)) && (b.Arch == "unknown" || npm.Allows(m.CPU, b.Arch) || b.PE != nil && b.PE.Hybrid != "")
		}
		if !reachable {
			b := f.Facts.Binaries[0]
			fields["bytes"] = machine(b.Platform, b.Arch)
			p.Report(Error, f.Path, fmt.Sprintf("%s is for %s, where npm does not install the package (os %s, cpu %s)", f.Path, machine(b.Platform, b.Arch), orAny(m.OS), orAny(m.CPU)),
				"Correct os and cpu, or leave the file out.", fields)
			return
		}
	}
	if named.Platform == "" || len(named.Archs) == 0 || len(p.Files) == 0 {
		return
	}
	switch {
	case m.OS == nil || m.CPU == nil:
		p.Report(Warning, "", fmt.Sprintf("is a package for %s by its name, and does not say so in os and cpu: every user downloads it", machine(named.Platform, strings.Join(named.Archs, "+"))),
			"State os and cpu.", fields)
	case named.Platform == "linux" && named.Libc != "" && m.Libc == nil:
		p.Report(Note, "", fmt.Sprintf("is a package for %s by its name, and does not say so in libc: users of the other libc download it too", named.Libc),
			fmt.Sprintf("State \"libc\": [%q].", named.Libc), fields)
	}
}

func orAny(list []string) string {
	if len(list) == 0 {
		return "any"
	}
	return few(list, 3)
}
