package rules

import (
	"slices"

	"github.com/napicheck/napicheck/symbols"
)

// DefaultVersion says that a module declares no version.
var DefaultVersion = &Rule{
	ID: "default-version", Code: "NC107", Severity: Note,
	Doc: `Declares no Node-API version, so it is taken for version 8

Without node_api_module_get_api_version_v1, Node.js gives the addon the
behaviour of version 8. That is fine, and usual for addons written in Rust or
built with older headers; behaviour that came later stays off.

To get it, build with newer headers and NAPI_VERSION above 8.`,
	Run: defaultVersion,
}

func defaultVersion(p *Pass) {
	b := p.Binary
	if b.NodeAPI.VersionSource != symbols.VersionDefault || !slices.Contains(b.Registration, symbols.RegSymbol) {
		return
	}
	p.Report(Note, "does not export node_api_module_get_api_version_v1 and gets the behaviour of Node-API version 8",
		"Nothing needs doing. To declare a version, build with newer headers and NAPI_VERSION defined.",
		map[string]any{"version": b.NodeAPI.Version})
}
