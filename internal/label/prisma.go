package label

import (
	"github.com/napicheck/napicheck/internal/npm"

	"github.com/napicheck/napicheck/internal/lazyregexp"
)

// Prisma: libquery_engine-<binary target>.so.node, .dylib.node, and
// query_engine-windows.dll.node. A target that names no architecture is for x64.
var prismaEngine = lazyregexp.New(`^(?:lib)?(query_engine)-(?:(darwin|windows|debian|rhel|linux-musl|linux-nixos|linux-static|linux|freebsd[0-9]*|openbsd|netbsd)(?:-(arm64|arm|x64))?)(?:-openssl-[0-9.]+x)?\.(?:so|dylib|dll)$`)

var prismaPlatforms = map[string]Label{
	"darwin": {Platform: "darwin"}, "windows": {Platform: "win32"}, "openbsd": {Platform: "openbsd"}, "netbsd": {Platform: "netbsd"},
	"debian": {Platform: "linux", Libc: "glibc"}, "rhel": {Platform: "linux", Libc: "glibc"}, "linux": {Platform: "linux", Libc: "glibc"},
	"linux-nixos": {Platform: "linux", Libc: "glibc"}, "linux-musl": {Platform: "linux", Libc: "musl"}, "linux-static": {Platform: "linux"},
}

func readPrisma(p place, _ *npm.Manifest) (Label, string, bool) {
	m := prismaEngine().FindStringSubmatch(p.stem)
	if m == nil {
		return Label{}, "", false
	}
	l, ok := prismaPlatforms[m[2]]
	if !ok {
		l.Platform = "freebsd"
	}
	l.Archs = []string{"x64"}
	if m[3] != "" {
		l.Archs[0] = m[3]
	}
	return l, m[1], true
}
