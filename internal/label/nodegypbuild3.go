package label

import (
	"strings"

	"github.com/napicheck/napicheck/internal/semver"
)

// node-gyp-build 3, of the files prebuildify 3 wrote: for the folders
// <platform><libc>-<arch>-v<armv>, <platform>-<arch>-v<armv>, <platform><libc>-<arch> and
// <platform>-<arch>, in this order, <runtime>-<abi>*.node, <runtime>-napi.node, node-napi.node.
func (g *gyp) resolve3(h Host) (file, why string) {
	h = gypHost(h)
	if h.Runtime != "electron" {
		h.Runtime = "node" // it does not know NW.js
	}
	if file := g.built(); file != "" {
		return file, "a file in build/ goes before every prebuild"
	}
	dirs := []string{h.Platform + h.Libc + "-" + h.Arch, h.Platform + "-" + h.Arch}
	if isARM(h.Arch) && h.ARMv != "" {
		dirs = append([]string{dirs[0] + "-v" + h.ARMv, dirs[1] + "-v" + h.ARMv}, dirs...)
	}
	for _, dir := range dirs {
		dir = join(g.dir, "prebuilds", dir)
		names := g.names3(dir)
		for _, key := range []string{"abi " + h.Runtime + "-" + h.ABI, h.Runtime + "-napi.node", "node-napi.node"} {
			if name, ok := names[key]; ok {
				return join(dir, name), "node-gyp-build 3 takes " + name + " in " + dir
			}
		}
	}
	return "", "no file that node-gyp-build 3 takes in " + strings.Join(dirs, ", ")
}

// isNodeGypBuild3 reports whether the range spec lets npm install node-gyp-build
// 3 and nothing newer.
func isNodeGypBuild3(spec string) bool {
	r, err := semver.ParseRange(spec)
	if err != nil || r.Contains(semver.Version{Major: 4, Minor: 8, Patch: 4}) {
		return false
	}
	for minor := range 10 {
		for patch := range 3 {
			if r.Contains(semver.Version{Major: 3, Minor: minor, Patch: patch}) {
				return true
			}
		}
	}
	return false
}

// names3 are the files of a folder by what is asked for: their name, and for
// <runtime>-<abi>.node, with anything behind a second hyphen, "abi <runtime>-<abi>".
// The first of equals is kept.
func (g *gyp) names3(dir string) map[string]string {
	names, ok := g.named[dir]
	if ok {
		return names
	}
	names = make(map[string]string)
	for _, e := range g.tree.entries(dir) {
		names[e.name] = e.name
		parts := strings.SplitN(e.name, "-", 3)
		if len(parts) < 2 {
			continue
		}
		if abi, ok := strings.CutSuffix(parts[1], ".node"); ok {
			key := "abi " + parts[0] + "-" + abi
			if _, taken := names[key]; !taken {
				names[key] = e.name
			}
		}
	}
	g.named[dir] = names
	return names
}

func (r *resolver) nodeGypBuild3(evidence string) loader {
	g := newGyp(r.tree, r.gypDir(), false)
	return loader{
		name: "node-gyp-build 3", evidence: evidence,
		resolve: func(h Host) []choice {
			file, why := g.resolve3(h)
			if file == "" {
				why += r.built()
			}
			return []choice{{file: file, why: why}}
		},
		unselectable: func() []Unselectable {
			var all []Unselectable
			for _, a := range r.addons {
				l := a.label
				if !strings.HasPrefix(a.path, join(g.dir, "prebuilds")+"/") {
					continue
				}
				winner, ok := "", false
				for _, arch := range l.Archs {
					for _, libc := range []string{"glibc", "musl"} {
						for _, runtime := range []string{"node", "electron"} {
							for _, armv := range []string{"6", "7", "8"} {
								h := Host{Platform: l.Platform, Arch: arch, Libc: libc, Runtime: runtime, ABI: l.ABI, ARMv: armv}
								if l.Platform != "linux" {
									h.Libc = ""
								}
								f, _ := g.resolve3(h)
								ok = ok || f == a.path
								winner = f
							}
						}
					}
				}
				switch {
				case ok:
				case winner != "":
					all = append(all, Unselectable{File: a.path, Why: "others go before it, as " + winner})
				default:
					all = append(all, Unselectable{File: a.path, Why: "it is not named as node-gyp-build 3 wants it"})
				}
			}
			return all
		},
	}
}
