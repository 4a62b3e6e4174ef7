package rules

import (
	"slices"

	"github.com/napicheck/napicheck/symbols"
)

// RelativeRelocations finds packed relative relocations, which old loaders do not know.
var RelativeRelocations = &Rule{
	ID: "relative-relocations", Code: "NC408", Severity: Error,
	Doc: `Packed relative relocations need a new loader

With -z pack-relative-relocs (the default of some distributions) the relative
relocations are packed into DT_RELR, which glibc knows since 2.36, musl since
1.2.4 and Android since API level 30. A binary that marks this with
GLIBC_ABI_DT_RELR is refused by older glibc; one that does not is loaded, left
unrelocated, and crashes.

Link with -Wl,-z,nopack-relative-relocs.`,
	Run: relativeRelocations,
}

func relativeRelocations(p *Pass) {
	b := p.Binary
	const version = "GLIBC_ABI_DT_RELR"
	marked := slices.ContainsFunc(b.Floors.Needs, func(n symbols.VersionNeed) bool { return n.Version == version })
	packed := b.ELF != nil && b.ELF.Relr
	if !marked && !packed {
		return
	}
	const help = "Link with -Wl,-z,nopack-relative-relocs."
	evidence := map[string]any{"DT_RELR": packed, version: marked}
	if b.Libc == "musl" {
		p.Report(Note, "needs musl 1.2.4 (Alpine 3.18) for its packed relative relocations", help, evidence)
		return
	}
	if b.Libc != "glibc" {
		return // the loaders of other systems are older than the format, or not told by the bytes
	}
	policy, _ := p.glibcPolicy()
	if policy.glibc == "" || symbols.CompareVersions(policy.glibc, "2.36") >= 0 || symbols.CompareVersions(b.Floors.Glibc, "2.36") >= 0 {
		return
	}
	evidence["policy"] = policy.glibc
	if marked {
		p.Report(policy.sev, "needs glibc 2.36 for its packed relative relocations ("+version+"); "+policy.whose, help, evidence)
		return
	}
	p.Report(policy.sev, "has packed relative relocations without "+version+": a glibc older than 2.36 loads it unrelocated and crashes; "+policy.whose, help, evidence)
}
