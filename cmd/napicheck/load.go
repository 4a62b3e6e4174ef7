package main

import (
	"context"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/napicheck/napicheck/internal/probe"
	"github.com/napicheck/napicheck/internal/report"
	"github.com/napicheck/napicheck/loader"
)

func registerSandbox(fl *pflag.FlagSet, sandbox *string) {
	fl.StringVar(sandbox, "sandbox", string(loader.BestEffort), "`MODE` of loading: best-effort, strict (no loading without all of the sandbox) or off")
}

func validateSandbox(sandbox string) error {
	if !slices.Contains(loader.Modes, loader.Mode(sandbox)) {
		return usagef("--sandbox %q is not best-effort, strict or off", sandbox)
	}
	return nil
}

func registerRunner(fl *pflag.FlagSet, runner *string) {
	fl.StringVar(runner, "runner", "", "`COMMAND` that loads addons of another processor: an emulator, its flags, and a napicheck built for it")
}

// setRunner has addons of other processors loaded by a napicheck that was
// built for them, run by an emulator: the last word of the command and the
// words before it.
func setRunner(o *loader.Options, command string) error {
	words := strings.Fields(command)
	if len(words) < 2 {
		return usagef("--runner %q is not an emulator, its flags and a napicheck for it", command)
	}
	last := len(words) - 1
	program, err := filepath.Abs(words[last])
	if err != nil {
		return err
	}
	words[last] = program
	o.Command, o.Program = words, program
	if i := slices.Index(words, "-L"); i >= 0 && i+1 < last {
		o.Root = words[i+1] // as qemu has it
	}
	return nil
}

// untilTerminated lets what loads addons end them, and clean up, when the
// process is asked to end.
func untilTerminated(ctx context.Context) (context.Context, context.CancelFunc) {
	return signal.NotifyContext(ctx, syscall.SIGTERM)
}

func newLoad() *cobra.Command {
	var format, sandbox, runner string
	var megabytes int64
	o := loader.Options{Command: probe.Command}
	cmd := &cobra.Command{
		Use:   "load FILE",
		Short: "Load an addon in an isolated process and tell what became of it",
		Long: `Load one addon as require() does, in a process of its own: its constructors, its
initializer, its exports; again in a second environment, as workers do; the end
of its environment. Whatever it dies of, the report tells how, where, and in which
part of its life.

This runs the addon's code. On Linux a sandbox bounds what it can reach: no
network, no other programs and processes, no files but its package and the
system's libraries, which it can only read, and a folder that is removed
afterwards; on Windows and macOS there are limits alone. The report tells which
parts of it this system offers, and what the addon was refused.

Exit status: 0 it loads; 1 it does not, or misuses Node-API; 2 this machine
cannot load it.`,
		Example: `  napicheck load build/Release/addon.node
  napicheck load --format json addon.node
  napicheck load --exec smoke.js addon.node      smoke.js finds its exports as "addon"
  napicheck load --runner "qemu-aarch64 -L /usr/aarch64-linux-gnu napicheck-arm64" addon.node`,
		Args: oneArg("FILE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if !slices.Contains(report.Formats, format) {
				return usagef("unknown format %q; there are %s", format, strings.Join(report.Formats, ", "))
			}
			if err := validateSandbox(sandbox); err != nil {
				return err
			}
			if o.Timeout <= 0 {
				return usagef("--timeout %s is not a time", o.Timeout)
			}
			if o.Memory = megabytes << 20; o.Memory < loader.MinMemory || megabytes > 1<<20 {
				return usagef("--memory %d is not between %d and %d", megabytes, loader.MinMemory>>20, 1<<20)
			}
			o.Sandbox = loader.Mode(sandbox)
			if runner == "" {
				o.Started = probe.Early()
			} else if err := setRunner(&o, runner); err != nil {
				return err
			}
			ctx, stop := untilTerminated(cmd.Context())
			defer stop()
			r, err := loader.Run(ctx, args[0], o)
			if err != nil {
				return err
			}
			out, err := openOutput(cmd.OutOrStdout(), "")
			if err != nil {
				return err
			}
			if err := report.Load(format, out, args[0], r, report.Options{Color: useColor("auto", out.terminal), Width: out.width()}); err != nil {
				return err
			}
			if err := out.Flush(); err != nil {
				return err
			}
			switch {
			case r.Outcome == loader.Refused || r.Outcome == loader.CannotLoadHere:
				return errUnchecked
			case r.Outcome != loader.Loaded || r.Script != nil && r.Script.Status != 0 ||
				slices.ContainsFunc(r.Misuse, func(m loader.Misuse) bool { return m.Severity == "error" }):
				return errFindings
			}
			return nil
		},
	}
	fl := cmd.Flags()
	fl.StringVar(&format, "format", report.Formats[0], "`FORMAT` of the report: "+strings.Join(report.Formats, ", ")+" (the field load of the report of check)")
	registerSandbox(fl, &sandbox)
	fl.DurationVar(&o.Timeout, "timeout", loader.DefaultTimeout, "end it after `TIME`, such as 30s")
	fl.Int64Var(&megabytes, "memory", loader.DefaultMemory>>20, "memory it may use, in `MEGABYTES`")
	fl.StringVar(&o.Script, "exec", "", "then run `SCRIPT`.js in the same process, with the exports as the global addon")
	registerRunner(fl, &runner)
	fl.StringVar(&o.NodeVersion, "node-version", "", "`RELEASE` of Node.js to pose as, such as 24.4.0")
	return cmd
}
