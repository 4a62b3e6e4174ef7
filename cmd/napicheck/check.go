package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/napicheck/napicheck/internal/artifact"
	"github.com/napicheck/napicheck/internal/probe"
	"github.com/napicheck/napicheck/internal/report"
	"github.com/napicheck/napicheck/loader"
	"github.com/napicheck/napicheck/matrix"
	"github.com/napicheck/napicheck/rules"
	"github.com/napicheck/napicheck/symbols"
)

// checkFlags are the flags of check as given or configured.
type checkFlags struct {
	format, output  string
	node, failOn    string
	enable, disable []string
	config          string
	hash, verbose   bool
	jobs            int
	color           string
	allVersions     bool
	last            int
	load            bool
	sandbox, runner string
	machines        machineFlags
}

func newCheck() *cobra.Command {
	var f checkFlags
	cmd := &cobra.Command{
		Use:   "check PATH...",
		Short: "Check addons (the default command)",
		Long:  manual,
		Example: `  napicheck check build/Release/addon.node
  napicheck check --node 18.20.8,20.20.2 prebuilds`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := configure(cmd.Flags(), f.config); err != nil {
				return err
			}
			return check(cmd, args, f)
		},
	}
	fl := cmd.Flags()
	fl.StringVar(&f.format, "format", report.Formats[0], "`FORMAT` of the report: "+strings.Join(report.Formats, ", "))
	fl.StringVar(&f.output, "output", "", "write the report to `FILE` instead of standard output")
	fl.StringVar(&f.node, "node", "", "`RELEASES` of Node.js you promise: an npm range, or versions such as 18.20.8,20.20.2 (default: engines.node of the package around each file)")
	fl.StringVar(&f.failOn, "fail-on", string(rules.Error), "`SEVERITY` from which findings make exit status 1: error, warning, note or never")
	fl.StringSliceVar(&f.enable, "enable", nil, "`RULES` to run although disabled, and whose notes to show: ids, codes, groups")
	fl.StringSliceVar(&f.disable, "disable", nil, "`RULES` not to run: ids, codes, groups, or all")
	fl.StringVar(&f.config, "config", "", "configuration `FILE` (default: "+configName+" here or above, up to the root of the repository)")
	fl.BoolVar(&f.hash, "hash", false, "put the SHA-256 of every file into the report")
	fl.IntVar(&f.jobs, "jobs", runtime.GOMAXPROCS(0), "check `N` files at a time")
	fl.BoolVarP(&f.verbose, "verbose", "v", false, "show facts and notes")
	fl.BoolVar(&f.allVersions, "all-versions", false, "check every version of each npm: package, newest first")
	fl.IntVar(&f.last, "last", 0, "check the newest `N` versions of each npm: package")
	fl.BoolVar(&f.load, "load", false, "load each addon that this machine can load, in an isolated process: runs the addon's code")
	registerSandbox(fl, &f.sandbox)
	registerRunner(fl, &f.runner)
	f.machines.register(fl)
	fl.StringVar(&f.color, "color", "auto", "colour the text: auto, always or never")
	return cmd
}

// never is the --fail-on that no finding reaches.
const never = "never"

func (f *checkFlags) validate() error {
	if !slices.Contains(report.Formats, f.format) {
		return usagef("unknown format %q; there are %s", f.format, strings.Join(report.Formats, ", "))
	}
	if !slices.Contains([]string{string(rules.Error), string(rules.Warning), string(rules.Note), never}, f.failOn) {
		return usagef("--fail-on %q is not error, warning, note or never", f.failOn)
	}
	if !slices.Contains([]string{"auto", "always", "never"}, f.color) {
		return usagef("--color %q is not auto, always or never", f.color)
	}
	if f.jobs < 1 {
		return usagef("--jobs %d is not 1 or more", f.jobs)
	}
	if f.last < 0 {
		return usagef("--last %d is not 1 or more", f.last)
	}
	if err := f.machines.validate(); err != nil {
		return err
	}
	if err := validateSandbox(f.sandbox); err != nil {
		return err
	}
	if f.load && probe.Command == nil {
		return &usageError{fmt.Errorf("--load: %w", loader.Available(probe.Command))}
	}
	if f.runner != "" && !f.load {
		return usagef("--runner is for --load")
	}
	for _, names := range [][]string{f.enable, f.disable} {
		for _, name := range names {
			if _, err := rules.Select(name); err != nil {
				return &usageError{err}
			}
		}
	}
	return nil
}

// programs are those that load addons: this one, and that of --runner.
func (f *checkFlags) programs() ([]programThatLoads, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	own := loader.Options{Command: probe.Command, Sandbox: loader.Mode(f.sandbox)}
	list := []programThatLoads{{Options: own}}
	if f.runner != "" {
		other := own
		if err := setRunner(&other, f.runner); err != nil {
			return nil, err
		}
		list = append(list, programThatLoads{Options: other})
	}
	for i := range list {
		name := cmp.Or(list[i].Program, self)
		program, err := symbols.Open(name, symbols.Options{Tables: true})
		if err != nil {
			return nil, err
		}
		if len(program.Binaries) == 0 {
			return nil, usagef("%s is no program", name)
		}
		list[i].Binary = program.Binaries[0]
	}
	return list, nil
}

