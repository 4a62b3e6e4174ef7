package main

import (
	"context"
	"errors"
	"io"
	"testing"

	"github.com/napicheck/napicheck/internal/report"
	"github.com/napicheck/napicheck/matrix"
	"github.com/napicheck/napicheck/symbols"
)

const testAddons = "../../testdata/addons"

func newTestChecker(t testing.TB) *checker {
	p, err := newPromises("", func(s string) { t.Log(s) })
	if err != nil {
		t.Fatal(err)
	}
	return &checker{promises: p, names: symbols.Options{Names: matrix.Names()}, warn: func(s string) { t.Log(s) }}
}

// each is a report of files only.
type each func(*report.File) error

func (e each) File(f *report.File) error     { return e(f) }
func (e each) Package(*report.Package) error { return nil }

// An interrupt, or a reader of the report that goes away, ends the run with
// that reason and leaves no worker behind.
func TestRunStops(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	n := 0
	err := newTestChecker(t).run(ctx, []string{testAddons}, 3, each(func(*report.File) error {
		n++
		cancel()
		return nil
	}))
	if !errors.Is(err, context.Canceled) || n != 1 {
		t.Errorf("after cancellation: %d files, error %v", n, err)
	}
	if got := exitCode(err); got != 130 {
		t.Errorf("exit code %d, want 130", got)
	}
	err = newTestChecker(t).run(context.Background(), []string{testAddons}, 3, each(func(*report.File) error { return io.ErrClosedPipe }))
	if !errors.Is(err, io.ErrClosedPipe) || exitCode(err) != 2 {
		t.Errorf("error of the writer is lost: %v", err)
	}
}

func BenchmarkCheck(b *testing.B) {
	c := newTestChecker(b)
	b.ReportAllocs()
	for b.Loop() {
		if err := c.run(context.Background(), []string{testAddons}, 1, each(func(*report.File) error { return nil })); err != nil {
			b.Fatal(err)
		}
	}
}

// What waits for its package is bounded, and given back with it.
func TestHeld(t *testing.T) {
	c := newTestChecker(t)
	if err := c.run(context.Background(), []string{testAddons}, 2, each(func(*report.File) error { return nil })); err != nil {
		t.Fatal(err)
	}
	if c.held != 0 {
		t.Errorf("%d symbols are held at the end", c.held)
	}
	c.held = maxHeld
	n := 0
	err := c.run(context.Background(), []string{testAddons}, 2, each(func(r *report.File) error {
		if r.Err == nil {
			t.Errorf("%s was checked", r.Path)
		}
		n++
		return nil
	}))
	if err != nil || n == 0 || c.held != maxHeld {
		t.Errorf("%d files, %d symbols held, %v", n, c.held, err)
	}
}
