//go:build cgo

package napi_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/napicheck/napicheck/napi"
)

// The end of an environment, in the order of Node.
func TestCleanup(t *testing.T) { endings(t, "cleanup") }

// What the functions that may run JavaScript answer at once: without an
// environment, with an exception pending, at the end.
func TestDoors(t *testing.T) { endings(t, "doors") }

// A world that is told to end runs no more scripts, also for the addon that is
// just being called.
func TestTerminate(t *testing.T) {
	for version, want := range map[string]int64{"8": 10, "10": 23} { // napi_pending_exception, napi_cannot_run_js
		rt := newRuntime(t, napi.Options{})
		exports, err := rt.Require(build(t, "doors", "-DNAPI_VERSION="+version))
		if err != nil {
			t.Fatal(err)
		}
		terminate := rt.VM().ToValue(func() {
			done := make(chan struct{})
			go func() { rt.Terminate(); close(done) }()
			<-done
		})
		if got := call(t, exports, "interrupted", terminate).ToInteger(); got != want {
			t.Errorf("version %s: status %d, want %d", version, got, want)
		}
		rt.Close()
		rt.Terminate() // does nothing
	}
}

// endings runs testdata/NAME.js with the addon of both kinds of versions, and
// compares also what it writes to NAPI_TEST_LOG while its environment ends.
func endings(t *testing.T, name string) {
	t.Helper()
	for _, version := range []string{"8", "10"} {
		t.Run(version, func(t *testing.T) {
			addon := build(t, name, "-DNAPI_VERSION="+version)
			golden := filepath.Join("testdata", name+"-"+version+".txt")
			log := func() string {
				path := filepath.Join(t.TempDir(), "log")
				t.Setenv("NAPI_TEST_LOG", path)
				return path
			}
			text := func(out, path string) string {
				b, err := os.ReadFile(path)
				if err != nil {
					t.Fatal(err)
				}
				return out + string(b)
			}
			t.Run("node", func(t *testing.T) {
				path := log()
				got := text(node(t, addon, name), path)
				if *update {
					if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
						t.Fatal(err)
					}
				}
				compare(t, golden, got)
			})
			path := log()
			h := newHost(t, napi.Options{})
			h.run(addon, "test.js", name+".js")
			h.rt.Close()
			compare(t, golden, text(h.out.String(), path))
		})
	}
}

// An asynchronous hook that ends last ends the environment.
func TestLastHook(t *testing.T) {
	log := filepath.Join(t.TempDir(), "log")
	t.Setenv("NAPI_TEST_LOG", log)
	addon := build(t, "cleanup")
	for range 2 { // the second world gets the first one's loop
		h := newHost(t, napi.Options{})
		h.Callback(func() error {
			exports, err := h.rt.Require(addon)
			if err != nil {
				return err
			}
			h.vm.Set("addon", exports)
			_, err = h.vm.RunString("addon.objects(); addon.slow_hooks()")
			return err
		})
		h.rt.Close()
	}
	b, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(b), "finalizer of instance data"); n != 2 || !strings.HasSuffix(string(b), "finalizer of the first object\n") {
		t.Errorf("%d environments of 2 ended:\n%s", n, b)
	}
}

// A thousand hooks, each once.
func TestManyHooks(t *testing.T) {
	addon := build(t, "hooks")
	for _, n := range []int{1, 16, 17, 5000} {
		h := newHost(t, napi.Options{})
		h.Callback(func() error {
			exports, err := h.rt.Require(addon)
			if err == nil {
				h.vm.Set("addon", exports)
				_, err = h.vm.RunString(fmt.Sprintf("addon.add(%d)", n))
			}
			return err
		})
		h.rt.Close()
		again := newHost(t, napi.Options{})
		exports, err := again.rt.Require(addon)
		if err != nil {
			t.Fatal(err)
		}
		again.vm.Set("addon", exports)
		v, err := again.vm.RunString("addon.state().join()")
		if want := fmt.Sprintf("%d,true", n-(n+2)/3); err != nil || v.String() != want {
			t.Errorf("%d hooks: %v, %v; want %s", n, v, err, want)
		}
	}
}

func TestHookTwice(t *testing.T) {
	stderr, err := inChild(t, build(t, "cleanup"), "addon.twice()")
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGABRT || !strings.Contains(stderr, "napi_add_env_cleanup_hook") {
		t.Errorf("%v\n%s", err, stderr)
	}
}
