//go:build linux && cgo

package probe

// #cgo CFLAGS: -std=gnu11 -Wall -Wextra -fvisibility=hidden
// #include "early_linux.h"
import "C"

import "github.com/napicheck/napicheck/loader"

// Early returns the child that this program started before anything else, as
// it does where its first argument is "load"; nil: there is none.
func Early() *loader.Started {
	if C.early_pid == 0 {
		return nil
	}
	return &loader.Started{PID: int(C.early_pid), Socket: int(C.early_socket)}
}
