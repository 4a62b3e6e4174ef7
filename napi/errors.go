//go:build cgo

package napi

/*
#include "core.h"
*/
import "C"

import "github.com/dop251/goja"

// Error handling

// The kinds of error, as errors.c knows them.
const (
	plainError = iota
	typeError
	rangeError
	syntaxError
)

//export goThrow
func goThrow(env uint32, word uint64) Status {
	defer guard()
	e := envOf(env)
	e.throw(e.rt.value(word))
	return e.fail(C.napi_ok)
}

//export goThrowError
func goThrowError(env uint32, kind int32, code, codeLen, msg, msgLen uintptr) Status {
	defer guard()
	e := envOf(env)
	var c goja.Value
	if code != 0 {
		c = e.rt.utf8(code, int(codeLen))
	}
	if !e.throwError(int(kind), c, e.rt.utf8(msg, int(msgLen))) {
		return e.fail(C.napi_generic_failure)
	}
	return e.fail(C.napi_ok)
}

// throwError makes a new error, with a code unless nil, the pending exception;
// false: what a script threw at the code is that instead.
func (e *Env) throwError(kind int, code, message goja.Value) (made bool) {
	e.try(func() {
		o := e.rt.newError(kind, message)
		if code != nil {
			e.rt.invoke(e.rt.js.set, goja.Undefined(), o, asciiValue("code"), code)
		}
		made = true
		panic(o)
	})
	return made
}

//export goIsError
func goIsError(env uint32, word uint64) int32 {
	defer guard()
	o, ok := envOf(env).rt.value(word).(*goja.Object)
	return answer(ok && selfOf(o).tab != tabProxy && o.ClassName() == "Error")
}

//export goCreateError
func goCreateError(env uint32, kind int32, code, msg uint64) (word uint64) {
	defer guard()
	e := envOf(env)
	rt := e.rt
	ok := e.try(func() {
		o := rt.newError(int(kind), rt.value(msg))
		if code != 0 {
			rt.invoke(rt.js.set, goja.Undefined(), o, asciiValue("code"), rt.value(code))
		}
		word = rt.push(o)
	})
	if !ok {
		e.take() // what a script threw at the code is lost, as in Node
		return e.none(C.napi_generic_failure)
	}
	return word
}

//export goTakeException
func goTakeException(env uint32) uint64 {
	defer guard()
	e := envOf(env)
	return e.rt.push(e.rt.thrown(e.take()))
}

// thrown returns the value of an exception as scripts see it.
func (rt *Runtime) thrown(exception any) goja.Value {
	switch x := exception.(type) {
	case goja.Value:
		return x
	case *goja.Exception:
		return x.Value()
	}
	return rt.newError(rangeError, asciiValue("Maximum call stack size exceeded")) // of the panics goja lets pass, the one scripts cause
}

//export goFatalException
func goFatalException(env uint32, word uint64) Status {
	defer guard()
	e := envOf(env)
	v := e.rt.value(word)
	ex := e.rt.vm.Try(func() { panic(v) })
	return e.outcome(e.try(func() { e.rt.uncaught(ex) }))
}

// answer is a bool for C.
func answer(b bool) int32 {
	if b {
		return 1
	}
	return 0
}
