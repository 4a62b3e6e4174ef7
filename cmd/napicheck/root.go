package main

import (
	"github.com/spf13/cobra"
)

const manual = `napicheck tells on which releases of Node.js a native addon works, and why not
on the others, from its bytes alone: ELF, PE and Mach-O, on any machine.

A PATH is a file; a folder, or an archive (.tgz, .tar, .zip, ...), of which all
*.node files are checked; npm:NAME[@RANGE], fetched by your npm with its platform
packages; or a package-lock.json, of which all native packages are checked.

Verdicts
  works on Node 18.17+, 21+      loads and runs there
  built with Node-API 9          the version it declares; "which promises" is what the
                                 documentation covers, where it differs from what works
  needs NODE_MODULE_VERSION 127  bound to the C++ ABI of one release line
  not ABI-stable                 Node-API, and V8 or node:: besides
  unknown                        the bytes do not tell (packed, encrypted)
  not an addon                   readable, but nothing Node.js could load
  unreadable                     damaged, truncated, or not to be opened

Findings
  error     fails for releases or systems that were promised (--node or engines.node)
  warning   fails for some users, or works by luck
  note      advice; counted, and shown with -v or by --enable RULE

Exit codes
  0    nothing as severe as --fail-on or more
  1    findings
  2    something could not be checked (bad input, usage, internal); wins over 1
  130  interrupted`

const examples = `  napicheck build/Release/addon.node
  napicheck node_modules                           every addon installed
  napicheck --node '>=18' --fail-on warning prebuilds
  napicheck npm:bufferutil@^4 my-package-1.0.0.tgz
  napicheck --node 26 package-lock.json            which dependencies block it?
  napicheck --format json prebuilds > report.json
  napicheck symbols addon.node                     every fact, no judgement
  napicheck matrix napi_create_external_arraybuffer
  napicheck explain NC101`

func newRoot() *cobra.Command {
	check := newCheck()
	root := &cobra.Command{
		Use:           "napicheck [check] PATH...",
		Short:         "Tell on which releases of Node.js a native addon works",
		Long:          manual,
		Example:       examples,
		Version:       version(),
		Args:          cobra.ArbitraryArgs,
		RunE:          check.RunE,
		SilenceUsage:  true,
		SilenceErrors: true,
		// Suggestions are made where a path does not exist: any word may be a path.
		DisableSuggestions: true,
	}
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return &usageError{err} })
	root.SetVersionTemplate("napicheck {{.Version}}\n")
	// check is the command when none is named, so root takes its flags too.
	root.Flags().AddFlagSet(check.Flags())
	root.AddCommand(check, newSymbols(), newMatrix(), newExplain(), newRun(), newLoad(), newVersion())
	return root
}
