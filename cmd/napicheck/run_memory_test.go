package main

import (
	"math"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"testing"
	"time"
)

func TestTuneForScripts(t *testing.T) {
	limit, percent := debug.SetMemoryLimit(64<<20), debug.SetGCPercent(400)
	defer func() { debug.SetMemoryLimit(limit); debug.SetGCPercent(percent) }()
	percentNow := func() uint64 {
		s := []metrics.Sample{{Name: "/gc/gogc:percent"}}
		metrics.Read(s)
		return s[0].Value.Uint64()
	}
	tuneForScripts()
	if l := debug.SetMemoryLimit(-1); l != math.MaxInt64 {
		t.Errorf("the limit is %d", l)
	}
	runtime.GC()
	if p := percentNow(); p != 400 {
		t.Errorf("%d%% of garbage with a small heap", p)
	}
	live := make([]byte, 2*smallHeap)
	for deadline := time.Now().Add(time.Minute); percentNow() != 100; runtime.GC() {
		if time.Now().After(deadline) {
			t.Fatalf("%d%% of garbage with a large heap", percentNow())
		}
	}
	runtime.KeepAlive(live)
}
