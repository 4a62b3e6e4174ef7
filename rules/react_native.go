package rules

import (
	"fmt"
	"slices"

	"github.com/napicheck/napicheck/matrix"
)

// ReactNative lists what an addon needs beyond the Node-API of React Native.
var ReactNative = &Rule{
	ID: "react-native", Code: "NC708", Severity: Note,
	Doc: `Needs more than Node-API for React Native offers

Addons for React Native link against weak-node-api, which declares the
functions of Node-API 8. Node.js itself is not there: no libuv, no V8, no
node::.

Keep to Node-API 8 and leave libuv out, or keep the code that needs them in a
source file of its own.`,
	Run: reactNativeSymbols,
}

func reactNativeSymbols(p *Pass) {
	b := p.Binary
	missing := slices.Concat(b.Unstable.UV, b.Unstable.V8, b.Unstable.Node)
	for _, n := range b.NodeAPI.Symbols {
		s, _ := matrix.SymbolByName(n)
		if s.Version == 0 || s.Version > reactNative.newest || reactNative.lacks[n] {
			missing = append(missing, n)
		}
	}
	missing = without(missing, weakImports(b))
	if len(missing) > 0 {
		p.Report(Note, fmt.Sprintf("Node-API for React Native does not have %s", few(missing, 4)),
			"Keep to Node-API 8 and leave libuv out.", map[string]any{"symbols": missing, "source": reactNative.source})
	}
}
