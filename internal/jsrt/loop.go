package jsrt

import (
	"container/heap"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/dop251/goja"
)

// A Poller brings work from outside JavaScript into the loop: of native
// threads, of a libuv loop. Wake and Terminate may be called from any goroutine,
// the others are called on the loop's thread.
type Poller interface {
	// Poll blocks until there may be something to Drain, Wake was called (even
	// before), or timeout has passed. Negative: no limit. Zero: it only looks.
	Poll(timeout time.Duration)
	// Wake makes Poll return.
	Wake()
	// Terminate says that JavaScript stops now, in the midst of what runs.
	Terminate()
	// Drain runs what is ready, each piece through Runtime.Callback.
	Drain()
	// Alive reports whether the Poller has work that keeps the loop alive.
	Alive() bool
}

// loop is the event loop: in each round the timers due, what others posted,
// the poller's work, immediates. After every single callback come the
// nextTick queue, then promises, until both are empty.
type loop struct {
	rt     *Runtime
	poller atomic.Pointer[Poller] // set once

	mu     sync.Mutex // guards posted
	posted []func()
	wake   chan struct{} // holds one token once Wake was called

	refs       int // what keeps the loop alive besides timers and immediates
	timers     timerHeap
	timersRef  int // timers that keep the loop alive
	timerSeq   int64
	now        int64 // milliseconds since the start, as of this round
	immediates []*immediate
	immRef     int
	ticks      []tick
	tickHead   int
	inTurn     bool
	threw      bool          // what the present turn ran has thrown: see turn
	held       []func()      // promise jobs that wait for a turn that does not
	outer      goja.Callable // calls step inside a frame of JavaScript
	current    func() error  // what step runs
	rejected   []rejection   // without a handler, not yet told
	telling    []rejection   // being told
	told       map[*goja.Promise]struct{}
	handled    []*goja.Promise // told, and handled since
}

type tick struct {
	fn   goja.Callable
	args []goja.Value
	ctx  goja.Value
	id   asyncID
}

type timer struct {
	when   int64
	seq    int64
	index  int // in the heap, -1 = not active
	object *goja.Object
	ref    bool
}

type immediate struct {
	object *goja.Object
	ref    bool
	done   bool
}

// A rejection is a promise rejected in an asynchronous context.
type rejection struct {
	promise *goja.Promise
	context goja.Value
}

// The frame of JavaScript around every turn keeps goja from running promise
// jobs before the nextTick queue is empty: it runs them when the outermost
// frame is left.
var outerProgram = sync.OnceValue(func() *goja.Program {
	return goja.MustCompile("node:internal/loop", "(function(step){return function(){step()}})", true)
})

func (l *loop) init(rt *Runtime) {
	l.rt = rt
	l.wake = make(chan struct{}, 1)
	maker, err := rt.vm.RunProgram(outerProgram())
	if err != nil {
		panic(err)
	}
	call, _ := goja.AssertFunction(maker)
	outer, err := call(nil, rt.vm.ToValue(func(goja.FunctionCall) goja.Value {
		l.step()
		return goja.Undefined()
	}))
	if err != nil {
		panic(err)
	}
	l.outer, _ = goja.AssertFunction(outer)
	rt.vm.SetPromiseRejectionTracker(l.trackRejection)
}

// SetPoller plugs p into the loop; nil removes it.
func (rt *Runtime) SetPoller(p Poller) { rt.poller.Store(&p) }

// Ref keeps the loop alive until Unref; counted.
func (rt *Runtime) Ref() { rt.refs++ }

// Unref takes back one Ref.
func (rt *Runtime) Unref() { rt.refs-- }

// Post has f run on the loop's thread, in a turn of its own. It may be called
// from any goroutine. It does not keep the loop alive: Ref does.
func (rt *Runtime) Post(f func()) {
	rt.mu.Lock()
	rt.posted = append(rt.posted, f)
	rt.mu.Unlock()
	rt.Wake()
}

// native is the Poller, or nil.
func (l *loop) native() Poller {
	if p := l.poller.Load(); p != nil {
		return *p
	}
	return nil
}

// Wake makes the loop look for work. It may be called from any goroutine.
func (rt *Runtime) Wake() {
	select {
	case rt.wake <- struct{}{}:
	default:
	}
	if p := rt.native(); p != nil {
		p.Wake()
	}
}

