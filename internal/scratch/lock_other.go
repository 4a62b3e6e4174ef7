//go:build !linux && !darwin && !freebsd

package scratch

import (
	"errors"
	"os"
)

var errLocked = errors.New("locked")

// lock fails: nothing is swept here.
func lock(string) (*os.File, error) { return nil, errors.ErrUnsupported }
