package label

import (
	"bytes"
	"cmp"
	"encoding/json"
	"path"
	"slices"
	"strings"

	"github.com/napicheck/napicheck/internal/npm"

	"github.com/napicheck/napicheck/internal/lazyregexp"
)

// Bounds on the scripts of a package that are looked through for its loader.
const (
	maxTexts = 256
	maxText  = 1 << 20
	maxRead  = 16 << 20
)

// A text is a script of the package.
type text struct {
	path string
	data []byte
}

// Reads reports whether Targets may ask to read path: scripts, where the
// loader is, and cmake-ts's manifest. More than a mebibyte of a file is of no use.
func Reads(name string) bool {
	if path.Base(name) == "manifest.json" {
		return strings.Count(name, "/") <= 3
	}
	switch path.Ext(name) {
	case ".js", ".cjs", ".mjs":
	default:
		return false
	}
	for dir := range strings.SplitSeq(path.Dir(name), "/") {
		switch dir {
		case "node_modules", "test", "tests", "__tests__", "bench", "benchmark", "benchmarks", "example", "examples", "docs", "vendor", "deps":
			return false
		}
	}
	return true
}

// readTexts reads the scripts: main first, then from the root down.
func (r *resolver) readTexts() {
	if r.Read == nil {
		return
	}
	main := cleanPath(r.Manifest.Main)
	var names []string
	for f := range r.tree.files {
		if Reads(f) && path.Ext(f) != ".json" {
			names = append(names, f)
		}
	}
	first := func(f string) int {
		if f == main || f == main+".js" || f == main+"/index.js" {
			return -1
		}
		return strings.Count(f, "/")
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Or(first(a)-first(b), cmp.Compare(a, b)) })
	total := 0
	for _, name := range names[:min(len(names), maxTexts)] {
		data, err := r.Read(name)
		if err != nil || len(data) > maxText || total+len(data) > maxRead {
			continue
		}
		total += len(data)
		r.texts = append(r.texts, text{name, data})
	}
	r.readable = len(names) > 0 && len(r.texts) == len(names)
}

// mentions returns the first script that names a module, quoted.
func (r *resolver) mentions(module string) (string, bool) {
	for _, t := range r.texts {
		for _, quote := range []string{`"`, `'`, "`"} {
			if bytes.Contains(t.data, []byte(quote+module+quote)) || bytes.Contains(t.data, []byte(quote+module+"/")) {
				return t.path, true
			}
		}
	}
	return "", false
}

// uses reports whether the package loads its addon with module: it depends on
// it and, where all its scripts could be read, one of them asks for it.
func (r *resolver) uses(module string) (evidence string, ok bool) {
	_, dep := r.Manifest.Dependencies[module]
	if _, optional := r.Manifest.OptionalDependencies[module]; !dep && !optional {
		return "", false
	}
	if file, ok := r.mentions(module); ok {
		return "dependency " + module + ", asked for in " + file, true
	}
	return "dependency " + module, !r.readable
}

// detect finds what chooses among the addons of the package.
func (r *resolver) detect() loader {
	r.readTexts()
	if l, ok := r.napiRS(); ok {
		return l
	}
	if evidence, ok := r.uses("node-gyp-build-optional-packages"); ok {
		return r.gypOptional(evidence)
	}
	if evidence, ok := r.uses("node-gyp-build"); ok {
		return r.nodeGypBuild(evidence)
	}
	for _, t := range r.texts {
		// the message it throws; here in a bundle
		if bytes.Contains(t.data, []byte("No native build was found for ")) {
			return r.nodeGypBuild("bundled in " + t.path)
		}
	}
	if evidence, ok := r.uses("require-addon"); ok {
		return r.requireAddon(evidence)
	}
	if evidence, ok := r.uses("pkg-prebuilds"); ok {
		return r.pkgPrebuilds(evidence)
	}
	if evidence, ok := r.uses("cmake-ts"); ok {
		if l, ok := r.cmakeTS(evidence); ok {
			return l
		}
	}
	for _, name := range []string{"@mapbox/node-pre-gyp", "node-pre-gyp", "@discordjs/node-pre-gyp"} {
		if evidence, ok := r.uses(name); ok && r.Manifest.Binary != nil {
			return r.preGyp(evidence)
		}
	}
	if l, ok := r.platformPackages(); ok {
		return l
	}
	// Where addons are labelled, something else chooses among them before bindings does.
	labelled := func(a addon) bool {
		return a.label.Platform != "" && a.label.Archs != nil && a.label.Convention != "platform-package"
	}
	if evidence, ok := r.uses("bindings"); ok && !slices.ContainsFunc(r.addons, labelled) {
		if l, ok := r.bindings(evidence); ok {
			return l
		}
	}
	return loader{resolve: r.byLabel}
}

