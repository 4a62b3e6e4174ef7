//go:build cgo

package napi

/*
#include "core.h"
*/
import "C"

import (
	"math/big"
	"math/bits"
	"unsafe"
)

// Functions to convert from C types to Node-API

// maxBigIntWords is V8's limit: 2^30 bits.
const maxBigIntWords = 1 << 24

//export goCreateBigInt
func goCreateBigInt(env uint32, negative bool, count uint64, address uintptr) uint64 {
	defer guard()
	e := envOf(env)
	if count > maxBigIntWords {
		e.throwError(rangeError, nil, asciiValue("Maximum BigInt size exceeded"))
		return e.none(C.napi_pending_exception)
	}
	list := unsafe.Slice((*uint64)(pointer(address)), count)
	digits := make([]big.Word, 0, len(list)*64/bits.UintSize)
	for _, w := range list {
		for shift := 0; shift < 64; shift += bits.UintSize {
			digits = append(digits, big.Word(w>>shift))
		}
	}
	n := new(big.Int).SetBits(digits)
	if negative {
		n.Neg(n)
	}
	return e.rt.pushGo(forge(tabBigInt, unsafe.Pointer(n)), uint8(C.napi_bigint))
}
