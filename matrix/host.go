package matrix

import (
	_ "embed"
	"strings"
	"sync"

	"github.com/napicheck/napicheck/matrix/internal/table"
)

// The tables are searched as they are: a name costs microseconds, and nothing
// is read at start.
var (
	//go:embed data/host/uv.tsv
	uvTSV string
	//go:embed data/host/v8.tsv
	v8TSV string
	//go:embed data/host/cppgc.tsv
	cppgcTSV string
	//go:embed data/host/node.tsv
	nodeTSV string
	//go:embed data/host/std.tsv
	stdTSV string
	//go:embed data/host/c.tsv
	cTSV string
)

// host holds the tables of exported names by namespace, one for each of table.Spaces.
var host = sync.OnceValue(func() map[string]*table.Names {
	m := map[string]*table.Names{}
	for space, text := range map[string]string{"uv": uvTSV, "v8": v8TSV, "cppgc": cppgcTSV, "node": nodeTSV, "std": stdTSV, "c": cTSV} {
		m[space] = table.NewNames(releases().axis, "data/host/"+space+".tsv", text)
	}
	return m
})

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
	return must(host()[space].Find(name)), true
}
