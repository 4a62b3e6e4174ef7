//go:build !cgo || !(linux || windows || darwin)

package native

// Watch does nothing on this system.
func Watch(uintptr) {}
