package main

import (
	"encoding/json"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

func newVersion() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "version",
		Short: "Print the version of napicheck",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			switch format {
			case "text":
				fmt.Fprintf(cmd.OutOrStdout(), "napicheck %s\n", version())
			case "json":
				revision, modified := revision()
				return json.NewEncoder(cmd.OutOrStdout()).Encode(struct {
					Name     string  `json:"name"`
					Version  string  `json:"version"`
					Revision *string `json:"revision"`
					Modified *bool   `json:"modified"`
					Go       string  `json:"go"`
					Platform string  `json:"platform"`
				}{"napicheck", version(), revision, modified, runtime.Version(), runtime.GOOS + "/" + runtime.GOARCH})
			default:
				return usagef("unknown format %q; there are text, json", format)
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "text or json")
	return cmd
}

// version is the module's version as the build recorded it; "(devel)" for a
// build from a working tree.
func version() string {
	if bi, ok := debug.ReadBuildInfo(); ok && bi.Main.Version != "" {
		return bi.Main.Version
	}
	return "(devel)"
}

// revision is the commit built from, and whether the tree differed from it;
// nil where the build did not record it.
func revision() (rev *string, modified *bool) {
	bi, ok := debug.ReadBuildInfo()
	if !ok {
		return nil, nil
	}
	for _, s := range bi.Settings {
		switch s.Key {
		case "vcs.revision":
			rev = &s.Value
		case "vcs.modified":
			m := s.Value == "true"
			modified = &m
		}
	}
	return rev, modified
}
