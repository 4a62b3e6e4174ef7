//go:build cgo

package napi

/*
#include "core.h"
*/
import "C"

import (
	"os"

	"github.com/napicheck/napicheck/matrix"
)

// beginCheck has the calls of all addons checked. See check.h.
func (rt *Runtime) beginCheck(records *os.File) {
	if records == nil {
		return
	}
	var since [C.CALLS]C.int32_t
	for i, f := range table() {
		s, _ := matrix.SymbolByName(f.Name) // unknown: as experimental ones, in no version
		since[i] = C.int32_t(s.Version)
	}
	C.check_begin(rt.c, C.intptr_t(records.Fd()), &since[0])
}
