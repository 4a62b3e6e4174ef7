//go:build cgo

package napi_test

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"testing"

	"github.com/napicheck/napicheck/napi"
)

func TestScopes(t *testing.T) { script(t, "scopes") }

// Millions of handles in scopes that close, and calls that come and go, take
// no more memory than the first thousands.
func TestScopesMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	rt := newRuntime(t, napi.Options{})
	exports, err := rt.Require(build(t, "scopes"))
	if err != nil {
		t.Fatal(err)
	}
	rt.VM().Set("addon", exports)
	run := func(n int) int {
		t.Helper()
		if _, err := rt.VM().RunString(fmt.Sprintf("addon.loop(%d); for (let i = 0; i < %d; i++) addon.escape('string');", n, n/10)); err != nil {
			t.Fatal(err)
		}
		rt.Sweep()
		runtime.GC()
		return resident(t)
	}
	before := run(20_000)
	after := run(120_000)
	if after > before+16<<20 {
		t.Errorf("%d MB resident after 20,000 rounds, %d MB after 120,000 more", before>>20, after>>20)
	}
}

// resident returns how much memory the process has, in bytes.
func resident(t *testing.T) int {
	t.Helper()
	data, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		t.Skip("no /proc")
	}
	var size, pages int
	if _, err := fmt.Fscan(bytes.NewReader(data), &size, &pages); err != nil {
		t.Fatal(err)
	}
	return pages * os.Getpagesize()
}
