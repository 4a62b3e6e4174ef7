//go:build !cgo

// Package probe is the process in which package loader loads an addon: it opens
// it, walks its exports, loads it again as workers do, ends it, and tells all
// of that as it happens, since any of it may be the last.
package probe

import "github.com/napicheck/napicheck/loader"

// Command is nil: this build loads no addons.
var Command []string

// Main does nothing.
func Main() {}

// Early returns nil: no child was started.
func Early() *loader.Started { return nil }
