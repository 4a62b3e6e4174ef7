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
