package rules

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/napicheck/napicheck/loader"
	"github.com/napicheck/napicheck/napi/misuse"
)

// NodeAPIMisuse finds breaches of Node-API's rules that Node.js lets pass.
var NodeAPIMisuse = &Rule{
	ID: "node-api-misuse", Code: "NC805", Severity: Error, WholeFile: true,
	Doc: `Misuses Node-API while it is loaded

With --load, calls are checked for what Node-API forbids and Node.js lets pass or
answers with undefined behaviour: handles kept over calls or used after their scope,
calls on other threads, scopes out of order, exceptions and statuses ignored,
what was deleted used again. It may work for years, and corrupts memory with the
next release, a worker thread, or under load.

Each kind is explained by 'napicheck explain KIND'. 'napicheck run --check' finds
more of them: it checks while a script uses the addon.`,
	Run: nodeAPIMisuse,
}

func nodeAPIMisuse(p *Pass) {
	reportMisuse(p, func(m *loader.Misuse, c misuse.Case) bool {
		return !c.Leak && m.Kind != "newer-function" && m.Kind != "exports-differ" // NC804 and NC803 tell these
	})
}

// reportMisuse makes a finding of each kind of misuse that is wanted.
func reportMisuse(p *Pass, wanted func(*loader.Misuse, misuse.Case) bool) {
	found := map[string][]*loader.Misuse{}
	for i := range p.Load.Misuse {
		m := &p.Load.Misuse[i]
		if kind, ok := misuse.Lookup(m.Kind); ok {
			if c, ok := kind.Case(m.Case); ok && wanted(m, c) {
				found[m.Kind] = append(found[m.Kind], m)
			}
		}
	}
	for _, kind := range misuse.Kinds {
		list := found[kind.ID]
		if len(list) == 0 {
			continue
		}
		worst := slices.MaxFunc(list, func(a, b *loader.Misuse) int {
			return cmp.Compare(Severity(a.Severity).rank(), Severity(b.Severity).rank())
		})
		where := ""
		if len(worst.Stack) > 0 && worst.Stack[0].Function != "" {
			where = " in " + worst.Stack[0].Function
		}
		more := ""
		if n := len(list) - 1; n > 0 {
			more = fmt.Sprintf(", and %d more", n)
		}
		p.Report(Severity(worst.Severity), fmt.Sprintf("%s%s: %s%s", worst.Function, where, worst.Message, more), kind.Help,
			map[string]any{"kind": kind.ID, "misuse": list})
	}
}
