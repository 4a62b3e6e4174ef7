//go:build cgo

package napi

/*
#include "check_record.h"
#include <stdlib.h>
*/
import "C"

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"unsafe"

	"github.com/dop251/goja"

	"github.com/napicheck/napicheck/matrix"
)

// The checks that need values. Those of calls are in C: see check.h.

// beginCheck has the calls of all addons checked.
func (rt *Runtime) beginCheck(records *os.File) {
	if records == nil {
		return
	}
	var since [C.CALLS]C.int32_t
	for i, f := range table() {
		since[i] = C.int32_t(matrix.VersionOf(f.Name)) // unknown: as experimental ones, in no version
	}
	C.check_begin(rt.c, C.intptr_t(records.Fd()), &since[0])
	rt.dead = &deadBuffers{}
}

// endCheck comes before the world of C is freed.
func (rt *Runtime) endCheck() {
	if rt.c.check == nil {
		return
	}
	rt.checkDead()
	C.check_end(rt.c)
}

var exportsThrow, exportsShape = C.CString("throws"), C.CString("shape") // C keeps them

// exportsOf has, by module, what its exports were in its first environment.
var exportsOf = struct {
	sync.Mutex
	first map[uint32][]string
}{first: map[uint32][]string{}}

// checkExports compares what a module's initializer has returned with what it
// had for its first environment. What depends on the process, not on the
// environment, works for a program and not for its workers.
func (e *Env) checkExports(init C.napi_addon_register_func, word uint64, exports goja.Value) {
	var now []string
	threw := bool(e.c.pending)
	if word != 0 && !threw {
		exports = e.rt.value(word)
	}
	if !threw {
		e.rt.shape(&now, "exports", exports, 0)
	}
	exportsOf.Lock()
	first, again := exportsOf.first[e.module]
	if !again && !threw {
		exportsOf.first[e.module] = now
	}
	exportsOf.Unlock()
	if !again {
		return
	}
	report := func(what *C.char, message string) {
		m := C.CString(message)
		defer C.free(unsafe.Pointer(m))
		C.check_exports(e.c, *(*unsafe.Pointer)(unsafe.Pointer(&init)), what, m)
	}
	if threw {
		report(exportsThrow, "The initializer throws in a second environment of the process, and did not in the first")
		return
	}
	lost, new := without(first, now), without(now, first)
	if len(lost)+len(new) > 0 {
		report(exportsShape, fmt.Sprintf("The exports differ in a second environment of the process: %s there, %s in the first", few(new), few(lost)))
	}
}

func without(list, other []string) (rest []string) {
	has := map[string]bool{}
	for _, s := range other {
		has[s] = true
	}
	for _, s := range list {
		if !has[s] {
			rest = append(rest, s)
		}
	}
	return rest
}

func few(list []string) string {
	switch {
	case len(list) == 0:
		return "nothing more"
	case len(list) > 3:
		return fmt.Sprintf("%s and %d more", strings.Join(list[:3], ", "), len(list)-3)
	}
	return strings.Join(list, ", ")
}

const (
	shapeDepth = 3
	shapeLines = 4096
)

// plain keeps what needs no escape in JSON.
func plain(r rune) rune {
	if r < ' ' || r > '~' || r == '"' || r == '\\' {
		return '?'
	}
	return r
}

// shape lists the properties of a value with their types, running no script.
func (rt *Runtime) shape(lines *[]string, path string, v goja.Value, depth int) {
	o, ok := v.(*goja.Object)
	kind := "value"
	switch {
	case ok && selfOf(o).tab == tabProxy:
		kind, ok = "proxy", false
	case ok:
		t, class := describe(o)
		switch {
		case class == C.CLASS_ARRAY || class == C.CLASS_TYPEDARRAY || o.ClassName() == "String":
			kind, ok = "list", false // which may have a property for each of a billion bytes
		case t == typeFunction:
			kind = "function"
		case t == C.napi_external:
			kind = "external"
		default:
			kind = "object"
		}
	case goja.IsString(v):
		kind = "string"
	case goja.IsNumber(v):
		kind = "number"
	}
	*lines = append(*lines, kind+" "+path)
	if !ok || depth == shapeDepth || len(*lines) > shapeLines {
		return
	}
	for _, key := range o.GetOwnPropertyNames() {
		if kind == "function" && (key == "length" || key == "name" || key == "arguments" || key == "caller") || key == "constructor" {
			continue
		}
		d, ok := rt.invoke(rt.js.descriptor, goja.Undefined(), o, rt.vm.ToValue(key)).(*goja.Object)
		if !ok {
			continue
		}
		name := path + "." + strings.Map(plain, key)
		if get := d.Get("get"); get != nil {
			*lines = append(*lines, "accessor "+name)
			continue
		}
		rt.shape(lines, name, d.Get("value"), depth+1)
	}
}

