//go:build cgo

package napi

/*
#include "core.h"
*/
import "C"

import (
	"strconv"
	"unsafe"

	"github.com/dop251/goja"
)

// Working with JavaScript properties

// names keeps the strings addons name properties with, so that a name used
// again costs no allocation. A table by address finds literals at once; its
// answer is compared, since memory changes.
type names struct {
	at [256]struct {
		address uintptr
		name    *name
	}
	known map[string]*name
}

type name struct {
	text  string
	value goja.Value
	ascii bool
}

const (
	maxName  = 64   // bytes of a name worth keeping
	maxNames = 4096 // then all are forgotten
)

// name returns the name at an address.
func (rt *Runtime) name(address uintptr, length int) *name {
	at := &rt.names.at[(address^address>>8^uintptr(length))%uintptr(len(rt.names.at))]
	text := bytes(address, length)
	if at.address == address && at.name.text == string(text) {
		return at.name
	}
	n := rt.names.known[string(text)]
	if n == nil {
		v := rt.utf8(address, length)
		n = &name{text: string(text), value: v, ascii: words(v).tab == tabASCII}
		if length > maxName {
			return n
		}
		if len(rt.names.known) >= maxNames || rt.names.known == nil {
			rt.names.known = map[string]*name{}
		}
		rt.names.known[n.text] = n
	}
	at.address, at.name = address, n
	return n
}

// key returns the value of a handle that is used as a property key. A string
// still in C is one of names.
func (rt *Runtime) key(word uint64) goja.Value {
	if word&C.TAG_MASK == C.TAG_SLOT && uint32(word>>32) < uint32(rt.c.slots_cap) {
		s := rt.slot(word)
		if s.held&(C.HELD_GO|C.HELD_ASCII) == C.HELD_ASCII && s.length <= maxName {
			return rt.name(*(*uintptr)(unsafe.Pointer(&s.anon0)), int(s.length)).value
		}
	}
	return rt.value(word)
}

// get, set and their like do what V8's do: set does not throw where sloppy
// code would not.
func (rt *Runtime) get(o *goja.Object, key goja.Value) goja.Value {
	if w := words(key); w.tab == tabASCII {
		return o.Get(*(*string)(w.data))
	}
	return rt.invoke(rt.js.get, goja.Undefined(), o, key)
}

func (rt *Runtime) set(o *goja.Object, key, v goja.Value) {
	rt.invoke(rt.js.set, goja.Undefined(), o, key, v)
}

func (rt *Runtime) has(o *goja.Object, key goja.Value) bool {
	return rt.invoke(rt.js.has, goja.Undefined(), o, key).ToBoolean()
}

func (rt *Runtime) deleteProperty(o *goja.Object, key goja.Value) bool {
	return rt.invoke(rt.js.deleteProperty, goja.Undefined(), o, key).ToBoolean()
}

func indexKey(index uint32) goja.Value {
	if index <= 1<<31-1 {
		return intValue(int32(index))
	}
	return asciiValue(strconv.FormatUint(uint64(index), 10))
}

//export goSetProperty
func goSetProperty(env uint32, object, key, value uint64) Status {
	defer guard()
	e := envOf(env)
	o, ok := e.toObject(object)
	if !ok {
		return e.c.last_error.error_code
	}
	k, v := e.rt.key(key), e.rt.value(value)
	if text, ok := asciiKey(k); ok && plainSet(o, text, v) {
		return C.napi_ok
	}
	return e.outcome(e.try(func() { e.rt.set(o, k, v) }))
}

//export goGetProperty
func goGetProperty(env uint32, object, key uint64) (word uint64) {
	defer guard()
	e := envOf(env)
	o, ok := e.toObject(object)
	if !ok {
		return 0
	}
	k := e.rt.key(key)
	if text, ok := asciiKey(k); ok {
		if v := plainGet(o, text); v != nil {
			return e.rt.push(v)
		}
	}
	if !e.try(func() { word = e.rt.push(e.rt.get(o, k)) }) {
		return e.none(C.napi_pending_exception)
	}
	return word
}

//export goHasProperty
func goHasProperty(env uint32, object, key uint64) (is int32) {
	defer guard()
	e := envOf(env)
	o, ok := e.toObject(object)
	if !ok {
		return -1
	}
	k := e.rt.key(key)
	if text, ok := asciiKey(k); ok && plainGet(o, text) != nil {
		return 1
	}
	if !e.try(func() { is = answer(e.rt.has(o, k)) }) {
		return e.failed(C.napi_pending_exception)
	}
	return is
}

