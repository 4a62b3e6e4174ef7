package rules

import (
	"fmt"
	"path"
	"strings"
)

// ElectronRebuild finds prebuilds that @electron/rebuild passes over.
var ElectronRebuild = &Rule{
	ID: "electron-rebuild", Code: "NC514", Severity: Note,
	Doc: `Electron's rebuild tool does not know its files

@electron/rebuild takes prebuilds only by the names that prebuildify wrote
before version 6: node.napi.node, electron.napi.node, electron.abiN.node. Under
other names it compiles the package again for each Electron application, which
needs a compiler and is not necessary for Node-API.

Build with prebuildify --name node.napi, if users of Electron matter.`,
	RunPackage: electronRebuild,
}

func electronRebuild(p *PackagePass) {
	if !p.uses("node-gyp-build") || !p.has("binding.gyp") {
		return
	}
	example := ""
	for i := range p.Files {
		f := &p.Files[i]
		if f.Label.Convention != "prebuildify" || f.Facts == nil || f.Facts.Kind != "node-api" {
			continue
		}
		base := path.Base(f.Path)
		if strings.HasPrefix(base, "node.napi") || strings.HasPrefix(base, "electron.") {
			return
		}
		example = f.Path
	}
	if example != "" {
		p.Report(Note, example, fmt.Sprintf("@electron/rebuild does not recognise %s and compiles instead", path.Base(example)),
			"Build with prebuildify --name node.napi.", map[string]any{"file": example})
	}
}
