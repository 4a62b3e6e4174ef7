// Package napi implements Node-API on the goja engine: it loads addons (.node
// files) and lets scripts call them, with the semantics of Node.js.
//
// An addon calls C functions, one file per section of the Node-API
// documentation (errors.c, properties.c, …; functions.h is the table of all).
// What need not reach JavaScript ends in C; the rest calls one exported Go
// function of the file with the same stem. How the border is crossed:
//
//   - Integers only. A napi_value is a word (core.h draws it): an int32, a
//     constant, or the index of a slot. Caller-owned pointers travel as
//     uintptr; strings as address and length. C keeps no Go pointer.
//   - One door: door.go finds the environment, runs what may throw, keeps the
//     exception pending and records the status. No panic passes C frames.
//   - A Runtime is one JavaScript world and belongs to one goroutine, locked to
//     its thread. Several Runtimes may live in one process.
//
// The package knows nothing of module resolution, files or timers: whoever
// runs scripts gives Load a path and the module object.
package napi

import (
	"errors"
	"os"

	"github.com/dop251/goja"

	"github.com/napicheck/napicheck/internal/heap"
)

// ErrNoCgo is what New returns in a build without cgo, which cannot call
// native code.
var ErrNoCgo = errors.New("this build cannot run addons: it was made without cgo")

// Options of a Runtime. The zero value is usable.
type Options struct {
	VM          *goja.Runtime // the engine; nil makes one
	Heap        *heap.Heap    // what watches its objects; nil makes one
	NodeVersion string        // what napi_get_node_version tells, "22.11.0"; empty = DefaultNodeVersion
	APIVersion  int           // what napi_get_version tells, and the newest a module may want; 0 = the newest there is

	// Host runs the scripts' event loop. nil: there is none, and no nextTick;
	// whoever uses the Runtime calls Drain.
	Host Host

	// ForceUncaught makes exceptions of thread-safe functions uncaught ones for
	// modules of any version: --force-node-api-uncaught-exceptions-policy.
	ForceUncaught bool

	// CountCalls makes the Runtime count the calls of each function: see Calls.
	CountCalls bool

	// Counters is where it counts them: a word for each function, in the order
	// of Functions, then 1 + the number of the function called last. It is memory
	// outside Go's heap, such as other processes can see too, CountersLen words
	// of zeros. nil: memory of its own.
	Counters []uint64

	// Progress, if not nil, is told what Load is about to do: whatever ends the
	// process meanwhile, one knows what it was.
	Progress func(Progress)

	// Check has the calls of addons checked for misuse of Node-API, and records
	// of it written there: package misuse decodes them. It may be a pipe, if that
	// is read at the same time. It stays in use after Close: addons' code may run
	// until the process ends.
	Check *os.File

	// Uncaught receives what an addon hands to napi_fatal_exception, and what
	// its callbacks throw where no script can catch it, when there is no Host.
	// nil: panic with it.
	Uncaught func(exception goja.Value)
}

// A Progress is how far Load has come with an addon.
type Progress struct {
	Step        Step
	Constructor bool  // from Register on: a constructor of the library has called napi_module_register
	Symbol      bool  // from Register on: the library exports napi_register_module_v1
	Version     int32 // from Init on: the Node-API version the addon says it was built for, 8 if it says none
}

// A Step is something that runs code of an addon.
type Step int

const (
	StepOpen     Step = iota // the library is opened: its constructors
	StepRegister             // it is asked for its version
	StepInit                 // its initializer
)

// DefaultNodeVersion is the release a Runtime claims to be when not told.
const DefaultNodeVersion = "22.11.0"

// A FatalFrame is a frame of the native code that met a fatal error.
type FatalFrame struct {
	PC     uintptr
	Symbol string // of the function, if the library tells
	Module string // the file it is in
}
