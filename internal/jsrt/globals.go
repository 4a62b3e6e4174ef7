package jsrt

import (
	"strings"

	"github.com/dop251/goja"
)

// A lazyProperty is made when it is first read, so that a script pays for
// what it uses only. It is the export of a core module; export "" is all of it.
// Releases of Node.js before the major version since do not have it.
type lazyProperty struct {
	name, lib, export string
	since             int
}

var lazyGlobals = []lazyProperty{
	{"process", "process", "", 0}, {"console", "console", "", 0},
	{"Buffer", "buffer", "Buffer", 0}, {"atob", "buffer", "atob", 0}, {"btoa", "buffer", "btoa", 0},
	{"setTimeout", "timers", "setTimeout", 0}, {"clearTimeout", "timers", "clearTimeout", 0},
	{"setInterval", "timers", "setInterval", 0}, {"clearInterval", "timers", "clearInterval", 0},
	{"setImmediate", "timers", "setImmediate", 0}, {"clearImmediate", "timers", "clearImmediate", 0},
	{"queueMicrotask", "internal/microtask", "queueMicrotask", 0}, {"structuredClone", "internal/clone", "structuredClone", 0},
	{"URL", "url", "URL", 0}, {"URLSearchParams", "url", "URLSearchParams", 0},
	{"TextEncoder", "util", "TextEncoder", 0}, {"TextDecoder", "util", "TextDecoder", 0},
	{"AbortController", "internal/event_target", "AbortController", 0}, {"AbortSignal", "internal/event_target", "AbortSignal", 0},
	{"Event", "internal/event_target", "Event", 0}, {"EventTarget", "internal/event_target", "EventTarget", 0},
	{"CustomEvent", "internal/event_target", "CustomEvent", 19}, {"MessageEvent", "internal/event_target", "MessageEvent", 0},
	{"DOMException", "internal/dom_exception", "DOMException", 0},
	{"MessageChannel", "worker_threads", "MessageChannel", 0}, {"MessagePort", "worker_threads", "MessagePort", 0},
	{"fetch", "internal/network", "fetch", 0}, {"performance", "perf_hooks", "performance", 0}, {"crypto", "crypto", "webcrypto", 0},
	{"WeakRef", "internal/weak", "WeakRef", 0}, {"FinalizationRegistry", "internal/weak", "FinalizationRegistry", 0},
	{"SharedArrayBuffer", "internal/shared", "SharedArrayBuffer", 0}, {"Atomics", "internal/shared", "Atomics", 0},
	{"Intl", "internal/intl", "", 0}, {"Iterator", "internal/polyfill", "Iterator", 22}, {"gc", "internal/weak", "gc", 0},
}

// What V8 has and goja lacks, by the object that holds it, and since which major
// version of Node.js that has it; 0: what is written here uses it.
var lazyBuiltins = []struct {
	holder string
	since  int
	names  []string
}{
	{"Promise", 22, []string{"withResolvers"}}, {"Promise", 24, []string{"try"}},
	{"Object", 21, []string{"groupBy"}}, {"Map", 21, []string{"groupBy"}},
	{"Array", 22, []string{"fromAsync"}}, {"RegExp", 24, []string{"escape"}},
	{"String.prototype", 0, []string{"isWellFormed", "toWellFormed"}},
	{"Set.prototype", 22, []string{"union", "intersection", "difference", "symmetricDifference", "isSubsetOf", "isSupersetOf", "isDisjointFrom"}},
	{"ArrayBuffer.prototype", 21, []string{"transfer", "transferToFixedLength"}},
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
	for _, b := range lazyBuiltins {
		name, isProto := strings.CutSuffix(b.holder, ".prototype")
		o := global.Get(name).(*goja.Object)
		if isProto {
			o = o.Get("prototype").(*goja.Object)
		}
		for _, n := range b.names {
			if rt.node.major < b.since {
				_ = o.Delete(n) // goja has it
			} else if v := o.Get(n); v == nil || goja.IsUndefined(v) {
				rt.lazy(o, lazyProperty{n, "internal/polyfill", b.holder + "." + n, b.since})
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

// lazy defines p on o as an accessor that becomes a plain property when used, if
// the release posed as has it.
func (rt *Runtime) lazy(o *goja.Object, p lazyProperty) {
	if rt.node.major < p.since {
		return
	}
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
