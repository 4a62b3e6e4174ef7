package jsrt

import (
	"math/big"
	"strconv"

	"github.com/dop251/goja"
)

// A clone is a value taken out of one Runtime by the structured clone
// algorithm, to be made again in the same or another one.
type clone struct {
	nodes []cloneNode
	ports []*port
}

// A cloneNode is one object, or a primitive value in any Runtime's terms.
type cloneNode struct {
	kind   string // "" = primitive
	value  any    // primitive: nil = undefined; bytes; a date's time…
	keys   []string
	fields []int // nodes, as kind means them
	shared bool
}

type cloner struct {
	rt       *Runtime
	out      *clone
	seen     map[*goja.Object]int
	transfer map[*goja.Object]bool
}

type nullValue struct{}

// takeClone clones v; transfer lists what moves instead.
func (rt *Runtime) takeClone(v goja.Value, transfer []goja.Value) *clone {
	c := &cloner{rt: rt, out: &clone{}, seen: map[*goja.Object]int{}, transfer: map[*goja.Object]bool{}}
	for _, item := range transfer {
		c.move(item)
	}
	c.add(v)
	for o := range c.transfer {
		if o.ExportType() == typeArrayBuffer {
			o.Export().(goja.ArrayBuffer).Detach()
		}
	}
	return c.out
}

// move puts an item of a transfer list among what moves. Before Node.js 21,
// what must not move was copied instead.
func (c *cloner) move(item goja.Value) {
	rt := c.rt
	o, _ := item.(*goja.Object)
	isBuffer := o != nil && o.ExportType() == typeArrayBuffer && !rt.IsSharedArrayBuffer(o)
	switch {
	case o != nil && rt.untransferable(o):
		if rt.node.major >= 21 {
			c.fail("Cannot transfer object of unsupported type.")
		}
	case !isBuffer && (o == nil || rt.portOf(o) == nil):
		if rt.node.major < 21 {
			panic(rt.newError(&nodeError{kind: "TypeError", code: "ERR_INVALID_TRANSFER_OBJECT", message: "Found invalid object in transferList"}))
		}
		c.fail("Found invalid value in transferList.")
	case c.transfer[o] && isBuffer:
		c.fail("Transfer list contains duplicate ArrayBuffer")
	case c.transfer[o]:
		c.fail("Transfer list contains duplicate source port")
	default:
		c.transfer[o] = true
	}
}

// untransferable reports whether o stays where it is: its memory is an addon's,
// or a script marked it.
func (rt *Runtime) untransferable(o *goja.Object) bool {
	if rt.IsUntransferable != nil && rt.IsUntransferable(o) {
		return true
	}
	if _, ok := rt.libs["worker_threads"]; !ok {
		return false
	}
	marked, err := rt.callLib("worker_threads", "isMarkedAsUntransferable", o)
	rt.throw(err)
	return marked.ToBoolean()
}

func (c *cloner) fail(message string) {
	_, err := c.rt.callLib("internal/dom_exception", "throwDataClone", c.rt.vm.ToValue(message))
	c.rt.throw(err)
}

