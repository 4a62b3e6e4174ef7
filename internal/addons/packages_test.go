//go:build linux && amd64 && cgo

package addons_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/napicheck/napicheck/internal/npmtest"
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
			got, stderr, code := program(t, dir, "", script)
			if code != 0 {
				t.Errorf("status %d\n%s", code, stderr)
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
				t.Errorf("-Node.js +here\n%s", diff)
			}
		})
	}
}
