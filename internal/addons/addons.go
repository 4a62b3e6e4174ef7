// Package addons joins napi to jsrt: scripts that run in jsrt load native
// addons, and jsrt's event loop runs their work.
package addons

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/dop251/goja"

	"github.com/napicheck/napicheck/internal/jsrt"
	"github.com/napicheck/napicheck/loader/native"
	"github.com/napicheck/napicheck/napi"
)

// worlds are the napi side of the Runtimes that have loaded an addon.
var worlds sync.Map // *jsrt.Runtime → *napi.Runtime

// used says whether a world was made in this process.
var used atomic.Bool

// Exit ends the process: jsrt.Options.Exit. If there are addons, what they left
// for the end of the process runs.
func Exit(code int) {
	if used.Load() {
		native.Exit(code)
	}
	os.Exit(code)
}

// Load loads the addon at path into module.exports: jsrt.Options.LoadAddon. The
// goroutine must be locked to its thread.
func Load(rt *jsrt.Runtime, path string, module *goja.Object) error {
	world, err := World(rt)
	if err != nil {
		return err
	}
	if registersWithNode(path) {
		if why := explain(path); why != "" {
			return errors.New(why)
		}
	}
	return explained(rt, path, world.Load(path, module))
}

// Checked is Load, with the addons' misuse of Node-API recorded.
func Checked(records *os.File) func(*jsrt.Runtime, string, *goja.Object) error {
	return func(rt *jsrt.Runtime, path string, module *goja.Object) error {
		if _, ok := worlds.Load(rt); !ok {
			if _, err := Join(rt, napi.Options{Check: records}); err != nil {
				return err
			}
		}
		return Load(rt, path, module)
	}
}

// World returns the napi side of rt, which it makes when it is first wanted: a
// script without addons does not pay for it.
func World(rt *jsrt.Runtime) (*napi.Runtime, error) {
	if world, ok := worlds.Load(rt); ok {
		return world.(*napi.Runtime), nil
	}
	return Join(rt, napi.Options{})
}

// Join makes the napi side of rt, which has none yet, with options besides those
// that rt has an answer to. It ends with rt: as in Node.js, without ceremony when
// that is the process and calls process.exit.
func Join(rt *jsrt.Runtime, o napi.Options) (*napi.Runtime, error) {
	o.VM, o.Heap, o.NodeVersion, o.APIVersion, o.Host = rt.VM(), rt.Heap(), rt.NodeVersion(), rt.APIVersion(), host{rt}
	o.ForceUncaught = slices.Contains(rt.ExecArgv(), "--force-node-api-uncaught-exceptions-policy")
	world, err := napi.New(o)
	if err != nil {
		return nil, err
	}
	used.Store(true)
	worlds.Store(rt, world)
	rt.SetPoller(world)
	rt.IsExternal, rt.IsUntransferable = world.External, world.HasForeignMemory
	rt.OnFatalReports(func(on bool) {
		if on {
			napi.OnFatal(reportFatal)
		} else if !rt.IsWorker() {
			napi.OnFatal(nil)
		}
	})
	rt.OnClose(func() {
		worlds.Delete(rt)
		if rt.Left() && !rt.IsWorker() {
			world.Flush()
			return
		}
		world.Close()
	})
	return world, nil
}

// reportFatal has the Runtime of the present thread write a report of a fatal
// error, or the main one.
func reportFatal(message string, stack []napi.FatalFrame) {
	frames := make([]jsrt.NativeFrame, len(stack))
	for i, f := range stack {
		frames[i] = jsrt.NativeFrame{PC: fmt.Sprintf("%#018x", f.PC), Symbol: f.Symbol + " [" + f.Module + "]"}
	}
	var reports *jsrt.Runtime
	worlds.Range(func(key, _ any) bool {
		rt := key.(*jsrt.Runtime)
		if rt.OnThread() || reports == nil || !rt.IsWorker() {
			reports = rt
		}
		return !rt.OnThread()
	})
	if reports != nil {
		reports.WriteFatalReport(message, frames)
	}
}

// A host is jsrt as napi wants it.
type host struct{ *jsrt.Runtime }

func (h host) Uncaught(exception error) { h.UncaughtError(exception) }

func (h host) NewAsync(kind string, resource *goja.Object) napi.Async {
	return h.Runtime.NewAsync(kind, resource)
}
