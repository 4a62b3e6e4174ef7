package jsrt

import (
	"io"
	"os"
	"path/filepath"
	"runtime"
	"sort"
	"strings"
	"time"

	"github.com/dop251/goja"
)

// processIfUsed is the process object if a script ever asked for it.
func (rt *Runtime) processIfUsed() *goja.Object {
	m, ok := rt.libs["process"]
	if !ok {
		return nil
	}
	o, _ := m.Get("exports").(*goja.Object)
	return o
}

// nodeArch and nodePlatform are Node's words for what Go runs on.
func nodeArch() string {
	switch runtime.GOARCH {
	case "amd64":
		return "x64"
	case "386":
		return "ia32"
	case "ppc64le":
		return "ppc64"
	}
	return runtime.GOARCH
}

func nodePlatform() string {
	switch runtime.GOOS {
	case "windows":
		return "win32"
	case "solaris", "illumos":
		return "sunos"
	}
	return runtime.GOOS
}

// environment is process.env: the process's own on the main thread, a copy in
// workers and where Options.Env was given.
type environment struct {
	rt   *Runtime
	own  bool // changes reach the process
	vars map[string]string
}

func newEnvironment(env []string) *environment {
	e := &environment{own: env == nil, vars: map[string]string{}}
	if env == nil {
		env = os.Environ()
	}
	for _, kv := range env {
		if k, v, ok := strings.Cut(kv, "="); ok && k != "" {
			e.vars[k] = v
		}
	}
	return e
}

func (e *environment) list() []string {
	var list []string
	for k, v := range e.vars {
		list = append(list, k+"="+v)
	}
	sort.Strings(list)
	return list
}

func (e *environment) Get(key string) goja.Value {
	if v, ok := e.vars[key]; ok {
		return e.rt.vm.ToValue(v)
	}
	return nil
}

func (e *environment) Set(key string, value goja.Value) bool {
	if _, ok := value.(*goja.Symbol); ok {
		panic(e.rt.newError(&nodeError{kind: "TypeError", message: "Cannot convert a Symbol value to a string"}))
	}
	e.set(key, value.String())
	return true
}

func (e *environment) set(key, value string) {
	e.vars[key] = value
	if e.own {
		_ = os.Setenv(key, value)
	}
}

func (e *environment) Has(key string) bool { _, ok := e.vars[key]; return ok }

func (e *environment) Delete(key string) bool {
	delete(e.vars, key)
	if e.own {
		_ = os.Unsetenv(key)
	}
	return true
}

