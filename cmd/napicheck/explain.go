package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/napicheck/napicheck/internal/report"
	"github.com/napicheck/napicheck/matrix"
	"github.com/napicheck/napicheck/napi/misuse"
	"github.com/napicheck/napicheck/rules"
)

func newExplain() *cobra.Command {
	return &cobra.Command{
		Use:   "explain [RULE|SYMBOL|MISUSE]",
		Short: "Explain a rule, a symbol or a kind of misuse",
		Long: `Explain what a rule looks for and what to do about it; what a symbol is, which
releases of Node.js have it and what happens on the others; or what is wrong with
a kind of misuse of Node-API that load and run --check tell. Without an argument,
list the rules; misuse lists those kinds.`,
		Example: `  napicheck explain
  napicheck explain NC101
  napicheck explain hardening
  napicheck explain napi_create_external_arraybuffer
  napicheck explain returned-handle`,
		Args: atMostOneArg,
		ValidArgsFunction: func(_ *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
			var ids []string
			for _, r := range rules.All {
				ids = append(ids, r.ID+"\t"+r.Summary())
			}
			for _, k := range misuse.Kinds {
				ids = append(ids, k.ID+"\t"+k.Summary())
			}
			return ids, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return explain(cmd.OutOrStdout(), strings.Join(args, ""))
		},
	}
}

func explain(w io.Writer, what string) error {
	if what == "" {
		return listRules(w, rules.All)
	}
	if what == "misuse" {
		return listMisuse(w)
	}
	if k, ok := misuse.Lookup(what); ok {
		_, err := fmt.Fprintf(w, "%s (misuse of Node-API, %s)\n%s\n", k.ID, k.Severity(), k.Doc)
		return err
	}
	rs, ruleErr := rules.Select(what)
	switch {
	case ruleErr != nil:
		err := explainSymbol(w, what)
		if err != nil && !looksLikeSymbol(what) {
			return usagef("%w", ruleErr)
		}
		return err
	case len(rs) == 1:
		return explainRule(w, rs[0])
	}
	return listRules(w, rs)
}

// looksLikeSymbol tells names of symbols from names of rules, which are words
// joined by hyphens.
func looksLikeSymbol(s string) bool { return strings.ContainsAny(s, "_?@:") }

func listRules(w io.Writer, rs []*rules.Rule) error {
	group := rules.Group{}
	for _, r := range rs {
		if g := r.Group(); g != group {
			if group.Code != "" {
				fmt.Fprintln(w)
			}
			fmt.Fprintf(w, "%s %s: %s\n", g.Code, g.Name, g.About)
			group = g
		}
		if _, err := fmt.Fprintf(w, "  %-5s  %-7s  %-32s %s\n", r.Code, r.Severity, r.ID, r.Summary()); err != nil {
			return err
		}
	}
	return nil
}

func listMisuse(w io.Writer) error {
	for _, k := range misuse.Kinds {
		if _, err := fmt.Fprintf(w, "  %-7s  %-20s %s\n", k.Severity(), k.ID, k.Summary()); err != nil {
			return err
		}
	}
	return nil
}

func explainRule(w io.Writer, r *rules.Rule) error {
	_, rest, _ := strings.Cut(r.Doc, "\n")
	_, err := fmt.Fprintf(w, "%s (%s, %s, %s)\n%s\n\n%s\n", r.ID, r.Code, r.Group().Name, r.Severity, r.Summary(), strings.TrimSpace(rest))
	return err
}

const missingFunction = `
Where it is missing, an addon that imports it
  on Linux and other ELF systems loads, and the process ends at the first call
    (exit status 127); built with -z now, require() throws;
  on Windows loads when Node.js is delay-loaded, and fails at the first call;
    otherwise require() throws;
  on macOS fails at the first call when bound lazily; otherwise require() throws.
An addon that looks it up at run time decides itself. 'napicheck FILE' tells
which of these an addon is.
`

const unstableSymbol = `
It is not part of Node-API. An addon that imports it is bound to releases that
export exactly this name, and may misbehave on those that changed what lies
behind it. Node-API functions stay.
`

func explainSymbol(w io.Writer, name string) error {
	a, err := symbol(report.Matrix{}, name)
	if err != nil {
		return err
	}
	if err := a.text(w); err != nil {
		return err
	}
	about := unstableSymbol
	if _, ok := matrix.SymbolByName(name); ok {
		about = missingFunction
	}
	_, err = io.WriteString(w, about)
	return err
}
