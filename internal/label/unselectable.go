package label

import (
	"slices"
	"strings"
)

// maxContests bounds how often the files of one folder are held against each
// other; of a folder with more nothing is said.
const maxContests = 4 << 20

// unselectable lists the prebuilds node-gyp-build gives to no host at all.
func (g *gyp) unselectable(pkg string) []Unselectable {
	root := join(g.dir, "prebuilds")
	var all []Unselectable
	say := func(file, why string) { all = append(all, Unselectable{File: file, Why: why}) }
	built := g.built()
	for file := range g.tree.files {
		rest, ok := strings.CutPrefix(file, root+"/")
		if !ok || len(file) < 5 || !strings.EqualFold(file[len(file)-5:], ".node") {
			continue
		}
		dir, name, nested := strings.Cut(rest, "/")
		platform, archs, tuple := tupleDir(dir)
		switch {
		case built != "":
			say(file, built+" goes before every prebuild")
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
	if built == "" {
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
// searched gets; dir is "" for the root of a platform package.
func (g *gyp) never(dir, platform string, archs []string, pkg string) []Unselectable {
	var all []Unselectable
	for _, e := range g.tree.entries(dir) {
		if n := len(e.name) - 5; !e.dir && n >= 0 && strings.EqualFold(e.name[n:], ".node") && e.name[n:] != ".node" {
			all = append(all, Unselectable{File: join(dir, e.name), Why: "the end of its name is not .node in small letters"})
		}
	}
	var machines []Host
	for _, arch := range archs {
		if nodeArch(arch) && (dir == "" || g.tuples[[2]string{platform, arch}] == dir) {
			machines = append(machines, gypMachines(platform, arch)...)
		}
	}
	files := g.tags(dir)
	if len(machines) == 0 {
		for _, t := range files {
			all = append(all, Unselectable{File: join(dir, t.file), Why: "another folder with fewer architectures goes before its own"})
		}
		return all
	}
	hosts := gypHosts(machines, files)
	if len(hosts)*len(files) > maxContests {
		return all
	}
	winners := make([]string, len(hosts))
	chosen := make(map[string]bool)
	for i, h := range hosts {
		if t, ok := first(files, h, g.strict); ok {
			winners[i] = t.file
			chosen[t.file] = true
		}
	}
	for _, t := range files {
		if !chosen[t.file] {
			all = append(all, Unselectable{File: join(dir, t.file), Why: g.beaten(t, hosts, winners, pkg)})
		}
	}
	return all
}

// gypMachines are the machines of one platform and architecture that
// node-gyp-build tells apart.
func gypMachines(platform, arch string) []Host {
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
	var all []Host
	for _, v := range armvs {
		for _, c := range clibs {
			all = append(all, Host{Platform: platform, Arch: arch, Libc: c, ARMv: v})
		}
	}
	return all
}

// gypHosts are the machines with every runtime, the ABIs and the libuvs that
// files name, and an ABI that none names. libuv has been 1 since 1.0.
func gypHosts(machines []Host, files []tags) []Host {
	abis, uvs := []string{"0"}, []string{"1"}
	seen := make(map[string]bool)
	for _, t := range files {
		if digits(t.abi) && !seen[t.abi] {
			seen[t.abi] = true
			abis = append(abis, t.abi)
		}
		if digits(t.uv) && !slices.Contains(uvs, t.uv) && len(uvs) < 4 {
			uvs = append(uvs, t.uv)
		}
	}
	var all []Host
	for _, h := range machines {
		for _, h.Runtime = range []string{"node", "electron", "node-webkit"} {
			for _, h.ABI = range abis {
				for _, h.UV = range uvs {
					all = append(all, h)
				}
			}
		}
	}
	return all
}

// beaten says why t, which wins on none of hosts, does not.
func (g *gyp) beaten(t tags, hosts []Host, winners []string, pkg string) string {
	var refused refusal
	for i, h := range hosts {
		r := t.match(h, g.strict)
		if r == fits {
			return winners[i] + " goes before it on every host both are for"
		}
		// the reason it fails for where it comes farthest
		if slices.Index(stages, r) > slices.Index(stages, refused) {
			refused = r
		}
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
