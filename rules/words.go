package rules

import (
	"fmt"
	"strings"

	"github.com/napicheck/napicheck/symbols"
)

// few names the first n of names and counts the rest: "a, b and 3 more".
func few(names []string, n int) string {
	switch {
	case len(names) <= n+1 && len(names) > 1:
		return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
	case len(names) <= n+1:
		return strings.Join(names, "")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:n], ", "), len(names)-n)
}

// weakImports are the names that b imports and can do without.
func weakImports(b *symbols.Binary) map[string]bool {
	weak := map[string]bool{}
	for _, i := range b.Imports {
		if i.Weak {
			weak[i.Name] = true
		}
	}
	return weak
}

// plural picks the word for n things.
func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}
