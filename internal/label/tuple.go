package label

import (
	"regexp"
	"slices"
	"strings"

	"github.com/napicheck/napicheck/internal/npm"

	"github.com/napicheck/napicheck/internal/lazyregexp"
)

// platforms are the words for a platform, and the libc some of them imply:
// Node's own and those of .NET, VS Code and prebuild.
var platforms = map[string]struct{ platform, libc string }{
	"aix": {"aix", ""}, "android": {"android", ""}, "darwin": {"darwin", ""}, "freebsd": {"freebsd", ""}, "haiku": {"haiku", ""},
	"linux": {"linux", ""}, "netbsd": {"netbsd", ""}, "openbsd": {"openbsd", ""}, "openharmony": {"openharmony", ""},
	"sunos": {"sunos", ""}, "win32": {"win32", ""},
	"linuxmusl": {"linux", "musl"}, "linuxglibc": {"linux", "glibc"}, "alpine": {"linux", "musl"},
	"osx": {"darwin", ""}, "macos": {"darwin", ""}, "win": {"win32", ""}, "windows": {"win32", ""},
}

// archs are the words for an architecture: Node's own and those of Rust, Go, .NET and Debian.
var archs = map[string]struct{ arch, armv string }{
	"arm": {"arm", ""}, "arm64": {"arm64", ""}, "ia32": {"ia32", ""}, "loong64": {"loong64", ""}, "mips": {"mips", ""},
	"mipsel": {"mipsel", ""}, "mips64el": {"mips64el", ""}, "ppc": {"ppc", ""}, "ppc64": {"ppc64", ""}, "riscv64": {"riscv64", ""},
	"s390": {"s390", ""}, "s390x": {"s390x", ""}, "x64": {"x64", ""},
	"x86_64": {"x64", ""}, "amd64": {"x64", ""}, "aarch64": {"arm64", ""}, "x86": {"ia32", ""}, "i386": {"ia32", ""}, "i686": {"ia32", ""},
	"ppc64le": {"ppc64", ""}, "powerpc64le": {"ppc64", ""}, "powerpc64": {"ppc64", ""}, "riscv64gc": {"riscv64", ""}, "loongarch64": {"loong64", ""},
	"armv6": {"arm", "6"}, "armv6l": {"arm", "6"}, "armv7": {"arm", "7"}, "armv7l": {"arm", "7"}, "armhf": {"arm", ""}, "arm32": {"arm", ""},
}

// libcs are the words for a C library. On platforms other than linux they
// name a toolchain ("win32-x64-gnu") and claim nothing.
var libcs = map[string]string{
	"glibc": "glibc", "gnu": "glibc", "gnueabi": "glibc", "gnueabihf": "glibc",
	"musl": "musl", "musleabi": "musl", "musleabihf": "musl",
	"msvc": "", "eabi": "", "androideabi": "", "unknown": "", "libc": "",
}

func alternatives[V any](words map[string]V) string {
	keys := make([]string, 0, len(words))
	for k := range words {
		keys = append(keys, regexp.QuoteMeta(k))
	}
	slices.SortFunc(keys, func(a, b string) int { return len(b) - len(a) })
	return strings.Join(keys, "|")
}

// A tuple ends a folder's or a file's name; it may have a name before it and
// a C library, an ABI, a line of Node or a version of the package behind it:
//
//	linux-x64  koffi/linux_x64  sharp-linuxmusl-x64-0.33.5  napi-v6-linux-glibc-x64
//	index.linux-arm-gnueabihf  stack-trace-linux-arm64-musl-115  darwin-x64+arm64  darwin-x64-node-22
//
// Capital letters are not those of a grammar.
var (
	tupleText = `(` + alternatives(platforms) + `)[-_](?:(musl|glibc|gnu|unknown)[-_])?((?:` + alternatives(archs) + `|universal)(?:\+(?:` + alternatives(archs) + `))*)` +
		`(?:[-_.](` + alternatives(libcs) + `))?(?:-v([678]))?`
	tuplePattern = lazyregexp.New(`(?:^|^(.*?)[-_.+@])` + tupleText +
		`(?:[-_.](?:abi)?(\d{2,3})|-node-(0\.\d+|\d{1,2}))?(?:-v?\d+\.\d+\.\d+(?:[-+][-+.0-9A-Za-z]+)?)?$`)
	// as in @chainsafe/blst's prebuild/darwin-arm64-102-binding.node
	leadingTuple = lazyregexp.New(`^` + tupleText + `-(\d{2,3})[-_](.+)$`)

	// Rust's and GNU's triples put the architecture first.
	triplePattern = lazyregexp.New(`(?:^|^(.*?)[-_.+@])` + `(x86_64|aarch64|i[3-6]86|armv7|armv6|arm|riscv64gc|riscv64|powerpc64le|powerpc64|s390x|loongarch64)-` +
		`(?:(?:unknown|pc|apple|uwp)-)?(linux|darwin|windows|freebsd|netbsd|openbsd)(?:-(gnu|musl|msvc|gnueabihf|musleabihf|gnueabi|musleabi|android|androideabi|ohos))?$`)
)

