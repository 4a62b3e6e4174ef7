package addons

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"github.com/dop251/goja"

	"github.com/napicheck/napicheck/internal/jsrt"
)

// What is described at most, see docs/output.md.
const (
	maxDepth   = 3 // of values below the first
	maxKeys    = 2000
	maxIndices = 100
	maxValues  = 10000
	maxName    = 200     // UTF-16 units
	maxText    = 1 << 19 // of all names
)

// Shaper returns a function that describes values of rt as docs/output.md
// says. It is to be made before what is described, and may be hostile, runs: the
// function then uses nothing scripts can have changed and calls none.
// testdata/describe.js does the same in Node.js.
func Shaper(rt *jsrt.Runtime) (func(goja.Value) (json.RawMessage, error), error) {
	vm := rt.VM()
	var s shaper
	err := vm.Try(func() {
		get := func(path ...string) goja.Value {
			v := goja.Value(vm.GlobalObject())
			for _, name := range path {
				v = v.(*goja.Object).Get(name)
			}
			return v
		}
		native := func(v goja.Value) builtin { return v.Export().(func(goja.FunctionCall) goja.Value) }
		s = shaper{
			ownKeys:         native(get("Reflect", "ownKeys")),
			descriptor:      native(get("Reflect", "getOwnPropertyDescriptor")),
			has:             native(get("Object", "prototype", "hasOwnProperty")),
			symbolText:      native(get("Symbol", "prototype", "toString")),
			isView:          native(get("ArrayBuffer", "isView")),
			stringify:       native(get("JSON", "stringify")),
			objectPrototype: get("Object", "prototype").(*goja.Object),
			constructor:     vm.ToValue("constructor"),
			length:          vm.ToValue("length"),
			name:            vm.ToValue("name"),
			prototype:       vm.ToValue("prototype"),
			value:           vm.ToValue("value"),
		}
		typedArray := get("Uint8Array", "prototype").(*goja.Object).Prototype()
		s.viewLength = native(s.descriptor.call(goja.Undefined(), typedArray, s.length).(*goja.Object).Get("get"))
	})
	if err != nil {
		return nil, err
	}
	return func(v goja.Value) (json.RawMessage, error) {
		d := description{shaper: &s, vm: vm, seen: map[*goja.Object]*place{}}
		if err := vm.Try(func() { d.describe(v, 0, nil) }); err != nil {
			return nil, fmt.Errorf("shape of exports: %w", err)
		}
		return d.out, nil
	}, nil
}

// A builtin is a function of ECMAScript that goja has in Go.
type builtin func(goja.FunctionCall) goja.Value

func (f builtin) call(this goja.Value, arguments ...goja.Value) goja.Value {
	return f(goja.FunctionCall{This: this, Arguments: arguments})
}

// A shaper is what describing takes of a Runtime.
type shaper struct {
	ownKeys, descriptor, has, symbolText, isView, viewLength, stringify builtin

	objectPrototype                             *goja.Object
	constructor, length, name, prototype, value goja.Value
}

// A place is where a value stands in a shape.
type place struct {
	in   *place // nil: it is the whole
	part string // of in: keys or proto
	name string // as in JSON, without quotes
}

// pointer returns p as a JSON pointer.
func (p *place) pointer() string {
	if p == nil {
		return ""
	}
	return p.in.pointer() + "/" + p.part + "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(p.name)
}

// A description is the writing of one shape.
type description struct {
	*shaper
	vm     *goja.Runtime
	out    []byte
	seen   map[*goja.Object]*place
	values int
	text   int // UTF-16 units
}

func (d *description) write(s string) { d.out = append(d.out, s...) }

// quote returns s as in JSON, without the quotes.
func (d *description) quote(s goja.String) string {
	text := s.String()
	for i := range len(text) {
		if c := text[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			quoted := d.stringify.call(goja.Undefined(), s).String()
			return quoted[1 : len(quoted)-1]
		}
	}
	return text
}

// cut returns at most so much of a text as may be shown, and whether that is
// less than it.
func (d *description) cut(s goja.String) (string, bool) {
	if s.Length() <= maxName {
		d.text += s.Length()
		return d.quote(s), false
	}
	d.text += maxName + 1
	return d.quote(s.Substring(0, maxName)) + "…", true
}

// own returns the property of o itself that has a value, and whether it can be
// written; nil: there is none.
func (d *description) own(o *goja.Object, key goja.Value) (v goja.Value, writable bool) {
	property, _ := d.descriptor.call(goja.Undefined(), o, key).(*goja.Object)
	if property == nil || !d.has.call(property, d.value).ToBoolean() {
		return nil, false
	}
	return property.Get("value"), property.Get("writable").ToBoolean()
}

var proxyType = reflect.TypeFor[goja.Proxy]()

func isProxy(o *goja.Object) bool { return o.ExportType() == proxyType }

func isCallable(o *goja.Object) bool {
	_, ok := goja.AssertFunction(o)
	return ok
}

// indexed returns the length of what has a property for each index; nil for
// anything else.
func (d *description) indexed(o *goja.Object) (length goja.Value) {
	switch {
	case o.ClassName() == "Array", o.ClassName() == "String":
		length, _ = d.own(o, d.length)
	case d.isView.call(goja.Undefined(), o).ToBoolean():
		_ = d.vm.Try(func() { length = d.viewLength.call(o) }) // throws if it is a DataView
	}
	return length
}

