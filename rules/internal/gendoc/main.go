// Command gendoc prints rules/README.md from the rules' own documentation.
package main

import (
	"bytes"
	"fmt"
	"os"
	"strings"

	"github.com/napicheck/napicheck/rules"
)

func main() {
	os.Stdout.Write(readme())
}

func readme() []byte {
	var b bytes.Buffer
	fmt.Fprint(&b, `# Rules

Written by `+"`go generate ./rules`"+` from the rules themselves; do not edit.

The severity is the highest a finding of the rule can have. Notes are advice:
counted, and shown when asked for with `+"`-v`"+`, or by the name of the rule or group.
`)
	for _, g := range rules.Groups {
		fmt.Fprintf(&b, "\n## %s %s: %s\n", g.Code, g.Name, g.About)
		rs, err := rules.Select(g.Name)
		if err != nil {
			panic("BUG: " + err.Error())
		}
		if len(rs) > 0 {
			fmt.Fprint(&b, "\n| Code | Rule | Severity | |\n|---|---|---|---|\n")
		}
		for _, r := range rs {
			fmt.Fprintf(&b, "| %s | [%s](#%s) | %s | %s |\n", r.Code, r.ID, r.ID, r.Severity, r.Summary())
		}
		for _, r := range rs {
			_, body, _ := strings.Cut(r.Doc, "\n\n")
			fmt.Fprintf(&b, "\n### %s\n\n%s (%s, %s).\n\n%s\n", r.ID, r.Summary(), r.Code, r.Severity, strings.TrimSpace(body))
		}
	}
	return b.Bytes()
}
