package main

import (
	"os"
	"slices"

	"github.com/spf13/cobra"

	"github.com/napicheck/napicheck/internal/jsrt"
)

// startedAs is the path or name this process was started by.
var startedAs = os.Args[0]

// asNode returns the arguments of root that do what this process was started
// for, if a script of `run` started its process.execPath: as node, with args.
// napicheck by any other path or name is itself, and so is one whose first
// argument is a command and no file.
func asNode(root *cobra.Command, args []string) ([]string, bool) {
	version := os.Getenv(jsrt.AsNodeVar)
	if version == "" || startedAs != jsrt.ExecPath() {
		return nil, false
	}
	if len(args) > 0 && slices.ContainsFunc(root.Commands(), func(c *cobra.Command) bool { return c.Name() == args[0] }) {
		if _, err := os.Stat(args[0]); err != nil {
			return nil, false
		}
	}
	run := append([]string{"run", "--node-version", version}, args...)
	if o, script, _, err := parseRun(args); err == nil && script == "" && !o.eval && !o.help && !o.version {
		run = append(run, "-")
	}
	return run, true
}
