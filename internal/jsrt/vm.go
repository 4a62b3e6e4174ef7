package jsrt

import "github.com/dop251/goja"

// bindVM runs scripts in the global scope.
func bindVM(rt *Runtime, o *goja.Object) {
	// compile(source, filename) is a function that runs it.
	compile := func(source, filename string) func() (goja.Value, error) {
		tree, err := goja.Parse(filename, source)
		if err == nil {
			var program *goja.Program
			if program, err = goja.CompileAST(tree, false); err == nil {
				return func() (goja.Value, error) { return rt.vm.RunProgram(program) }
			}
		}
		code, _, _, failure := lower(source, filename, false)
		if failure != nil {
			rt.throw(rt.syntaxError(filename, failure, err))
		}
		program, err := goja.Compile(filename, code, false)
		if err != nil {
			rt.throw(rt.syntaxError(filename, nil, err))
		}
		return func() (goja.Value, error) { return rt.vm.RunProgram(program) }
	}
	_ = o.Set("run", func(call goja.FunctionCall) goja.Value {
		v, err := compile(call.Argument(0).String(), call.Argument(1).String())()
		rt.throw(err)
		return v
	})
	_ = o.Set("compile", func(call goja.FunctionCall) goja.Value {
		run := compile(call.Argument(0).String(), call.Argument(1).String())
		return rt.vm.ToValue(func(goja.FunctionCall) goja.Value {
			v, err := run()
			rt.throw(err)
			return v
		})
	})
}
