package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/napicheck/napicheck/internal/label"
)

// UnparsableLabel finds files in folders that the loader does not look into.
var UnparsableLabel = &Rule{
	ID: "unparsable-label", Code: "NC501", Severity: Error,
	Doc: `Its folder is not called as the loader wants it

node-gyp-build reads the folders below prebuilds/ as PLATFORM-ARCH, several
architectures joined by "+". A folder with another number of dashes
(linux-musl-x64) or an empty part is passed over, and its files are never found;
the libc belongs into the name of the file (addon.musl.node).

Rename the folder, and put tags into the names of the files.`,
	RunPackage: func(p *PackagePass) { unreachable(p, "folder") },
}

// NameIsTag finds packages whose own name is read as a tag.
var NameIsTag = &Rule{
	ID: "name-is-tag", Code: "NC503", Severity: Error,
	Doc: `The name of the package is read as a tag of its files

prebuildify names files after the package, and node-gyp-build takes every part
of a file name between dots for a tag if it looks like one: a package called
uv-native, abi-tools, armv or electron makes files that want a libuv "-native" or
the runtime electron, and that no host ever gets.

Build with prebuildify --name, which sets another name.`,
	RunPackage: func(p *PackagePass) { unreachable(p, "name") },
}

// UnreachableFile finds prebuilt files that no host can get.
var UnreachableFile = &Rule{
	ID: "unreachable-file", Code: "NC504", Severity: Warning,
	Doc: `No host ever gets this file

The loader of the package always prefers another file, or refuses this one, on
every machine and runtime there is. It was meant for somebody, who now gets a
file that was meant for others, or none.

Correct the tags of the file, or leave it out.`,
	RunPackage: func(p *PackagePass) { unreachable(p, "") },
}

// unreachable reports the files that no host gets and for which cause is to blame.
func unreachable(p *PackagePass, cause string) {
	if p.Installed && slices.ContainsFunc(p.Files, func(f PackageFile) bool { return strings.HasPrefix(f.Path, "build/") }) {
		return // built here, which goes before all others here only
	}
	for _, u := range p.unselectable {
		if u.Package != "" || strings.HasPrefix(u.File, "build/") || blame(p, u) != cause {
			continue
		}
		evidence := map[string]any{"file": u.File, "why": u.Why}
		switch cause {
		case "folder":
			p.Report(Error, u.File, fmt.Sprintf("%s is never found: %s", u.File, u.Why), "Call the folder PLATFORM-ARCH, and tag the file (.musl, .armv7).", evidence)
		case "name":
			p.Report(Error, u.File, fmt.Sprintf("%s is never found: a part of the package's name is read as a tag (%s)", u.File, u.Why), "Build with prebuildify --name NAME.", evidence)
		default:
			p.Report(Warning, u.File, fmt.Sprintf("%s is given to no host: %s", u.File, u.Why), "Correct its tags, or leave it out.", evidence)
		}
	}
}

func blame(p *PackagePass, u label.Unselectable) string {
	parts := strings.Split(u.File, "/")
	if len(parts) != 3 || parts[0] != "prebuilds" {
		return ""
	}
	platform, archs, ok := strings.Cut(parts[1], "-")
	if !ok || platform == "" || archs == "" || strings.Contains(archs, "-") || slices.Contains(strings.Split(archs, "+"), "") {
		return "folder"
	}
	base := strings.ReplaceAll(p.Manifest.Name, "/", "+")
	if base == "" || !strings.HasPrefix(parts[2], base+".") {
		return ""
	}
	for _, part := range strings.Split(base, ".") {
		switch {
		case part == "electron" || part == "node-webkit" || part == "glibc" || part == "musl",
			strings.HasPrefix(part, "abi") || strings.HasPrefix(part, "uv") || strings.HasPrefix(part, "armv"):
			return "name"
		}
	}
	return ""
}
