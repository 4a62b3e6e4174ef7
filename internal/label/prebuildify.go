package label

import (
	"strings"

	"github.com/napicheck/napicheck/internal/npm"

	"github.com/napicheck/napicheck/internal/lazyregexp"
)

// prebuildify writes
//
//	prebuilds/<platform>-<arch>{+<arch>}/<name>[.napi][.abiN][.uvN][.armvN][.libc].node
//
// where <name> is the package's with "/" as "+" since version 6, and the
// runtime ("node", "electron") before. Version 3, and forks of it still in
// use, write <platform>[libc]-<arch>[-vN]/<runtime>-<abi or "napi">.node.
// The order of the tags is free to those who read them.
var prebuildify3 = lazyregexp.New(`^(node|electron|node-webkit)-(napi|\d+)$`)

func readPrebuildify(p place, m *npm.Manifest) (Label, string, bool) {
	dir := p.dir(1)
	if p.dir(2) != "prebuilds" || strings.ContainsRune(dir, '_') {
		return Label{}, "", false
	}
	l, name, ok := aTuple(dir)
	hyphens := strings.Count(dir, "-")
	if !ok || name != "" || l.ABI != "" || l.Node != "" || hyphens > 2 || hyphens == 2 && !strings.Contains(dir, "-v") {
		return Label{}, "", false
	}
	if old := prebuildify3().FindStringSubmatch(p.stem); old != nil {
		l.Runtime = old[1]
		if l.ABI = old[2]; l.ABI == "napi" {
			l.ABI, l.NAPI = "", "any"
		}
		return l, "", true
	}
	stem := p.stem
	if m != nil && m.Name != "" {
		// The name is no claim, even where it looks like one.
		base := strings.ReplaceAll(m.Name, "/", "+")
		if stem == base {
			return l, "", true
		}
		if rest, ok := strings.CutPrefix(stem, base+"."); ok {
			stem = rest
		}
	}
	l, addon := tagLabel(l, stem, true)
	return l, addon, true
}

// readOptionalPackage reads the same tags in the root of a package that is
// itself the tuple: @lmdb/lmdb-linux-x64/node.abi115.glibc.node.
func readOptionalPackage(p place, m *npm.Manifest) (Label, string, bool) {
	if m == nil || len(p.dirs) > 0 {
		return Label{}, "", false
	}
	if pkg := OfPackage(m); pkg.Platform == "" || len(pkg.Archs) == 0 {
		return Label{}, "", false
	}
	l, addon := tagLabel(Label{}, p.stem, true)
	return l, addon, l.claims()
}

// readTags reads the tags that are certain wherever they stand.
func readTags(p place, _ *npm.Manifest) (Label, string, bool) {
	l, addon := tagLabel(Label{}, p.stem, false)
	return l, addon, l.claims()
}

// tagLabel adds the claims of the tags in a file's name to l. What only looks
// like a tag ("uv-native", "abi") claims nothing. A runtime is a claim only
// among files named by prebuildify: elsewhere "electron.node" may be the name
// of an addon.
func tagLabel(l Label, stem string, runtimes bool) (Label, string) {
	var name []string
	for part := range strings.SplitSeq(stem, ".") {
		switch kind, value := aTag(part); {
		case kind == "runtime" && runtimes:
			l.Runtime = value
		case kind == "napi" && runtimes:
			l.NAPI = "any"
		case kind == "abi" && digits(value):
			l.ABI = value
		case kind == "uv" && digits(value):
			l.UV = value
		case kind == "armv" && (value == "6" || value == "7" || value == "8"):
			l.ARMv = value
		case kind == "libc":
			l.Libc = value
		default:
			name = append(name, part)
		}
	}
	return l, strings.Join(name, ".")
}

func digits(s string) bool {
	return s != "" && len(s) <= 4 && strings.Trim(s, "0123456789") == ""
}
