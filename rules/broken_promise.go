package rules

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/napicheck/napicheck/matrix"
)

// BrokenPromise sums up on which promised releases what hosts get does not work.
var BrokenPromise = &Rule{
	ID: "broken-promise", Code: "NC115", Severity: Error,
	Doc: `Promises releases of Node.js on which it does not work

npm installs the package wherever engines.node allows it. Of every release in
that range, and every machine the package has a file for, the outcome of the
file that is chosen there was looked up: on those listed it fails.

Narrow engines.node to the ranges that work, or build the addons so that they
work on what it promises. The findings of the files name the cause.`,
	RunPackage: brokenPromise,
}

func brokenPromise(p *PackagePass) {
	if len(p.Promise.Releases) == 0 || p.OfPlatform() { // the package it is part of sums up
		return
	}
	type failure struct {
		releases, outcomes, reason string
	}
	machines := map[failure][]string{}
	files := map[failure][]string{}
	for _, m := range p.machines() {
		var on []ReleaseOutcome
		var paths []string
		for _, v := range p.Promise.Releases {
			t := m.gets(v)
			if t == nil || t.Works == nil || t.Broken != "" || p.builtHere(t) {
				continue
			}
			o := t.Works.On(v)
			if o.Outcome == Works || o.Outcome == Unknown || o.cause == badImage || o.cause == unregistered {
				continue
			}
			on = append(on, o)
			paths = append(paths, t.File)
		}
		if len(on) == 0 {
			continue
		}
		f := failure{rangeOf(on), outcomesOf(on), on[len(on)-1].Reason}
		machines[f] = append(machines[f], m.name())
		files[f] = append(files[f], paths...)
	}
	for _, f := range slices.SortedFunc(maps.Keys(machines), func(a, b failure) int {
		return strings.Compare(machines[a][0]+a.releases, machines[b][0]+b.releases)
	}) {
		slices.Sort(files[f])
		p.Report(Error, "", fmt.Sprintf("promises Node.js %s (%s), and fails on %s (%s) on %s: %s",
			p.Promise.Range, p.Promise.Source, f.releases, f.outcomes, few(machines[f], 4), f.reason),
			"Narrow engines.node, or remove what fails: the findings of the files name it.",
			map[string]any{"promise": p.Promise.Range, "promisedBy": p.Promise.Source, "releases": f.releases, "outcome": f.outcomes,
				"reason": f.reason, "targets": machines[f], "files": slices.Compact(files[f])})
	}
}

// rangeOf names a few releases one by one, many as an npm range.
func rangeOf(on []ReleaseOutcome) string {
	vs := make([]matrix.Version, len(on))
	for i, o := range on {
		vs[i] = o.Version
	}
	slices.SortFunc(vs, matrix.Version.Compare)
	vs = slices.Compact(vs)
	if len(vs) > 4 {
		return matrix.RangeOf(vs)
	}
	names := make([]string, len(vs))
	for i, v := range vs {
		names[i] = v.String()
	}
	return few(names, 4)
}

// outcomesOf names the outcomes, and which releases have each where there are several.
func outcomesOf(on []ReleaseOutcome) string {
	by := map[Outcome][]ReleaseOutcome{}
	for _, o := range on {
		by[o.Outcome] = append(by[o.Outcome], o)
	}
	var parts []string
	for _, out := range []Outcome{Crashes, Throws, DiesOnCall} {
		switch {
		case len(by[out]) == len(on):
			return string(out)
		case len(by[out]) > 0:
			parts = append(parts, string(out)+" on "+rangeOf(by[out]))
		}
	}
	return strings.Join(parts, "; ")
}
