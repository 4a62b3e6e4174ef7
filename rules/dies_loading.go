package rules

import (
	"strings"

	"github.com/napicheck/napicheck/loader"
)

// DiesLoading finds addons that throw, die or hang while they are loaded or
// ended.
var DiesLoading = &Rule{
	ID: "dies-loading", Code: "NC802", Severity: Error, WholeFile: true,
	Doc: `Throws, crashes or hangs when loaded

With --load the addon is loaded in a process of its own. Its constructors or its
initializer threw an exception, ended the process or never returned, or the
process died when the environment ended. To users that is a require() that
throws, or a Node.js that is gone. What throws after the sandbox refused it
something may do so for that, and is a warning.

Run "napicheck load FILE" for the stack. An addon that needs a device, a display
or a file at load should look for it when it is first used, and throw then.`,
	Run: diesLoading,
}

func diesLoading(p *Pass) {
	l := p.Load
	evidence := map[string]any{"outcome": l.Outcome, "stage": l.Stage}
	if l.Signal != nil {
		evidence["signal"] = *l.Signal
	}
	if l.ExitStatus != nil {
		evidence["exitStatus"] = *l.ExitStatus
	}
	if len(l.Stack) > 0 {
		evidence["stack"] = l.Stack
	}
	if len(l.Sandbox.Denied) > 0 {
		evidence["denied"] = l.Sandbox.Denied // it may have died of that
	}
	refused := refusals(l.Sandbox.Denied)
	const help = "Run napicheck load FILE for the stack; look for devices, displays and files when they are first used, and throw there."
	switch {
	case l.Outcome == loader.Threw && l.APIVersion != nil && refused != "":
		p.Report(Warning, "its initializer throws in a sandbox that refused it "+refused+": "+l.Message,
			"Run napicheck load --sandbox off FILE, if you trust it, to see whether it throws for that; look for devices and files when they are first used.", evidence)
	case l.Outcome == loader.Threw && l.APIVersion != nil:
		p.Report(Error, "its initializer throws: "+l.Message, help, evidence)
	case l.Outcome == loader.Crashed:
		message := "the process dies: " + l.Message
		if refused != "" {
			message += "; the sandbox had refused it " + refused
		}
		p.Report(Error, message, help, evidence)
	case l.Outcome == loader.Timeout:
		p.Report(Error, l.Message, help, evidence)
	case l.Outcome == loader.Loaded && l.ExitStatus != nil:
		p.Report(Warning, "it loads, but "+l.Message, help, evidence)
	}
}

// refusals names what a sandbox refused, the first three; "" = nothing.
func refusals(denied []loader.Denied) string {
	var list []string
	for _, d := range denied {
		list = append(list, strings.TrimSpace(d.Call+" "+d.What))
	}
	return few(list, 3)
}
