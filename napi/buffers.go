//go:build cgo

package napi

/*
#include "core.h"
*/
import "C"

import (
	"errors"
	"fmt"
	"reflect"
	"unsafe"

	"github.com/dop251/goja"

	"github.com/napicheck/napicheck/internal/float16"
)

// ArrayBuffers and their views: what the functions of several sections share.
//
// Memory that is born in JavaScript, or made by napi_create_arraybuffer and its
// kind, is Go's. Its address is what addons get: Go's collector does not move
// what is on its heap, and keeps it as long as the ArrayBuffer, which is as long
// as Node-API promises. See RATIONALE.md for why it is not pinned.
//
// A SharedArrayBuffer, which goja does not have, is an ArrayBuffer with another
// prototype: scripts can make typed arrays of it. Whoever runs the scripts may
// have defined it so; if not, this package does.

// The dynamic types behind objects, and offsets within them.
var (
	tabArrayBuffer, tabTypedArray, tabDataView, tabDate, tabPromise unsafe.Pointer

	offObject                                 uintptr // in every implementation: the *Object
	offData                                   uintptr // in an ArrayBuffer's: []byte
	offDetached                               uintptr // bool
	offViewed, offLength, offOffset, offElem  uintptr // in a typed array's; offset and length in elements
	offTyped                                  uintptr // the interface that tells its type
	offDataViewed, offDataLength, offDataView uintptr // in a DataView's
)

// A typedArrays is an element type.
type typedArrays struct {
	name string
	size int
	tab  unsafe.Pointer // of its elements
}

// elementTypes are in the order of napi_typedarray_type.
var elementTypes = [...]typedArrays{
	{name: "Int8Array", size: 1}, {name: "Uint8Array", size: 1}, {name: "Uint8ClampedArray", size: 1},
	{name: "Int16Array", size: 2}, {name: "Uint16Array", size: 2}, {name: "Int32Array", size: 4}, {name: "Uint32Array", size: 4},
	{name: "Float32Array", size: 4}, {name: "Float64Array", size: 8}, {name: "BigInt64Array", size: 8}, {name: "BigUint64Array", size: 8},
	{name: "Float16Array", size: 2}, // not in every Runtime: whoever runs the scripts defines it, by package float16
}

const uint8Array = C.napi_uint8_array

// maxBuffer bounds the memory an addon or a script can ask for at once: what
// cannot be had would end the process.
const maxBuffer = 1 << 32

// checkBuffers finds the layout of goja's buffers.
func checkBuffers() error {
	vm := goja.New()
	sample := func(script string) *goja.Object {
		v, err := vm.RunString(script)
		if err != nil {
			return vm.NewObject()
		}
		return v.(*goja.Object)
	}
	if err := float16.Define(vm); err != nil {
		return err
	}
	var changed error
	offset := func(o *goja.Object, name string, kind reflect.Kind) uintptr {
		f, ok := implementation(o).FieldByName(name)
		if !ok || f.Type.Kind() != kind {
			changed = fmt.Errorf("goja has changed: %v has no %s", implementation(o), name)
		}
		return f.Offset
	}
	buffer, array, view := sample("new ArrayBuffer(24)"), sample("new Uint16Array(new ArrayBuffer(24), 4, 3)"), sample("new DataView(new ArrayBuffer(24), 5, 7)")
	tabArrayBuffer, tabTypedArray, tabDataView = selfOf(buffer).tab, selfOf(array).tab, selfOf(view).tab
	tabDate, tabPromise = selfOf(sample("new Date(0)")).tab, selfOf(sample("Promise.resolve()")).tab
	offObject = offset(buffer, "val", reflect.Pointer)
	offData, offDetached = offset(buffer, "data", reflect.Slice), offset(buffer, "detached", reflect.Bool)
	offViewed, offTyped = offset(array, "viewedArrayBuf", reflect.Pointer), offset(array, "typedArray", reflect.Interface)
	offLength, offOffset, offElem = offset(array, "length", reflect.Int), offset(array, "offset", reflect.Int), offset(array, "elemSize", reflect.Int)
	offDataViewed, offDataLength, offDataView = offset(view, "viewedArrayBuf", reflect.Pointer), offset(view, "byteLen", reflect.Int), offset(view, "byteOffset", reflect.Int)
	if changed != nil {
		return changed
	}
	seen := map[unsafe.Pointer]bool{}
	for i := range elementTypes {
		t := &elementTypes[i]
		t.tab = at[iface](sample("new "+t.name), offTyped).tab
		seen[t.tab] = true
	}
	b, a, d := bufferOf(buffer), viewOf(array), viewOf(view)
	switch {
	case len(seen) != len(elementTypes) || b == nil || b.object() != buffer || len(*b.data()) != 24,
		a.kind != C.CLASS_TYPEDARRAY || a.length != 3 || a.offset != 4 || a.kindOfElements != C.napi_uint16_array || len(*a.buffer.data()) != 24,
		d.kind != C.CLASS_DATAVIEW || d.length != 7 || d.offset != 5 || len(*d.buffer.data()) != 24:
		return errors.New("goja has changed: the layout of buffers")
	}
	return nil
}

