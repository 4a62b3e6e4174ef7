package jsrt

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"github.com/dop251/goja"
)

// AsNodeVar is the environment variable that tells this program, started by the
// path that is process.execPath, to be node, and of which release: its value.
// Scripts may start it through a shell, or through a program of their own.
const AsNodeVar = "NAPICHECK_AS_NODE"

// command is a child process from its options: file, args, cwd, env, stdio.
// Where scripts start process.execPath they mean node, so this program runs
// them the same way.
func (rt *Runtime) command(ctx context.Context, o *goja.Object) *exec.Cmd {
	file, args := o.Get("file").String(), strs(o.Get("args"))
	if file == ExecPath() {
		args = append([]string{"run", "--node-version", rt.node.version()}, args...)
	}
	cmd := exec.CommandContext(ctx, file, args...)
	cmd.Dir = rt.dir
	if v := o.Get("cwd"); v != nil && !goja.IsUndefined(v) && !goja.IsNull(v) {
		cmd.Dir = rt.abs(v.String())
	}
	cmd.Env = rt.env.list()
	if env, ok := o.Get("env").(*goja.Object); ok {
		cmd.Env = append(strs(env), AsNodeVar+"="+rt.node.version())
	}
	if !filepath.IsAbs(file) && filepath.Base(file) == file {
		if found, err := exec.LookPath(file); err == nil {
			cmd.Path, cmd.Err = found, nil
		}
	}
	if v := o.Get("argv0"); v != nil && !goja.IsUndefined(v) {
		cmd.Args[0] = v.String()
	}
	return cmd
}

// exitOf is the exit code, or the signal's name, of a process that ended.
func exitOf(state *os.ProcessState) (code any, signal any) {
	if state == nil {
		return nil, nil
	}
	if ws, ok := state.Sys().(syscall.WaitStatus); ok && ws.Signaled() {
		return nil, signalName(ws.Signal())
	}
	return state.ExitCode(), nil
}

func truthy(o *goja.Object, name string) bool {
	v := o.Get(name)
	return v != nil && v.ToBoolean()
}

