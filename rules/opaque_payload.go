package rules

import (
	"fmt"

	"github.com/napicheck/napicheck/symbols"
)

// OpaquePayload finds packed or encrypted content that hides what an addon does.
var OpaquePayload = &Rule{
	ID: "opaque-payload", Code: "NC004", Severity: Warning,
	Doc: `Packed or encrypted content hides what the addon does

Most of the file looks packed or encrypted, so its bytes do not tell what the
addon needs. Without any interface of Node.js beside it the file is probably a
shell that unpacks the real addon when it is loaded: nothing here can say on
which releases and systems that one works, and the unpacking itself fails on
read-only file systems and where execution from the cache folder is forbidden.

Check the addon before it is packed, or load it: napicheck load FILE.`,
	Run: opaquePayload,
}

func opaquePayload(p *Pass) {
	pl := p.Binary.Payload
	if pl == nil || p.File.Kind == symbols.KindNotAnAddon {
		return
	}
	evidence := map[string]any{"section": pl.Section, "offset": pl.Offset, "size": pl.Size, "entropy": pl.Entropy}
	const help = "Check the addon before it is packed, or load it with napicheck load."
	share := fmt.Sprintf("%d KB of %d KB are packed or encrypted (%s)", pl.Size>>10, p.Binary.Size>>10, pl.Section)
	if p.File.Kind == symbols.KindOpaque {
		beside := "no interface of Node.js is in sight"
		if len(p.Binary.Registration) > 0 {
			beside = "the rest does little more than register with Node.js"
		}
		p.Report(Warning, "nothing can be said about it: "+share+", and "+beside, help, evidence)
		return
	}
	p.Report(Note, share, help, evidence)
}
