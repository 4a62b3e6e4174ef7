// Package loader loads addons for real, each in a process of its own that it
// watches: whatever the addon does there, the caller lives, and gets a Report
// of what happened and where.
//
// This package is the parent's side and pure Go. The child is the same program
// again: internal/probe, which joins loader/native to Node-API and scripts.
// Loading runs the addon's code. The sandbox bounds what that can reach; it is
// no reason to load what is known to be malicious, which could also forge what
// is told of itself.
package loader

import (
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/napicheck/napicheck/napi/misuse"
)

// An Outcome is what became of an addon.
type Outcome string

const (
	Loaded         Outcome = "loaded"
	Threw          Outcome = "threw"            // require() throws
	Crashed        Outcome = "crashed"          // the process died, or was ended by the addon
	Timeout        Outcome = "timeout"          // it did not come to an end
	Refused        Outcome = "refused"          // not loaded: the sandbox that was asked for cannot be had, or its archive not unpacked
	CannotLoadHere Outcome = "cannot-load-here" // it is for other systems, or this one lacks what it needs
)

// A Reason is why an addon was not even tried.
type Reason string

const (
	OtherMachine Reason = "other-machine" // it is for another system, processor or C library
	NeedsNode    Reason = "needs-nodejs"  // it needs what only Node.js itself has: V8
	Lacking      Reason = "lacking"       // this machine lacks what it needs, or refuses it
	NoSandbox    Reason = "no-sandbox"    // the sandbox that was asked for cannot be had
	NotUnpacked  Reason = "not-unpacked"  // the archive that it is in cannot be written out
)

// Reasons lists them.
var Reasons = []Reason{OtherMachine, NeedsNode, Lacking, NoSandbox, NotUnpacked}

// A Stage is a part of an addon's life, in this order.
type Stage string

const (
	Start        Stage = "start"              // nothing of the addon has run
	Constructors Stage = "constructors"       // the library is opened
	Register     Stage = "register"           // it is asked for its version
	Init         Stage = "init"               // its initializer runs
	Exports      Stage = "exports"            // its exports are walked; accessors are not called
	SecondEnv    Stage = "second-environment" // it is loaded again, on another thread, as by a worker
	Exec         Stage = "exec"               // a script of the user's, and the event loop
	Teardown     Stage = "teardown"           // cleanup hooks and finalizers
	Reload       Stage = "reload"             // it is loaded again after its environment has ended, as by a worker
	Unload       Stage = "unload"             // the library is closed, and that worker's thread ends
	Exit         Stage = "exit"               // handlers for the end of the process
	End          Stage = "end"                // it came to its end
)

// A Report is what became of an addon that was loaded. Its JSON form is the
// field "load" of a file in napicheck's report.
type Report struct {
	Outcome    Outcome         `json:"outcome"`
	Reason     *Reason         `json:"reason"`     // why it was not tried; null if it was
	Stage      Stage           `json:"stage"`      // where it ended; "end" if all went well
	Signal     *string         `json:"signal"`     // that ended the process: "SIGSEGV"; on Windows the exception: "STATUS_ACCESS_VIOLATION"
	ExitStatus *int            `json:"exitStatus"` // with which the addon ended the process
	Message    string          `json:"message"`    // what happened, in one sentence; "" if it loaded
	Thread     *string         `json:"thread"`     // that died: "main", or the name of another
	Stack      []Frame         `json:"stack"`      // where it died or hangs, the innermost first
	LastCall   *string         `json:"lastCall"`   // function of Node-API called last; null if none was, or it lived
	Unresolved []Unresolved    `json:"unresolved"` // symbols nobody provides here
	Exports    json.RawMessage `json:"exports"`    // shape of module.exports; null if it did not come to that
	APIVersion *int            `json:"apiVersion"` // what the addon says when asked, 8 if it cannot be asked; null if it did not come to that

	Registration []string               `json:"registration"` // seen: "symbol", "constructor"
	Called       map[string]uint64      `json:"called"`       // how often each Node-API function was called
	LookedUp     []string               `json:"lookedUp"`     // names it asked dlsym for
	Misuse       []Misuse               `json:"misuse"`
	Environments map[Stage]*Environment `json:"environments"` // what became of it when loaded again; null: not tried
	Left         *Left                  `json:"left"`         // what it left for the end of its environment; null if it did not come to that
	Script       *Script                `json:"script"`       // what a script of the user's did; null: there was none
	Sandbox      Sandbox                `json:"sandbox"`
	Output       Output                 `json:"output"`
	PeakMemory   int64                  `json:"peakMemory"` // bytes of the child
	MS           float64                `json:"ms"`         // from opening the library until its initializer has returned, or it died
}

