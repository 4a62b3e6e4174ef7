package rules

// TextRelocations finds code that must be patched while loading.
var TextRelocations = &Rule{
	ID: "text-relocations", Code: "NC412", Severity: Error,
	Doc: `Code must be patched while loading

Text relocations (DT_TEXTREL) make the loader write into code pages. Android
refuses such libraries, SELinux policies for services forbid the write, and
the pages are no longer shared between processes.

Compile every object with -fPIC, assembly included; link with -Wl,-z,text to
make the linker name the objects that are not.`,
	Run: textRelocations,
}

func textRelocations(p *Pass) {
	b := p.Binary
	if b.ELF == nil || !b.ELF.TextRel {
		return
	}
	const help = "Compile every object with -fPIC and link with -Wl,-z,text, which names those that are not."
	evidence := map[string]any{"DT_TEXTREL": true, "arch": b.Arch}
	if b.Platform == "android" {
		p.Report(Error, "has text relocations (DT_TEXTREL): Android refuses to load it", help, evidence)
		return
	}
	p.Report(Warning, "has text relocations (DT_TEXTREL): where SELinux confines the process, it does not load", help, evidence)
}
