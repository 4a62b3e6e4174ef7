package rules

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/napicheck/napicheck/internal/label"
	"github.com/napicheck/napicheck/matrix"
	"github.com/napicheck/napicheck/symbols"
)

// A Target is what one kind of host gets from a package, and where that works.
type Target struct {
	label.Target
	Binary *symbols.Binary // the slice for this host; nil as Works is
	Works  *Verdict        // of the slice for this host; nil where there is no file or it could not be judged
	Broken string          // why the file loads on no such host whatever the release; "" = nothing is known against it
}

// targetTable asks which file each kind of host gets: the runtimes are the
// newest release of every line that is promised or supported.
func targetTable(p *Package, promise Promise, today string) label.Table {
	var hosts []label.Host
	newest := map[int]matrix.Release{}
	for _, r := range supported(today) {
		newest[r.Version.Major] = r
	}
	for _, v := range promise.Releases {
		if r, ok := matrix.Lookup(v); ok && r.Modules != 0 && v.Major >= oldest {
			newest[v.Major] = r
		} else if n := modulesOf(v); n != 0 && newest[v.Major].Modules == 0 {
			newest[v.Major] = matrix.Release{Version: v, Modules: n}
		}
	}
	for _, r := range newest {
		hosts = append(hosts, label.Host{Runtime: "node", ABI: strconv.Itoa(r.Modules), NAPI: r.NodeAPI, Release: r.Version.String()})
	}
	slices.SortFunc(hosts, func(a, b label.Host) int {
		return cmp.Or(cmp.Compare(len(a.ABI), len(b.ABI)), cmp.Compare(a.ABI, b.ABI))
	})
	return label.Targets(labelPackage(p), hosts)
}

func labelPackage(p *Package) label.Package {
	q := label.Package{Manifest: p.Manifest, Files: p.Paths, Read: p.Read}
	if q.Files == nil {
		for _, f := range p.Files {
			q.Files = append(q.Files, f.Path)
		}
	}
	if q.Read == nil {
		q.Read = func(string) ([]byte, error) { return nil, errors.ErrUnsupported }
	}
	for _, pp := range p.Platform {
		q.Platform = append(q.Platform, labelPackage(pp))
	}
	return q
}

// supported are the newest known releases of the lines that are not at their
// end of life.
func supported(today string) []matrix.Release {
	newest := map[int]matrix.Release{}
	for _, r := range matrix.Releases() {
		if r.Known() {
			newest[r.Version.Major] = r
		}
	}
	var rs []matrix.Release
	for _, l := range matrix.Lines() {
		if r, ok := newest[l.Major]; ok && l.Major >= oldest && (l.EndOfLife == "" || l.EndOfLife >= today) {
			rs = append(rs, r)
		}
	}
	return rs
}

// judged adds the verdicts to targets.
func (p *Package) judged(targets []label.Target) []Target {
	out := make([]Target, len(targets))
	for i, t := range targets {
		out[i].Target = t
		if f := p.file(t); f != nil {
			out[i].Binary, out[i].Works, out[i].Broken = f.on(t)
		}
	}
	return out
}

// file is the file of a target, nil for none.
func (p *Package) file(t label.Target) *PackageFile {
	if t.File == "" {
		return nil
	}
	if t.Package != "" && (p.Manifest == nil || t.Package != p.Manifest.Name) {
		i := slices.IndexFunc(p.Platform, func(q *Package) bool { return q.Manifest != nil && q.Manifest.Name == t.Package })
		if i < 0 {
			return nil
		}
		p = p.Platform[i]
	}
	i := slices.IndexFunc(p.Files, func(f PackageFile) bool { return f.Path == t.File })
	if i < 0 {
		return nil
	}
	return &p.Files[i]
}

// on is what a host of target t makes of the file.
func (f *PackageFile) on(t label.Target) (b *symbols.Binary, works *Verdict, broken string) {
	switch {
	case f.Err != nil:
		return nil, nil, "unreadable: " + f.Err.Error()
	case f.Facts == nil:
		return nil, nil, ""
	case f.Facts.Kind == symbols.KindNotAnAddon:
		return nil, nil, "not an addon: " + cmp.Or(f.Facts.Reason, "nothing in it registers with Node.js")
	}
	var made []string
	for i, b := range f.Facts.Binaries {
		switch {
		case !runsOn(b, t.Platform) || !runsOnCPU(b, t.Arch):
			made = append(made, machine(b.Platform, b.Arch))
			continue
		case t.Libc == "glibc" && b.Libc == "musl":
			return nil, nil, "its bytes are for musl"
		case t.Libc == "musl" && b.Libc == "glibc":
			if only := onlyGlibc(b); len(only) > 0 && b.Binding != symbols.BindLazy {
				return nil, nil, "its bytes are for glibc: musl has no " + few(only, 2)
			}
		}
		if i < len(f.Verdicts) {
			works = f.Verdicts[i]
		}
		return b, works, ""
	}
	if len(made) == 0 {
		return nil, nil, ""
	}
	return nil, nil, "its bytes are for " + few(made, 3)
}

