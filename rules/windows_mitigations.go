package rules

import "strings"

// WindowsMitigations lists the protections of Windows that a DLL does not take part in.
var WindowsMitigations = &Rule{
	ID: "windows-mitigations", Code: "NC606", Severity: Note,
	Doc: `Does not take part in protections of Windows

Windows randomises where a DLL lies (DYNAMIC_BASE, HIGH_ENTROPY_VA), keeps
data from being executed (NX_COMPAT) and checks indirect calls (GUARD_CF),
but only for DLLs that say they are ready for it.

Link with /DYNAMICBASE /HIGHENTROPYVA /NXCOMPAT (defaults of MSVC), and
compile and link with /guard:cf.`,
	Run: windowsMitigations,
}

func windowsMitigations(p *Pass) {
	b := p.Binary
	if b.PE == nil {
		return
	}
	var missing []string
	for _, m := range []struct {
		bit    uint16
		name   string
		only64 bool
	}{
		{bit: 0x0040, name: "DYNAMIC_BASE"},
		{bit: 0x0020, name: "HIGH_ENTROPY_VA", only64: true},
		{bit: 0x0100, name: "NX_COMPAT"},
		{bit: 0x4000, name: "GUARD_CF"},
	} {
		if b.PE.DLLCharacteristics&m.bit == 0 && (!m.only64 || b.Arch == "x64" || b.Arch == "arm64") {
			missing = append(missing, m.name)
		}
	}
	if len(missing) == 0 {
		return
	}
	p.Report(Note, "is not marked "+strings.Join(missing, ", "), "Link with /DYNAMICBASE /HIGHENTROPYVA /NXCOMPAT, compile and link with /guard:cf.",
		map[string]any{"missing": missing, "dllCharacteristics": b.PE.DLLCharacteristics})
}
