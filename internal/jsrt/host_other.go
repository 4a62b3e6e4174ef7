//go:build !linux

package jsrt

func glibcVersion() string { return "" }

func sharedObjects() []string { return nil }

func residentSize(fallback uint64) uint64 { return fallback }
