package rules_test

import (
	"path"
	"slices"
	"testing"

	"github.com/napicheck/napicheck/internal/npmtest"
	"github.com/napicheck/napicheck/matrix"
	"github.com/napicheck/napicheck/rules"
	"github.com/napicheck/napicheck/symbols"
)

// TestNpmOutcomes compares verdicts with what ten real releases of Node.js
// did with real addons. A process that dies at the first call of a missing
// function may have loaded before, or died while loading, when the addon
// calls it from its initializer.
func TestNpmOutcomes(t *testing.T) {
	foreseen := map[string][]rules.Outcome{
		"loads":   {rules.Works, rules.DiesOnCall},
		"throws":  {rules.Throws},
		"crashes": {rules.Crashes, rules.DiesOnCall},
	}
	for _, a := range npmtest.Addons(t) {
		if len(a.Node) == 0 {
			continue
		}
		t.Run(a.Package+"/"+path.Base(path.Dir(a.Path))+"/"+path.Base(a.Path), func(t *testing.T) {
			f, err := symbols.Open(npmtest.File(t, a.Spec), symbols.Options{Names: matrix.Names()})
			if err != nil {
				t.Fatal(err)
			}
			verdict := rules.Judge(f.Binaries[0])
			for release, did := range a.Node {
				v, err := matrix.ParseVersion(release)
				if err != nil {
					t.Fatal(err)
				}
				if got := verdict.On(v); !slices.Contains(foreseen[did], got.Outcome) {
					t.Errorf("Node %s: %s (%s); the real one %s", release, got.Outcome, got.Reason, did)
				}
			}
		})
	}
}
