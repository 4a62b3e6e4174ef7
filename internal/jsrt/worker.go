package jsrt

import (
	"io"
	"os"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/dop251/goja"
)

// A worker is a Runtime of its own on a thread of its own.
type worker struct {
	id     int64
	parent *Runtime
	child  atomic.Pointer[Runtime]
	done   chan struct{}
	data   *clone                                    // workerData
	port   *port                                     // parentPort
	events func(kind string, value *clone, code int) // on the parent's thread
	stop   atomic.Bool
}

var lastThread atomic.Int64

// A port is one end of a channel. Messages wait until the port is started.
type port struct {
	mu     sync.Mutex
	other  *port
	queue  []*clone
	closed bool
	rt     *Runtime // nil while it moves between Runtimes
	object *goja.Object
	active bool // started
}

func newChannel() (*port, *port) {
	a, b := &port{}, &port{}
	a.other, b.other = b, a
	return a, b
}

// detach takes the port from its Runtime.
func (p *port) detach() *port {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.rt, p.object, p.active = nil, nil, false
	return p
}

func (p *port) post(message *clone) {
	other := p.other
	other.mu.Lock()
	defer other.mu.Unlock()
	if other.closed {
		return
	}
	other.queue = append(other.queue, message)
	other.wake()
}

// wake has the Runtime deliver what waits. p.mu is held.
func (p *port) wake() {
	if p.rt != nil && p.active && len(p.queue) > 0 {
		rt := p.rt
		rt.Post(func() { rt.deliver(p) })
	}
}

// deliver emits the first message that waits, each in a turn of its own.
func (rt *Runtime) deliver(p *port) {
	p.mu.Lock()
	if p.rt != rt || !p.active || len(p.queue) == 0 {
		p.mu.Unlock()
		return
	}
	message := p.queue[0]
	p.queue = p.queue[1:]
	object := p.object
	p.wake()
	p.mu.Unlock()
	if err := rt.Callback(func() error { return rt.callMethod(object, "_message", message.make(rt)) }); err != nil {
		rt.uncaught(err)
	}
}

func (p *port) close() {
	for _, end := range []*port{p, p.other} {
		end.mu.Lock()
		if !end.closed {
			end.closed = true
			if rt, object := end.rt, end.object; rt != nil && object != nil {
				rt.Post(func() {
					// What was sent before the close arrives first.
					for {
						end.mu.Lock()
						waiting := end.active && len(end.queue) > 0
						end.mu.Unlock()
						if !waiting {
							break
						}
						rt.deliver(end)
					}
					_ = rt.Callback(func() error { return rt.callMethod(object, "_closed") })
				})
			}
		}
		end.mu.Unlock()
	}
}

var portKey = goja.NewSymbol("port")

// portOf is the port that a MessagePort object stands for.
func (rt *Runtime) portOf(o *goja.Object) *port {
	if _, ok := rt.libs["worker_threads"]; !ok {
		return nil
	}
	v := o.GetSymbol(portKey)
	if v == nil {
		return nil
	}
	p, _ := v.Export().(*port)
	return p
}

// newPortObject makes the MessagePort of a port that came from elsewhere.
func (rt *Runtime) newPortObject(p *port) *goja.Object {
	v, err := rt.callLib("worker_threads", "_adopt", rt.vm.ToValue(p))
	rt.throw(err)
	return v.(*goja.Object)
}

// lockedWriter lets several Runtimes write.
type lockedWriter struct {
	mu sync.Mutex
	w  io.Writer
}

func (l *lockedWriter) Write(data []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(data)
}

func sharedWriter(w io.Writer) io.Writer {
	switch w.(type) {
	case *os.File, *lockedWriter:
		return w
	}
	return &lockedWriter{w: w}
}

// failed tells the parent what nobody caught in the worker.
func (w *worker) failed(rt *Runtime, value goja.Value) {
	var c *clone
	if ex := rt.vm.Try(func() { c = rt.takeClone(value, nil) }); ex != nil {
		text, _ := rt.callLib("internal/inspect", "inspect", value)
		c = rt.takeClone(orUndefined(text), nil)
	}
	w.tell("error", c, 0)
}

func (w *worker) tell(kind string, value *clone, code int) {
	w.parent.Post(func() { w.events(kind, value, code) })
}

// run is the worker's thread.
func (w *worker) run(o Options, file string, eval bool) {
	runtime.LockOSThread() // never unlocked: native code may have left its marks on the thread
	defer close(w.done)
	code := 1
	rt, err := newRuntime(o, w)
	switch {
	case err != nil:
		w.tell("fail", &clone{nodes: []cloneNode{{value: err.Error()}}}, 0)
	case w.stop.Load():
		rt.Close()
	default:
		w.tell("online", nil, 0)
		if eval {
			code = rt.RunCode(file, false)
		} else {
			code = rt.RunMain(file)
		}
		if rt.interrupt.Load() {
			code = 1
		}
	}
	w.port.close()
	w.tell("exit", nil, code)
}

