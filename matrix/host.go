package matrix

import (
	"embed"
	"strings"
	"sync"

	"github.com/napicheck/napicheck/matrix/internal/table"
)

//go:embed data/host
var hostFS embed.FS

// host holds the tables of exported names by namespace, each parsed when a
// name of it is asked for: they are large, and most addons need none.
var host = func() map[string]func() *table.Names {
	m := map[string]func() *table.Names{}
	for _, space := range table.Spaces {
		m[space] = sync.OnceValue(func() *table.Names {
			file := "data/host/" + space + ".tsv"
			text := must(hostFS.ReadFile(file))
			return must(releases().axis.ParseNames(file, string(text)))
		})
	}
	return m
}()

// HostSymbol answers whether the executable of release v exports a symbol that
// Node does not promise to keep: libuv, V8, cppgc, node:: C++, the C++ library,
// and C functions of the libraries bundled into Node (OpenSSL, zlib, nghttp2,
// ICU, ...). Names are as the ELF file spells them, without version.
//
// It was measured on Linux. V8's and node's own names hold for every platform
// with Itanium name mangling; C names of bundled libraries may differ between
// platforms. Names of Microsoft's mangling ("?...") were not measured and are
// Unknown, as are names in v8::internal and in C++ namespaces of bundled
// libraries.
func HostSymbol(name string, v Version) Presence {
	runs, measured := exportedBy(name)
	if !measured {
		return Unknown
	}
	return releases().presence(runs, v)
}

// exportedBy returns the runs of releases that export name; false if names of
// its kind were not measured.
func exportedBy(name string) (runs []table.Run, measured bool) {
	if table.NodeAPI(name) {
		s, _ := SymbolByName(name)
		return s.runs, true
	}
	space := table.Space(name)
	if space == "" || strings.HasPrefix(name, "?") {
		return nil, false
	}
	return host[space]().Find(name), true
}
