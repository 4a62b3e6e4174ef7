package rules

import "github.com/napicheck/napicheck/loader"

// NotLoaded finds addons for this very machine that were not loaded on it.
var NotLoaded = &Rule{
	ID: "not-loaded", Code: "NC808", Severity: Warning, WholeFile: true,
	Doc: `Made for this machine and not loaded on it

With --load an addon was to be loaded that is made for this system, processor and
C library, and that was not tried: the machine lacks a library or a version of
one, the archive around the addon cannot be written out, or there is no sandbox
where one was asked for. Nothing is known of how it behaves.

Install what the message names, or load it on a machine that has it. Addons for
other machines, and for V8's interface, which only Node.js has, are counted in
the summary and not found here.`,
	Run: notLoaded,
}

func notLoaded(p *Pass) {
	l := p.Load
	if l.Reason == nil || *l.Reason == loader.OtherMachine || *l.Reason == loader.NeedsNode {
		return
	}
	p.Report(Warning, "not loaded: "+l.Message, "Install what is missing, or load it on a machine that has it.",
		map[string]any{"outcome": l.Outcome, "reason": *l.Reason})
}
