package label

import (
	"cmp"
	"slices"
	"strings"

	"github.com/napicheck/napicheck/internal/npm"
)

// A Package is what a loader can see of a package.
type Package struct {
	Manifest *npm.Manifest
	Files    []string                          // paths of everything in it, with slashes
	Read     func(path string) ([]byte, error) // what it says of the files Reads asks for; nil = nothing can be read
	Platform []Package                         // its platform packages, those that were looked at
}

// A Table tells which hosts get which files of a package.
type Table struct {
	Loader       string         // what chooses: "node-gyp-build", "napi-rs", ...; "" = not known, and the labels decide
	Evidence     string         // how that is known
	Targets      []Target       // by platform, architecture, libc, runtime, ABI
	Unselectable []Unselectable // addons the loader gives to no host
}

// An Unselectable is an addon that no host can get.
type Unselectable struct {
	File    string // path in its package
	Package string // the platform package that holds it; "" = this one
	Why     string
}

// Bounds of the work, far above what packages have.
const (
	maxAddons   = 4096
	maxNames    = 64 // of addons; more are not told apart
	maxMachines = 128
	maxRuntimes = 96
)

// A choice is what a loader has for a host: a file, or why there is none.
type choice struct{ addon, file, pkg, why string }

// A loader is a way to choose.
type loader struct {
	name, evidence string
	resolve        func(h Host) []choice // one for each addon, at least one
	unselectable   func() []Unselectable // may be nil
}

// Targets says what the hosts of interest get from p: the machines its names
// and fields speak of and the common ones (linux, darwin and win32 on x64 and
// arm64), with the runtimes given (their Runtime, ABI, UV, NAPI, Release) and
// those the labels name besides. Runtimes that get the same are one row.
func Targets(p Package, runtimes []Host) Table {
	r := newResolver(p)
	l := r.detect()
	t := Table{Loader: l.name, Evidence: l.evidence}
	runtimes = r.runtimes(runtimes)
	several := make(map[string]bool)
	for _, m := range r.machines() {
		rows := r.rows(l, m, runtimes)
		if before := len(t.Targets) - len(rows); m.ARMv == "7" && before >= 0 && sameButARMv(t.Targets[before:], rows) {
			for i := range rows {
				t.Targets[before+i].ARMv = ""
			}
			continue
		}
		for _, row := range rows {
			if row.File != "" {
				several[row.Addon] = true
			}
		}
		t.Targets = append(t.Targets, rows...)
	}
	if len(several) < 2 {
		for i := range t.Targets {
			t.Targets[i].Addon = ""
		}
	}
	if l.unselectable != nil {
		t.Unselectable = l.unselectable()
	}
	return t
}

// sameButARMv reports whether ARMv6 and ARMv7, in this order, get the same.
func sameButARMv(six, seven []Target) bool {
	return slices.EqualFunc(six, seven, func(a, b Target) bool {
		six := a.ARMv == "6"
		a.ARMv, b.ARMv, a.Why, b.Why = "", "", "", ""
		return six && a == b
	})
}

// A resolver holds what the loaders look at.
type resolver struct {
	Package
	tree     *tree
	addons   []addon
	platform map[string]*resolver // platform packages by name
	texts    []text
	readable bool // whether texts are all of its scripts
}

// An addon is a file that is one by its name, and what it claims.
type addon struct {
	path, name string
	label      Label
}

func newResolver(p Package) *resolver {
	if p.Manifest == nil {
		p.Manifest = &npm.Manifest{}
	}
	r := &resolver{Package: p, tree: newTree(p.Files), platform: make(map[string]*resolver)}
	names := make(map[string]bool)
	for _, f := range slices.Sorted(slices.Values(p.Files)) {
		if len(f) >= 5 && strings.EqualFold(f[len(f)-5:], ".node") && !strings.Contains("/"+f, "/node_modules/") && len(r.addons) < maxAddons {
			l, name := read(f, p.Manifest)
			if names[name] = true; len(names) > maxNames {
				name = ""
			}
			r.addons = append(r.addons, addon{f, name, l})
		}
	}
	for i := range p.Platform {
		if m := p.Platform[i].Manifest; m != nil && len(r.platform) < maxMachines {
			q := p.Platform[i]
			q.Platform = nil
			r.platform[m.Name] = newResolver(q)
		}
	}
	return r
}

