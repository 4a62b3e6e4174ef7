//go:build !cgo

package native

import "os"

// Open fails with ErrNoCgo.
func Open(string, Flags) (*Library, error) { return nil, ErrNoCgo }

// Lookup fails with ErrNoCgo.
func (l *Library) Lookup(string) (uintptr, error) { return 0, ErrNoCgo }

// Close fails with ErrNoCgo.
func (l *Library) Close() error { return ErrNoCgo }

// Exit is os.Exit.
func Exit(code int) { os.Exit(code) }
