//go:build unix && !linux && !darwin

package jsrt

import "syscall"

// statTimes are not the same fields everywhere, and nothing here needs them.
func statTimes(*syscall.Stat_t) (access, change, birth float64) { return 0, 0, 0 }
