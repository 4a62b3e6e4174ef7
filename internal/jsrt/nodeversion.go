package jsrt

import (
	"fmt"
	"strconv"
	"strings"
	"sync"

	"github.com/napicheck/napicheck/matrix"
)

// A nodeVersion is the release a Runtime poses as.
type nodeVersion struct {
	major, minor, patch int
}

func (v nodeVersion) version() string { return fmt.Sprintf("%d.%d.%d", v.major, v.minor, v.patch) }

// DefaultNodeVersion is the release a Runtime poses as when not told: of a
// long-term-support line, known to the matrix.
const DefaultNodeVersion = "24.22.0"

// ltsLines are the lines with long-term support: their code name, and the
// minor version that began it.
var ltsLines = map[int]struct {
	name  string
	since int
}{
	4: {"Argon", 2}, 6: {"Boron", 9}, 8: {"Carbon", 9}, 10: {"Dubnium", 13}, 12: {"Erbium", 13}, 14: {"Fermium", 15},
	16: {"Gallium", 13}, 18: {"Hydrogen", 12}, 20: {"Iron", 9}, 22: {"Jod", 11}, 24: {"Krypton", 11},
}

func lookupNode(s string) (nodeVersion, error) {
	if s == "" {
		s = DefaultNodeVersion
	}
	var v nodeVersion
	parts := strings.Split(strings.TrimPrefix(s, "v"), ".")
	if len(parts) != 3 {
		return v, fmt.Errorf("--node-version: %q is not a version of the form X.Y.Z", s)
	}
	for i, p := range []*int{&v.major, &v.minor, &v.patch} {
		n, err := strconv.Atoi(parts[i])
		if err != nil || n < 0 {
			return v, fmt.Errorf("--node-version: %q is not a version of the form X.Y.Z", s)
		}
		*p = n
	}
	return v, nil
}

// facts are what the matrix knows of the release. Of one it does not know, or
// not all, the nearest earlier release of its line answers.
func (v nodeVersion) facts() matrix.Release {
	want, err := matrix.ParseVersion(v.version())
	if err != nil {
		return matrix.Release{}
	}
	var best matrix.Release
	for _, r := range releases() {
		if r.Version.Major == v.major && r.Known() && r.NodeAPI > 0 &&
			(r.Version.Compare(want) <= 0 || best.Version.IsZero()) && r.Version.Compare(best.Version) > 0 {
			best = r
		}
	}
	return best
}

var releases = sync.OnceValue(matrix.Releases)

// components is process.versions, as far as the matrix knows.
func (v nodeVersion) components() map[string]string {
	facts := v.facts()
	list := map[string]string{"node": v.version()}
	for name, version := range map[string]string{"v8": facts.V8, "uv": facts.UV, "modules": strconv.Itoa(facts.Modules), "napi": strconv.Itoa(facts.NodeAPI)} {
		if version != "" && version != "0" {
			list[name] = version
		}
	}
	return list
}

// A release is process.release.
type release struct {
	Name    string `json:"name"`
	LTS     string `json:"lts,omitempty"`
	Source  string `json:"sourceUrl"`
	Headers string `json:"headersUrl"`
	Lib     string `json:"libUrl,omitempty"`
}

func (v nodeVersion) release() release {
	base := "https://nodejs.org/download/release/v" + v.version() + "/"
	r := release{Name: "node", Source: base + "node-v" + v.version() + ".tar.gz", Headers: base + "node-v" + v.version() + "-headers.tar.gz"}
	if l, ok := ltsLines[v.major]; ok && v.minor >= l.since {
		r.LTS = l.name
	}
	if nodePlatform() == "win32" {
		arch := nodeArch()
		if arch == "ia32" {
			arch = "x86"
		}
		r.Lib = base + "win-" + arch + "/node.lib"
	}
	return r
}
