//go:build cgo

package napi

/*
#include "core.h"
*/
import "C"

import "github.com/dop251/goja"

// Object wrap

// A class is the identity of one napi_define_class: what its constructor makes
// may be the receiver of its methods.
type class struct{}

// made reports whether an object came from the class's constructor.
func (c *class) made(o *goja.Object) bool {
	h := hiddenOf(o)
	return h != nil && h.of == c
}

//export goDefineClass
func goDefineClass(env uint32, name, length, constructor, data, count, properties uintptr) (word uint64) {
	defer guard()
	e := envOf(env)
	rt := e.rt
	list := descriptors(properties, count)
	c := new(class)
	status := Status(C.napi_ok)
	ok := e.try(func() {
		f := &function{env: e, callback: constructor, data: data, makes: c}
		object := f.make(rt.utf8(name, int(length)))
		prototype := object.Get("prototype").(*goja.Object)
		var statics []C.napi_property_descriptor
		for i := range list {
			p := &list[i]
			if p.attributes&C.napi_static != 0 {
				statics = append(statics, *p)
				continue
			}
			key, ok := e.nameOf(p)
			if !ok {
				status = C.napi_name_expected
				return
			}
			e.defineMember(prototype, key, p, c)
		}
		if status = e.defineProperties(object, statics); status == C.napi_ok {
			word = rt.pushGo(object, typeFunction)
		}
	})
	switch {
	case !ok:
		return e.none(C.napi_pending_exception)
	case status != C.napi_ok:
		return e.none(status)
	}
	return word
}

// defineMember adds a property to a class's prototype. Other than on an
// object, its functions have the property's name, and methods know their
// receivers.
func (e *Env) defineMember(prototype *goja.Object, key goja.Value, p *C.napi_property_descriptor, c *class) {
	data := uintptr(p.data)
	name := key
	if words(key).tab == tabSymbol {
		name = stringEmpty
	}
	switch {
	case p.getter != nil || p.setter != nil:
		var getter, setter goja.Value
		if p.getter != nil {
			getter = e.newFunction(addressOf(p.getter), data, name, nil)
		}
		if p.setter != nil {
			setter = e.newFunction(addressOf(p.setter), data, name, nil)
		}
		e.rt.defineAccessor(prototype, key, getter, setter, p.attributes)
	case p.method != nil:
		e.rt.defineValue(prototype, key, e.newFunction(addressOf(p.method), data, name, c), p.attributes)
	default:
		e.rt.defineValue(prototype, key, e.rt.value(wordOf(p.value)), p.attributes)
	}
}
