package rules

import (
	"fmt"
	"strconv"

	"github.com/napicheck/napicheck/symbols"
)

// WrongNAPILabel finds files whose Node-API label is not what they declare.
var WrongNAPILabel = &Rule{
	ID: "wrong-napi-label", Code: "NC110", Severity: Error,
	Doc: `Its Node-API label disagrees with its bytes

Loaders take a file labelled napi for every release of Node.js, and one
labelled napi-v6 for every release that supports version 6. A file that is
bound to one NODE_MODULE_VERSION fails on all others; one that declares or
needs a higher version is installed where it cannot work.

Build with NAPI_VERSION set to the number in the label (napi_build_version with
node-pre-gyp), and keep V8 out of files labelled napi.`,
	Run: wrongNAPILabel,
}

func wrongNAPILabel(p *Pass) {
	b := p.Binary
	if p.Label.NAPI == "" {
		return
	}
	if p.File.Kind == symbols.KindV8 {
		p.Report(Error, "is labelled as Node-API, and is an addon of Node's C++ interface"+onlyFor(b),
			"Label it with its abi, or build it with Node-API.", map[string]any{"label": napiLabel(p.Label.NAPI), "nodeModuleVersion": b.NodeModuleVersion})
		return
	}
	labelled, err := strconv.Atoi(p.Label.NAPI)
	if err != nil {
		return
	}
	const help = "Build with NAPI_VERSION set to the number in the label, or correct the label (and binary.napi_versions)."
	if a := b.NodeAPI; a.VersionSource == symbols.VersionExport && a.Version > labelled && a.Version != symbols.VersionExperimental && a.Version > assumedVersion {
		p.Report(Warning, fmt.Sprintf("is labelled Node-API %d, and declares %d", labelled, a.Version), help,
			map[string]any{"label": napiLabel(p.Label.NAPI), "declares": a.Version})
		return
	}
	if need := newestDocumented(b.NodeAPI.Symbols); need > labelled {
		var newer []string
		weak := weakImports(b)
		for _, name := range b.NodeAPI.Symbols {
			if newestDocumented([]string{name}) > labelled && !weak[name] {
				newer = append(newer, name)
			}
		}
		if len(newer) > 0 {
			p.Report(Warning, fmt.Sprintf("is labelled Node-API %d, and imports %s of version %d", labelled, few(newer, 3), newestDocumented(newer)), help,
				map[string]any{"label": napiLabel(p.Label.NAPI), "symbols": newer})
		}
	}
}

func napiLabel(n string) string {
	if _, err := strconv.Atoi(n); err == nil {
		return "napi-v" + n
	}
	return "napi"
}

func onlyFor(b *symbols.Binary) string {
	if b.NodeModuleVersion == 0 {
		return ""
	}
	return fmt.Sprintf(", for NODE_MODULE_VERSION %d only", b.NodeModuleVersion)
}
