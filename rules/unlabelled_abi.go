package rules

import (
	"fmt"
	"slices"

	"github.com/napicheck/napicheck/symbols"
)

// UnlabelledABI finds prebuilt files that are for one ABI and do not say so.
var UnlabelledABI = &Rule{
	ID: "unlabelled-abi", Code: "NC208", Severity: Error,
	Doc: `Bound to one ABI, and labelled for all

node-gyp-build and its kin take a prebuilt file without an abi tag for every
release of Node.js and Electron. This one loads only in those with its
NODE_MODULE_VERSION; all others get "was compiled against a different Node.js
version", although a build from source would have worked.

Add the tag to the name (name.abi115.node; prebuildify does so without --napi),
ship one file for each release, or move to Node-API.`,
	Run: unlabelledABI,
}

// prebuiltConventions are those whose names have a place for the ABI.
var prebuiltConventions = []string{"prebuildify", "cmake-ts", "prebuild", "node-pre-gyp", "node-gyp-build-optional-packages"}

func unlabelledABI(p *Pass) {
	l, b := p.Label, p.Binary
	if p.File.Kind != symbols.KindV8 || l.ABI != "" || l.Node != "" || l.NAPI != "" || !slices.Contains(prebuiltConventions, l.Convention) {
		return
	}
	if l.Convention == "node-pre-gyp" && l.Platform == "" {
		return // lib/binding alone is a place to build to
	}
	abis := modulesFor(b)
	if len(abis) == 0 {
		return
	}
	p.Report(Error, fmt.Sprintf("is built for NODE_MODULE_VERSION %d only, and its label says nothing of it: every runtime gets it", abis[0]),
		fmt.Sprintf("Name it NAME.abi%d.node and ship one for each release, or move to Node-API.", abis[0]),
		map[string]any{"nodeModuleVersions": abis, "convention": l.Convention})
}
