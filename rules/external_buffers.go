package rules

import "fmt"

// ExternalBuffers finds functions that Electron refuses.
var ExternalBuffers = &Rule{
	ID: "external-buffers", Code: "NC704", Severity: Note,
	Doc: `Creates external buffers, which Electron refuses

Electron 21 and newer keeps all memory of JavaScript in V8's memory cage:
creating a buffer around memory of the addon returns
napi_no_external_buffers_allowed. An addon that does not fall back to a copy
throws or crashes there; whether it does is not told by the bytes.

Check the status and copy (napi_create_buffer_copy), or define
NODE_API_NO_EXTERNAL_BUFFERS_ALLOWED to find every such call while compiling.`,
	Run: externalBuffers,
}

func externalBuffers(p *Pass) {
	var used []string
	for _, n := range p.Binary.NodeAPI.Symbols {
		if n == "napi_create_external_arraybuffer" || n == "napi_create_external_buffer" {
			used = append(used, n)
		}
	}
	if len(used) > 0 {
		p.Report(Note, fmt.Sprintf("imports %s, which Electron 21 and newer refuses", few(used, 3)),
			"Fall back to napi_create_buffer_copy when the status is napi_no_external_buffers_allowed.", map[string]any{"symbols": used})
	}
}
