package jsrt

import (
	"math/big"
	"reflect"
	"strconv"
	"strings"

	"github.com/dop251/goja"
)

var (
	typeFunction    = reflect.TypeFor[func(goja.FunctionCall) goja.Value]()
	typePromise     = reflect.TypeFor[*goja.Promise]()
	typeArrayBuffer = reflect.TypeFor[goja.ArrayBuffer]()
	typeProxy       = reflect.TypeFor[goja.Proxy]()
	typeMap         = reflect.TypeFor[[][2]any]()
	typeSet         = reflect.TypeFor[[]any]()
	typeBigInt      = reflect.TypeFor[*big.Int]()
)

// kindOf names what an object is by its inner nature, whatever its prototype
// and toStringTag claim. What goja does not tell from plain objects is taken
// at its word.
func (rt *Runtime) kindOf(o *goja.Object) string {
	class := o.ClassName()
	if class != "Object" {
		switch class {
		case "AsyncFunction", "GeneratorFunction":
			return "Function"
		}
		return class
	}
	switch t := o.ExportType(); t {
	case typeFunction:
		return "Function"
	case typePromise:
		return "Promise"
	case typeArrayBuffer:
		return "ArrayBuffer"
	case typeProxy:
		return "Proxy"
	case typeMap:
		return "Map"
	case typeSet:
		return "Set"
	case typeBigInt:
		return "BigInt"
	default:
		if t != nil && t.Kind() == reflect.Slice && t.Elem().Kind() != reflect.Interface && t.Elem().Kind() != reflect.Array {
			return "TypedArray"
		}
	}
	if rt.IsExternal != nil {
		if _, ok := rt.IsExternal(o); ok {
			return "External"
		}
	}
	proto := o.Prototype()
	if proto == nil || proto == rt.objectProto() {
		return "Object"
	}
	var tag string
	rt.vm.Try(func() {
		if s, ok := o.GetSymbol(goja.SymToStringTag).(goja.String); ok {
			tag = s.String()
		}
	})
	switch tag {
	case "DataView", "WeakMap", "WeakSet", "Symbol":
		if rt.hasBrand(o, tag) {
			return tag
		}
	case "Map Iterator", "Set Iterator":
		return tag
	}
	return "Object"
}

func (rt *Runtime) objectProto() *goja.Object {
	return rt.kinds["Error"].Get("prototype").(*goja.Object).Prototype()
}

// hasBrand asks a method of the class that works on its own objects only.
func (rt *Runtime) hasBrand(o *goja.Object, class string) bool {
	proto := rt.vm.GlobalObject().Get(class).(*goja.Object).Get("prototype").(*goja.Object)
	method := map[string]string{"WeakMap": "has", "WeakSet": "has", "Symbol": "valueOf", "DataView": "getInt8"}[class]
	f, _ := goja.AssertFunction(proto.Get(method))
	if f == nil {
		return false
	}
	arg := goja.Value(rt.vm.ToValue(0))
	_, err := f(o, arg)
	if err != nil && class == "DataView" { // out of range is a brand, too
		return strings.Contains(err.Error(), "RangeError")
	}
	return err == nil
}

// typedName is "Uint8Array"…, by the getter all typed arrays share.
func (rt *Runtime) typedName(o *goja.Object) string {
	proto := rt.vm.GlobalObject().Get("Uint8Array").(*goja.Object).Prototype().Get("prototype").(*goja.Object)
	reflectObject := rt.vm.GlobalObject().Get("Reflect").(*goja.Object)
	get, _ := goja.AssertFunction(reflectObject.Get("get"))
	v, err := get(nil, proto, goja.SymToStringTag, o)
	if err != nil || goja.IsUndefined(v) {
		return ""
	}
	return v.String()
}

// bytesOf are the bytes behind an ArrayBuffer or a view of one; not a copy.
func bytesOf(v goja.Value) ([]byte, bool) {
	o, ok := v.(*goja.Object)
	if !ok || o.ClassName() != "Object" {
		return nil, false
	}
	switch t := o.ExportType(); {
	case t == typeArrayBuffer:
		b := o.Export().(goja.ArrayBuffer)
		return b.Bytes(), true
	case t == reflect.TypeFor[[]byte]():
		if b, ok := o.Export().([]byte); ok {
			return b, true
		}
	case t == nil || t == typePromise || t == typeProxy || t == typeMap || t == typeSet:
		return nil, false
	}
	buffer, ok := o.Get("buffer").(*goja.Object)
	if !ok || buffer.ExportType() != typeArrayBuffer {
		return nil, false
	}
	ab := buffer.Export().(goja.ArrayBuffer)
	data := ab.Bytes()
	offset, length := int(o.Get("byteOffset").ToInteger()), int(o.Get("byteLength").ToInteger())
	if offset < 0 || length < 0 || offset+length > len(data) {
		return nil, true
	}
	return data[offset : offset+length], true
}

