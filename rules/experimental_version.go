package rules

import (
	"github.com/napicheck/napicheck/symbols"
)

// ExperimentalVersion finds modules built with NAPI_EXPERIMENTAL.
var ExperimentalVersion = &Rule{
	ID: "experimental-version", Code: "NC105", Severity: Warning,
	Doc: `Built with NAPI_EXPERIMENTAL

Node.js gives such a module the newest behaviour it has, finished or not: it
changes from release to release without a major version, and no version of
Node-API promises anything about it. For example, finalizers run in the middle
of a collection and may not touch JavaScript.

Build without NAPI_EXPERIMENTAL and define NAPI_VERSION.`,
	Run: experimentalVersion,
}

func experimentalVersion(p *Pass) {
	api := &p.Binary.NodeAPI
	if api.VersionSource != symbols.VersionExport || api.Version != symbols.VersionExperimental {
		return
	}
	p.Report(Warning, "is built with NAPI_EXPERIMENTAL, so its behaviour may change with every release of Node.js",
		"Build without NAPI_EXPERIMENTAL; define NAPI_VERSION as the version that has the functions you call.",
		map[string]any{"version": api.Version})
}