// rows are the targets of one machine.
func (r *resolver) rows(l loader, m Host, runtimes []Host) []Target {
	// what each runtime gets, by addon
	names := []string{}
	got := make(map[string][]choice)
	for i, rt := range runtimes {
		h := rt
		h.Platform, h.Arch, h.Libc, h.ARMv = m.Platform, m.Arch, m.Libc, m.ARMv
		if h.Arch == "arm" && h.ARMv == "" {
			h.ARMv = "7" // what Node's own builds are
		}
		for _, c := range l.resolve(h) {
			if got[c.addon] == nil {
				names = append(names, c.addon)
				got[c.addon] = make([]choice, len(runtimes))
			}
			got[c.addon][i] = c
		}
	}
	slices.Sort(names)
	same := func(cs []choice) bool {
		return !slices.ContainsFunc(cs, func(c choice) bool { return c.file != cs[0].file || c.pkg != cs[0].pkg })
	}
	names = r.worthSaying(names, m, got)
	var rows []Target
	add := func(name, runtime, abi string, c choice) {
		if c.file == "" && c.why == "" {
			c.why = "nothing is labelled for it"
		}
		rows = append(rows, Target{
			Platform: m.Platform, Arch: m.Arch, ARMv: m.ARMv, Libc: m.Libc, Runtime: runtime, ABI: abi,
			Addon: name, File: c.file, Package: c.pkg, Why: c.why,
		})
	}
	for _, name := range names {
		cs := got[name]
		if same(cs) {
			if cs[0].file == "" && cs[0].pkg == "" && len(names) == 1 {
				name = "" // none of the package's addons
			}
			add(name, "", "", cs[0])
			continue
		}
		for from := 0; from < len(cs); {
			to := from + 1
			for to < len(cs) && runtimes[to].Runtime == runtimes[from].Runtime {
				to++
			}
			if same(cs[from:to]) {
				add(name, runtimes[from].Runtime, "", cs[from])
			} else {
				for i := from; i < to; i++ {
					add(name, runtimes[i].Runtime, runtimes[i].ABI, cs[i])
				}
			}
			from = to
		}
	}
	return rows
}

// worthSaying leaves out the addons of which nothing is to be said on m: they
// have no file there, are for other platforms, and another addon of the
// package tells what there is to tell.
func (r *resolver) worthSaying(names []string, m Host, got map[string][]choice) []string {
	has := make(map[string]bool)
	for _, name := range names {
		if slices.ContainsFunc(got[name], func(c choice) bool { return c.file != "" || c.pkg != "" }) {
			has[name] = true
		}
	}
	if len(has) == 0 {
		return names[:min(1, len(names))] // the first speaks for all
	}
	for _, a := range r.addons {
		if a.label.Platform == m.Platform || a.label.Platform == "" {
			has[a.name] = true
		}
	}
	return slices.DeleteFunc(names, func(name string) bool { return !has[name] })
}

// runtimes adds to those given the ones that labels name, and sorts them.
func (r *resolver) runtimes(given []Host) []Host {
	all := slices.Clone(given)
	if len(all) == 0 {
		all = []Host{{Runtime: "node"}}
	}
	newest := slices.MaxFunc(all, func(a, b Host) int { return cmp.Compare(a.NAPI, b.NAPI) }).NAPI
	known := make(map[[2]string]bool)
	for _, h := range all {
		known[[2]string{h.Runtime, h.ABI}] = true
	}
	claims := func(l Label) {
		runtime := l.Runtime
		if runtime != "electron" && runtime != "node-webkit" {
			runtime = "node"
		}
		// A label without an ABI is for every runtime of its kind; one of them has to be there.
		if l.ABI == "" && slices.ContainsFunc(all, func(h Host) bool { return h.Runtime == runtime }) {
			return
		}
		if id := [2]string{runtime, l.ABI}; !known[id] && len(all) < maxRuntimes {
			known[id] = true
			all = append(all, Host{Runtime: runtime, ABI: l.ABI, NAPI: newest})
		}
	}
	for _, a := range r.addons {
		claims(a.label)
	}
	for _, q := range r.platform {
		for _, a := range q.addons {
			claims(a.label)
		}
	}
	slices.SortStableFunc(all, func(a, b Host) int {
		return cmp.Or(-cmp.Compare(a.Runtime, b.Runtime), cmp.Compare(len(a.ABI), len(b.ABI)), cmp.Compare(a.ABI, b.ABI))
	})
	// electron without an ABI stands for all of them only where none has one
	return slices.DeleteFunc(all, func(h Host) bool {
		return h.ABI == "" && slices.ContainsFunc(all, func(o Host) bool { return o.Runtime == h.Runtime && o.ABI != "" })
	})
}

