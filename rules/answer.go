package rules

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/napicheck/napicheck/internal/label"
	"github.com/napicheck/napicheck/internal/npm"
	"github.com/napicheck/napicheck/matrix"
	"github.com/napicheck/napicheck/symbols"
)

// An Answer tells whether a package keeps its user from running the releases
// of Node.js asked about.
type Answer struct {
	Verdict AnswerVerdict
	Reason  string // one sentence; "" with Fine and NotHere
}

// An AnswerVerdict is the answer in a word.
type AnswerVerdict string

const (
	Fine    AnswerVerdict = "fine"
	Blocks  AnswerVerdict = "blocks"
	Unclear AnswerVerdict = "unknown"
	NotHere AnswerVerdict = "" // the package is not for the machines asked about, or has no native code

	// unmeasured is Unclear of a release that was never measured. Others of the
	// same question that were say more.
	unmeasured AnswerVerdict = "unmeasured"
)

// Machines tells the machines a question is about; "" in a field of it stands
// for all. The zero value is about every machine.
type Machines struct{ Platform, Arch, Libc string }

// Holds reports whether a machine is among those asked about.
func (m Machines) Holds(platform, arch, libc string) bool {
	return (m.Platform == "" || m.Platform == platform) && (m.Arch == "" || m.Arch == arch) &&
		(m.Libc == "" || libc == "" || m.Libc == libc)
}

// Wants reports whether npm installs a package of this name and with these
// fields on one of the machines.
func (m Machines) Wants(x *npm.Manifest) bool {
	return m.Named(label.OfName(x.Name)) && (m.Platform == "" || npm.Allows(x.OS, m.Platform)) && (m.Arch == "" || npm.Allows(x.CPU, m.Arch)) &&
		(m.Libc == "" || m.Platform != "linux" || npm.Allows(x.Libc, m.Libc))
}

// Named reports whether the label l is for one of the machines, as far as it tells.
func (m Machines) Named(l label.Label) bool {
	return (m.Platform == "" || l.Platform == "" || l.Platform == m.Platform) &&
		(m.Arch == "" || l.Archs == nil || slices.Contains(l.Archs, m.Arch)) &&
		(m.Libc == "" || l.Libc == "" || l.Platform != "linux" || l.Libc == m.Libc)
}

// Answer judges what the machines of its targets get of package p on the
// releases promised. The worst of them decides.
func (res *PackageResult) Answer(p *Package, promise Promise, machines Machines) Answer {
	m := p.Manifest
	if m != nil && !machines.Wants(m) || !p.native() {
		return Answer{}
	}
	var worst Answer
	take := func(a Answer) {
		rank := []AnswerVerdict{NotHere, unmeasured, Fine, Unclear, Blocks}
		if slices.Index(rank, a.Verdict) > slices.Index(rank, worst.Verdict) {
			worst = a
		}
	}
	for _, h := range hosts(res.Targets) {
		for _, v := range promise.Releases {
			take(p.answer(h, v))
		}
	}
	if worst.Verdict == unmeasured {
		worst.Verdict = Unclear
	}
	return worst
}

func (p *Package) answer(h *host, v matrix.Version) Answer {
	t := h.gets(v)
	if t != nil && t.File == "" && t.Package != "" {
		if p.Installed {
			return Answer{Unclear, t.Package + " is not installed here"}
		}
		return Answer{Unclear, t.Why}
	}
	if t == nil || t.File == "" {
		switch {
		case p.fetches():
			return Answer{Unclear, "fetched from outside the registry, or compiled, when it is installed"}
		case p.compiles():
			return Answer{Unclear, "compiled when it is installed"}
		}
		for _, other := range h.targets {
			if other.File != "" && other.ABI != "" && other.Runtime != "electron" {
				return Answer{Blocks, fmt.Sprintf("has no file for Node.js %s%s on %s, though for others", v, abiOf(v), h.name())}
			}
		}
		why := ""
		if t != nil && t.Why != "" {
			why = ": " + t.Why
		}
		return Answer{Unclear, "has no file for " + h.name() + why}
	}
	if t.Broken != "" && p.compiledHere(t.File) {
		return Answer{Unclear, "compiled when it is installed"}
	}
	if t.Broken != "" {
		return Answer{Blocks, fmt.Sprintf("%s does not load on %s: %s", t.File, h.name(), t.Broken)}
	}
	if t.Works == nil {
		return Answer{Unclear, t.File + " was not judged"}
	}
	o := t.Works.On(v)
	switch {
	case o.Outcome == Works:
		return Answer{Verdict: Fine}
	case o.Outcome == Unknown && !measured(v):
		return Answer{unmeasured, fmt.Sprintf("Node.js %s: %s", v, o.Reason)}
	case o.Outcome == Unknown:
		return Answer{Unclear, fmt.Sprintf("Node.js %s: %s", v, o.Reason)}
	case o.cause == wrongModules && p.compiledHere(t.File):
		return Answer{Unclear, fmt.Sprintf("compiled when it is installed: this build is for NODE_MODULE_VERSION %s; try npm rebuild with Node.js %d", buildOf(t.Binary), v.Major)}
	}
	return Answer{Blocks, fmt.Sprintf("%s on Node.js %s: %s", o.Outcome, v, o.Reason)}
}

func measured(v matrix.Version) bool {
	r, ok := matrix.Lookup(v)
	return ok && r.Measured
}

// native reports whether p has, names or makes an addon. Platform packages that
// were looked at and hold programs only are none.
func (p *Package) native() bool {
	if len(p.Files) > 0 || p.compiles() {
		return true
	}
	if slices.ContainsFunc(p.Platform, func(q *Package) bool { return len(q.Files) > 0 }) {
		return true
	}
	return len(p.Platform) == 0 && p.Manifest != nil && len(p.Manifest.PlatformPackages()) > 0 && !p.OfPlatform()
}

// fetches reports whether an install script looks for the addon outside the registry.
func (p *Package) fetches() bool {
	return slices.ContainsFunc(installEvents, func(e string) bool { return downloaders().MatchString(p.Manifest.Scripts[e]) })
}

// compiledHere reports whether a file is one that an install on this machine
// made and that another install can make anew.
func (p *Package) compiledHere(path string) bool {
	i := slices.IndexFunc(p.Files, func(f PackageFile) bool { return f.Path == path })
	return i >= 0 && p.Files[i].Label.Platform == "" && p.compiles()
}

func buildOf(b *symbols.Binary) string {
	if b == nil || b.NodeModuleVersion == 0 {
		return "of another release"
	}
	return strconv.Itoa(b.NodeModuleVersion)
}

// abiOf names the NODE_MODULE_VERSION of a release.
func abiOf(v matrix.Version) string {
	if n := modulesOf(v); n != 0 {
		return fmt.Sprintf(" (NODE_MODULE_VERSION %d)", n)
	}
	return ""
}
