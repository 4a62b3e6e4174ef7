//go:build cgo

// Package probe is the process in which package loader loads an addon: it opens
// it, walks its exports, loads it again as workers do, ends it, and tells all
// of that as it happens, since any of it may be the last.
package probe

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"runtime"
	"runtime/debug"
	"strings"
	"time"
	"unsafe"

	"github.com/dop251/goja"

	"github.com/napicheck/napicheck/internal/addons"
	"github.com/napicheck/napicheck/internal/jsrt"
	"github.com/napicheck/napicheck/loader"
	"github.com/napicheck/napicheck/loader/native"
	"github.com/napicheck/napicheck/napi"
)

var isChild = os.Getenv(loader.ChildVar) != ""

func init() {
	if isChild {
		runtime.LockOSThread() // the main thread, by which the parent knows it
	}
}

// Main does not return if the process is a child. Programs call it first.
func Main() {
	if !isChild {
		return
	}
	debug.SetGCPercent(400)
	p := &probe{others: make(chan other, 2)}
	if err := p.run(); err != nil {
		if p.answers == nil {
			fmt.Fprintln(os.Stderr, "napicheck:", err)
		} else {
			p.tell(loader.Answer{Failure: err.Error()})
		}
		os.Exit(3)
	}
	native.Leave(0)
}

// A probe is the child.
type probe struct {
	answers *os.File
	setup   loader.Setup
	job     loader.Job
	memory  []byte     // of the counters
	others  chan other // environments that are ready
	shape   json.RawMessage
	misuse  *os.File // records of it
}

func (p *probe) tell(a loader.Answer) {
	if line, err := json.Marshal(a); err == nil {
		_, _ = p.answers.Write(append(line, '\n'))
	}
}

func (p *probe) stage(s loader.Stage) { p.tell(loader.Answer{Stage: s}) }

// A connection is what a child has of its parent.
type connection struct {
	parent   *os.File // the Setup and the Job come from there
	answers  *os.File
	misuse   *os.File
	notes    uintptr // where native.Watch notes
	counters []byte  // memory they have in common
}

func (p *probe) run() error {
	c, err := connect()
	if errors.Is(err, io.EOF) {
		os.Exit(0)
	}
	if err != nil {
		return err
	}
	p.answers, p.memory = c.answers, c.counters
	messages := json.NewDecoder(c.parent)
	if err := messages.Decode(&p.setup); err != nil {
		return fmt.Errorf("setup: %w", err)
	}
	if err := os.Chdir(p.setup.Dir); err != nil {
		return err
	}
	os.Clearenv()
	for _, v := range p.setup.Env {
		name, value, _ := strings.Cut(v, "=")
		os.Setenv(name, value)
	}
	p.misuse = c.misuse
	native.Watch(c.notes)
	napi.KeepAbort()
	counters := unsafe.Slice((*uint64)(unsafe.Pointer(unsafe.SliceData(p.memory))), napi.CountersLen())
	e, err := p.newEnvironment()
	if err != nil {
		return err
	}
	if err := e.join(napi.Options{CountCalls: true, Counters: counters, Progress: p.progress, Check: p.misuse}); err != nil {
		return err
	}
	// The job comes when the parent wants the addon loaded.
	if err := messages.Decode(&p.job); err != nil {
		if errors.Is(err, io.EOF) {
			os.Exit(0)
		}
		return fmt.Errorf("job: %w", err)
	}
	prepared := make(chan error)
	go func() { // another processor has nothing to do
		p.tell(loader.Answer{Functions: functions()})
		prepared <- e.prepare()
		for range cap(p.others) {
			var o other
			if o.environment, o.err = p.newEnvironment(); o.err == nil {
				o.err = o.prepare()
			}
			p.others <- o
		}
	}()
	enclosed := enclose(&p.job, c)
	p.tell(enclosed)
	if p.job.Sandbox == loader.Strict && len(enclosed.Missing) > 0 {
		os.Exit(0)
	}
	if err := <-prepared; err != nil {
		return err
	}
	p.live(e)
	return nil
}

// functions names those of Node-API in the order of their counters.
func functions() (names []string) {
	for f := range napi.Functions() {
		names = append(names, f.Name)
	}
	return names
}