//export goDeleteProperty
func goDeleteProperty(env uint32, object, key uint64) (is int32) {
	defer guard()
	e := envOf(env)
	o, ok := e.toObject(object)
	if !ok {
		return -1
	}
	k := e.rt.key(key)
	if !e.try(func() { is = answer(e.rt.deleteProperty(o, k)) }) {
		return e.failed(C.napi_pending_exception)
	}
	return is
}

//export goHasOwnProperty
func goHasOwnProperty(env uint32, object, key uint64) (is int32) {
	defer guard()
	e := envOf(env)
	o, ok := e.toObject(object)
	if !ok {
		return -1
	}
	k := e.rt.key(key)
	if !isName(k) {
		return e.failed(C.napi_name_expected)
	}
	if !e.try(func() { is = answer(!goja.IsUndefined(e.rt.invoke(e.rt.js.descriptor, goja.Undefined(), o, k))) }) {
		return e.failed(C.napi_pending_exception)
	}
	return is
}

// isName reports whether a value is a string or a symbol.
func isName(v goja.Value) bool {
	switch words(v).tab {
	case tabASCII, tabUnicode, tabImported, tabSymbol:
		return true
	}
	return false
}

//export goSetNamedProperty
func goSetNamedProperty(env uint32, object uint64, name uintptr, length int64, value uint64) Status {
	defer guard()
	e := envOf(env)
	o, ok := e.toObject(object)
	if !ok {
		return e.c.last_error.error_code
	}
	if length < 0 {
		return e.fail(C.napi_invalid_arg)
	}
	n, v := e.rt.name(name, int(length)), e.rt.value(value)
	if n.ascii && plainSet(o, n.text, v) {
		return C.napi_ok
	}
	return e.outcome(e.try(func() { e.rt.set(o, n.value, v) }))
}

//export goGetNamedProperty
func goGetNamedProperty(env uint32, object uint64, name uintptr, length int64) (word uint64) {
	defer guard()
	e := envOf(env)
	o, ok := e.toObject(object)
	if !ok {
		return 0
	}
	n := e.rt.name(name, int(length))
	if n.ascii {
		if v := plainGet(o, n.text); v != nil {
			return e.rt.push(v)
		}
	}
	if !e.try(func() { word = e.rt.push(e.rt.get(o, n.value)) }) {
		return e.none(C.napi_pending_exception)
	}
	return word
}

//export goHasNamedProperty
func goHasNamedProperty(env uint32, object uint64, name uintptr, length int64) (is int32) {
	defer guard()
	e := envOf(env)
	o, ok := e.toObject(object)
	if !ok {
		return -1
	}
	if length < 0 {
		return e.failed(C.napi_invalid_arg)
	}
	n := e.rt.name(name, int(length))
	if n.ascii && plainGet(o, n.text) != nil {
		return 1
	}
	if !e.try(func() { is = answer(e.rt.has(o, n.value)) }) {
		return e.failed(C.napi_pending_exception)
	}
	return is
}

//export goSetElement
func goSetElement(env uint32, object uint64, index uint32, value uint64) Status {
	defer guard()
	e := envOf(env)
	o, ok := e.toObject(object)
	if !ok {
		return e.c.last_error.error_code
	}
	v := e.rt.value(value)
	if elementSet(o, index, v) {
		return C.napi_ok
	}
	return e.outcome(e.try(func() { e.rt.set(o, indexKey(index), v) }))
}

//export goGetElement
func goGetElement(env uint32, object uint64, index uint32) (word uint64) {
	defer guard()
	e := envOf(env)
	o, ok := e.toObject(object)
	if !ok {
		return 0
	}
	if v := elementGet(o, index); v != nil {
		return e.rt.push(v)
	}
	if !e.try(func() { word = e.rt.push(e.rt.invoke(e.rt.js.get, goja.Undefined(), o, indexKey(index))) }) {
		return e.none(C.napi_pending_exception)
	}
	return word
}

