//go:build cgo

package napi

/*
#include "core.h"
*/
import "C"

import (
	"math"
	"unsafe"

	"github.com/dop251/goja"
)

const (
	typeObject   = uint8(C.napi_object)
	typeFunction = uint8(C.napi_function)
	typeString   = uint8(C.napi_string)

	wordUndefined = uint64(C.WORD_UNDEFINED)
	wordNull      = uint64(C.WORD_NULL)
	wordFalse     = uint64(C.WORD_FALSE)
	wordTrue      = uint64(C.WORD_TRUE)
	wordGlobal    = uint64(C.WORD_GLOBAL)
)

// copied is the length up to which strings handed to an addon are put into C
// at once, where it will most likely read them.
const copied = 128

// slot returns the slot of a word that has one.
func (rt *Runtime) slot(word uint64) *C.struct_slot {
	return rt.slotAt(uint32(word >> 32))
}

func (rt *Runtime) slotAt(index uint32) *C.struct_slot {
	return (*C.struct_slot)(unsafe.Add(unsafe.Pointer(rt.c.slots), uintptr(index)*unsafe.Sizeof(C.struct_slot{})))
}

// value returns the JavaScript value of a handle.
func (rt *Runtime) value(word uint64) goja.Value {
	switch word & C.TAG_MASK {
	case C.TAG_INT:
		return intValue(int32(word >> 32))
	case C.TAG_CONST:
		switch word {
		case wordUndefined:
			return goja.Undefined()
		case wordNull:
			return goja.Null()
		case wordFalse:
			return valueFalse
		case wordTrue:
			return valueTrue
		case wordGlobal:
			return rt.vm.GlobalObject()
		}
	case C.TAG_SLOT:
		index := uint32(word >> 32)
		if index >= uint32(rt.c.slots_cap) {
			break
		}
		s := rt.slotAt(index)
		switch {
		case s.held&C.HELD_GO != 0:
			if int(index) < len(rt.values) && rt.values[index] != nil {
				return rt.values[index]
			}
		case s.held&C.HELD_NUMBER != 0:
			return floatValue(*(*float64)(unsafe.Pointer(&s.anon0)))
		case s.held&C.HELD_CHARS != 0:
			v := rt.stringOf(s)
			rt.keep(index, v)
			s.held |= C.HELD_GO
			return v
		}
	}
	return goja.Undefined() // a handle gone stale
}

var valueTrue, valueFalse = goja.New().ToValue(true), goja.New().ToValue(false)

// stringOf makes the string a slot holds in characters.
func (rt *Runtime) stringOf(s *C.struct_slot) goja.Value {
	chars, n := *(*uintptr)(unsafe.Pointer(&s.anon0)), int(s.length)
	switch {
	case s.held&C.HELD_ASCII != 0:
		return asciiCopy(bytes(chars, n))
	case s.held&C.HELD_LATIN1 != 0:
		return latin1Value(bytes(chars, n))
	default:
		return goja.StringFromUTF16(unsafe.Slice((*uint16)(pointer(chars)), n))
	}
}

// keep stores a Go value beside its slot.
func (rt *Runtime) keep(index uint32, v goja.Value) {
	if int(index) >= len(rt.values) {
		rt.values = append(rt.values, make([]goja.Value, int(rt.c.slots_cap)-len(rt.values))...)
	}
	rt.values[index] = v
	if index >= rt.high {
		rt.high = index + 1
	}
}

