package rules

// NoRelRO finds ELF libraries whose linker tables stay writable.
var NoRelRO = &Rule{
	ID: "no-relro", Code: "NC602", Severity: Note,
	Doc: `Linker tables stay writable after loading

Without PT_GNU_RELRO the tables through which functions are called stay
writable; a stray write turns into a call. It costs nothing to make them
read-only after loading.

Link with -Wl,-z,relro (the default of current linkers).`,
	Run: func(p *Pass) {
		if e := p.Binary.ELF; e != nil && e.RelRO == "none" {
			p.Report(Note, "has no read-only relocations (RELRO)", "Link with -Wl,-z,relro.", map[string]any{"relro": e.RelRO})
		}
	},
}
