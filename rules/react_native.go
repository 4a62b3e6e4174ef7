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

// What weak-node-api declares (callstackincubator/react-native-node-api, August
// 2026): the functions up to this Node-API version, but for the loop of a libuv
// that is not there.
const (
	weakNodeAPI     = 8
	weakNodeAPIFrom = "callstackincubator/react-native-node-api, August 2026"
)

func reactNativeSymbols(p *Pass) {
	b := p.Binary
	missing := slices.Concat(b.Unstable.UV, b.Unstable.V8, b.Unstable.Node, b.Unstable.Other)
	for _, n := range b.NodeAPI.Symbols {
		s, _ := matrix.SymbolByName(n)
		if s.Version == 0 || s.Version > weakNodeAPI || n == "napi_get_uv_event_loop" {
			missing = append(missing, n)
		}
	}
	weak := weakImports(b)
	missing = slices.DeleteFunc(missing, func(n string) bool { return weak[n] })
	if len(missing) > 0 {
		p.Report(Note, fmt.Sprintf("Node-API for React Native does not have %s", few(missing, 4)),
			"Keep to Node-API 8 and leave libuv out.", map[string]any{"symbols": missing, "source": weakNodeAPIFrom})
	}
}
