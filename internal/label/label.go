// Package label reads what the place of a file claims about its bytes: the
// naming conventions of prebuildify, node-gyp-build, prebuild, node-pre-gyp,
// napi-rs, neon and their kin. It also knows how their loaders choose among
// files, and so which file a given host gets.
//
// It looks at names, manifests and the text of loaders, never at the bytes of
// addons. What a grammar does not say for certain it does not claim.
package label

import (
	"slices"
	"strings"

	"github.com/napicheck/napicheck/internal/npm"
)

// A Label is what a path or a package claims; "" or nil where it claims nothing.
type Label struct {
	Convention string   // which grammar the claim was read by: "prebuildify", "napi-rs", "pkg-prebuilds", ...; "" = none
	Platform   string   // Node's process.platform
	Archs      []string // Node's process.arch; several for one multi-architecture file
	Libc       string   // "glibc" or "musl", as written: prebuildify tags files of every platform with it
	Runtime    string   // "node", "electron", "node-webkit", "napi"
	ABI        string   // NODE_MODULE_VERSION as written
	NAPI       string   // Node-API version as written; "any" where only "napi" is claimed
	ARMv       string   // "6", "7", "8"
	UV         string   // major version of libuv
	Node       string   // release or release line of Node.js: "22", "0.12", "20.11.0"
}

// A Host is a machine and a runtime that loads an addon.
type Host struct {
	Platform, Arch, Libc, ARMv string // Libc "" other than on linux
	Runtime                    string // "node" or "electron"
	ABI                        string // NODE_MODULE_VERSION
	UV                         string // major version of libuv; "" is taken for "1", which all have had since 2015
	NAPI                       int    // process.versions.napi; 0 = not known, and then no reason to refuse
	Release                    string // of the runtime: "22.14.0"; "" = not known
}

// A Target is what one kind of host gets from a package.
type Target struct {
	Platform string `json:"platform"`
	Arch     string `json:"arch"`
	ARMv     string `json:"armv"`    // "" = any
	Libc     string `json:"libc"`    // "" other than on linux
	Runtime  string `json:"runtime"` // "node", "electron"; "" = any
	ABI      string `json:"abi"`     // "" = any
	Addon    string `json:"addon"`   // which addon, where a package has several; "" = the only one
	File     string `json:"file"`    // path in the package (or of the platform package); "" = none, or not known where Package is set
	Package  string `json:"package"` // name of the platform package that holds it, or that was not looked at; "" = this one
	Why      string `json:"why"`     // by which rule it is chosen, or why there is none
}

// A convention reads the claims of a place, and the name of the addon that
// remains once they are taken away. It reports false for a place that is not
// written in its grammar.
type convention struct {
	name string
	read func(p place, m *npm.Manifest) (l Label, addon string, ok bool)
}

// conventions, in the order in which they are tried: those with the
// narrowest grammar first.
var conventions = []convention{
	{"prebuild", readPrebuild},
	{"prisma", readPrisma},
	{"cmake-ts", readCMakeTS},
	{"koffi", readKoffi},
	{"pkg-prebuilds", readPkgPrebuilds},
	{"prebuildify", readPrebuildify},
	{"flat", readFlat},
	{"node-pre-gyp", readNodePreGyp},
	{"bindings", readCompiled},
	{"napi-rs", readNAPIRS},
	{"neon", readNeon},
	{"tuple", readTuple},
	{"node-gyp-build-optional-packages", readOptionalPackage},
	{"tags", readTags},
}

// Of says what the place of a file claims: path, with slashes, inside the
// package (and, for a member of an archive in it, after the archive's own
// path), and the package it lies in, which speaks for the file where its
// path is silent. m may be nil.
func Of(path string, m *npm.Manifest) Label {
	l, _ := read(path, m)
	return l
}

func read(path string, m *npm.Manifest) (Label, string) {
	p := newPlace(path)
	var l Label
	addon := p.stem
	for _, c := range conventions {
		if got, name, ok := c.read(p, m); ok {
			l, addon = got, name
			l.Convention = c.name
			break
		}
	}
	if m == nil {
		return l, addon
	}
	pkg := OfPackage(m)
	if p.file == "index.node" && neonID(lastOf(m.Name)) && l.Convention == "" {
		pkg.Convention = "neon"
	}
	return l.or(pkg), addon
}

// or fills what l leaves open with the claims of q, unless they speak of
// another machine.
func (l Label) or(q Label) Label {
	if l.Platform != "" && q.Platform != "" && l.Platform != q.Platform || len(l.Archs) > 0 && len(q.Archs) > 0 && !slices.Equal(l.Archs, q.Archs) {
		return l
	}
	before := l
	if l.Platform == "" {
		l.Platform = q.Platform
	}
	if l.Archs == nil {
		l.Archs = q.Archs
	}
	for _, f := range []struct{ to, from *string }{
		{&l.Libc, &q.Libc}, {&l.Runtime, &q.Runtime}, {&l.ABI, &q.ABI}, {&l.NAPI, &q.NAPI},
		{&l.ARMv, &q.ARMv}, {&l.UV, &q.UV}, {&l.Node, &q.Node},
	} {
		if *f.to == "" {
			*f.to = *f.from
		}
	}
	if l.Convention == "" && l.claims() && !before.claims() {
		l.Convention = q.Convention
	}
	return l
}

// claims reports whether l claims anything.
func (l Label) claims() bool {
	return l.Platform != "" || l.Archs != nil || l.Libc != "" || l.Runtime != "" || l.ABI != "" ||
		l.NAPI != "" || l.ARMv != "" || l.UV != "" || l.Node != ""
}

// maxDepth bounds how many of the last segments of a path are looked at.
const maxDepth = 32

// A place is a path cut into its parts.
type place struct {
	dirs []string // folders, outermost first
	file string
	stem string // file without ".node"
}

func newPlace(path string) place {
	segments := make([]string, 0, 8)
	for len(segments) < maxDepth && path != "" {
		i := strings.LastIndexByte(path, '/')
		if s := path[i+1:]; s == "node_modules" {
			break // what comes before is another package's
		} else if s != "" && s != "." {
			segments = append(segments, s)
		}
		path = path[:max(i, 0)]
	}
	if len(segments) == 0 {
		return place{}
	}
	slices.Reverse(segments)
	last := len(segments) - 1
	p := place{dirs: segments[:last], file: segments[last]}
	p.stem = p.file
	if n := len(p.file) - len(".node"); n >= 0 && strings.EqualFold(p.file[n:], ".node") {
		p.stem = p.file[:n]
	}
	return p
}

// dir returns the n-th folder from the file, 1 being the one that holds it.
func (p place) dir(n int) string {
	if n > len(p.dirs) {
		return ""
	}
	return p.dirs[len(p.dirs)-n]
}

// lastOf returns what follows the scope of a package's name.
func lastOf(name string) string { return name[strings.LastIndexByte(name, '/')+1:] }
