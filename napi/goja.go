//go:build cgo

package napi

/*
#include "core.h"
*/
import "C"

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"reflect"
	"sync"
	"unsafe"

	"github.com/dop251/goja"

	"github.com/napicheck/napicheck/internal/heap"
)

// What this package needs of goja beyond its exported API, all in this file:
// telling kinds of values apart without allocating, functions that are both
// callable and constructible, the Go functions behind intrinsics, and a place
// in objects for data scripts cannot see. Layouts are found by reflection and
// checked before the first Runtime is made (checkGoja). RATIONALE.md says why.

// An iface is the layout of a non-empty interface.
type iface struct{ tab, data unsafe.Pointer }

func words(v goja.Value) iface { return *(*iface)(unsafe.Pointer(&v)) }

func forge(tab, data unsafe.Pointer) (v goja.Value) {
	*(*iface)(unsafe.Pointer(&v)) = iface{tab, data}
	return v
}

// The dynamic types of values.
var (
	tabUndefined, tabNull, tabBool, tabInt, tabFloat unsafe.Pointer
	tabASCII, tabUnicode, tabImported                unsafe.Pointer
	tabSymbol, tabBigInt, tabObject                  unsafe.Pointer
)

// Offsets within goja's structs, and types found in them.
var (
	offSelf      uintptr        // in Object: its implementation, an interface
	offF         uintptr        // in the implementation of native functions: func(FunctionCall) Value
	offConstruct uintptr        // there: func([]Value, *Object) *Object
	tabNative    unsafe.Pointer // that implementation
	tabProxy     unsafe.Pointer
)

const longString = "longer than sixteen bytes"

var checkGoja = sync.OnceValue(func() error {
	vm := goja.New()
	tab := func(v goja.Value) unsafe.Pointer { return words(v).tab }
	tabUndefined, tabNull = tab(goja.Undefined()), tab(goja.Null())
	tabBool, tabInt, tabFloat = tab(vm.ToValue(true)), tab(vm.ToValue(int64(300))), tab(vm.ToValue(1.5))
	tabASCII, tabUnicode, tabImported = tab(vm.ToValue("a")), tab(goja.StringFromUTF16([]uint16{0x100})), tab(vm.ToValue(longString))
	tabSymbol, tabBigInt, tabObject = tab(goja.NewSymbol("")), tab(vm.ToValue(big.NewInt(1))), tab(vm.NewObject())

	kinds := []struct {
		sample goja.Value
		kind   reflect.Kind
	}{
		{vm.ToValue(true), reflect.Bool}, {vm.ToValue(300), reflect.Int64}, {vm.ToValue(1.5), reflect.Float64}, {vm.ToValue("a"), reflect.String},
		{goja.StringFromUTF16([]uint16{0x100}), reflect.Slice}, {vm.ToValue(longString), reflect.Pointer}, {goja.NewSymbol(""), reflect.Pointer},
	}
	seen := map[unsafe.Pointer]bool{}
	for _, k := range kinds {
		if got := reflect.TypeOf(k.sample).Kind(); got != k.kind || seen[tab(k.sample)] {
			return fmt.Errorf("goja has changed: %T is a %v", k.sample, got)
		}
		seen[tab(k.sample)] = true
	}
	if *(*int64)(words(vm.ToValue(300)).data) != 300 || (*(*[]uint16)(words(goja.StringFromUTF16([]uint16{0x100})).data))[1] != 0x100 {
		return errors.New("goja has changed: the layout of numbers or strings")
	}
	for i := range smallInts {
		smallWords[i] = int64(i - 256)
		smallInts[i] = forge(tabInt, unsafe.Pointer(&smallWords[i]))
	}

	self, ok := reflect.TypeFor[goja.Object]().FieldByName("self")
	if !ok || self.Type.Kind() != reflect.Interface {
		return errors.New("goja has changed: Object has no implementation")
	}
	offSelf = self.Offset
	function := vm.ToValue(func(goja.FunctionCall) goja.Value { return nil }).(*goja.Object)
	native := implementation(function)
	f, okF := native.FieldByName("f")
	construct, okC := native.FieldByName("construct")
	if !okF || !okC || len(f.Index) != 1 || len(construct.Index) != 1 ||
		f.Type != reflect.TypeFor[func(goja.FunctionCall) goja.Value]() || construct.Type != reflect.TypeFor[func([]goja.Value, *goja.Object) *goja.Object]() {
		return errors.New("goja has changed: the implementation of native functions")
	}
	offF, offConstruct, tabNative = f.Offset, construct.Offset, selfOf(function).tab
	tabProxy = selfOf(vm.ToValue(vm.NewProxy(vm.NewObject(), &goja.ProxyTrapConfig{})).(*goja.Object)).tab
	if !hasClass(implementation(vm.NewObject())) {
		return errors.New("goja has changed: objects do not begin with their class")
	}
	if err := checkPlain(vm); err != nil {
		return err
	}
	return checkBuffers()
})

