package rules

import (
	"github.com/napicheck/napicheck/symbols"
)

// UndecodableVersion says that the declared version was not understood.
var UndecodableVersion = &Rule{
	ID: "undecodable-version", Code: "NC108", Severity: Note,
	Doc: `The declared Node-API version cannot be read from the code

node_api_module_get_api_version_v1 is a function of the addon. Its code was not
understood here, so on releases that call it the verdict is unknown.

Load the addon to find out, or report the file: the function is usually two
instructions long.`,
	Run: undecodableVersion,
}

func undecodableVersion(p *Pass) {
	if p.Binary.NodeAPI.VersionSource != symbols.VersionUndecodable {
		return
	}
	p.Report(Note, "declares a Node-API version in code that is not understood here, so releases that ask for it are not judged",
		"Load the addon in the oldest Node.js you support to be sure.",
		map[string]any{"symbol": "node_api_module_get_api_version_v1", "arch": p.Binary.Arch})
}