// Memory that addons were given and that is over: its ArrayBuffer was detached
// or collected, and nothing else has it. It is filled with a pattern and kept a
// while; who writes into it spoils the pattern.

const (
	deadByte  = 0xdb
	keptBytes = 1 << 20
)

var pattern = strings.Repeat(string([]byte{deadByte}), 4096)

// A deadBuffer is such memory, and where it was asked for.
type deadBuffer struct {
	memory []byte
	made   C.struct_check_stack
}

type deadBuffers struct {
	mutex sync.Mutex
	found []*deadBuffer // those collected: told by the collector's goroutine
	kept  []*deadBuffer // of the Runtime's goroutine
	bytes int
}

// watchMemory takes note of memory of ours that an addon is given.
func (rt *Runtime) watchMemory(memory []byte) []byte {
	if rt.dead == nil || len(memory) == 0 {
		return memory
	}
	d := rt.dead
	made, n := rt.c.check.made, len(memory)
	// The memory itself is watched, not its ArrayBuffer, which may have given it
	// to another.
	runtime.SetFinalizer((*block)(unsafe.Pointer(&memory[0])), func(first *block) {
		b := &deadBuffer{unsafe.Slice((*byte)(unsafe.Pointer(first)), n), made}
		b.spoil()
		d.mutex.Lock()
		d.found = append(d.found, b)
		d.mutex.Unlock()
	})
	return memory
}

func (b *deadBuffer) spoil() {
	for m := b.memory; len(m) > 0; {
		m = m[copy(m, pattern):]
	}
}

// spoilt returns the first byte that was written; -1 = none.
func (b *deadBuffer) spoilt() int {
	for at := 0; at < len(b.memory); at += len(pattern) {
		part := b.memory[at:min(at+len(pattern), len(b.memory))]
		if string(part) != pattern[:len(part)] {
			return at + slices.IndexFunc(part, func(b byte) bool { return b != deadByte })
		}
	}
	return -1
}

// checkDead looks for what was written into dead memory, and takes care of that
// which has become so.
func (rt *Runtime) checkDead() {
	d := rt.dead
	if d == nil {
		return
	}
	d.mutex.Lock()
	found := d.found
	d.found = nil
	d.mutex.Unlock()
	for _, b := range d.kept {
		rt.checkPattern(b)
	}
	for _, b := range found {
		rt.keepDead(b)
	}
}

func (rt *Runtime) keepDead(b *deadBuffer) {
	d := rt.dead
	d.kept = append(d.kept, b)
	d.bytes += len(b.memory)
	from := 0
	for ; d.bytes > keptBytes || len(d.kept)-from > C.CHECK_DEAD; from++ {
		rt.checkPattern(d.kept[from])
		d.bytes -= len(d.kept[from].memory)
	}
	d.kept = append(d.kept[:0:0], d.kept[from:]...)
	c := rt.c.check
	c.dead_count = 0
	for _, b := range d.kept {
		at := uintptr(unsafe.Pointer(&b.memory[0]))
		c.dead[c.dead_count].from, c.dead[c.dead_count].to = C.uintptr_t(at), C.uintptr_t(at+uintptr(len(b.memory)))
		c.dead_count++
	}
}

// checkPattern reports memory whose pattern is spoilt.
func (rt *Runtime) checkPattern(b *deadBuffer) {
	at := b.spoilt()
	if at < 0 {
		return
	}
	b.spoil()
	message := C.CString(fmt.Sprintf("Byte %d of the %d of this memory was written after its ArrayBuffer was detached or collected", at, len(b.memory)))
	defer C.free(unsafe.Pointer(message))
	C.check_written(rt.c.check, &b.made, message)
}
