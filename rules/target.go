package rules

import (
	"slices"
	"strconv"
	"sync"

	"github.com/napicheck/napicheck/internal/label"
	"github.com/napicheck/napicheck/matrix"
)

// targets are the releases on which b ought to work: those promised, or else
// the newest one known of every line that is not at its end of life and that
// the label names.
func (p *Pass) targets() []matrix.Version {
	if p.promised() {
		return p.Promise.Releases
	}
	var vs []matrix.Version
	for _, l := range matrix.Lines() {
		if v, ok := newestKnown()[l.Major]; ok && l.Major >= oldest && (l.EndOfLife == "" || l.EndOfLife >= p.Config.Today) && meant(p.Label, v) {
			vs = append(vs, v)
		}
	}
	return vs
}

// newestKnown holds the newest release known of each line.
var newestKnown = sync.OnceValue(func() map[int]matrix.Version {
	all := map[int]matrix.Version{}
	for _, r := range matrix.Releases() {
		if r.Known() {
			all[r.Version.Major] = r.Version
		}
	}
	return all
})

// For is what is left of a promise for one file of a package. What its label
// keeps from a release is not promised for that release: another file of the
// package is.
func (p Promise) For(l label.Label) Promise {
	var vs []matrix.Version
	for _, v := range p.Releases {
		if meant(l, v) {
			vs = append(vs, v)
		}
	}
	if len(vs) == len(p.Releases) {
		return p
	}
	if len(vs) == 0 {
		return Promise{}
	}
	p.Releases = vs
	return p
}

// meant reports whether a file with label l is for release v, as far as l tells.
func meant(l label.Label, v matrix.Version) bool {
	if l.Runtime == "electron" || l.Runtime == "node-webkit" {
		return false
	}
	if abi, err := strconv.Atoi(l.ABI); err == nil {
		if n := modulesOf(v); n != 0 && n != abi {
			return false
		}
	}
	if l.Node != "" {
		line, err := matrix.ParseRange(l.Node)
		return err != nil || line.Contains(v)
	}
	return true
}

func (p *Pass) promised() bool { return len(p.Promise.Releases) > 0 }

// failing lists the target releases that fail for one cause, and how much that
// matters: a broken promise is an error, a supported release a warning.
func (p *Pass) failing(c cause) (Severity, []ReleaseOutcome) {
	var on []ReleaseOutcome
	for _, v := range p.targets() {
		if o := p.Verdict.On(v); o.cause == c && o.Outcome != Unknown && o.Outcome != Works {
			on = append(on, o)
		}
	}
	if p.promised() {
		return Error, on
	}
	return Warning, on
}

// failingFor is failing for missing symbols among names, with those that are
// missing. Releases with another NODE_MODULE_VERSION than the binary was built
// for count only where they were asked for: other files of its package are for them.
func (p *Pass) failingFor(among func(name string) bool) (sev Severity, on []ReleaseOutcome, names []string) {
	sev, all := p.failing(missing)
	abis := modulesFor(p.Binary)
	for _, o := range all {
		if len(abis) > 0 && p.Promise.Source != "--node" && !slices.Contains(abis, modulesOf(o.Version)) {
			continue
		}
		hit := false
		for _, name := range o.names {
			if among(name) {
				hit = true
				names = append(names, name)
			}
		}
		if hit {
			on = append(on, o)
		}
	}
	slices.Sort(names)
	return sev, on, slices.Compact(names)
}

// holds reports whether names, sorted as the slices of symbols.Binary are, hold name.
func holds(names []string, name string) bool {
	_, ok := slices.BinarySearch(names, name)
	return ok
}

// where names the releases of outcomes: lines if nothing was promised, a few
// releases one by one, many as an npm range.
func (p *Pass) where(on []ReleaseOutcome) string {
	vs := make([]matrix.Version, len(on))
	for i, o := range on {
		vs[i] = o.Version
	}
	slices.SortFunc(vs, matrix.Version.Compare)
	vs = slices.Compact(vs)
	if p.promised() && len(vs) > 4 {
		return matrix.RangeOf(vs)
	}
	names := make([]string, len(vs))
	for i, v := range vs {
		names[i] = v.String()
		if !p.promised() {
			names[i] = strconv.Itoa(v.Major)
		}
	}
	return few(names, 4)
}

// broken is the evidence common to findings about releases that fail.
func (p *Pass) broken(on []ReleaseOutcome, more map[string]any) map[string]any {
	more["releases"] = p.where(on)
	more["outcome"] = string(on[0].Outcome)
	more["reason"] = on[0].Reason
	if p.promised() {
		more["promise"] = p.Promise.Range
		more["promisedBy"] = p.Promise.Source
	}
	return more
}

// hence says what outcomes mean for the user, the worst first.
func hence(on []ReleaseOutcome) string {
	for _, w := range []struct {
		out  Outcome
		says string
	}{{Crashes, "the process dies while loading"}, {Throws, "require() throws"}, {DiesOnCall, "the process dies at the first call"}} {
		if slices.ContainsFunc(on, func(o ReleaseOutcome) bool { return o.Outcome == w.out }) {
			return w.says
		}
	}
	return "it does not work"
}
