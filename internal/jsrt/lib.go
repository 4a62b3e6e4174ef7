package jsrt

import (
	"embed"
	"fmt"
	"sync"

	"github.com/dop251/goja"
)

// The JavaScript part of the core modules. Each file is the body of a function
// of (exports, require, module, binding): require knows core modules only, the
// internal ones included; binding(name) gives what Go provides.
//
//go:embed lib
var libFiles embed.FS

var libPrograms sync.Map // id → *goja.Program, shared by all Runtimes

// publicModules are the core modules scripts can require.
var publicModules = []string{
	"assert", "assert/strict", "async_hooks", "buffer", "child_process", "console", "constants", "crypto",
	"diagnostics_channel", "dns", "domain", "events", "fs", "fs/promises", "http", "https", "module", "net", "os", "path", "path/posix", "path/win32",
	"perf_hooks", "process", "punycode", "querystring", "readline", "readline/promises", "stream", "stream/promises", "string_decoder", "sys", "timers",
	"timers/promises", "tls", "tty", "url", "util", "util/types", "v8", "vm", "worker_threads", "zlib",
}

// fill fills o with what Go provides under a name.
func (rt *Runtime) fill(name string, o *goja.Object) bool {
	switch name {
	case "async":
		bindAsync(rt, o)
	case "atomics":
		bindAtomics(rt, o)
	case "buffer":
		bindBuffer(rt, o)
	case "child":
		bindChild(rt, o)
	case "crypto":
		bindCrypto(rt, o)
	case "errors":
		bindErrors(rt, o)
	case "fs":
		bindFS(rt, o)
	case "gc":
		bindGC(rt, o)
	case "module":
		bindModule(rt, o)
	case "os":
		bindOS(rt, o)
	case "process":
		bindProcess(rt, o)
	case "report":
		bindReport(rt, o)
	case "timers":
		bindTimers(rt, o)
	case "tty":
		bindTTY(rt, o)
	case "url":
		bindURL(rt, o)
	case "util":
		bindUtil(rt, o)
	case "vm":
		bindVM(rt, o)
	case "worker":
		bindWorker(rt, o)
	case "zlib":
		bindZlib(rt, o)
	default:
		return false
	}
	return true
}

// loader keeps the core modules loaded so far.
type loader struct {
	libs       map[string]*goja.Object // module objects
	bound      map[string]*goja.Object
	requireLib goja.Value
	binding    goja.Value
	modules    moduleCache
}

func (l *loader) init() {
	l.libs, l.bound = map[string]*goja.Object{}, map[string]*goja.Object{}
}

func isPublic(id string) bool {
	for _, m := range publicModules {
		if m == id {
			return true
		}
	}
	return false
}

// lib returns the exports of a core module, loading it first if need be. What
// it throws is a panic, as everywhere in goja.
func (rt *Runtime) lib(id string) goja.Value {
	if m, ok := rt.libs[id]; ok {
		return m.Get("exports")
	}
	program, err := libProgram(id)
	if err != nil {
		panic(rt.vm.NewGoError(err))
	}
	if rt.requireLib == nil {
		rt.requireLib = rt.vm.ToValue(func(call goja.FunctionCall) goja.Value {
			return rt.lib(call.Argument(0).String())
		})
		rt.binding = rt.vm.ToValue(func(call goja.FunctionCall) goja.Value {
			return rt.bind(call.Argument(0).String())
		})
	}
	module, exports := rt.vm.NewObject(), rt.vm.NewObject()
	_ = module.Set("exports", exports)
	rt.libs[id] = module
	wrapper, err := rt.vm.RunProgram(program)
	if err == nil {
		call, _ := goja.AssertFunction(wrapper)
		_, err = call(goja.Undefined(), exports, rt.requireLib, module, rt.binding)
	}
	if err != nil {
		delete(rt.libs, id)
		rt.throw(err)
	}
	return module.Get("exports")
}

func libProgram(id string) (*goja.Program, error) {
	if p, ok := libPrograms.Load(id); ok {
		return p.(*goja.Program), nil
	}
	source, err := libFiles.ReadFile("lib/" + id + ".js")
	if err != nil {
		return nil, fmt.Errorf("no core module %q", id)
	}
	p, err := goja.Compile("node:"+id, "(function(exports,require,module,binding){"+string(source)+"\n})", true)
	if err != nil {
		return nil, err
	}
	libPrograms.Store(id, p)
	return p, nil
}

func (rt *Runtime) bind(name string) *goja.Object {
	if o, ok := rt.bound[name]; ok {
		return o
	}
	o := rt.vm.NewObject()
	rt.bound[name] = o
	if !rt.fill(name, o) {
		panic(rt.vm.NewGoError(fmt.Errorf("no binding %q", name)))
	}
	return o
}

// callLib calls a function a core module exports.
func (rt *Runtime) callLib(id, name string, args ...goja.Value) (result goja.Value, err error) {
	if ex := rt.vm.Try(func() {
		exports := rt.lib(id).(*goja.Object)
		f, ok := goja.AssertFunction(exports.Get(name))
		if !ok {
			panic(rt.vm.NewTypeError("%s has no %s", id, name))
		}
		result, err = f(exports, args...)
	}); ex != nil {
		return nil, ex
	}
	return result, err
}

// callMethod calls object[name](args).
func (rt *Runtime) callMethod(object *goja.Object, name string, args ...goja.Value) (err error) {
	if ex := rt.vm.Try(func() {
		f, ok := goja.AssertFunction(object.Get(name))
		if !ok {
			panic(rt.vm.NewTypeError("%s is not a function", name))
		}
		_, err = f(object, args...)
	}); ex != nil {
		return ex
	}
	return err
}

// throw panics with err as goja wants it, so that scripts catch it.
func (rt *Runtime) throw(err error) {
	switch err := err.(type) {
	case nil:
	case *goja.Exception, *goja.InterruptedError, *goja.StackOverflowError:
		panic(err)
	case *nodeError:
		panic(rt.newError(err))
	case thrown:
		panic(err.value)
	default:
		panic(rt.newError(&nodeError{kind: "Error", message: err.Error()}))
	}
}
