package artifact

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/napicheck/napicheck/internal/npm"
)

// tree writes files into a fresh folder; "a -> b" makes a symbolic link.
func tree(t *testing.T, files ...string) string {
	t.Helper()
	dir := t.TempDir()
	for _, f := range files {
		name, content, _ := strings.Cut(f, "=")
		name, target, link := strings.Cut(name, " -> ")
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		var err error
		if link {
			if runtime.GOOS == "windows" {
				t.Skip("symbolic links need a privilege on Windows")
			}
			err = os.Symlink(filepath.FromSlash(target), path)
		} else {
			err = os.WriteFile(path, []byte(content), 0o666)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// find lists the addons that Find yields, by package: "PATH", "PATH!MEMBER",
// "PATH (PACKAGE ENGINES)", "PATH: ERROR"; paths are relative to dir.
func find(dir string, paths ...string) []string {
	for i, p := range paths {
		if !strings.HasPrefix(p, "npm:") {
			paths[i] = filepath.Join(dir, filepath.FromSlash(p))
		}
	}
	var got []string
	for f := range Find(context.Background(), paths, Options{}) {
		if f.Package != nil {
			got = append(got, describe(dir, f.Package)...)
		} else if c, err := f.File.Open(); err == nil {
			c.Close()
		}
	}
	return got
}

func describe(dir string, p *Package) (lines []string) {
	name := ""
	if p.Manifest != nil {
		name = " (" + p.Manifest.Name + " " + p.Manifest.Engines["node"] + ")"
	}
	for _, f := range p.Files {
		rel := f.Path
		if !strings.HasPrefix(rel, "npm:") {
			rel, _ = filepath.Rel(dir, f.Path)
		}
		s := filepath.ToSlash(rel)
		if f.Member != "" {
			s += "!" + f.Member
		}
		s += name
		err := f.Err
		if err == nil && p.ManifestErr != nil {
			err = p.ManifestErr
		}
		if err != nil {
			if errors.Is(err, fs.ErrNotExist) {
				err = fs.ErrNotExist // the systems' sentences differ
			}
			s += ": " + strings.ReplaceAll(err.Error(), dir, "DIR")
		}
		lines = append(lines, s)
	}
	for _, q := range p.Platform {
		for _, l := range describe(dir, q) {
			lines = append(lines, "  "+l)
		}
	}
	return lines
}

func TestFind(t *testing.T) {
	for _, test := range []struct {
		name         string
		files, paths []string
		want         []string
	}{
		{"any name for a file", []string{"a.txt="}, []string{"a.txt"}, []string{"a.txt"}},
		{"order and letters", []string{"b.node=", "a/z.NODE=", "c.nodes=", "a.node=", "node="}, []string{""},
			[]string{"a/z.NODE", "a.node", "b.node"}},
		{"node_modules and hidden folders", []string{"node_modules/x/.a/x.node="}, []string{""}, []string{"node_modules/x/.a/x.node"}},
		{"each file once", []string{"d/a.node="}, []string{"d/a.node", "d", ".", "d/../d/a.node"}, []string{"d/a.node"}},
		{"cycles", []string{"d/a.node=", "d/up -> ..", "d/self -> .", "loop -> loop"}, []string{""}, []string{"d/a.node"}},
		{"links to files and folders", []string{"a.node -> lib/x.so", "lib/x.so=", "n.node -> real", "real/b.node="}, []string{""},
			[]string{"a.node", "n.node/b.node"}},
		{"dangling", []string{"a.node -> gone", "other -> gone"}, []string{""}, []string{"a.node: file does not exist"}},
		{"nothing there", []string{"d/x.txt="}, []string{"d", "gone"}, []string{"d: " + ErrEmpty.Error(), "gone: file does not exist"}},
		{"packages", []string{
			`package.json={"name":"top","engines":{"node":">=18"}}`, "top.node=",
			`dist/package.json={"type":"module"}`, "dist/d.node=",
			`node_modules/@s/p/package.json={"name":"@s/p","version":"1.0.0","engines":["node >= 0.8"]}`, "node_modules/@s/p/p.node=",
			"node_modules/bare/b.node=",
			"bom/package.json=\ufeff" + `{"name":"bom"}`, "bom/x.node=",
		}, []string{""}, []string{"dist/d.node (top >=18)", "top.node (top >=18)", "bom/x.node (bom )", "node_modules/@s/p/p.node (@s/p )", "node_modules/bare/b.node"}},
		{"a broken manifest is told once", []string{`package.json={"name":1`, "a.node=", "b.node="}, []string{""},
			[]string{"a.node: DIR/package.json: unexpected end of JSON input", "b.node: DIR/package.json: unexpected end of JSON input"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, find(tree(t, test.files...), test.paths...)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestFindStops(t *testing.T) {
	dir := tree(t, "a.node=", "b.node=", "c.node=")
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	n := 0
	for f := range Find(ctx, []string{dir}, Options{}) {
		if f.File != nil {
			n++
		}
		cancel()
	}
	if n != 1 {
		t.Errorf("%d files after cancellation, want 1", n)
	}
	for range Find(context.Background(), []string{dir, dir}, Options{}) {
		break // must not yield again
	}
}

func TestHugeManifest(t *testing.T) {
	dir := tree(t, "a.node=", fmt.Sprintf(`package.json={"name":"x","pad":"%s"}`, strings.Repeat("x", npm.MaxManifest)))
	got := find(dir, "")
	if len(got) != 1 || !strings.Contains(got[0], "more than") {
		t.Errorf("got %q", got)
	}
}
