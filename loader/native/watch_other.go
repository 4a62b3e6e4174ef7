//go:build !(linux && cgo)

package native

import "os"

// TellCrashes does nothing on this system.
func TellCrashes() {}

// Leave ends the process.
func Leave(status int) { os.Exit(status) }

// A Thread is one the addon, or a library it uses, has begun.
type Thread struct {
	ID      int
	Routine uint64
}

// Threads returns nothing on this system.
func Threads() []Thread { return nil }