// NotTried is the report of an addon that was not given to Run.
func NotTried(o Options, outcome Outcome, reason Reason, message string) *Report {
	r := blank()
	r.Sandbox.Mode = o.Sandbox
	r.Outcome, r.Reason, r.Message = outcome, &reason, message
	return r
}

// blank is the report of an addon of which nothing is known yet.
func blank() *Report {
	return &Report{
		Outcome: Loaded, Stage: Start,
		Stack: []Frame{}, Unresolved: []Unresolved{}, Registration: []string{}, LookedUp: []string{}, Called: map[string]uint64{}, Misuse: []Misuse{},
		Environments: map[Stage]*Environment{SecondEnv: nil, Reload: nil},
		Sandbox:      Sandbox{Applied: []string{}, Missing: []Missing{}, Denied: []Denied{}},
	}
}

// Show has the report show paths as r replaces them.
func (r *Report) Show(s *strings.Replacer) {
	stack := func(frames []Frame) {
		for i := range frames {
			frames[i].Module = s.Replace(frames[i].Module)
		}
	}
	for _, text := range []*string{&r.Message, &r.Output.Stdout, &r.Output.Stderr} {
		*text = s.Replace(*text)
	}
	stack(r.Stack)
	for i := range r.Unresolved {
		r.Unresolved[i].WantedBy = s.Replace(r.Unresolved[i].WantedBy)
	}
	for i := range r.Misuse {
		stack(r.Misuse[i].Stack)
	}
	for _, e := range r.Environments {
		if e != nil {
			e.Message = s.Replace(e.Message)
			stack(e.Stack)
		}
	}
	if r.Left != nil {
		for i := range r.Left.Threads {
			r.Left.Threads[i].Routine.Module = s.Replace(r.Left.Threads[i].Routine.Module)
		}
	}
	for i := range r.Sandbox.Denied {
		r.Sandbox.Denied[i].What = s.Replace(r.Sandbox.Denied[i].What)
	}
}

// An Environment is what became of an addon that was loaded another time.
type Environment struct {
	Outcome Outcome `json:"outcome"`
	Signal  *string `json:"signal"`
	Message string  `json:"message"`
	Stack   []Frame `json:"stack"`
	Same    bool    `json:"same"` // its exports have the same shape
}

// Left is what an addon has left for the end of its environment, and threads
// that have outlived it.
type Left struct {
	References          int      `json:"references"`
	StrongReferences    int      `json:"strongReferences"`
	Wraps               int      `json:"wraps"`
	AsyncWorks          int      `json:"asyncWorks"`
	ThreadsafeFunctions int      `json:"threadsafeFunctions"`
	CleanupHooks        int      `json:"cleanupHooks"`
	Threads             []Thread `json:"threads"`
}

// A Thread is one of an addon.
type Thread struct {
	Name    string `json:"name"`
	Routine Frame  `json:"routine"` // what runs in it
}

// A Script is what became of a script of the user's.
type Script struct {
	Status int `json:"status"` // as node would exit with
}

// Output is what the addon and the script have written to standard output and
// standard error. Of much, the beginning and the end are kept.
type Output struct {
	Stdout  string `json:"stdout"`
	Stderr  string `json:"stderr"`
	Bytes   int64  `json:"bytes"` // in all
	Flooded bool   `json:"flooded"`
}

