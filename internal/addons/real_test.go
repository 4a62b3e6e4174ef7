//go:build linux && amd64 && cgo

package addons_test

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/napicheck/napicheck/internal/npmtest"
	"github.com/napicheck/napicheck/internal/semver"
)

// A neighbour is a file an addon needs for loading, perhaps of another package.
type neighbour struct {
	npmtest.Spec
	Size int64
}

// recorded is what ../shared tells of an addon.
type recorded struct {
	npmtest.Spec
	Neighbours []neighbour `json:"sidecars"`
	Exports    *struct {
		Node  string // major
		Shape json.RawMessage
	} `json:"exports_shape"`
}

// records returns the addons of ../shared, if this checkout has that.
func records(t *testing.T) map[npmtest.Spec]recorded {
	data, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "corpus", "dev.json"))
	if errors.Is(err, fs.ErrNotExist) {
		t.Log("no ../shared: exports are compared with those in Node.js only")
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	var corpus struct{ Records []recorded }
	if err := json.Unmarshal(data, &corpus); err != nil {
		t.Fatal(err)
	}
	found := map[npmtest.Spec]recorded{}
	for _, r := range corpus.Records {
		found[npmtest.Spec{Package: r.Package, Version: r.Version, Path: r.Path}] = r
	}
	return found
}

// install unpacks packages below dir as npm does.
func install(t *testing.T, dir string, packages ...npmtest.Spec) {
	t.Helper()
	for _, s := range packages {
		to := filepath.Join(dir, "node_modules", s.Package)
		if err := os.MkdirAll(to, 0o777); err != nil {
			t.Fatal(err)
		}
		npmtest.Unpack(t, s, to)
	}
}

// Real addons load and export what they do in Node.js.
func TestRealAddons(t *testing.T) {
	known := records(t)
	script, err := filepath.Abs(filepath.Join("testdata", "exports.js"))
	if err != nil {
		t.Fatal(err)
	}
	describe, err := filepath.Abs(filepath.Join("testdata", "describe.js"))
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range npmtest.Addons(t) {
		if len(a.Slices) != 1 || a.Slices[0].Arch != "x64" || a.Slices[0].Libc == nil || *a.Slices[0].Libc != "glibc" || len(a.Node) == 0 {
			continue
		}
		t.Run(a.Package+" "+filepath.Base(a.Path), func(t *testing.T) {
			record := known[npmtest.Spec{Package: a.Package, Version: a.Version, Path: a.Path}]
			release := newest(a.Node)
			if record.Exports != nil {
				release = sameMajor(a.Node, record.Exports.Node)
			}
			dir := t.TempDir()
			install(t, dir, a.Spec)
			for _, n := range record.Neighbours {
				if n.Package != "" {
					n.Tarball = n.Size
					install(t, dir, n.Spec)
				}
			}
			args := []string{describe, filepath.Join(dir, "node_modules", a.Package, a.Path)}
			if a.Kind == "v8" {
				t.Setenv("WHOLE", "1")
				if got, stderr, code := program(t, dir, "", script, args...); code != 0 || !strings.Contains(got, "built on the C++ interface of V8") {
					t.Errorf("status %d\n%s%s", code, got, stderr)
				}
				return
			}
			got, stderr, _ := program(t, dir, release, script, args...) // uiohook-napi ends the process with 1 without a display
			// A library of the system, or of a package that only ../shared tells.
			unready := len(record.Neighbours) == 0 && strings.Contains(got, "cannot open shared object file")
			if loads := strings.HasPrefix(got, "{"); loads != (a.Node[release] == "loads") && !unready {
				t.Fatalf("%s in Node.js %s\n%s%s", a.Node[release], release, got, stderr)
			}
			if e := record.Exports; e != nil && !unready {
				compareShape(t, "exports", e.Shape, json.RawMessage(got))
			}
			t.Run("node", func(t *testing.T) {
				at := nodeVersion(t)
				if a.Node[sameMajor(a.Node, at)] == "crashes" {
					t.Skipf("crashes in Node.js %s: give another with -node", at)
				}
				got, _, code := program(t, dir, at, script, args...)
				cmd := exec.CommandContext(t.Context(), *nodePath, append([]string{script}, args...)...)
				want, _, wantCode := execute(t, cmd, dir)
				if diff := cmp.Diff(strings.Split(want, `,"`), strings.Split(got, `,"`)); diff != "" || code != wantCode {
					t.Errorf("status %d, want %d, -want +got\n%s", code, wantCode, diff)
				}
			})
		})
	}
}

// newest returns the newest of the releases on which an addon loads, or "".
func newest(outcomes map[string]string) (release string) {
	var best semver.Version
	for r, outcome := range outcomes {
		if v, err := semver.Parse(r); err == nil && outcome == "loads" && v.Compare(best) > 0 {
			best, release = v, r
		}
	}
	return release
}

// sameMajor returns the newest of the releases that has the major version of
// another, or "".
func sameMajor(outcomes map[string]string, version string) (release string) {
	major, _, _ := strings.Cut(version, ".")
	for r := range outcomes {
		if strings.HasPrefix(r, major+".") {
			release = max(release, r)
		}
	}
	return release
}
