package label

import (
	"slices"
	"strings"
)

// maxFolder bounds the files of one folder that are held against each other.
const maxFolder = 1024

// unselectable lists the prebuilds node-gyp-build gives to no host at all.
func (g gyp) unselectable(pkg string) []Unselectable {
	root := join(g.dir, "prebuilds")
	var all []Unselectable
	say := func(file, why string) { all = append(all, Unselectable{File: file, Why: why}) }
	first := g.built()
	for file := range g.tree.files {
		rest, ok := strings.CutPrefix(file, root+"/")
		if !ok || len(file) < 5 || !strings.EqualFold(file[len(file)-5:], ".node") {
			continue
		}
		dir, name, nested := strings.Cut(rest, "/")
		platform, archs, tuple := tupleDir(dir)
		switch {
		case first != "":
			say(file, first+" goes before every prebuild")
		case !nested:
			say(file, "it is not in a folder <platform>-<arch>")
		case !tuple:
			say(file, "the name of its folder is not <platform>-<arch>")
		case !nodePlatform(platform):
			say(file, "no platform of Node is called "+platform)
		case !slices.ContainsFunc(archs, nodeArch):
			say(file, "no architecture of Node is called "+strings.Join(archs, " or "))
		case strings.Contains(name, "/"):
			say(file, "only "+root+"/"+dir+" itself is searched, not the folders in it")
		}
	}
	if first == "" {
		for _, e := range g.tree.entries(root) {
			platform, archs, ok := tupleDir(e.name)
			if ok && nodePlatform(platform) && slices.ContainsFunc(archs, nodeArch) {
				all = append(all, g.never(join(root, e.name), platform, archs, pkg)...)
			}
		}
	}
	slices.SortFunc(all, compareUnselectable)
	return all
}

func nodePlatform(s string) bool {
	return platforms[s].platform == s && s != "" || s == "cygwin"
}

func nodeArch(s string) bool { return archs[s].arch == s && s != "" }

// never lists the files of a folder that no host for which the folder is
// searched gets.
func (g gyp) never(dir, platform string, archs []string, pkg string) []Unselectable {
	entries := g.tree.entries(dir)
	if len(entries) > maxFolder {
		return nil
	}
	// the machines this folder is searched for
	var machines []Host
	for _, arch := range archs {
		if !nodeArch(arch) {
			continue
		}
		if best, _ := g.tuple(Host{Platform: platform, Arch: arch}); dir != "" && best != dir {
			continue
		}
		armvs := []string{""}
		switch arch {
		case "arm":
			armvs = []string{"6", "7"}
		case "arm64":
			armvs = []string{"8"}
		}
		clibs := []string{"glibc"}
		if platform == "linux" {
			clibs = []string{"glibc", "musl"}
		}
		for _, v := range armvs {
			for _, c := range clibs {
				machines = append(machines, Host{Platform: platform, Arch: arch, Libc: c, ARMv: v})
			}
		}
	}
	var all []Unselectable
	var parsed []tags
	for _, e := range entries {
		if t, ok := parseTags(e.name); ok {
			parsed = append(parsed, t)
		} else if n := len(e.name) - 5; !e.dir && n >= 0 && strings.EqualFold(e.name[n:], ".node") {
			all = append(all, Unselectable{File: join(dir, e.name), Why: "the end of its name is not .node in small letters"})
		}
	}
	for _, t := range parsed {
		if why := g.beaten(t, parsed, machines, pkg); why != "" {
			all = append(all, Unselectable{File: join(dir, t.file), Why: why})
		}
	}
	return all
}

// beaten says why t is given to none of machines under any runtime; "" where
// it is. A file that does not name an ABI has the best prospects on an ABI no
// file names; libuv has been 1 in all of Node's releases since 1.0.
func (g gyp) beaten(t tags, all []tags, machines []Host, pkg string) string {
	if len(machines) == 0 {
		return "another folder with fewer architectures goes before its own"
	}
	uv := "1"
	if digits(t.uv) {
		uv = t.uv
	}
	abis := []string{"0"}
	if digits(t.abi) {
		abis = append(abis, t.abi)
	}
	winner := ""
	var refused refusal
	for _, h := range machines {
		h.UV = uv
		for _, h.Runtime = range []string{"node", "electron", "node-webkit"} {
			for _, h.ABI = range abis {
				if r := t.match(h, g.strict); r != fits {
					if r != wrongRuntime && (r != wrongABI || refused == fits) {
						refused = r
					}
					continue
				}
				// Of equals the first in the folder is taken: later ones are beaten only.
				var fit []tags
				for _, o := range all {
					if o.match(h, g.strict) == fits {
						fit = append(fit, o)
					}
				}
				jsSort(fit, compareTags(h))
				if fit[0].file == t.file {
					return ""
				}
				winner = fit[0].file
			}
		}
	}
	if winner != "" {
		return winner + " goes before it on every host both are for"
	}
	from := ""
	for part := range strings.SplitSeq(strings.ReplaceAll(pkg, "/", "+"), ".") {
		if kind, _ := aTag(part); kind != "" && kind == string(refused) && slices.Contains(strings.Split(t.file, "."), part) {
			from = ", and the package's name is read so: " + part
		}
	}
	switch refused {
	case wrongABI:
		return "its ABI " + quote(t.abi) + " is none" + from
	case wrongUV:
		return "its libuv " + quote(t.uv) + " is none" + from
	case wrongARMv:
		return "its ARMv" + t.armv + " is not of this architecture" + from
	case wrongLibc:
		return "its libc " + t.libc + " is not of this platform" + from
	case noRuntime, noABI:
		return "it has " + string(refused)
	}
	return "its runtime " + t.runtime + " is none"
}

func quote(s string) string { return `"` + s + `"` }

// TagsInName are the parts of a package's name that node-gyp-build takes for
// tags of every file prebuildify 6 names after the package: "uv-native" is
// for the libuv "-native", and so for no host.
func TagsInName(name string) []string {
	var all []string
	for part := range strings.SplitSeq(strings.ReplaceAll(name, "/", "+"), ".") {
		if kind, _ := aTag(part); kind != "" {
			all = append(all, part)
		}
	}
	return all
}
