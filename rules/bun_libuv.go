package rules

import "fmt"

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
	if b.Platform == "win32" {
		return
	}
	if missing := without(without(b.Unstable.UV, bun.uv), weakImports(b)); len(missing) > 0 {
		p.Report(Note, fmt.Sprintf("Bun ends the process when the addon calls %s", few(missing, 4)),
			"Use napi_create_async_work and thread-safe functions in place of libuv.",
			map[string]any{"functions": missing, "source": bun.source})
	}
}
