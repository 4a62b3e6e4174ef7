package napi

import "github.com/dop251/goja"

// A Host runs the scripts that use a Runtime: it has the event loop, the queue
// of process.nextTick, asynchronous contexts. The Runtime is the part of that
// loop which brings native work into it: see Poll, Drain and Alive.
type Host interface {
	// Callback runs f, which calls into JavaScript, and afterwards what waits
	// for the end of a callback: nextTick's queue, then promises. f's error, if
	// no script is under way, is an uncaught exception; otherwise it is
	// returned. A Host that is ending does not run f.
	Callback(f func() error) error

	// Pending reports whether a callback should end now, because something
	// waits for that. Until then, further calls are made within the same one.
	Pending() bool

	// Uncaught handles an exception no script can catch. It returns if the
	// scripts go on.
	Uncaught(exception error)

	// NewAsync begins an asynchronous operation, which takes place in the
	// present asynchronous context. nil: nobody follows it.
	NewAsync(kind string, resource *goja.Object) Async

	// Outside enters no asynchronous context at all, until leave is called. well:
	// nothing was thrown. receiver is that of the call to come, nil if it is none.
	Outside(receiver goja.Value) (leave func(well bool))

	// Warn is process.emitWarning.
	Warn(message, kind, code string)
}

// An Async is an asynchronous operation of an addon.
type Async interface {
	Run(f func() error) error // as Callback, in the operation's context
	// Enter begins code that runs until leave is called: made, a call by
	// napi_make_callback; otherwise what an addon does in a scope.
	Enter(made bool) (leave func(well bool))
	Destroy()
}
