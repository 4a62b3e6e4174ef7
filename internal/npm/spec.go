package npm

import (
	"fmt"
	"strings"

	"github.com/napicheck/napicheck/internal/semver"

	"github.com/napicheck/napicheck/internal/lazyregexp"
)

// A Spec names versions of a package of the registry.
type Spec struct {
	Name  string
	Range string // npm range, version or tag; "" = the tag latest
}

func (s Spec) String() string { return strings.TrimSuffix(s.Name+"@"+s.Range, "@") }

// maxSpec bounds a name (npm's own bound) and a range, in bytes.
const maxSpec = 214

var (
	// Unlike npm's own rule this one leaves out names that need quoting
	// anywhere; the registry has not taken such names for many years.
	namePattern = lazyregexp.New(`^(?:@[A-Za-z0-9~-][A-Za-z0-9._~-]*/)?[A-Za-z0-9~][A-Za-z0-9._~-]*$`)
	tagPattern  = lazyregexp.New(`^[A-Za-z][A-Za-z0-9._-]*$`)
	// npm takes what ends like this for a file, whatever stands before it.
	filePattern = lazyregexp.New(`(?i)\.(?:tgz|tar\.gz|tar)$`)
)

// ParseSpec reads "name", "name@range" or "name@tag". What it accepts npm can
// only understand as a package of the registry: never as an option, a path,
// an address or an alias.
func ParseSpec(s string) (Spec, error) {
	name, rng := cutSpec(s)
	spec := Spec{name, strings.TrimSpace(rng)}
	switch {
	case len(name) > maxSpec || !namePattern().MatchString(name) || filePattern().MatchString(name):
		return Spec{}, fmt.Errorf("%q is not the name of an npm package", name)
	case len(rng) > maxSpec || filePattern().MatchString(spec.Range) || !isRange(spec.Range) && !tagPattern().MatchString(spec.Range):
		return Spec{}, fmt.Errorf("%q is neither a version range nor a tag", rng)
	}
	return spec, nil
}

// isRange reports whether s is a range of versions and nothing that npm would
// take for a place.
func isRange(s string) bool {
	if strings.ContainsAny(s, `/\:`) || strings.HasPrefix(s, ".") {
		return false
	}
	_, err := semver.ParseRange(s)
	return err == nil
}
