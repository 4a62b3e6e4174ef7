//go:build cgo

package napi

/*
#include "core.h"
*/
import "C"

import (
	"errors"

	"github.com/dop251/goja"
)

// Script execution

//export goRunScript
func goRunScript(env uint32, script uint64) (word uint64) {
	defer guard()
	e := envOf(env)
	source := e.rt.value(script).String()
	ok := e.try(func() {
		v, err := e.rt.vm.RunScript("", source)
		if syntax := (*goja.CompilerSyntaxError)(nil); errors.As(err, &syntax) {
			panic(e.rt.newError(syntaxError, e.rt.vm.ToValue(syntax.Message)))
		}
		if err != nil {
			panic(err)
		}
		word = e.rt.push(v)
	})
	if !ok {
		return e.none(C.napi_generic_failure)
	}
	return word
}
