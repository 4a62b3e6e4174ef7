// Package jsrt runs JavaScript as Node.js does, on the goja engine: CommonJS
// modules, the core modules that packages' loaders need, and the event loop.
// It is pure Go and knows nothing of Node-API.
//
// Addons come in through two doors. Options.LoadAddon is asked for every .node
// file; a Poller (see SetPoller) brings the work of other threads into the loop.
// What calls back into JavaScript does so through Callback, which gives
// process.nextTick, promises and uncaught exceptions their turn afterwards.
//
// A Runtime belongs to the goroutine that runs it; only Post, Wake and Terminate
// may be called from others. Workers are Runtimes of their own on locked threads.
package jsrt

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/dop251/goja"
	"github.com/dop251/goja/parser"

	"github.com/napicheck/napicheck/internal/float16"
)

// Options of a Runtime. The zero value is usable.
type Options struct {
	Stdin          io.Reader // nil = the process's
	Stdout, Stderr io.Writer // nil = the process's
	Args           []string  // process.argv behind the script
	ExecArgv       []string  // process.execArgv: the flags before the script
	Dir            string    // working directory at the start; "" = the process's
	Env            []string  // "KEY=value"; nil = the process's
	EnvFiles       []string  // files of variables to add to Env; see parseEnv
	NodeVersion    string    // the release to pose as, "22.11.0"; "" = DefaultNodeVersion
	Preload        []string  // modules to run before the script, in workers too

	// LoadAddon loads the addon at path into module.exports. Its error, if it
	// is a *goja.Exception, is thrown as it is; else as ERR_DLOPEN_FAILED.
	// nil: no addon can be loaded.
	LoadAddon func(rt *Runtime, path string, module *goja.Object) error

	// Setup is called with each new Runtime, those of workers included, before
	// anything runs in it.
	Setup func(rt *Runtime) error

	// Exit ends the process for process.exit(), after 'exit' was emitted and
	// the Runtime closed. It must not return. nil: what runs is interrupted and
	// RunMain returns the code. Workers always end by interruption.
	Exit func(code int)
}

// A Runtime is one JavaScript world with its modules and event loop.
type Runtime struct {
	// IsExternal tells whether an object is a napi_external, and what address
	// it holds, for util.inspect and util.types; nil = there are none.
	IsExternal func(*goja.Object) (address uintptr, ok bool)

	// IsUntransferable tells whether an ArrayBuffer's memory is an addon's, so
	// that it cannot go to another thread; nil = none is.
	IsUntransferable func(*goja.Object) bool

	vm   *goja.Runtime
	opts Options
	node nodeVersion
	dir  string
	env  *environment

	loop
	async
	errorSupport
	loader
	gcSupport

	worker  *worker // nil on the main thread
	workers map[*worker]struct{}

	start     time.Time
	thread    int // see OnThread
	reports   reportOptions
	exiting   bool // process.exit was called, or the loop is over
	exited    bool // 'exit' was emitted
	left      bool // by process.exit or an uncaught exception
	closed    bool
	exitCode  int
	atClose   []func()
	interrupt atomic.Bool // Terminate was called
}

// errExit is what interrupts JavaScript once the Runtime shall end.
var errExit = errors.New("exit")

// maxStack is how many JavaScript frames may nest; about Node's.
const maxStack = 10000

// New makes a Runtime.
func New(o Options) (*Runtime, error) { return newRuntime(o, nil) }

func newRuntime(o Options, w *worker) (*Runtime, error) {
	node, err := lookupNode(o.NodeVersion)
	if err != nil {
		return nil, err
	}
	if o.Stdin == nil {
		o.Stdin = os.Stdin
	}
	if o.Stdout == nil {
		o.Stdout = os.Stdout
	}
	if o.Stderr == nil {
		o.Stderr = os.Stderr
	}
	rt := &Runtime{vm: goja.New(), opts: o, node: node, dir: o.Dir, start: time.Now(), thread: threadID(), worker: w}
	for _, flag := range o.ExecArgv {
		rt.reports.reportFlag(flag)
	}
	if rt.dir == "" {
		if rt.dir, err = os.Getwd(); err != nil {
			return nil, err
		}
	} else if rt.dir, err = filepath.Abs(rt.dir); err != nil {
		return nil, err
	}
	rt.env = newEnvironment(o.Env)
	for _, file := range o.EnvFiles {
		if err := rt.loadEnvFile(file); err != nil {
			return nil, err
		}
	}
	if o.Exit != nil && w == nil { // the Runtime is the process
		rt.env.set(AsNodeVar, node.version())
	}
	rt.vm.SetMaxCallStackSize(maxStack)
	rt.vm.SetParserOptions(parser.WithDisableSourceMaps)
	rt.loop.init(rt)
	rt.collectOften = slices.ContainsFunc(o.ExecArgv, func(flag string) bool { return strings.HasPrefix(flag, "--gc-interval=") })
	rt.errorSupport.init(rt)
	rt.loader.init()
	rt.initGlobals()
	if node.major >= 24 {
		if err := float16.Define(rt.vm); err != nil {
			return nil, err
		}
	}
	if w != nil {
		w.child.Store(rt)
	}
	if o.Setup != nil {
		if err := o.Setup(rt); err != nil {
			return nil, err
		}
	}
	return rt, nil
}