//export goHasElement
func goHasElement(env uint32, object uint64, index uint32) (is int32) {
	defer guard()
	e := envOf(env)
	o, ok := e.toObject(object)
	if !ok {
		return -1
	}
	if elementGet(o, index) != nil {
		return 1
	}
	if !e.try(func() { is = answer(e.rt.has(o, indexKey(index))) }) {
		return e.failed(C.napi_pending_exception)
	}
	return is
}

//export goDeleteElement
func goDeleteElement(env uint32, object uint64, index uint32) (is int32) {
	defer guard()
	e := envOf(env)
	o, ok := e.toObject(object)
	if !ok {
		return -1
	}
	if !e.try(func() { is = answer(e.rt.deleteProperty(o, indexKey(index))) }) {
		return e.failed(C.napi_pending_exception)
	}
	return is
}

//export goGetPropertyNames
func goGetPropertyNames(env uint32, object uint64, mode, filter, conversion int32) (word uint64) {
	defer guard()
	e := envOf(env)
	o, ok := e.toObject(object)
	if !ok {
		return 0
	}
	if mode != C.napi_key_include_prototypes && mode != C.napi_key_own_only ||
		conversion != C.napi_key_keep_numbers && conversion != C.napi_key_numbers_to_strings {
		return e.none(C.napi_invalid_arg)
	}
	if !e.try(func() {
		word = e.rt.push(e.rt.propertyNames(o, mode == C.napi_key_own_only, filter, conversion == C.napi_key_keep_numbers))
	}) {
		return e.none(C.napi_pending_exception)
	}
	return word
}

// propertyNames collects keys as V8 does: object by object along the chain of
// prototypes, each in the order of its own keys. A key the filter leaves out by
// its attributes still hides one of the same name further up.
func (rt *Runtime) propertyNames(o *goja.Object, ownOnly bool, filter int32, numbers bool) goja.Value {
	const attributes = C.napi_key_writable | C.napi_key_enumerable | C.napi_key_configurable
	var list []any
	seen := map[any]bool{}
	for o != nil {
		own := rt.invoke(rt.js.ownKeys, goja.Undefined(), o).(*goja.Object)
		n := int(own.Get("length").ToInteger())
		for i := range n {
			key := own.Get(strconv.Itoa(i))
			var id any = key
			text := ""
			if symbol := words(key).tab == tabSymbol; symbol && filter&C.napi_key_skip_symbols != 0 || !symbol && filter&C.napi_key_skip_strings != 0 {
				continue
			} else if !symbol {
				ascii, wide := units(key)
				text = ascii
				if id = any(ascii); wide != nil {
					id = string(unsafe.Slice((*byte)(unsafe.Pointer(&wide[0])), 2*len(wide))) + "\xff" // no ASCII string ends so
				}
			}
			if seen[id] {
				continue
			}
			if filter&attributes != 0 {
				d, ok := rt.invoke(rt.js.descriptor, goja.Undefined(), o, key).(*goja.Object)
				if !ok {
					continue // a proxy's, without a descriptor
				}
				seen[id] = true
				if !passes(d, filter) {
					continue
				}
			}
			seen[id] = true
			if index, err := strconv.ParseUint(text, 10, 32); numbers && err == nil && index < 1<<32-1 && strconv.FormatUint(index, 10) == text {
				key = floatValue(float64(index))
			}
			list = append(list, key)
		}
		if ownOnly {
			break
		}
		o = o.Prototype()
	}
	return rt.vm.NewArray(list...)
}

func passes(descriptor *goja.Object, filter int32) bool {
	is := func(name string) bool { v := descriptor.Get(name); return v != nil && v.ToBoolean() }
	return (filter&C.napi_key_writable == 0 || is("writable") || descriptor.Get("writable") == nil) &&
		(filter&C.napi_key_enumerable == 0 || is("enumerable")) &&
		(filter&C.napi_key_configurable == 0 || is("configurable"))
}

//export goDefineProperties
func goDefineProperties(env uint32, object uint64, count, properties uintptr) Status {
	defer guard()
	e := envOf(env)
	o, ok := e.toObject(object)
	if !ok {
		return e.c.last_error.error_code
	}
	return e.fail(e.defineProperties(o, descriptors(properties, count)))
}

func descriptors(address, count uintptr) []C.napi_property_descriptor {
	return unsafe.Slice((*C.napi_property_descriptor)(pointer(address)), int(count))
}

