package main

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/napicheck/napicheck/internal/jsrt"
)

// nodeFlags are flags of node that may stand before the script: they change
// nothing here, and process.execArgv tells them.
var nodeFlags = []string{
	"--abort-on-uncaught-exception", "--allow-natives-syntax", "--enable-source-maps", "--experimental-", "--expose-gc", "--expose_gc",
	"--expose-internals", "--force-node-api-uncaught-exceptions-policy", "--gc-", "--harmony", "--max-old-space-size", "--napi-modules",
	"--no-concurrent-", "--no-deprecation", "--no-experimental-", "--no-force-node-api-uncaught-exceptions-policy", "--no-warnings", "--pending-deprecation", "--preserve-symlinks",
	"--report-compact", "--report-exclude-env", "--report-exclude-network", "--report-on-fatalerror", "--report-uncaught-exception", "--stack-size", "--stack-trace-limit", "--throw-deprecation",
	"--trace-deprecation", "--trace-uncaught", "--trace-warnings", "--unhandled-rejections",
}

// runOptions are what stands before the script.
type runOptions struct {
	nodeVersion string
	code        string // of -e and -p
	eval, print bool
	envFiles    []string
	preload     []string // of --require and --import
	execArgv    []string
	help        bool
	version     bool
	check       bool
}

// parseRun splits the command line: what follows the script is the script's.
func parseRun(args []string) (o runOptions, script string, rest []string, err error) {
	value := func(i *int, flag string) (string, error) {
		if _, v, ok := strings.Cut(args[*i], "="); ok {
			return v, nil
		}
		if *i++; *i == len(args) {
			return "", usagef("flag needs an argument: %s", flag)
		}
		return args[*i], nil
	}
	for i := 0; i < len(args); i++ {
		arg := args[i]
		name, _, _ := strings.Cut(arg, "=")
		switch {
		case !strings.HasPrefix(arg, "-") || arg == "-":
			if o.eval {
				return o, "", args[i:], nil
			}
			return o, arg, args[i+1:], nil
		case arg == "--":
			if i+1 == len(args) || o.eval {
				return o, "", args[i+1:], nil
			}
			return o, args[i+1], args[i+2:], nil
		case arg == "--check":
			o.check = true
		case name == "--node-version":
			if o.nodeVersion, err = value(&i, name); err != nil {
				return o, "", nil, err
			}
		case slices.Contains([]string{"-e", "--eval", "-p", "--print", "-pe"}, name):
			o.eval, o.print = true, strings.Contains(name, "p")
			if o.code, err = value(&i, name); err != nil {
				return o, "", nil, err
			}
		case slices.Contains([]string{"-r", "--require", "--import", "--env-file", "--report-dir", "--report-directory", "--report-filename"}, name):
			v, err := value(&i, name)
			if err != nil {
				return o, "", nil, err
			}
			o.execArgv = append(o.execArgv, name+"="+v)
			switch {
			case name == "--env-file":
				o.envFiles = append(o.envFiles, v)
			case !strings.HasPrefix(name, "--report-"):
				o.preload = append(o.preload, v)
			}
		case arg == "-h" || arg == "--help":
			o.help = true
			return o, "", nil, nil
		case arg == "-v" || arg == "--version":
			o.version = true
		case slices.ContainsFunc(nodeFlags, func(f string) bool { return name == f || strings.HasSuffix(f, "-") && strings.HasPrefix(name, f) }):
			o.execArgv = append(o.execArgv, arg)
		default:
			return o, "", nil, usagef("unknown flag: %s", arg)
		}
	}
	return o, "", nil, nil
}

// addonLoader prepares a Runtime to load addons, whose misuse of Node-API is
// recorded if there is a file for it; nil in builds that cannot.
var addonLoader func(*jsrt.Options, *os.File)

func newRun() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "run [--check] [--node-version X.Y.Z] SCRIPT.js [ARGS]",
		Short: "Run a script as Node.js does, without Node.js",
		Long: `Run a CommonJS or ECMAScript module as node would: require() of files, packages
and addons, the core modules loaders need, the event loop, exit status.

Flags stand before the script. --node-version X.Y.Z sets the release that
process.versions tells (default ` + jsrt.DefaultNodeVersion + `); -e CODE runs code instead of a script,
-p CODE prints its result, too, - runs what comes on standard input; -r MODULE runs a
module before, --env-file FILE sets environment variables; --report-on-fatalerror and
--report-uncaught-exception write node's diagnostic reports. --check tells on standard error, when the script has ended,
how addons have misused Node-API, and where.`,
		DisableFlagParsing: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			o, script, rest, err := parseRun(args)
			switch {
			case err != nil:
				return err
			case o.help:
				return cmd.Help()
			case o.version:
				version := strings.TrimPrefix(cmp.Or(o.nodeVersion, jsrt.DefaultNodeVersion), "v")
				_, err := fmt.Fprintln(cmd.OutOrStdout(), "v"+version)
				return err
			case script == "" && !o.eval:
				return usagef("run needs a script")
			case script == "-":
				code, err := io.ReadAll(cmd.InOrStdin())
				if err != nil {
					return err
				}
				o.eval, o.code = true, string(code)
			}
			if !ownTuning() {
				tuneForScripts()
			}
			options := jsrt.Options{Args: rest, ExecArgv: o.execArgv, NodeVersion: o.nodeVersion, EnvFiles: o.envFiles, Preload: o.preload, Exit: os.Exit}
			records := checkedRecords()
			switch {
			case addonLoader != nil && o.check && records == nil:
				status, err := runChecked(cmd.ErrOrStderr())
				if err == nil {
					os.Exit(status)
				}
				return err
			case addonLoader != nil:
				addonLoader(&options, records)
			case o.check:
				return usagef("this build cannot load addons, so there is nothing to --check")
			}
			rt, err := jsrt.New(options)
			if err != nil {
				return &usageError{err}
			}
			if o.eval {
				options.Exit(rt.RunCode(o.code, o.print))
			}
			options.Exit(rt.RunMain(script))
			return nil
		},
	}
	return cmd
}
