//go:build linux && cgo

// Package probe is the process in which package loader loads an addon: it opens
// it, walks its exports, loads it again as workers do, ends it, and tells all
// of that as it happens, since any of it may be the last.
package probe

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"time"
	"unsafe"

	"github.com/dop251/goja"
	"golang.org/x/sys/unix"

	"github.com/napicheck/napicheck/internal/addons"
	"github.com/napicheck/napicheck/internal/jsrt"
	"github.com/napicheck/napicheck/loader"
	"github.com/napicheck/napicheck/loader/native"
	"github.com/napicheck/napicheck/napi"
)

// Command starts this program as a child of package loader: Options.Command.
var Command = []string{"/proc/self/exe"}

var version = os.Getenv(loader.ChildVar)

func init() {
	if version != "" {
		runtime.LockOSThread() // the main thread, by which the parent knows it
	}
}

// Main does not return if the process is a child. Programs call it first.
func Main() {
	if version == "" {
		return
	}
	os.Unsetenv(loader.ChildVar)
	debug.SetGCPercent(400)
	if version == "default" {
		version = ""
	}
	p := &probe{}
	if err := p.run(); err != nil {
		p.tell(loader.Answer{Failure: err.Error()})
		os.Exit(3)
	}
	native.Leave(0)
}

// misuseFD is where records of misuse are written: by the C library, and so not
// to a descriptor that the sandbox keeps to this program's code.
const misuseFD = 480

// A probe is the child.
type probe struct {
	answers *os.File
	job     loader.Job
	memory  []byte // of the counters
	shape   json.RawMessage
}

func (p *probe) tell(a loader.Answer) {
	if line, err := json.Marshal(a); err == nil {
		_, _ = p.answers.Write(append(line, '\n'))
	}
}

func (p *probe) stage(s loader.Stage) { p.tell(loader.Answer{Stage: s}) }

func (p *probe) run() error {
	// Addons do not expect any descriptors but the first three.
	var fds [loader.SandboxFD + 1]int
	for fd := loader.JobFD; fd < len(fds); fd++ {
		to := loader.FirstFD
		if fd == loader.MisuseFD {
			to = misuseFD
		}
		moved, err := unix.FcntlInt(uintptr(fd), unix.F_DUPFD_CLOEXEC, to)
		if err != nil {
			return fmt.Errorf("descriptor %d: %w", fd, err)
		}
		unix.Close(fd)
		fds[fd] = moved
	}
	closeInherited()
	p.answers = os.NewFile(uintptr(fds[loader.AnswersFD]), "answers")
	native.Watch(fds[loader.NotesFD])
	var err error
	if p.memory, err = unix.Mmap(fds[loader.CountersFD], 0, loader.CountersSize, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED); err != nil {
		return fmt.Errorf("counters: %w", err)
	}
	unix.Close(fds[loader.CountersFD])
	var names []string
	for f := range napi.Functions() {
		names = append(names, f.Name)
	}
	p.tell(loader.Answer{Functions: names})
	counters := unsafe.Slice((*uint64)(unsafe.Pointer(unsafe.SliceData(p.memory))), napi.CountersLen())
	e, err := newEnvironment(napi.Options{
		CountCalls: true, Counters: counters, Progress: p.progress, Check: os.NewFile(uintptr(fds[loader.MisuseFD]), "misuse"),
	})
	if err != nil {
		return err
	}
	// The job comes when the parent wants the addon loaded.
	jobs := os.NewFile(uintptr(fds[loader.JobFD]), "job")
	if err := json.NewDecoder(jobs).Decode(&p.job); err != nil {
		if errors.Is(err, io.EOF) {
			os.Exit(0)
		}
		return fmt.Errorf("job: %w", err)
	}
	jobs.Close()
	enclosed := enclose(&p.job, fds[loader.SandboxFD])
	p.tell(enclosed)
	if p.job.Sandbox == loader.Strict && len(enclosed.Missing) > 0 {
		os.Exit(0)
	}
	p.live(e)
	return nil
}

// closeInherited closes what whoever started the parent has left open in it: all
// else there is is closed by exec.
func closeInherited() {
	entries, _ := os.ReadDir("/proc/self/fd")
	for _, e := range entries {
		fd, err := strconv.Atoi(e.Name())
		if err != nil || fd < 3 {
			continue
		}
		if flags, err := unix.FcntlInt(uintptr(fd), unix.F_GETFD, 0); err == nil && flags&unix.FD_CLOEXEC == 0 {
			unix.Close(fd)
		}
	}
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
			done := make(chan struct{})
			go func() {
				defer close(done)
				runtime.LockOSThread() // for good: the thread ends with it, as a worker's
				p.again()
			}()
			<-done
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
		p.again()
	}
	p.tell(loader.Answer{Threads: threads(), Maps: mappings()})
	p.stage(loader.Exit)
}

// loopTime is how long the event loop may run on when nothing is run in it.
const loopTime = 100 * time.Millisecond

// again loads the addon into another environment and ends that.
func (p *probe) again() {
	report := loader.Environment{Outcome: loader.Loaded, Stack: []loader.Frame{}}
	defer func() { p.tell(loader.Answer{Environment: &report}) }()
	fail := func(err error) { report.Outcome, report.Message = loader.Threw, err.Error() }
	e, err := newEnvironment(napi.Options{})
	if err != nil {
		fail(err)
		return
	}
	defer e.rt.Close()
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
	report.Same = bytes.Equal(shape, p.shape)
	e.rt.Spin(loopTime)
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

func newEnvironment(o napi.Options) (*environment, error) {
	rt, err := jsrt.New(jsrt.Options{NodeVersion: version, LoadAddon: addons.Load})
	if err != nil {
		return nil, err
	}
	e := &environment{rt: rt}
	if e.world, err = addons.Join(rt, o); err != nil {
		return nil, err
	}
	e.shape, err = addons.Shaper(rt)
	return e, err
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

func threads() (list []loader.ChildThread) {
	list = []loader.ChildThread{}
	for _, t := range native.Threads() {
		name, _ := os.ReadFile("/proc/self/task/" + strconv.Itoa(t.ID) + "/comm")
		list = append(list, loader.ChildThread{Name: string(bytes.TrimSpace(name)), Routine: t.Routine})
	}
	return list
}

// mappings are the lines of /proc/self/maps that have a file.
func mappings() string {
	f, err := os.Open("/proc/self/maps")
	if err != nil {
		return ""
	}
	defer f.Close()
	var b bytes.Buffer
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if bytes.Contains(lines.Bytes(), []byte(" /")) {
			b.Write(lines.Bytes())
			b.WriteByte('\n')
		}
	}
	return b.String()
}
