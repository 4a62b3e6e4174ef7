package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/napicheck/napicheck/rules"
	"github.com/napicheck/napicheck/symbols"
)

// namesShown is how many names of a list stand in the text before the rest is
// counted; the JSON report has them all.
const namesShown = 12

// facts prints what was read from each slice, one fact a line.
func (t *text) facts(f *File) {
	t.fact("size", bytesProse(f.Facts.Size))
	if f.SHA256 != "" {
		t.fact("sha256", f.SHA256)
	}
	if f.Promise.Source != "" {
		t.fact("promised", f.Promise.Range+" ("+f.Promise.Source+")")
	}
	for i, b := range f.Facts.Binaries {
		t.binaryFacts(b)
		if i < len(f.Verdicts) {
			t.outcomes(f.Verdicts[i])
		}
	}
}

const factColumn = 18

func (t *text) fact(name, value string) {
	t.line(2, factColumn, phrase{dim, fmt.Sprintf("%-*s", factColumn-2, name)}, phrase{plain, value})
}

func (t *text) list(name string, values []string) {
	if len(values) == 0 {
		return
	}
	s := strings.Join(values[:min(len(values), namesShown)], ", ")
	if more := len(values) - namesShown; more > 0 {
		s += fmt.Sprintf(", and %d more", more)
	}
	if len(values) > 1 {
		s = fmt.Sprintf("%d: %s", len(values), s)
	}
	t.fact(name, s)
}

func (t *text) binaryFacts(b *symbols.Binary) {
	t.fact("binary", describe(b))
	var reg []string
	for _, r := range b.Registration {
		reg = append(reg, registrationWords[r])
	}
	if reg == nil {
		reg = []string{"none"}
	}
	s := strings.Join(reg, " and ")
	if b.ModuleName != "" {
		s += fmt.Sprintf(", as %q", b.ModuleName)
	}
	t.fact("registration", s)
	if b.NodeModuleVersion != 0 {
		t.fact("module version", fmt.Sprint(b.NodeModuleVersion, hostsOf(b.NodeModuleVersion)))
	}
	t.list("node-api", b.NodeAPI.Symbols)
	t.list("weak", b.NodeAPI.WeakSymbols)
	t.list("looked up", b.NodeAPI.RuntimeSymbols)
	t.list("v8", functions(b.Unstable.V8))
	t.list("node::", functions(b.Unstable.Node))
	t.list("libuv", b.Unstable.UV)
	t.list("other of host", functions(b.Unstable.Other))
	if h := b.Host; h != nil {
		s := h.Library
		switch {
		case h.Delay && h.Hook:
			s += ", delay-loaded through a hook that finds a renamed host"
		case h.Delay:
			s += ", delay-loaded by this name"
		default:
			s += ", by this name only"
		}
		t.fact("host", s)
	}
	if b.Binding != "" {
		t.fact("binding", string(b.Binding))
	}
	t.list("needs", b.Needs)
	t.list("run path", b.RunPath)
	t.floor("glibc", b.Floors.Glibc, forcedBy(b, "GLIBC_", b.Floors.Glibc))
	t.floor("libstdc++", join("GLIBCXX ", b.Floors.Glibcxx), demangled(forcedBy(b, "GLIBCXX_", b.Floors.Glibcxx)))
	t.floor("c++ abi", join("CXXABI ", b.Floors.Cxxabi), demangled(forcedBy(b, "CXXABI_", b.Floors.Cxxabi)))
	t.floor("libgcc", join("GCC ", b.Floors.GCC), forcedBy(b, "GCC_", b.Floors.GCC))
	t.floor("macos", b.Floors.MacOS, nil)
	t.floor("windows", b.Floors.Windows, nil)
	var traits []string
	trait := func(has bool, what string) {
		if has {
			traits = append(traits, what)
		}
	}
	trait(b.Stripped, "stripped")
	trait(!b.Stripped, "not stripped")
	trait(b.DebugInfo, "with debug information")
	trait(b.ELF != nil && b.ELF.ExecStack, "executable stack")
	trait(b.Signed == "signed", "signed")
	trait(b.Signed == "adhoc", "signed ad hoc")
	trait(b.Signed == "none", "not signed")
	t.fact("traits", strings.Join(traits, ", "))
	if p := b.Payload; p != nil {
		t.fact("payload", fmt.Sprintf("%s, %s at offset %d, %.2f bits of entropy a byte", p.Section, bytesProse(p.Size), p.Offset, p.Entropy))
	}
}

func (t *text) floor(name, version string, forcing []string) {
	if version == "" {
		return
	}
	if n := len(forcing); n > 0 {
		version += " for " + strings.Join(forcing[:min(n, 4)], ", ")
		if n > 4 {
			version += fmt.Sprintf(", and %d more", n-4)
		}
	}
	t.fact(name, version)
}

// outcomes prints what the releases do on which the binary does not work.
func (t *text) outcomes(v *rules.Verdict) {
	if v == nil {
		return
	}
	for _, o := range []rules.Outcome{rules.Throws, rules.Crashes, rules.DiesOnCall, rules.Unknown} {
		for _, r := range runs(v.Outcomes, o) {
			t.fact(string(o), r)
		}
	}
}

// runs says where an outcome holds, as runs of releases with one reason.
func runs(all []rules.ReleaseOutcome, want rules.Outcome) []string {
	spans := map[string][]string{} // by reason
	var reasons []string
	for i := 0; i < len(all); {
		if all[i].Outcome != want {
			i++
			continue
		}
		j := i
		for j+1 < len(all) && all[j+1].Outcome == want && all[j+1].Reason == all[i].Reason {
			j++
		}
		if spans[all[i].Reason] == nil {
			reasons = append(reasons, all[i].Reason)
		}
		spans[all[i].Reason] = append(spans[all[i].Reason], span(all[i].Version.String(), all[j].Version.String()))
		i = j + 1
	}
	var out []string
	for _, r := range reasons {
		s := "Node " + strings.Join(spans[r], ", ")
		if r != "" {
			s += ": " + demangleIn(r)
		}
		out = append(out, s)
	}
	return out
}

var registrationWords = map[symbols.Registration]string{
	symbols.RegSymbol:        "exports napi_register_module_v1",
	symbols.RegConstructor:   "calls napi_module_register in a constructor",
	symbols.RegV8Symbol:      "exports node_register_module_vN or a module struct",
	symbols.RegV8Constructor: "calls node_module_register in a constructor",
}

// describe names a slice in words: "linux x64 glibc, ELF shared-library".
func describe(b *symbols.Binary) string {
	words := slices.DeleteFunc([]string{b.Platform, b.Arch, b.Libc}, func(s string) bool { return s == "" })
	return strings.Join(words, " ") + ", " + formatWords[b.Format] + " " + string(b.Type)
}

var formatWords = map[symbols.Format]string{symbols.ELF: "ELF", symbols.PE: "PE", symbols.MachO: "Mach-O"}

func demangled(names []string) []string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = symbols.Demangle(n)
	}
	return out
}

// functions names C++ functions without parameters: what they are matters
// here, not which of several of one name.
func functions(names []string) []string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = symbols.FunctionName(n)
	}
	return out
}

func join(prefix, s string) string {
	if s == "" {
		return ""
	}
	return prefix + s
}

func bytesProse(n int64) string {
	switch {
	case n < 10<<10:
		return fmt.Sprintf("%d bytes", n)
	case n < 10<<20:
		return fmt.Sprintf("%d KiB", n>>10)
	}
	return fmt.Sprintf("%d MiB", n>>20)
}