// An Unresolved symbol is one that nothing on this machine provides.
type Unresolved struct {
	Symbol      string `json:"symbol"`
	Version     string `json:"version"`     // "GLIBC_2.38"; "" if it wants none
	WantedBy    string `json:"wantedBy"`    // path of the addon, or of a library it needs
	Binding     string `json:"binding"`     // "now": loading fails; "lazy": the process dies at the first call
	Constructor bool   `json:"constructor"` // a constructor calls it: the process dies while it is loaded
	Node        bool   `json:"node"`        // some release of Node.js exports it (V8, node::, OpenSSL, …), and this program does not
}

// A Frame is one level of a native stack.
type Frame struct {
	Module   string `json:"module"`   // file that holds the code; "" = none
	Offset   uint64 `json:"offset"`   // in the module, as addr2line takes it
	Function string `json:"function"` // demangled; "" = not known
	File     string `json:"file"`     // of the source; "" = not known
	Line     int    `json:"line"`
}

// A Misuse is a breach of Node-API's rules that Node.js lets pass. Package
// napi/misuse explains its kinds.
type Misuse struct {
	Kind      string          `json:"kind"`
	Case      string          `json:"case"`
	Severity  misuse.Severity `json:"severity"`
	Function  string          `json:"function"`  // of Node-API, or the type of a callback
	Arguments []string        `json:"arguments"` // their kinds
	Message   string          `json:"message"`
	Help      string          `json:"help"`
	Count     uint64          `json:"count"` // how often it was seen at this place
	Stack     []Frame         `json:"stack"`
}

// A Mode says how much of a sandbox there must be.
type Mode string

const (
	Strict     Mode = "strict"      // all of it, or the addon is not loaded
	BestEffort Mode = "best-effort" // what the system offers; what it does not is told
	Off        Mode = "off"
)

// Modes lists them.
var Modes = []Mode{BestEffort, Strict, Off}

// Sandbox is what kept the addon from the rest of the machine.
type Sandbox struct {
	Mode    Mode      `json:"mode"`
	Applied []string  `json:"applied"`
	Missing []Missing `json:"missing"` // what the system does not offer
	Denied  []Denied  `json:"denied"`  // what the addon tried, and was refused
}

// Missing is a part of the sandbox that could not be had.
type Missing struct {
	What string `json:"what"`
	Why  string `json:"why"`
}

// Denied is something the addon was refused.
type Denied struct {
	Call  string `json:"call"`  // of the system: "openat"
	What  string `json:"what"`  // the file, or what kind of thing; "" = there is no more to it
	Count int    `json:"count"` // how often
}

// Options of Run. Zero values have defaults.
type Options struct {
	// Command starts the program that loads: one that calls probe.Main. nil: this
	// build has none.
	Command []string
	// Started is a child that Command has started already; nil = none. Run ends it.
	Started *Started
	// Program is the program where Command starts an emulator that runs it, and
	// Root the folder whose files stand before the system's for that, as by -L of
	// qemu. "" = Command's own, and none.
	Program, Root string

	Sandbox     Mode          // "" = BestEffort
	Timeout     time.Duration // of the addon's life; 0 = DefaultTimeout
	Memory      int64         // that the child may use, in bytes; 0 = DefaultMemory
	NodeVersion string        // the release to pose as; "" = the runtime's default
	Script      string        // path of a script to run with the exports as the global "addon"; "" = none
}

// Started is a process that waits on the other end of a socket to be a child.
type Started struct{ PID, Socket int }

const (
	DefaultTimeout = 10 * time.Second
	DefaultMemory  = 4 << 30
	MinMemory      = 512 << 20 // what is loaded with takes some 100 MB, most of it for stacks of threads
)

// ErrBuild is an error of Run, and none of the addon's.
var ErrBuild = errors.New("this build cannot load addons: it was made without cgo")