// at reads a field of an object's implementation.
func at[T any](o *goja.Object, offset uintptr) *T {
	return (*T)(unsafe.Add(selfOf(o).data, offset))
}

// selfIs reports whether a value is an object of goja's own of a kind.
func selfIs(v goja.Value, tab unsafe.Pointer) bool {
	o, ok := v.(*goja.Object)
	return ok && selfOf(o).tab == tab
}

// A buffer is goja's implementation of an ArrayBuffer.
type buffer struct{ _ byte }

func bufferOf(o *goja.Object) *buffer {
	if self := selfOf(o); self.tab == tabArrayBuffer {
		return (*buffer)(self.data)
	}
	return nil
}

func (b *buffer) data() *[]byte   { return (*[]byte)(unsafe.Add(unsafe.Pointer(b), offData)) }
func (b *buffer) detached() *bool { return (*bool)(unsafe.Add(unsafe.Pointer(b), offDetached)) }
func (b *buffer) object() *goja.Object {
	return *(**goja.Object)(unsafe.Add(unsafe.Pointer(b), offObject))
}

// address is where C finds byte n; nothing has the address NULL.
func (b *buffer) address(n int) uintptr {
	data := *b.data()
	if len(data) == 0 {
		return uintptr(n)
	}
	return uintptr(unsafe.Pointer(&data[0])) + uintptr(n)
}

// A view is what an object shows of a buffer: all of it if it is one itself.
type view struct {
	kind           int32 // CLASS_…, of what is one
	kindOfElements int32
	buffer         *buffer
	length, offset int // elements of a typed array, else bytes; bytes
}

func viewOf(v goja.Value) (w view) {
	o, ok := v.(*goja.Object)
	if !ok {
		return w
	}
	switch selfOf(o).tab {
	case tabArrayBuffer:
		b := bufferOf(o)
		w = view{kind: C.CLASS_ARRAYBUFFER, buffer: b, length: len(*b.data())}
	case tabTypedArray:
		w = view{kind: C.CLASS_TYPEDARRAY, buffer: *at[*buffer](o, offViewed), length: *at[int](o, offLength), offset: *at[int](o, offOffset) * *at[int](o, offElem)}
		tab := at[iface](o, offTyped).tab
		for i := range elementTypes {
			if elementTypes[i].tab == tab {
				w.kindOfElements = int32(i)
			}
		}
		if *w.buffer.detached() {
			w.length, w.offset = 0, 0
		}
	case tabDataView:
		w = view{kind: C.CLASS_DATAVIEW, buffer: *at[*buffer](o, offDataViewed), length: *at[int](o, offDataLength), offset: *at[int](o, offDataView)}
		if *w.buffer.detached() {
			w.length, w.offset = 0, 0
		}
	}
	return w
}

//export goView
func goView(env uint32, word uint64, wantBuffer bool, out uintptr) int32 {
	defer guard()
	rt := envOf(env).rt
	w := viewOf(rt.value(word))
	if w.buffer == nil {
		return C.CLASS_OTHER
	}
	if w.kind == C.CLASS_ARRAYBUFFER && rt.isShared(w.buffer.object()) {
		w.kind = C.CLASS_SHAREDARRAYBUFFER
	}
	s := rt.slot(word)
	s.class = C.uint8_t(w.kind)
	rt.tellView(s, w)
	c := (*C.struct_view)(pointer(out))
	c.data, c.length, c.offset = C.uint64_t(w.buffer.address(w.offset)), C.uint64_t(w.length), C.uint64_t(w.offset)
	c._type = C.int32_t(w.kindOfElements)
	if wantBuffer {
		c.buffer = C.uint64_t(rt.push(w.buffer.object()))
	}
	return w.kind
}

// block is the unit of Go memory for buffers: as C's allocators, it is aligned
// for every type.
type block [2]uint64

// newMemory makes memory for a buffer.
func newMemory(n int) []byte {
	if n == 0 {
		return nil
	}
	blocks := make([]block, (n+int(unsafe.Sizeof(block{}))-1)/int(unsafe.Sizeof(block{})))
	return unsafe.Slice((*byte)(unsafe.Pointer(&blocks[0])), n)
}

// newArrayBuffer makes an ArrayBuffer over memory of Go or of C.
func (rt *Runtime) newArrayBuffer(data []byte) *buffer {
	ab := rt.vm.NewArrayBuffer(data)
	return *(**buffer)(unsafe.Pointer(&ab))
}

