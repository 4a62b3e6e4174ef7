//go:build cgo

package napi_test

import (
	"testing"

	"github.com/dop251/goja"
	"github.com/google/go-cmp/cmp"

	"github.com/napicheck/napicheck/napi"
)

// Whatever addons make and let go of leaves nothing behind: many of it need
// what few need. (go run ./bench -memory measures the same in bytes.)
func TestMemory(t *testing.T) {
	rt := newRuntime(t, napi.Options{})
	exports, err := rt.Require(build(t, "memory", "-pthread"))
	if err != nil {
		t.Fatal(err)
	}
	vm := rt.VM()
	vm.Set("addon", exports)
	owed, _ := goja.AssertFunction(exports.(*goja.Object).Get("owed"))
	for _, code := range []string{
		"addon.handles(n)", "addon.wraps(n)", "addon.removed_wraps(n)", "addon.references(n)", "addon.externals(n)",
		"addon.external_buffers(n)", "addon.external_arraybuffers(n)", "addon.buffers(n)", "addon.strings(n)",
		"addon.external_strings(n)", "addon.errors(n)", "addon.functions(n)", "addon.promises(n)",
		"for (let i = 0; i < n; i++) try { addon.fail() } catch {}",
		"addon.calls(n, (a, b) => a)", "addon.threadsafe(n, () => {})", "addon.works(n)",
	} {
		t.Run(code, func(t *testing.T) {
			f, err := vm.RunString("(function (n) { " + code + " })")
			if err != nil {
				t.Fatal(err)
			}
			call, _ := goja.AssertFunction(f)
			after := func(n int) map[string]int {
				for ; n > 0; n -= 500 {
					if _, err := call(nil, vm.ToValue(500)); err != nil {
						t.Fatal(err)
					}
					rt.Drain()
					for rt.Alive() {
						rt.Poll(-1)
						rt.Drain()
					}
				}
				rt.GC()
				rt.Drain()
				return rt.Holds()
			}
			few, many := after(500), after(5000)
			if diff := cmp.Diff(few, many); diff != "" {
				t.Errorf("after few (-) and many (+):\n%s", diff)
			}
			if left, err := owed(nil); err != nil || left.ToInteger() != 0 {
				t.Errorf("%v finalizers have not run (%v)", left, err)
			}
		})
	}
}