// live is the life of the addon.
func (p *probe) live(e *environment) {
	begun := time.Now()
	exports, err := e.load(p.job.Path)
	took := float64(time.Since(begun)) / float64(time.Millisecond)
	if err != nil {
		message := err.Error()
		p.tell(loader.Answer{Threw: &message, MS: took})
	} else {
		p.tell(loader.Answer{MS: took})
		p.stage(loader.Exports)
		if p.shape, err = e.shape(exports); err != nil {
			p.tell(loader.Answer{Failure: err.Error()})
		}
		p.tell(loader.Answer{Exports: p.shape})
		if !p.job.Once {
			p.stage(loader.SecondEnv)
			p.worker(p.again)
		}
	}
	e.rt.OnClose(func() {
		p.stage(loader.Teardown)
		r := e.world.Resources()
		p.tell(loader.Answer{Left: &loader.Left{
			References: r.References, StrongReferences: r.StrongReferences, Wraps: r.Wraps, AsyncWorks: r.AsyncWorks,
			ThreadsafeFunctions: r.ThreadsafeFunctions, CleanupHooks: r.CleanupHooks,
		}})
	})
	p.stage(loader.Exec)
	if p.job.Script != "" {
		if err := e.rt.VM().Set("addon", exports); err != nil {
			p.tell(loader.Answer{Failure: err.Error()})
		}
		p.tell(loader.Answer{Script: &loader.Script{Status: e.rt.RunMain(p.job.Script)}})
	} else {
		e.rt.Spin(loopTime)
		e.rt.Close()
	}
	if p.shape != nil && !p.job.Once {
		p.stage(loader.Reload)
		p.worker(func() {
			p.again()
			p.tell(loader.Answer{Threads: threads(), Maps: mappings()})
			p.stage(loader.Unload)
			e.world.Unload()
		})
	} else {
		p.tell(loader.Answer{Threads: threads(), Maps: mappings()})
	}
	p.stage(loader.Exit)
}

// worker runs f as the life of a worker, and waits for its end.
func (p *probe) worker(f func()) {
	err := native.OnThread(func() {
		p.tell(loader.Answer{Worker: threadID()})
		f()
	})
	if err != nil {
		p.tell(loader.Answer{Failure: err.Error()})
	}
	p.tell(loader.Answer{Worker: os.Getpid()})
}

// loopTime is how long the event loop may run on when nothing is run in it.
const loopTime = 100 * time.Millisecond

// again loads the addon into another environment and ends that.
func (p *probe) again() {
	report := loader.Environment{Outcome: loader.Loaded, Stack: []loader.Frame{}}
	defer func() { p.tell(loader.Answer{Environment: &report}) }()
	fail := func(err error) { report.Outcome, report.Message = loader.Threw, err.Error() }
	e := <-p.others
	if e.err != nil {
		fail(e.err)
		return
	}
	if err := e.join(napi.Options{Check: p.misuse}); err != nil {
		fail(err)
		return
	}
	defer func() {
		e.rt.Close()
		e.world.Unload()
	}()
	exports, err := e.load(p.job.Path)
	if err != nil {
		fail(err)
		return
	}
	shape, err := e.shape(exports)
	if err != nil {
		fail(err)
		return
	}
	report.Same = sameShape(shape, p.shape)
	e.rt.Spin(loopTime)
}

// sameShape compares shapes but for the order of keys, which is that of a table
// with random hashes in addons written in Rust.
func sameShape(a, b json.RawMessage) bool {
	if bytes.Equal(a, b) {
		return true
	}
	var x, y any
	return json.Unmarshal(a, &x) == nil && json.Unmarshal(b, &y) == nil && reflect.DeepEqual(x, y)
}

var steps = map[napi.Step]loader.Stage{napi.StepOpen: loader.Constructors, napi.StepRegister: loader.Register, napi.StepInit: loader.Init}

func (p *probe) progress(x napi.Progress) {
	a := loader.Answer{Stage: steps[x.Step]}
	switch x.Step {
	case napi.StepRegister:
		if x.Symbol {
			a.Registration = append(a.Registration, "symbol")
		}
		if x.Constructor {
			a.Registration = append(a.Registration, "constructor")
		}
	case napi.StepInit:
		version := int(x.Version)
		a.APIVersion = &version
	}
	p.tell(a)
}

// An environment is a JavaScript world that can load addons.
type environment struct {
	rt    *jsrt.Runtime
	world *napi.Runtime
	shape func(goja.Value) (json.RawMessage, error)
}

// An other environment than the first, or why there is none.
type other struct {
	*environment
	err error
}

// newEnvironment makes one that has no thread yet.
func (p *probe) newEnvironment() (*environment, error) {
	rt, err := jsrt.New(jsrt.Options{NodeVersion: p.setup.NodeVersion, LoadAddon: addons.Load})
	return &environment{rt: rt}, err
}

// prepare makes what must be made before an addon runs.
func (e *environment) prepare() (err error) {
	e.shape, err = addons.Shaper(e.rt)
	return err
}

// join makes the side of native code, on the thread that is to use it.
func (e *environment) join(o napi.Options) (err error) {
	e.world, err = addons.Join(e.rt, o)
	return err
}

// load loads the addon as require() does. The error is what scripts would
// catch.
func (e *environment) load(path string) (exports goja.Value, err error) {
	_ = e.rt.Callback(func() error {
		exports, err = e.world.Require(path)
		return nil
	})
	if ex := (*goja.Exception)(nil); errors.As(err, &ex) {
		err = errors.New(ex.Value().String())
	}
	return exports, err
}
