package rules

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/napicheck/napicheck/internal/label"
	"github.com/napicheck/napicheck/internal/npm"
)

// PlatformPackages looks at how a package pins the packages of its platforms.
var PlatformPackages = &Rule{
	ID: "platform-packages", Code: "NC507", Severity: Error,
	Doc: `Its platform packages are missing or out of step

A package that keeps the addon of each platform in a package of its own names
them all in optionalDependencies. npm leaves out what it cannot find without a
word, and the loader then says "Cannot find module …-linux-x64-gnu". Versions
out of step load a JavaScript part and a native part that do not fit.

A registry may be a copy of another that lags behind, so a version that is not
listed counts as missing for certain only where newer ones are.

Publish all platform packages first, then the package that names them, each at
exactly the same version.`,
	RunPackage: platformPackages,
}

func platformPackages(p *PackagePass) {
	m := p.Manifest
	missingPackages(p)
	// Families are packages whose names differ in the platform only.
	families := map[string][]string{}
	for _, name := range m.PlatformPackages() {
		families[family(name)] = append(families[family(name)], name)
	}
	for _, fam := range slices.Sorted(maps.Keys(families)) {
		names := families[fam]
		by := map[string][]string{}
		for _, name := range names {
			by[m.OptionalDependencies[name]] = append(by[m.OptionalDependencies[name]], name)
		}
		if len(by) < 2 || by[m.Version] == nil {
			continue // pinned one by one, not published together
		}
		var parts []string
		for _, v := range slices.Sorted(maps.Keys(by)) {
			parts = append(parts, fmt.Sprintf("%s of %s", v, few(by[v], 2)))
		}
		p.Report(Warning, "", "its platform packages are out of step: "+strings.Join(parts, "; "),
			"Pin them all at one version.", map[string]any{"versions": by})
	}
	for _, q := range p.Platform {
		if want := m.OptionalDependencies[q.Manifest.Name]; m.Version != "" && want == m.Version && q.Manifest.Version != m.Version && q.Manifest.Version != "" {
			p.Report(Error, "", fmt.Sprintf("is %s, and %s beside it is %s", m.Version, q.Manifest.Name, q.Manifest.Version),
				"Install both at one version; an override or a lock file may hold one back.",
				map[string]any{"package": q.Manifest.Name, "version": q.Manifest.Version, "wanted": want})
		}
	}
	declaredTargets(p)
}

// missingPackages reports platform packages that could not be had. That one is
// missing is known for certain only where the registry lists newer versions of
// it: it may lag behind the one that was published to.
func missingPackages(p *PackagePass) {
	var gone, unlisted, unasked []string
	reasons := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(p.Missing)) {
		err := p.Missing[name]
		reasons[name] = err.Error()
		switch e := (*npm.UnlistedError)(nil); {
		case !errors.As(err, &e):
			unasked = append(unasked, name)
		case e.Passed:
			gone = append(gone, name)
		default:
			unlisted = append(unlisted, name)
		}
	}
	for _, x := range []struct {
		names     []string
		severity  Severity
		says, how string
	}{
		{gone, Error, "which npm cannot install", "Publish a version with all of them, or take them out of optionalDependencies."},
		{unlisted, Warning, "which may be missing", "Publish them, or take them out of optionalDependencies. A registry that copies another may not have them yet."},
		{unasked, Note, "which could not be fetched", "Try again: these packages were not checked."},
	} {
		if len(x.names) == 0 {
			continue
		}
		errs := map[string]string{}
		for _, name := range x.names {
			errs[name] = reasons[name]
		}
		p.Report(x.severity, "", fmt.Sprintf("names %s in optionalDependencies, %s: %s", few(x.names, 3), x.says, reasons[x.names[0]]),
			x.how, map[string]any{"packages": x.names, "errors": errs})
	}
}

// family is a name without the words of its platform.
func family(name string) string {
	var words []string
	for _, w := range strings.FieldsFunc(name, func(r rune) bool { return strings.ContainsRune("-_.+", r) }) {
		if !platformWord[w] {
			words = append(words, w)
		}
	}
	return strings.Join(words, "-")
}