// VM returns the engine.
func (rt *Runtime) VM() *goja.Runtime { return rt.vm }

// NodeVersion is the release the Runtime poses as: "22.11.0".
func (rt *Runtime) NodeVersion() string { return rt.node.version() }

// APIVersion is the version of Node-API which that release has; 0 = unknown.
func (rt *Runtime) APIVersion() int { return rt.node.facts().NodeAPI }

// IsWorker reports whether the Runtime is that of a worker thread.
func (rt *Runtime) IsWorker() bool { return rt.worker != nil }

// OnClose has f called when the Runtime ends, after 'exit' was emitted; last
// in, first out.
func (rt *Runtime) OnClose(f func()) { rt.atClose = append(rt.atClose, f) }

// RunMain runs the script at path (resolved as require would) as the main
// module, then the loop until nothing keeps it alive, emits 'exit', closes the
// Runtime and returns the exit status.
func (rt *Runtime) RunMain(path string) int {
	rt.run(func() error {
		_, err := rt.callLib("internal/main", "run", rt.vm.ToValue(path), rt.vm.NewArray(anys(rt.opts.Preload)...))
		return err
	})
	return rt.exitCode
}

// RunCode runs source in the global scope, as node -e does, prints its result
// if it shall, then goes on as RunMain.
func (rt *Runtime) RunCode(source string, print bool) int {
	rt.run(func() error {
		_, err := rt.callLib("internal/main", "evaluate", rt.vm.ToValue(source), rt.vm.NewArray(anys(rt.opts.Preload)...), rt.vm.ToValue(print))
		return err
	})
	return rt.exitCode
}

func (rt *Runtime) run(main func() error) {
	defer rt.Close()
	rt.turn(func() error {
		if err := main(); err != nil {
			rt.UncaughtError(err) // the turn goes on
		}
		return nil
	})
	rt.spin()
	rt.emitExit()
}

// emitExit emits 'exit', once, and settles the exit code.
func (rt *Runtime) emitExit() {
	if rt.exited {
		return
	}
	rt.exited = true
	process := rt.processIfUsed()
	if process == nil {
		return
	}
	rt.exiting = false // handlers run
	rt.turn(func() error {
		_, err := rt.callLib("process", "_emitExit")
		return err
	})
	rt.exiting = true
}

// Close ends the Runtime: its workers are terminated, then what OnClose was
// given runs. More than one call does nothing.
func (rt *Runtime) Close() {
	if rt.closed {
		return
	}
	rt.closed, rt.exiting = true, true
	rt.stopWorkers()
	for len(rt.atClose) > 0 {
		last := len(rt.atClose) - 1
		f := rt.atClose[last]
		rt.atClose = rt.atClose[:last]
		f()
	}
}

// Exit ends the Runtime as process.exit(code) does. It returns only where the
// caller must still unwind: goja then throws nothing but *goja.InterruptedError.
func (rt *Runtime) Exit(code int) {
	rt.exitCode = code
	rt.emitExit()
	rt.leave()
}

// leave stops all JavaScript at once.
func (rt *Runtime) leave() {
	rt.exiting, rt.exited, rt.left = true, true, true
	if rt.worker == nil && rt.opts.Exit != nil {
		rt.Close()
		rt.opts.Exit(rt.exitCode)
	}
	rt.vm.Interrupt(errExit)
}

// Exiting reports whether the Runtime is ending: JavaScript can no longer be
// called.
func (rt *Runtime) Exiting() bool { return rt.exiting }

// Terminate ends the Runtime from any goroutine, as worker.terminate() does:
// JavaScript stops at the next instruction, nothing is emitted.
func (rt *Runtime) Terminate() {
	rt.interrupt.Store(true)
	rt.vm.Interrupt(errExit)
	if p := rt.native(); p != nil {
		p.Terminate()
	}
	rt.Wake()
}

// Abort ends the process as process.abort() and fatal errors do, with SIGABRT.
func (rt *Runtime) Abort() {
	if s, ok := rt.opts.Stdout.(*os.File); ok {
		_ = s.Sync()
	}
	abort()
}

// Fatal prints "FATAL ERROR: location message" and aborts.
func (rt *Runtime) Fatal(location, message string) {
	fmt.Fprintf(rt.opts.Stderr, "FATAL ERROR: %s %s\n", location, message)
	if rt.reports.OnFatal {
		rt.WriteFatalReport(message, nil)
	}
	rt.Abort()
}

// abs is path, taken from the working directory.
func (rt *Runtime) abs(path string) string {
	if filepath.IsAbs(path) || strings.HasPrefix(path, "\x00") {
		return path
	}
	return filepath.Join(rt.dir, path)
}

func (rt *Runtime) chdir(dir string) error {
	dir = rt.abs(dir)
	fi, err := os.Stat(dir)
	if err != nil {
		return err
	}
	if !fi.IsDir() {
		return &os.PathError{Op: "chdir", Path: dir, Err: syscall.ENOTDIR}
	}
	if rt.opts.Exit != nil { // the Runtime is the process: native code shall see it too
		if err := os.Chdir(dir); err != nil {
			return err
		}
	}
	rt.dir = dir
	return nil
}
