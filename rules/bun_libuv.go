package rules

import (
	"fmt"

	"github.com/napicheck/napicheck/matrix"
)

// BunLibuv lists libuv functions that end a Bun process.
var BunLibuv = &Rule{
	ID: "bun-libuv", Code: "NC701", Severity: Note,
	Doc: `Calls libuv functions that Bun does not have

On Linux and macOS, Bun defines every libuv function so that addons load, but
most of them end the process when they are called ("unsupported uv
function").

Use Node-API in place of libuv: napi_create_async_work for uv_queue_work,
thread-safe functions for uv_async_t, the standard library for threads and
mutexes.`,
	Run: bunLibuv,
}

func bunLibuv(p *Pass) {
	b := p.Binary
	bun, ok := matrix.ProfileByName("bun")
	if !ok || b.Platform == "win32" {
		return // the Windows build of Bun carries libuv
	}
	weak := weakImports(b)
	var aborts []string
	for _, n := range b.Unstable.UV {
		if bun.Symbol(n) == matrix.Aborts && !weak[n] {
			aborts = append(aborts, n)
		}
	}
	if len(aborts) > 0 {
		p.Report(Note, fmt.Sprintf("Bun ends the process when the addon calls %s", few(aborts, 4)),
			"Use napi_create_async_work and thread-safe functions in place of libuv.",
			map[string]any{"functions": aborts, "source": bun.Source})
	}
}
