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

// find lists what Find yields, relative to dir: "PATH", "PATH (PACKAGE)", "PATH: ERROR".
func find(dir string, paths ...string) []string {
	var got []string
	for i, p := range paths {
		paths[i] = filepath.Join(dir, filepath.FromSlash(p))
	}
	for a, err := range Find(context.Background(), paths) {
		rel, _ := filepath.Rel(dir, a.Path)
		s := filepath.ToSlash(rel)
		if a.Package != nil {
			s += " (" + a.Package.Name + " " + a.Package.Engines + ")"
		}
		if err != nil {
			if pe := (*PathError)(nil); errors.As(err, &pe) {
				err = pe.Err
			}
			if errors.Is(err, fs.ErrNotExist) {
				err = fs.ErrNotExist // the systems' sentences differ
			}
			s += ": " + strings.ReplaceAll(err.Error(), dir, "DIR")
		}
		got = append(got, s)
	}
	return got
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
		}, []string{""}, []string{"bom/x.node (bom )", "dist/d.node (top >=18)", "node_modules/@s/p/p.node (@s/p )", "node_modules/bare/b.node", "top.node (top >=18)"}},
		{"a broken manifest is told once", []string{`package.json={"name":1`, "a.node=", "b.node="}, []string{""},
			[]string{"a.node: DIR/package.json: unexpected end of JSON input", "b.node"}},
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
	for range Find(ctx, []string{dir}) {
		n++
		cancel()
	}
	if n != 1 {
		t.Errorf("%d files after cancellation, want 1", n)
	}
	for range Find(context.Background(), []string{dir, dir}) {
		break // must not yield again
	}
}

func TestHugeManifest(t *testing.T) {
	dir := tree(t, "a.node=", fmt.Sprintf(`package.json={"name":"x","pad":"%s"}`, strings.Repeat("x", maxManifest)))
	got := find(dir, "")
	if len(got) != 1 || !strings.Contains(got[0], "more than") {
		t.Errorf("got %q", got)
	}
}
