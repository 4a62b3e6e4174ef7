package label

import (
	"github.com/napicheck/napicheck/internal/npm"

	"github.com/napicheck/napicheck/internal/lazyregexp"
)

// pkg-prebuilds: prebuilds/<name>-<platform>-<arch>[-musl]/<runtime>-napi-v<N>.node
var pkgPrebuildsFile = lazyregexp.New(`^(node|electron|node-webkit)-napi-v(\d{1,3})$`)

func readPkgPrebuilds(p place, _ *npm.Manifest) (Label, string, bool) {
	m := pkgPrebuildsFile().FindStringSubmatch(p.stem)
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

// pkgPrebuildsCandidates are the paths pkg-prebuilds tries on h, in its
// order. It does not ask which Node-API version the host has, and every
// runtime takes the files of "node".
func pkgPrebuildsCandidates(name string, versions []string, h Host) []string {
	all := []string{"build/Debug/" + name + ".node", "build/Release/" + name + ".node"}
	dir := name + "-" + h.Platform + "-" + h.Arch
	if h.Platform == "linux" && h.Libc == "musl" {
		dir += "-musl"
	}
	for _, v := range versions {
		all = append(all, "prebuilds/"+dir+"/node-napi-v"+v+".node")
	}
	return all
}
