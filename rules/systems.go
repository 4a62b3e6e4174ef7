package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/napicheck/napicheck/matrix"
)

// A system is a Linux distribution with what its C and C++ runtimes offer.
type system struct {
	name, glibc, glibcxx, cxxabi string
	arches                       string // Node's names, separated by blanks
}

const (
	redHat = "x64 arm64 ppc64 s390x"
	debian = "x64 ia32 arm64 arm ppc64 s390x"
)

// systems lists the long-term distributions of November 2026 and the two on
// which the official builds of Node.js were made, by glibc. The libstdc++
// versions are those of the GCC each one ships (GCC manual, "ABI Policy and
// Guidelines").
var systems = []system{
	{"RHEL 7", "2.17", "3.4.19", "1.3.7", "x64 ppc64 s390x"},
	{"RHEL 8", "2.28", "3.4.25", "1.3.11", redHat},
	{"Debian 11", "2.31", "3.4.28", "1.3.12", debian},
	{"Ubuntu 20.04", "2.31", "3.4.28", "1.3.12", "x64 arm64 arm ppc64 s390x"},
	{"RHEL 9", "2.34", "3.4.29", "1.3.13", redHat},
	{"Amazon Linux 2023", "2.34", "3.4.29", "1.3.13", "x64 arm64"},
	{"Ubuntu 22.04", "2.35", "3.4.30", "1.3.13", "x64 arm64 arm ppc64 s390x"},
	{"Debian 12", "2.36", "3.4.30", "1.3.13", debian},
	{"Ubuntu 24.04", "2.39", "3.4.33", "1.3.15", "x64 arm64 arm ppc64 s390x"},
	{"RHEL 10", "2.39", "3.4.33", "1.3.15", redHat},
	{"Debian 13", "2.41", "3.4.33", "1.3.15", debian},
}

func systemsWithout(arch string, lacks func(system) bool) []string {
	var names []string
	for _, s := range systems {
		if slices.Contains(strings.Fields(s.arches), arch) && lacks(s) {
			names = append(names, s.name)
		}
	}
	return names
}

// A glibcBase is what somebody needs of glibc.
type glibcBase struct {
	glibc string   // version
	whose string   // who says so: "Node 18 and newer run on 2.28"
	sev   Severity // of needing more
}

// officialArch reports whether nodejs.org offers Linux builds for arch whose
// glibc the matrix speaks for. Others (riscv64, loong64, ...) have builds of
// their own with newer floors.
func officialArch(arch string) bool {
	return slices.Contains([]string{"x64", "ia32", "arm64", "arm", "ppc64", "s390x"}, arch)
}

// glibcPolicy tells up to which glibc an addon may go: the configured one, or
// the newest that one of the Node.js lines in question needs itself. old is
// the same for promised lines that need less; zero if there are none. The
// lines in question are those promised, else those of the binary's
// NODE_MODULE_VERSION, else all.
func (p *Pass) glibcPolicy() (policy, old glibcBase) {
	if c := p.Config.Glibc; c != "" {
		return glibcBase{c, "the policy allows " + c, Error}, glibcBase{}
	}
	if !officialArch(p.Binary.Arch) {
		return glibcBase{}, glibcBase{}
	}
	var in []matrix.Line
	for _, l := range matrix.Lines() {
		asked := slices.ContainsFunc(p.Promise.Releases, func(v matrix.Version) bool { return v.Major == l.Major })
		if !p.promised() {
			asked = p.Binary.NodeModuleVersion <= 1 || p.Binary.NodeModuleVersion == l.Modules
		}
		if asked && l.Glibc != "" {
			in = append(in, l)
		}
	}
	if len(in) == 0 {
		return glibcBase{}, glibcBase{}
	}
	newest := in[len(in)-1]
	first := slices.IndexFunc(in, func(l matrix.Line) bool { return l.Glibc == newest.Glibc })
	policy = glibcBase{newest.Glibc, runs(in[first:], !p.promised()) + " on " + newest.Glibc, Warning}
	if !p.promised() && newest.EndOfLife != "" && newest.EndOfLife < p.Config.Today {
		policy.sev = Note // nobody said that it is still meant to be used
	}
	if first > 0 && p.promised() {
		old = glibcBase{in[first-1].Glibc, runs(in[:first], false) + " on " + in[first-1].Glibc, Note}
	}
	return policy, old
}

// runs says of lines that they run: "Node 18 runs", "Node 18 to 24 run" or,
// open at the end, "Node 18 and newer run".
func runs(ls []matrix.Line, open bool) string {
	first, last := ls[0].Major, ls[len(ls)-1].Major
	switch {
	case first == last:
		return fmt.Sprintf("Node %d runs", first)
	case open:
		return fmt.Sprintf("Node %d and newer run", first)
	}
	return fmt.Sprintf("Node %d to %d run", first, last)
}