// none is what a loader says that has nothing.
func none(why string) []choice { return []choice{{why: why}} }

// gypDir is the folder node-gyp-build is asked to look in: the package's
// root, or the one folder that has prebuilds.
func (r *resolver) gypDir() string {
	if r.tree.dirs["prebuilds"] != nil {
		return ""
	}
	best := ""
	for dir := range r.tree.dirs {
		if parent, ok := strings.CutSuffix(dir, "/prebuilds"); ok && !strings.Contains("/"+dir, "/node_modules/") &&
			(best == "" || len(parent) < len(best) || len(parent) == len(best) && parent < best) {
			best = parent
		}
	}
	return best
}

func (r *resolver) nodeGypBuild(evidence string) loader {
	g := newGyp(r.tree, r.gypDir(), false)
	if isNodeGypBuild3(r.Manifest.Dependencies["node-gyp-build"]) {
		return r.nodeGypBuild3(evidence)
	}
	return loader{
		name: "node-gyp-build", evidence: evidence,
		resolve: func(h Host) []choice {
			file, why := g.resolve(h)
			if file == "" {
				why += r.built()
			}
			return []choice{{file: file, why: why}}
		},
		unselectable: func() []Unselectable { return g.unselectable(r.Manifest.Name) },
	}
}

// gypOptional is node-gyp-build-optional-packages: a stricter node-gyp-build
// that goes on to the root of the package <name>-<platform>-<arch>, in a scope
// of the package's own name where that has none.
func (r *resolver) gypOptional(evidence string) loader {
	g := newGyp(r.tree, r.gypDir(), true)
	return loader{
		name: "node-gyp-build-optional-packages", evidence: evidence,
		resolve: func(h Host) []choice {
			file, why := g.resolve(h)
			if file != "" {
				return []choice{{file: file, why: why}}
			}
			name := optionalPackage(r.Manifest.Name, h)
			c := r.inPackage(name, h, func(q *resolver, h Host) choice {
				if !q.hasMain() {
					return choice{why: name + " has no main, so its folder is not found"}
				}
				g := newGyp(q.tree, "", true)
				if file, ok := g.best("", gypHost(h)); ok {
					return choice{file: file, why: "its tags fit best"}
				}
				return choice{why: g.refusals("", gypHost(h))}
			})
			if c.file == "" && c.pkg == "" {
				c.why = why + ", and " + c.why + r.built()
			}
			return []choice{c}
		},
		unselectable: func() []Unselectable {
			all := g.unselectable(r.Manifest.Name)
			for name, q := range r.platform {
				l := OfPackage(q.Manifest)
				if l.Platform == "" || len(l.Archs) != 1 || optionalPackage(r.Manifest.Name, Host{Platform: l.Platform, Arch: l.Archs[0]}) != name {
					continue
				}
				g := newGyp(q.tree, "", true)
				for _, u := range g.never("", l.Platform, l.Archs, q.Manifest.Name) {
					u.Package = name
					all = append(all, u)
				}
			}
			slices.SortFunc(all, compareUnselectable)
			return all
		},
	}
}

// hasMain reports whether require.resolve finds the package by its name.
func (r *resolver) hasMain() bool {
	main := cleanPath(r.Manifest.Main)
	for _, at := range []string{main, join(main, "index"), "index"} {
		for _, ext := range []string{"", ".js", ".json", ".node"} {
			if at != "" && r.tree.files[at+ext] && (at+ext != "index") {
				return true
			}
		}
	}
	return false
}

func compareUnselectable(a, b Unselectable) int {
	return cmp.Or(cmp.Compare(a.Package, b.Package), cmp.Compare(a.File, b.File))
}

