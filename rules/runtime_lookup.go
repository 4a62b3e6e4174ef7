package rules

import (
	"fmt"

	"github.com/napicheck/napicheck/symbols"
)

// RuntimeLookup says that an addon looks Node-API functions up while it runs.
var RuntimeLookup = &Rule{
	ID: "runtime-lookup", Code: "NC005", Severity: Note,
	Doc: `Looks up Node-API functions at run time

The addon asks the loader for Node-API functions by name (dlsym,
GetProcAddress), as napi-rs, neon and .NET do. The names in its data are what
it may ask for; which of them it cannot do without is not told by the bytes,
so a missing one says little about the releases it works on.

Nothing to do. To see what is really called: napicheck load FILE.`,
	Run: runtimeLookup,
}

func runtimeLookup(p *Pass) {
	api := p.Binary.NodeAPI
	if api.Lookup != symbols.LookupRuntime && api.Lookup != symbols.LookupBoth || len(api.RuntimeSymbols) == 0 {
		return
	}
	what := "all its Node-API functions"
	if api.Lookup == symbols.LookupBoth {
		what = "some Node-API functions"
	}
	p.Report(Note, fmt.Sprintf("looks up %s at run time; its data names %d", what, len(api.RuntimeSymbols)),
		"Nothing to do; napicheck load shows which are called.", map[string]any{"lookup": string(api.Lookup), "names": api.RuntimeSymbols})
}
