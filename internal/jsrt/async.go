package jsrt

import (
	"errors"

	"github.com/dop251/goja"

	"github.com/napicheck/napicheck/internal/heap"
)

// async holds what belongs to the asynchronous call under way: its ids, as
// async_hooks tells them, and the context AsyncLocalStorage reads.
type async struct {
	context   goja.Value // frame of AsyncLocalStorage; nil = none
	execution asyncID
	lastAsync int64
	ofJob     goja.Value   // context of the promise job that just ended
	failed    failure      // what an operation ended with, while it is on its way out
	hooks     *goja.Object // async_hooks' emitters while a hook is enabled
	resources []*goja.Object
}

// asyncID names an asynchronous operation and the one that caused it.
type asyncID struct {
	id, trigger int64
	resource    *goja.Object // nil = none
}

// A failure is an exception and where it was thrown: handlers of
// 'uncaughtException' run there.
type failure struct {
	value     goja.Value
	execution asyncID
	context   goja.Value
}

// An AsyncOperation is one asynchronous operation as async_hooks sees it.
type AsyncOperation struct {
	rt   *Runtime
	id   asyncID
	ctx  goja.Value
	weak *heap.Weak // the resource, where id does not keep it
}

func (rt *Runtime) newAsync(kind string, resource *goja.Object) asyncID {
	if rt.lastAsync == 0 {
		rt.lastAsync = 1 // the main script
		if rt.execution.id == 0 {
			rt.execution.id = 1
		}
	}
	rt.lastAsync++
	id := asyncID{rt.lastAsync, rt.execution.id, resource}
	if rt.hooks != nil {
		if id.resource == nil {
			id.resource = rt.vm.NewObject()
		}
		rt.emitHook("init", rt.vm.ToValue(id.id), rt.vm.ToValue(kind), rt.vm.ToValue(id.trigger), id.resource)
	}
	return id
}

func (rt *Runtime) emitHook(event string, args ...goja.Value) {
	if rt.hooks == nil {
		return
	}
	if f, ok := goja.AssertFunction(rt.hooks.Get(event)); ok {
		if _, err := f(goja.Undefined(), args...); err != nil {
			rt.stopped(err)
		}
	}
}

// within runs f as the continuation of id in the context ctx. What f throws
// is uncaught.
func (rt *Runtime) within(id asyncID, ctx goja.Value, f func() error) {
	if err := rt.scope(id, ctx, f); err != nil {
		rt.stopped(err)
	}
}

func (rt *Runtime) scope(id asyncID, ctx goja.Value, f func() error) error {
	execution, context := rt.execution, rt.context
	rt.execution, rt.context = id, ctx
	if rt.hooks != nil {
		rt.emitHook("before", rt.vm.ToValue(id.id))
	}
	err := f()
	if err != nil {
		if exception := (*goja.Exception)(nil); errors.As(err, &exception) {
			rt.failed = failure{exception.Value(), id, ctx}
		}
	} else if rt.hooks != nil {
		rt.emitHook("after", rt.vm.ToValue(id.id))
	}
	rt.execution, rt.context = execution, context
	return err
}

// whereFailed runs f in the operation that value was thrown in, if it is known.
func (rt *Runtime) whereFailed(value goja.Value, f func()) {
	failed := rt.failed
	rt.failed = failure{}
	if failed.value == nil || !failed.value.SameAs(value) {
		f()
		return
	}
	execution, context := rt.execution, rt.context
	rt.execution, rt.context = failed.execution, failed.context
	f()
	rt.execution, rt.context = execution, context
}

// NewAsync begins an asynchronous operation of the given type ("FSREQ"…): its
// init hook is emitted, the present context captured. resource may be nil.
func (rt *Runtime) NewAsync(kind string, resource *goja.Object) *AsyncOperation {
	a := &AsyncOperation{rt: rt, id: rt.newAsync(kind, resource), ctx: rt.context}
	if resource != nil && rt.node.major < 25 {
		weak, _ := heap.MakeWeak(resource)
		a.weak, a.id.resource = &weak, nil
	}
	return a
}

// entered is the operation's id as its continuations know it. Up to 24, Node.js
// leaves it to addons to keep a resource; instead of one that is gone there is
// an empty object.
func (a *AsyncOperation) entered() asyncID {
	id := a.id
	if a.weak != nil {
		if id.resource, _ = a.weak.Value().(*goja.Object); id.resource == nil {
			id.resource = a.rt.vm.NewObject()
		}
	}
	return id
}

