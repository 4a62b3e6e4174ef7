//go:build !linux

package jsrt

func glibcVersion() string { return "" }

func sharedObjects() []string { return nil }

func residentSize(fallback uint64) uint64 { return fallback }

// threadID is 0: it is not known here.
func threadID() int { return 0 }