// number writes a number as JSON does.
func (d *description) number(v goja.Value) { d.write(d.stringify.call(goja.Undefined(), v).String()) }

// keysOf calls show with the keys of o to show, and returns how many others
// there are.
func (d *description) keysOf(o *goja.Object, callable bool, show func(goja.Value)) (more int64) {
	var length goja.Value
	if !callable {
		length = d.indexed(o)
	}
	if length != nil && length.ToInteger() > maxIndices {
		for i := range maxIndices {
			show(d.vm.ToValue(strconv.Itoa(i)))
		}
		return length.ToInteger() - maxIndices
	}
	keys := d.ownKeys.call(goja.Undefined(), o).(*goja.Object)
	shown := 0
	for i := range keys.Get("length").ToInteger() {
		key := keys.Get(strconv.FormatInt(i, 10))
		if name, ok := key.(goja.String); ok {
			switch name.String() {
			case "length":
				if callable || length != nil {
					continue
				}
			case "name", "prototype", "arguments", "caller":
				if callable {
					continue
				}
			}
		}
		if shown == maxKeys {
			more++
			continue
		}
		shown++
		show(key)
	}
	return more
}

// prototypeOf returns what instances of a class inherit from, and nil of a
// function that shows no sign of being one.
func (d *description) prototypeOf(f *goja.Object) *goja.Object {
	v, writable := d.own(f, d.prototype)
	p, _ := v.(*goja.Object)
	if p == nil || isProxy(p) || !d.has.call(p, d.constructor).ToBoolean() { // of a generator
		return nil
	}
	if !writable || p.Prototype() != d.objectPrototype || d.ownKeys.call(goja.Undefined(), p).(*goja.Object).Get("length").ToInteger() > 1 {
		return p
	}
	return nil
}

// members writes the properties of o but its constructor, if that is no
// property to show, as an object at a part of what stands at a place, and
// returns how many it left out.
func (d *description) members(o *goja.Object, callable, constructor bool, level int, at *place, part string) (more int64) {
	d.write("{")
	first := true
	var names map[string]bool // of those that others may be equal to
	more += d.keysOf(o, callable, func(key goja.Value) {
		text, isString := key.(goja.String)
		if isString && !constructor && text.String() == "constructor" {
			return
		}
		if level >= maxDepth || d.values >= maxValues || d.text >= maxText {
			more++
			return
		}
		if !isString {
			text = d.vm.ToValue("@@").(goja.String).Concat(d.symbolText.call(key).(goja.String))
		}
		name, short := d.cut(text)
		property, _ := d.descriptor.call(goja.Undefined(), o, key).(*goja.Object)
		if property == nil || names[name] {
			more++
			return
		}
		if short || strings.HasPrefix(name, "@@") {
			if names == nil {
				names = map[string]bool{}
			}
			names[name] = true
		}
		d.values++
		if !first {
			d.write(",")
		}
		first = false
		d.write(`"` + name + `":`)
		if d.has.call(property, d.value).ToBoolean() {
			d.describe(property.Get("value"), level+1, &place{at, part, name})
		} else {
			d.write(`{"t":"accessor"}`)
		}
	})
	d.write("}")
	return more
}

// primitive returns the type of a value that is no object.
func primitive(v goja.Value) string {
	switch {
	case goja.IsUndefined(v):
		return "undefined"
	case goja.IsNull(v):
		return "null"
	}
	switch v := v.(type) {
	case goja.String:
		return "string"
	case *goja.Symbol:
		return "symbol"
	default:
		switch v.ExportType().Kind() {
		case reflect.Bool:
			return "boolean"
		case reflect.Int64, reflect.Float64:
			return "number"
		}
		return "bigint"
	}
}

func (d *description) describe(v goja.Value, level int, at *place) {
	o, ok := v.(*goja.Object)
	if !ok {
		d.write(`{"t":"` + primitive(v) + `"}`)
		return
	}
	if isProxy(o) {
		d.write(`{"t":"proxy"}`)
		return
	}
	callable := isCallable(o)
	var proto *goja.Object
	if callable {
		t := "function"
		if proto = d.prototypeOf(o); proto != nil {
			t = "class"
		}
		d.write(`{"t":"` + t + `","name":`)
		if name, ok := first(d.own(o, d.name)).(goja.String); ok {
			text, _ := d.cut(name)
			d.write(`"` + text + `"`)
		} else {
			d.write("null")
		}
		d.write(`,"length":`)
		if length := first(d.own(o, d.length)); length != nil && primitive(length) == "number" {
			d.number(length) // null if it is not finite
		} else {
			d.write("null")
		}
	} else {
		d.write(`{"t":"object"`)
		if length := d.indexed(o); length != nil {
			d.write(`,"length":`)
			d.number(length)
		}
	}
	if before, ok := d.seen[o]; ok {
		d.write(`,"ref":"` + before.pointer() + `"}`)
		return
	}
	d.seen[o] = at
	values, start := d.values, len(d.out)
	d.write(`,"keys":`)
	more := d.members(o, callable, true, level, at, "keys")
	if callable && d.values == values {
		d.out = d.out[:start]
	}
	if proto != nil {
		d.write(`,"proto":`)
		more += d.members(proto, isCallable(proto), false, level, at, "proto")
	}
	if more > 0 {
		d.write(`,"more":` + strconv.FormatInt(more, 10))
	}
	d.write("}")
}

func first[T, U any](v T, _ U) T { return v }
