//go:build unix && cgo

package native_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/napicheck/napicheck/internal/cctest"
	"github.com/napicheck/napicheck/loader/native"
)

func build(t *testing.T, source string) string {
	t.Helper()
	dir := t.TempDir()
	c, so := filepath.Join(dir, "lib.c"), filepath.Join(dir, "lib.so")
	if err := os.WriteFile(c, []byte(source), 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := cctest.Command(t, "-shared", "-fPIC", "-o", so, c).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return so
}

func TestOpen(t *testing.T) {
	path := build(t, "int answer(void) { return 42; }\nint nothing(void);\nint lazy(void) { return nothing(); }\n")
	l, err := native.Open(path, native.Lazy)
	if err != nil {
		t.Fatal(err)
	}
	if a, err := l.Lookup("answer"); err != nil || a == 0 {
		t.Errorf("answer: %#x, %v", a, err)
	}
	again, err := native.Open(path, native.Lazy)
	if err != nil || again.Handle() != l.Handle() {
		t.Errorf("opened again: %v, handles %#x and %#x", err, again.Handle(), l.Handle())
	}
	_, err = l.Lookup("question")
	var e *native.Error
	if !errors.As(err, &e) || e.Op != "lookup" || e.Name != "question" || !strings.Contains(e.Msg, "question") {
		t.Errorf("question: %#v", err)
	}
	for range 2 {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestOpenFails(t *testing.T) {
	path := build(t, "int nothing(void);\nint lazy(void) { return nothing(); }\n")
	var e *native.Error
	if _, err := native.Open(path, native.Now); !errors.As(err, &e) || !strings.Contains(e.Msg, "nothing") {
		t.Errorf("bound now: %v", err)
	}
	missing := filepath.Join(t.TempDir(), "missing.so")
	if _, err := native.Open(missing, native.Lazy); !errors.As(err, &e) || e.Op != "open" || e.Path != missing || e.Msg == "" {
		t.Errorf("missing: %v", err)
	}
}
