//go:build !linux

package loader

import "context"

// Run fails with ErrSystem.
func Run(_ context.Context, _ string, o Options) (*Report, error) {
	if o.Command == nil {
		return nil, ErrBuild
	}
	return nil, ErrSystem
}