// ID and Trigger are the operation's asyncId and triggerAsyncId.
func (a *AsyncOperation) ID() int64      { return a.id.id }
func (a *AsyncOperation) Trigger() int64 { return a.id.trigger }

// Run runs f, a continuation of the operation, between its before and after
// hooks, as Callback does.
func (a *AsyncOperation) Run(f func() error) error {
	return a.rt.Callback(func() error { return a.rt.scope(a.entered(), a.contextOf(false), f) })
}

// Destroy emits the destroy hook, on a later turn.
func (a *AsyncOperation) Destroy() { a.rt.destroyAsync(a.id.id) }

func (rt *Runtime) destroyAsync(id int64) {
	if rt.hooks == nil {
		return
	}
	rt.Ref()
	rt.Post(func() {
		rt.Unref()
		rt.emitHook("destroy", rt.vm.ToValue(id))
	})
}

// contextTracker carries the context through promises.
type contextTracker struct{ rt *Runtime }

func (c contextTracker) Grab() any {
	return c.rt.context
}

func (c contextTracker) Resumed(o any) {
	c.rt.context, _ = o.(goja.Value)
	c.rt.ofJob = nil
}

// Exited comes before the promise of the job is rejected, if it is.
func (c contextTracker) Exited() { c.rt.context, c.rt.ofJob = nil, c.rt.context }

func bindAsync(rt *Runtime, o *goja.Object) {
	set := func(name string, f func(goja.FunctionCall) goja.Value) { _ = o.Set(name, f) }
	set("context", func(goja.FunctionCall) goja.Value { return orUndefined(rt.context) })
	set("setContext", func(call goja.FunctionCall) goja.Value {
		rt.vm.SetAsyncContextTracker(contextTracker{rt})
		previous := rt.context
		if rt.context = call.Argument(0); goja.IsUndefined(rt.context) {
			rt.context = nil
		}
		return orUndefined(previous)
	})
	set("executionId", func(goja.FunctionCall) goja.Value {
		if rt.lastAsync == 0 {
			rt.lastAsync, rt.execution.id = 1, 1
		}
		return rt.vm.ToValue(rt.execution.id)
	})
	set("triggerId", func(goja.FunctionCall) goja.Value { return rt.vm.ToValue(rt.execution.trigger) })
	set("resource", func(goja.FunctionCall) goja.Value {
		if rt.execution.resource == nil {
			if len(rt.resources) == 0 {
				rt.resources = []*goja.Object{rt.vm.NewObject()}
			}
			return rt.resources[0]
		}
		return rt.execution.resource
	})
	set("newId", func(call goja.FunctionCall) goja.Value {
		resource, _ := call.Argument(1).(*goja.Object)
		id := rt.newAsync(call.Argument(0).String(), resource)
		return rt.vm.ToValue(id.id)
	})
	// run(id, trigger, context, f, this, resource, ...args): context null = the present one.
	set("run", func(call goja.FunctionCall) goja.Value {
		f, _ := goja.AssertFunction(call.Argument(3))
		resource, _ := call.Argument(5).(*goja.Object)
		id := asyncID{call.Argument(0).ToInteger(), call.Argument(1).ToInteger(), resource}
		ctx := call.Argument(2)
		if goja.IsUndefined(ctx) {
			ctx = nil
		} else if goja.IsNull(ctx) {
			ctx = rt.context
		}
		args := append([]goja.Value(nil), call.Arguments[min(6, len(call.Arguments)):]...)
		var result goja.Value
		err := rt.scope(id, ctx, func() (err error) {
			result, err = f(call.Argument(4), args...)
			return err
		})
		rt.throw(err)
		return result
	})
	set("destroy", func(call goja.FunctionCall) goja.Value {
		rt.destroyAsync(call.Argument(0).ToInteger())
		return goja.Undefined()
	})
	set("setHooks", func(call goja.FunctionCall) goja.Value {
		rt.hooks, _ = call.Argument(0).(*goja.Object)
		return goja.Undefined()
	})
}

func orUndefined(v goja.Value) goja.Value {
	if v == nil {
		return goja.Undefined()
	}
	return v
}
