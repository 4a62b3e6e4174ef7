//go:build cgo

package native_test

import (
	"os"
	"os/exec"
	"testing"
)

// What begins before this program may already call what it stands before.
func TestPreloaded(t *testing.T) {
	library := build(t, `
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>
static void *routine(void *arg) { return arg; }
static void leave(void) { _Exit(7); }
__attribute__((constructor)) static void begin(void) {
  pthread_t thread;
  void *result = NULL;
  if (pthread_create(&thread, NULL, routine, &thread) != 0 || pthread_join(thread, &result) != 0 || result != &thread) abort();
  if (dlsym(RTLD_NEXT, "puts") == NULL || dlsym(RTLD_DEFAULT, "no_such") != NULL) abort();
  atexit(leave);
  exit(1);
}
`)
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe, "-test.run=^$")
	cmd.Env = append(os.Environ(), "LD_PRELOAD="+library)
	if out, err := cmd.CombinedOutput(); cmd.ProcessState.ExitCode() != 7 {
		t.Errorf("%v\n%s", err, out)
	}
}
