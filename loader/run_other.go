//go:build !linux

package loader

import "context"

// Run fails with ErrSystem.
func Run(_ context.Context, _ string, o Options) (*Report, error) {
	return nil, Available(o.Command)
}

// Available tells why no addon can be loaded, given Options.Command.
func Available([]string) error { return ErrSystem }