// share makes an ArrayBuffer that nobody has seen a SharedArrayBuffer.
func (rt *Runtime) share(b *buffer) { must(b.object().SetPrototype(rt.sharedPrototype())) }

// isShared reports whether an ArrayBuffer is a SharedArrayBuffer.
func (rt *Runtime) isShared(o *goja.Object) bool {
	p := o.Prototype()
	if p == rt.buffers.prototype {
		return false
	}
	for shared := rt.sharedPrototype(); p != nil; p = p.Prototype() {
		if p == shared {
			return true
		}
	}
	return false
}

// newTypedArray makes a typed array; newTarget gives its prototype.
func (rt *Runtime) newTypedArray(kind int, b *buffer, offset, length int, newTarget *goja.Object) *goja.Object {
	t := rt.typedArray(kind)
	if newTarget == nil {
		newTarget = t.constructor
	}
	return t.construct([]goja.Value{b.object(), lengthValue(offset), lengthValue(length)}, newTarget)
}

func lengthValue(n int) goja.Value {
	if int(int32(n)) == n {
		return intValue(int32(n))
	}
	return (*goja.Runtime)(nil).ToValue(n)
}

// buffers are the intrinsics of a Runtime that make buffers.
type buffers struct {
	arrays [len(elementTypes)]typedArrayConstructor
	view   *goja.Object // DataView
	date   *goja.Object
	time   func(goja.FunctionCall) goja.Value // Date.prototype.getTime
	node   *goja.Object                       // Buffer

	prototype, shared *goja.Object // of ArrayBuffer and, when there is one, of SharedArrayBuffer
}

type typedArrayConstructor struct {
	constructor *goja.Object
	construct   func([]goja.Value, *goja.Object) *goja.Object
}

// takeBuffers takes the intrinsics, before scripts can change them.
func (rt *Runtime) takeBuffers() {
	global := rt.vm.GlobalObject()
	of := func(name string) *goja.Object { return global.Get(name).(*goja.Object) }
	for i := range elementTypes {
		if i == C.napi_float16_array && !rt.invoke(rt.js.has, goja.Undefined(), global, rt.vm.ToValue(elementTypes[i].name)).ToBoolean() {
			continue
		}
		c := of(elementTypes[i].name)
		intrinsic(c) // checks its type
		rt.buffers.arrays[i] = typedArrayConstructor{c, *at[func([]goja.Value, *goja.Object) *goja.Object](c, offConstruct)}
	}
	rt.buffers.prototype = of("ArrayBuffer").Get("prototype").(*goja.Object)
	rt.buffers.view, rt.buffers.date = of("DataView"), of("Date")
	rt.buffers.time = intrinsic(rt.buffers.date.Get("prototype").(*goja.Object).Get("getTime"))
}

func (rt *Runtime) typedArray(kind int) *typedArrayConstructor { return &rt.buffers.arrays[kind] }

// nodeBuffer returns the constructor Buffer of whoever runs the scripts, or
// that of Uint8Array if there is none.
func (rt *Runtime) nodeBuffer() *goja.Object {
	if rt.buffers.node == nil {
		b, ok := rt.vm.GlobalObject().Get("Buffer").(*goja.Object)
		if !ok {
			return rt.typedArray(uint8Array).constructor
		}
		if _, ok := b.Get("prototype").(*goja.Object); !ok {
			return rt.typedArray(uint8Array).constructor
		}
		rt.buffers.node = b
	}
	return rt.buffers.node
}

// newBuffer makes a Buffer over all of an ArrayBuffer, or a part.
func (rt *Runtime) newBuffer(b *buffer, offset, length int) *goja.Object {
	return rt.newTypedArray(uint8Array, b, offset, length, rt.nodeBuffer())
}

// sharedPrototype returns SharedArrayBuffer.prototype.
func (rt *Runtime) sharedPrototype() *goja.Object {
	if rt.buffers.shared == nil {
		rt.buffers.shared = rt.vm.GlobalObject().Get("SharedArrayBuffer").(*goja.Object).Get("prototype").(*goja.Object)
	}
	return rt.buffers.shared
}

