// Package native opens native libraries and finds their symbols. It knows
// nothing of Node-API.
package native

import (
	"errors"
	"fmt"
)

// ErrNoCgo is the answer of a build that cannot load native code.
var ErrNoCgo = errors.New("this build cannot load native libraries: it was made without cgo")

// Flags say how a library is bound.
type Flags int

const (
	Lazy   Flags = 1 << iota // bind functions at their first call, as Node does; a missing one then ends the process
	Now                      // bind all functions at once
	Global                   // offer the library's symbols to those opened later
)

// A Library is an opened native library.
type Library struct {
	Path   string
	handle uintptr
}

// Handle returns the system's handle: the same for each opening of one file.
func (l *Library) Handle() uintptr { return l.handle }

// An Error is the refusal of the system's loader, in its own words.
type Error struct {
	Op   string // "open", "lookup" or "close"
	Path string
	Name string // of the symbol looked up
	Msg  string
}

func (e *Error) Error() string {
	if e.Name != "" {
		return fmt.Sprintf("%s %s in %s: %s", e.Op, e.Name, e.Path, e.Msg)
	}
	return fmt.Sprintf("%s %s: %s", e.Op, e.Path, e.Msg)
}
