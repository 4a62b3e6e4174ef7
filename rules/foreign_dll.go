package rules

import (
	_ "embed"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/napicheck/napicheck/symbols"
)

// ForeignDLL lists needed DLLs that are not part of Windows.
var ForeignDLL = &Rule{
	ID: "foreign-dll", Code: "NC417", Severity: Warning,
	Doc: `Needs DLLs that are not part of Windows

Windows looks for them beside the addon first, then in its own directories and
in PATH. If the package does not ship them beside the addon, require() throws
"The specified module could not be found", which names neither the DLL nor
the reason.

Ship the DLL in the folder of the addon, or link the library statically.`,
	Run: foreignDLL, RunPackage: foreignDLLInPackage,
}

//go:embed windows_dlls.txt
var windowsDLLText string

// windowsDLLs are the lower-case names of the DLLs that desktop Windows 10 and newer has.
var windowsDLLs = sync.OnceValue(func() map[string]bool {
	known := map[string]bool{}
	for line := range strings.Lines(windowsDLLText) {
		line, _, _ = strings.Cut(line, "#")
		for _, name := range strings.Fields(line) {
			known[name] = true
		}
	}
	return known
})

func foreignDLL(p *Pass) {
	if p.Binary.PE == nil {
		return
	}
	foreign := foreignDLLs(p.Binary)
	if len(foreign) == 0 {
		return
	}
	p.Report(Note, fmt.Sprintf("needs %s, which %s not part of Windows", few(foreign, 4), plural(len(foreign), "is", "are")),
		"Ship the library beside the addon, or link it statically.", map[string]any{"libraries": foreign})
}

// foreignDLLs lists the DLLs b needs that Windows does not have, sorted, but
// for those of compilers, of which windows-runtime speaks.
func foreignDLLs(b *symbols.Binary) []string {
	var foreign []string
	for _, n := range b.Needs {
		low := strings.ToLower(n)
		switch {
		case strings.HasPrefix(low, "api-ms-win-") || strings.HasPrefix(low, "ext-ms-"):
		case windowsDLLs()[strings.TrimSuffix(low, path.Ext(low))]:
		case isHostFile(n) || b.Host != nil && strings.EqualFold(n, b.Host.Library):
		case debugRuntime().MatchString(n) || vcRuntime().MatchString(n) || mingwRuntime().MatchString(n):
		default:
			foreign = append(foreign, n)
		}
	}
	slices.Sort(foreign)
	return slices.Compact(foreign)
}
