package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/napicheck/napicheck/matrix/internal/table"
)

func TestDeclared(t *testing.T) {
	got := declared(`
#ifndef SRC_X_H_
#define SRC_X_H_
#ifdef NAPI_EXPERIMENTAL
#define NODE_API_EXPERIMENTAL_X
#endif  // NAPI_EXPERIMENTAL
#define NAPI_EXTERN __attribute__((visibility("default")))
typedef napi_value(NAPI_CDECL* napi_callback)(napi_env env);
EXTERN_C_START
NAPI_EXTERN napi_status NAPI_CDECL
napi_get_undefined(napi_env env, napi_value* result);
NAPI_EXTERN NAPI_NO_RETURN void NAPI_CDECL napi_fatal_error(const char* l);
#if NAPI_VERSION >= 5
NAPI_EXTERN napi_status napi_create_date(napi_env env);
#ifdef NAPI_EXPERIMENTAL
# ifdef __wasm__
NAPI_EXTERN napi_status node_api_new(napi_env env);
# endif
#endif
#endif  // NAPI_VERSION >= 5
#ifndef NODE_API_NO_EXTERNAL_BUFFERS_ALLOWED
NAPI_EXTERN napi_status NAPI_CDECL napi_create_external(
    napi_env env);
#endif
EXTERN_C_END
#endif`)
	want := map[string]string{"napi_get_undefined": "1", "napi_fatal_error": "1", "napi_create_date": "5", "node_api_new": "experimental", "napi_create_external": "1"}
	if !maps.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestListed(t *testing.T) {
	got := listed(`<b><a href="doc/changelogs/CHANGELOG_V12.md#12.22.12">12.22.12</a></b><br/>
<a href="#26.9.0">26.9.0</a><br/> <a href="CHANGELOG_V25.md">25.x</a> <a id="26.10.0"></a>`)
	if want := []string{"12.22.12", "26.9.0"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// Whatever changes between releases, bisecting finds each place where it
// does, without measuring all.
func TestBisect(t *testing.T) {
	var line []table.Version
	for minor := range 12 {
		for patch := range 9 {
			line = append(line, table.Version{Major: 20, Minor: minor, Patch: patch})
		}
	}
	// A name that comes at 20.3.4, one that is there from 20.5.0 to 20.7.2 only.
	state := func(v table.Version) [2]bool {
		return [2]bool{v.Compare(table.Version{Major: 20, Minor: 3, Patch: 4}) >= 0,
			v.Minor >= 5 && v.Compare(table.Version{Major: 20, Minor: 7, Patch: 2}) <= 0}
	}
	measured := map[table.Version]bool{}
	err := bisect(line, func(v table.Version) error {
		measured[v] = true
		return nil
	}, func(a, b table.Version) bool { return state(a) == state(b) })
	if err != nil {
		t.Fatal(err)
	}
	last := line[0]
	for i, v := range line[1:] {
		if state(v) != state(line[i]) && !(measured[v] && measured[line[i]]) {
			t.Errorf("the change at %s was not found", v)
		}
		if measured[v] {
			last = v
		}
	}
	if last != line[len(line)-1] || len(measured) > 24 {
		t.Errorf("%d measured, the last %s", len(measured), last)
	}
}

// What was measured comes back from the tables, so that no cache is needed.
func TestTables(t *testing.T) {
	dir := t.TempDir()
	d := &dataset{dir: dir, releases: map[table.Version]*release{}, names: map[string]*bits{}}
	for i, s := range []string{"18.1.0", "18.0.0", "19.0.0", "18.2.0"} { // in any order
		v, err := table.ParseVersion(s)
		if err != nil {
			t.Fatal(err)
		}
		r := &record{Version: v, Platform: "linux-x64", Modules: 100 + v.Major, NodeAPI: v.Major % 18, UV: "1.2.3", V8: "10.2-node.1", Glibc: "2.28", Glibcxx: "3.4.21",
			Listed: []string{"18.1.1"}, Declared: map[string]string{"napi_a": "1", "napi_b": "experimental"},
			Exports: []string{"_ZN2v85ValueE", "_ZN2v88internal1xE", "napi_a", "uv_run"}}
		for n := range 200 {
			if n%(i+2) == 0 {
				r.Exports = append(r.Exports, fmt.Sprintf("c_%d", n))
			}
		}
		d.merge(r)
	}
	if err := d.write(); err != nil {
		t.Fatal(err)
	}
	again, err := readTables(dir)
	if err != nil {
		t.Fatal(err)
	}
	axis, index := d.axis()
	axis2, index2 := again.axis()
	if !slices.Equal(axis, axis2) || len(axis) != 4 {
		t.Fatalf("%v, want %v", axis2, axis)
	}
	if len(again.releases) != 5 || again.measured(table.Version{Major: 18, Minor: 1, Patch: 1}) {
		t.Errorf("releases %v", again.releases)
	}
	for i, v := range axis {
		a, b := *d.releases[v], *again.releases[v]
		a.index, b.index = 0, 0
		if !reflect.DeepEqual(a, b) {
			t.Errorf("%v, want %v", b, a)
		}
		for name := range d.names {
			if d.has(name, index[i]) != again.has(name, index2[i]) {
				t.Errorf("%s in %s: %v", name, v, again.has(name, index2[i]))
			}
		}
	}
	if len(again.names) != len(d.names) || d.names["_ZN2v88internal1xE"] != nil {
		t.Errorf("%d names, want %d", len(again.names), len(d.names))
	}
	functions, err := os.ReadFile(filepath.Join(dir, "functions.tsv"))
	if err != nil || !strings.Contains(string(functions), "Node 19.0.0") || !strings.HasSuffix(string(functions), "\nnapi_a\t1\nnapi_b\texperimental\n") {
		t.Errorf("functions: %s, %v", functions, err)
	}
}

// An interrupted run leaves records that the next one reads.
func TestStore(t *testing.T) {
	s := store(t.TempDir())
	want := &record{Version: table.Version{Major: 18}, Exports: []string{"napi_a"}, Declared: map[string]string{"napi_a": "1"}}
	if r, err := s.load(want.Version); r != nil || err != nil {
		t.Fatalf("%v, %v", r, err)
	}
	if err := s.save(want); err != nil {
		t.Fatal(err)
	}
	if r, err := s.load(want.Version); err != nil || !reflect.DeepEqual(r, want) {
		t.Fatalf("%v, %v", r, err)
	}
	if err := os.Truncate(s.path(want.Version), 20); err != nil {
		t.Fatal(err)
	}
	if _, err := s.load(want.Version); err == nil {
		t.Fatal("a truncated record was read")
	}
}