func (c *cloner) add(v goja.Value) int {
	i := len(c.out.nodes)
	o, isObject := v.(*goja.Object)
	if !isObject {
		var value any
		switch {
		case v == nil || goja.IsUndefined(v):
		case goja.IsNull(v):
			value = nullValue{}
		default:
			if s, ok := v.(*goja.Symbol); ok {
				c.fail("Symbol(" + s.String() + ") could not be cloned.")
			}
			switch e := v.Export().(type) {
			case *big.Int:
				value = new(big.Int).Set(e)
			default:
				value = v // numbers, strings and booleans belong to no Runtime
			}
		}
		c.out.nodes = append(c.out.nodes, cloneNode{value: value})
		return i
	}
	if i, ok := c.seen[o]; ok {
		return i
	}
	c.seen[o] = i
	rt := c.rt
	n := cloneNode{kind: rt.kindOf(o)}
	c.out.nodes = append(c.out.nodes, n)
	list := func(of string) {
		from, _ := goja.AssertFunction(rt.vm.GlobalObject().Get("Array").(*goja.Object).Get("from"))
		array, err := from(rt.vm.GlobalObject().Get("Array"), o)
		rt.throw(err)
		items := array.(*goja.Object)
		for k := range int(items.Get("length").ToInteger()) {
			item := items.Get(strconv.Itoa(k))
			if of == "Map" {
				pair := item.(*goja.Object)
				n.fields = append(n.fields, c.add(pair.Get("0")), c.add(pair.Get("1")))
			} else {
				n.fields = append(n.fields, c.add(item))
			}
		}
	}
	if p := rt.portOf(o); p != nil {
		if !c.transfer[o] {
			c.fail("Object that needs transfer was found in message but not listed in transferList")
		}
		n.kind, n.value = "Port", len(c.out.ports)
		c.out.ports = append(c.out.ports, p.detach())
		c.out.nodes[i] = n
		return i
	}
	switch n.kind {
	case "Function":
		text := o.String()
		c.fail(text + " could not be cloned.")
	case "Date":
		n.value = o.ToFloat()
	case "RegExp":
		n.value = [2]string{o.Get("source").String(), o.Get("flags").String()}
	case "Number", "Boolean", "String":
		get, _ := goja.AssertFunction(o.Get("valueOf"))
		v, err := get(o)
		rt.throw(err)
		n.value = v
	case "BigInt":
		n.value = new(big.Int).Set(o.Export().(*big.Int))
	case "Map", "Set":
		list(n.kind)
	case "ArrayBuffer":
		b := o.Export().(goja.ArrayBuffer)
		switch {
		case rt.IsSharedArrayBuffer(o):
			n.shared, n.value = true, b.Bytes()
		case b.Detached():
			c.fail("An ArrayBuffer is detached and could not be cloned.")
		default: // a transferred one, too: its memory may be an addon's
			n.value = append([]byte(nil), b.Bytes()...)
		}
	case "TypedArray", "DataView":
		name := "DataView"
		length := "byteLength"
		if n.kind == "TypedArray" {
			name, length = rt.typedName(o), "length"
		}
		n.value = [3]any{name, o.Get("byteOffset").ToInteger(), o.Get(length).ToInteger()}
		n.fields = []int{c.add(o.Get("buffer"))}
	case "Error":
		name := "Error"
		if v := o.Get("name"); v != nil {
			switch s := v.String(); s {
			case "EvalError", "RangeError", "ReferenceError", "SyntaxError", "TypeError", "URIError":
				name = s
			}
		}
		n.value = name
		for _, key := range []string{"message", "stack", "cause"} {
			if v := o.Get(key); v != nil && (key != "cause" || !goja.IsUndefined(v)) {
				n.keys = append(n.keys, key)
				n.fields = append(n.fields, c.add(v))
			}
		}
	case "Array":
		n.value = o.Get("length").ToInteger()
		c.properties(o, &n)
	case "Object", "Arguments":
		n.kind = "Object"
		c.properties(o, &n)
	default:
		c.fail("#<" + n.kind + "> could not be cloned.")
	}
	c.out.nodes[i] = n
	return i
}

func (c *cloner) properties(o *goja.Object, n *cloneNode) {
	for _, key := range o.Keys() {
		n.keys = append(n.keys, key)
		n.fields = append(n.fields, c.add(o.Get(key)))
	}
}

