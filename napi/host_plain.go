//go:build cgo

package napi

import (
	"fmt"

	"github.com/dop251/goja"
)

// plainHost is the Host of a Runtime that has none: scripts without nextTick.
type plainHost struct {
	vm       *goja.Runtime
	uncaught func(goja.Value)
	jobs     goja.Callable // runs promise jobs
	depth    int
}

func newPlainHost(vm *goja.Runtime, uncaught func(goja.Value)) *plainHost {
	h := &plainHost{vm: vm, uncaught: uncaught}
	h.jobs, _ = goja.AssertFunction(vm.ToValue(func(goja.FunctionCall) goja.Value { return nil }))
	return h
}

func (h *plainHost) Callback(f func() error) error {
	if h.depth > 0 {
		return f()
	}
	h.depth++
	err := f()
	h.depth--
	if err != nil {
		h.Uncaught(err)
	}
	if _, err := h.jobs(nil); err != nil {
		h.Uncaught(err)
	}
	return nil
}

func (h *plainHost) Pending() bool { return true }

func (h *plainHost) Uncaught(exception error) {
	ex, ok := exception.(*goja.Exception)
	switch {
	case !ok:
		panic(exception)
	case h.uncaught == nil:
		fatal("napi_fatal_exception", ex.Value().String())
	}
	h.uncaught(ex.Value())
}

func (h *plainHost) NewAsync(string, *goja.Object) Async { return nil }

func (h *plainHost) Outside(goja.Value) (leave func(bool)) { return func(bool) {} }

func (h *plainHost) Warn(message, kind, code string) {
	fmt.Printf("[%s] %s: %s\n", code, kind, message)
}
