package main

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"golang.org/x/term"

	"github.com/napicheck/napicheck/internal/report"
)

// A status speaks on standard error: warnings, and on a terminal a line of
// progress once a run takes longer than a second.
type status struct {
	w     io.Writer
	mu    sync.Mutex
	next  time.Time // when to show progress; zero = never
	shown bool      // a line of progress stands on the terminal
}

func newStatus(w io.Writer) *status { return &status{w: w} }

// progress turns progress on where people can see it and it disturbs nothing:
// a report on a terminal shows by itself how far it is.
func (s *status) progress(report *os.File) {
	if f, ok := s.w.(*os.File); ok && report == nil && term.IsTerminal(int(f.Fd())) {
		s.next = time.Now().Add(time.Second)
	}
}

// count tells that n files are done.
func (s *status) count(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if now := time.Now(); !s.next.IsZero() && now.After(s.next) {
		fmt.Fprintf(s.w, "\r\x1b[K%d files checked", n)
		s.shown = true
		s.next = now.Add(100 * time.Millisecond)
	}
}

// say tells what takes long.
func (s *status) say(what string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if now := time.Now(); !s.next.IsZero() && now.After(s.next) {
		fmt.Fprint(s.w, "\r\x1b[K"+report.Clean(what))
		s.shown = true
		s.next = now.Add(100 * time.Millisecond)
	}
}

// done removes the line of progress.
func (s *status) done() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.clear()
	s.next = time.Time{}
}

func (s *status) clear() {
	if s.shown {
		fmt.Fprint(s.w, "\r\x1b[K")
		s.shown = false
	}
}

// warn says something that is not the report's to say.
func (s *status) warn(message string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.clear()
	fmt.Fprintln(s.w, "napicheck: "+report.Clean(message))
}