func (e *environment) Keys() []string {
	keys := make([]string, 0, len(e.vars))
	for k := range e.vars {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

// ExecPath is process.execPath: this program.
func ExecPath() string {
	if path, err := os.Executable(); err == nil {
		if real, err := filepath.EvalSymlinks(path); err == nil {
			return real
		}
		return path
	}
	return os.Args[0]
}

func bindProcess(rt *Runtime, o *goja.Object) {
	vm := rt.vm
	set := func(name string, f func(goja.FunctionCall) goja.Value) { _ = o.Set(name, f) }
	undefined := goja.Undefined()

	rt.env.rt = rt
	_ = o.Set("env", vm.NewDynamicObject(rt.env))
	_ = o.Set("args", vm.NewArray(anys(rt.opts.Args)...))
	_ = o.Set("execArgv", vm.NewArray(anys(rt.opts.ExecArgv)...))
	_ = o.Set("execPath", ExecPath())
	_ = o.Set("argv0", os.Args[0])
	_ = o.Set("platform", nodePlatform())
	_ = o.Set("arch", nodeArch())
	_ = o.Set("pid", os.Getpid())
	_ = o.Set("isWorker", rt.worker != nil)
	_ = o.Set("nodeVersion", rt.node.version())
	set("versions", func(goja.FunctionCall) goja.Value {
		v, list := vm.NewObject(), rt.node.components()
		for _, name := range []string{"node", "v8", "uv", "modules", "napi"} {
			if version, ok := list[name]; ok {
				_ = v.Set(name, version)
			}
		}
		return v
	})
	set("release", func(goja.FunctionCall) goja.Value {
		v, r := vm.NewObject(), rt.node.release()
		for _, p := range []struct{ name, text string }{{"name", r.Name}, {"lts", r.LTS}, {"sourceUrl", r.Source}, {"headersUrl", r.Headers}, {"libUrl", r.Lib}} {
			if p.text != "" {
				_ = v.Set(p.name, p.text)
			}
		}
		return v
	})
	set("cwd", func(goja.FunctionCall) goja.Value { return vm.ToValue(rt.dir) })
	set("chdir", func(call goja.FunctionCall) goja.Value {
		if err := rt.chdir(call.Argument(0).String()); err != nil {
			rt.throwSys(err, "chdir", rt.dir+"' -> '"+call.Argument(0).String())
		}
		return undefined
	})
	set("umask", func(call goja.FunctionCall) goja.Value {
		mask := -1
		if len(call.Arguments) > 0 && !goja.IsUndefined(call.Argument(0)) {
			mask = int(call.Argument(0).ToInteger())
		}
		return vm.ToValue(umask(mask))
	})
	set("loadEnvFile", func(call goja.FunctionCall) goja.Value {
		path := call.Argument(0).String()
		if err := rt.loadEnvFile(path); err != nil {
			rt.throwSys(err, "open", path)
		}
		return undefined
	})
	set("ppid", func(goja.FunctionCall) goja.Value { return vm.ToValue(os.Getppid()) })
	set("ids", func(goja.FunctionCall) goja.Value {
		groups, _ := os.Getgroups()
		return vm.NewArray(os.Getuid(), os.Geteuid(), os.Getgid(), os.Getegid(), vm.NewArray(anys(groups)...))
	})
	set("exit", func(call goja.FunctionCall) goja.Value {
		rt.exitCode = int(call.Argument(0).ToInteger())
		rt.exited = true
		rt.leave()
		return undefined
	})
	set("setExitCode", func(call goja.FunctionCall) goja.Value {
		rt.exitCode = int(int32(call.Argument(0).ToInteger()))
		return undefined
	})
	set("currentExitCode", func(goja.FunctionCall) goja.Value { return vm.ToValue(rt.exitCode) })
	set("abort", func(goja.FunctionCall) goja.Value { rt.Abort(); return undefined })
	set("kill", func(call goja.FunctionCall) goja.Value {
		if err := kill(int(call.Argument(0).ToInteger()), int(call.Argument(1).ToInteger())); err != nil {
			rt.throwSys(err, "kill", "")
		}
		return undefined
	})
	set("uncaught", func(call goja.FunctionCall) goja.Value {
		origin := "uncaughtException"
		if len(call.Arguments) > 1 {
			origin = call.Argument(1).String()
		}
		rt.uncaughtValue(call.Argument(0), nil, origin)
		return undefined
	})
	set("die", func(call goja.FunctionCall) goja.Value { rt.die(call.Argument(0), nil); return undefined })
	set("nextTick", func(call goja.FunctionCall) goja.Value {
		rt.NextTick(call.Argument(0).(*goja.Object), append([]goja.Value(nil), call.Arguments[1:]...)...)
		return undefined
	})
	set("hrtime", func(goja.FunctionCall) goja.Value { return vm.ToValue(int64(monotonic())) })
	set("uptime", func(goja.FunctionCall) goja.Value { return vm.ToValue(time.Since(rt.start).Seconds()) })
	set("origin", func(goja.FunctionCall) goja.Value { return vm.ToValue(float64(rt.start.UnixMicro()) / 1000) })
	set("memoryUsage", func(goja.FunctionCall) goja.Value {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		v := vm.NewObject()
		_ = v.Set("rss", int64(residentSize(m.Sys)))
		_ = v.Set("heapTotal", int64(m.HeapSys))
		_ = v.Set("heapUsed", int64(m.HeapAlloc))
		_ = v.Set("external", 0)
		_ = v.Set("arrayBuffers", 0)
		return v
	})
	set("cpuUsage", func(goja.FunctionCall) goja.Value {
		user, system := cpuTimes()
		return vm.NewArray(user.Microseconds(), system.Microseconds())
	})
	set("write", func(call goja.FunctionCall) goja.Value {
		w := rt.opts.Stdout
		if call.Argument(0).ToInteger() == 2 {
			w = rt.opts.Stderr
		}
		var data []byte
		if b, ok := bytesOf(call.Argument(1)); ok {
			data = b
		} else {
			data = []byte(call.Argument(1).String())
		}
		n, err := w.Write(data)
		if err != nil {
			rt.throwSys(err, "write", "")
		}
		return vm.ToValue(n)
	})
	set("readStdin", func(call goja.FunctionCall) goja.Value {
		done, _ := goja.AssertFunction(call.Argument(0))
		rt.Ref()
		go func() {
			data := make([]byte, 65536)
			n, err := rt.opts.Stdin.Read(data)
			rt.Post(func() {
				rt.Unref()
				args := []goja.Value{goja.Null(), goja.Null()}
				if n > 0 {
					args[1] = rt.newBuffer(data[:n])
				}
				if err != nil && err != io.EOF {
					args[0] = rt.sysError(err, "read", "")
				}
				if _, err := done(undefined, args...); err != nil {
					rt.stopped(err)
				}
			})
		}()
		return undefined
	})
	set("dlopen", func(call goja.FunctionCall) goja.Value {
		rt.loadAddon(call.Argument(0).(*goja.Object), call.Argument(1).String())
		return undefined
	})
}

func anys[T any](list []T) []any {
	out := make([]any, len(list))
	for i, v := range list {
		out[i] = v
	}
	return out
}

var clockStart = time.Now()

// monotonic is a clock for intervals.
func monotonic() time.Duration { return time.Since(clockStart) + time.Hour }