func selfOf(o *goja.Object) *iface { return (*iface)(unsafe.Add(unsafe.Pointer(o), offSelf)) }

// implementation returns the struct type behind an object.
func implementation(o *goja.Object) reflect.Type {
	return reflect.ValueOf(o).Elem().FieldByName("self").Elem().Type().Elem()
}

// hasClass reports whether a struct begins with goja's baseObject, whose first
// field is the class name.
func hasClass(t reflect.Type) bool {
	for t.Kind() == reflect.Struct && t.NumField() > 0 {
		f := t.Field(0)
		if f.Name == "class" {
			return f.Type.Kind() == reflect.String
		}
		if !f.Anonymous {
			return false
		}
		t = f.Type
	}
	return false
}

// intrinsic returns the Go function behind a native function.
func intrinsic(v goja.Value) func(goja.FunctionCall) goja.Value {
	self := selfOf(v.(*goja.Object))
	if self.tab != tabNative {
		panic(fmt.Sprintf("BUG: %v is not an intrinsic", v))
	}
	return *(*func(goja.FunctionCall) goja.Value)(unsafe.Add(self.data, offF))
}

// setConstruct makes a native function constructible.
func setConstruct(function *goja.Object, construct func([]goja.Value, *goja.Object) *goja.Object) {
	*(*func([]goja.Value, *goja.Object) *goja.Object)(unsafe.Add(selfOf(function).data, offConstruct)) = construct
}

// Integers that need no allocation; made by checkGoja.
var (
	smallInts  [1280]goja.Value
	smallWords [len(smallInts)]int64
)

func intValue(i int32) goja.Value {
	if n := int(i) + 256; uint(n) < uint(len(smallInts)) {
		return smallInts[n]
	}
	n := int64(i)
	return forge(tabInt, unsafe.Pointer(&n))
}

func floatValue(f float64) goja.Value {
	if i := int32(f); float64(i) == f && (i != 0 || !math.Signbit(f)) {
		return intValue(i)
	}
	if math.IsNaN(f) {
		return goja.NaN()
	}
	if math.Trunc(f) == f { // goja keeps larger integers as integers
		return (*goja.Runtime)(nil).ToValue(f)
	}
	return forge(tabFloat, unsafe.Pointer(&f))
}

func asciiValue(s string) goja.Value { return forge(tabASCII, unsafe.Pointer(&s)) }

// asciiCopy makes a string of ASCII bytes; short ones take one allocation.
func asciiCopy(b []byte) goja.Value {
	if n := len(b); 0 < n && n <= 32 {
		s := new(struct {
			text  string
			bytes [32]byte
		})
		copy(s.bytes[:], b)
		s.text = unsafe.String(&s.bytes[0], n)
		return forge(tabASCII, unsafe.Pointer(&s.text))
	}
	return asciiValue(string(b))
}

// latin1Value makes a string of code units below 256.
func latin1Value(b []byte) goja.Value {
	units := make([]uint16, len(b))
	for i, c := range b {
		units[i] = uint16(c)
	}
	return goja.StringFromUTF16(units)
}

// units returns the characters of a string: either as ASCII, or as UTF-16.
func units(v goja.Value) (ascii string, utf16 []uint16) {
	w := words(v)
	switch w.tab {
	case tabASCII:
		return *(*string)(w.data), nil
	case tabUnicode:
		return "", (*(*[]uint16)(w.data))[1:] // the first is goja's mark
	}
	s := v.(goja.String)
	n := s.Length()
	if text := s.String(); len(text) == n {
		return text, nil
	}
	utf16 = make([]uint16, n)
	for i := range utf16 {
		utf16[i] = s.CharAt(i)
	}
	return "", utf16
}