// Callback runs f, which calls into JavaScript. If no JavaScript is under way,
// the nextTick queue and promises have their turn when f is done, and f's
// error, an exception, is uncaught. Nested calls only run f; their error is
// returned to the caller.
func (rt *Runtime) Callback(f func() error) error {
	if rt.inTurn {
		return f()
	}
	rt.turn(f)
	return nil
}

// turn runs f and everything that must run before the next callback. If f, or a
// tick, throws what a handler takes, the rest waits for the next turn, as it does
// in Node.js.
func (l *loop) turn(f func() error) {
	if l.rt.exiting {
		return
	}
	l.inTurn = true
	l.enter(f)
	l.drain()
	l.inTurn = false
}

// drain runs ticks, promise jobs, and handlers of rejections, until there are
// none, or one throws.
func (l *loop) drain() {
	for !l.rt.exiting && !l.threw && (l.tickHead < len(l.ticks) || l.reportRejections()) {
		l.enter(func() error { return nil })
	}
}

// catchUp runs what a turn that threw has left.
func (l *loop) catchUp() {
	if l.threw {
		l.turn(func() error { return nil })
	}
}

// enter runs f, the ticks, and promise jobs.
func (l *loop) enter(f func() error) {
	previous := l.current
	l.current, l.rt.ofJob, l.threw = f, nil, false
	err := l.protected()
	l.current = previous
	if err != nil {
		l.rt.stopped(err)
	}
}

// A defect is a panic of the engine's code or ours, which no script can catch.
type defect struct {
	cause runtime.Error
	where string // function, file and line
}

func (d *defect) Error() string { return d.cause.Error() + ", in " + d.where }

// panicked is where the code was that panicked first, told from where that is
// recovered.
func panicked() (where string) {
	var pcs [256]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs[:])])
	for ofRuntime, more := false, true; more; {
		var f runtime.Frame
		f, more = frames.Next()
		if !strings.HasPrefix(f.Function, "runtime.") {
			if ofRuntime {
				where = fmt.Sprintf("%s (%s:%d)", f.Function, filepath.Base(f.File), f.Line)
			}
			ofRuntime = false
		} else if strings.Contains(strings.ToLower(f.Function), "panic") {
			ofRuntime = true
		}
	}
	return where
}

// protected runs the frame of enter, and returns what ended it.
func (l *loop) protected() (err error) {
	defer func() {
		switch p := recover().(type) {
		case nil:
		case runtime.Error:
			err = &defect{p, panicked()}
		default:
			panic(p)
		}
	}()
	_, err = l.outer(nil)
	return err
}

// defectStatus is the exit status after a defect of the engine: that of sysexits.h
// for internal errors, which Node.js has no use for.
const defectStatus = 70

// step is what runs in the frame that enter makes.
func (l *loop) step() {
	if err := l.current(); err != nil {
		l.rt.uncaught(err)
	}
	l.runTicks()
	jobs := promiseJobs(l.rt.vm)
	if jobs == nil {
		return
	}
	l.held = append(l.held, *jobs...)
	*jobs = nil
	if !l.threw {
		*jobs, l.held = l.held, nil
	}
}

// stopped handles what ended JavaScript without being catchable.
func (rt *Runtime) stopped(err error) {
	if interrupted := (*goja.InterruptedError)(nil); errors.As(err, &interrupted) {
		rt.exiting = true
		return
	}
	if d := (*defect)(nil); errors.As(err, &d) {
		fmt.Fprintf(rt.opts.Stderr, "napicheck: the JavaScript runtime failed: %v\nThis is a defect of napicheck or its engine, not of the script or an addon.\n", d)
		rt.exitCode, rt.exiting, rt.exited = defectStatus, true, true // nothing more runs in it
		return
	}
	rt.uncaught(err)
}

func (l *loop) runTicks() {
	for l.tickHead < len(l.ticks) && !l.rt.exiting && !l.threw {
		t := l.ticks[l.tickHead]
		l.ticks[l.tickHead] = tick{}
		l.tickHead++
		l.rt.within(t.id, t.ctx, func() error {
			_, err := t.fn(goja.Undefined(), t.args...)
			return err
		})
	}
	if l.tickHead == len(l.ticks) {
		l.ticks, l.tickHead = l.ticks[:0], 0
	}
}

