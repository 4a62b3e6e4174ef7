package rules

// PartialRelRO finds ELF libraries whose function table stays writable because it is filled lazily.
var PartialRelRO = &Rule{
	ID: "partial-relro", Code: "NC603", Severity: Note,
	Doc: `The table of lazily bound functions stays writable

With lazy binding, the default, the table of called functions is filled while
the process runs and cannot be protected. Binding at load time makes it
read-only, and turns a function that the host lacks into an exception of
require() instead of the end of the process at its first call. It also makes
the addon refuse to load where an optional function is missing.

Link with -Wl,-z,relro,-z,now if every imported function is needed.`,
	Run: func(p *Pass) {
		if e := p.Binary.ELF; e != nil && e.RelRO == "partial" {
			p.Report(Note, "binds functions lazily, so their table stays writable (partial RELRO)", "Link with -Wl,-z,relro,-z,now.",
				map[string]any{"relro": e.RelRO, "binding": p.Binary.Binding})
		}
	},
}