// make makes the value in rt.
func (cl *clone) make(rt *Runtime) goja.Value {
	vm := rt.vm
	values := make([]goja.Value, len(cl.nodes))
	global := func(name string) goja.Value { return vm.GlobalObject().Get(name) }
	construct := func(name string, args ...goja.Value) *goja.Object {
		o, err := vm.New(global(name), args...)
		rt.throw(err)
		return o
	}
	var build func(i int) goja.Value
	build = func(i int) goja.Value {
		if values[i] != nil {
			return values[i]
		}
		n := &cl.nodes[i]
		fill := func(o *goja.Object) {
			for k, key := range n.keys {
				_ = o.DefineDataProperty(key, build(n.fields[k]), goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_TRUE)
			}
		}
		switch n.kind {
		case "":
			switch v := n.value.(type) {
			case nil:
				values[i] = goja.Undefined()
			case nullValue:
				values[i] = goja.Null()
			case goja.Value:
				values[i] = v
			default:
				values[i] = vm.ToValue(v)
			}
		case "Port":
			values[i] = rt.newPortObject(cl.ports[n.value.(int)])
		case "Date":
			values[i] = construct("Date", vm.ToValue(n.value))
		case "RegExp":
			v := n.value.([2]string)
			values[i] = construct("RegExp", vm.ToValue(v[0]), vm.ToValue(v[1]))
		case "Number", "Boolean", "String", "BigInt":
			v, ok := n.value.(goja.Value)
			if !ok {
				v = vm.ToValue(n.value)
			}
			values[i] = v.ToObject(vm)
		case "Map", "Set":
			o := construct(n.kind)
			values[i] = o
			method, step := "add", 1
			if n.kind == "Map" {
				method, step = "set", 2
			}
			f, _ := goja.AssertFunction(o.Get(method))
			for k := 0; k < len(n.fields); k += step {
				args := []goja.Value{build(n.fields[k])}
				if step == 2 {
					args = append(args, build(n.fields[k+1]))
				}
				_, err := f(o, args...)
				rt.throw(err)
			}
		case "ArrayBuffer":
			if n.shared {
				values[i] = rt.NewSharedArrayBuffer(n.value.([]byte))
			} else {
				values[i] = vm.ToValue(vm.NewArrayBuffer(n.value.([]byte)))
			}
		case "TypedArray", "DataView":
			v := n.value.([3]any)
			values[i] = construct(v[0].(string), build(n.fields[0]), vm.ToValue(v[1]), vm.ToValue(v[2]))
		case "Error":
			o := construct(n.value.(string))
			values[i] = o
			for k, key := range n.keys {
				_ = o.DefineDataProperty(key, build(n.fields[k]), goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE)
			}
		case "Array":
			o := vm.NewArray()
			values[i] = o
			_ = o.Set("length", n.value)
			fill(o)
		default:
			o := vm.NewObject()
			values[i] = o
			fill(o)
		}
		return values[i]
	}
	return build(0)
}

// NewSharedArrayBuffer is a SharedArrayBuffer over data. goja has none: it is
// an ArrayBuffer of another prototype, which is never detached.
func (rt *Runtime) NewSharedArrayBuffer(data []byte) *goja.Object {
	o := rt.vm.ToValue(rt.vm.NewArrayBuffer(data)).(*goja.Object)
	_ = o.SetPrototype(rt.vm.GlobalObject().Get("SharedArrayBuffer").(*goja.Object).Get("prototype").(*goja.Object))
	return o
}

// IsSharedArrayBuffer reports whether o is one.
func (rt *Runtime) IsSharedArrayBuffer(o *goja.Object) bool {
	m, ok := rt.libs["internal/shared"]
	if !ok || o.ExportType() != typeArrayBuffer { // none was ever made
		return false
	}
	want := m.Get("exports").(*goja.Object).Get("prototype")
	for p := o.Prototype(); p != nil; p = p.Prototype() {
		if p == want {
			return true
		}
	}
	return false
}

// elements are those of an array.
func elements(v goja.Value) []goja.Value {
	o, ok := v.(*goja.Object)
	if !ok {
		return nil
	}
	list := make([]goja.Value, o.Get("length").ToInteger())
	for i := range list {
		list[i] = orUndefined(o.Get(strconv.Itoa(i)))
	}
	return list
}
