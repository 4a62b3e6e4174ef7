package main

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/napicheck/napicheck/internal/artifact"
	"github.com/napicheck/napicheck/internal/label"
	"github.com/napicheck/napicheck/internal/npm"
	"github.com/napicheck/napicheck/internal/report"
	"github.com/napicheck/napicheck/loader"
	"github.com/napicheck/napicheck/rules"
	"github.com/napicheck/napicheck/symbols"
)

// A checker checks files, several at a time, and the packages they are in.
type checker struct {
	promises *promises
	hash     bool
	find     artifact.Options
	options  rules.Options
	question bool                                         // answer for each package whether it blocks the releases given
	newer    func(ctx context.Context, p *report.Package) // looks for a newer version of what blocks; nil = do not
	names    symbols.Options
	load     []programThatLoads // each file by the first that can; nil = do not
	warn     func(string)
	empty    bool  // a path held nothing to check
	held     int64 // weight of all facts in memory; atomic
}

// A task is a file on its way through the workers: it is read as soon as it is
// found, and judged once its package is known.
type task struct {
	file *artifact.File

	read   chan struct{} // closed when the five below are there
	facts  *symbols.File
	weight int64 // of facts
	size   int64
	sha256 string
	err    error

	name    string        // in its package
	promise rules.Promise // what its label leaves of the package's
	twin    bool          // another file of the package has the same size
	judged  chan struct{}
	result  report.File // when judged is closed
}

// A group is a package whose files are on their way.
type group struct {
	*artifact.Package
	promise  rules.Promise
	tasks    []*task
	platform []*group
	part     bool // it is one of another's platform
}

// A reporter takes results in the order of the paths.
type reporter interface {
	File(*report.File) error
	Package(*report.Package) error
}

// run checks what paths lead to and hands the results to out: the files of
// each package, then the package. At most a few packages wait for a slow file
// before them.
func (c *checker) run(ctx context.Context, paths []string, jobs int, out reporter) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if c.load != nil {
		c.find.Trees = &artifact.Trees{}
		defer c.find.Trees.Close()
	}
	todo := make(chan func())
	order := make(chan *group, 4*jobs)
	var workers sync.WaitGroup
	for range jobs {
		workers.Go(func() {
			for do := range todo {
				do()
			}
		})
	}
	go func() {
		defer close(order)
		defer close(todo)
		c.produce(ctx, paths, todo, order)
	}()
	var err error
	for g := range order {
		if err == nil {
			err = ctx.Err()
		}
		if err == nil {
			if _, err = c.emit(ctx, g, out); err == nil {
				c.forget(g)
			}
		}
		if err != nil {
			cancel()
		}
	}
	workers.Wait()
	if err == nil {
		err = ctx.Err()
	}
	return err
}

// produce finds files and gives them to the workers.
func (c *checker) produce(ctx context.Context, paths []string, todo chan<- func(), order chan<- *group) {
	work := func(do func()) bool {
		select {
		case todo <- do:
			return true
		case <-ctx.Done():
			return false
		}
	}
	tasks := map[*artifact.File]*task{}
	for found := range artifact.Find(ctx, paths, c.find) {
		if f := found.File; f != nil {
			t := &task{file: f, size: f.Size, read: make(chan struct{}), judged: make(chan struct{})}
			tasks[f] = t
			if !work(func() { c.read(t) }) {
				return
			}
			continue
		}
		g := c.group(found.Package, rules.Promise{}, tasks)
		if g == nil {
			continue
		}
		twins(g)
		for g := range g.all() {
			for _, t := range g.tasks {
				// A worker has taken the reading of t before another can take this.
				if !work(func() { c.judge(ctx, t) }) {
					return
				}
			}
		}
		select {
		case order <- g:
		case <-ctx.Done():
			return
		}
	}
}

