//go:build unix && cgo

package native

/*
#cgo CFLAGS: -fvisibility=hidden
#cgo linux LDFLAGS: -ldl
#include <dlfcn.h>
#include <stdint.h>
#include <stdlib.h>

static uintptr_t library_open(const char *path, int flags, char **error) {
  dlerror();
  void *handle = dlopen(path, flags);
  if (handle == NULL) *error = dlerror();
  return (uintptr_t)handle;
}

static uintptr_t library_symbol(uintptr_t handle, const char *name, char **error) {
  dlerror();
  void *symbol = dlsym((void *)handle, name);
  *error = dlerror();
  return (uintptr_t)symbol;
}

static int library_close(uintptr_t handle, char **error) {
  dlerror();
  int failed = dlclose((void *)handle);
  if (failed) *error = dlerror();
  return failed;
}
*/
import "C"

import (
	"runtime"
	"unsafe"
)

// Open opens the library at path; its constructors run. The calling goroutine
// must stay on its thread while the library may ask which one it is on.
func Open(path string, flags Flags) (*Library, error) {
	mode := C.int(0)
	if flags&Now != 0 {
		mode |= C.RTLD_NOW
	} else {
		mode |= C.RTLD_LAZY
	}
	if flags&Global != 0 {
		mode |= C.RTLD_GLOBAL
	}
	name := C.CString(path)
	defer C.free(unsafe.Pointer(name))
	runtime.LockOSThread() // dlerror speaks of the thread's last call
	defer runtime.UnlockOSThread()
	var msg *C.char
	handle := C.library_open(name, mode, &msg)
	if handle == 0 {
		return nil, &Error{Op: "open", Path: path, Msg: C.GoString(msg)}
	}
	return &Library{Path: path, handle: uintptr(handle)}, nil
}

// Lookup returns the address of a symbol the library exports.
func (l *Library) Lookup(symbol string) (uintptr, error) {
	name := C.CString(symbol)
	defer C.free(unsafe.Pointer(name))
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var msg *C.char
	address := C.library_symbol(C.uintptr_t(l.handle), name, &msg)
	if msg != nil {
		return 0, &Error{Op: "lookup", Path: l.Path, Name: symbol, Msg: C.GoString(msg)}
	}
	return uintptr(address), nil
}

// Close gives the library back to the system, which unloads it once nobody
// else has it open.
func (l *Library) Close() error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var msg *C.char
	if C.library_close(C.uintptr_t(l.handle), &msg) != 0 {
		return &Error{Op: "close", Path: l.Path, Msg: C.GoString(msg)}
	}
	return nil
}
