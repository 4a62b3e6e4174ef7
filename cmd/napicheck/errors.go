package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"syscall"

	"github.com/napicheck/napicheck/internal/report"
)

var (
	errFindings  = errors.New("findings")              // the report has told them
	errUnchecked = errors.New("something not checked") // the report or a warning has told what
)

// A usageError is a mistake in the command line or the configuration.
type usageError struct{ err error }

func (e *usageError) Error() string { return e.err.Error() }
func (e *usageError) Unwrap() error { return e.err }

func usagef(format string, args ...any) error {
	return &usageError{fmt.Errorf(format, args...)}
}

// exitCode is the exit status for the outcome of a command.
func exitCode(err error) int {
	switch {
	case err == nil:
		return 0
	case errors.Is(err, errFindings):
		return 1
	case errors.Is(err, context.Canceled):
		return 130 // interrupted, as shells count it
	}
	return 2
}

// complain says an error that has not been said yet.
func complain(w io.Writer, err error) {
	switch {
	case err == nil, errors.Is(err, errFindings), errors.Is(err, errUnchecked), errors.Is(err, context.Canceled):
	case errors.Is(err, syscall.EPIPE): // who reads the report has enough of it
	default:
		fmt.Fprintln(w, "napicheck: "+report.Clean(err.Error()))
		if u := (*usageError)(nil); errors.As(err, &u) {
			fmt.Fprintln(w, "Run 'napicheck --help' for usage.")
		}
	}
}
