package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/napicheck/napicheck/symbols"
)

// WrongTag finds files whose libc or ARM tag contradicts their bytes.
var WrongTag = &Rule{
	ID: "wrong-tag", Code: "NC502", Severity: Error,
	Doc: `Its libc or ARM tag contradicts its bytes

Loaders choose by tags: a file tagged musl goes to Alpine, one tagged glibc to
the others, one tagged armv6 to the oldest boards. A glibc build on Alpine ends
in "Error relocating" at load or at the first call of a function that musl does
not have; a musl build elsewhere in "libc.musl-x86_64.so.1: cannot open shared
object file"; code for a newer ARM in an illegal instruction.

Build the file for what its tag says, or correct the tag. A tag glibc on
Windows or macOS is how prebuildify writes it and means nothing.`,
	Run: wrongTag,
}

func wrongTag(p *Pass) {
	b, l := p.Binary, p.Label
	if b.Platform == "linux" && (l.Platform == "linux" || l.Platform == "") && b.Libc != "" && (l.Libc == "glibc" || l.Libc == "musl") && l.Libc != b.Libc {
		wrongLibc(p)
	}
	if b.Arch == "arm" && l.ARMv != "" && b.ELF != nil {
		// The attribute is the highest of all objects linked, some of which may
		// run only where the CPU was asked before.
		if made := armVersion(b.ELF.ARMAttributes["Tag_CPU_arch"]); made > 0 && armVersion(l.ARMv) > 0 && made > armVersion(l.ARMv) {
			p.Report(Warning, fmt.Sprintf("is tagged ARMv%s, and holds code for ARMv%d", l.ARMv, made),
				fmt.Sprintf("Compile with -march=armv%s, static libraries included, or correct the tag.", l.ARMv),
				map[string]any{"label": "armv" + l.ARMv, "Tag_CPU_arch": b.ELF.ARMAttributes["Tag_CPU_arch"]})
		}
	}
}

func wrongLibc(p *Pass) {
	b, l := p.Binary, p.Label
	var needs []string
	for _, n := range b.Needs {
		if strings.HasPrefix(n, "libc.") || strings.HasPrefix(n, "ld-") || strings.HasPrefix(n, "ld64") {
			needs = append(needs, n)
		}
	}
	evidence := map[string]any{"label": l.Libc, "bytes": b.Libc, "needs": list(needs)}
	if b.Floors.Glibc != "" && b.Libc == "glibc" {
		evidence["glibc"] = b.Floors.Glibc
	}
	what := fmt.Sprintf("is labelled %s, and its bytes are for %s", l.Libc, b.Libc)
	if len(needs) > 0 {
		what += " (needs " + few(needs, 2) + ")"
	}
	help := fmt.Sprintf("Build it with a toolchain for %s, or correct the label.", l.Libc)
	if b.Libc == "musl" {
		p.Report(Error, what, help, evidence)
		return
	}
	// musl answers for libc.so.6 itself, so such a file may load as far as musl
	// has what it wants.
	only := onlyGlibc(b)
	if len(only) > 0 {
		evidence["onlyInGlibc"] = only
		p.Report(Error, fmt.Sprintf("%s: musl has no %s", what, few(only, 2)), help, evidence)
		return
	}
	p.Report(Warning, what+"; it loads there only as far as musl has what it calls", help, evidence)
}

// onlyGlibc lists what b needs of glibc that musl lacks.
func onlyGlibc(b *symbols.Binary) []string {
	var names []string
	for _, n := range b.Needs {
		if strings.HasPrefix(n, "ld-linux") || strings.HasPrefix(n, "ld64.so") {
			names = append(names, n)
		}
	}
	for _, imp := range b.Imports {
		n := imp.Name
		if imp.Weak {
			continue
		}
		if strings.HasPrefix(n, "__isoc23_") || strings.HasPrefix(n, "__") && strings.HasSuffix(n, "_chk") ||
			strings.HasPrefix(n, "gnu_get_libc_") || n == "__libc_single_threaded" {
			names = append(names, n)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// armVersion reads "7", "v7", "v6KZ", "v8".
func armVersion(s string) int {
	s = strings.TrimPrefix(strings.TrimPrefix(s, "arm"), "v")
	if s == "" || s[0] < '4' || s[0] > '9' {
		return 0
	}
	return int(s[0] - '0')
}

// list makes an empty list of nil, as evidence is printed.
func list(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}
