package label

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// What node-gyp-build 4 does, as its source has it; a differential test holds
// this file to the real one.
//
// A package is searched in this order: the first file *.node of build/Release
// and of build/Debug, then the one best folder prebuilds/<platform>-<arch>,
// and in it the one best file. The same is then done with the prebuilds
// beside the runtime's own executable, which is no matter of a package.

// aTag tells what node-gyp-build reads in one part of a file's name: "runtime",
// "napi", "abi", "uv", "armv", "libc" with a value, or "" for a part it skips.
// It looks at the package's own name just as well.
func aTag(part string) (kind, value string) {
	switch {
	case part == "node" || part == "electron" || part == "node-webkit":
		return "runtime", part
	case part == "napi":
		return "napi", ""
	case strings.HasPrefix(part, "abi"):
		return "abi", part[3:]
	case strings.HasPrefix(part, "uv"):
		return "uv", part[2:]
	case strings.HasPrefix(part, "armv"):
		return "armv", part[4:]
	case part == "glibc" || part == "musl":
		return "libc", part
	}
	return "", ""
}

// tags is a file of a tuple's folder as node-gyp-build reads it.
type tags struct {
	file                         string
	runtime, abi, uv, armv, libc string
	napi, hasABI                 bool // hasABI: "abi" alone is a tag too, of every ABI
	specificity                  int
}

func parseTags(file string) (tags, bool) {
	parts := strings.Split(file, ".")
	last := len(parts) - 1
	if parts[last] != "node" {
		return tags{}, false
	}
	t := tags{file: file}
	for _, part := range parts[:last] {
		kind, value := aTag(part)
		switch kind {
		case "runtime":
			t.runtime = value
		case "napi":
			t.napi = true
		case "abi":
			t.abi, t.hasABI = value, true
		case "uv":
			t.uv = value
		case "armv":
			t.armv = value
		case "libc":
			t.libc = value
		default:
			continue
		}
		t.specificity++
	}
	return t, true
}

// A refusal names the tag that keeps a file from a host.
type refusal string

const (
	fits         refusal = ""
	wrongRuntime refusal = "runtime"
	wrongABI     refusal = "abi"
	wrongUV      refusal = "uv"
	wrongARMv    refusal = "armv"
	wrongLibc    refusal = "libc"
	noRuntime    refusal = "no runtime tag"
	noABI        refusal = "no abi or napi tag"
)

// match tells whether t serves a host, or what keeps it from doing so.
// strict is node-gyp-build-optional-packages and node-gyp-build before 4.3,
// which want every file to name its runtime and its ABI.
func (t tags) match(h Host, strict bool) refusal {
	agnostic := t.runtime == "node" && t.napi
	switch {
	case strict && t.runtime == "" && !agnostic:
		return noRuntime
	case t.runtime != "" && t.runtime != h.Runtime && !agnostic:
		return wrongRuntime
	case strict && t.abi == "" && !t.napi:
		return noABI
	case t.abi != "" && t.abi != h.ABI && !t.napi:
		return wrongABI
	case t.uv != "" && t.uv != h.UV:
		return wrongUV
	case t.armv != "" && t.armv != h.ARMv:
		return wrongARMv
	case t.libc != "" && t.libc != h.Libc:
		return wrongLibc
	}
	return fits
}

// compareTags is node-gyp-build's order. It is no order in the strict sense:
// of two files for different runtimes, neither the host's, each comes after
// the other. jsSort therefore takes the very steps of V8.
func compareTags(h Host) func(a, b tags) int {
	return func(a, b tags) int {
		switch {
		case a.runtime != b.runtime:
			return before(a.runtime == h.Runtime)
		case a.hasABI != b.hasABI || a.abi != b.abi:
			return before(a.abi != "")
		case a.specificity != b.specificity:
			return before(a.specificity > b.specificity)
		}
		return 0
	}
}

func before(yes bool) int {
	if yes {
		return -1
	}
	return 1
}

// jsSort sorts as Array.prototype.sort does in V8 since 7.0 for up to 63
// elements: the run at the beginning, then binary insertion. More are sorted
// in the same order wherever the comparison is one.
func jsSort[T any](s []T, compare func(a, b T) int) {
	if len(s) < 2 {
		return
	}
	if len(s) >= 64 {
		slices.SortStableFunc(s, compare)
		return
	}
	run := 2
	order := compare(s[1], s[0])
	for run < len(s) && (compare(s[run], s[run-1]) < 0) == (order < 0) {
		run++
	}
	if order < 0 {
		slices.Reverse(s[:run])
	}
	for i := run; i < len(s); i++ {
		pivot, low, high := s[i], 0, i
		for low < high {
			mid := low + (high-low)/2
			if compare(pivot, s[mid]) < 0 {
				high = mid
			} else {
				low = mid + 1
			}
		}
		copy(s[low+1:i+1], s[low:i])
		s[low] = pivot
	}
}

// tupleDir reads the name of a folder below prebuilds as node-gyp-build does;
// it skips those that are not <platform>-<arch>{+<arch>}.
func tupleDir(name string) (platform string, archs []string, ok bool) {
	platform, rest, ok := strings.Cut(name, "-")
	if !ok || platform == "" || strings.Contains(rest, "-") {
		return "", nil, false
	}
	archs = strings.Split(rest, "+")
	if slices.Contains(archs, "") {
		return "", nil, false
	}
	return platform, archs, true
}

