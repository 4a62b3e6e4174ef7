package rules

import (
	"fmt"
	"path"
	"strings"
)

// RunPath looks at the directories a binary makes the loader search.
var RunPath = &Rule{
	ID: "run-path", Code: "NC407", Severity: Error,
	Doc: `A run path leads nowhere, or out of the package

Directories in DT_RUNPATH, DT_RPATH or LC_RPATH are searched before those of
the system. An empty or relative entry is the working directory of whoever
starts Node.js, and a directory everybody may write to is anybody's: a library
planted there runs in the process. Directories of the build machine are
usually harmless, lead nowhere and tell how the build machine looks. Of a
package, the libraries that $ORIGIN promises are looked for among its files.

Keep entries that begin with $ORIGIN (macOS: @loader_path) and remove the
others: CMake BUILD_WITH_INSTALL_RPATH or SKIP_BUILD_RPATH, patchelf
--set-rpath '$ORIGIN', install_name_tool -delete_rpath.`,
	Run: runPath, RunPackage: runPathInPackage,
}

func runPath(p *Pass) {
	b := p.Binary
	var open, absolute []string
	for _, d := range b.RunPath {
		switch {
		case strings.HasPrefix(d, "$") || strings.HasPrefix(d, "@"):
		case d == "" && b.Format == "macho":
		case !path.IsAbs(d), within(d, "/tmp"), within(d, "/var/tmp"), within(d, "/dev/shm"), within(d, "/private/tmp"), within(d, "/Users/Shared"):
			open = append(open, d)
		case b.Format == "macho" && (within(d, "/usr/lib") || within(d, "/System/Library") || within(d, "/Library/Developer") || within(d, "/Applications/Xcode.app")):
			// where Swift and the tool chain lie
		default:
			absolute = append(absolute, d)
		}
	}
	what, fix := "LC_RPATH", "Remove the entry (install_name_tool -delete_rpath) and keep those that begin with @loader_path."
	if b.ELF != nil {
		what, fix = "DT_RUNPATH", "Remove the entry (patchelf --set-rpath '$ORIGIN'; CMake: BUILD_WITH_INSTALL_RPATH) and keep those that begin with $ORIGIN."
		if b.ELF.RPath {
			what = "DT_RPATH"
		}
	}
	evidence := map[string]any{what: b.RunPath}
	if len(open) > 0 {
		places := make([]string, len(open))
		for i, d := range open {
			switch {
			case d == "":
				places[i] = "the working directory (an empty entry)"
			case !path.IsAbs(d):
				places[i] = d + " below the working directory"
			default:
				places[i] = d
			}
		}
		p.Report(Warning, fmt.Sprintf("%s makes the loader search %s: whoever may write there runs code in the process", what, few(places, 3)), fix, evidence)
	}
	if len(absolute) > 0 {
		p.Report(Note, fmt.Sprintf("%s names directories of the build machine: %s", what, few(absolute, 3)), fix, evidence)
	}
}

// within reports whether p is dir or lies below it.
func within(p, dir string) bool {
	rest, ok := strings.CutPrefix(path.Clean(p), dir)
	return ok && (rest == "" || rest[0] == '/')
}