// aTuple reads the tuple of one segment of a path.
func aTuple(s string) (l Label, name string, ok bool) {
	if len(s) > 256 {
		return Label{}, "", false
	}
	if m := tuplePattern().FindStringSubmatch(s); m != nil {
		l, ok = machine(m[2], m[3], m[4], m[5], m[6])
		if m[7] != "" && !plausibleABI(m[7]) {
			return Label{}, "", false
		}
		l.ABI, l.Node = m[7], m[8]
		if m[8] != "" {
			l.Runtime = "node"
		}
		return l, m[1], ok
	}
	if m := leadingTuple().FindStringSubmatch(s); m != nil && plausibleABI(m[6]) {
		l, ok = machine(m[1], m[2], m[3], m[4], m[5])
		l.ABI = m[6]
		return l, m[7], ok
	}
	if m := triplePattern().FindStringSubmatch(s); m != nil {
		cpu := m[2]
		if len(cpu) == 4 && cpu[0] == 'i' {
			cpu = "i686"
		}
		platform := m[3]
		switch m[4] {
		case "android", "androideabi":
			platform = "android"
		case "ohos":
			platform = "openharmony"
		}
		l, ok = machine(platform, "", cpu, m[4], "")
		return l, m[1], ok
	}
	return Label{}, "", false
}

// machine puts together what the words of a tuple claim. A C library may be
// written on either side of the architecture.
func machine(platform, libc1, arch, libc2, armv string) (Label, bool) {
	p := platforms[platform]
	l := Label{Platform: p.platform, Libc: p.libc, ARMv: armv}
	if arch == "universal" {
		if l.Platform != "darwin" {
			return Label{}, false
		}
		l.Archs = []string{"x64", "arm64"}
	} else {
		for a := range strings.SplitSeq(arch, "+") {
			word := archs[a]
			if slices.Contains(l.Archs, word.arch) {
				continue
			}
			l.Archs = append(l.Archs, word.arch)
			if word.armv != "" {
				l.ARMv = word.armv
			}
		}
	}
	if armv != "" && !slices.ContainsFunc(l.Archs, isARM) {
		return Label{}, false
	}
	if l.Platform == "linux" && l.Libc == "" {
		l.Libc = libcs[libc1]
		if l.Libc == "" {
			l.Libc = libcs[libc2]
		}
	}
	return l, true
}

func isARM(arch string) bool { return arch == "arm" || arch == "arm64" }

// plausibleABI tells a NODE_MODULE_VERSION from any other number: they have
// been 46 and more since Node 4.
func plausibleABI(s string) bool {
	return len(s) == 2 && s >= "46" || len(s) == 3 && s[0] >= '1' && s[0] <= '3'
}

// readTuple reads tuples wherever they stand: in the file's name, in that of
// a folder, or as two folders (linux/arm64/x.node). The nearest to the file
// speaks first, farther ones fill what it leaves open.
func readTuple(p place, _ *npm.Manifest) (Label, string, bool) {
	l, name, ok := aTuple(p.stem)
	if !ok {
		name = p.stem
	}
	for i := len(p.dirs) - 1; i >= 0; i-- {
		far, before, found := aTuple(p.dirs[i])
		if !found && i > 0 {
			far, found = aPair(p.dirs[i-1], p.dirs[i])
		}
		if !found {
			continue
		}
		l, ok = l.or(far), true
		if name == "" {
			name = before
		}
	}
	if !ok && len(p.dirs) > 0 {
		l, name, ok = fileArch(p.dir(1), p.stem)
	}
	if !ok {
		return Label{}, "", false
	}
	l, name = tagLabel(l, name, false)
	return l, name, true
}

// fileArch reads a folder that is a platform and a file whose name is or ends
// in an architecture: win32/x64.node, build/linux/libringrtc-x64.node. "arm"
// and "x86" are words too, and taken only alone.
func fileArch(platform, stem string) (l Label, name string, ok bool) {
	if l, ok := aPair(platform, stem); ok {
		return l, "", true
	}
	i := strings.LastIndexAny(stem, "-_.")
	switch arch := stem[i+1:]; {
	case i <= 0:
	case arch == "x64" || arch == "arm64" || arch == "ia32" || arch == "aarch64" || arch == "riscv64":
		l, ok := aPair(platform, arch)
		return l, stem[:i], ok
	}
	return Label{}, "", false
}

// aPair reads two segments that are a platform and an architecture.
func aPair(platform, arch string) (Label, bool) {
	_, ok1 := platforms[platform]
	_, ok2 := archs[arch]
	if !ok2 && arch != "universal" || !ok1 {
		return Label{}, false
	}
	return machine(platform, "", arch, "", "")
}
