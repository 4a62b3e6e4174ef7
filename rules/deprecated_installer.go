package rules

import (
	"fmt"
	"strings"

	"github.com/napicheck/napicheck/internal/semver"
)

// DeprecatedInstaller finds installers that are no longer maintained.
var DeprecatedInstaller = &Rule{
	ID: "deprecated-installer", Code: "NC516", Severity: Note,
	Doc: `Installs its addon with a tool that is given up

prebuild-install and prebuild are deprecated by their authors; node-pre-gyp
before 2 pulls in packages that are. They know no release of Node.js and no
platform newer than themselves, and fetch what they install from elsewhere
than the registry.

Ship the prebuilt files in the package (prebuildify with node-gyp-build) or in
platform packages (napi-rs, optionalDependencies).`,
	RunPackage: deprecatedInstaller,
}

func deprecatedInstaller(p *PackagePass) {
	deps := p.Manifest.Dependencies
	for _, name := range []string{"prebuild-install", "prebuild", "node-pre-gyp", "@mapbox/node-pre-gyp"} {
		text, ok := deps[name]
		if !ok {
			continue
		}
		if name == "@mapbox/node-pre-gyp" {
			r, err := semver.ParseRange(text)
			if err != nil || r.Contains(semver.Version{Major: 2, Minor: 0, Patch: 3}) || !strings.ContainsAny(text, "01") {
				continue
			}
		}
		p.Report(Note, "", fmt.Sprintf("installs its addon with %s %s, which is deprecated", name, text),
			"Ship the prebuilt files in the package, or in platform packages.", map[string]any{"dependency": name, "range": text})
	}
}