// gypHost fills in what node-gyp-build takes for granted: every platform has
// glibc unless it is Alpine, and every arm64 is ARMv8.
func gypHost(h Host) Host {
	if h.Libc == "" {
		h.Libc = "glibc"
	}
	if h.UV == "" {
		h.UV = "1"
	}
	if h.ARMv == "" && h.Arch == "arm64" {
		h.ARMv = "8"
	}
	return h
}

// A gyp resolves as node-gyp-build does in one folder of a package.
type gyp struct {
	tree          *tree
	dir           string // "" = the package's root
	strict        bool
	prebuildsOnly bool // as PREBUILDS_ONLY in the environment

	tuples map[[2]string]string         // platform and architecture → the one folder that is searched
	parsed map[string][]tags            // by folder
	named  map[string]map[string]string // by folder, for node-gyp-build 3
}

func newGyp(t *tree, dir string, strict bool) *gyp {
	g := &gyp{tree: t, dir: dir, strict: strict, tuples: make(map[[2]string]string), parsed: make(map[string][]tags), named: make(map[string]map[string]string)}
	fewest := make(map[[2]string]int)
	for _, e := range t.entries(join(dir, "prebuilds")) {
		platform, archs, _ := tupleDir(e.name)
		for _, arch := range archs {
			machine := [2]string{platform, arch}
			if n, ok := fewest[machine]; !ok || len(archs) < n {
				g.tuples[machine], fewest[machine] = join(dir, "prebuilds", e.name), len(archs)
			}
		}
	}
	return g
}

// tags are the files of a folder whose names end in .node.
func (g *gyp) tags(dir string) []tags {
	all, ok := g.parsed[dir]
	if !ok {
		for _, e := range g.tree.entries(dir) {
			if t, ok := parseTags(e.name); ok {
				all = append(all, t)
			}
		}
		g.parsed[dir] = all
	}
	return all
}

// built returns the file a build on this machine left, which goes before all prebuilds.
func (g *gyp) built() (file string) {
	if g.prebuildsOnly {
		return ""
	}
	for _, dir := range []string{"build/Release", "build/Debug"} {
		for _, e := range g.tree.entries(join(g.dir, dir)) {
			if strings.HasSuffix(e.name, ".node") {
				return join(g.dir, dir, e.name)
			}
		}
	}
	return ""
}

// best returns the file of dir that h gets.
func (g *gyp) best(dir string, h Host) (file string, ok bool) {
	t, ok := first(g.tags(dir), h, g.strict)
	return join(dir, t.file), ok
}

// first returns the one of all that h gets.
func first(all []tags, h Host, strict bool) (tags, bool) {
	var fit []tags
	for _, t := range all {
		if t.match(h, strict) == fits {
			fit = append(fit, t)
		}
	}
	if len(fit) == 0 {
		return tags{}, false
	}
	jsSort(fit, compareTags(h))
	return fit[0], true
}

// resolve is the whole of it, without the prebuilds beside the executable.
func (g *gyp) resolve(h Host) (file, why string) {
	h = gypHost(h)
	if file := g.built(); file != "" {
		return file, "a file in build/ goes before every prebuild"
	}
	dir, ok := g.tuples[[2]string{h.Platform, h.Arch}]
	if !ok {
		return "", "no folder " + join(g.dir, "prebuilds") + "/" + h.Platform + "-" + h.Arch
	}
	file, ok = g.best(dir, h)
	if !ok {
		return "", g.refusals(dir, h)
	}
	t, _ := parseTags(file[strings.LastIndexByte(file, '/')+1:])
	switch {
	case t.specificity == 0:
		return file, "it has no tags, so it is taken for every runtime, ABI and libc"
	case t.runtime == h.Runtime && t.abi != "" && !t.napi:
		return file, "its tags name this runtime and ABI"
	case t.abi != "" && !t.napi:
		return file, "its tags name this ABI"
	case t.napi:
		return file, "its tags say Node-API"
	}
	return file, "the tags it has fit"
}

// stages are the reasons in the order in which they are asked for.
var stages = []refusal{noRuntime, wrongRuntime, noABI, wrongABI, wrongUV, wrongARMv, wrongLibc}

// refusals says why no file of dir serves h: by the files that come closest.
func (g *gyp) refusals(dir string, h Host) string {
	far := -1
	var said []string
	for _, t := range g.tags(dir) {
		r := t.match(h, g.strict)
		stage := slices.Index(stages, r)
		if stage < far {
			continue
		}
		if stage > far {
			far, said = stage, nil
		}
		why := "has " + string(r)
		switch r {
		case wrongRuntime:
			why = "is for " + t.runtime
		case wrongABI:
			why = "is for ABI " + t.abi
		case wrongUV:
			why = "is for libuv " + t.uv
		case wrongARMv:
			why = "is for ARMv" + t.armv
		case wrongLibc:
			why = "is for " + t.libc
		}
		said = append(said, t.file+" "+why)
	}
	switch n := len(said); {
	case n == 0:
		return "no addon in " + cmp.Or(dir, "it")
	case n > 2:
		return strings.Join(said[:2], ", ") + " and " + strconv.Itoa(n-2) + " more are for others"
	}
	return strings.Join(said, ", ")
}
