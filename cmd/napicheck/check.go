package main

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"github.com/napicheck/napicheck/internal/artifact"
	"github.com/napicheck/napicheck/internal/report"
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
	for _, names := range [][]string{f.enable, f.disable} {
		for _, name := range names {
			if _, err := rules.Select(name); err != nil {
				return &usageError{err}
			}
		}
	}
	return nil
}

func check(cmd *cobra.Command, paths []string, f checkFlags) (err error) {
	if err := f.validate(); err != nil {
		return err
	}
	if len(paths) == 0 {
		return usagef("nothing to check: name a file or a folder")
	}
	stderr := newStatus(cmd.ErrOrStderr())
	promises, err := newPromises(f.node, stderr.warn)
	if err != nil {
		return err
	}
	out, err := openOutput(cmd.OutOrStdout(), f.output)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.close(err)) }()
	stderr.progress(out.terminal)

	w, err := report.New(f.format, out, report.Options{
		Version: version(),
		Verbose: f.verbose,
		Show:    shownBy(f.enable),
		Color:   useColor(f.color, out.terminal),
		Width:   out.width(),
	})
	if err != nil {
		return err
	}
	c := &checker{
		promises: promises,
		hash:     f.hash,
		options:  rules.Options{Enable: f.enable, Disable: f.disable},
		names:    symbols.Options{Names: matrix.Names()},
		warn:     stderr.warn,
	}
	var sum report.Summary
	err = c.run(cmd.Context(), paths, f.jobs, func(r *report.File) error {
		sum.Add(r)
		stderr.count(sum.Files)
		return w.File(r)
	})
	stderr.done()
	if err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	switch {
	case sum.Unreadable > 0 || c.empty:
		for _, p := range paths {
			c.suggest(cmd.Root(), p)
		}
		return errUnchecked
	case f.failOn != never && sum.AtLeast(rules.Severity(f.failOn)) > 0:
		return errFindings
	}
	return nil
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

// A checker checks files, several at a time.
type checker struct {
	promises *promises
	hash     bool
	options  rules.Options
	names    symbols.Options
	warn     func(string)
	empty    bool // a folder held nothing to check
}

// A task is a file on its way through the workers.
type task struct {
	addon   artifact.Addon
	err     error // why it cannot be read
	promise rules.Promise
	result  chan *report.File
}

// run checks what paths lead to and hands the results to emit, in the order
// of the paths. At most a few results wait for a slow file before them.
func (c *checker) run(ctx context.Context, paths []string, jobs int, emit func(*report.File) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	todo := make(chan *task)
	order := make(chan *task, 4*jobs)
	var workers sync.WaitGroup
	for range jobs {
		workers.Go(func() {
			for t := range todo {
				t.result <- c.check(t)
			}
		})
	}
	go func() {
		defer close(order)
		defer close(todo)
		for addon, err := range artifact.Find(ctx, paths) {
			t := &task{addon: addon, promise: c.promises.of(addon.Package), result: make(chan *report.File, 1)}
			var pathErr *artifact.PathError
			switch {
			case errors.Is(err, artifact.ErrEmpty):
				c.warn(err.Error())
				c.empty = true
				continue
			case errors.As(err, &pathErr):
				t.err = pathErr.Err
			case err != nil:
				c.warn(err.Error())
			}
			select {
			case order <- t:
			case <-ctx.Done():
				return
			}
			select {
			case todo <- t:
			case <-ctx.Done():
				return
			}
		}
	}()
	var err error
	for t := range order {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			cancel()
			continue
		}
		select {
		case r := <-t.result:
			err = emit(r)
		case <-ctx.Done():
			err = ctx.Err()
		}
	}
	workers.Wait()
	return err
}

// check checks one file. It is the one place where a mistake of ours in a
// reader or a rule is kept from ending the run.
func (c *checker) check(t *task) (r *report.File) {
	r = &report.File{Path: t.addon.Path, Size: -1, Promise: t.promise, Err: t.err}
	if p := t.addon.Package; p != nil {
		r.Package = strings.TrimSuffix(p.Name+"@"+p.Version, "@")
	}
	if r.Err != nil {
		return r
	}
	defer func() {
		if p := recover(); p != nil {
			r.Err = fmt.Errorf("internal error: %v", p)
			r.Facts, r.Verdicts, r.Findings = nil, nil, nil
		}
	}()
	r.Err = c.read(r)
	if r.Err == nil {
		res := rules.Check(r.Facts, r.Label, t.promise, c.options)
		r.Verdicts, r.Findings = res.Verdicts, res.Findings
	}
	return r
}

func (c *checker) read(r *report.File) error {
	f, err := os.Open(r.Path)
	if err != nil {
		return withoutPath(err)
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		return withoutPath(err)
	}
	r.Size = st.Size()
	if c.hash {
		h := sha256.New()
		if _, err := io.Copy(h, bufio.NewReaderSize(f, 1<<16)); err != nil {
			return withoutPath(err)
		}
		r.SHA256 = hex.EncodeToString(h.Sum(nil))
	}
	r.Facts, err = symbols.Read(f, r.Size, c.names)
	return err
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