// stopWorkers ends all workers and waits for them.
func (rt *Runtime) stopWorkers() {
	for w := range rt.workers {
		w.terminate()
	}
	for w := range rt.workers {
		<-w.done
	}
}

func (w *worker) terminate() {
	w.stop.Store(true)
	if child := w.child.Load(); child != nil {
		child.Terminate()
	}
}

func bindWorker(rt *Runtime, o *goja.Object) {
	vm := rt.vm
	set := func(name string, f func(goja.FunctionCall) goja.Value) { _ = o.Set(name, f) }
	_ = o.Set("isMain", rt.worker == nil)
	_ = o.Set("threadId", 0)
	_ = o.Set("portKey", portKey)
	if w := rt.worker; w != nil {
		_ = o.Set("threadId", w.id)
		set("workerData", func(goja.FunctionCall) goja.Value { return w.data.make(rt) })
		set("parentPort", func(goja.FunctionCall) goja.Value { return vm.ToValue(w.port) })
	}
	set("clone", func(call goja.FunctionCall) goja.Value {
		return rt.takeClone(call.Argument(0), elements(call.Argument(1))).make(rt)
	})
	set("channel", func(goja.FunctionCall) goja.Value {
		a, b := newChannel()
		return vm.NewArray(vm.ToValue(a), vm.ToValue(b))
	})
	portArg := func(call goja.FunctionCall) *port { p, _ := call.Argument(0).Export().(*port); return p }
	set("attach", func(call goja.FunctionCall) goja.Value {
		p := portArg(call)
		p.mu.Lock()
		p.rt, p.object = rt, call.Argument(1).(*goja.Object)
		p.mu.Unlock()
		return goja.Undefined()
	})
	set("post", func(call goja.FunctionCall) goja.Value {
		portArg(call).post(rt.takeClone(call.Argument(1), elements(call.Argument(2))))
		return goja.Undefined()
	})
	set("start", func(call goja.FunctionCall) goja.Value {
		p := portArg(call)
		p.mu.Lock()
		if !p.active {
			p.active = true
			p.wake()
		}
		p.mu.Unlock()
		return goja.Undefined()
	})
	set("close", func(call goja.FunctionCall) goja.Value { portArg(call).close(); return goja.Undefined() })
	set("receive", func(call goja.FunctionCall) goja.Value {
		p := portArg(call)
		p.mu.Lock()
		if len(p.queue) == 0 {
			p.mu.Unlock()
			return goja.Undefined()
		}
		message := p.queue[0]
		p.queue = p.queue[1:]
		p.mu.Unlock()
		return vm.NewArray(message.make(rt))
	})
	set("ref", func(call goja.FunctionCall) goja.Value {
		if call.Argument(0).ToBoolean() {
			rt.Ref()
		} else {
			rt.Unref()
		}
		return goja.Undefined()
	})
	// start(file or source, eval, data, transfer, argv, env or undefined, execArgv, events) is {port, terminate, id}.
	set("run", func(call goja.FunctionCall) goja.Value {
		mine, theirs := newChannel()
		events, _ := goja.AssertFunction(call.Argument(7))
		w := &worker{id: lastThread.Add(1), parent: rt, done: make(chan struct{}), port: theirs}
		w.data = rt.takeClone(call.Argument(2), elements(call.Argument(3)))
		w.events = func(kind string, value *clone, code int) {
			args := []goja.Value{vm.ToValue(kind), goja.Undefined(), vm.ToValue(code)}
			if value != nil {
				args[1] = value.make(rt)
			}
			if kind == "exit" {
				delete(rt.workers, w)
			}
			if _, err := events(goja.Undefined(), args...); err != nil {
				rt.uncaught(err)
			}
		}
		options := rt.opts
		options.Stdout, options.Stderr = sharedWriter(rt.opts.Stdout), sharedWriter(rt.opts.Stderr)
		rt.opts.Stdout, rt.opts.Stderr = options.Stdout, options.Stderr
		options.Args, options.Dir, options.NodeVersion = strs(call.Argument(4)), rt.dir, rt.node.version()
		options.Env, options.EnvFiles, options.Exit = rt.env.list(), nil, nil
		if _, ok := call.Argument(5).(*goja.Object); ok {
			options.Env = strs(call.Argument(5))
		}
		if _, ok := call.Argument(6).(*goja.Object); ok {
			options.ExecArgv = strs(call.Argument(6))
		}
		if rt.workers == nil {
			rt.workers = map[*worker]struct{}{}
		}
		rt.workers[w] = struct{}{}
		go w.run(options, call.Argument(0).String(), call.Argument(1).ToBoolean())
		handle := vm.NewObject()
		_ = handle.Set("port", vm.ToValue(mine))
		_ = handle.Set("id", w.id)
		_ = handle.Set("terminate", func(goja.FunctionCall) goja.Value { w.terminate(); return goja.Undefined() })
		return handle
	})
}
