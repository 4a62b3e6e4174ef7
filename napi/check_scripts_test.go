//go:build linux && cgo

package napi_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/napicheck/napicheck/napi/misuse"
)

// The scripts that are run in Node.js too print the same when they are checked.
// What is told of them is what they do on purpose: calls with exceptions
// pending, scopes closed twice, functions newer than version 8, objects left for
// the end.
func TestScriptsChecked(t *testing.T) {
	of := func(name string) func(*testing.T) { return func(t *testing.T) { script(t, name) } }
	want := strings.Split(strings.TrimSpace(read(t, "testdata/checked.txt")), "\n")
	var all []string
	for _, test := range []struct {
		name string
		run  func(*testing.T)
	}{
		{"buffers", of("buffers")}, {"errors", of("errors")}, {"experimental", of("experimental")}, {"functions", of("functions")},
		{"object_wrap", of("object_wrap")}, {"operations", of("operations")}, {"properties", of("properties")}, {"scopes", of("scopes")}, {"values", of("values")},
		{"async_context", TestAsyncContext}, {"async_work", TestAsyncWork}, {"cleanup", TestCleanup}, {"doors", TestDoors}, {"lifetimes", TestLifetimes},
		{"threadsafe", TestThreadsafe}, {"uncaught", TestUncaught}, {"uv", TestUV},
	} {
		records, err := os.Create(filepath.Join(t.TempDir(), "records"))
		if err != nil {
			t.Fatal(err)
		}
		checkTo = records
		t.Run(test.name, func(t *testing.T) {
			defer func() {
				if t.Skipped() {
					want = slices.DeleteFunc(want, func(line string) bool { return strings.HasPrefix(line, test.name+": ") })
				}
			}()
			test.run(t)
		})
		checkTo = nil
		if _, err := records.Seek(0, 0); err != nil {
			t.Fatal(err)
		}
		found, err := misuse.Decode(records)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, r := range found.List {
			got = append(got, fmt.Sprintf("%s: %s %s %s", test.name, r.Kind.ID, r.Case.What, r.Function))
		}
		slices.Sort(got)
		all = append(all, slices.Compact(got)...)
	}
	if diff := cmp.Diff(want, all); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}
