package rules

import (
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/napicheck/napicheck/internal/npm"
)

// LeftOut finds files that a package needs and does not hold, or will not once
// npm has packed it.
var LeftOut = &Rule{
	ID: "left-out", Code: "NC509", Severity: Error,
	Doc: `What it is loaded from is not in the package

The fields main, exports and bin name files that the package does not hold: the
build did not run, failed, or wrote elsewhere. Or the folder holds its addons,
and the field files, .npmignore or (where both are missing) .gitignore keeps
them out of the tarball. It works on the machine of the publisher, and
require() throws on every other.

Look into the tarball before publishing it (npm pack, then napicheck on the
.tgz), and let the publishing job fail when a file is missing.`,
	RunPackage: leftOut,
}

func leftOut(p *PackagePass) {
	if p.Paths == nil {
		return
	}
	entriesMissing(p)
	if p.Folder && !p.Installed && p.Read != nil {
		addonsLeftOut(p)
	}
}

// entriesMissing reports files that require() or npm go to first.
func entriesMissing(p *PackagePass) {
	if p.compiles() || p.installs() {
		return // or made when it is installed
	}
	for _, e := range entries(p.Manifest) {
		if e.found(p.Package) {
			continue
		}
		addon := strings.EqualFold(path.Ext(e.path), ".node")
		sev, what := Warning, ""
		if addon {
			sev = Error
			var addons []string
			for _, f := range p.Files {
				addons = append(addons, f.Path)
			}
			what = "; it holds no addon"
			if len(addons) > 0 {
				what = "; it holds " + few(addons, 3)
			}
		}
		if p.Folder && !p.Installed && !addon {
			continue // a script may be made by the build
		}
		p.Report(sev, e.path, fmt.Sprintf("its field %s names %s, which is not there%s", e.field, e.written, what),
			"Check that it is built, and that files does not leave it out.", map[string]any{"field": e.field, "path": e.written, "files": list(p.Manifest.Files)})
		return // one is enough to look into the package
	}
}

// An entry is a file that package.json names.
type entry struct {
	field, written, path string
	exact                bool // Node.js tries no other names
}

func (e entry) found(p *Package) bool {
	if p.has(e.path) {
		return true
	}
	if e.exact {
		return false
	}
	for _, ending := range []string{".js", ".json", ".node", "/index.js", "/index.json", "/index.node"} {
		if p.has(strings.TrimPrefix(e.path+ending, "/")) {
			return true
		}
	}
	// Without the file of main, Node.js takes these.
	return !strings.EqualFold(path.Ext(e.path), ".node") && (p.has("index.js") || p.has("index.json") || p.has("index.node"))
}

func entries(m *npm.Manifest) (all []entry) {
	add := func(field, written string, exact bool) {
		if strings.Contains(written, "*") || written == "" {
			return
		}
		all = append(all, entry{field, written, strings.TrimPrefix(path.Clean("/"+written), "/"), exact})
	}
	add("main", m.Main, false)
	for _, target := range exported(m.Exports, 0) {
		add("exports", target, true)
	}
	for _, b := range m.Bin {
		add("bin", b, true)
	}
	return all
}

// hostConditions are those of exports that Node.js goes by.
var hostConditions = []string{"node", "node-addons", "module-sync", "require", "import", "default"}

// exported lists the files that Node.js may be led to by the field exports.
func exported(raw json.RawMessage, depth int) (targets []string) {
	if len(raw) == 0 || depth > 16 {
		return nil
	}
	switch raw[0] {
	case '"':
		var s string
		if json.Unmarshal(raw, &s) == nil && strings.HasPrefix(s, "./") {
			targets = append(targets, s)
		}
	case '{':
		var fields map[string]json.RawMessage
		json.Unmarshal(raw, &fields)
		for key, v := range fields {
			if strings.HasPrefix(key, ".") || slices.Contains(hostConditions, key) {
				targets = append(targets, exported(v, depth+1)...)
			}
		}
	}
	slices.Sort(targets)
	return targets
}

// addonsLeftOut reports addons that hosts would get from the folder, and that
// npm keeps out of the tarball.
func addonsLeftOut(p *PackagePass) {
	if p.Manifest.NAPI != nil || len(p.Manifest.PlatformPackages()) > 0 {
		return // they are published in packages of their own
	}
	var left []string
	why := ""
	for i := range p.Files {
		f := &p.Files[i]
		chosen := slices.ContainsFunc(p.Targets, func(t Target) bool { return t.File == f.Path && p.file(t.Target) == f })
		if !chosen || !f.prebuilt() {
			continue
		}
		if w := p.Manifest.LeavesOut(f.Path, p.Read); w != "" {
			left, why = append(left, f.Path), w
		}
	}
	if len(left) == 0 {
		return
	}
	p.Report(Error, left[0], fmt.Sprintf("npm will not pack %s: %s leaves %s out", few(left, 2), why, plural(len(left), "it", "them")),
		"List the prebuilt files in files.", map[string]any{"files": list(p.Manifest.Files), "leftOut": left, "by": why})
}
