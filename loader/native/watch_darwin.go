//go:build cgo

package native

/*
#cgo CFLAGS: -std=gnu11 -Wall -Wextra
#include "watch_darwin.h"
*/
import "C"

// Watch has this process die of the signal where native code crashes. Nothing is
// noted on this system.
func Watch(uintptr) {
	low, high := goText()
	C.watch_start(C.uintptr_t(low), C.uintptr_t(high))
}
