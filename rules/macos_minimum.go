package rules

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/napicheck/napicheck/symbols"
)

// MacOSMinimum compares the macOS an addon was built for with the one Node.js runs on.
var MacOSMinimum = &Rule{
	ID: "macos-minimum", Code: "NC414", Severity: Warning,
	Doc: `Built for a newer macOS than Node.js needs

The file says for which macOS it was built. macOS loads it on older systems
all the same, but the compiler took every function of that release for
granted: one that the older system lacks makes loading fail ("Symbol not
found") or the process die when it is called. Without MACOSX_DEPLOYMENT_TARGET
the compiler takes the version of the build machine. Node.js 24 and newer
needs macOS 13.5 itself, older lines run on 11.

Set MACOSX_DEPLOYMENT_TARGET (node-gyp: "xcode_settings":
{"MACOSX_DEPLOYMENT_TARGET": "11.0"}; CMake: CMAKE_OSX_DEPLOYMENT_TARGET).`,
	Run: macOSMinimum,
}

// What Node.js asks of macOS (BUILDING.md of its releases, November 2026).
const (
	macOSOldest = "11.0" // Node 20 and 22
	macOSNewest = "13.5" // Node 24 and newer; releases of one major version have the same interfaces
)

func macOSMinimum(p *Pass) {
	b := p.Binary
	if b.MachO == nil || b.Floors.MacOS == "" || b.MachO.Platform != "" && b.MachO.Platform != "macos" {
		return
	}
	sev := Note
	switch {
	case major(b.Floors.MacOS) > major(macOSNewest):
		sev = Warning
	case symbols.CompareVersions(b.Floors.MacOS, macOSOldest) <= 0:
		return
	}
	whose := "Node 20 and 22 run on " + macOSOldest
	if sev == Warning {
		whose = "Node 24 and newer run on " + macOSNewest
	}
	p.Report(sev, fmt.Sprintf("was built for macOS %s; %s", b.Floors.MacOS, whose),
		"Set MACOSX_DEPLOYMENT_TARGET="+macOSOldest+" (CMake: CMAKE_OSX_DEPLOYMENT_TARGET).",
		map[string]any{"minimum": b.Floors.MacOS, "sdk": b.MachO.SDK})
}

func major(version string) int {
	s, _, _ := strings.Cut(version, ".")
	n, _ := strconv.Atoi(s)
	return n
}
