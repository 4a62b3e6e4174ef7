package rules

import (
	"github.com/napicheck/napicheck/loader"
	"github.com/napicheck/napicheck/napi/misuse"
)

// LeftAtTeardown finds what an addon has left at the end of its environment.
var LeftAtTeardown = &Rule{
	ID: "left-at-teardown", Code: "NC806", Severity: Warning, WholeFile: true,
	Doc: `Leaves things behind when its environment ends

With --load the environment is ended as a worker's is. References, async works,
thread-safe functions or deferreds of calls were still there after all hooks and
finalizers had run, or external memory was not taken back. A program that starts
workers loses memory with each.

Delete what a call made when it is done with, and the rest in a cleanup hook or in
the finalizer of the instance data.`,
	Run: leftAtTeardown,
}

func leftAtTeardown(p *Pass) {
	reportMisuse(p, func(_ *loader.Misuse, c misuse.Case) bool { return c.Leak })
}
