package rules

import (
	"fmt"
	"strings"
)

// LinksLibnode finds files that need Node.js as a library.
var LinksLibnode = &Rule{
	ID: "links-libnode", Code: "NC205", Severity: Warning,
	Doc: `Linked against Node.js as a library

The file needs libnode (or node.dll), which official Node.js does not have: it
is one executable. With it, loading fails or, where a libnode is installed
besides, brings a second Node.js that was never started into the process. Only
builds of Node.js that are split into a library (some distributions, MSYS2)
load the file as intended.

Do not link libnode. Let the linker leave host symbols undefined on Linux
(the default for shared objects) and macOS (-undefined dynamic_lookup); on
Windows, delay-load node.exe with node-gyp's hook.`,
	Run: linksLibnode,
}

func linksLibnode(p *Pass) {
	b := p.Binary
	for _, need := range b.Needs {
		if !libnode().MatchString(need[strings.LastIndexByte(need, '/')+1:]) || strings.HasSuffix(strings.ToLower(need), ".exe") {
			continue
		}
		if h := b.Host; h != nil && strings.EqualFold(h.Library, need) && h.Delay && h.Hook {
			continue // the hook answers with the running executable
		}
		p.Report(Warning, fmt.Sprintf("needs %s, which official Node.js does not have", need),
			"Do not link libnode: leave the symbols of Node.js undefined, or delay-load node.exe with the hook of node-gyp.",
			map[string]any{"library": need})
	}
}
