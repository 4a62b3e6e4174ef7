package rules

import (
	"path"
	"strings"

	"github.com/napicheck/napicheck/internal/lazyregexp"
)

// hostFile matches the files that are Node.js or stand in for it: executables
// whose names an import may carry, and the libraries some embedders make of it.
var hostFile = lazyregexp.New(`(?i)^(node|iojs|electron|nw|libnode|lib?node\.[0-9]+)\.(exe|dll)$|^libnode\.(so|[0-9]*\.?dylib)|^Electron Framework$`)

func isHostFile(name string) bool {
	return hostFile().MatchString(path.Base(strings.ReplaceAll(name, `\`, "/")))
}
