//go:build cgo

package native

/*
#cgo windows LDFLAGS: -Wl,-Bstatic -lpthread -Wl,-Bdynamic
#include "thread.h"
*/
import "C"

import (
	"fmt"
	"runtime/cgo"
	"syscall"
)

// OnThread calls f on a thread of its own, and returns when that has ended: with
// all that libraries have the system call for the end of a thread, as a thread of
// Go's does not.
func OnThread(f func()) error {
	h := cgo.NewHandle(f)
	defer h.Delete()
	if n := C.thread_run(C.uintptr_t(h)); n != 0 {
		return fmt.Errorf("thread: %w", syscall.Errno(n))
	}
	return nil
}

//export nativeRun
func nativeRun(f C.uintptr_t) { cgo.Handle(f).Value().(func())() }