// push makes a handle for a value in the innermost scope.
func (rt *Runtime) push(v goja.Value) uint64 {
	w := words(v)
	switch w.tab {
	case tabInt:
		n := *(*int64)(w.data)
		if int64(int32(n)) == n {
			return uint64(uint32(n))<<32 | C.TAG_INT
		}
		return rt.pushNumber(float64(n))
	case tabObject:
		return rt.pushObject(v, (*goja.Object)(w.data))
	case tabASCII:
		return rt.pushASCII(v, *(*string)(w.data))
	case tabUndefined, nil:
		return wordUndefined
	case tabNull:
		return wordNull
	case tabBool:
		if *(*bool)(w.data) {
			return wordTrue
		}
		return wordFalse
	case tabFloat:
		return rt.pushNumber(*(*float64)(w.data))
	case tabUnicode, tabImported:
		return rt.pushGo(v, typeString)
	case tabSymbol:
		return rt.pushGo(v, uint8(C.napi_symbol))
	case tabBigInt:
		return rt.pushGo(v, uint8(C.napi_bigint))
	}
	return rt.push(rt.vm.ToValue(v.Export())) // kinds of goja's own that scripts never see
}

// next takes the next slot.
func (rt *Runtime) next() (s *C.struct_slot, index uint32, word uint64) {
	c := rt.c
	if c.top == c.slots_cap {
		C.core_grow_slots(c)
	}
	index = uint32(c.top)
	c.top++
	s = rt.slotAt(index)
	s.class = C.CLASS_UNKNOWN
	s.generation = c.generation
	return s, index, uint64(index)<<32 | uint64(c.generation)<<3 | C.TAG_SLOT
}

func (rt *Runtime) pushNumber(f float64) uint64 {
	s, _, word := rt.next()
	s._type = C.napi_number
	s.held = C.HELD_NUMBER
	*(*float64)(unsafe.Pointer(&s.anon0)) = f
	return word
}

func (rt *Runtime) pushGo(v goja.Value, kind uint8) uint64 {
	s, index, word := rt.next()
	s._type = C.uint8_t(kind)
	s.held = C.HELD_GO
	rt.keep(index, v)
	return word
}

// pushObject tells C also what an addon has hidden in an object.
func (rt *Runtime) pushObject(v goja.Value, o *goja.Object) uint64 {
	s, index, word := rt.next()
	kind, class := describe(o)
	s._type, s.class = C.uint8_t(kind), C.uint8_t(class)
	if class == C.CLASS_ARRAYBUFFER && rt.isShared(o) {
		s.class = C.CLASS_SHAREDARRAYBUFFER
	}
	s.held = C.HELD_GO
	if h := hiddenOf(o); h != nil && (h.wrapped || h.external) {
		rt.tellData(s, h)
	} else if class == C.CLASS_ARRAY {
		if length, ok := arrayLength(o); ok {
			rt.tellLength(s, length)
		}
	} else if class != C.CLASS_OTHER {
		rt.tellView(s, viewOf(v))
	}
	rt.keep(index, v)
	return word
}

func (rt *Runtime) tellData(s *C.struct_slot, h *hidden) {
	if h.external {
		s._type = C.napi_external
	}
	*(*uintptr)(unsafe.Pointer(&s.anon0)) = h.data
	s.length = rt.c.wraps
	s.held = s.held&^C.HELD_VIEW | C.HELD_DATA
}

// tellLength and tellView tell what functions are most often asked of arrays
// and buffers. It holds until scripts run again.
func (rt *Runtime) tellLength(s *C.struct_slot, length uint32) {
	if s.held&C.HELD_DATA == 0 {
		s.length, s.scripts = C.size_t(length), rt.c.scripts
		s.held |= C.HELD_VIEW
	}
}

func (rt *Runtime) tellView(s *C.struct_slot, v view) {
	if v.buffer == nil || s.held&C.HELD_DATA != 0 || int64(v.offset) > math.MaxUint32 {
		return
	}
	*(*uintptr)(unsafe.Pointer(&s.anon0)) = v.buffer.address(v.offset)
	s.length, s.offset, s.elements = C.size_t(v.length), C.uint32_t(v.offset), C.uint8_t(v.kindOfElements)
	s.scripts = rt.c.scripts
	s.held |= C.HELD_VIEW
}

