package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/napicheck/napicheck/loader"
	"github.com/napicheck/napicheck/rules"
)

// Load writes what became of an addon that was loaded: as JSON exactly the
// field "load" of a report.
func Load(format string, w io.Writer, path string, r *loader.Report, opt Options) error {
	if format == "json" {
		b, err := encode(r)
		if err != nil {
			return err
		}
		_, err = w.Write(append(b, '\n'))
		return err
	}
	t := newText(w, opt)
	t.load(path, r)
	return t.flush()
}

var loadStyle = map[loader.Outcome]style{
	loader.Loaded: green, loader.Threw: red, loader.Crashed: red, loader.Timeout: red, loader.Refused: yellow, loader.CannotLoadHere: yellow,
}

func (t *text) load(path string, r *loader.Report) {
	head := strings.ReplaceAll(string(r.Outcome), "-", " ")
	if r.Message != "" {
		head += ": " + r.Message
	}
	t.line(0, 2, phrase{bold, path}, phrase{plain, ": "}, phrase{loadStyle[r.Outcome], head})
	t.stack("at", r.Stack)
	if r.LastCall != nil {
		t.fact("last call", *r.LastCall)
	}
	for _, u := range r.Unresolved[:min(len(r.Unresolved), namesShown)] {
		t.fact("unresolved", fmt.Sprintf("%s, wanted by %s, bound %s", strings.TrimSuffix(u.Symbol+"@"+u.Version, "@"), u.WantedBy, u.Binding))
	}
	if more := len(r.Unresolved) - namesShown; more > 0 {
		t.fact("unresolved", fmt.Sprintf("and %d more", more))
	}
	if r.Outcome == loader.CannotLoadHere || r.Outcome == loader.Refused {
		return
	}
	if len(r.Registration) > 0 {
		t.fact("registration", strings.Join(r.Registration, " and "))
	}
	if r.APIVersion != nil {
		t.fact("node-api", fmt.Sprint(*r.APIVersion))
	}
	var calls []string
	for name, n := range r.Called {
		calls = append(calls, fmt.Sprintf("%s (%d)", name, n))
	}
	slices.Sort(calls)
	t.list("called", calls)
	t.list("looked up", r.LookedUp)
	for _, stage := range []loader.Stage{loader.SecondEnv, loader.Reload} {
		if e := r.Environments[stage]; e != nil {
			s := string(e.Outcome)
			switch {
			case e.Message != "":
				s += ": " + e.Message
			case !e.Same:
				s += ", with other exports"
			}
			t.fact(againWords[stage], s)
		}
	}
	if l := r.Left; l != nil {
		var left []string
		for _, x := range []struct {
			n    int
			what string
		}{{l.StrongReferences, "strong reference"}, {l.AsyncWorks, "async work"}, {l.ThreadsafeFunctions, "thread-safe function"}, {l.CleanupHooks, "cleanup hook"}} {
			if x.n > 0 {
				left = append(left, countOf(x.n, x.what))
			}
		}
		if left != nil {
			t.fact("left at its end", strings.Join(left, ", "))
		}
		for _, thread := range l.Threads {
			t.fact("thread lives on", strings.TrimSpace(thread.Name+" "+thread.Routine.Function+" of "+thread.Routine.Module))
		}
	}
	for _, m := range r.Misuse {
		t.line(2, 4, phrase{severityStyle[rules.Severity(m.Severity)], string(m.Severity)}, phrase{plain, fmt.Sprintf(" %s: %s", m.Kind, m.Message)})
		t.stack("at", m.Stack)
		t.line(4, 4, phrase{dim, m.Help})
	}
	if r.Script != nil {
		t.fact("script", fmt.Sprintf("exit status %d", r.Script.Status))
	}
	t.output("output", r.Output.Stdout)
	t.output("errors", r.Output.Stderr)
	if r.Output.Flooded {
		t.fact("flood", fmt.Sprintf("it wrote %s", bytesProse(r.Output.Bytes)))
	}
	for _, d := range r.Sandbox.Denied[:min(len(r.Sandbox.Denied), namesShown)] {
		t.fact("refused", fmt.Sprintf("%s (%d)", strings.TrimSpace(d.Call+" "+d.What), d.Count))
	}
	if more := len(r.Sandbox.Denied) - namesShown; more > 0 {
		t.fact("refused", fmt.Sprintf("and %d more", more))
	}
	switch {
	case r.Sandbox.Mode == loader.Off:
		t.fact("sandbox", "off")
	default:
		for _, m := range r.Sandbox.Missing {
			t.line(2, factColumn, phrase{yellow, fmt.Sprintf("%-*s", factColumn-2, "no sandbox for")}, phrase{plain, m.What + ": " + m.Why})
		}
	}
	t.fact("cost", fmt.Sprintf("%.1f ms, %s at most", r.MS, bytesProse(r.PeakMemory)))
}

var againWords = map[loader.Stage]string{loader.SecondEnv: "second time", loader.Reload: "after its end"}

func (t *text) stack(name string, frames []loader.Frame) {
	for i, f := range frames {
		if i == namesShown {
			t.fact("", fmt.Sprintf("and %d more frames", len(frames)-i))
			return
		}
		s := f.Function
		if s == "" {
			s = fmt.Sprintf("0x%x", f.Offset)
		}
		if f.File != "" {
			s += fmt.Sprintf(" at %s:%d", f.File, f.Line)
		}
		if f.Module != "" {
			s += " of " + shortName(f.Module)
		}
		t.fact(name, s)
		name = ""
	}
}

func (t *text) output(name, s string) {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	if lines[0] == "" {
		return
	}
	if more := len(lines) - namesShown; more > 0 {
		lines = append(lines[:namesShown], fmt.Sprintf("and %d more lines", more))
	}
	for _, line := range lines {
		t.fact(name, line)
		name = ""
	}
}

// notTried says why an addon was not tried.
var notTried = map[loader.Reason]string{
	loader.OtherMachine: "for other machines",
	loader.NeedsNode:    "only Node.js itself can",
	loader.Lacking:      "this machine lacks what is needed",
	loader.NoSandbox:    "no sandbox",
	loader.NotUnpacked:  "archive not unpacked",
}

// loadedHere says in the line of a file what became of it.
func loadedHere(r *loader.Report) phrase {
	switch {
	case r == nil:
		return phrase{}
	case r.Reason != nil:
		return phrase{plain, "; not loaded (" + notTried[*r.Reason] + ")"}
	}
	return phrase{plain, "; " + map[loader.Outcome]string{
		loader.Loaded: "loads here", loader.Threw: "throws here", loader.Crashed: "crashes here", loader.Timeout: "hangs here",
	}[r.Outcome]}
}

// loads says what became of all that were to be loaded.
func (s *Summary) loads() (parts []string) {
	l := s.Load
	if l == nil {
		return nil
	}
	parts = append(parts, fmt.Sprintf("%d loaded", l.Loaded))
	if l.Failed > 0 {
		parts = append(parts, fmt.Sprintf("%d failed to load", l.Failed))
	}
	for _, r := range loader.Reasons {
		if n := l.NotTried[r]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d not loaded (%s)", n, notTried[r]))
		}
	}
	return parts
}
