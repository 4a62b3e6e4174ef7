package label

import (
	"regexp"

	"github.com/napicheck/napicheck/internal/npm"
)

// pkg-prebuilds: prebuilds/<name>-<platform>-<arch>[-musl]/<runtime>-napi-v<N>.node
var pkgPrebuildsFile = regexp.MustCompile(`^(node|electron|node-webkit)-napi-v(\d{1,3})$`)

func readPkgPrebuilds(p place, _ *npm.Manifest) (Label, string, bool) {
	m := pkgPrebuildsFile.FindStringSubmatch(p.stem)
	if m == nil || p.dir(2) != "prebuilds" {
		return Label{}, "", false
	}
	l, name, ok := aTuple(p.dir(1))
	if !ok || name == "" || l.ABI != "" {
		return Label{}, "", false
	}
	l.Runtime, l.NAPI = m[1], m[2]
	return l, name, true
}