func (rt *Runtime) pushASCII(v goja.Value, text string) uint64 {
	s, index, word := rt.next()
	s._type = C.napi_string
	s.held = C.HELD_GO
	rt.keep(index, v)
	if len(text) <= copied {
		p := rt.alloc(uintptr(len(text)))
		copy(bytes(p, len(text)), text)
		*(*uintptr)(unsafe.Pointer(&s.anon0)) = p
		s.length = C.size_t(len(text))
		s.held |= C.HELD_LATIN1 | C.HELD_ASCII
	}
	return word
}

// alloc takes memory of the innermost scope.
func (rt *Runtime) alloc(size uintptr) uintptr {
	size = (size + 7) &^ 7
	c := rt.c.chunk
	if uintptr(c.size-c.used) < size {
		return uintptr(C.core_alloc_slow(rt.c, C.size_t(size)))
	}
	p := uintptr(unsafe.Pointer(c)) + unsafe.Offsetof(C.struct_chunk{}.used) + unsafe.Sizeof(c.used) + uintptr(c.used)
	c.used += C.size_t(size)
	return p
}

func (rt *Runtime) scope(depth C.uint32_t) *C.struct_scope {
	return (*C.struct_scope)(unsafe.Add(unsafe.Pointer(rt.c.scopes), uintptr(depth)*unsafe.Sizeof(C.struct_scope{})))
}

// openScope and closeScopes are core.h's, without the way into C.
func (rt *Runtime) openScope() {
	c := rt.c
	if c.depth == c.scopes_cap {
		C.core_grow_scopes(c)
	}
	s := rt.scope(c.depth)
	c.depth++
	s.top, s.generation = c.top, c.generation
	s.chunk, s.used = c.chunk, c.chunk.used
	s.escape, s.escaped = 0, false
}

func (rt *Runtime) closeScopes(depth C.uint32_t) {
	c, s := rt.c, rt.scope(depth)
	c.depth, c.top = depth, s.top
	c.generation = (c.generation + 1) & (1<<C.GENERATION_BITS - 1)
	if c.chunk == s.chunk {
		c.chunk.used = s.used
	} else {
		C.core_rewind_slow(c, s.chunk, s.used)
	}
}

// Sweep lets go of values whose handles are closed. A loop calls it between
// turns, and before a collection that is to find them unreachable.
func (rt *Runtime) Sweep() {
	if rt.c == nil {
		return
	}
	top := uint32(rt.c.top)
	if top < rt.high {
		clear(rt.values[top:rt.high])
		rt.high = top
	}
	rt.checkDead()
	clear(rt.args[len(rt.args):cap(rt.args)])
}

// goText makes the characters of a string that Go holds readable in C: in its
// slot, or for the current call only when the slot belongs to an outer scope,
// whose memory ends before the slot does.
//
//export goText
func goText(env uint32, word uint64) {
	defer guard()
	rt := envOf(env).rt
	s := rt.slot(word)
	ascii, wide := units(rt.value(word))
	c := rt.c
	inner := c.depth == 0 || word>>32 >= uint64(rt.scope(c.depth-1).top)
	chunk, used := c.chunk, c.chunk.used
	var p uintptr
	if wide == nil {
		p = rt.alloc(uintptr(len(ascii)))
		copy(bytes(p, len(ascii)), ascii)
		c.text.length, c.text.held = C.size_t(len(ascii)), C.HELD_LATIN1|C.HELD_ASCII
	} else {
		p = rt.alloc(uintptr(2 * len(wide)))
		copy(unsafe.Slice((*uint16)(pointer(p)), len(wide)), wide)
		c.text.length, c.text.held = C.size_t(len(wide)), C.HELD_UTF16
	}
	*(*uintptr)(unsafe.Pointer(&c.text.chars)) = p
	switch {
	case inner:
		*(*uintptr)(unsafe.Pointer(&s.anon0)) = p
		s.length = c.text.length
		s.held |= c.text.held
	case c.chunk == chunk:
		chunk.used = used // nothing is allocated before the caller has read it
	}
}
