//go:build cgo

package addons_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/napicheck/napicheck/internal/addons"
	"github.com/napicheck/napicheck/internal/jsrt"
)

// Shapes are what the same script finds in Node.js.
func TestShape(t *testing.T) {
	script, err := filepath.Abs(filepath.Join("testdata", "shape.js"))
	if err != nil {
		t.Fatal(err)
	}
	args := []string{}
	if describe, err := filepath.Abs(filepath.Join("testdata", "describe.js")); err != nil {
		t.Fatal(err)
	} else {
		args = append(args, describe)
	}
	for _, name := range []string{"object_wrap", "properties", "values", "functions"} {
		args = append(args, build(t, name))
	}
	golden := filepath.Join("testdata", "shape.txt")
	t.Run("node", func(t *testing.T) {
		got := node(t, 20, 99, script, args...)
		if *update {
			if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		compare(t, golden, got)
	})
	stdout, stderr, code := program(t, "", "", script, args...)
	if code != 0 {
		t.Fatalf("status %d\n%s", code, stderr)
	}
	compare(t, golden, stdout)
}

// A truth is the shape of an addon's exports in Node.js, as another program
// took it: it tells more of each value, and cuts elsewhere.
type truth struct {
	T                   string
	Name                *string
	Length              *float64
	Keys, Proto, Static fields
}

// fields are an object's in their order.
type fields struct {
	names  []string
	values map[string]json.RawMessage
}

func (f *fields) UnmarshalJSON(data []byte) error {
	if err := json.Unmarshal(data, &f.values); err != nil {
		return err
	}
	d := json.NewDecoder(strings.NewReader(string(data)))
	if _, err := d.Token(); err != nil {
		return err
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return err
		}
		f.names = append(f.names, name.(string))
		var skip json.RawMessage
		if err := d.Decode(&skip); err != nil {
			return err
		}
	}
	return nil
}

// shape is what the tests read of a shape.
type shape struct {
	T           string
	Name        *string
	Length      *float64
	Keys, Proto fields
}

// compareShape holds a shape to the truth, as far as that tells.
func compareShape(t *testing.T, at string, want, got json.RawMessage) {
	t.Helper()
	var w truth
	var g shape
	if err := json.Unmarshal(want, &w); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(got, &g); err != nil {
		t.Fatal(err)
	}
	if g.T == "class" {
		g.T = "function"
	}
	if w.T != g.T {
		t.Errorf("%s is %s, want %s", at, g.T, w.T)
	}
	if w.T == "function" {
		if diff := cmp.Diff([]any{w.Name, w.Length}, []any{g.Name, g.Length}); diff != "" {
			t.Errorf("%s: name and length -want +got\n%s", at, diff)
		}
	}
	compareFields := func(at string, want, got fields) {
		names := got.names
		if n := len(want.names); n > 0 && want.names[n-1] == "..." {
			want.names = want.names[:n-1]
			names = names[:min(len(names), n-1)]
		}
		if !slices.Equal(want.names, names) {
			t.Errorf("%s -want +got\n%s", at, cmp.Diff(want.names, names))
		}
		for _, name := range want.names {
			if v, ok := got.values[name]; ok {
				compareShape(t, at+" "+name, want.values[name], v)
			}
		}
	}
	keys := w.Keys
	if w.T == "function" {
		keys = w.Static
	}
	if keys.values != nil {
		compareFields(at+" keys", keys, g.Keys)
	}
	if w.Proto.values != nil {
		compareFields(at+" proto", w.Proto, g.Proto)
	}
}

// A hundred functions, as large addons export.
func BenchmarkShape(b *testing.B) {
	rt, err := jsrt.New(jsrt.Options{})
	if err != nil {
		b.Fatal(err)
	}
	shape, err := addons.Shaper(rt)
	if err != nil {
		b.Fatal(err)
	}
	var source strings.Builder
	for i := range 100 {
		fmt.Fprintf(&source, "exports.function%d = function () {};", i)
	}
	exports, err := rt.VM().RunString("var exports = {};" + source.String() + "exports")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := shape(exports); err != nil {
			b.Fatal(err)
		}
	}
}