// NextTick has f called with args when the present callback is done.
func (rt *Runtime) NextTick(f *goja.Object, args ...goja.Value) {
	fn, ok := goja.AssertFunction(f)
	if !ok {
		return
	}
	id := rt.newAsync("TickObject", nil)
	rt.ticks = append(rt.ticks, tick{fn, args, rt.context, id})
}

// spin runs the loop until nothing keeps it alive.
func (l *loop) spin() {
	for {
		for !l.rt.exiting && l.alive() {
			l.round()
		}
		if l.rt.exiting {
			return
		}
		if process := l.rt.processIfUsed(); process == nil {
			return
		}
		l.updateNow()
		l.turn(func() error {
			_, err := l.rt.callLib("process", "_emitBeforeExit")
			return err
		})
		if !l.alive() {
			return
		}
	}
}

// Spin runs the loop until nothing keeps it alive, for at most d.
func (rt *Runtime) Spin(d time.Duration) {
	end := time.Now().Add(d)
	defer time.AfterFunc(d, rt.Wake).Stop()
	for !rt.exiting && rt.alive() && time.Now().Before(end) {
		rt.round()
	}
}

func (l *loop) alive() bool {
	if l.timersRef > 0 || l.immRef > 0 || l.refs > 0 || l.threw {
		return true
	}
	l.mu.Lock()
	posted := len(l.posted)
	l.mu.Unlock()
	return posted > 0 || l.native() != nil && l.native().Alive()
}

func (l *loop) round() {
	l.updateNow()
	if l.rt.collectOften {
		l.rt.GC()
	}
	l.runTimers()
	if l.rt.exiting {
		return
	}
	l.poll()
	l.runPosted()
	if p := l.native(); p != nil && !l.rt.exiting {
		p.Drain()
	}
	l.runPosted() // what that posted, as destroy hooks, comes before immediates
	l.runImmediates()
	l.rt.drainCollected()
}

// poll waits for work, unless there is some.
func (l *loop) poll() {
	timeout := time.Duration(-1)
	switch {
	case len(l.immediates) > 0 || l.threw || !l.alive() || l.collectedWaiting():
		timeout = 0
	case len(l.timers) > 0:
		timeout = max(0, time.Duration(l.timers[0].when)*time.Millisecond-time.Since(l.rt.start))
	}
	l.mu.Lock()
	if len(l.posted) > 0 {
		timeout = 0
	}
	l.mu.Unlock()
	if p := l.native(); p != nil {
		p.Poll(timeout)
	} else if timeout < 0 {
		<-l.wake
	} else if timeout > 0 {
		t := time.NewTimer(timeout)
		select {
		case <-l.wake:
		case <-t.C:
		}
		t.Stop()
	}
	select {
	case <-l.wake:
	default:
	}
	l.updateNow()
	if l.rt.interrupt.Load() {
		l.rt.exiting = true
	}
}

func (l *loop) runPosted() {
	l.mu.Lock()
	posted := l.posted
	l.posted = nil
	l.mu.Unlock()
	for _, f := range posted {
		l.turn(func() error { f(); return nil })
	}
}

func (l *loop) updateNow() { l.now = int64(time.Since(l.rt.start) / time.Millisecond) }

// Timers. The JavaScript side holds the object; the heap says when.

func (l *loop) restartTimer(t *timer, after int64) {
	if t.index >= 0 {
		l.stopTimer(t)
	}
	l.timerSeq++
	t.when, t.seq = l.now+after, l.timerSeq
	heap.Push(&l.timers, t)
	if t.ref {
		l.timersRef++
	}
}

func (l *loop) stopTimer(t *timer) {
	if t.index < 0 {
		return
	}
	heap.Remove(&l.timers, t.index)
	if t.ref {
		l.timersRef--
	}
}

func (l *loop) refTimer(t *timer, ref bool) {
	if t.index >= 0 && t.ref != ref {
		if ref {
			l.timersRef++
		} else {
			l.timersRef--
		}
	}
	t.ref = ref
}

