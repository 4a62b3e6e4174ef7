// Package misuse knows the ways in which addons break the rules of Node-API
// that a checked napi.Runtime tells, and reads its records. It is pure: what
// finds misuse is package napi.
package misuse

import "slices"

// Severity says how much a misuse matters, in the words of package rules.
type Severity string

const (
	Error   Severity = "error"   // undefined behaviour: what it does is luck
	Warning Severity = "warning" // it fails or leaks for some users
	Note    Severity = "note"    // it may be meant
)

// A Kind is a way of misuse. Its cases may differ in weight.
type Kind struct {
	ID string // kebab-case, never reused
	// Doc is a summary line of at most 60 characters without a full stop, an
	// empty line, then why it hurts and what to do.
	Doc   string
	Help  string // what to do, in one or two sentences
	Cases []Case
}

// A Case is what a record of a kind may say in its field "what".
type Case struct {
	What     string
	Severity Severity
	Leak     bool // it is told when an environment has ended, of what that has left
}

// Summary is the first line of Doc.
func (k *Kind) Summary() string {
	for i := range k.Doc {
		if k.Doc[i] == '\n' {
			return k.Doc[:i]
		}
	}
	return k.Doc
}

// Severity is the highest of a kind's cases.
func (k *Kind) Severity() Severity {
	highest := Note
	for _, c := range k.Cases {
		if c.Severity == Error || c.Severity == Warning && highest == Note {
			highest = c.Severity
		}
	}
	return highest
}

// Case returns the case of a kind by its name.
func (k *Kind) Case(what string) (Case, bool) {
	i := slices.IndexFunc(k.Cases, func(c Case) bool { return c.What == what })
	if i < 0 {
		return Case{}, false
	}
	return k.Cases[i], true
}

// Lookup returns the kind with an ID.
func Lookup(id string) (*Kind, bool) {
	i := slices.IndexFunc(Kinds, func(k *Kind) bool { return k.ID == id })
	if i < 0 {
		return nil, false
	}
	return Kinds[i], true
}

