package rules

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/napicheck/napicheck/internal/label"
	"github.com/napicheck/napicheck/internal/npm"
	"github.com/napicheck/napicheck/symbols"
)

// A Package is an npm package under check: what its package.json says and
// what lies beside it.
type Package struct {
	Manifest *npm.Manifest
	Path     string            // as reached: a folder, an archive, or "npm:name@version"
	Files    []PackageFile     // its addons, in the order of their paths
	Paths    []string          // all regular files in it but those of packages nested in node_modules, sorted; relative to package.json, "/" between folders; nil = not listed
	Sources  map[string]string // text of those of Paths that npm runs or reads when it installs the package: binding.gyp, scripts; "" is as good as absent
	Size     int64             // bytes of all files, unpacked; 0 = unknown
	Platform []*Package        // the packages of optionalDependencies that hold the addons of single platforms, as far as they were found
	Missing  map[string]error  // those of optionalDependencies that were asked for and not found, by name, and why
	// Installed tells a package that npm has installed for one machine: what
	// was built on it and which platform packages are there says nothing of
	// what was published.
	Installed bool
}

// A PackageFile is one addon of a package.
type PackageFile struct {
	Path     string        // in the package, "/" between folders
	Label    label.Label   // what its path and its package claim
	Facts    *symbols.File // nil with Err
	Err      error         // why it could not be read
	Verdicts []*Verdict    // as Check gave them
	Size     int64         // bytes
	SHA256   string        // hex; "" = not computed, which is right where no other file of the package has the same size
}

// ID is name@version, as far as they are known.
func (p *Package) ID() string {
	switch m := p.Manifest; {
	case m == nil || m.Name == "":
		return ""
	case m.Version == "":
		return m.Name
	default:
		return m.Name + "@" + m.Version
	}
}

// A PackageResult is what CheckPackage found out about one package.
type PackageResult struct {
	Findings []Finding // by severity, then in the order of All
	Targets  []Target  // what each kind of host gets
}

// A Target is what one kind of host gets from a package, and where that works.
type Target struct {
	label.Target
	Works *Verdict // of the slice for this host; nil where there is no file or it could not be judged
}

// A PackagePass is one package under check.
type PackagePass struct {
	*Package
	Promise Promise
	Config  Config
	Targets []Target

	findings []Finding
	rule     *Rule
}

// Report adds a finding of the rule that runs, about one file of the package
// or, with file "", about the package as a whole. It panics as Pass.Report does.
func (p *PackagePass) Report(sev Severity, file, message, help string, evidence map[string]any) {
	f := p.rule.finding(sev, message, help, evidence)
	f.File = file
	p.findings = append(p.findings, f)
}

// CheckPackage runs the rules about packages. Those about its files are Check's.
func CheckPackage(p *Package, promise Promise, opt Options) PackageResult {
	if p.Manifest == nil {
		q := *p
		q.Manifest = &npm.Manifest{}
		p = &q
	}
	if opt.Config.Today == "" {
		opt.Config.Today = time.Now().UTC().Format(time.DateOnly)
	}
	var res PackageResult
	run := opt.selected()
	for _, r := range All {
		if r.RunPackage == nil || !run(r) {
			continue
		}
		pass := &PackagePass{Package: p, Promise: promise, Config: opt.Config, Targets: res.Targets, rule: r}
		r.RunPackage(pass)
		res.Findings = append(res.Findings, pass.findings...)
	}
	slices.SortStableFunc(res.Findings, func(a, b Finding) int { return cmp.Compare(b.Severity.rank(), a.Severity.rank()) })
	return res
}

// finding holds a finding to what its rule promises.
func (r *Rule) finding(sev Severity, message, help string, evidence map[string]any) Finding {
	if sev.rank() > r.Severity.rank() {
		panic(fmt.Sprintf("BUG: rule %s reports an %s above its severity %s", r.ID, sev, r.Severity))
	}
	if len(evidence) == 0 {
		panic(fmt.Sprintf("BUG: rule %s reports without evidence", r.ID))
	}
	return Finding{Rule: r.ID, Binary: -1, Severity: sev, Message: message, Evidence: evidence, Help: help}
}