func (l *loop) runTimers() {
	limit := l.timerSeq // those started meanwhile wait for the next round
	var later []*timer
	threw := false
	for len(l.timers) > 0 && l.timers[0].when <= l.now && !l.rt.exiting {
		t := l.timers[0]
		if t.seq > limit {
			l.stopTimer(t)
			later = append(later, t)
			continue
		}
		l.stopTimer(t)
		l.turn(func() error {
			err := l.rt.callMethod(t.object, "_run")
			threw = err != nil
			return err
		})
	}
	if threw {
		l.catchUp() // all timers are one callback of the loop, which itself has not thrown
	}
	for _, t := range later {
		if t.index < 0 {
			heap.Push(&l.timers, t)
			if t.ref {
				l.timersRef++
			}
		}
	}
}

func (l *loop) addImmediate(object *goja.Object) *immediate {
	i := &immediate{object: object, ref: true}
	l.immediates = append(l.immediates, i)
	l.immRef++
	return i
}

func (l *loop) refImmediate(i *immediate, ref bool) {
	if i.done || i.ref == ref {
		return
	}
	i.ref = ref
	if ref {
		l.immRef++
	} else {
		l.immRef--
	}
}

func (l *loop) clearImmediate(i *immediate) {
	if !i.done {
		l.refImmediate(i, false)
		i.done = true
	}
}

func (l *loop) runImmediates() {
	l.catchUp()
	queue := l.immediates
	l.immediates = nil
	for n, i := range queue {
		if l.rt.exiting {
			l.immediates = append(queue[n:], l.immediates...)
			return
		}
		if i.done {
			continue
		}
		l.clearImmediate(i)
		l.turn(func() error { return l.rt.callMethod(i.object, "_run") })
	}
}

type timerHeap []*timer

func (h timerHeap) Len() int { return len(h) }
func (h timerHeap) Less(i, j int) bool {
	return h[i].when < h[j].when || h[i].when == h[j].when && h[i].seq < h[j].seq
}
func (h timerHeap) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].index, h[j].index = i, j
}
func (h *timerHeap) Push(x any) {
	t := x.(*timer)
	t.index = len(*h)
	*h = append(*h, t)
}
func (h *timerHeap) Pop() any {
	old := *h
	t := old[len(old)-1]
	old[len(old)-1] = nil
	*h = old[:len(old)-1]
	t.index = -1
	return t
}

// Rejected promises.

func (l *loop) trackRejection(p *goja.Promise, op goja.PromiseRejectionOperation) {
	switch op {
	case goja.PromiseRejectionReject:
		context := l.rt.context
		if context == nil {
			context = l.rt.ofJob
		}
		l.rejected = append(l.rejected, rejection{p, context})
	case goja.PromiseRejectionHandle:
		for _, list := range []*[]rejection{&l.rejected, &l.telling} {
			for i, r := range *list {
				if r.promise == p {
					*list = append((*list)[:i], (*list)[i+1:]...)
					return
				}
			}
		}
		if _, ok := l.told[p]; ok {
			delete(l.told, p)
			l.handled = append(l.handled, p)
		}
	}
}

// reportRejections tells of promises that are rejected and still without a
// handler, and whether there were any. One handler that throws is the last.
func (l *loop) reportRejections() bool {
	if len(l.rejected) == 0 && len(l.handled) == 0 {
		return false
	}
	l.enter(func() error {
		for len(l.handled) > 0 && !l.rt.exiting {
			p := l.handled[0]
			l.handled = l.handled[1:]
			if _, err := l.rt.callLib("process", "_emitHandled", l.rt.vm.ToValue(p)); err != nil {
				return err
			}
		}
		l.telling, l.rejected = l.rejected, nil
		defer func() { l.telling = nil }()
		for len(l.telling) > 0 && !l.rt.exiting {
			r := l.telling[0]
			l.telling = l.telling[1:]
			if l.told == nil {
				l.told = map[*goja.Promise]struct{}{}
			}
			l.told[r.promise] = struct{}{}
			l.rt.context = r.context
			_, err := l.rt.callLib("process", "_unhandled", r.promise.Result(), l.rt.vm.ToValue(r.promise))
			l.rt.context = nil
			if err != nil {
				return err
			}
		}
		return nil
	})
	return true
}
