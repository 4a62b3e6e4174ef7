package rules

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// InstallName looks at where a Mach-O binary expects its libraries.
var InstallName = &Rule{
	ID: "install-name", Code: "NC415", Severity: Error,
	Doc: `Expects a library where other machines have none

A Mach-O binary names each library by path. Only those below /usr/lib and
/System/Library exist on every Mac. A path of the build machine or of a
package manager fails with "Library not loaded" for everybody who does not
have that very library in that very place; @rpath/ finds nothing when the
binary has no LC_RPATH, because Node.js has none either.

Ship the library beside the addon and point to it: install_name_tool -change
OLD @loader_path/NAME addon.node, or link with -Wl,-rpath,@loader_path. Or
link it statically. Sign again after such changes.`,
	Run: installName, RunPackage: installNameInPackage,
}

func installName(p *Pass) {
	b := p.Binary
	if b.MachO == nil {
		return
	}
	var managed, foreign, rpath []string
	for _, n := range b.Needs {
		switch {
		case slices.Contains(b.MachO.WeakNeeds, n): // does without it
		case within(n, "/usr/lib") || within(n, "/System") || isHostFile(n):
		case strings.HasPrefix(n, "@rpath/"):
			if !leadsSomewhere(b.RunPath) {
				rpath = append(rpath, n)
			}
		case strings.HasPrefix(n, "@"):
		case within(n, "/opt/homebrew") || within(n, "/usr/local") || within(n, "/opt/local") || within(n, "/Library"):
			managed = append(managed, n)
		default:
			foreign = append(foreign, n)
		}
	}
	const help = "Ship the library beside the addon and change the name to @loader_path/%s (install_name_tool -change), or link it statically."
	if len(foreign) > 0 {
		p.Report(Error, fmt.Sprintf("expects %s, which only the build machine has", few(foreign, 3)),
			fmt.Sprintf(help, path.Base(foreign[0])), map[string]any{"libraries": foreign})
	}
	if len(rpath) > 0 {
		why, evidence := "has no LC_RPATH to search", map[string]any{"libraries": rpath}
		if len(b.RunPath) > 0 {
			evidence["LC_RPATH"] = b.RunPath
			why = "LC_RPATH leads only to " + few(b.RunPath, 3)
		}
		p.Report(Error, fmt.Sprintf("expects %s, and %s", few(rpath, 3), why),
			"Link with -Wl,-rpath,@loader_path, or change the name to @loader_path/"+path.Base(rpath[0])+" (install_name_tool -change).",
			evidence)
	}
	if len(managed) > 0 {
		p.Report(Warning, fmt.Sprintf("expects %s, which only users of the same package manager have", few(managed, 3)),
			fmt.Sprintf(help, path.Base(managed[0])), map[string]any{"libraries": managed})
	}
}

// leadsSomewhere reports whether a run path has a directory that other machines have.
func leadsSomewhere(runPath []string) bool {
	return slices.ContainsFunc(runPath, func(d string) bool {
		return strings.HasPrefix(d, "@") || within(d, "/usr/lib") || within(d, "/System") || within(d, "/Library") ||
			within(d, "/opt/homebrew") || within(d, "/usr/local") || within(d, "/opt/local")
	})
}
