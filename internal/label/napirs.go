package label

import (
	"strings"

	"github.com/napicheck/napicheck/internal/npm"
)

// napi-rs: <binary name>.<platform>-<arch>[-<abi>].node
func readNAPIRS(p place, _ *npm.Manifest) (Label, string, bool) {
	i := strings.LastIndexByte(p.stem, '.')
	if i <= 0 {
		return Label{}, "", false
	}
	l, name, ok := aTuple(p.stem[i+1:])
	if !ok || name != "" || l.ABI != "" || l.Node != "" || strings.Contains(p.stem[i:], "_") {
		return Label{}, "", false
	}
	return l, p.stem[:i], true
}
