package rules

import (
	"fmt"
	"strings"

	"github.com/napicheck/napicheck/symbols"
)

// LibstdcxxFloor compares the libstdc++ an addon needs with what the systems it can run on have.
var LibstdcxxFloor = &Rule{
	ID: "libstdcxx-floor", Code: "NC404", Severity: Error,
	Doc: `Needs a newer libstdc++ than systems of its glibc have

A C++ addon that was built with a newer GCC wants GLIBCXX and CXXABI symbol
versions that the libstdc++ of older systems lacks; require() throws "version
'GLIBCXX_3.4.32' not found". This rule speaks of systems whose glibc would do
for the addon and for Node.js, but whose libstdc++ would not.

Link the C++ runtime statically (-static-libstdc++ -static-libgcc in
"ldflags" of binding.gyp or CMAKE_SHARED_LINKER_FLAGS), or build with the
compiler of the oldest system you support.`,
	Run: libstdcxxFloor,
}

func libstdcxxFloor(p *Pass) {
	f := p.Binary.Floors
	if f.Glibcxx == "" && f.Cxxabi == "" || p.Binary.Libc != "glibc" {
		return
	}
	policy, _ := p.glibcPolicy()
	if policy.glibc == "" {
		return
	}
	lacking := systemsWithout(p.Binary.Arch, func(s system) bool {
		return symbols.CompareVersions(s.glibc, policy.glibc) >= 0 && symbols.CompareVersions(s.glibc, f.Glibc) >= 0 &&
			(symbols.CompareVersions(s.glibcxx, f.Glibcxx) < 0 || symbols.CompareVersions(s.cxxabi, f.Cxxabi) < 0)
	})
	if len(lacking) == 0 {
		return
	}
	var versions, forcing []string
	for _, s := range systems {
		if s.name != lacking[0] {
			continue
		}
		if symbols.CompareVersions(s.glibcxx, f.Glibcxx) < 0 {
			versions = append(versions, "GLIBCXX_"+f.Glibcxx)
		}
		if symbols.CompareVersions(s.cxxabi, f.Cxxabi) < 0 {
			versions = append(versions, "CXXABI_"+f.Cxxabi)
		}
	}
	for _, v := range versions {
		forcing = append(forcing, forcedBy(p.Binary, v)...)
	}
	evidence := map[string]any{"versions": versions, "systems": lacking}
	if len(forcing) > 0 {
		evidence["symbols"] = forcing
	}
	p.Report(policy.sev,
		fmt.Sprintf("needs libstdc++ with %s, which %s %s", strings.Join(versions, " and "), few(lacking, 3), plural(len(lacking), "lacks", "lack")),
		"Link with -static-libstdc++ -static-libgcc, or build with the compiler of the oldest system you support.",
		evidence)
}