// group gathers the tasks of a package. A platform package promises what the
// package does that it is part of, unless it says otherwise.
func (c *checker) group(p *artifact.Package, above rules.Promise, tasks map[*artifact.File]*task) *group {
	if len(p.Files) == 1 && errors.Is(p.Files[0].Err, artifact.ErrEmpty) {
		c.warn(fmt.Sprintf("%s: %v", p.Path, p.Files[0].Err))
		c.empty = true
		return nil
	}
	if p.ManifestErr != nil {
		c.warn(p.ManifestErr.Error())
	}
	g := &group{Package: p, promise: c.promises.of(p.Manifest, p.Path)}
	if g.promise.Source == "" {
		g.promise = above
	}
	for _, f := range p.Files {
		t := tasks[f]
		delete(tasks, f)
		t.name, t.promise = f.Name, g.promise
		t.result = report.File{
			Path: f.Path, Member: f.Member, Package: packageID(p.Manifest),
			Label: label.Of(f.Name, p.Manifest), Promise: g.promise,
		}
		if p.Paths != nil || len(p.Files) > 1 {
			// Beside it are files for other releases. A file named alone is
			// asked about all.
			t.promise = g.promise.For(t.result.Label)
		}
		g.tasks = append(g.tasks, t)
	}
	for _, q := range p.Platform {
		part := c.group(q, g.promise, tasks)
		part.part = true
		g.platform = append(g.platform, part)
	}
	return g
}

// all yields g and the groups below it.
func (g *group) all() iter.Seq[*group] {
	return func(yield func(*group) bool) {
		if !yield(g) {
			return
		}
		for _, p := range g.platform {
			for q := range p.all() {
				if !yield(q) {
					return
				}
			}
		}
	}
}

// twins marks the files that may have the same bytes as another.
func twins(g *group) {
	bySize := map[int64]*task{}
	for g := range g.all() {
		for _, t := range g.tasks {
			if u := bySize[t.file.Size]; u != nil {
				t.twin, u.twin = true, true
			}
			bySize[t.file.Size] = t
		}
	}
}

func packageID(m *npm.Manifest) string {
	if m == nil {
		return ""
	}
	return strings.TrimSuffix(m.Name+"@"+m.Version, "@")
}

// guard is the one place where a mistake of ours in a reader or a rule is kept
// from ending the run.
func guard(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("internal error: %v", p)
	}
}

// read reads the facts of a file.
func (c *checker) read(t *task) {
	defer close(t.read)
	defer guard(&t.err)
	content, err := t.file.Open()
	if err != nil {
		t.err = err
		return
	}
	defer content.Close()
	t.size = content.Size
	// A member of an archive was read as a whole anyway, and is gone afterwards.
	if c.hash || t.file.Member != "" {
		if t.sha256, t.err = hash(content); t.err != nil {
			return
		}
	}
	if t.facts, t.err = symbols.Read(content.ReaderAt, content.Size, c.names); t.err != nil {
		return
	}
	t.weight = weight(t.facts)
	if atomic.AddInt64(&c.held, t.weight) > maxHeld {
		atomic.AddInt64(&c.held, -t.weight)
		t.facts, t.weight, t.err = nil, 0, errors.New("not checked: the addons of its package are too many, or have too many symbols in all")
	}
}

// maxHeld bounds the facts and verdicts that wait for their package to be
// complete, in symbols, of which one takes about a hundred bytes.
const maxHeld = 2_000_000

// weight is what facts and the verdict on them take, in symbols.
func weight(f *symbols.File) int64 {
	n := int64(100)
	for _, b := range f.Binaries {
		n += int64(len(b.Imports)+len(b.Exports)) + 500
	}
	return n
}

