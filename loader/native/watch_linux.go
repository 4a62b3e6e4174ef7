//go:build cgo

package native

/*
#cgo CFLAGS: -std=gnu11 -Wall -Wextra
#cgo linux LDFLAGS: -rdynamic
#include "watch_linux.h"
*/
import "C"

import (
	"runtime"
)

// Watch has the end of this process noted on the descriptor events, in the
// lines watch_linux.h describes, from now on. It is for the process of an addon:
// signals and the ends of the process are the addon's.
func Watch(events uintptr) {
	low, high := goText()
	C.watch_start(C.int(events), C.uintptr_t(low), C.uintptr_t(high))
}

// TellCrashes has this process, where native code crashes, say on standard error
// what happened where, and die of the signal as Node.js does. Faults of Go's own
// code stay Go's. It is for a process that nobody watches.
func TellCrashes() {
	low, high := goText()
	C.watch_crashes(C.uintptr_t(low), C.uintptr_t(high))
}

// Leave ends the process as a return from C's main does: handlers the addon
// registered for that run.
func Leave(status int) {
	runtime.LockOSThread()
	C.watch_leave(C.int(status))
}

// A Thread is one the addon, or a library it uses, has begun.
type Thread struct {
	ID      int
	Routine uint64 // where its code begins
}

// Threads returns the threads that run since Watch was called.
func Threads() []Thread {
	var ids [256]C.int
	var routines [256]C.uintptr_t
	n := int(C.watch_threads(&ids[0], &routines[0], C.size_t(len(ids))))
	threads := make([]Thread, n)
	for i := range threads {
		threads[i] = Thread{ID: int(ids[i]), Routine: uint64(routines[i])}
	}
	return threads
}

// A Range is a part of memory.
type Range struct{ Low, High uint64 }

// TrustedCode returns where this program's code lies, and that of the system's
// dynamic loader.
func TrustedCode() []Range {
	var low, high [2]C.uintptr_t
	n := C.watch_trusted(&low[0], &high[0])
	ranges := make([]Range, n)
	for i := range ranges {
		ranges[i] = Range{uint64(low[i]), uint64(high[i])}
	}
	return ranges
}
