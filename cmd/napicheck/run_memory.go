package main

import (
	"math"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// smallHeap is how many bytes of live objects are so few that garbage is collected
// rarely, as for the commands that end soon.
const smallHeap = 16 << 20

// tuneForScripts lets the heap grow as a script's objects need it: beyond the
// limit that suits other commands Go would do little but collect.
func tuneForScripts() {
	debug.SetMemoryLimit(math.MaxInt64)
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	type collected struct{ _ *byte }
	var after func(*collected)
	after = func(*collected) {
		if metrics.Read(live); live[0].Value.Uint64() > smallHeap {
			debug.SetGCPercent(100)
			return
		}
		runtime.SetFinalizer(&collected{}, after)
	}
	runtime.SetFinalizer(&collected{}, after)
}
