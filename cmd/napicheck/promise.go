package main

import (
	"fmt"
	"strings"

	"github.com/napicheck/napicheck/internal/artifact"
	"github.com/napicheck/napicheck/internal/semver"
	"github.com/napicheck/napicheck/matrix"
	"github.com/napicheck/napicheck/rules"
)

// parsePromise reads an npm range, or a list of exact releases separated by
// commas. Releases named exactly are promised though they may be unknown.
func parsePromise(text, source string) (rules.Promise, error) {
	p := rules.Promise{Source: source, Range: text}
	if vs, ok := exactReleases(text); ok {
		p.Releases = vs
		return p, nil
	}
	r, err := semver.ParseRange(text)
	if err != nil {
		return rules.Promise{}, err
	}
	for _, rel := range matrix.Releases() {
		v := rel.Version
		if r.Contains(semver.Version{Major: v.Major, Minor: v.Minor, Patch: v.Patch}) {
			p.Releases = append(p.Releases, rel.Version)
		}
	}
	return p, nil
}

func exactReleases(text string) ([]matrix.Version, bool) {
	var vs []matrix.Version
	for _, s := range strings.Split(text, ",") {
		v, err := matrix.ParseVersion(strings.TrimSpace(s))
		if err != nil {
			return nil, false
		}
		vs = append(vs, v)
	}
	return vs, true
}

// promises finds the promise for each addon: the one given, or engines.node of
// the package around it. It warns once of each that cannot be used.
type promises struct {
	given *rules.Promise
	known map[artifact.Package]rules.Promise
	warn  func(string)
}

func newPromises(node string, warn func(string)) (*promises, error) {
	p := &promises{known: map[artifact.Package]rules.Promise{}, warn: warn}
	if node == "" {
		return p, nil
	}
	given, err := parsePromise(node, "--node")
	if err != nil {
		return nil, usagef("--node: %w", err)
	}
	if len(given.Releases) == 0 {
		warn(fmt.Sprintf("--node: no known release of Node.js is in %q", node))
	}
	p.given = &given
	return p, nil
}

func (p *promises) of(pkg *artifact.Package) rules.Promise {
	if p.given != nil {
		return *p.given
	}
	if pkg == nil || pkg.Engines == "" {
		return rules.Promise{}
	}
	promise, ok := p.known[*pkg]
	if !ok {
		var err error
		promise, err = parsePromise(pkg.Engines, "engines.node of "+pkg.Name)
		if err != nil {
			p.warn(fmt.Sprintf("%s: engines.node: %v", pkg.Dir, err))
		}
		p.known[*pkg] = promise
	}
	return promise
}
