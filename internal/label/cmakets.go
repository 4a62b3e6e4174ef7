package label

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"github.com/napicheck/napicheck/internal/npm"

	"github.com/napicheck/napicheck/internal/lazyregexp"
)

// cmake-ts: <os>/<arch>/<runtime>/<libc>-<abi>-<configuration>[/…]/x.node below
// its target folder; before 1.0 the last folder was <abi>. On darwin and
// win32 it calls the C library "libc" and "msvc".
var cmakeTSFolder = lazyregexp.New(`^(?:(glibc|musl|libc|msvc|unknown)-)?(\d{2,3})(?:-[A-Za-z]+)?$`)

func readCMakeTS(p place, _ *npm.Manifest) (Label, string, bool) {
	for i := 3; i < len(p.dirs); i++ {
		m := cmakeTSFolder().FindStringSubmatch(p.dirs[i])
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

// A cmakeBuild is an entry of cmake-ts's manifest.json, whose keys are JSON themselves.
type cmakeBuild struct {
	OS   string  `json:"os"`
	Arch string  `json:"arch"`
	Libc string  `json:"libc"`
	ABI  float64 `json:"abi"`
	path string
}

// serves reports whether cmake-ts takes b for h: it looks at the machine only.
func (b cmakeBuild) serves(h Host) bool {
	libc := "unknown"
	switch h.Platform {
	case "linux":
		libc = cmp.Or(h.Libc, "glibc")
	case "darwin":
		libc = "libc"
	case "win32":
		libc = "msvc"
	}
	return b.OS == h.Platform && b.Arch == h.Arch && b.Libc == libc
}

// cmakeBuilds reads a manifest, highest ABI first and else in its order; nil
// where it is none. Its paths have the separators of the machine that wrote it.
func cmakeBuilds(data []byte) []cmakeBuild {
	d := json.NewDecoder(bytes.NewReader(data))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil
	}
	var all []cmakeBuild
	for d.More() && len(all) < maxAddons {
		key, err := d.Token()
		if err != nil {
			return nil
		}
		var file string
		var b cmakeBuild
		if err := d.Decode(&file); err != nil {
			return nil
		}
		if k, ok := key.(string); !ok || json.Unmarshal([]byte(k), &b) != nil {
			continue
		}
		b.path = strings.ReplaceAll(file, `\`, "/")
		all = append(all, b)
	}
	slices.SortStableFunc(all, func(a, b cmakeBuild) int { return cmp.Compare(b.ABI, a.ABI) })
	return all
}
