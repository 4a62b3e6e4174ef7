package rules

import (
	"fmt"
	"strings"
)

// RenamedHost finds Windows addons that work only in a process called node.exe.
var RenamedHost = &Rule{
	ID: "renamed-host", Code: "NC705", Severity: Warning,
	Doc: `Works only where the host is called node.exe

Windows binds imports by file name. An addon that imports from node.exe fails
in Electron, in single executable applications, in Deno and in every host of
another name: the loader looks for a file node.exe, finds none or a second
copy, and require() throws or the process crashes. Delay-loading with a hook
that returns the running executable makes the name irrelevant.

node-gyp and cmake-js link the hook by default ("win_delay_load_hook": true;
cmake-js: ${CMAKE_JS_SRC}); napi-rs and neon look functions up at run time
and need none. By hand: /DELAYLOAD:node.exe, delayimp.lib and a
__pfnDliNotifyHook2 that answers with GetModuleHandle(NULL).`,
	Run: renamedHost,
}

func renamedHost(p *Pass) {
	h := p.Binary.Host
	if h == nil || !strings.HasSuffix(strings.ToLower(h.Library), ".exe") {
		return
	}
	evidence := map[string]any{"library": h.Library, "delay": h.Delay, "hook": h.Hook}
	switch {
	case !h.Delay:
		p.Report(Warning, fmt.Sprintf("imports from %s without delay-loading: it fails in Electron and wherever the executable has another name", h.Library),
			`Delay-load the host: "win_delay_load_hook": true (node-gyp), ${CMAKE_JS_SRC} (cmake-js), /DELAYLOAD:node.exe with a notify hook by hand.`, evidence)
	case !h.Hook:
		p.Report(Note, fmt.Sprintf("delay-loads %s, and no hook was found that would redirect it to a host of another name", h.Library),
			`Link the hook: "win_delay_load_hook": true (node-gyp), ${CMAKE_JS_SRC} (cmake-js).`, evidence)
	}
}
