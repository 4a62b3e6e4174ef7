package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/napicheck/napicheck/symbols"
)

// OldABIRegex foresees a crash that two std::string layouts under one function name cause.
var OldABIRegex = &Rule{
	ID: "old-abi-regex", Code: "NC211", Severity: Error,
	Doc: `std::regex of the old C++ ABI clashes with Node.js

libstdc++ has two kinds of std::string. Some inner functions of std::regex have
the same name for both, although they work on objects of different size. An
addon compiled with _GLIBCXX_USE_CXX11_ABI=0 (the default of old Red Hat
compilers) that exports its copies of them gets those of Node.js instead, which
exports the ones for the new kind from 21.7.0 on: the first regular expression
of the addon corrupts memory and the process aborts, often while loading.

Hide the addon's own symbols (-fvisibility=hidden, or a version script that
exports the registration only), or link with -Bsymbolic-functions, or build
with the new ABI.`,
	Run: oldABIRegex,
}

func oldABIRegex(p *Pass) {
	names := oldRegex(p.Binary)
	if len(names) == 0 {
		return
	}
	sev, on := p.failing(regexClash)
	if len(on) == 0 {
		return
	}
	p.Report(sev,
		fmt.Sprintf("exports std::regex functions for the old std::string (%s), which those of Node.js %s replace: it dies at its first regular expression", few(names, 1), p.where(on)),
		"Compile with -fvisibility=hidden and export the registration only, or build with the new C++ ABI.",
		p.broken(on, map[string]any{"symbols": names}))
}

// oldRegex lists the exports of b that are inner functions of std::regex for
// the old std::string, by names they share with those for the new one.
func oldRegex(b *symbols.Binary) []string {
	if b.ELF == nil || b.ELF.Symbolic {
		return nil
	}
	var names []string
	old := false
	for _, e := range b.Exports {
		if e.Weak && strings.HasPrefix(e.Name, "_ZNSt8__detail8_ScannerIcE") {
			names = append(names, e.Name)
		}
		// std::regex_traits of the new ABI is in namespace __cxx11, so this
		// spelling is the old one's.
		old = old || strings.Contains(e.Name, "St12regex_traitsIcE")
	}
	if !old {
		return nil
	}
	slices.Sort(names)
	return names
}
