package artifact

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/napicheck/napicheck/internal/npm"
	"github.com/napicheck/napicheck/internal/scratch"
)

// atOnce is how many npm processes fetch at a time, each up to perProcess
// packages since starting one takes a while, and ahead how many tarballs may
// wait to be read.
const (
	atOnce     = 3
	perProcess = 4
	ahead      = 2 * atOnce * perProcess
)

type fetched struct {
	tarball npm.Tarball
	err     error
}

// fetch fetches packages, several at a time, and hands them to take in their
// order. Each tarball is removed when take returns.
func (w *walk) fetch(wants []npm.Want, take func(i int, got fetched) bool) bool {
	if len(wants) == 0 {
		return true
	}
	dir, err := w.tempDir()
	if err != nil {
		return take(0, fetched{err: err})
	}
	results := make([]chan fetched, len(wants))
	for i := range results {
		results[i] = make(chan fetched, 1)
	}
	running, waiting := make(chan struct{}, atOnce), make(chan struct{}, ahead)
	w.fetches.Go(func() {
		i := 0
		for batch := range slices.Chunk(wants, min(perProcess, 1+(len(wants)-1)/atOnce)) {
			for range batch {
				select {
				case waiting <- struct{}{}:
				case <-w.ctx.Done():
					return
				}
			}
			running <- struct{}{}
			to := results[i : i+len(batch)]
			i += len(batch)
			w.progress(fmt.Sprintf("fetching %s (%d of %d)", batch[0], i, len(wants)))
			w.fetches.Go(func() {
				defer func() { <-running }()
				w.fetchBatch(dir, batch, to)
			})
		}
	})
	for i := range wants {
		select {
		case got := <-results[i]:
			ok := take(i, got)
			if got.err == nil {
				os.Remove(got.tarball.Path)
			}
			<-waiting
			if !ok {
				return false
			}
		case <-w.ctx.Done():
			return false
		}
	}
	return true
}

// fetchBatch fetches packages by one npm process, and where that fails by one
// for each, to learn which of them cannot be had.
func (w *walk) fetchBatch(dir string, batch []npm.Want, results []chan fetched) {
	got, err := npm.Pack(w.ctx, dir, batch...)
	for i, want := range batch {
		switch {
		case err == nil:
			results[i] <- fetched{tarball: got[i]}
		case len(batch) == 1 || w.ctx.Err() != nil:
			results[i] <- fetched{err: err}
		default:
			w.fetchBatch(dir, []npm.Want{want}, results[i:i+1])
		}
	}
}

func (w *walk) tempDir() (string, error) {
	if w.temp == nil {
		folder, err := scratch.New("npm")
		if err != nil {
			return "", err
		}
		scratch.Sweep()
		w.temp = folder
	}
	return w.temp.Path, nil
}

func (w *walk) progress(text string) {
	if w.opt.Progress != nil {
		w.opt.Progress(text)
	}
}

// spec finds a package of the registry, or several versions of it.
func (w *walk) spec(path, text string) bool {
	spec, err := npm.ParseSpec(text)
	if err != nil {
		return w.fail(path, err)
	}
	specs := []npm.Spec{spec}
	if w.opt.Versions != 0 {
		w.progress("listing the versions of " + spec.Name)
		versions, err := npm.Versions(w.ctx, spec)
		if w.ctx.Err() != nil {
			return false
		}
		if err != nil {
			return w.fail(path, err)
		}
		if w.opt.Versions > 0 {
			versions = versions[:min(len(versions), w.opt.Versions)]
		}
		specs = nil
		for _, v := range versions {
			specs = append(specs, npm.Spec{Name: spec.Name, Range: v})
		}
	}
	wants := make([]npm.Want, len(specs))
	for i, s := range specs {
		wants[i].Spec = s
	}
	return w.fetch(wants, func(i int, got fetched) bool {
		if got.err != nil {
			return w.fail("npm:"+specs[i].String(), got.err)
		}
		t := w.newTree("npm:" + got.tarball.ID())
		defer t.release()
		packages, ok := w.tarball(got.tarball, t)
		if !ok {
			return false
		}
		var platforms []npm.Want
		for _, s := range w.platformSpecs(packages[0].Manifest) {
			platforms = append(platforms, npm.Want{Spec: s})
		}
		return w.platforms(packages[0], platforms, t) && w.yieldAll(packages)
	})
}

// tarball reads a fetched package; the first of what it returns is that
// package, the others are bundled in it.
func (w *walk) tarball(ball npm.Tarball, t *diskTree) ([]*Package, bool) {
	path := "npm:" + ball.ID()
	c, err := open(ball.Path)
	if err != nil {
		f := &File{Path: path, Size: -1, Err: err}
		return []*Package{{Path: path, Files: []*File{f}}}, w.yield(Found{File: f})
	}
	defer c.Close()
	s := t.add(ball.Path, path, &ball)
	packages, ok := w.unpack(path, c, t, s)
	if s != nil && ok {
		s.manifest = packages[0].Manifest
	}
	return packages, ok
}

func (w *walk) yieldAll(packages []*Package) bool {
	for i, p := range packages {
		if (i == 0 || p.matters()) && !w.yield(Found{Package: p}) {
			return false
		}
	}
	return true
}

