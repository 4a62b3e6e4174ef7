package npm

import (
	"maps"
	"slices"
	"strings"
)

// installers are the packages that find, fetch or build an addon for the
// package that depends on them.
var installers = map[string]bool{
	"@discordjs/node-pre-gyp":          true,
	"@mapbox/node-pre-gyp":             true,
	"@neon-rs/load":                    true,
	"@neon-rs/cli":                     true,
	"bindings":                         true,
	"cargo-cp-artifact":                true,
	"cmake-js":                         true,
	"cmake-ts":                         true,
	"nan":                              true,
	"neon-cli":                         true,
	"node-addon-api":                   true,
	"node-addon-loader":                true,
	"node-gyp":                         true,
	"node-gyp-build":                   true,
	"node-gyp-build-optional-packages": true,
	"node-pre-gyp":                     true,
	"pkg-prebuilds":                    true,
	"prebuild":                         true,
	"prebuild-install":                 true,
	"require-addon":                    true,
}

// Native tells by which sign a package can carry native code, "" = by none:
// a platform it is bound to, platform packages, or one of those of Builds. Its
// files may say more.
func (m *Manifest) Native() string {
	for _, f := range []struct {
		name string
		list []string
	}{{"os", m.OS}, {"cpu", m.CPU}, {"libc", m.Libc}} {
		if len(f.list) > 0 && !slices.Equal(f.list, []string{"any"}) {
			return "field " + f.name
		}
	}
	if names := m.PlatformPackages(); len(names) > 0 {
		return "platform package " + names[0]
	}
	return m.Builds()
}

// Builds tells by which sign a package gets native code by building or by
// downloading it, "" = by none: an installer among its dependencies or in its
// scripts, or a field of one.
func (m *Manifest) Builds() string {
	for _, dep := range slices.Sorted(maps.Keys(m.Dependencies)) {
		if installers[dep] {
			return "dependency " + dep
		}
	}
	switch {
	case m.GypFile != nil && *m.GypFile:
		return "field gypfile"
	case m.Binary["module_name"] != nil || m.Binary["napi_versions"] != nil:
		return "field binary"
	}
	for _, event := range []string{"preinstall", "install", "postinstall"} {
		for word := range strings.FieldsSeq(m.Scripts[event]) {
			if installers[word] {
				return "script " + event
			}
		}
	}
	return ""
}

// PlatformPackages are the names of optionalDependencies that name a platform
// and an architecture, sorted: "@swc/core-linux-x64-gnu".
func (m *Manifest) PlatformPackages() []string {
	var names []string
	for name := range m.OptionalDependencies {
		if NamesPlatform(name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

var (
	platformWords = set("aix android darwin freebsd linux linuxmusl linuxglibc macos netbsd ohos openbsd openharmony osx sunos win win32 windows wasm32 wasi")
	archWords     = set("aarch64 amd64 arm arm64 armhf armv6 armv7 armv7l i686 ia32 loong64 mips mips64el mipsel ppc64 ppc64le riscv64 s390x universal wasm32 x64 x86 32 64")
)

func set(s string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(s) {
		m[w] = true
	}
	return m
}

// NamesPlatform reports whether the name of a package holds the words of a
// platform and an architecture.
func NamesPlatform(name string) bool {
	var platform, arch bool
	for w := range strings.FieldsFuncSeq(name, func(r rune) bool { return strings.ContainsRune("-_./@+", r) }) {
		platform = platform || platformWords[w]
		arch = arch || archWords[w]
	}
	return platform && arch
}
