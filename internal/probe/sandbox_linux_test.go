//go:build cgo

package probe

import (
	"encoding/binary"
	"os"
	"runtime"
	"testing"

	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"

	"github.com/napicheck/napicheck/loader/native"
)

// What the filter answers, with a supervisor and on kernels that offer none.
func TestPolicy(t *testing.T) {
	const (
		allow = unix.SECCOMP_RET_ALLOW
		ask   = unix.SECCOMP_RET_USER_NOTIF
		eperm = unix.SECCOMP_RET_ERRNO | uint32(unix.EPERM)
	)
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	native.Watch(null.Fd()) // which finds our code
	self, other := uint64(os.Getpid()), uint64(os.Getppid())
	programs := map[bool]*bpf.VM{}
	for _, supervised := range []bool{true, false} {
		p := policy(supervised)
		if len(p) > 4096 {
			t.Errorf("%d instructions; the kernel takes 4096", len(p))
		}
		vm, err := bpf.NewVM(p)
		if err != nil {
			t.Fatal(err)
		}
		programs[supervised] = vm
	}
	for _, c := range []struct {
		name              string
		nr                uint32
		args              [6]uint64
		supervised, alone uint32
	}{
		{"getpid", unix.SYS_GETPID, [6]uint64{}, allow, allow},
		{"socket", unix.SYS_SOCKET, [6]uint64{}, ask, eperm},
		{"of x32", 0x40000000 + unix.SYS_SOCKET, [6]uint64{}, unix.SECCOMP_RET_ERRNO | uint32(unix.ENOSYS), unix.SECCOMP_RET_ERRNO | uint32(unix.ENOSYS)},
		{"clone3", unix.SYS_CLONE3, [6]uint64{}, unix.SECCOMP_RET_ERRNO | uint32(unix.ENOSYS), unix.SECCOMP_RET_ERRNO | uint32(unix.ENOSYS)},
		{"a thread", unix.SYS_CLONE, [6]uint64{unix.CLONE_VM | unix.CLONE_THREAD}, allow, allow},
		{"a process", unix.SYS_CLONE, [6]uint64{uint64(unix.SIGCHLD)}, ask, unix.SECCOMP_RET_ERRNO | uint32(unix.EAGAIN)},
		{"limit read", unix.SYS_PRLIMIT64, [6]uint64{}, allow, allow},
		{"limit set", unix.SYS_PRLIMIT64, [6]uint64{0, 0, 1}, ask, eperm},
		{"limit set from high memory", unix.SYS_PRLIMIT64, [6]uint64{0, 0, 1 << 32}, ask, eperm},
		{"signal to itself", unix.SYS_KILL, [6]uint64{self}, allow, allow},
		{"signal to another", unix.SYS_KILL, [6]uint64{other}, ask, eperm},
		{"signal to all", unix.SYS_KILL, [6]uint64{1<<64 - 1}, ask, eperm},
		{"own processor", unix.SYS_SCHED_SETAFFINITY, [6]uint64{}, allow, allow},
		{"another's processor", unix.SYS_SCHED_SETAFFINITY, [6]uint64{other}, ask, allow},
		{"owner of a descriptor", unix.SYS_FCNTL, [6]uint64{3, unix.F_SETOWN, other}, ask, eperm},
		{"flags of a descriptor", unix.SYS_FCNTL, [6]uint64{3, unix.F_GETFL}, allow, allow},
		{"descriptor of ours", unix.SYS_FCNTL, [6]uint64{500, unix.F_GETFL}, ask, unix.SECCOMP_RET_ERRNO | uint32(unix.EBADF)},
		{"close them all", unix.SYS_CLOSE_RANGE, [6]uint64{3, 1<<32 - 1}, ask, unix.SECCOMP_RET_ERRNO | uint32(unix.EBADF)},
		{"size of a terminal", unix.SYS_IOCTL, [6]uint64{0, unix.TIOCGWINSZ}, allow, allow},
		{"flags of a file", unix.SYS_IOCTL, [6]uint64{3, unix.FS_IOC_SETFLAGS}, ask, eperm},
		{"name of a thread", unix.SYS_PRCTL, [6]uint64{unix.PR_SET_NAME}, allow, allow},
		{"hiding", unix.SYS_PRCTL, [6]uint64{unix.PR_SET_DUMPABLE, 0}, ask, eperm},
		{"permissions", unix.SYS_FCHMOD, [6]uint64{3, 0}, ask, eperm},
		{"times", unix.SYS_UTIMENSAT, [6]uint64{3}, ask, eperm},
		{"open", unix.SYS_OPENAT, [6]uint64{}, ask, allow},
	} {
		for supervised, vm := range programs {
			want := c.alone
			if supervised {
				want = c.supervised
			}
			if got, err := vm.Run(call(c.nr, 0, c.args)); err != nil || uint32(got) != want {
				t.Errorf("%s, supervised %t: %#x, %v; want %#x", c.name, supervised, uint32(got), err, want)
			}
		}
	}
	// Our own code opens what it must, but makes no other processes either.
	for _, r := range native.TrustedCode() {
		for nr, want := range map[uint32]uint32{unix.SYS_OPENAT: allow, unix.SYS_EXECVE: ask, unix.SYS_FCHMOD: ask} {
			if got, err := programs[true].Run(call(nr, uint64(r.Low), [6]uint64{})); err != nil || uint32(got) != want {
				t.Errorf("call %d of ours, at %#x: %#x, %v; want %#x", nr, r, uint32(got), err, want)
			}
		}
	}
}

// call is the kernel's struct seccomp_data, with words as the VM reads them.
func call(nr uint32, pc uint64, args [6]uint64) []byte {
	b := make([]byte, offsetArgs+8*len(args))
	put := func(offset int, v uint64) {
		binary.BigEndian.PutUint32(b[offset:], uint32(v))
		binary.BigEndian.PutUint32(b[offset+4:], uint32(v>>32))
	}
	put(offsetNumber, uint64(nr)|uint64(auditArch[runtime.GOARCH])<<32)
	put(offsetPC, pc)
	for i, v := range args {
		put(offsetArgs+8*i, v)
	}
	return b
}