func bindChild(rt *Runtime, o *goja.Object) {
	vm := rt.vm
	value := func(v any) goja.Value {
		if v == nil {
			return goja.Null()
		}
		return vm.ToValue(v)
	}
	// sync(options) is [pid, code, signal, stdout, stderr, error]
	_ = o.Set("sync", func(call goja.FunctionCall) goja.Value {
		options := call.Argument(0).(*goja.Object)
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		if t := options.Get("timeout"); t != nil && t.ToInteger() > 0 {
			ctx, cancel = context.WithTimeout(ctx, time.Duration(t.ToInteger())*time.Millisecond)
			defer cancel()
		}
		cmd := rt.command(ctx, options)
		signal := syscall.Signal(options.Get("killSignal").ToInteger())
		cmd.Cancel = func() error { return cmd.Process.Signal(signal) }
		var out, errOut bytes.Buffer
		stdio := strs(options.Get("stdio"))
		if data, ok := bytesOf(options.Get("input")); ok {
			cmd.Stdin = bytes.NewReader(data)
		} else if stdio[0] == "inherit" {
			cmd.Stdin = os.Stdin
		}
		for i, w := range []*io.Writer{&cmd.Stdout, &cmd.Stderr} {
			switch stdio[i+1] {
			case "inherit":
				*w = []io.Writer{rt.opts.Stdout, rt.opts.Stderr}[i]
			case "pipe":
				*w = []io.Writer{&out, &errOut}[i]
			}
		}
		err := cmd.Run()
		pid := 0
		if cmd.Process != nil {
			pid = cmd.Process.Pid
		}
		code, sig := exitOf(cmd.ProcessState)
		failure := goja.Null()
		var exit *exec.ExitError
		switch {
		case errors.Is(ctx.Err(), context.DeadlineExceeded):
			failure = rt.sysError(syscall.ETIMEDOUT, "spawnSync "+options.Get("file").String(), "")
		case err != nil && !errors.As(err, &exit):
			failure = rt.sysError(err, "spawnSync "+options.Get("file").String(), options.Get("file").String())
		}
		return vm.NewArray(pid, value(code), value(sig), rt.newBuffer(out.Bytes()), rt.newBuffer(errOut.Bytes()), failure)
	})
	// spawn(options, onData(fd, buffer or null), onExit(code, signal), onMessage(text)) is a handle or an error.
	_ = o.Set("spawn", func(call goja.FunctionCall) goja.Value {
		options := call.Argument(0).(*goja.Object)
		onData, _ := goja.AssertFunction(call.Argument(1))
		onExit, _ := goja.AssertFunction(call.Argument(2))
		onMessage, _ := goja.AssertFunction(call.Argument(3))
		cmd := rt.command(context.Background(), options)
		stdio := strs(options.Get("stdio"))
		var stdin io.WriteCloser
		pipes := map[int]io.Reader{}
		var childEnds []*os.File
		fail := func(err error) goja.Value {
			for _, f := range childEnds {
				f.Close()
			}
			return rt.sysError(err, "spawn "+options.Get("file").String(), options.Get("file").String())
		}
		for fd, how := range stdio {
			switch {
			case how == "inherit" && fd == 0:
				cmd.Stdin = os.Stdin
			case how == "inherit" && fd == 1:
				cmd.Stdout = rt.opts.Stdout
			case how == "inherit" && fd == 2:
				cmd.Stderr = rt.opts.Stderr
			case how == "pipe" && fd == 0:
				r, w, err := os.Pipe()
				if err != nil {
					return fail(err)
				}
				cmd.Stdin, stdin = r, w
				childEnds = append(childEnds, r)
			case how == "pipe":
				r, w, err := os.Pipe()
				if err != nil {
					return fail(err)
				}
				childEnds = append(childEnds, w)
				pipes[fd] = r
				switch fd {
				case 1:
					cmd.Stdout = w
				case 2:
					cmd.Stderr = w
				default:
					return fail(syscall.EINVAL)
				}
			}
		}
		var ipc *ipcChannel
		if truthy(options, "ipc") {
			mine, theirs, err := ipcPair()
			if err != nil {
				return fail(err)
			}
			childEnds = append(childEnds, theirs...)
			cmd.ExtraFiles = theirs
			cmd.Env = append(cmd.Env, "NAPICHECK_CHANNEL=3,4")
			ipc = mine
		}
		if truthy(options, "detached") {
			detach(cmd)
		}
		if err := cmd.Start(); err != nil {
			return fail(err)
		}
		for _, f := range childEnds {
			f.Close()
		}
		later := func(f func() error) {
			rt.Post(func() {
				if err := f(); err != nil {
					rt.uncaught(err)
				}
			})
		}
		for fd, r := range pipes {
			rt.Ref()
			go func() {
				for {
					data := make([]byte, 65536)
					n, err := r.Read(data)
					if n > 0 {
						later(func() error {
							_, err := onData(goja.Undefined(), vm.ToValue(fd), rt.newBuffer(data[:n]))
							return err
						})
					}
					if err != nil {
						later(func() error {
							rt.Unref()
							_, err := onData(goja.Undefined(), vm.ToValue(fd), goja.Null())
							return err
						})
						return
					}
				}
			}()
		}
		if ipc != nil {
			go ipc.read(func(text string, open bool) {
				later(func() error {
					v := goja.Null()
					if open {
						v = vm.ToValue(text)
					}
					_, err := onMessage(goja.Undefined(), v)
					return err
				})
			})
		}
		go func() {
			_ = cmd.Wait()
			code, signal := exitOf(cmd.ProcessState)
			later(func() error { _, err := onExit(goja.Undefined(), value(code), value(signal)); return err })
		}()
		handle := vm.NewObject()
		_ = handle.Set("pid", cmd.Process.Pid)
		_ = handle.Set("kill", func(call goja.FunctionCall) goja.Value {
			err := cmd.Process.Signal(syscall.Signal(call.Argument(0).ToInteger()))
			return vm.ToValue(err == nil)
		})
		_ = handle.Set("write", func(call goja.FunctionCall) goja.Value {
			data := append([]byte(nil), dataOf(call.Argument(0))...)
			done, _ := goja.AssertFunction(call.Argument(1))
			rt.Ref()
			go func() {
				_, err := stdin.Write(data)
				later(func() error {
					rt.Unref()
					arg := goja.Null()
					if err != nil {
						arg = rt.sysError(err, "write", "")
					}
					_, err := done(goja.Undefined(), arg)
					return err
				})
			}()
			return goja.Undefined()
		})
		_ = handle.Set("end", func(goja.FunctionCall) goja.Value {
			if stdin != nil {
				_ = stdin.Close()
			}
			return goja.Undefined()
		})
		if ipc != nil {
			_ = handle.Set("send", func(call goja.FunctionCall) goja.Value {
				return vm.ToValue(ipc.send(call.Argument(0).String()) == nil)
			})
			_ = handle.Set("disconnect", func(goja.FunctionCall) goja.Value { ipc.close(); return goja.Undefined() })
		}
		return handle
	})
	// channel(onMessage) is the channel to the parent, if it forked this process.
	_ = o.Set("channel", func(call goja.FunctionCall) goja.Value {
		ipc := inheritedChannel(rt.env.vars["NAPICHECK_CHANNEL"])
		if ipc == nil {
			return goja.Undefined()
		}
		delete(rt.env.vars, "NAPICHECK_CHANNEL")
		onMessage, _ := goja.AssertFunction(call.Argument(0))
		handle := vm.NewObject()
		started := false
		_ = handle.Set("start", func(goja.FunctionCall) goja.Value {
			if !started {
				started = true
				go ipc.read(func(text string, open bool) {
					rt.Post(func() {
						v := goja.Null()
						if open {
							v = vm.ToValue(text)
						}
						if _, err := onMessage(goja.Undefined(), v); err != nil {
							rt.uncaught(err)
						}
					})
				})
			}
			return goja.Undefined()
		})
		_ = handle.Set("send", func(call goja.FunctionCall) goja.Value { return vm.ToValue(ipc.send(call.Argument(0).String()) == nil) })
		_ = handle.Set("disconnect", func(goja.FunctionCall) goja.Value { ipc.close(); return goja.Undefined() })
		return handle
	})
	_ = o.Set("ref", func(call goja.FunctionCall) goja.Value {
		if call.Argument(0).ToBoolean() {
			rt.Ref()
		} else {
			rt.Unref()
		}
		return goja.Undefined()
	})
}
