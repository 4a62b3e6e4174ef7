//go:build cgo

package napi

/*
#include "core.h"
*/
import "C"

import (
	"math/big"
	"unsafe"

	"github.com/dop251/goja"
)

// Functions to convert from Node-API to C types

//export goArrayLength
func goArrayLength(env uint32, word uint64) int64 {
	defer guard()
	e := envOf(env)
	o, ok := e.rt.value(word).(*goja.Object)
	if !ok || !isArray(o) {
		return int64(e.failed(C.napi_array_expected))
	}
	if length, ok := arrayLength(o); ok {
		s := e.rt.slot(word)
		s.class = C.CLASS_ARRAY
		e.rt.tellLength(s, length)
		return int64(length)
	}
	return o.Get("length").ToInteger() // an array's own, which runs no script
}

// isArray reports whether an object is an array itself; a proxy of one is not.
func isArray(o *goja.Object) bool {
	return selfOf(o).tab != tabProxy && o.ClassName() == "Array"
}

//export goGetPrototype
func goGetPrototype(env uint32, word uint64) uint64 {
	defer guard()
	e := envOf(env)
	o, ok := e.toObject(word)
	if !ok {
		return 0
	}
	if selfOf(o).tab == tabProxy { // as in Node, the handler is not asked
		return wordNull
	}
	proto := o.Prototype()
	if proto == nil {
		return wordNull
	}
	return e.rt.push(proto)
}

//export goDateValue
func goDateValue(env uint32, word uint64, result uintptr) bool {
	defer guard()
	rt := envOf(env).rt
	v := rt.value(word)
	if !selfIs(v, tabDate) {
		return false
	}
	*(*float64)(pointer(result)) = rt.buffers.time(goja.FunctionCall{This: v}).ToFloat()
	return true
}

// bigInt returns the integer of a BigInt; it is not to be changed.
func (rt *Runtime) bigInt(word uint64) *big.Int {
	return (*big.Int)(words(rt.value(word)).data)
}

// low64 returns the low 64 bits of an integer in two's complement.
func low64(n *big.Int) (bits uint64) {
	if w := n.Bits(); len(w) > 0 {
		bits = uint64(w[0])
		if len(w) > 1 && unsafe.Sizeof(w[0]) == 4 {
			bits |= uint64(w[1]) << 32
		}
	}
	if n.Sign() < 0 {
		bits = -bits
	}
	return bits
}

//export goBigIntInt64
func goBigIntInt64(env uint32, word uint64, result uintptr) (lossless bool) {
	defer guard()
	n := envOf(env).rt.bigInt(word)
	*(*uint64)(pointer(result)) = low64(n)
	return n.IsInt64()
}

//export goBigIntUint64
func goBigIntUint64(env uint32, word uint64, result uintptr) (lossless bool) {
	defer guard()
	n := envOf(env).rt.bigInt(word)
	*(*uint64)(pointer(result)) = low64(n)
	return n.IsUint64()
}

// goBigIntWords writes as many words of the magnitude as there is room for, the
// lowest first, and returns how many there are.
//
//export goBigIntWords
func goBigIntWords(env uint32, word uint64, sign uintptr, room uint64, words uintptr) uint64 {
	defer guard()
	n := envOf(env).rt.bigInt(word)
	*(*int32)(pointer(sign)) = answer(n.Sign() < 0)
	count := uint64(n.BitLen()+63) / 64
	if words != 0 {
		rest := new(big.Int).Abs(n)
		list := unsafe.Slice((*uint64)(pointer(words)), min(room, count))
		for i := range list {
			list[i] = low64(rest)
			rest.Rsh(rest, 64)
		}
	}
	return count
}

//export goExternalData
func goExternalData(env uint32, word uint64) uintptr {
	defer guard()
	if o, ok := envOf(env).rt.value(word).(*goja.Object); ok {
		if h := hiddenOf(o); h != nil {
			return h.data
		}
	}
	return 0
}
