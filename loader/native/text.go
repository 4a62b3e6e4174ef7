//go:build cgo && (linux || darwin)

package native

import (
	"reflect"
	"runtime"
)

// goText returns the bounds of Go's own code: the addresses that belong to
// functions, around one that does.
func goText() (low, high uintptr) {
	known := reflect.ValueOf(goText).Pointer()
	edge := func(direction int) uintptr {
		inside, step := known, uintptr(1)<<40
		for ; step > 0; step >>= 1 {
			probe := inside + step
			if direction < 0 {
				probe = inside - step
			}
			if (probe > inside) == (direction > 0) && runtime.FuncForPC(probe) != nil {
				inside = probe
				step <<= 1
			}
		}
		return inside
	}
	return edge(-1), edge(1) + 1
}