// platformSpecs are the platform packages of m: optionalDependencies that
// name a platform, and those of its own scope or name, which may.
func (w *walk) platformSpecs(m *npm.Manifest) []npm.Spec {
	if m == nil {
		return nil
	}
	scope, _, scoped := strings.Cut(m.Name, "/")
	var specs []npm.Spec
	for _, name := range slices.Sorted(maps.Keys(m.OptionalDependencies)) {
		if !npm.NamesPlatform(name) && !(scoped && strings.HasPrefix(name, scope+"/")) && !strings.HasPrefix(name, m.Name+"-") && !strings.HasPrefix(name, "@"+m.Name+"/") {
			continue
		}
		rng := m.OptionalDependencies[name]
		if alias, ok := strings.CutPrefix(rng, "npm:"); ok {
			rng = alias
		} else {
			rng = name + "@" + rng
		}
		spec, err := npm.ParseSpec(rng)
		if err != nil {
			continue // a folder, an address: not of the registry
		}
		if w.opt.Wants != nil && !w.opt.Wants(&npm.Manifest{Name: name}) {
			continue
		}
		specs = append(specs, spec)
	}
	return specs
}

// platforms fetches the platform packages of p, which belong beside it.
func (w *walk) platforms(p *Package, wants []npm.Want, t *diskTree) bool {
	return w.fetch(wants, func(i int, got fetched) bool {
		if got.err != nil {
			if p.Missing == nil {
				p.Missing = map[string]error{}
			}
			err := npm.WhyAbsent(w.ctx, wants[i].Spec, got.err)
			p.Missing[wants[i].Name] = err
			if errors.As(err, new(*npm.UnlistedError)) {
				return true
			}
			f := &File{Path: "npm:" + wants[i].String(), Size: -1, Err: err}
			p.Files = append(p.Files, f)
			return w.yield(Found{File: f})
		}
		packages, ok := w.tarball(got.tarball, t)
		if ok && (packages[0].Manifest == nil || isPlatformPackage(packages[0].Manifest)) {
			p.Platform = append(p.Platform, packages[0])
		}
		return ok
	})
}

// lock finds the packages of a lock file that can carry native code.
func (w *walk) lock(path string, r io.Reader) bool {
	all, err := npm.ReadLock(r)
	if err != nil {
		return w.fail(path, err)
	}
	w.found++ // that nothing in it is native is an answer too
	claimed := map[*npm.Locked]bool{}
	for _, l := range all {
		for _, p := range l.Platforms {
			claimed[p] = true
		}
	}
	seen := map[string]bool{}
	var wants []npm.Want
	var from []*npm.Locked
	for _, l := range all {
		id := l.Name + "@" + l.Version
		if l.Path == "" || l.Bundled || claimed[l] || l.Native() == "" || w.opt.Wants != nil && !w.opt.Wants(l.Manifest) {
			continue
		}
		if seen[id] && l.Source == npm.FromRegistry {
			continue
		}
		seen[id] = true
		spec, err := lockedSpec(l)
		if err != nil {
			if !w.unchecked(path, l, err) {
				return false
			}
			continue
		}
		wants, from = append(wants, npm.Want{Spec: spec, Integrity: l.Integrity}), append(from, l)
	}
	return w.fetch(wants, func(i int, got fetched) bool {
		if got.err != nil {
			return w.fail("npm:"+wants[i].String(), got.err)
		}
		t := w.newTree("npm:" + got.tarball.ID())
		defer t.release()
		packages, ok := w.tarball(got.tarball, t)
		if !ok {
			return false
		}
		var platforms []npm.Want
		for _, p := range from[i].Platforms {
			if w.opt.Wants != nil && !w.opt.Wants(p.Manifest) {
				continue
			}
			if spec, err := lockedSpec(p); err == nil {
				platforms = append(platforms, npm.Want{Spec: spec, Integrity: p.Integrity})
			} else if !w.unchecked(path, p, err) {
				return false
			}
		}
		return w.platforms(packages[0], platforms, t) && w.yieldAll(packages)
	})
}

// lockedSpec is the package of the registry that a lock file names.
func lockedSpec(l *npm.Locked) (npm.Spec, error) {
	switch l.Source {
	case npm.FromGit:
		return npm.Spec{}, fmt.Errorf("%w: it comes from git, not from the registry", ErrNotChecked)
	case npm.FromFile:
		return npm.Spec{}, fmt.Errorf("%w: it comes from a file, not from the registry", ErrNotChecked)
	case npm.FromLink:
		return npm.Spec{}, fmt.Errorf("%w: it is a folder of the project; name the folder", ErrNotChecked)
	case npm.FromAddress:
		return npm.Spec{}, fmt.Errorf("%w: it comes from an address that is no registry's", ErrNotChecked)
	}
	spec, err := npm.ParseSpec(l.Name + "@" + l.Version)
	if err == nil && l.Version == "" {
		err = errors.New("the lock file does not say which version")
	}
	if err != nil {
		return npm.Spec{}, fmt.Errorf("%w: %w", ErrNotChecked, err)
	}
	return spec, nil
}

// unchecked tells of a package of the lock file at path that is not looked at.
func (w *walk) unchecked(path string, l *npm.Locked, err error) bool {
	f := &File{Path: path, Member: l.Path, Size: -1, Err: err}
	return w.yield(Found{File: f}) && w.yield(Found{Package: &Package{Path: path, Member: l.Path, Manifest: l.Manifest, Files: []*File{f}}})
}
