package float16

import (
	"errors"
	"math"
	"reflect"
	"slices"
	"sync"
	"unsafe"

	"github.com/dop251/goja"
)

// goja's typed arrays reach their elements through an interface that no other
// package can implement. A Float16Array is therefore goja's Uint16Array with
// another table of methods: get and set, and the few that compare and convert,
// are this package's. The table is made from that of Uint16Array; what it is
// made of is checked first.

// itab is the runtime's table of an interface's methods for a type.
type itab struct {
	inter, typ unsafe.Pointer
	hash       uint32
	_          [4]byte
	methods    [10]uintptr
}

// methods are those of goja's interface, in the order of the table.
var methods = []string{"export", "exportType", "get", "getRaw", "less", "set", "setRaw", "swap", "toRaw", "typeMatch"}

// table is ours. The collector does not follow pointers to such tables: it is
// never freed.
var table itab

// Offsets in goja's structs.
var offSelf, offElements, offConstructor, offConstruct uintptr

type iface struct{ tab, data unsafe.Pointer }

var prepare = sync.OnceValue(func() error {
	changed := errors.New("goja has changed: the elements of typed arrays")
	vm := goja.New()
	sample, err := vm.RunString("new Uint16Array(1)")
	if err != nil {
		return err
	}
	self, ok := reflect.TypeFor[goja.Object]().FieldByName("self")
	if !ok || self.Type.Kind() != reflect.Interface {
		return changed
	}
	array := reflect.ValueOf(sample).Elem().FieldByName("self").Elem().Type().Elem()
	elements, okElements := array.FieldByName("typedArray")
	constructor, okConstructor := array.FieldByName("defaultCtor")
	if !okElements || !okConstructor || elements.Type.Kind() != reflect.Interface || constructor.Type != reflect.TypeFor[*goja.Object]() ||
		elements.Type.NumMethod() != len(methods) {
		return changed
	}
	want := []any{
		(func(int, int) any)(nil), (func() reflect.Type)(nil), (func(int) goja.Value)(nil), (func(int) uint64)(nil), (func(int, int) bool)(nil),
		(func(int, goja.Value))(nil), (func(int, uint64))(nil), (func(int, int))(nil), (func(goja.Value) uint64)(nil), (func(goja.Value) bool)(nil),
	}
	for i := range methods {
		if m := elements.Type.Method(i); m.Name != methods[i] || m.Type != reflect.TypeOf(want[i]) {
			return changed
		}
	}
	function := reflect.ValueOf(vm.ToValue(func(goja.FunctionCall) goja.Value { return nil })).Elem().FieldByName("self").Elem().Type().Elem()
	construct, ok := function.FieldByName("construct")
	if !ok || construct.Type != reflect.TypeFor[func([]goja.Value, *goja.Object) *goja.Object]() {
		return changed
	}
	offSelf, offElements, offConstructor, offConstruct = self.Offset, elements.Offset, constructor.Offset, construct.Offset
	table = *(*itab)(elementsOf(sample.(*goja.Object)).tab)
	for name, code := range map[string]uintptr{
		"export": code(export), "exportType": code(exportType), "get": code(get), "less": code(less),
		"set": code(set), "toRaw": code(toRaw), "typeMatch": code(typeMatch),
	} {
		table.methods[slices.Index(methods, name)] = code
	}
	return nil
})

// code returns the entry of a function.
func code[F any](f F) uintptr { return **(**uintptr)(unsafe.Pointer(&f)) }

// elementsOf returns the interface of a typed array.
func elementsOf(o *goja.Object) *iface {
	self := (*iface)(unsafe.Add(unsafe.Pointer(o), offSelf))
	return (*iface)(unsafe.Add(self.data, offElements))
}

// The methods. Their receiver is the buffer's bytes.

func at(b *[]byte, i int) *uint16 {
	return (*uint16)(unsafe.Add(unsafe.Pointer(unsafe.SliceData(*b)), 2*i))
}

func get(b *[]byte, i int) goja.Value { return (*goja.Runtime)(nil).ToValue(FromBits(*at(b, i))) }

func set(b *[]byte, i int, v goja.Value) { *at(b, i) = Bits(v.ToFloat()) }

func toRaw(_ *[]byte, v goja.Value) uint64 { return uint64(Bits(v.ToFloat())) }

func less(b *[]byte, i, j int) bool {
	x, y := FromBits(*at(b, i)), FromBits(*at(b, j))
	switch {
	case math.IsNaN(y):
		return !math.IsNaN(x)
	case x == 0 && y == 0:
		return math.Signbit(x) && !math.Signbit(y)
	}
	return x < y
}

func typeMatch(_ *[]byte, v goja.Value) bool {
	switch v.ExportType() {
	case reflect.TypeFor[float64](), reflect.TypeFor[int64]():
		return true
	}
	return false
}

func export(b *[]byte, offset, length int) any {
	list := make([]float64, length)
	for i := range list {
		list[i] = FromBits(*at(b, offset+i))
	}
	return list
}

