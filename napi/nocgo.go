//go:build !cgo

package napi

import "github.com/dop251/goja"

// A Runtime cannot be made without cgo.
type Runtime struct{}

// New fails with ErrNoCgo.
func New(Options) (*Runtime, error) { return nil, ErrNoCgo }

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
