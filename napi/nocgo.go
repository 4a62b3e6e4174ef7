//go:build !cgo

package napi

import (
	"time"

	"github.com/dop251/goja"

	"github.com/napicheck/napicheck/internal/heap"
)

// A Runtime cannot be made without cgo.
type Runtime struct{}

// New fails with ErrNoCgo.
func New(Options) (*Runtime, error) { return nil, ErrNoCgo }

// OnFatal does nothing: there is no native code.
func OnFatal(func(message string, stack []FatalFrame)) {}

// VM returns nil.
func (rt *Runtime) VM() *goja.Runtime { return nil }

// Load fails with ErrNoCgo.
func (rt *Runtime) Load(string, *goja.Object) error { return ErrNoCgo }

// Require fails with ErrNoCgo.
func (rt *Runtime) Require(string) (goja.Value, error) { return nil, ErrNoCgo }

// Calls returns nil.
func (rt *Runtime) Calls() map[string]uint64 { return nil }

// Sweep does nothing.
func (rt *Runtime) Sweep() {}

// Close does nothing.
func (rt *Runtime) Close() {}

// Poll does nothing.
func (rt *Runtime) Poll(time.Duration) {}

// Wake does nothing.
func (rt *Runtime) Wake() {}

// Terminate does nothing.
func (rt *Runtime) Terminate() {}

// Drain does nothing.
func (rt *Runtime) Drain() {}

// Alive returns false.
func (rt *Runtime) Alive() bool { return false }

// Flush does nothing.
func (rt *Runtime) Flush() {}

// GC does nothing.
func (rt *Runtime) GC() {}

// Heap returns nil.
func (rt *Runtime) Heap() *heap.Heap { return nil }

// FinalizersDue returns false.
func (rt *Runtime) FinalizersDue() bool { return false }

// RunFinalizers does nothing.
func (rt *Runtime) RunFinalizers() {}

// External returns false.
func (rt *Runtime) External(*goja.Object) (uintptr, bool) { return 0, false }

// HasForeignMemory returns false.
func (rt *Runtime) HasForeignMemory(*goja.Object) bool { return false }

// Living returns 0.
func (rt *Runtime) Living() int { return 0 }
