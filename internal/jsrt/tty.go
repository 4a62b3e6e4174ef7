package jsrt

import (
	"errors"
	"io"
	"os"

	"github.com/dop251/goja"
)

// bindTTY provides open(fd) → {read(done), write(bytes, done), close()} for
// terminals that native code opened.
func bindTTY(rt *Runtime, o *goja.Object) {
	vm := rt.vm
	_ = o.Set("open", func(call goja.FunctionCall) goja.Value {
		file, err := openStream(int(call.Argument(0).ToInteger()))
		if err != nil {
			rt.throwSys(err, "open", "")
		}
		rt.OnClose(func() { _ = file.Close() })
		handle := vm.NewObject()
		// start does something elsewhere and calls back with what became of it.
		start := func(done goja.Value, name string, f func() ([]byte, error)) {
			f2, _ := goja.AssertFunction(done)
			rt.Ref()
			go func() {
				data, err := f()
				rt.Post(func() {
					rt.Unref()
					args := []goja.Value{goja.Null(), goja.Null()}
					if len(data) > 0 {
						args[1] = rt.newBuffer(data)
					}
					if err != nil && err != io.EOF && !errors.Is(err, os.ErrClosed) {
						args[0] = rt.sysError(err, name, "")
					}
					if _, err := f2(goja.Undefined(), args...); err != nil {
						rt.uncaught(err)
					}
				})
			}()
		}
		_ = handle.Set("read", func(call goja.FunctionCall) goja.Value {
			start(call.Argument(0), "read", func() ([]byte, error) {
				data := make([]byte, 65536)
				n, err := file.Read(data)
				return data[:n], err
			})
			return goja.Undefined()
		})
		_ = handle.Set("write", func(call goja.FunctionCall) goja.Value {
			data := append([]byte(nil), dataOf(call.Argument(0))...)
			start(call.Argument(1), "write", func() ([]byte, error) {
				_, err := file.Write(data)
				return nil, err
			})
			return goja.Undefined()
		})
		_ = handle.Set("close", func(goja.FunctionCall) goja.Value {
			_ = file.Close()
			return goja.Undefined()
		})
		return handle
	})
}
