package label

import (
	"strings"

	"github.com/napicheck/napicheck/internal/npm"
)

// readFlat reads prebuilds/<platform>[musl]-<arch>.node, as better-sqlite3 has it since 13.
func readFlat(p place, _ *npm.Manifest) (Label, string, bool) {
	if p.dir(1) != "prebuilds" {
		return Label{}, "", false
	}
	l, name, ok := aTuple(p.stem)
	if !ok || name != "" || l.ABI != "" || strings.Count(p.stem, "-") != 1 {
		return Label{}, "", false
	}
	return l, "", true
}