func optionalPackage(name string, h Host) string {
	if !strings.HasPrefix(name, "@") {
		name = "@" + name + "/" + name
	}
	return name + "-" + h.Platform + "-" + h.Arch
}

// inPackage chooses in the platform package name: by choose where it was
// looked at. An answer with a pkg and no file says that it was not.
func (r *resolver) inPackage(name string, h Host, choose func(q *resolver, h Host) choice) choice {
	q, seen := r.platform[name]
	if !seen {
		if _, known := r.Manifest.OptionalDependencies[name]; !known {
			return choice{why: name + " is not among its optionalDependencies"}
		}
		if l := OfName(name); l.Platform != "" {
			if _, ok := l.accepts(Host{Platform: h.Platform, Arch: h.Arch, Libc: h.Libc}); !ok {
				return choice{why: name + " is for another machine"}
			}
		}
		return choice{pkg: name, why: name + " was not looked at"}
	}
	if !installs(q.Manifest, h) {
		return choice{why: "its os, cpu or libc keeps npm from installing " + name}
	}
	c := choose(q, h)
	if c.file != "" {
		c.pkg = name
	} else {
		c.why = "in " + name + ": " + c.why
	}
	return c
}

// main is the addon that a platform package is: its main where that is one,
// else the one its labels give.
func (r *resolver) main(h Host) choice {
	if f := cleanPath(r.Manifest.Main); strings.HasSuffix(f, ".node") {
		if r.tree.files[f] {
			return choice{file: f, why: "the main of " + r.Manifest.Name}
		}
		return choice{why: "the main of " + r.Manifest.Name + " is not in it"}
	}
	cs := r.byLabel(h)
	slices.SortStableFunc(cs, func(a, b choice) int { return cmp.Compare(b2i(a.file == ""), b2i(b.file == "")) })
	return cs[0]
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// A family is the platform packages whose names are the same but for the tuple.
type family struct {
	prefix string
	names  []string
	labels map[string]Label
}

// families are the families of platform packages that can hold addons: where
// some were looked at, those with addons; where none was, the one with the
// shortest name ("@img/sharp" and not its "@img/sharp-libvips").
func (r *resolver) families() []*family {
	found := make(map[string]*family)
	add := func(name string, fields Label) {
		l, prefix, ok := aTuple(lastOf(name))
		if l = fields.or(l); !ok && (l.Platform == "" || l.Archs == nil) {
			return
		}
		prefix = name[:len(name)-len(lastOf(name))] + prefix
		f := found[prefix]
		if f == nil {
			f = &family{prefix: prefix, labels: make(map[string]Label)}
			found[prefix] = f
		}
		if _, known := f.labels[name]; !known {
			f.names = append(f.names, name)
		}
		f.labels[name] = l
	}
	for name := range r.Manifest.OptionalDependencies {
		add(name, Label{})
	}
	for name, q := range r.platform {
		add(name, OfFields(q.Manifest))
	}
	var all, native []*family
	for _, f := range found {
		slices.Sort(f.names)
		f.names = f.names[:min(len(f.names), maxFamily)]
		all = append(all, f)
		if slices.ContainsFunc(f.names, func(name string) bool { return r.platform[name] != nil && len(r.platform[name].addons) > 0 }) {
			native = append(native, f)
		}
	}
	byPrefix := func(a, b *family) int {
		return cmp.Or(len(a.prefix)-len(b.prefix), cmp.Compare(a.prefix, b.prefix))
	}
	slices.SortFunc(all, byPrefix)
	slices.SortFunc(native, byPrefix)
	if len(native) > 0 {
		return native
	}
	return all[:min(len(all), 1)]
}

// maxFamily bounds the packages of a family that are asked about a host.
const maxFamily = 256

// platformPackages is a loader that takes the package for the host, found by
// its fields and its name, unless the addon lies in the package itself.
func (r *resolver) platformPackages() (loader, bool) {
	if l := OfPackage(r.Manifest); l.Platform != "" && l.Archs != nil {
		return loader{}, false // it is one itself
	}
	families := r.families()
	if len(families) == 0 {
		return loader{}, false
	}
	l := loader{name: "platform packages", evidence: "optionalDependencies"}
	neon := false
	if evidence, ok := r.uses("@neon-rs/load"); ok {
		l.name, l.evidence, neon = "neon", evidence, true
	}
	l.resolve = func(h Host) []choice {
		if neon && !neonKnows(h) {
			return none("@neon-rs/load knows no id for " + h.Platform + " on " + h.Arch)
		}
		// a file of the package itself, where it is labelled for this machine
		for _, c := range r.byLabel(h) {
			if i := slices.IndexFunc(r.addons, func(a addon) bool { return a.path == c.file }); i >= 0 && r.addons[i].label.Platform != "" && r.addons[i].label.Archs != nil {
				return []choice{c}
			}
		}
		var all []choice
		for _, f := range families {
			c := r.inFamily(f, h)
			if len(families) > 1 {
				c.addon = f.prefix
			}
			all = append(all, c)
		}
		return all
	}
	return l, true
}

// inFamily chooses the package of f that is most about h.
func (r *resolver) inFamily(f *family, h Host) choice {
	best, most := "", -1
	for _, name := range f.names {
		n, ok := f.labels[name].accepts(h)
		if !ok || f.labels[name].Archs == nil || h.Platform == "win32" && strings.HasSuffix(name, "-gnu") {
			continue
		}
		if q := r.platform[name]; q != nil && !installs(q.Manifest, h) {
			n = 0 // taken only to say that it is not installed
		}
		if n > most {
			best, most = name, n
		}
	}
	if best == "" {
		return choice{why: "no platform package is for it" + r.built()}
	}
	return r.inPackage(best, h, (*resolver).main)
}

var bindingsCall = lazyregexp.New(`\bbindings["']\)?\s*\)?\s*\(\s*(?:\{\s*bindings\s*:\s*)?["']([^"']{1,128})["']|\bbindings\(\s*["']([^"']{1,128})["']`)

// bindings is the package of that name; the name of the addon is an argument
// of the call.
func (r *resolver) bindings(evidence string) (loader, bool) {
	var names []string
	for _, t := range r.texts {
		for _, m := range bindingsCall().FindAllSubmatch(t.data, 8) {
			name := string(m[1]) + string(m[2])
			if !strings.HasSuffix(name, ".node") {
				name += ".node"
			}
			if !slices.Contains(names, name) && len(names) < 16 {
				names = append(names, name)
			}
		}
	}
	if names == nil {
		return loader{}, false
	}
	return loader{
		name: "bindings", evidence: evidence,
		resolve: func(h Host) []choice {
			var all []choice
			for _, name := range names {
				c := choice{addon: strings.TrimSuffix(name, ".node"), why: "none of the places where bindings looks has it" + r.built()}
				for _, dir := range bindingsDirs(h) {
					if f := join(dir, name); r.tree.files[f] {
						c.file, c.why = f, "the first place of bindings' list that has it"
						break
					}
				}
				all = append(all, c)
			}
			return all
		},
	}, true
}

// preGyp is node-pre-gyp: the one path its template gives for a host.
func (r *resolver) preGyp(evidence string) loader {
	return loader{
		name: "node-pre-gyp", evidence: evidence,
		resolve: func(h Host) []choice {
			file, err := preGypModule(r.Manifest, h)
			switch {
			case err != nil:
				return none(err.Error())
			case !r.tree.files[file]:
				return none(file + " is not in the package" + r.built())
			}
			return []choice{{file: file, why: "binary.module_path gives this path"}}
		},
	}
}

// cmakeTS is cmake-ts: its manifest.json lists every build; of those for the
// machine it tries the one with the highest ABI first, whatever the host's.
func (r *resolver) cmakeTS(evidence string) (loader, bool) {
	var builds []cmakeBuild
	dir := ""
	for _, f := range []string{"build/manifest.json", "manifest.json", "dist/manifest.json", "lib/manifest.json"} {
		if r.Read == nil || !r.tree.files[f] {
			continue
		}
		if data, err := r.Read(f); err == nil {
			if builds = cmakeBuilds(data); builds != nil {
				dir = path.Dir(f)
				break
			}
		}
	}
	if builds == nil {
		return loader{}, false
	}
	at := func(b cmakeBuild) string { return cleanPath(path.Join(dir, b.path)) }
	return loader{
		name: "cmake-ts", evidence: evidence + ", " + dir + "/manifest.json",
		resolve: func(h Host) []choice {
			first := ""
			missing := ""
			for _, b := range builds {
				if !b.serves(h) {
					continue
				}
				if r.tree.files[at(b)] {
					first = at(b)
					break
				}
				missing = at(b)
			}
			switch {
			case first != "":
				return []choice{{file: first, why: "the highest ABI the manifest has for the machine is tried first, others after it"}}
			case missing != "":
				return none("the manifest names " + missing + ", which is not there" + r.built())
			}
			return none("no build for it in the manifest" + r.built())
		},
		unselectable: func() []Unselectable {
			var all []Unselectable
			for _, a := range r.addons {
				if a.label.Convention == "cmake-ts" && !slices.ContainsFunc(builds, func(b cmakeBuild) bool { return at(b) == a.path }) {
					all = append(all, Unselectable{File: a.path, Why: "the manifest does not name it"})
				}
			}
			return all
		},
	}, true
}

var (
	optionName     = lazyregexp.New(`\bname\s*:\s*["']([^"']{1,128})["']`)
	optionVersions = lazyregexp.New(`\bnapi_versions\s*:\s*\[([0-9,\s]{1,64})\]`)
)

// pkgPrebuilds is pkg-prebuilds. The names and the order of the Node-API
// versions are options of the call, kept in a file of their own by custom.
func (r *resolver) pkgPrebuilds(evidence string) loader {
	var names, versions []string
	add := func(list *[]string, s string) {
		if s != "" && !slices.Contains(*list, s) && len(*list) < 32 {
			*list = append(*list, s)
		}
	}
	for _, t := range r.texts {
		if m := optionVersions().FindSubmatch(t.data); m != nil {
			for v := range strings.SplitSeq(string(m[1]), ",") {
				add(&versions, strings.TrimSpace(v))
			}
			if m := optionName().FindSubmatch(t.data); m != nil {
				add(&names, string(m[1]))
			}
		}
	}
	if versions == nil {
		var list []json.Number
		if json.Unmarshal(r.Manifest.Binary["napi_versions"], &list) == nil {
			for _, v := range list {
				add(&versions, v.String())
			}
		}
	}
	for _, a := range r.addons {
		if a.label.Convention == "pkg-prebuilds" {
			add(&names, a.name)
			add(&versions, a.label.NAPI)
		}
	}
	if names == nil || versions == nil {
		return loader{name: "pkg-prebuilds", evidence: evidence, resolve: func(Host) []choice { return none("it ships no prebuilds" + r.built()) }}
	}
	resolve := func(h Host) []choice {
		var all []choice
		for _, name := range names {
			c := choice{addon: name}
			for _, f := range pkgPrebuildsCandidates(name, versions, h) {
				if r.tree.files[f] {
					c.file, c.why = f, "the first of the paths pkg-prebuilds tries that is there"
					break
				}
			}
			if c.file == "" {
				c.why = "none of the paths pkg-prebuilds tries is there" + r.built()
			}
			all = append(all, c)
		}
		return all
	}
	return loader{
		name: "pkg-prebuilds", evidence: evidence, resolve: resolve,
		unselectable: func() []Unselectable {
			var all []Unselectable
			for _, a := range r.addons {
				l := a.label
				if l.Convention != "pkg-prebuilds" || len(l.Archs) != 1 {
					continue
				}
				chosen := ""
				served := slices.ContainsFunc([]string{"glibc", "musl"}, func(libc string) bool {
					return slices.ContainsFunc(resolve(Host{Platform: l.Platform, Arch: l.Archs[0], Libc: libc, Runtime: "node"}), func(c choice) bool {
						if c.addon == a.name && (l.Libc == "musl") == (libc == "musl") {
							chosen = c.file
						}
						return c.file == a.path
					})
				})
				switch {
				case served:
				case chosen != "":
					all = append(all, Unselectable{File: a.path, Why: chosen + " goes before it"})
				default:
					all = append(all, Unselectable{File: a.path, Why: "it is none of the paths pkg-prebuilds tries"})
				}
			}
			return all
		},
	}
}

// napiFields are the parts of a package's field napi, of napi-rs 2 and 3.
type napiFields struct {
	BinaryName  string   `json:"binaryName"`
	PackageName string   `json:"packageName"`
	Targets     []string `json:"targets"`
	Name        string   `json:"name"`
	Package     struct {
		Name string `json:"name"`
	} `json:"package"`
	Triples struct {
		Defaults   *bool    `json:"defaults"`
		Additional []string `json:"additional"`
	} `json:"triples"`
}

func napiField(m *npm.Manifest) (f napiFields, ok bool) {
	// A member of the wrong type leaves the others as they are.
	_ = json.Unmarshal(m.NAPI, &f)
	f.BinaryName = cmp.Or(f.BinaryName, f.Name, "index")
	f.PackageName = cmp.Or(f.PackageName, f.Package.Name, m.Name)
	return f, len(m.NAPI) > 0 && m.NAPI[0] == '{'
}

// napiTargets are the machines that the field napi promises.
func napiTargets(m *npm.Manifest) []Label {
	f, ok := napiField(m)
	if !ok {
		return nil
	}
	triples := f.Targets
	if len(triples) == 0 {
		triples = f.Triples.Additional
		if d := f.Triples.Defaults; d == nil || *d {
			triples = append(slices.Clip(triples), "x86_64-apple-darwin", "x86_64-pc-windows-msvc", "x86_64-unknown-linux-gnu")
		}
	}
	var all []Label
	for _, t := range triples[:min(len(triples), 64)] {
		if t == "universal-apple-darwin" {
			t = "darwin-universal"
		}
		if l, _, ok := aTuple(t); ok {
			all = append(all, l)
		}
	}
	return all
}

var napiRequire = lazyregexp.New("[\"'`/.]([^\"'`/\\s]{1,128}?)[-.]((?:android|win32|darwin|freebsd|linux|openbsd|openharmony)-[a-z0-9]+(?:-[a-z0-9]+)?)(\\.node)?[\"'`]")

// napiRS is the loader that napi-rs generates. For each of the tuples of a
// host it tries the file beside itself, then the package. Which tuples it
// knows depends on its version and stands in its text.
func (r *resolver) napiRS() (loader, bool) {
	field, ok := napiField(r.Manifest)
	l := loader{name: "napi-rs", evidence: "field napi"}
	var known map[string]bool // nil = its text was not found
	dir := ""
	for _, t := range r.texts {
		generated := bytes.Contains(t.data, []byte("NAPI-RS")) || bytes.Contains(t.data, []byte("NAPI_RS_"))
		if !generated && !ok || !bytes.Contains(t.data, []byte("linux-x64-gnu")) {
			continue
		}
		found := make(map[string]bool)
		name := ""
		for _, m := range napiRequire().FindAllSubmatch(t.data, 512) {
			found[string(m[2])] = true
			if len(m[3]) > 0 && name == "" {
				name = string(m[1])
			}
		}
		if len(found) < 4 || name == "" {
			continue // not a loader of every platform
		}
		known = found
		dir = path.Dir(t.path)
		if dir == "." {
			dir = ""
		}
		if !ok || generated {
			field.BinaryName = name
		}
		l.evidence = "the loader " + t.path
		break
	}
	// Where scripts could be read and none is the generated one, the package
	// has a loader of its own.
	if known == nil && (!ok || r.readable) {
		return loader{}, false
	}
	l.resolve = func(h Host) []choice {
		var tried []string
		for _, tuple := range napiTuples(h) {
			if gnu, ok := strings.CutSuffix(tuple, "-musl"); ok && known != nil && !known[tuple] {
				tuple = gnu + "-gnu" // where it knows one libc only it does not ask for it
			} else if gnu, ok := strings.CutSuffix(tuple, "-musleabihf"); ok && known != nil && !known[tuple] {
				tuple = gnu + "-gnueabihf"
			}
			if known != nil && !known[tuple] {
				tried = append(tried, "the loader does not know "+tuple)
				continue
			}
			for _, at := range []string{dir, ""} {
				if f := join(at, field.BinaryName+"."+tuple+".node"); r.tree.files[f] {
					return []choice{{file: f, why: "the loader takes the file beside it first"}}
				}
			}
			c := r.inPackage(field.PackageName+"-"+tuple, h, (*resolver).main)
			if c.pkg != "" {
				return []choice{c}
			}
			tried = append(tried, c.why)
		}
		if tried == nil {
			return none("napi-rs's loader knows no tuple for it")
		}
		return none(strings.Join(tried, ", "))
	}
	return l, true
}
