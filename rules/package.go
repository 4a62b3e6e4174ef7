package rules

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/napicheck/napicheck/internal/label"
	"github.com/napicheck/napicheck/internal/npm"
	"github.com/napicheck/napicheck/symbols"
)

// A Package is an npm package under check: what its package.json says and
// what lies beside it.
type Package struct {
	Manifest *npm.Manifest
	Path     string        // as reached: a folder, an archive, or "npm:name@version"
	Files    []PackageFile // its addons, in the order of their paths
	Paths    []string      // all regular files in it but those of packages nested in node_modules, sorted; relative to package.json, "/" between folders; nil = not listed
	// Read gives the text of one of Paths: scripts that npm runs when it
	// installs the package, and those label.Reads asks for. nil = nothing can be read.
	Read     func(path string) ([]byte, error)
	Size     int64            // bytes of all files, unpacked; 0 = unknown
	Platform []*Package       // the packages of optionalDependencies that hold the addons of single platforms, as far as they were found
	Missing  map[string]error // those of optionalDependencies that were asked for and not found, by name, and why
	Problems []Problem        // irregularities of the archive it came in
	Folder   bool             // it was found as a folder: what npm packs of it is yet to be seen
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

// A Problem is an irregularity of an archive.
type Problem struct {
	Path     string // of the member as written; "" = the archive
	What     string // "a symbolic link to ../../etc"
	Severity Severity
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
	Loader   string    // what chooses among the files: "node-gyp-build", "napi-rs", ...; "" = not known, and the labels decide
	Targets  []Target  // what each kind of host gets
}

// A PackagePass is one package under check.
type PackagePass struct {
	*Package
	Promise Promise
	Config  Config
	Targets []Target

	unselectable []label.Unselectable
	findings     []Finding
	rule         *Rule
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
	if opt.Machines != (Machines{}) {
		q := *p
		q.Files = slices.DeleteFunc(slices.Clone(p.Files), func(f PackageFile) bool { return !opt.Machines.Named(f.Label) })
		p = &q
	}
	table := targetTable(p, promise, opt.Config.Today)
	table.Targets = slices.DeleteFunc(table.Targets, func(t label.Target) bool { return !opt.Machines.Holds(t.Platform, t.Arch, t.Libc) })
	table.Unselectable = slices.DeleteFunc(table.Unselectable, func(u label.Unselectable) bool {
		return !opt.Machines.Named(label.Of(u.File, p.Manifest))
	})
	res := PackageResult{Loader: table.Loader, Targets: p.judged(table.Targets)}
	run := opt.selected()
	for _, r := range All {
		if r.RunPackage == nil || !run(r) {
			continue
		}
		pass := &PackagePass{Package: p, Promise: promise, Config: opt.Config, Targets: res.Targets, unselectable: table.Unselectable, rule: r}
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

// installEvents are the scripts npm runs when it installs a package, in their order.
var installEvents = []string{"preinstall", "install", "postinstall"}

func (p *Package) engines() string { return p.Manifest.Engines["node"] }

// has reports whether path is a file of the package.
func (p *Package) has(path string) bool {
	_, ok := slices.BinarySearch(p.Paths, path)
	return ok
}

// prebuilt reports whether a file was built to be shipped: it names a machine,
// and lies elsewhere than builds on the user's machine do.
func (f *PackageFile) prebuilt() bool {
	return f.Label.Platform != "" && f.Label.Convention != "bindings" &&
		!strings.HasPrefix(f.Path, "build/Release/") && !strings.HasPrefix(f.Path, "build/Debug/")
}

// uses reports whether the package depends on one of names.
func (p *Package) uses(names ...string) bool {
	return slices.ContainsFunc(names, func(n string) bool { return p.Manifest.Dependencies[n] != "" })
}

// OfPlatform reports whether the package is one of several that together hold
// the addons of another, one for each platform.
func (p *Package) OfPlatform() bool {
	m := p.Manifest
	if m == nil {
		return false
	}
	return len(m.OS) == 1 && len(m.CPU) > 0 && npm.NamesPlatform(m.Name) || label.OfName(m.Name).Platform != ""
}

// compiles reports whether npm, or the package's install script, can compile
// the addon where no file fits.
func (p *Package) compiles() bool {
	m := p.Manifest
	if p.has("binding.gyp") && (m.GypFile == nil || *m.GypFile || m.Scripts["install"] != "") {
		return true
	}
	for _, event := range installEvents {
		for _, tool := range []string{"node-gyp", "cmake-js", "cargo", "--build-from-source", "neon build", "napi build"} {
			if strings.Contains(m.Scripts[event], tool) && !strings.Contains(m.Scripts[event], "node-gyp-build") {
				return true
			}
		}
	}
	return false
}