var platformWord = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields("aix android darwin freebsd linux linuxmusl linuxglibc macos netbsd ohos openbsd openharmony osx sunos win32 windows win " +
		"aarch64 amd64 arm arm64 armhf armv6 armv7 armv7l i686 ia32 loong64 mips64el ppc64 ppc64le riscv64 s390x universal x64 x86 wasm32 wasi wasip1 threads " +
		"gnu musl msvc gnueabihf musleabihf eabi eabihf glibc") {
		m[w] = true
	}
	return m
}()

// declaredTargets compares the targets of napi-rs with the packages named. A
// package without any platform package keeps its addons itself.
func declaredTargets(p *PackagePass) {
	names := p.Manifest.PlatformPackages()
	if len(names) == 0 || p.Manifest.NAPI == nil {
		return
	}
	has := func(l label.Label) bool {
		fits := func(have label.Label) bool {
			return have.Platform == l.Platform && (slices.Equal(have.Archs, l.Archs) || len(have.Archs) == 2 && slices.Contains(have.Archs, l.Archs[0])) &&
				(have.Libc == l.Libc || have.Libc == "" || l.Libc == "")
		}
		return slices.ContainsFunc(names, func(n string) bool { return fits(label.OfName(n)) }) ||
			slices.ContainsFunc(p.Files, func(f PackageFile) bool { return fits(f.Label) })
	}
	var lacking []string
	for _, triple := range napiTargets(p.Manifest) {
		l := label.OfName("x-" + platformOfTriple(triple))
		if l.Platform == "" || len(l.Archs) == 0 || has(l) {
			continue
		}
		lacking = append(lacking, triple)
	}
	if len(lacking) > 0 {
		p.Report(Warning, "", fmt.Sprintf("declares the napi %s %s, and optionalDependencies names no package for %s", plural(len(lacking), "target", "targets"), few(lacking, 4), plural(len(lacking), "it", "them")),
			"Run napi prepublish, publish these packages, or take the targets out.", map[string]any{"targets": lacking, "optionalDependencies": names})
	}
}

// napiTargets are the triples of the field napi, as napi-rs 2 and 3 write it.
func napiTargets(m *npm.Manifest) []string {
	var f struct {
		Targets []string
		Triples struct {
			Defaults   *bool
			Additional []string
		}
	}
	if json.Unmarshal(m.NAPI, &f) != nil {
		return nil
	}
	if f.Targets == nil && f.Triples.Additional != nil {
		if f.Triples.Defaults == nil || *f.Triples.Defaults {
			f.Targets = []string{"x86_64-pc-windows-msvc", "x86_64-apple-darwin", "x86_64-unknown-linux-gnu"}
		}
		f.Targets = append(f.Targets, f.Triples.Additional...)
	}
	return f.Targets
}

// platformOfTriple writes a target of Rust as packages of napi-rs are called:
// "linux-x64-gnu"; "" for those without an addon of machine code.
func platformOfTriple(triple string) string {
	parts := strings.Split(triple, "-")
	if len(parts) < 3 || strings.HasPrefix(parts[0], "wasm") {
		return ""
	}
	cpus := map[string]string{"x86_64": "x64", "aarch64": "arm64", "i686": "ia32", "armv7": "arm", "riscv64gc": "riscv64", "powerpc64le": "ppc64", "loongarch64": "loong64", "s390x": "s390x", "universal": "universal"}
	cpu := cpus[parts[0]]
	rest := strings.Join(parts[1:], "-")
	switch {
	case cpu == "":
		return ""
	case strings.Contains(rest, "windows"):
		return "win32-" + cpu + "-" + parts[len(parts)-1]
	case strings.Contains(rest, "darwin"):
		return "darwin-" + cpu
	case strings.Contains(rest, "android"):
		return "android-" + cpu
	case strings.Contains(rest, "freebsd"):
		return "freebsd-" + cpu
	case strings.Contains(rest, "ohos"):
		return "openharmony-" + cpu
	case strings.Contains(rest, "linux-musl"):
		return "linux-" + cpu + "-musl"
	case strings.Contains(rest, "linux-gnu"):
		return "linux-" + cpu + "-gnu"
	}
	return ""
}