// Range is the npm range of the releases of Node.js that choose the file of t
// and on which it works; "" = none. known is false where that cannot be said.
func (t *Target) Range() (works string, known bool) {
	if t.Broken != "" {
		return "", true
	}
	if t.Works == nil || t.Runtime != "" && t.Runtime != "node" {
		return "", false
	}
	abi, err := strconv.Atoi(t.ABI)
	var vs []matrix.Version
	open := false
	for _, o := range t.Works.Outcomes {
		r, ok := matrix.Lookup(o.Version)
		if err == nil && modulesOf(o.Version) != abi {
			continue
		}
		if o.Outcome == Works {
			vs = append(vs, o.Version)
		}
		open = open || o.Outcome == Unknown && (r.Measured || !ok)
	}
	if len(vs) == 0 && open {
		return "", false
	}
	return matrix.RangeOf(vs), true
}

// A host is a kind of machine, with what the runtimes on it get of one addon.
type host struct {
	platform, arch, armv, libc, addon string
	targets                           []*Target
}

func (h *host) name() string {
	s := machine(h.platform, h.arch)
	if h.armv != "" {
		s += "v" + h.armv
	}
	if h.libc != "" {
		s += "-" + h.libc
	}
	if h.addon != "" {
		s += " (" + h.addon + ")"
	}
	return s
}

// machines groups targets by machine and addon, in their order.
func (p *PackagePass) machines() []*host { return hosts(p.Targets) }

func hosts(targets []Target) []*host {
	var hs []*host
	for i := range targets {
		t := &targets[i]
		j := slices.IndexFunc(hs, func(h *host) bool {
			return h.platform == t.Platform && h.arch == t.Arch && h.armv == t.ARMv && h.libc == t.Libc && h.addon == t.Addon
		})
		if j < 0 {
			j = len(hs)
			hs = append(hs, &host{platform: t.Platform, arch: t.Arch, armv: t.ARMv, libc: t.Libc, addon: t.Addon})
		}
		hs[j].targets = append(hs[j].targets, t)
	}
	return hs
}

// gets is the target of Node.js release v on the machine; nil for none.
func (h *host) gets(v matrix.Version) *Target {
	abi := ""
	if n := modulesOf(v); n != 0 {
		abi = strconv.Itoa(n)
	}
	var any *Target
	for _, t := range h.targets {
		switch {
		case t.Runtime != "" && t.Runtime != "node":
		case t.ABI != "" && t.ABI == abi:
			return t
		case t.ABI == "":
			any = t
		}
	}
	return any
}

// modulesOf is the NODE_MODULE_VERSION of a release, which all of a line share;
// 0 = unknown.
func modulesOf(v matrix.Version) int {
	if r, ok := matrix.Lookup(v); ok && r.Modules != 0 {
		return r.Modules
	}
	for _, l := range matrix.Lines() {
		if l.Major == v.Major {
			return l.Modules
		}
	}
	return 0
}

// builtHere reports whether the file of t was compiled or fetched on this
// machine: a package makes no promise with it.
func (p *PackagePass) builtHere(t *Target) bool {
	f := p.file(t.Target)
	return f != nil && p.Installed && f.Label.Platform == "" && p.Promise.Source != "--node"
}

// text is one file of the package, "" where it cannot be had.
func (p *Package) text(path string) string {
	if p.Read == nil || !p.has(path) {
		return ""
	}
	b, err := p.Read(path)
	if err != nil {
		return ""
	}
	return string(b)
}

// scripts are the files of the package that a command runs with node.
func (p *Package) scripts(command string) []string {
	var out []string
	for _, w := range strings.Fields(command) {
		w = strings.TrimPrefix(strings.Trim(w, `"';&`), "./")
		for _, path := range []string{w, w + ".js", w + ".cjs", w + ".mjs", w + "/index.js"} {
			if w != "" && p.has(path) && !slices.Contains(out, path) {
				out = append(out, path)
			}
		}
	}
	return out
}
