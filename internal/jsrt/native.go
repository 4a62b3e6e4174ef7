package jsrt

import (
	"reflect"
	"sync"
	"unsafe"

	"github.com/dop251/goja"
)

// What native addons need of the loop, besides Callback and NewAsync.

// Pending reports whether the present callback should end before JavaScript is
// called again: the nextTick queue, promises, rejections, hooks or another
// asynchronous context wait for that, or the Runtime is ending.
func (rt *Runtime) Pending() bool {
	jobs := promiseJobs(rt.vm)
	return rt.exiting || rt.tickHead < len(rt.ticks) || len(rt.rejected) > 0 || rt.hooks != nil || rt.context != nil || len(rt.held) > 0 || jobs == nil || len(*jobs) > 0
}

// Enter begins a continuation of the operation that lasts until leave is
// called. It is for code that cannot be given to Run. made: it is a call.
func (a *AsyncOperation) Enter(made bool) (leave func(well bool)) {
	rt := a.rt
	execution, context := rt.execution, rt.context
	rt.execution, rt.context = a.entered(), a.contextOf(made)
	if rt.hooks != nil {
		rt.emitHook("before", rt.vm.ToValue(a.id.id))
	}
	return func(well bool) {
		if rt.hooks != nil && well {
			rt.emitHook("after", rt.vm.ToValue(a.id.id))
		}
		rt.execution, rt.context = execution, context
	}
}

// contextOf is the context of a continuation. From 24 on, Node.js restores it
// for calls in the operation's name only.
func (a *AsyncOperation) contextOf(made bool) goja.Value {
	if made || a.rt.node.major < 24 {
		return a.ctx
	}
	return nil
}

// Outside begins code that belongs to no operation and has no context, until
// leave is called; if it is a call, in the domain of its receiver.
func (rt *Runtime) Outside(receiver goja.Value) (leave func(well bool)) {
	execution, context := rt.execution, rt.context
	rt.execution, rt.context = asyncID{}, nil
	leaveDomain := rt.enterDomain(receiver)
	return func(well bool) {
		if leaveDomain != nil {
			if _, err := leaveDomain(nil, rt.vm.ToValue(well)); err != nil {
				rt.stopped(err)
			}
		}
		rt.execution, rt.context = execution, context
	}
}

// enterDomain enters the domain of receiver; nil: it has none.
func (rt *Runtime) enterDomain(receiver goja.Value) goja.Callable {
	if _, ok := rt.libs["domain"]; !ok || receiver == nil {
		return nil
	}
	v, err := rt.callLib("domain", "_receiver", receiver)
	if err != nil {
		rt.stopped(err)
		return nil
	}
	leave, _ := goja.AssertFunction(v)
	return leave
}

// UncaughtError is Uncaught with the place an exception was thrown at.
func (rt *Runtime) UncaughtError(err error) {
	threw := rt.threw
	rt.uncaught(err)
	rt.threw = threw // it was told of it
}

// Warn is process.emitWarning.
func (rt *Runtime) Warn(message, kind, code string) {
	if _, err := rt.callLib("process", "emitWarning", rt.vm.ToValue(message), rt.vm.ToValue(kind), rt.vm.ToValue(code)); err != nil {
		rt.stopped(err)
	}
}

// jobQueue is where goja's Runtime keeps promise jobs; 0 if that has changed.
var jobQueue = sync.OnceValue(func() uintptr {
	f, ok := reflect.TypeFor[goja.Runtime]().FieldByName("jobQueue")
	if !ok || f.Type != reflect.TypeFor[[]func()]() {
		return 0
	}
	return f.Offset
})

// promiseJobs are the promise jobs that wait; nil if that cannot be told.
func promiseJobs(vm *goja.Runtime) *[]func() {
	offset := jobQueue()
	if offset == 0 {
		return nil
	}
	return (*[]func())(unsafe.Add(unsafe.Pointer(vm), offset))
}

// Left reports whether process.exit or an uncaught exception ended the Runtime,
// rather than the end of all work. Node.js then ends the process as it is: no
// cleanup hook runs, except on workers.
func (rt *Runtime) Left() bool { return rt.left }

// ExecArgv returns the flags before the script.
func (rt *Runtime) ExecArgv() []string { return rt.opts.ExecArgv }