func hash(content *artifact.Content) (string, error) {
	h := sha256.New()
	if _, err := io.Copy(h, io.NewSectionReader(content, 0, content.Size)); err != nil {
		return "", withoutPath(err)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// judge judges a file by what it is in its package.
func (c *checker) judge(ctx context.Context, t *task) {
	defer close(t.judged)
	defer t.file.Release()
	<-t.read
	r := &t.result
	r.Size, r.Err, r.Facts = t.size, t.err, t.facts
	if c.hash {
		r.SHA256 = t.sha256
	}
	if r.Err == nil && t.twin && t.sha256 == "" {
		if content, err := t.file.Open(); err == nil {
			t.sha256, _ = hash(content)
			content.Close()
		}
	}
	if r.Err == nil && c.load != nil && r.Facts.Kind != symbols.KindNotAnAddon {
		r.Load, r.Err = c.loadFile(ctx, t.file, r.Facts)
	}
	if r.Err == nil {
		c.apply(r, t.promise)
	}
	if r.Err != nil {
		r.Facts, r.Verdicts, r.Findings = nil, nil, nil
	}
}

// A programThatLoads is one, and the kind of machine it runs on.
type programThatLoads struct {
	loader.Options
	*symbols.Binary
}

// loadFile loads a file, or tells why not.
func (c *checker) loadFile(ctx context.Context, f *artifact.File, facts *symbols.File) (*loader.Report, error) {
	foreign := ""
	for _, p := range c.load {
		if why := loader.Foreign(facts, p.Binary); why != "" {
			foreign = cmp.Or(foreign, why)
			continue
		}
		machine := rules.Machines{Platform: p.Platform, Arch: p.Arch, Libc: p.Libc}
		path, show, err := f.OnDisk(ctx, machine.Wants)
		if err != nil {
			return loader.NotTried(p.Options, loader.Refused, loader.NotUnpacked, err.Error()), nil
		}
		r, err := loader.Run(ctx, path, p.Options)
		if err != nil {
			return nil, withoutPath(err)
		}
		r.Show(show)
		return r, nil
	}
	return loader.NotTried(c.load[0].Options, loader.CannotLoadHere, loader.OtherMachine, foreign), nil
}

func (c *checker) apply(r *report.File, promise rules.Promise) {
	defer guard(&r.Err)
	options := c.options
	options.Load = r.Load
	res := rules.Check(r.Facts, r.Label, promise, options)
	r.Verdicts, r.Findings = res.Verdicts, res.Findings
}

// forget gives back the weight of a package that was reported.
func (c *checker) forget(g *group) {
	for g := range g.all() {
		for _, t := range g.tasks {
			atomic.AddInt64(&c.held, -t.weight)
		}
	}
}

// emit reports the files of a package and of its platform packages, and then
// the packages.
func (c *checker) emit(ctx context.Context, g *group, out reporter) (*rules.Package, error) {
	p := &rules.Package{
		Manifest: g.Manifest, Path: g.Path, Paths: g.Paths, Read: g.Read, Size: g.Size, Missing: g.Missing, Installed: g.Installed, Folder: g.Folder(),
	}
	for _, x := range g.Problems {
		sev := rules.Warning
		if x.Kind.Dangerous() {
			sev = rules.Error
		}
		what := string(x.Kind)
		if x.Detail != "" {
			what += " (" + x.Detail + ")"
		}
		p.Problems = append(p.Problems, rules.Problem{Path: x.Name, What: what, Severity: sev})
	}
	for _, t := range g.tasks {
		select {
		case <-t.judged:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		r := &t.result
		if c.options.Machines.Named(r.Label) {
			if err := out.File(r); err != nil {
				return nil, err
			}
		}
		p.Files = append(p.Files, rules.PackageFile{
			Path: t.name, Label: r.Label, Facts: r.Facts, Err: r.Err, Verdicts: r.Verdicts, Size: r.Size, SHA256: t.sha256,
		})
	}
	for _, q := range g.platform {
		platform, err := c.emit(ctx, q, out)
		if err != nil {
			return nil, err
		}
		p.Platform = append(p.Platform, platform)
	}
	if g.Paths == nil {
		return p, nil // a part of a package tells nothing of the whole
	}
	return p, c.emitPackage(ctx, g, p, out)
}

func (c *checker) emitPackage(ctx context.Context, g *group, p *rules.Package, out reporter) (err error) {
	r := &report.Package{Package: p, Promise: g.promise}
	if err := c.applyPackage(r); err != nil {
		return fmt.Errorf("%s: %w", g.Path, err)
	}
	if c.question && !g.part && (len(p.Files) > 0 || isDependency(p.Path)) {
		if r.Answer = r.PackageResult.Answer(p, g.promise, c.options.Machines); r.Answer.Verdict == rules.Blocks && c.newer != nil {
			c.newer(ctx, r)
		}
	}
	return out.Package(r)
}

func (c *checker) applyPackage(r *report.Package) (err error) {
	defer guard(&err)
	r.PackageResult = rules.CheckPackage(r.Package, r.Promise, c.options)
	return nil
}
