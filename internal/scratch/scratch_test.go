//go:build linux || darwin || freebsd

package scratch

import (
	"os"
	"path/filepath"
	"testing"
)

func TestSweep(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	there := func(path string) bool { _, err := os.Lstat(path); return err == nil }
	alive, err := New("load")
	if err != nil {
		t.Fatal(err)
	}
	dead, err := New("load")
	if err != nil {
		t.Fatal(err)
	}
	dead.lock.Close() // as the end of its process does
	locked := filepath.Join(dead.Path, "locked")
	if err := os.MkdirAll(filepath.Join(locked, "in"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(locked, 0); err != nil {
		t.Fatal(err)
	}
	var others []string
	for _, name := range []string{"napicheck-load-x1", "napicheck-demo", "napicheck-load-", "other-load-1"} {
		path := filepath.Join(os.TempDir(), name)
		if err := os.Mkdir(path, 0o700); err != nil {
			t.Fatal(err)
		}
		others = append(others, path)
	}
	link := filepath.Join(os.TempDir(), "napicheck-load-1") // to what must stay
	if err := os.Symlink(others[0], link); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(os.TempDir(), "napicheck-load-2")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	sweep()
	if there(dead.Path) {
		t.Error("the folder of a dead process stays")
	}
	for _, path := range append(others, alive.Path, link, file) {
		if !there(path) {
			t.Errorf("%s is gone", path)
		}
	}
	alive.Remove()
	if there(alive.Path) {
		t.Error("not removed")
	}
}
