//go:build cgo

package napi

import (
	"errors"
	"reflect"
	"unsafe"

	"github.com/dop251/goja"
	"github.com/dop251/goja/unistring"
)

// Short cuts to what addons ask for most: own data properties of plain objects
// and elements of dense arrays that are writable, enumerable and configurable.
// goja keeps their bare values; any other property is a descriptor. No code of
// a script can run here, so nothing needs catching.

var (
	offProperties, offDense         uintptr
	offArrayLength                  uintptr        // uint32
	tabPlain, tabArray, tabProperty unsafe.Pointer // implementations of plain objects and arrays; descriptors
)

func checkPlain(vm *goja.Runtime) error {
	o, a := vm.NewObject(), vm.NewArray(1, 2)
	properties, okP := implementation(o).FieldByName("values")
	elements, okE := implementation(a).FieldByName("values")
	length, okL := implementation(a).FieldByName("length")
	if !okL || length.Type != reflect.TypeFor[uint32]() {
		return errors.New("goja has changed: where arrays keep their length")
	}
	offArrayLength = length.Offset
	if !okP || !okE || properties.Type != reflect.TypeFor[map[unistring.String]goja.Value]() || elements.Type != reflect.TypeFor[[]goja.Value]() {
		return errors.New("goja has changed: where objects and arrays keep their values")
	}
	offProperties, offDense = properties.Offset, elements.Offset
	tabPlain, tabArray = selfOf(o).tab, selfOf(a).tab
	if err := o.DefineDataProperty("fixed", vm.ToValue(1), goja.FLAG_FALSE, goja.FLAG_TRUE, goja.FLAG_TRUE); err != nil {
		return err
	}
	if err := o.Set("bare", 2); err != nil {
		return err
	}
	tabProperty = words(propertiesOf(o)["fixed"]).tab
	if tabProperty == nil || words(propertiesOf(o)["bare"]).tab != tabInt || len(elementsOf(a)) != 2 || *at[uint32](a, offArrayLength) != 2 {
		return errors.New("goja has changed: how objects and arrays keep their values")
	}
	return nil
}

// propertiesOf returns the properties of a plain object, nil for others.
func propertiesOf(o *goja.Object) map[unistring.String]goja.Value {
	self := selfOf(o)
	if self.tab != tabPlain {
		return nil
	}
	return *(*map[unistring.String]goja.Value)(unsafe.Add(self.data, offProperties))
}

// elementsOf returns the elements of a dense array, nil for others.
func elementsOf(o *goja.Object) []goja.Value {
	self := selfOf(o)
	if self.tab != tabArray {
		return nil
	}
	return *(*[]goja.Value)(unsafe.Add(self.data, offDense))
}

// arrayLength returns the length of a dense array.
func arrayLength(o *goja.Object) (length uint32, ok bool) {
	if selfOf(o).tab != tabArray {
		return 0, false
	}
	return *at[uint32](o, offArrayLength), true
}

// bare returns a property's value if that is all it is, or nil.
func bare(v goja.Value) goja.Value {
	if words(v).tab == tabProperty {
		return nil
	}
	return v
}

// plainGet returns an own property, or nil where this takes more. The key is
// ASCII.
func plainGet(o *goja.Object, key string) goja.Value {
	return bare(propertiesOf(o)[unistring.String(key)])
}

// plainSet changes an own property, or reports that this takes more.
func plainSet(o *goja.Object, key string, v goja.Value) bool {
	properties := propertiesOf(o)
	if bare(properties[unistring.String(key)]) == nil {
		return false
	}
	properties[unistring.String(key)] = v
	return true
}

func elementGet(o *goja.Object, index uint32) goja.Value {
	if elements := elementsOf(o); uint64(index) < uint64(len(elements)) {
		return bare(elements[index])
	}
	return nil
}

func elementSet(o *goja.Object, index uint32, v goja.Value) bool {
	elements := elementsOf(o)
	if uint64(index) >= uint64(len(elements)) || bare(elements[index]) == nil {
		return false
	}
	elements[index] = v
	return true
}

// asciiKey returns the text of an ASCII string.
func asciiKey(v goja.Value) (string, bool) {
	if w := words(v); w.tab == tabASCII {
		return *(*string)(w.data), true
	}
	return "", false
}
