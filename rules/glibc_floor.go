package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/napicheck/napicheck/symbols"
)

// GlibcFloor compares the glibc an addon needs with the one Node.js needs itself.
var GlibcFloor = &Rule{
	ID: "glibc-floor", Code: "NC403", Severity: Error,
	Doc: `Needs a newer glibc than Node.js does

The dynamic loader refuses a library that wants symbol versions its glibc does
not have: require() throws "version 'GLIBC_2.38' not found" on systems where
Node.js itself runs well. The floor comes from the machine the addon was built
on, and from few functions. By default the measure is the glibc that the
official builds of the promised Node.js releases need; a policy of your own
makes every excess an error. What was compiled on a new system and linked on an
old one, as a static library can be, wants functions such as __isoc23_strtol
without a version: they are of glibc 2.38, and elsewhere an "undefined symbol".

Build where glibc is as old as the oldest system you support, or let the tool
choose old symbol versions: a container of that system for node-gyp,
cmake-js and prebuildify, --use-napi-cross for napi-rs, cargo zigbuild
--target x86_64-unknown-linux-gnu.2.28, zig cc -target x86_64-linux-gnu.2.28.`,
	Run: glibcFloor,
}

const glibcHelp = "Build against an older glibc: in a container of the oldest system you support (node-gyp, cmake-js, prebuildify), " +
	"with --use-napi-cross (napi-rs), or with zig cc -target …-linux-gnu.%[1]s (cargo zigbuild --target …-gnu.%[1]s)."

func glibcFloor(p *Pass) {
	b := p.Binary
	need := b.Floors.Glibc
	forcing := forcedBy(b, "GLIBC_"+need)
	if late := unversionedC23(b); late != nil && (need == "" || symbols.CompareVersions(symbols.C23Glibc, need) > 0) {
		need, forcing = symbols.C23Glibc, late
	}
	if need == "" {
		return
	}
	policy, old := p.glibcPolicy()
	if policy.glibc == "" {
		return
	}
	message := func(whose string) string {
		if len(forcing) == 0 {
			return fmt.Sprintf("needs glibc %s; %s", need, whose)
		}
		return fmt.Sprintf("needs glibc %s (%s); %s", need, few(forcing, 3), whose)
	}
	evidence := map[string]any{"glibc": need, "policy": policy.glibc}
	if len(forcing) > 0 {
		evidence["symbols"] = forcing
	}
	switch {
	case symbols.CompareVersions(need, policy.glibc) > 0:
		if out := systemsWithout(b.Arch, func(s system) bool {
			return symbols.CompareVersions(s.glibc, policy.glibc) >= 0 && symbols.CompareVersions(s.glibc, need) < 0
		}); len(out) > 0 {
			evidence["systemsBelow"] = out
		}
		p.Report(policy.sev, message(policy.whose), fmt.Sprintf(glibcHelp, policy.glibc), evidence)
	case old.glibc != "" && symbols.CompareVersions(need, old.glibc) > 0:
		evidence["policy"] = old.glibc
		p.Report(old.sev, message(old.whose), fmt.Sprintf(glibcHelp, old.glibc), evidence)
	}
}

// unversionedC23 lists the functions of new headers that b wants without a version.
func unversionedC23(b *symbols.Binary) (names []string) {
	if b.Libc != "glibc" {
		return nil
	}
	for _, i := range b.Imports {
		if symbols.IsC23(i.Name) && i.Version == "" && !i.Weak {
			names = append(names, i.Name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// forcedBy lists the imports that carry a symbol version, as name@version: those
// the binary cannot do without or, if there are none, the weak ones.
func forcedBy(b *symbols.Binary, version string) []string {
	weak := weakImports(b)
	var strong, all []string
	for _, n := range b.Floors.Needs {
		// libgcc on arm64 has a version called GLIBC_2.0, which is none of glibc.
		if n.Version != version || strings.HasPrefix(version, "GLIBC_") && strings.HasPrefix(n.Library, "libgcc_s.") {
			continue
		}
		for _, s := range n.Symbols {
			all = append(all, s+"@"+version)
			if !weak[s] {
				strong = append(strong, s+"@"+version)
			}
		}
	}
	if len(strong) == 0 {
		strong = all
	}
	slices.Sort(strong)
	return slices.Compact(strong)
}
