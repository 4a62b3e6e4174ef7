//go:build linux && cgo

package napi_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/dop251/goja"

	"github.com/napicheck/napicheck/internal/float16"
	"github.com/napicheck/napicheck/napi"
	"github.com/napicheck/napicheck/napi/misuse"
)

// The scripts that are run in Node.js too print the same when they are checked.
// What is told of them is what they do on purpose: calls with exceptions
// pending, scopes closed twice, functions newer than version 8.
func TestScriptsChecked(t *testing.T) {
	var all strings.Builder
	for _, name := range []string{"buffers", "errors", "functions", "object_wrap", "operations", "properties", "scopes", "values"} {
		t.Run(name, func(t *testing.T) {
			records, err := os.Create(filepath.Join(t.TempDir(), "records"))
			if err != nil {
				t.Fatal(err)
			}
			vm := goja.New()
			vm.SetMaxCallStackSize(10000)
			if err := float16.Define(vm); err != nil {
				t.Fatal(err)
			}
			rt := newRuntime(t, napi.Options{VM: vm, Check: records})
			exports, err := rt.Require(build(t, name))
			if err != nil {
				t.Fatal(err)
			}
			var out strings.Builder
			vm.Set("addon", exports)
			vm.Set("print", func(s string) { out.WriteString(s + "\n") })
			for _, file := range []string{"test.js", name + ".js"} {
				if _, err := vm.RunScript(file, read(t, filepath.Join("testdata", file))); err != nil {
					t.Fatal(err)
				}
			}
			compare(t, filepath.Join("testdata", name+".txt"), out.String())
			rt.Close()
			if _, err := records.Seek(0, 0); err != nil {
				t.Fatal(err)
			}
			found, err := misuse.Decode(records)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, r := range found.List {
				got = append(got, fmt.Sprint(r.Kind.ID, " ", r.Case.What, " ", r.Function))
			}
			slices.Sort(got)
			for _, line := range slices.Compact(got) {
				fmt.Fprintf(&all, "%s: %s\n", name, line)
			}
		})
	}
	compare(t, "testdata/checked.txt", all.String())
}
