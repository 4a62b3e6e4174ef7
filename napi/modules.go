//go:build cgo

package napi

/*
#include "core.h"
*/
import "C"

import (
	"errors"
	"fmt"
	"net/url"
	"runtime"
	"sync"
	"unsafe"

	"github.com/dop251/goja"
	"github.com/napicheck/napicheck/loader/native"
)

// Module registration: by the symbol napi_register_module_v1, or by a
// constructor of the library that calls napi_module_register.

// constructors remembers, by the system's handle, what the constructors of a
// library registered: they run only when it is opened for the first time.
var constructors = struct {
	sync.Mutex
	modules map[uintptr]*C.napi_module
}{modules: map[uintptr]*C.napi_module{}}

// initializers are those of all modules so far. A module's number is its place
// among them, counted from 1.
var initializers struct {
	sync.Mutex
	numbers map[uintptr]uint32
}

func moduleOf(init C.napi_addon_register_func) uint32 {
	initializers.Lock()
	defer initializers.Unlock()
	if initializers.numbers == nil {
		initializers.numbers = map[uintptr]uint32{}
	}
	address := uintptr(unsafe.Pointer(init))
	n, ok := initializers.numbers[address]
	if !ok {
		n = uint32(len(initializers.numbers) + 1)
		initializers.numbers[address] = n
	}
	return n
}

// Load opens the addon at path, registers it and runs its initializer with
// module.exports, whose replacement it stores there. What goes wrong is thrown
// by scripts as is: the error is then a *goja.Exception.
func (rt *Runtime) Load(path string, module *goja.Object) error {
	var err error
	base := len(rt.args)
	defer func() { rt.args = rt.args[:base] }()
	if ex := rt.vm.Try(func() { err = rt.load(path, module) }); ex != nil {
		return ex
	}
	if e := (*native.Error)(nil); errors.As(err, &e) {
		return rt.failure(e.Msg, "ERR_DLOPEN_FAILED")
	}
	return err
}

// Require loads the addon at path as a new module and returns its exports.
func (rt *Runtime) Require(path string) (goja.Value, error) {
	module, exports := rt.vm.NewObject(), rt.vm.NewObject()
	for name, v := range map[string]goja.Value{"exports": exports, "filename": rt.vm.ToValue(path)} {
		if err := module.Set(name, v); err != nil {
			return nil, err
		}
	}
	if err := rt.Load(path, module); err != nil {
		return nil, err
	}
	return module.Get("exports"), nil
}

// failure makes an Error with a code, as an exception.
func (rt *Runtime) failure(message, code string) error {
	return rt.vm.Try(func() {
		e := rt.newError(plainError, rt.vm.ToValue(message))
		if code != "" {
			rt.invoke(rt.js.set, goja.Undefined(), e, asciiValue("code"), asciiValue(code))
		}
		panic(e)
	})
}

func (rt *Runtime) load(path string, module *goja.Object) error {
	if err := rt.provideUV(path); err != nil {
		return err
	}
	var progress Progress
	step := func(s Step) {
		if progress.Step = s; rt.progress != nil {
			rt.progress(progress)
		}
	}
	step(StepOpen)
	runtime.LockOSThread() // constructors register on the thread that opens
	C.core_open(rt.c)
	library, err := native.Open(path, native.Lazy)
	registered := C.core_take_registered()
	runtime.UnlockOSThread()
	if err != nil {
		return err
	}
	rt.opened = append(rt.opened, library)
	init, noSymbol := library.Lookup("napi_register_module_v1")
	progress.Symbol = noSymbol == nil
	constructors.Lock()
	if registered != nil {
		constructors.modules[library.Handle()] = registered
	}
	before := constructors.modules[library.Handle()]
	constructors.Unlock()
	progress.Constructor = before != nil
	progress.Version = C.DEFAULT_VERSION
	step(StepRegister)
	if registered == nil && progress.Symbol {
		if f, err := library.Lookup("node_api_module_get_api_version_v1"); err == nil {
			progress.Version = int32(C.core_call_version((C.node_api_addon_get_api_version_func)(pointer(f))))
		}
		step(StepInit)
		return rt.register(path, module, (C.napi_addon_register_func)(pointer(init)), progress.Version)
	}
	if before != nil {
		step(StepInit)
		return rt.register(path, module, before.nm_register_func, C.DEFAULT_VERSION)
	}
	rt.opened = rt.opened[:len(rt.opened)-1]
	if err := library.Close(); err != nil {
		return err
	}
	return rt.failure(fmt.Sprintf("Module did not self-register: '%s'.", path), "ERR_DLOPEN_FAILED")
}

// Unload gives the libraries that have been opened back to the system, as Node.js
// does at the end of a worker: who opened one last unmaps it. Only what Close has
// ended can be unloaded, and an addon that was cannot be loaded any more.
func (rt *Runtime) Unload() {
	for _, library := range rt.opened {
		_ = library.Close()
	}
	rt.opened = nil
}

// register makes the module's environment and runs its initializer.
func (rt *Runtime) register(path string, module *goja.Object, init C.napi_addon_register_func, version int32) error {
	if init == nil {
		return rt.failure("Module has no declared entry point.", "")
	}
	switch {
	case version < C.DEFAULT_VERSION:
		version = C.DEFAULT_VERSION
	case version > int32(rt.c.api_version) && version != C.NAPI_VERSION_EXPERIMENTAL:
		return rt.failure(fmt.Sprintf("%s requires Node-API version %d, but this version of Node.js only supports version %d add-ons.",
			path, version, int(rt.c.api_version)), "")
	}
	filename := ""
	if v := module.Get("filename"); v != nil && goja.IsString(v) {
		filename = (&url.URL{Scheme: "file", Path: v.String()}).String()
	}
	e := rt.newEnv(version, filename)
	e.module = moduleOf(init)
	exports := module.Get("exports")
	depth, open := e.enter()
	word := uint64(C.core_call_init(e.c, init, C.uint64_t(rt.push(exports))))
	if rt.c.check != nil {
		e.checkExports(init, word, exports)
	}
	result := e.leave(word, depth, open)
	if result != nil && !result.StrictEquals(exports) {
		rt.invoke(rt.js.set, goja.Undefined(), module, asciiValue("exports"), result)
	}
	return nil
}
