package rules

import (
	"strings"

	"github.com/napicheck/napicheck/internal/lazyregexp"
)

// BuildPaths finds directories of the build machine in debug records.
var BuildPaths = &Rule{
	ID: "build-paths", Code: "NC609", Severity: Note,
	Doc: `Holds paths of the build machine

The debug record of a DLL names the PDB file with the directory it was built
in, and with it user and project names of the build machine. It also makes
two builds of the same sources differ.

Link with /PDBALTPATH:%_PDB%.`,
	Run: buildPaths,
}

var absolutePath = lazyregexp.New(`^([A-Za-z]:[\\/]|/|\\\\)`)

func buildPaths(p *Pass) {
	b := p.Binary
	if b.PE == nil || !absolutePath().MatchString(b.PE.PDB) || strings.HasPrefix(b.PE.PDB, "/_/") {
		return
	}
	p.Report(Note, "names a directory of the build machine: "+b.PE.PDB, "Link with /PDBALTPATH:%_PDB%.", map[string]any{"pdb": b.PE.PDB})
}
