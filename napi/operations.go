//go:build cgo

package napi

/*
#include "core.h"
*/
import "C"

import "github.com/dop251/goja"

// Working with JavaScript values and abstract operations

//export goToBoolean
func goToBoolean(env uint32, word uint64) int32 {
	defer guard()
	return answer(envOf(env).rt.value(word).ToBoolean())
}

//export goToNumber
func goToNumber(env uint32, word uint64) (result uint64) {
	defer guard()
	e := envOf(env)
	v := e.rt.value(word)
	ok := e.try(func() {
		switch words(v).tab {
		case tabSymbol:
			panic(e.rt.vm.NewTypeError("Cannot convert a Symbol value to a number"))
		case tabBigInt:
			panic(e.rt.vm.NewTypeError("Cannot convert a BigInt value to a number"))
		}
		n := v.ToNumber()
		if words(n).tab == tabBigInt {
			panic(e.rt.vm.NewTypeError("Cannot convert a BigInt value to a number"))
		}
		result = e.rt.push(n)
	})
	if !ok {
		return e.none(C.napi_number_expected)
	}
	return result
}

//export goToObject
func goToObject(env uint32, word uint64) uint64 {
	defer guard()
	e := envOf(env)
	o, ok := e.toObject(word)
	if !ok {
		return 0
	}
	return e.rt.push(o)
}

//export goToString
func goToString(env uint32, word uint64) (result uint64) {
	defer guard()
	e := envOf(env)
	v := e.rt.value(word)
	ok := e.try(func() {
		s := v
		if _, ok := v.(*goja.Object); ok {
			s = v.ToString()
		}
		if words(s).tab == tabSymbol {
			panic(e.rt.vm.NewTypeError("Cannot convert a Symbol value to a string"))
		}
		if !goja.IsString(s) {
			s = asciiValue(s.String())
		}
		result = e.rt.push(s)
	})
	if !ok {
		return e.none(C.napi_string_expected)
	}
	return result
}

//export goInstanceOf
func goInstanceOf(env uint32, object, constructor uint64) (is int32) {
	defer guard()
	e := envOf(env)
	c, ok := e.toObject(constructor)
	if !ok {
		return -1
	}
	if typeOfObject(c) != typeFunction {
		e.throwError(typeError, asciiValue("ERR_NAPI_CONS_FUNCTION"), asciiValue("Constructor must be a function"))
		return e.failed(C.napi_function_expected)
	}
	if !e.try(func() { is = answer(e.rt.instanceOf(e.rt.value(object), c)) }) {
		return e.failed(C.napi_generic_failure)
	}
	return is
}

// instanceOf is the operator. goja's refuses proxies of functions, so theirs is
// written out.
func (rt *Runtime) instanceOf(v goja.Value, c *goja.Object) bool {
	if selfOf(c).tab != tabProxy {
		return rt.vm.InstanceOf(v, c)
	}
	if method := c.GetSymbol(goja.SymHasInstance); method != nil && method != rt.js.hasInstance && !goja.IsUndefined(method) && !goja.IsNull(method) {
		return rt.invoke(rt.js.call, method, c, v).ToBoolean()
	}
	o, ok := v.(*goja.Object)
	if !ok {
		return false
	}
	prototype, ok := c.Get("prototype").(*goja.Object)
	if !ok {
		panic(rt.vm.NewTypeError("Function has non-object prototype in instanceof check"))
	}
	for o = o.Prototype(); o != nil; o = o.Prototype() {
		if o == prototype {
			return true
		}
	}
	return false
}

//export goStrictEquals
func goStrictEquals(env uint32, lhs, rhs uint64) int32 {
	defer guard()
	rt := envOf(env).rt
	return answer(rt.value(lhs).StrictEquals(rt.value(rhs)))
}

//export goClass
func goClass(env uint32, word uint64) int32 {
	defer guard()
	rt := envOf(env).rt
	o, ok := rt.value(word).(*goja.Object)
	if !ok {
		return C.CLASS_OTHER
	}
	_, class := describe(o)
	if class == C.CLASS_ARRAYBUFFER && rt.isShared(o) {
		return C.CLASS_SHAREDARRAYBUFFER
	}
	return int32(class)
}

//export goDetach
func goDetach(env uint32, word uint64) {
	defer guard()
	rt := envOf(env).rt
	if b, ok := rt.bufferArg(word); ok && !*b.detached() {
		rt.detach(b)
	}
}

//export goIsDetached
func goIsDetached(env uint32, word uint64) bool {
	defer guard()
	b, ok := envOf(env).rt.bufferArg(word)
	return ok && *b.detached()
}
