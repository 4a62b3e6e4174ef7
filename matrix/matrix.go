// Package matrix holds what was measured about Node.js releases: which exists,
// which NODE_MODULE_VERSION and Node-API version it reports, and which symbols
// its executable exports. It promises that every answer was measured on a real
// binary or lies between two equal measurements of one release line; what was
// not measured is Unknown, never a guess.
//
// It knows nothing of addons (package symbols) nor of judgements (package rules).
package matrix

import (
	"fmt"
	"strings"

	"github.com/napicheck/napicheck/matrix/internal/table"
)

// A Version is a Node.js release number.
type Version table.Version

// ParseVersion reads "18.20.8" or "v18.20.8".
func ParseVersion(s string) (Version, error) {
	v, err := table.ParseVersion(strings.TrimPrefix(s, "v"))
	if err != nil {
		return Version{}, fmt.Errorf("%q is not a version of the form X.Y.Z", s)
	}
	return Version(v), nil
}

func (v Version) String() string { return table.Version(v).String() }

// IsZero reports whether v is no version at all.
func (v Version) IsZero() bool { return v == Version{} }

// Compare orders versions.
func (v Version) Compare(w Version) int { return table.Version(v).Compare(table.Version(w)) }

// A Release is one published Node.js release.
type Release struct {
	Version        Version
	Measured       bool   // its binary was measured; otherwise the facts lie between two equal measurements
	Modules        int    // NODE_MODULE_VERSION; 0 = unknown
	NodeAPI        int    // process.versions.napi; 0 = none or unknown, see Supports
	UV, V8         string // process.versions; "" = not measured
	Glibc, Glibcxx string // what the official linux-x64 build needs: "2.28", "3.4.21"; "" = not measured

	least, most int // NodeAPI lies between
}

// Supports answers whether the release reports Node-API version n or a higher one.
func (r Release) Supports(n int) Presence {
	switch {
	case !r.Known():
		return Unknown
	case r.least >= n:
		return Present
	case r.most < n:
		return Absent
	}
	return Unknown
}

// Known reports whether anything is known of the release besides that it
// exists: it was measured, or lies between two measured ones of its line.
func (r Release) Known() bool { return r.Modules != 0 }

// Presence answers whether a release has something.
type Presence int

const (
	Unknown Presence = iota // not measured
	Absent
	Present
)

// A Symbol is a name of the Node-API namespace (napi_*, node_api_*) that some
// release exports or some header declares.
type Symbol struct {
	Name         string
	Version      int  // Node-API version that documents it; 0 = none
	Experimental bool // declared under NAPI_EXPERIMENTAL in the newest headers
	Spans        []Span

	runs []table.Run // the same on the axis of measured releases
}

// A Span is a run of releases of one line that export a symbol.
type Span struct {
	Line  int
	Since Version // first release known to export it
	After Version // newest release before Since known to lack it; zero if Since opens the line. Releases strictly between were not measured
	Until Version // last release known to export it; zero = up to the newest known of the line
}

// A Line is a major release line.
type Line struct {
	Major       int
	First, Last Version // published releases
	Modules     int     // NODE_MODULE_VERSION
	EndOfLife   string  // date, YYYY-MM-DD; "" = unknown
	Glibc       string  // glibc the newest measured linux-x64 build needs, "2.28"
	Glibcxx     string  // GLIBCXX version it needs, "3.4.21"
}

// An Electron is a major version of Electron.
type Electron struct {
	Major   int
	Modules int    // NODE_MODULE_VERSION
	Node    string // Node release X.0.0 is based on, "16.16.0", or "18.14" where only so much is known; "" = unknown
}
