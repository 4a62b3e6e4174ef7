package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/napicheck/napicheck/symbols"
)

// WrongPlatform finds files whose label names another system or CPU than their bytes.
var WrongPlatform = &Rule{
	ID: "wrong-platform", Code: "NC401", Severity: Error, WholeFile: true,
	Doc: `Made for another system or CPU than its label says

The folder, the name of the file or the package around it says which machines
get the file. On those machines the loader refuses it, with messages that
mislead: "invalid ELF header", "not a valid Win32 application", "incompatible
architecture", and on Linux even "cannot open shared object file". The usual
cause is a build job for another CPU that in fact compiled for its own.

Build again for the platform named, check the output of the cross compiler with
napicheck before it is packed, and publish a new version.`,
	Run: wrongPlatform,
}

// nodePlatforms are the values of process.platform that binaries are told apart by.
var nodePlatforms = []string{"aix", "android", "darwin", "freebsd", "linux", "netbsd", "openbsd", "openharmony", "sunos", "win32"}

func wrongPlatform(p *Pass) {
	bs := p.File.Binaries
	if p.File.Kind == symbols.KindNotAnAddon || len(bs) == 0 {
		return // other rules say what it is
	}
	l := p.Label
	var made []string
	for _, b := range bs {
		made = append(made, machine(b.Platform, b.Arch))
	}
	slices.Sort(made)
	made = slices.Compact(made)
	claimed := machine(l.Platform, strings.Join(l.Archs, "+"))
	evidence := map[string]any{"label": claimed, "bytes": made, "machine": bs[0].Machine}
	const help = "Build it again for the platform of its label; check which machine the job really compiled for."

	if slices.Contains(nodePlatforms, l.Platform) && !slices.ContainsFunc(bs, func(b *symbols.Binary) bool { return runsOn(b, l.Platform) }) {
		p.Report(Error, fmt.Sprintf("is labelled %s, and its bytes are for %s", claimed, few(made, 3)), help, evidence)
		return
	}
	var lacking []string
	for _, arch := range l.Archs {
		if !slices.ContainsFunc(bs, func(b *symbols.Binary) bool { return runsOnCPU(b, arch) }) {
			lacking = append(lacking, arch)
		}
	}
	switch {
	case len(lacking) == 0:
	case len(lacking) < len(l.Archs):
		p.Report(Error, fmt.Sprintf("is labelled %s, and has no slice for %s: its bytes are for %s", claimed, few(lacking, 3), few(made, 3)),
			"Join the builds of all architectures with lipo -create, or label the file with those it has.", evidence)
	default:
		p.Report(Error, fmt.Sprintf("is labelled %s, and its bytes are for %s", claimed, few(made, 3)), help, evidence)
	}
}

// machine names a platform and a CPU as far as they are known.
func machine(platform, arch string) string {
	return strings.Trim(platform+"-"+arch, "-")
}

// runsOn reports whether b may be for platform: the bytes of an ELF file do
// not always tell for which.
func runsOn(b *symbols.Binary, platform string) bool {
	switch {
	case b.Format == symbols.PE || platform == "win32":
		return b.Format == symbols.PE && platform == "win32"
	case b.Format == symbols.MachO || platform == "darwin":
		return b.Format == symbols.MachO && platform == "darwin"
	case b.Platform == "linux" && b.Libc == "":
		// Android and OpenHarmony run Linux; without a libc it may be either's.
		return platform == "linux" || platform == "android" || platform == "openharmony"
	}
	return b.Platform == "" || b.Platform == platform
}

func runsOnCPU(b *symbols.Binary, arch string) bool {
	if b.PE != nil && b.PE.Hybrid != "" && (arch == "x64" || arch == "arm64") {
		return true
	}
	return b.Arch == arch || b.Arch == "unknown" || b.Arch == ""
}