func exportType(*[]byte) reflect.Type { return reflect.TypeFor[[]float64]() }

// Define defines what goja lacks.
func Define(vm *goja.Runtime) error {
	if err := prepare(); err != nil {
		return err
	}
	if ex := vm.Try(func() { define(vm) }); ex != nil {
		return ex
	}
	return nil
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func define(vm *goja.Runtime) {
	const f, t = goja.FLAG_FALSE, goja.FLAG_TRUE
	global := vm.GlobalObject()
	uint16Array := global.Get("Uint16Array").(*goja.Object)
	from, _ := goja.AssertFunction(global.Get("Array").(*goja.Object).Get("from"))
	prototype := vm.CreateObject(uint16Array.Get("prototype").(*goja.Object).Prototype())
	var constructor *goja.Object
	make16 := func(newTarget *goja.Object, args ...goja.Value) *goja.Object {
		o, err := vm.New(uint16Array, args...)
		must(err)
		elementsOf(o).tab = unsafe.Pointer(&table)
		self := (*iface)(unsafe.Add(unsafe.Pointer(o), offSelf))
		*(**goja.Object)(unsafe.Add(self.data, offConstructor)) = constructor
		p, ok := newTarget.Get("prototype").(*goja.Object)
		if !ok {
			p = prototype
		}
		must(o.SetPrototype(p))
		return o
	}
	constructor = vm.ToValue(func(goja.FunctionCall) goja.Value {
		panic(vm.NewTypeError("Constructor Float16Array requires 'new'"))
	}).(*goja.Object)
	construct := func(args []goja.Value, newTarget *goja.Object) *goja.Object {
		if newTarget == nil {
			newTarget = constructor
		}
		var source *goja.Object
		if len(args) > 0 {
			source, _ = args[0].(*goja.Object)
		}
		if source == nil || source.ExportType() == reflect.TypeFor[goja.ArrayBuffer]() {
			return make16(newTarget, args...)
		}
		list, err := from(nil, source)
		must(err)
		values := list.(*goja.Object)
		n := int(values.Get("length").ToInteger())
		o := make16(newTarget, vm.ToValue(n))
		elements := (*[]byte)(elementsOf(o).data)
		vm.ForOf(values, func(v goja.Value) bool {
			if v.ExportType() != nil && v.ExportType().String() == "*big.Int" {
				panic(vm.NewTypeError("Cannot convert a BigInt value to a number"))
			}
			i := len(*elements)/2 - n
			n--
			set(elements, i, v)
			return true
		})
		return o
	}
	self := (*iface)(unsafe.Add(unsafe.Pointer(constructor), offSelf))
	*(*func([]goja.Value, *goja.Object) *goja.Object)(unsafe.Add(self.data, offConstruct)) = construct
	must(constructor.SetPrototype(uint16Array.Prototype()))
	must(constructor.DefineDataProperty("name", vm.ToValue("Float16Array"), f, t, f))
	must(constructor.DefineDataProperty("length", vm.ToValue(3), f, t, f))
	must(constructor.DefineDataProperty("BYTES_PER_ELEMENT", vm.ToValue(2), f, f, f))
	must(constructor.DefineDataProperty("prototype", prototype, f, f, f))
	must(prototype.DefineDataProperty("constructor", constructor, t, t, f))
	must(prototype.DefineDataProperty("BYTES_PER_ELEMENT", vm.ToValue(2), f, f, f))
	must(global.DefineDataProperty("Float16Array", constructor, t, t, f))

	method := func(o *goja.Object, name string, length int, call func(goja.FunctionCall) goja.Value) {
		m := vm.ToValue(call).(*goja.Object)
		must(m.DefineDataProperty("name", vm.ToValue(name), f, t, f))
		must(m.DefineDataProperty("length", vm.ToValue(length), f, t, f))
		must(o.DefineDataProperty(name, m, t, t, f))
	}
	method(global.Get("Math").(*goja.Object), "f16round", 1, func(call goja.FunctionCall) goja.Value {
		return vm.ToValue(FromBits(Bits(call.Argument(0).ToFloat())))
	})
	view := global.Get("DataView").(*goja.Object).Get("prototype").(*goja.Object)
	getUint16, _ := goja.AssertFunction(view.Get("getUint16"))
	setUint16, _ := goja.AssertFunction(view.Get("setUint16"))
	method(view, "getFloat16", 1, func(call goja.FunctionCall) goja.Value {
		v, err := getUint16(call.This, call.Argument(0), call.Argument(1))
		must(err)
		return vm.ToValue(FromBits(uint16(v.ToInteger())))
	})
	method(view, "setFloat16", 2, func(call goja.FunctionCall) goja.Value {
		_, err := setUint16(call.This, call.Argument(0), vm.ToValue(Bits(call.Argument(1).ToFloat())), call.Argument(2))
		must(err)
		return goja.Undefined()
	})
}
