package rules

// ISALevel finds x86-64 binaries marked for newer CPUs than the baseline.
var ISALevel = &Rule{
	ID: "isa-level", Code: "NC410", Severity: Warning,
	Doc: `Marked for CPUs newer than the x86-64 baseline

A property note says which x86-64 level the code needs; glibc 2.33 and newer
refuses to load it on lesser CPUs ("CPU ISA level is lower than required"),
older systems run it into SIGILL. Level v3 is AVX2 (2013 and newer, not every
Atom, Celeron or virtual machine), v4 is AVX-512. Code that chooses at run
time is not marked and is fine.

Build with -march=x86-64 (no -march=native; Rust: no target-cpu=native) and
choose faster code at run time.`,
	Run: isaLevel,
}

func isaLevel(p *Pass) {
	b := p.Binary
	if b.ELF == nil || b.Arch != "x64" {
		return
	}
	// GNU_PROPERTY_X86_ISA_1_BASELINE, _V2, _V3, _V4 are bits 0 to 3.
	level, sev := "", Note
	switch n := b.ELF.ISANeeded; {
	case n&8 != 0:
		level, sev = "x86-64-v4 (AVX-512)", Warning
	case n&4 != 0:
		level, sev = "x86-64-v3 (AVX2)", Warning
	case n&2 != 0:
		level = "x86-64-v2 (SSE4.2)"
	default:
		return
	}
	p.Report(sev, "needs a CPU of level "+level, "Build with -march=x86-64 and choose faster code at run time.",
		map[string]any{"GNU_PROPERTY_X86_ISA_1_NEEDED": b.ELF.ISANeeded})
}
