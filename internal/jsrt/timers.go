package jsrt

import "github.com/dop251/goja"

// bindTimers gives handles of the loop's timers and immediates: functions that
// close over them, which lib/timers.js keeps in its objects.
func bindTimers(rt *Runtime, o *goja.Object) {
	// timer(object) is a function (op, argument): "start" after milliseconds,
	// "stop", "ref", "unref", "active". When due, object._run() is called.
	_ = o.Set("timer", func(call goja.FunctionCall) goja.Value {
		t := &timer{object: call.Argument(0).(*goja.Object), ref: true, index: -1}
		return rt.vm.ToValue(func(call goja.FunctionCall) goja.Value {
			switch op := call.Argument(0).ToInteger(); op {
			case 0:
				rt.stopTimer(t)
			case 1:
				rt.restartTimer(t, call.Argument(1).ToInteger())
			case 2, 3:
				rt.refTimer(t, op == 2)
			}
			return rt.vm.ToValue(t.index >= 0)
		})
	})
	_ = o.Set("immediate", func(call goja.FunctionCall) goja.Value {
		i := rt.addImmediate(call.Argument(0).(*goja.Object))
		return rt.vm.ToValue(func(call goja.FunctionCall) goja.Value {
			switch op := call.Argument(0).ToInteger(); op {
			case 0:
				rt.clearImmediate(i)
			case 2, 3:
				rt.refImmediate(i, op == 2)
			}
			return rt.vm.ToValue(!i.done)
		})
	})
	_ = o.Set("now", func(goja.FunctionCall) goja.Value { return rt.vm.ToValue(rt.now) })
}