// Kinds are all kinds, those that spoil most first.
var Kinds = []*Kind{
	{
		ID: "wrong-thread", Cases: []Case{{What: "call", Severity: Error}},
		Help: "Make the call from the thread of JavaScript: hand the work over with a thread-safe function.",
		Doc: `Calls Node-API on a thread that is not JavaScript's

An environment belongs to one thread. Calls from others race with the engine:
they work in tests and corrupt memory under load. Of all functions, only those
that call, acquire and release thread-safe functions may be used on other
threads, and napi_fatal_error.

Hand the result over with a thread-safe function, or do the work in the execute
part of an async work and touch JavaScript in its complete part.`,
	},
	{
		ID: "invalid-handle", Cases: []Case{{What: "none", Severity: Error}, {What: "stale", Severity: Error}},
		Help: "Keep values over calls with napi_create_reference; a napi_value lives no longer than the call it was made in.",
		Doc: `Uses a handle that is stale, foreign or made up

A napi_value is valid in the call into the addon in which it was made, and in no
other environment. Kept in a global variable or in an object it points at
whatever the engine puts there next: mostly the right value, for a while.

Keep the value with napi_create_reference and ask for it with
napi_get_reference_value in each call.`,
	},
	{
		ID: "handle-after-scope", Cases: []Case{{What: "closed", Severity: Error}},
		Help: "Use an escapable scope and napi_escape_handle for what is to outlive the scope, or close the scope later.",
		Doc: `Uses a handle after its scope was closed

napi_close_handle_scope ends all handles made since the scope was opened. Their
slots are used again by the next ones.

Open the scope with napi_open_escapable_handle_scope and let the one value that
is still needed out with napi_escape_handle.`,
	},
	{
		ID: "scope-nesting",
		Cases: []Case{{What: "not-open", Severity: Error}, {What: "other-kind", Severity: Error}, {What: "outer", Severity: Error},
			{What: "order", Severity: Error}, {What: "left-open", Severity: Error}},
		Help: "Close each scope exactly once, the newest first, on every way out of the function that opened it.",
		Doc: `Closes scopes out of order, twice, or not at all

Scopes are a stack. Node.js does not check their order, and closing one that is
not the newest ends handles of others; one that is left open ends the process
when the callback returns.

Close each scope once, in the function that opened it, on every way out; in C++
let a destructor do it.`,
	},
	{
		ID: "exception-ignored", Cases: []Case{{What: "refused", Severity: Warning}},
		Help: "Return as soon as a call answers napi_pending_exception, or take the exception with napi_get_and_clear_last_exception.",
		Doc: `Goes on calling while an exception is pending

While an exception is pending, calls that may run JavaScript do nothing and
answer napi_pending_exception. An addon that does not look works on with
results that were never set.

Check the status of every call. On napi_pending_exception free what is held and
return, or clear the exception and handle it.`,
	},
	{
		ID: "status-ignored", Cases: []Case{{What: "unset", Severity: Error}},
		Help: "Check the status of the call that was to give the result before using it.",
		Doc: `Uses the result of a call that failed

A call that fails leaves its result as it was: an uninitialized variable, or
NULL. The addon did not look at the status and used it.

Check the status of every call; with node-addon-api, build with exceptions or
test IsEmpty.`,
	},
	{
		ID:    "reference",
		Cases: []Case{{What: "none", Severity: Error}, {What: "over", Severity: Error}, {What: "leaked", Severity: Note, Leak: true}},
		Help:  "Delete each reference once, with napi_delete_reference, when nothing uses it any more.",
		Doc: `Loses a reference, or uses one that was deleted

A reference that is not deleted keeps its value, and all that hangs on it, until
the environment ends, and its own memory even longer. One that is used after it
was deleted points into memory of something else.

Delete it where what it belongs to ends, and forget the pointer then. One
reference for the life of the environment is fine: it is not told.`,
	},
	{
		ID: "async-work",
		Cases: []Case{{What: "none", Severity: Error}, {What: "over", Severity: Error}, {What: "busy", Severity: Error},
			{What: "queued-twice", Severity: Error}, {What: "leaked", Severity: Warning, Leak: true}},
		Help: "Delete an async work once, in its complete callback, and do not queue it again before that.",
		Doc: `Deletes async work under way, loses it, or queues it twice

Node.js hands the work to a pool of threads as it is. Deleting or queueing it
before its complete callback has been called lets a thread use freed memory;
never deleting it leaks it, and the resource it names.

Delete the work in its complete callback. To stop it, cancel it and wait for
that callback.`,
	},
	{
		ID: "threadsafe-function",
		Cases: []Case{{What: "over", Severity: Error}, {What: "released", Severity: Error}, {What: "deadlock", Severity: Error},
			{What: "leaked", Severity: Note, Leak: true}},
		Help: "Acquire a thread-safe function once for each thread, release it once, and do not touch it afterwards.",
		Doc: `Uses a thread-safe function after release, or leaks it

When the last thread has released a thread-safe function its memory is freed. A
later call uses what is there then. One that is never released keeps its
callback, and the process if it is not unreferenced. A blocking call on the thread of
JavaScript waits for room that only this thread can make.

Count threads with napi_acquire_threadsafe_function and release once for each; on
the thread of JavaScript call it with napi_tsfn_nonblocking.`,
	},
	{
		ID:    "deferred",
		Cases: []Case{{What: "none", Severity: Error}, {What: "over", Severity: Error}, {What: "leaked", Severity: Note, Leak: true}},
		Help:  "Conclude each deferred exactly once, also when the work fails or is cancelled.",
		Doc: `Concludes a deferred twice, or never

napi_resolve_deferred and napi_reject_deferred free the deferred; a second call
uses freed memory. A promise whose deferred is forgotten stays pending, and
whoever awaits it hangs.

Conclude it once on every way out, and forget the pointer then.`,
	},
	{
		ID: "wrap", Cases: []Case{{What: "overwritten", Severity: Warning}, {What: "foreign", Severity: Error}},
		Help: "Tag objects with napi_type_tag_object and check the tag before napi_unwrap; wrap each object once.",
		Doc: `Wraps an object twice, or unwraps what another addon wrapped

An object holds one native object. A second napi_wrap fails, and what it was
given is neither kept nor finalized. napi_unwrap hands out whatever was wrapped:
a script can pass an object of another addon, whose memory is then taken for
what it is not.

Give each class a tag with napi_type_tag_object, and check it with
napi_check_object_type_tag first.`,
	},
	{
		ID:    "environment",
		Cases: []Case{{What: "ended", Severity: Error}, {What: "other", Severity: Error}, {What: "other-reference", Severity: Error}},
		Help:  "Keep nothing of an environment in static variables: use napi_set_instance_data, and end it in a cleanup hook.",
		Doc: `Uses an environment that has ended, or another one's

Each worker thread, and each time a module is loaded, has an environment of its
own. One that is kept in a static variable is that of whoever came last, and is
freed when that ends; destructors of static objects run later still.

Keep state with napi_set_instance_data, and let go of it in its finalizer or in
a cleanup hook.`,
	},
	{
		ID: "basic-finalizer", Cases: []Case{{What: "call", Severity: Error}},
		Help: "Use node_api_post_finalizer for what has to touch JavaScript.",
		Doc: `Touches JavaScript in a finalizer that runs while collecting

Finalizers of experimental modules run inside the garbage collection. Calls that
may change the heap end the process there.

Free native memory only, and post the rest with node_api_post_finalizer.`,
	},
	{
		ID: "newer-function", Cases: []Case{{What: "version", Severity: Warning}, {What: "experimental", Severity: Warning}},
		Help: "Define NAPI_VERSION as the version that has the function, or do without it.",
		Doc: `Calls a function newer than the version it declares

The declared version is what says on which releases an addon works, and how
Node.js behaves towards it. The function is there by luck; an experimental one
may change or go.

Build with NAPI_VERSION of the newest function that is used.`,
	},
	{
		ID:    "cleanup-hook",
		Cases: []Case{{What: "twice", Severity: Error}, {What: "unknown", Severity: Note}, {What: "over", Severity: Error}},
		Help:  "Add each pair of function and argument once, and remove it once.",
		Doc: `Adds a cleanup hook twice, or removes one that is not there

Node.js ends the process when the same function is added twice with the same
argument. An asynchronous hook that is removed twice is freed twice. Removing an
unknown one does nothing: mostly the argument is another than it was added with,
and the hook still runs.

Add a hook when its object is made, and remove it where that ends.`,
	},
	{
		ID: "dead-buffer", Cases: []Case{{What: "written", Severity: Error}, {What: "passed", Severity: Error}},
		Help: "Keep the ArrayBuffer with a reference as long as its memory is used, and ask for its address again after JavaScript ran.",
		Doc: `Uses memory of a buffer that was detached or collected

The address of an ArrayBuffer's memory is good as long as the ArrayBuffer lives
and is not detached. Any JavaScript that runs may detach it. A thread that goes on
writing changes memory of something else.

Hold the buffer with a reference while threads use it, or copy. Reading is not
noticed; writing is, and passing the address to Node-API.`,
	},
	{
		ID: "finalizer-data", Cases: []Case{{What: "freed", Severity: Error}},
		Help: "Let one owner free the data: do not hand it to two finalizers, and call napi_remove_wrap before freeing it yourself.",
		Doc: `Has a finalizer called with data that is freed already

The data was handed to two finalizers that both free it, or was freed by other
code while a finalizer still had it. The finalizer frees it again, or uses what
lies there now.

Give the data one owner: after napi_remove_wrap the finalizer does not run. It
is noticed where the C library is glibc.`,
	},
	{
		ID: "exports-differ", Cases: []Case{{What: "shape", Severity: Warning}, {What: "throws", Severity: Warning}},
		Help: "Make the initializer depend on its environment only, not on static variables.",
		Doc: `Exports something else in a second environment

The initializer runs once for each environment: for the program, for each
worker, and when the module is loaded again. A static variable that says "done"
leaves later ones without exports.

Let it build all its exports each time, and keep what it needs with
napi_set_instance_data.`,
	},
	{
		ID: "module-register", Cases: []Case{{What: "twice", Severity: Warning}},
		Help: "Register one module in one library; export napi_register_module_v1 instead of a constructor.",
		Doc: `Registers more than one module in a library

Node.js keeps one module of those that a library's constructors register while
it is opened: the last. The others are never initialized, and which is the last is
up to the linker.

Keep one registration in the library, best as the symbol
napi_register_module_v1.`,
	},
	{
		ID: "returned-handle", Cases: []Case{{What: "closed", Severity: Error}, {What: "none", Severity: Error}},
		Help: "Return a handle of the callback's own scope: let it escape from scopes opened in the callback.",
		Doc: `Returns a handle that is not valid any more

The value a callback returns is read after it has returned, when scopes opened
in it are closed. A handle of such a scope, or of an earlier call, is then that of
whatever came next.

Use an escapable scope and return what napi_escape_handle gives, or open no scope
in callbacks: they have one.`,
	},
	{
		ID: "string-truncated", Cases: []Case{{What: "truncated", Severity: Note}},
		Help: "Ask for the length with a NULL buffer first, and give room for it and the end.",
		Doc: `Reads a string into a buffer that is too small for it

napi_get_value_string_* cuts a string to what fits, without an error. Paths,
names and data lose their ends; with a buffer of exactly the length, the last
character.

Ask for the length with a NULL buffer, and give one of the length and 1. Cutting
may be meant: then there is nothing to do.`,
	},
	{
		ID: "external-memory", Cases: []Case{{What: "negative", Severity: Warning}, {What: "leaked", Severity: Note, Leak: true}},
		Help: "Report as much taken back as was reported, in the finalizer that frees the memory.",
		Doc: `Reports external memory out of balance

napi_adjust_external_memory tells the collector how much memory hangs on its
objects. What is never taken back makes it collect ever more often; taking back more than
was reported hides memory from it.

Adjust by the same amount when memory is taken and when it is freed.`,
	},
}
