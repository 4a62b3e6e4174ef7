package label

import (
	"strings"

	"github.com/napicheck/napicheck/internal/npm"

	"github.com/napicheck/napicheck/internal/lazyregexp"
)

// prebuild: <name>-v<version>-<runtime>-v<abi>-<platform>[libc]-<arch>.tar.gz, where the
// abi of the runtime "napi" is a Node-API version. node-pre-gyp's default
// name has the same form, with <platform>-<libc>-<arch> in some packages and
// the version of electron in the place of its abi.
var prebuildTarball = lazyregexp.New(`^(.+?)-v\d[^/]*?-(node|napi|electron|node-webkit)-v([0-9.]+)-([^/]+?)\.(?:tar\.gz|tgz)$`)

func readPrebuild(p place, _ *npm.Manifest) (Label, string, bool) {
	for i := len(p.dirs); i >= 0; i-- {
		s := p.file
		if i < len(p.dirs) {
			s = p.dirs[i]
		}
		if !strings.HasSuffix(s, "gz") || len(s) > 512 {
			continue
		}
		m := prebuildTarball().FindStringSubmatch(s)
		if m == nil {
			continue
		}
		l, name, ok := aTuple(m[4])
		if !ok || name != "" {
			continue
		}
		l.Runtime = m[2]
		switch {
		case m[2] == "napi":
			l.NAPI = m[3]
		case digits(m[3]):
			l.ABI = m[3]
		}
		return l, m[1], true
	}
	return Label{}, "", false
}
