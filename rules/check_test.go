package rules

import (
	"reflect"
	"testing"

	"github.com/napicheck/napicheck/internal/label"
	"github.com/napicheck/napicheck/symbols"
)

// TestCheck holds what callers rely on: a verdict for each slice, findings in
// a fixed order with the index of their slice, and selection by name.
func TestCheck(t *testing.T) {
	good := addon(registers(symbols.RegSymbol))
	f := &symbols.File{Kind: symbols.KindNodeAPI, Binaries: []*symbols.Binary{good, addon(registers(symbols.RegConstructor)), addon()}}
	res := Check(f, label.Label{}, Promise{}, Options{})
	if len(res.Verdicts) != 3 || res.Verdicts[0] == nil {
		t.Fatalf("verdicts: %v", res.Verdicts)
	}
	if again := Check(f, label.Label{}, Promise{}, Options{}); !reflect.DeepEqual(res.Findings, again.Findings) {
		t.Error("two runs differ")
	}
	severity := Error
	found := map[string]int{}
	for _, f := range res.Findings {
		if f.Severity.AtLeast(severity) && f.Severity != severity {
			t.Errorf("%s (%s) stands after findings of severity %s", f.Rule, f.Severity, severity)
		}
		severity = f.Severity
		found[f.Rule] = f.Binary
	}
	for rule, slice := range map[string]int{NoRegistration.ID: 2, DeprecatedRegistration.ID: 1} {
		if got, ok := found[rule]; !ok || got != slice {
			t.Errorf("%s: slice %d, %v; want %d", rule, got, ok, slice)
		}
	}

	count := func(opt Options) int { return len(Check(f, label.Label{}, Promise{}, opt).Findings) }
	if n := count(Options{Disable: []string{"all"}}); n != 0 {
		t.Errorf("%d findings with all rules disabled", n)
	}
	if n := count(Options{Disable: []string{"NC3", "node-api", "nosuchrule"}, Enable: []string{"NC301"}}); n == 0 {
		t.Error("a rule enabled by name did not run because its group is disabled")
	}
}

// TestNoAddon holds that a file that is no addon is not judged as one.
func TestNoAddon(t *testing.T) {
	f := &symbols.File{Kind: symbols.KindNotAnAddon, Reason: "a plain library", Binaries: []*symbols.Binary{addon()}}
	for _, f := range Check(f, label.Label{}, Promise{}, Options{}).Findings {
		r, err := ByID(f.Rule)
		if err != nil {
			t.Fatal(err)
		}
		if g := r.Group().Name; g != "input" && g != "registration" && f.Binary >= 0 {
			t.Errorf("rule %s of group %s reports on it: %s", f.Rule, g, f.Message)
		}
	}
}
