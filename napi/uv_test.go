//go:build cgo

package napi_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dop251/goja"

	"github.com/napicheck/napicheck/loader/native"
	"github.com/napicheck/napicheck/napi"
)

// needsUV skips where libuv or its headers are not installed.
func needsUV(t *testing.T) {
	t.Helper()
	if _, err := native.Open("libuv.so.1", native.Lazy); err != nil {
		t.Skipf("libuv is not installed: %v", err)
	}
	for _, dir := range []string{"/usr/include", "/usr/local/include"} {
		if _, err := os.Stat(filepath.Join(dir, "uv.h")); err == nil {
			return
		}
	}
	t.Skip("the headers of libuv are not installed")
}

func TestUV(t *testing.T) {
	needsUV(t)
	loopScript(t, "uv", "")
}

// A function no libuv has: the loader would end the process at its first call.
func TestUVTooOld(t *testing.T) {
	needsUV(t)
	addon := build(t, "uv_unknown")
	rt := newRuntime(t, napi.Options{})
	_, err := rt.Require(addon)
	var ex *goja.Exception
	if !errors.As(err, &ex) || !strings.Contains(ex.Error(), "uv_of_the_future") || strings.Contains(ex.Error(), "uv_version,") {
		t.Errorf("got %v", err)
	}
	if code := ex.Value().(*goja.Object).Get("code"); code.String() != "ERR_DLOPEN_FAILED" {
		t.Errorf("code %v", code)
	}
}

// The executable offers none of libuv's functions: they would stand before the
// library's.
func TestNoUVExported(t *testing.T) {
	out, err := exec.Command("nm", "-D", "--defined-only", os.Args[0]).Output()
	if err != nil {
		t.Skip("no nm")
	}
	for _, line := range strings.Split(string(out), "\n") {
		if f := strings.Fields(line); len(f) > 0 && strings.HasPrefix(f[len(f)-1], "uv_") {
			t.Errorf("exported: %s", line)
		}
	}
}