// versions is how many versions of a package to check, as artifact.Options has it.
func (f *checkFlags) versions() int {
	if f.allVersions && f.last == 0 {
		return -1
	}
	return f.last
}

func check(cmd *cobra.Command, paths []string, f checkFlags) (err error) {
	if err := f.validate(); err != nil {
		return err
	}
	if len(paths) == 0 {
		return usagef("nothing to check: name a file, a folder or npm:NAME")
	}
	stderr := newStatus(cmd.ErrOrStderr())
	promises, err := newPromises(f.node, stderr.warn)
	if err != nil {
		return err
	}
	var programs []programThatLoads
	if f.load {
		if programs, err = f.programs(); err != nil {
			return err
		}
	}
	out, err := openOutput(cmd.OutOrStdout(), f.output)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.close(err)) }()
	stderr.progress(out.terminal)

	question := f.node != "" && asksOfDependencies(paths)
	machines := f.machines.of(question)
	w, err := report.New(f.format, out, report.Options{
		Version:  version(),
		Verbose:  f.verbose,
		Show:     shownBy(f.enable),
		Color:    useColor(f.color, out.terminal),
		Width:    out.width(),
		Question: inWords(question, f.node, machines),
	})
	if err != nil {
		return err
	}
	c := &checker{
		promises: promises,
		hash:     f.hash,
		options:  rules.Options{Enable: f.enable, Disable: f.disable, Machines: machines},
		question: question,
		names:    symbols.Options{Names: matrix.Names(), VerifySignatures: true},
		find:     artifact.Options{Versions: f.versions(), Progress: stderr.say},
		warn:     stderr.warn,
		load:     programs,
	}
	ctx := cmd.Context()
	if f.load {
		var stop context.CancelFunc
		ctx, stop = untilTerminated(ctx)
		defer stop()
	}
	if machines != (rules.Machines{}) {
		c.find.Wants = machines.Wants
	}
	if question && f.machines.newer {
		c.newer = c.askNewer(stderr.say)
	}
	counts := &counted{Writer: w, status: stderr}
	err = c.run(ctx, paths, f.jobs, counts)
	stderr.done()
	if err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	switch {
	case counts.sum.Unreadable > 0 || c.empty || counts.refused:
		for _, p := range paths {
			c.suggest(cmd.Root(), p)
		}
		return errUnchecked
	case question:
		// What is asked is the answer: to block is an error, not to know a warning.
		if sev := rules.Severity(f.failOn); f.failOn != never && (counts.blocks > 0 || counts.unsure > 0 && rules.Warning.AtLeast(sev)) {
			return errFindings
		}
		return nil
	case f.failOn != never && counts.sum.AtLeast(rules.Severity(f.failOn)) > 0:
		return errFindings
	}
	return nil
}

// counted is a report that keeps count.
type counted struct {
	report.Writer
	sum    report.Summary
	status *status
	blocks int // packages that block the releases asked about
	unsure int // packages of which that cannot be told

	refused bool // a file was to be loaded, and could not even be tried
}

func (c *counted) File(f *report.File) error {
	c.sum.Add(f)
	c.refused = c.refused || f.Load != nil && f.Load.Outcome == loader.Refused
	c.status.count(c.sum.Files)
	return c.Writer.File(f)
}

func (c *counted) Package(p *report.Package) error {
	c.sum.AddPackage(p)
	switch p.Answer.Verdict {
	case rules.Blocks:
		c.blocks++
	case rules.Unclear:
		c.unsure++
	}
	return c.Writer.Package(p)
}

// shownBy tells which rules were named by --enable.
func shownBy(enable []string) func(string) bool {
	named := map[string]bool{}
	for _, name := range enable {
		rs, _ := rules.Select(name) // validated before
		for _, r := range rs {
			named[r.ID] = true
		}
	}
	return func(rule string) bool { return named[rule] }
}

// withoutPath drops the path from an error that will stand beside it.
func withoutPath(err error) error {
	if pe := (*fs.PathError)(nil); errors.As(err, &pe) {
		return pe.Err
	}
	return err
}

// suggest helps who mistyped the name of a command.
func (c *checker) suggest(root *cobra.Command, path string) {
	if _, err := os.Lstat(path); err == nil || strings.ContainsAny(path, `/\.`) {
		return
	}
	root.SuggestionsMinimumDistance = 2
	root.DisableSuggestions = false
	if s := root.SuggestionsFor(path); len(s) > 0 {
		c.warn(fmt.Sprintf("%q is no file; did you mean the command %s?", path, s[0]))
	}
}
