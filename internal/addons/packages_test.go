//go:build linux && amd64 && cgo

package addons_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/napicheck/napicheck/internal/npmtest"
	"github.com/napicheck/napicheck/loader"
	"github.com/napicheck/napicheck/napi/misuse"
)

// A dependency is a package where npm would put it.
type dependency struct {
	npmtest.Spec
	At string `json:"at"` // below node_modules; "" = by its name
}

// largest is the size of all tarballs of a script that runs by default, in
// bytes; those scripts come to 15 MB together.
const largest = 1_500_000

// Scripts do real work with packages through their own entry points, and print
// what they print in Node.js: testdata/packages/NAME.txt.
func TestPackages(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("testdata", "packages", "packages.json"))
	if err != nil {
		t.Fatal(err)
	}
	var scripts []struct {
		Script   string       `json:"script"`
		Packages []dependency `json:"packages"`
	}
	if err := json.Unmarshal(data, &scripts); err != nil {
		t.Fatal(err)
	}
	for _, s := range scripts {
		t.Run(s.Script, func(t *testing.T) {
			size := int64(0)
			for _, d := range s.Packages {
				size += d.Tarball
			}
			if size > largest && flag.Lookup("npm").Value.String() != "all" {
				t.Skipf("%d packages of %d KB: run with -npm=all", len(s.Packages), size>>10)
			}
			dir := t.TempDir()
			for _, d := range s.Packages {
				at := d.At
				if at == "" {
					at = d.Package
				}
				at = filepath.Join(dir, "node_modules", at)
				if err := os.MkdirAll(at, 0o777); err != nil {
					t.Fatal(err)
				}
				npmtest.Unpack(t, d.Spec, at)
			}
			// The script and its files lie beside node_modules, as a user's would.
			files, err := filepath.Glob(filepath.Join("testdata", "packages", s.Script+".*"))
			if err != nil {
				t.Fatal(err)
			}
			for _, file := range files {
				text, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(filepath.Join(dir, filepath.Base(file)), text, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			script := filepath.Join(dir, s.Script+".js")
			golden := filepath.Join("testdata", "packages", s.Script+".txt")
			t.Run("node", func(t *testing.T) {
				var major int
				version := nodeVersion(t)
				if _, err := fmt.Sscanf(version, "%d", &major); err != nil || major < 22 {
					t.Skipf("texts are those of Node.js 22 and later, here is %s: give another with -node", version)
				}
				got, stderr, code := execute(t, exec.CommandContext(t.Context(), *nodePath, script), dir)
				if code != 0 {
					t.Fatalf("status %d\n%s%s", code, got, stderr)
				}
				if *update {
					if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
						t.Fatal(err)
					}
				}
				compare(t, golden, got)
			})
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			records := filepath.Join(t.TempDir(), "records")
			for _, name := range []string{"", records} {
				t.Setenv(checkedTo, name)
				got, stderr, code := program(t, dir, "", script)
				if code != 0 {
					t.Errorf("status %d\n%s", code, stderr)
				}
				if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
					t.Errorf("-Node.js +here, checked %t\n%s", name != "", diff)
				}
			}
			if diff := cmp.Diff(misuses[s.Script], misusesIn(t, records)); diff != "" {
				t.Errorf("misuse of Node-API, -known +told\n%s", diff)
			}
		})
	}
}

// misusesIn are the misuses of Node-API in a file: kind, case, function, and the
// innermost function that is not the program's.
func misusesIn(t *testing.T, name string) (list []string) {
	t.Helper()
	f, err := os.Open(name)
	if os.IsNotExist(err) { // it loaded no addon
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	records, err := misuse.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	exe := testProgram(t)
	code := loader.NewSymbolizer(records.Maps, exe)
	defer code.Close()
	for _, r := range records.List {
		where := ""
		stack := code.Stack(r.PCs)
		if i := slices.IndexFunc(stack, func(f loader.Frame) bool { return f.Module != "" && f.Module != exe }); i >= 0 {
			where = filepath.Base(stack[i].Module)
		}
		list = append(list, fmt.Sprintf("%s %s %s in %s", r.Kind.ID, r.Case.What, r.Function, where))
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// misuses are those of the packages, by script, each found in the package's source
// as well.
var misuses = map[string][]string{
	// Its data of an environment, with the types and their references, is never deleted.
	"koffi": {"reference leaked napi_create_reference in koffi.node"},
	// Returns a value made in a HandleScope of its own.
	"node-pty": {"returned-handle closed napi_callback in pty.node"},
	// Where subscribing fails, the callbacks are cleared on the thread that has tried.
	"parcel-watcher": {"wrong-thread call napi_delete_reference in watcher.node", "wrong-thread call napi_reference_unref in watcher.node"},
	// Connections delete all references but that to on_connect.
	"utp-native": {"reference leaked napi_create_reference in node.napi.node"},
	// A channel that a peer opens is noted on the thread of signalling.
	"wrtc": {"wrong-thread call napi_reference_ref in wrtc.node"},
}
