package addons

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"reflect"
	"sync"

	"github.com/dop251/goja"

	"github.com/napicheck/napicheck/internal/jsrt"
)

//go:embed shape.js
var shapeSource string

var shapeProgram = sync.OnceValue(func() *goja.Program { return goja.MustCompile("shape.js", shapeSource, false) })

// Shaper returns a function that describes values of rt as docs/output.md
// says. It is to be made before what is described, and may be hostile, runs: the
// function then uses nothing scripts can have changed and calls none.
func Shaper(rt *jsrt.Runtime) (func(goja.Value) (json.RawMessage, error), error) {
	vm := rt.VM()
	proxy := reflect.TypeFor[goja.Proxy]()
	types := vm.NewObject() // not util.types, which asks objects
	for name, is := range map[string]func(*goja.Object) bool{
		"isProxy":        func(o *goja.Object) bool { return o.ExportType() == proxy },
		"isStringObject": func(o *goja.Object) bool { return o.ClassName() == "String" },
	} {
		if err := types.Set(name, func(call goja.FunctionCall) goja.Value { return vm.ToValue(is(call.Argument(0).(*goja.Object))) }); err != nil {
			return nil, err
		}
	}
	made, err := vm.RunProgram(shapeProgram())
	if err != nil {
		return nil, err
	}
	prepare, _ := goja.AssertFunction(made)
	described, err := prepare(goja.Undefined(), types)
	if err != nil {
		return nil, err
	}
	shape, _ := goja.AssertFunction(described)
	return func(v goja.Value) (json.RawMessage, error) {
		text, err := shape(goja.Undefined(), v)
		if err != nil {
			return nil, fmt.Errorf("shape of exports: %w", err)
		}
		return json.RawMessage(text.String()), nil
	}, nil
}
