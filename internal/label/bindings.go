package label

import "github.com/napicheck/napicheck/internal/npm"

// readCompiled reads compiled/<release of Node>/<platform>/<arch>/x.node, one
// of the places where the package bindings looks. The others claim nothing,
// but for node-pre-gyp's.
func readCompiled(p place, _ *npm.Manifest) (Label, string, bool) {
	if p.dir(4) != "compiled" || !release(p.dir(3)) {
		return Label{}, "", false
	}
	l, ok := aPair(p.dir(2), p.dir(1))
	l.Runtime, l.Node = "node", p.dir(3)
	return l, p.stem, ok
}

// bindingsDirs are the folders in which bindings looks on h, in its order.
func bindingsDirs(h Host) []string {
	return []string{
		"build", "build/Debug", "build/Release", "out/Debug", "Debug", "out/Release", "Release", "build/default",
		join("compiled", h.Release, h.Platform, h.Arch),
		"addon-build/release/install-root", "addon-build/debug/install-root", "addon-build/default/install-root",
		"lib/binding/node-v" + h.ABI + "-" + h.Platform + "-" + h.Arch,
	}
}