// defineProperties adds properties one after the other, until one fails.
func (e *Env) defineProperties(o *goja.Object, properties []C.napi_property_descriptor) Status {
	rt := e.rt
	for i := range properties {
		p := &properties[i]
		key, ok := e.nameOf(p)
		if !ok {
			return C.napi_name_expected
		}
		done := false
		failed := Status(C.napi_invalid_arg)
		ok = e.try(func() {
			switch {
			case p.getter != nil || p.setter != nil:
				var getter, setter goja.Value
				if p.getter != nil {
					getter = e.newFunction(addressOf(p.getter), uintptr(p.data), stringEmpty, nil)
				}
				if p.setter != nil {
					setter = e.newFunction(addressOf(p.setter), uintptr(p.data), stringEmpty, nil)
				}
				done = rt.defineAccessor(o, key, getter, setter, p.attributes)
			case p.method != nil:
				failed = C.napi_generic_failure
				done = rt.defineValue(o, key, e.newFunction(addressOf(p.method), uintptr(p.data), stringEmpty, nil), p.attributes)
			default:
				done = rt.defineValue(o, key, rt.value(wordOf(p.value)), p.attributes)
			}
		})
		if !ok {
			return C.napi_pending_exception
		}
		if !done {
			return failed
		}
	}
	return C.napi_ok
}

// nameOf returns the key of a descriptor.
func (e *Env) nameOf(p *C.napi_property_descriptor) (goja.Value, bool) {
	if p.utf8name != nil {
		return e.rt.name(uintptr(unsafe.Pointer(p.utf8name)), int(C.strlen(p.utf8name))).value, true
	}
	key := e.rt.value(wordOf(p.name))
	return key, isName(key)
}

func wordOf(v C.napi_value) uint64 { return uint64(uintptr(unsafe.Pointer(v))) }

func addressOf(callback C.napi_callback) uintptr { return uintptr(unsafe.Pointer(callback)) }

// defineValue and defineAccessor are [[DefineOwnProperty]]: false where the
// object refuses.
func (rt *Runtime) defineValue(o *goja.Object, key, value goja.Value, attributes C.napi_property_attributes) bool {
	d := rt.vm.NewObject()
	d.Set("value", value)
	d.Set("writable", attributes&C.napi_writable != 0)
	return rt.define(o, key, d, attributes)
}

func (rt *Runtime) defineAccessor(o *goja.Object, key, getter, setter goja.Value, attributes C.napi_property_attributes) bool {
	d := rt.vm.NewObject()
	if getter != nil {
		d.Set("get", getter)
	}
	if setter != nil {
		d.Set("set", setter)
	}
	return rt.define(o, key, d, attributes)
}

func (rt *Runtime) define(o *goja.Object, key goja.Value, d *goja.Object, attributes C.napi_property_attributes) bool {
	d.Set("enumerable", attributes&C.napi_enumerable != 0)
	d.Set("configurable", attributes&C.napi_configurable != 0)
	return rt.invoke(rt.js.defineProperty, goja.Undefined(), o, key, d).ToBoolean()
}

//export goObjectFreeze
func goObjectFreeze(env uint32, object uint64) Status {
	defer guard()
	e := envOf(env)
	o, ok := e.toObject(object)
	if !ok {
		return e.c.last_error.error_code
	}
	return e.outcome(e.try(func() { e.rt.invoke(e.rt.js.freeze, goja.Undefined(), o) }))
}

//export goObjectSeal
func goObjectSeal(env uint32, object uint64) Status {
	defer guard()
	e := envOf(env)
	o, ok := e.toObject(object)
	if !ok {
		return e.c.last_error.error_code
	}
	return e.outcome(e.try(func() { e.rt.invoke(e.rt.js.seal, goja.Undefined(), o) }))
}

//export goSetPrototype
func goSetPrototype(env uint32, object, value uint64) Status {
	defer guard()
	e := envOf(env)
	o, ok := e.toObject(object)
	if !ok {
		return e.c.last_error.error_code
	}
	done := false
	if !e.try(func() { done = e.rt.invoke(e.rt.js.setPrototypeOf, goja.Undefined(), o, e.rt.value(value)).ToBoolean() }) {
		e.take() // V8 drops what a proxy's trap throws here
	}
	if !done {
		return e.fail(C.napi_generic_failure)
	}
	return e.fail(C.napi_ok)
}
