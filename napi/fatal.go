//go:build cgo

package napi

/*
#include "core.h"
#include "check_record.h"
*/
import "C"

import (
	"sync"
	"unsafe"
)

var onFatal struct {
	sync.Mutex
	tell func(message string, stack []FatalFrame)
}

// OnFatal has f called before the process aborts for napi_fatal_error or what
// Node.js ends with likewise: on the thread where it happened, which need not be
// one of Go's. nil: nobody is told, and such threads stay outside Go.
func OnFatal(f func(message string, stack []FatalFrame)) {
	onFatal.Lock()
	defer onFatal.Unlock()
	onFatal.tell = f
	C.core_tell_fatal(C.bool(f != nil))
}

// KeepAbort leaves the process's handler of SIGABRT to be called when it aborts
// so: it is not Go's, which has nothing to say of native code.
func KeepAbort() { C.core_keep_abort(true) }

//export goFatal
func goFatal(message, length, pcs uintptr, n uint32) {
	defer guard()
	var stack []FatalFrame
	for i := range n {
		pc := *(*uintptr)(pointer(pcs + uintptr(i)*unsafe.Sizeof(pcs)))
		var module, symbol *C.char
		C.check_symbol(C.uintptr_t(pc), &module, &symbol)
		stack = append(stack, FatalFrame{pc, C.GoString(symbol), C.GoString(module)})
	}
	onFatal.Lock()
	tell := onFatal.tell
	onFatal.Unlock()
	if tell != nil {
		tell(string(bytes(message, int(length))), stack)
	}
}