// defineShared defines the global SharedArrayBuffer, as far as one agent can
// tell, unless there is one.
func (rt *Runtime) defineShared() {
	vm := rt.vm
	name := vm.ToValue("SharedArrayBuffer")
	if rt.invoke(rt.js.has, goja.Undefined(), vm.GlobalObject(), name).ToBoolean() { // without asking for it: it may be made when first used
		return
	}
	this := func(v goja.Value) *buffer {
		if o, ok := v.(*goja.Object); ok {
			if b := bufferOf(o); b != nil && rt.isShared(o) {
				return b
			}
		}
		panic(vm.NewTypeError("Receiver is not a SharedArrayBuffer"))
	}
	prototype := vm.NewObject()
	constructor := vm.ToValue(func(goja.FunctionCall) goja.Value {
		panic(vm.NewTypeError("Constructor SharedArrayBuffer requires 'new'"))
	}).(*goja.Object)
	setConstruct(constructor, func(args []goja.Value, newTarget *goja.Object) *goja.Object {
		n := int64(0)
		if len(args) > 0 {
			n = args[0].ToInteger()
		}
		if n < 0 || n > maxBuffer {
			panic(rt.newError(rangeError, asciiValue("Array buffer allocation failed")))
		}
		b := rt.newArrayBuffer(newMemory(int(n)))
		rt.share(b)
		if newTarget != nil && newTarget != constructor {
			if p, ok := newTarget.Get("prototype").(*goja.Object); ok {
				must(b.object().SetPrototype(p))
			}
		}
		return b.object()
	})
	rt.buffers.shared = prototype
	f, t := goja.FLAG_FALSE, goja.FLAG_TRUE
	method := func(name string, length int, call func(goja.FunctionCall) goja.Value) *goja.Object {
		o := vm.ToValue(call).(*goja.Object)
		must(o.DefineDataProperty("name", vm.ToValue(name), f, t, f))
		must(o.DefineDataProperty("length", vm.ToValue(length), f, t, f))
		return o
	}
	getter := func(name string, get func(*buffer) goja.Value) {
		must(prototype.DefineAccessorProperty(name, method("get "+name, 0, func(call goja.FunctionCall) goja.Value { return get(this(call.This)) }), nil, t, f))
	}
	getter("byteLength", func(b *buffer) goja.Value { return lengthValue(len(*b.data())) })
	getter("maxByteLength", func(b *buffer) goja.Value { return lengthValue(len(*b.data())) })
	getter("growable", func(*buffer) goja.Value { return valueFalse })
	must(prototype.DefineDataProperty("slice", method("slice", 2, func(call goja.FunctionCall) goja.Value {
		data := *this(call.This).data()
		index := func(v goja.Value, missing int) int {
			if goja.IsUndefined(v) {
				return missing
			}
			n := v.ToInteger()
			if n < 0 {
				n += int64(len(data))
			}
			return int(min(max(n, 0), int64(len(data))))
		}
		from, to := index(call.Argument(0), 0), index(call.Argument(1), len(data))
		part := newMemory(max(to-from, 0))
		copy(part, data[from:])
		b := rt.newArrayBuffer(part)
		rt.share(b)
		return b.object()
	}), t, t, f))
	must(prototype.DefineDataPropertySymbol(goja.SymToStringTag, name, f, t, f))
	must(prototype.DefineDataProperty("constructor", constructor, t, t, f))
	must(constructor.DefineDataProperty("prototype", prototype, f, f, f))
	must(constructor.DefineDataProperty("name", name, f, t, f))
	must(constructor.DefineDataProperty("length", vm.ToValue(1), f, t, f))
	must(constructor.DefineAccessorPropertySymbol(goja.SymSpecies, method("get [Symbol.species]", 0, func(call goja.FunctionCall) goja.Value { return call.This }), nil, t, f))
	must(vm.GlobalObject().DefineDataProperty("SharedArrayBuffer", constructor, t, t, f))
}

// own makes a buffer's memory that of an addon: ref is told when the buffer is
// collected or detached.
func (rt *Runtime) own(b *buffer, ref uintptr) {
	o := b.object()
	hide(o).memory = ref
	(*C.struct_napi_ref__)(pointer(ref)).held = C.uint32_t(rt.hold(o, false, ref))
	rt.heap.Outside(int64(len(*b.data())))
}

// HasForeignMemory reports whether an object is an ArrayBuffer over memory of an
// addon, which wants it back on this thread.
func (rt *Runtime) HasForeignMemory(o *goja.Object) bool {
	h := hiddenOf(o)
	return h != nil && h.memory != 0
}

// detach detaches a buffer. Memory of an addon is given back.
func (rt *Runtime) detach(b *buffer) {
	*b.data(), *b.detached() = nil, true
	rt.c.scripts++
	h := hiddenOf(b.object())
	if h == nil || h.memory == 0 {
		return
	}
	ref := h.memory
	h.memory = 0
	rt.release(uint32((*C.struct_napi_ref__)(pointer(ref)).held))
	C.core_collected(C.uintptr_t(ref))
}

// goDetachMemory detaches the buffer whose memory an environment takes back at
// its end.
//
//export goDetachMemory
func goDetachMemory(env uint32, place uint32) {
	defer guard()
	rt := envOf(env).rt
	if place == 0 {
		return
	}
	if o, ok := rt.refs.list[place].value().(*goja.Object); ok {
		b := bufferOf(o)
		*b.data(), *b.detached() = nil, true
		rt.c.scripts++
		hiddenOf(o).memory = 0
	}
}
