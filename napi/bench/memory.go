//go:build cgo

package main

/*
#include <stdlib.h>
#if defined(__GLIBC__) && __GLIBC_PREREQ(2, 33)
#include <malloc.h>
static size_t c_heap(void) {
  struct mallinfo2 m = mallinfo2();
  malloc_trim(0);
  return m.uordblks + m.hblkhd;
}
#else
static size_t c_heap(void) { return 0; }
#endif
*/
import "C"

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"text/tabwriter"

	"github.com/dop251/goja"

	"github.com/napicheck/napicheck/napi"
)

// things are what is made in great numbers, by statements that make n of them.
var things = []struct {
	name string
	n    int
	make string
}{
	{"handles in scopes", 10_000_000, "addon.handles(n)"},
	{"wraps", 1_000_000, "addon.wraps(n)"},
	{"wraps removed", 1_000_000, "addon.removed_wraps(n)"},
	{"references", 1_000_000, "addon.references(n)"},
	{"external values", 1_000_000, "addon.externals(n)"},
	{"external buffers", 1_000_000, "addon.external_buffers(n)"},
	{"external ArrayBuffers", 1_000_000, "addon.external_arraybuffers(n)"},
	{"buffers", 1_000_000, "addon.buffers(n)"},
	{"strings", 1_000_000, "addon.strings(n)"},
	{"external strings", 1_000_000, "addon.external_strings(n)"},
	{"errors made and thrown", 1_000_000, "addon.errors(n)"},
	{"errors caught by scripts", 1_000_000, "for (let i = 0; i < n; i++) try { addon.fail() } catch {}"},
	{"functions", 1_000_000, "addon.functions(n)"},
	{"promises", 1_000_000, "addon.promises(n)"},
	{"calls into JavaScript", 1_000_000, "addon.calls(n, (a, b) => a)"},
	{"thread-safe function calls", 1_000_000, "addon.threadsafe(n, () => {})"},
	{"asynchronous work", 1_000_000, "addon.works(n)"},
}

// batch is how many things are made in one turn of the loop.
const batch = 10_000

// measureMemory makes all things, and tells what the process had before (after
// a tenth of them), at most, and afterwards.
func measureMemory(dir string) error {
	addon, err := compile(dir, "memory")
	if err != nil {
		return err
	}
	runtime.LockOSThread()
	rt, err := napi.New(napi.Options{})
	if err != nil {
		return err
	}
	defer rt.Close()
	exports, err := rt.Require(addon)
	if err != nil {
		return err
	}
	vm := rt.VM()
	if err := vm.Set("addon", exports); err != nil {
		return err
	}
	owed, _ := goja.AssertFunction(exports.(*goja.Object).Get("owed"))
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "MB\tnumber\tprocess before\tat most\tafter\tC before\tafter\tGo before\tafter\tfinalizers owed\t")
	for _, thing := range things {
		source, err := vm.RunString("(function (n) { " + thing.make + " })")
		if err != nil {
			return err
		}
		f, _ := goja.AssertFunction(source)
		many := func(n int) error {
			for ; n > 0; n -= batch {
				if _, err := f(nil, vm.ToValue(min(n, batch))); err != nil {
					return err
				}
				rt.Drain()
				for rt.Alive() {
					rt.Poll(-1)
					rt.Drain()
				}
			}
			return nil
		}
		if err := many(thing.n / 10); err != nil {
			return fmt.Errorf("%s: %v", thing.name, err)
		}
		before := settle(rt)
		forgetPeak()
		if err := many(thing.n); err != nil {
			return fmt.Errorf("%s: %v", thing.name, err)
		}
		_, peak := resident()
		after := settle(rt)
		left, err := owed(nil)
		if err != nil {
			return err
		}
		mb := func(n int) string { return fmt.Sprintf("%.1f", float64(n)/(1<<20)) }
		fmt.Fprintf(w, "%s\t%d\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%v\t\n", thing.name, thing.n,
			mb(before.process), mb(peak), mb(after.process), mb(before.c), mb(after.c), mb(before.gc), mb(after.gc), left)
	}
	return w.Flush()
}

type memory struct{ process, c, gc int } // bytes: resident, of malloc, of Go's heap

// settle lets go of all garbage, and tells what is left.
func settle(rt *napi.Runtime) (m memory) {
	for range 2 {
		rt.GC()
		for rt.FinalizersDue() {
			rt.Drain()
		}
	}
	m.c = int(C.c_heap())
	debug.FreeOSMemory()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	m.gc = int(stats.HeapAlloc)
	m.process, _ = resident()
	return m
}

// resident returns how much memory the process has, and had at most since
// forgetPeak: 0 where /proc does not tell.
func resident() (now, most int) {
	status, _ := os.ReadFile("/proc/self/status")
	for line := range bytes.Lines(status) {
		_, _ = fmt.Sscanf(string(line), "VmRSS: %d kB", &now)
		_, _ = fmt.Sscanf(string(line), "VmHWM: %d kB", &most)
	}
	return now << 10, most << 10
}

func forgetPeak() { _ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) }