func bindUtil(rt *Runtime, o *goja.Object) {
	vm := rt.vm
	set := func(name string, f func(goja.FunctionCall) goja.Value) { _ = o.Set(name, f) }
	object := func(f func(*goja.Object) goja.Value) func(goja.FunctionCall) goja.Value {
		return func(call goja.FunctionCall) goja.Value {
			if o, ok := call.Argument(0).(*goja.Object); ok {
				return f(o)
			}
			return goja.Undefined()
		}
	}
	text := func(f func(*goja.Object) string) func(goja.FunctionCall) goja.Value {
		return object(func(o *goja.Object) goja.Value { return vm.ToValue(f(o)) })
	}
	set("parseEnv", func(call goja.FunctionCall) goja.Value {
		v := vm.NewObject()
		for _, e := range parseEnv(call.Argument(0).String()) {
			_ = v.Set(e.name, e.value)
		}
		return v
	})
	set("kind", text(rt.kindOf))
	set("className", text(func(o *goja.Object) string {
		switch kind := rt.kindOf(o); kind {
		case "TypedArray":
			return rt.typedName(o)
		case "External":
			return "Object"
		default:
			return kind
		}
	}))
	set("typedName", text(rt.typedName))
	set("functionType", text(func(o *goja.Object) string {
		if s, ok := o.GetSymbol(goja.SymToStringTag).(goja.String); ok {
			if name := s.String(); name == "AsyncFunction" || name == "GeneratorFunction" || name == "AsyncGeneratorFunction" {
				return name
			}
		}
		return "Function"
	}))
	set("size", object(func(o *goja.Object) goja.Value {
		class := rt.kindOf(o)
		get, _ := goja.AssertFunction(vm.GlobalObject().Get("Reflect").(*goja.Object).Get("get"))
		v, err := get(nil, vm.GlobalObject().Get(class).(*goja.Object).Get("prototype"), vm.ToValue("size"), o)
		rt.throw(err)
		return v
	}))
	set("length", object(func(o *goja.Object) goja.Value {
		proto := vm.GlobalObject().Get("Uint8Array").(*goja.Object).Prototype().Get("prototype")
		get, _ := goja.AssertFunction(vm.GlobalObject().Get("Reflect").(*goja.Object).Get("get"))
		v, err := get(nil, proto, vm.ToValue("length"), o)
		rt.throw(err)
		return v
	}))
	// proxy(value) is [target, handler], null if revoked, undefined if it is none.
	set("proxy", object(func(o *goja.Object) goja.Value {
		if o.ExportType() != typeProxy {
			return goja.Undefined()
		}
		p := o.Export().(goja.Proxy)
		target, handler := p.Target(), p.Handler()
		if target == nil || handler == nil {
			return goja.Null()
		}
		return vm.NewArray(target, handler)
	}))
	set("promise", object(func(o *goja.Object) goja.Value {
		p := o.Export().(*goja.Promise)
		return vm.NewArray(int(p.State()), orUndefined(p.Result()))
	}))
	set("external", object(func(o *goja.Object) goja.Value {
		if rt.IsExternal != nil {
			if address, ok := rt.IsExternal(o); ok {
				return vm.ToValue(strconv.FormatUint(uint64(address), 16))
			}
		}
		return goja.Undefined()
	}))
	set("isShared", object(func(o *goja.Object) goja.Value { return vm.ToValue(rt.IsSharedArrayBuffer(o)) }))
	set("bytes", object(func(o *goja.Object) goja.Value {
		if o.ExportType() == typeArrayBuffer && o.Export().(goja.ArrayBuffer).Detached() {
			return goja.Undefined()
		}
		array, err := vm.New(vm.GlobalObject().Get("Uint8Array"), o)
		rt.throw(err)
		return array
	}))
	set("extraKeys", func(call goja.FunctionCall) goja.Value {
		o := call.Argument(0).(*goja.Object)
		names := o.Keys
		if call.Argument(1).ToBoolean() {
			names = o.GetOwnPropertyNames
		}
		out := []any{}
		for _, k := range names() {
			if n, err := strconv.ParseUint(k, 10, 32); err != nil || strconv.FormatUint(n, 10) != k || n == 1<<32-1 {
				out = append(out, k)
			}
		}
		return vm.NewArray(out...)
	})
	// nextIndex(array, i) is the next index that is there, or the length.
	set("nextIndex", func(call goja.FunctionCall) goja.Value {
		o, from := call.Argument(0).(*goja.Object), call.Argument(1).ToInteger()
		for _, k := range o.Keys() {
			if n, err := strconv.ParseInt(k, 10, 64); err == nil && n >= from {
				return vm.ToValue(n)
			}
		}
		return o.Get("length")
	})
	set("stack", func(call goja.FunctionCall) goja.Value { return vm.ToValue(rt.nodeStack(call.Argument(0).String())) })
	set("callSites", func(call goja.FunctionCall) goja.Value {
		sites := []any{}
		for _, f := range rt.frames(nil, int(call.Argument(0).ToInteger())+1) {
			site := vm.NewObject()
			_ = site.Set("functionName", f.function)
			_ = site.Set("scriptName", f.file)
			_ = site.Set("lineNumber", f.line)
			_ = site.Set("column", f.column)
			sites = append(sites, site)
		}
		return vm.NewArray(sites...)
	})
	// errno(number) is the system's name and words for an error number.
	set("errnos", func(goja.FunctionCall) goja.Value {
		list := vm.NewObject()
		for name, n := range errnoNames() {
			_ = list.Set(name, vm.NewArray(n, errnoText(name)))
		}
		return list
	})
}
