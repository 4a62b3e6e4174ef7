//go:build cgo

package napi

/*
#include "core.h"
*/
import "C"

import (
	"slices"

	"github.com/dop251/goja"
)

// Object wrap

// A class is the identity of one napi_define_class: what its constructor makes
// may be the receiver of its methods. It has a size: pointers to what has none
// may be equal.
type class struct{ _ byte }

// made reports whether an object came from the class's constructor.
func (c *class) made(o *goja.Object) bool {
	h := hiddenOf(o)
	return h != nil && h.of == c
}

//export goDefineClass
func goDefineClass(env uint32, name, length, constructor, data, count, properties uintptr) (word uint64) {
	defer guard()
	e := envOf(env)
	c := new(class)
	failed := Status(C.napi_pending_exception)
	ok := e.try(func() {
		f := &function{env: e, callback: constructor, data: data, makes: c}
		object := f.make(e.rt.utf8(name, int(length)))
		prototype := object.Get("prototype").(*goja.Object)
		for i, list := 0, descriptors(properties, count); i < len(list); i++ {
			if list[i].attributes&C.napi_static != 0 {
				continue
			}
			key, ok := e.nameOf(&list[i])
			if !ok {
				failed = C.napi_name_expected
				return
			}
			e.defineMember(prototype, key, &list[i], c)
		}
		if !slices.Contains(prototype.GetOwnPropertyNames(), "constructor") {
			f.constructorOf(prototype) // behind the members, as V8 has it
		}
		word = e.rt.pushGo(object, typeFunction)
	})
	if !ok || word == 0 {
		return e.none(failed)
	}
	return word
}

// goDefineStatics adds the static ones of a class's properties.
//
//export goDefineStatics
func goDefineStatics(env uint32, constructor uint64, count, properties uintptr) Status {
	defer guard()
	e := envOf(env)
	var statics []C.napi_property_descriptor
	for _, p := range descriptors(properties, count) {
		if p.attributes&C.napi_static != 0 {
			statics = append(statics, p)
		}
	}
	return e.fail(e.defineProperties(e.rt.value(constructor).(*goja.Object), statics))
}

// defineMember adds a property to a class's prototype. Other than on an
// object, its methods have the property's name and know their receivers.
func (e *Env) defineMember(prototype *goja.Object, key goja.Value, p *C.napi_property_descriptor, c *class) {
	data := uintptr(p.data)
	switch {
	case p.getter != nil || p.setter != nil:
		var getter, setter goja.Value
		if p.getter != nil {
			getter = e.newFunction(addressOf(p.getter), data, stringEmpty, nil)
		}
		if p.setter != nil {
			setter = e.newFunction(addressOf(p.setter), data, stringEmpty, nil)
		}
		e.rt.defineAccessor(prototype, key, getter, setter, p.attributes)
	case p.method != nil:
		name := key
		if words(key).tab == tabSymbol {
			name = stringEmpty
		}
		e.rt.defineValue(prototype, key, e.newFunction(addressOf(p.method), data, name, c), p.attributes)
	default:
		e.rt.defineValue(prototype, key, e.rt.value(wordOf(p.value)), p.attributes)
	}
}

//export goWrap
func goWrap(env uint32, word uint64, data, ref uintptr) Status {
	defer guard()
	e := envOf(env)
	rt := e.rt
	o := rt.value(word).(*goja.Object)
	h := hide(o)
	switch {
	case h == nil:
		return C.napi_generic_failure
	case h.wrapped:
		return C.napi_invalid_arg
	}
	h.wrapped, h.data, h.ref, h.by = true, data, ref, e.module
	if ref != 0 {
		r := (*C.struct_napi_ref__)(pointer(ref))
		r.held = C.uint32_t(rt.hold(o, false, ref))
	}
	rt.remember(word, h)
	return C.napi_ok
}

// remember tells the slot of a handle what is hidden in its object.
func (rt *Runtime) remember(word uint64, h *hidden) {
	if word&C.TAG_MASK == C.TAG_SLOT && !h.external {
		rt.tellData(rt.slot(word), h)
	}
}

// wrapOf returns the hidden data of a wrapped object, or nil.
func (rt *Runtime) wrapOf(word uint64) *hidden {
	if o, ok := rt.value(word).(*goja.Object); ok {
		if h := hiddenOf(o); h != nil && h.wrapped {
			return h
		}
	}
	return nil
}

//export goUnwrap
func goUnwrap(env uint32, word uint64, data uintptr) bool {
	defer guard()
	rt := envOf(env).rt
	h := rt.wrapOf(word)
	if h == nil {
		return false
	}
	*(*uintptr)(pointer(data)) = h.data
	rt.remember(word, h)
	return true
}

// goForeignWrap reports whether a wrapped object was wrapped by another module,
// without a type tag to tell so.
//
//export goForeignWrap
func goForeignWrap(env uint32, word uint64) bool {
	defer guard()
	e := envOf(env)
	h := e.rt.wrapOf(word)
	return h != nil && !h.tagged && h.by != e.module
}

//export goRemoveWrap
func goRemoveWrap(env uint32, word uint64, data, ref uintptr) bool {
	defer guard()
	h := envOf(env).rt.wrapOf(word)
	if h == nil {
		return false
	}
	*(*uintptr)(pointer(data)) = h.data
	*(*uintptr)(pointer(ref)) = h.ref
	h.wrapped, h.data, h.ref = false, 0, 0
	return true
}

// External returns the data of an external value; ok is false for other objects.
func (rt *Runtime) External(o *goja.Object) (data uintptr, ok bool) {
	h := hiddenOf(o)
	if h == nil || !h.external {
		return 0, false
	}
	return h.data, true
}

//export goCanBeTagged
func goCanBeTagged(env uint32, word uint64) bool {
	defer guard()
	e := envOf(env)
	if _, ok := e.toObject(word); !ok {
		e.fail(C.napi_pending_exception)
		return false
	}
	return true
}

//export goTag
func goTag(env uint32, word uint64, lower, upper uint64) bool {
	defer guard()
	o, ok := envOf(env).rt.value(word).(*goja.Object)
	if !ok {
		return true // tagged is the object made of a primitive value, which nobody sees again
	}
	h := hide(o)
	if h == nil || h.tagged {
		return false
	}
	h.tagged, h.tag = true, [2]uint64{lower, upper}
	return true
}

//export goHasTag
func goHasTag(env uint32, word uint64, lower, upper uint64) bool {
	defer guard()
	o, ok := envOf(env).rt.value(word).(*goja.Object)
	if !ok {
		return false
	}
	h := hiddenOf(o)
	return h != nil && h.tagged && h.tag == [2]uint64{lower, upper}
}
