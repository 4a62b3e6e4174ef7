package main

import (
	"github.com/spf13/cobra"

	"github.com/napicheck/napicheck/internal/report"
	"github.com/napicheck/napicheck/matrix"
	"github.com/napicheck/napicheck/symbols"
)

func newSymbols() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "symbols FILE",
		Short: "Print every fact of one addon, without judgement",
		Long: `Print every fact that the bytes of one addon tell, without judgement.

Exit status is 0 for every file that can be read, addon or not, and 2 for others.`,
		Example: `  napicheck symbols addon.node
  napicheck symbols --format json addon.node | jq '.binaries[].imports[].name'`,
		Args: oneArg("FILE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if format != "text" && format != "json" {
				return usagef("unknown format %q; there are text, json", format)
			}
			f, err := symbols.Open(args[0], symbols.Options{Names: matrix.Names()})
			if err != nil {
				return err
			}
			if format == "json" {
				return report.SymbolsJSON(cmd.OutOrStdout(), args[0], f, version())
			}
			return report.SymbolsText(cmd.OutOrStdout(), args[0], f)
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "text or json")
	return cmd
}

func oneArg(what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) != 1 {
			return usagef("%s takes one %s", cmd.Name(), what)
		}
		return nil
	}
}

func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usagef("%s takes no arguments", cmd.Name())
	}
	return nil
}
