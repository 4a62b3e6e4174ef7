//go:build cgo

package native

/*
#cgo CFLAGS: -std=gnu11 -Wall -Wextra
#include "watch_windows.h"
*/
import "C"

// Watch has the crash of this process noted on the handle events, in the lines
// watch_windows.h describes, from now on.
func Watch(events uintptr) { C.watch_start(C.uintptr_t(events)) }
