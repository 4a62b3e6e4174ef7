package label

import (
	"regexp"

	"github.com/napicheck/napicheck/internal/npm"
)

// cmake-ts: <os>/<arch>/<runtime>/<libc>-<abi>-<configuration>[/…]/x.node below
// its target folder; before 1.0 the last folder was <abi>. On darwin and
// win32 it calls the C library "libc" and "msvc".
var cmakeTSFolder = regexp.MustCompile(`^(?:(glibc|musl|libc|msvc|unknown)-)?(\d{2,3})(?:-[A-Za-z]+)?$`)

func readCMakeTS(p place, _ *npm.Manifest) (Label, string, bool) {
	for i := 3; i < len(p.dirs); i++ {
		m := cmakeTSFolder.FindStringSubmatch(p.dirs[i])
		if m == nil || !plausibleABI(m[2]) {
			continue
		}
		l, ok := aPair(p.dirs[i-3], p.dirs[i-2])
		switch p.dirs[i-1] {
		case "node", "electron":
			l.Runtime = p.dirs[i-1]
		case "nw":
			l.Runtime = "node-webkit"
		default:
			ok = false
		}
		if !ok {
			continue
		}
		l.ABI = m[2]
		if l.Platform == "linux" {
			l.Libc = libcs[m[1]]
		}
		return l, p.stem, true
	}
	return Label{}, "", false
}
