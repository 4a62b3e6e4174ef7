package jsrt

import "github.com/dop251/goja"

// A lazyProperty is made when it is first read, so that a script pays for
// what it uses only. It is the export of a core module; export "" is all of it.
type lazyProperty struct{ name, lib, export string }

var lazyGlobals = []lazyProperty{
	{"process", "process", ""}, {"console", "console", ""},
	{"Buffer", "buffer", "Buffer"}, {"atob", "buffer", "atob"}, {"btoa", "buffer", "btoa"},
	{"setTimeout", "timers", "setTimeout"}, {"clearTimeout", "timers", "clearTimeout"},
	{"setInterval", "timers", "setInterval"}, {"clearInterval", "timers", "clearInterval"},
	{"setImmediate", "timers", "setImmediate"}, {"clearImmediate", "timers", "clearImmediate"},
	{"queueMicrotask", "internal/microtask", "queueMicrotask"}, {"structuredClone", "internal/clone", "structuredClone"},
	{"URL", "url", "URL"}, {"URLSearchParams", "url", "URLSearchParams"},
	{"TextEncoder", "util", "TextEncoder"}, {"TextDecoder", "util", "TextDecoder"},
	{"AbortController", "internal/event_target", "AbortController"}, {"AbortSignal", "internal/event_target", "AbortSignal"},
	{"Event", "internal/event_target", "Event"}, {"EventTarget", "internal/event_target", "EventTarget"},
	{"CustomEvent", "internal/event_target", "CustomEvent"}, {"MessageEvent", "internal/event_target", "MessageEvent"},
	{"DOMException", "internal/dom_exception", "DOMException"},
	{"MessageChannel", "worker_threads", "MessageChannel"}, {"MessagePort", "worker_threads", "MessagePort"},
	{"fetch", "internal/network", "fetch"}, {"performance", "perf_hooks", "performance"}, {"crypto", "crypto", "webcrypto"},
	{"WeakRef", "internal/weak", "WeakRef"}, {"FinalizationRegistry", "internal/weak", "FinalizationRegistry"},
	{"SharedArrayBuffer", "internal/shared", "SharedArrayBuffer"}, {"Atomics", "internal/shared", "Atomics"},
	{"Intl", "internal/intl", ""}, {"Iterator", "internal/polyfill", "Iterator"}, {"gc", "internal/weak", "gc"},
}

// What V8 has and goja lacks, by the object that holds it.
var lazyBuiltins = map[string][]string{
	"Promise":          {"withResolvers", "try"},
	"Object":           {"groupBy"},
	"Map":              {"groupBy"},
	"Array":            {"fromAsync"},
	"RegExp":           {"escape"},
	"String.prototype": {"isWellFormed", "toWellFormed"},
	"Set.prototype": {"union", "intersection", "difference", "symmetricDifference", "isSubsetOf", "isSupersetOf",
		"isDisjointFrom"},
	"ArrayBuffer.prototype": {"transfer", "transferToFixedLength"},
}

func (rt *Runtime) initGlobals() {
	global := rt.vm.GlobalObject()
	_ = global.DefineDataProperty("global", global, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE)
	_ = global.DefineDataPropertySymbol(goja.SymToStringTag, rt.vm.ToValue("global"), goja.FLAG_FALSE, goja.FLAG_TRUE, goja.FLAG_FALSE)
	for _, p := range lazyGlobals {
		rt.lazy(global, p)
	}
	symbol := global.Get("Symbol").(*goja.Object)
	prefix := "Symbol."
	if rt.node.major < 24 { // before V8 had them
		prefix = "nodejs."
	}
	for name, text := range map[string]string{"asyncIterator": "Symbol.asyncIterator", "dispose": prefix + "dispose", "asyncDispose": prefix + "asyncDispose"} {
		if v := symbol.Get(name); v == nil || goja.IsUndefined(v) {
			_ = symbol.DefineDataProperty(name, goja.NewSymbol(text), goja.FLAG_FALSE, goja.FLAG_FALSE, goja.FLAG_FALSE)
		}
	}
	if rt.node.major >= 20 {
		rt.fixedBuffers()
	}
	for holder, names := range lazyBuiltins {
		name, isProto := holder, false
		if n := len(holder) - len(".prototype"); n > 0 && holder[n:] == ".prototype" {
			name, isProto = holder[:n], true
		}
		o := global.Get(name).(*goja.Object)
		if isProto {
			o = o.Get("prototype").(*goja.Object)
		}
		for _, n := range names {
			if v := o.Get(n); v == nil || goja.IsUndefined(v) {
				rt.lazy(o, lazyProperty{n, "internal/polyfill", holder + "." + n})
			}
		}
	}
}

// fixedBuffers has buffers say that they are of a fixed length, as they all are here.
func (rt *Runtime) fixedBuffers() {
	proto := rt.vm.GlobalObject().Get("ArrayBuffer").(*goja.Object).Get("prototype").(*goja.Object)
	for name, of := range map[string]func(goja.ArrayBuffer) any{
		"resizable":     func(goja.ArrayBuffer) any { return false },
		"maxByteLength": func(b goja.ArrayBuffer) any { return len(b.Bytes()) },
	} {
		get := rt.named("get "+name, 0, func(call goja.FunctionCall) goja.Value {
			if buffer, ok := call.This.Export().(goja.ArrayBuffer); ok {
				return rt.vm.ToValue(of(buffer))
			}
			panic(rt.vm.NewTypeError("Method ArrayBuffer.prototype.%s called on incompatible receiver %s", name, call.This))
		})
		_ = proto.DefineAccessorProperty(name, get, nil, goja.FLAG_TRUE, goja.FLAG_FALSE)
	}
}

// lazy defines p on o as an accessor that becomes a plain property when used.
func (rt *Runtime) lazy(o *goja.Object, p lazyProperty) {
	settle := func(v goja.Value) {
		_ = o.DefineDataProperty(p.name, v, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE)
	}
	getter := rt.vm.ToValue(func(goja.FunctionCall) goja.Value {
		v := rt.lib(p.lib)
		if p.export != "" {
			v = v.(*goja.Object).Get(p.export)
		}
		settle(v)
		return v
	})
	setter := rt.vm.ToValue(func(call goja.FunctionCall) goja.Value {
		settle(call.Argument(0))
		return goja.Undefined()
	})
	_ = o.DefineAccessorProperty(p.name, getter, setter, goja.FLAG_TRUE, goja.FLAG_FALSE)
}