// hidden is data of an object that scripts cannot see and that lives as long
// as the object. goja keeps each object's class name in a string; that string
// is made to lie inside a hidden, which the collector then keeps. Its content
// does not change.
type hidden struct {
	magic  uint64
	class  [24]byte
	anchor heap.Anchor // the object itself: a proxy begins with its target's class name
	of     *class      // the class whose constructor made the object

	wrapped, external, tagged bool
	by                        uint32  // the module that wrapped it
	data                      uintptr // the addon's, of a wrapped object or an external value
	ref                       uintptr // the napi_ref of the wrap, if it has one
	memory                    uintptr // the napi_ref of an ArrayBuffer's memory, if that is an addon's
	tag                       [2]uint64
}

const hiddenMagic = 0x9d5ac5a0_6e617069

// classOf returns the class name of an object, as goja's Object.ClassName,
// but a proxy's own.
func classOf(o *goja.Object) string {
	if self := selfOf(o); self.tab == tabProxy {
		return *(*string)(self.data)
	}
	return o.ClassName()
}

var plainObject = unsafe.StringData(goja.New().NewObject().ClassName())

// hiddenOf returns the hidden data of an object, or nil.
func hiddenOf(o *goja.Object) *hidden {
	class := classOf(o)
	p := unsafe.StringData(class)
	if p == plainObject || len(class) == 0 || uintptr(unsafe.Pointer(p))%8 != 0 {
		return nil
	}
	h := (*hidden)(unsafe.Add(unsafe.Pointer(p), -int(unsafe.Offsetof(hidden{}.class))))
	if h.magic != hiddenMagic || h.anchor.Object != o {
		return nil
	}
	return h
}

// hide returns the hidden data of an object, giving it some if it has none;
// nil if the object cannot have any.
func hide(o *goja.Object) *hidden {
	if h := hiddenOf(o); h != nil {
		return h
	}
	class := classOf(o)
	if !canHide(o) || len(class) > len(hidden{}.class) {
		return nil
	}
	h := &hidden{magic: hiddenMagic, anchor: heap.Anchor{Object: o}}
	copy(h.class[:], class)
	*(*string)(selfOf(o).data) = unsafe.String(&h.class[0], len(class))
	return h
}

var hideable sync.Map // by the type of the implementation, whether it has a class

func canHide(o *goja.Object) bool {
	tab := selfOf(o).tab
	if tab == tabPlain {
		return true
	}
	can, ok := hideable.Load(tab)
	if !ok {
		can = hasClass(implementation(o))
		hideable.Store(tab, can)
	}
	return can.(bool)
}

// typeOfObject returns the napi_valuetype of an object.
func typeOfObject(o *goja.Object) uint8 {
	kind, _ := describe(o)
	return kind
}

// describe returns the napi_valuetype of an object, and its CLASS_….
func describe(o *goja.Object) (kind, class uint8) {
	switch selfOf(o).tab {
	case tabPlain:
		return typeObject, C.CLASS_OTHER
	case tabArray:
		return typeObject, C.CLASS_ARRAY
	case tabTypedArray:
		return typeObject, C.CLASS_TYPEDARRAY
	case tabArrayBuffer: // shared ones too: see isShared
		return typeObject, C.CLASS_ARRAYBUFFER
	case tabDataView:
		return typeObject, C.CLASS_DATAVIEW
	case tabDate:
		return typeObject, C.CLASS_DATE
	case tabPromise:
		return typeObject, C.CLASS_PROMISE
	case tabProxy:
	default:
		switch o.ClassName() {
		case "Function":
			return typeFunction, C.CLASS_OTHER
		case "Array":
			return typeObject, C.CLASS_ARRAY
		}
	}
	if _, callable := goja.AssertFunction(o); callable { // asynchronous ones have other classes
		return typeFunction, C.CLASS_OTHER
	}
	return typeObject, C.CLASS_OTHER
}
