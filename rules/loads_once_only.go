package rules

import (
	"fmt"

	"github.com/napicheck/napicheck/loader"
)

// LoadsOnceOnly finds addons that did not survive being loaded again.
var LoadsOnceOnly = &Rule{
	ID: "loads-once-only", Code: "NC803", Severity: Warning, WholeFile: true,
	Doc: `Does not load again in a second environment

Each worker thread has an environment of its own, and loads the addon anew; so do
test runners. With --load that is tried: on another thread while the first
environment lives, and once more after it has ended, when its library is closed,
too, as Node.js does at the end of the last worker that has loaded it. The addon
threw or died there, or exported something else: it keeps state in static
variables, or left threads or thread-specific data behind.

Keep state with napi_set_instance_data, create classes and references for each
environment, and let go of them in a cleanup hook. Link with -z nodelete what
leaves code to be called later, as some allocators do.`,
	Run: loadsOnceOnly,
}

func loadsOnceOnly(p *Pass) {
	for _, when := range []struct {
		loader.Stage
		words string
	}{
		{loader.SecondEnv, "loaded by a second environment"},
		{loader.Reload, "loaded again after its environment had ended"},
	} {
		e := p.Load.Environments[when.Stage]
		if e == nil || e.Outcome == loader.Loaded && e.Same || e.Outcome == loader.CannotLoadHere {
			continue
		}
		what := ""
		switch e.Outcome {
		case loader.Loaded:
			what = "it exports something else than before"
		case loader.Threw:
			what = "it throws: " + e.Message
		default:
			what = "the process dies: " + e.Message
		}
		evidence := map[string]any{"environment": when.Stage, "outcome": e.Outcome}
		if len(e.Stack) > 0 {
			evidence["stack"] = e.Stack
		}
		help := "Keep state with napi_set_instance_data instead of static variables, so that worker threads can load the addon."
		if when.Stage == loader.Reload && e.Outcome == loader.Crashed {
			help += " Link with -z nodelete what leaves code to be called when a thread ends."
		}
		p.Report(Warning, fmt.Sprintf("%s, %s", when.words, what), help, evidence)
		return // the second follows from the first
	}
}