// machines are the hosts of interest, without their runtimes.
func (r *resolver) machines() []Host {
	said := make(map[Host]bool) // machines named by files and packages
	arms := make(map[string]bool)
	musl := make(map[string]bool)
	name := func(l Label) {
		for _, a := range l.Archs {
			if l.Platform != "" {
				said[Host{Platform: l.Platform, Arch: a}] = true
				musl[a] = musl[a] || l.Libc == "musl" && l.Platform == "linux"
			}
			if a == "arm" && l.ARMv != "" {
				arms[l.ARMv] = true
			}
		}
		if l.Archs == nil && l.Platform != "" && l.Platform != "linux" && l.Platform != "darwin" && l.Platform != "win32" {
			for _, a := range []string{"x64", "arm64"} {
				said[Host{Platform: l.Platform, Arch: a}] = true
			}
		}
	}
	for _, a := range r.addons {
		name(a.label)
	}
	for _, q := range r.platform {
		name(OfPackage(q.Manifest))
		for _, a := range q.addons {
			name(a.label)
		}
	}
	for dep := range r.Manifest.OptionalDependencies {
		name(OfName(dep))
	}
	for _, l := range napiTargets(r.Manifest) {
		name(l)
	}
	own := OfPackage(r.Manifest)
	allowed := func(h Host) bool {
		_, ok := own.accepts(h)
		return ok && npm.Allows(r.Manifest.OS, h.Platform) && npm.Allows(r.Manifest.CPU, h.Arch)
	}
	for _, p := range r.Manifest.OS {
		for _, c := range r.Manifest.CPU {
			if nodePlatform(p) && nodeArch(c) && exists(p, c) {
				said[Host{Platform: p, Arch: c}] = true
			}
		}
	}
	for _, p := range []string{"linux", "darwin", "win32"} {
		for _, a := range []string{"x64", "arm64"} {
			if h := (Host{Platform: p, Arch: a}); allowed(h) {
				said[h] = true
			}
		}
	}
	var all []Host
	for h := range said {
		armvs := []string{""}
		if h.Arch == "arm" && h.Platform == "linux" && len(arms) > 0 {
			armvs = []string{"6", "7"}
		}
		clibs := []string{""}
		if h.Platform == "linux" {
			clibs = []string{"glibc"}
			if h.Arch == "x64" || h.Arch == "arm64" || musl[h.Arch] {
				clibs = []string{"glibc", "musl"}
			}
			if own.Libc != "" {
				clibs = []string{own.Libc}
			}
			if len(r.Manifest.Libc) > 0 {
				clibs = slices.DeleteFunc(clibs, func(c string) bool { return !npm.Allows(r.Manifest.Libc, c) })
			}
		}
		for _, c := range clibs {
			for _, v := range armvs {
				all = append(all, Host{Platform: h.Platform, Arch: h.Arch, Libc: c, ARMv: v})
			}
		}
	}
	slices.SortFunc(all, func(a, b Host) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a.Platform, b.Platform), cmp.Compare(a.Arch, b.Arch), cmp.Compare(a.Libc, b.Libc), cmp.Compare(a.ARMv, b.ARMv))
	})
	return all[:min(len(all), maxMachines)]
}

// exists reports whether there is a Node for arch on platform, to tell the
// pairs that fields os and cpu mean from all that they allow.
func exists(platform, arch string) bool {
	switch arch {
	case "x64", "arm64":
		return true
	case "ia32":
		return platform == "linux" || platform == "win32"
	case "arm":
		return platform == "linux" || platform == "android"
	case "ppc64":
		return platform == "linux" || platform == "aix"
	}
	return platform == "linux"
}

// rank puts the common machines first.
func rank(h Host) int {
	n := 3 * slices.Index([]string{"linux", "darwin", "win32"}, h.Platform)
	if n < 0 {
		return 100
	}
	if i := slices.Index([]string{"x64", "arm64"}, h.Arch); i >= 0 {
		return n + i
	}
	return n + 2
}

// installs reports whether npm installs a package with these fields on h.
// npm knows the libc of linux only and refuses a package with that field elsewhere.
func installs(m *npm.Manifest, h Host) bool {
	return npm.Allows(m.OS, h.Platform) && npm.Allows(m.CPU, h.Arch) && (len(m.Libc) == 0 || h.Platform == "linux" && npm.Allows(m.Libc, h.Libc))
}
