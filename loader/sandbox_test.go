//go:build linux && cgo

package loader_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/napicheck/napicheck/loader"
)

func TestModes(t *testing.T) {
	addon := build(t, "die.c")
	off := run(t, addon, loader.Options{Sandbox: loader.Off})
	if off.Outcome != loader.Loaded || len(off.Sandbox.Applied) != 1 || len(off.Sandbox.Missing) != 0 {
		t.Errorf("off: %s: %s %+v", off.Outcome, off.Message, off.Sandbox)
	}
	best := run(t, addon, loader.Options{})
	strict := run(t, addon, loader.Options{Sandbox: loader.Strict})
	want := loader.Loaded
	if len(best.Sandbox.Missing) > 0 {
		want = loader.Refused
	}
	if best.Outcome != loader.Loaded || strict.Outcome != want {
		t.Errorf("best effort: %s; strict: %s: %s", best.Outcome, strict.Outcome, strict.Message)
	}
}

// A hostile addon is refused all it tries, and the report tells so.
func TestHostile(t *testing.T) {
	home := t.TempDir()
	key := filepath.Join(home, ".ssh", "id_rsa")
	if err := os.Mkdir(filepath.Dir(key), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(key, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("HOME", home)
	t.Setenv("SECRET", "in the environment")
	shared, err := unix.SysvShmGet(unix.IPC_PRIVATE, 4096, unix.IPC_CREAT|0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.SysvShmCtl(shared, unix.IPC_RMID, nil)
	addon := build(t, "hostile.c",
		fmt.Sprintf("-DHOME=%q", home), fmt.Sprintf("-DPARENT=%d", os.Getpid()), fmt.Sprintf("-DENVIRON=\"/proc/%d/environ\"", os.Getpid()),
		fmt.Sprintf("-DSHMID=%d", shared))
	before, err := os.Stat(addon)
	if err != nil {
		t.Fatal(err)
	}
	r := run(t, addon, loader.Options{})
	if after, err := os.Stat(addon); err != nil || after.Mode() != before.Mode() || !after.ModTime().Equal(before.ModTime()) {
		t.Errorf("its own file: %v, %v; was %v", after, err, before)
	}
	if len(r.Sandbox.Missing) > 0 {
		t.Skipf("this system does not offer all of the sandbox: %v", r.Sandbox.Missing)
	}
	if r.Outcome != loader.Loaded {
		t.Fatalf("%s: %s\n%s\n%s", r.Outcome, r.Message, r.Output.Stdout, r.Output.Stderr)
	}
	let := []string{"own_file", "own_library", "own_maps", "own_metadata", "move_self"}
	tried := 0
	for line := range strings.Lines(r.Output.Stdout) {
		what, errno, _ := strings.Cut(strings.TrimSpace(line), " ")
		if what == "#" {
			continue
		}
		if tried++; slices.Contains(let, what) != (errno == "0") {
			t.Errorf("%s: errno %s", what, errno)
		}
	}
	if tried != 3*49 {
		t.Errorf("%d things tried:\n%s", tried, r.Output.Stdout)
	}
	denied := map[string]bool{}
	for _, d := range r.Sandbox.Denied {
		denied[d.Call+" "+strings.Replace(d.What, home, "~", 1)] = true
	}
	parent, thread := fmt.Sprintf("process %d", os.Getpid()), fmt.Sprintf("thread %d", os.Getpid())
	for _, want := range []string{
		"mkdir ~/made", "chmod ~/.ssh/id_rsa", "unlink ~/.ssh/id_rsa", "rename ~/.ssh", "setxattr ~/.ssh/id_rsa", "openat ~/written",
		"openat ~/.ssh/id_rsa", "openat ~", "openat /etc/shadow", "socket ", "execve ", "clone a process", "ptrace ", "process_vm_readv ",
		"kill " + parent, "mount ", "unshare ", "io_uring_setup ", "shmget ", "setsid ", "write a descriptor of napicheck",
		"fchmod " + addon, "fchmodat2 " + addon, "chmod " + addon, "fchown " + addon, "utimensat " + addon, "fsetxattr " + addon,
		"lremovexattr " + addon, "ioctl FS_IOC_SETFLAGS ", "fcntl F_SETOWN ", "prctl PR_SET_DUMPABLE ", "shmat ", "sched_setaffinity " + thread,
		"adjtimex ", "write a file larger than 256 MB", "openat more than 1000 files",
	} {
		if !denied[want] {
			t.Errorf("not told: %s", want)
		}
	}
	if t.Failed() {
		t.Logf("%+v\n%s", r.Sandbox.Denied, r.Output.Stdout)
	}
	if entries, err := os.ReadDir(home); err != nil || len(entries) != 1 {
		t.Errorf("in the home folder: %v, %v", entries, err)
	}
}
