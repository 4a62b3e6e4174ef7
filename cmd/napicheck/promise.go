package main

import (
	"fmt"
	"strings"

	"github.com/napicheck/napicheck/internal/npm"
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

// promises finds the promise for each package: the one given, or its
// engines.node. It warns once of each that cannot be used.
type promises struct {
	given *rules.Promise
	known map[engines]rules.Promise
	warn  func(string)
}

// engines is what a package of a name says of Node.js.
type engines struct{ name, node string }

func newPromises(node string, warn func(string)) (*promises, error) {
	p := &promises{known: map[engines]rules.Promise{}, warn: warn}
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

// of is the promise of the package with manifest m, nil = none, found at path.
func (p *promises) of(m *npm.Manifest, path string) rules.Promise {
	if p.given != nil {
		return *p.given
	}
	if m == nil || m.Engines["node"] == "" {
		return rules.Promise{}
	}
	key := engines{m.Name, m.Engines["node"]}
	promise, ok := p.known[key]
	if !ok {
		var err error
		promise, err = parsePromise(key.node, "engines.node of "+key.name)
		if err != nil {
			p.warn(fmt.Sprintf("%s: engines.node: %v", path, err))
		}
		p.known[key] = promise
	}
	return promise
}
