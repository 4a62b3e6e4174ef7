//go:build cgo

package probe

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"runtime"
	"slices"
	"unsafe"

	"github.com/landlock-lsm/go-landlock/landlock"
	ll "github.com/landlock-lsm/go-landlock/landlock/syscall"
	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"

	"github.com/napicheck/napicheck/loader"
	"github.com/napicheck/napicheck/loader/native"
)

// enclose applies the sandbox, and tells what of it there is.
func enclose(job *loader.Job, c *connection) (a loader.Answer) {
	apply := func(what string, err error) {
		if err != nil {
			a.Missing = append(a.Missing, loader.Missing{What: what, Why: err.Error()})
		} else {
			a.Applied = append(a.Applied, what)
		}
	}
	apply("limits", limit(job))
	if job.Sandbox == loader.Off {
		return a
	}
	files, err := restrictFiles(job)
	apply(files, err)
	supervised, err := filter(int(c.parent.Fd()))
	apply("system calls (seccomp)", err)
	if err == nil {
		apply("supervision (seccomp notifications)", supervised)
	}
	return a
}

// limit bounds what the process may use. Limits are also kept where there is
// no sandbox.
func limit(job *loader.Job) error {
	for _, l := range []struct {
		what  string
		which int
		max   int64
	}{
		{"memory", unix.RLIMIT_DATA, job.Memory}, // not address space: reserving much of that costs nothing
		{"file size", unix.RLIMIT_FSIZE, job.FileSize},
		{"processor time", unix.RLIMIT_CPU, job.CPU},
		{"core dumps", unix.RLIMIT_CORE, 0},
		{"descriptors", unix.RLIMIT_NOFILE, 4096},
	} {
		var now unix.Rlimit
		if err := unix.Getrlimit(l.which, &now); err != nil {
			return fmt.Errorf("%s: %w", l.what, err)
		}
		limit := min(uint64(l.max), now.Max)
		if err := unix.Setrlimit(l.which, &unix.Rlimit{Cur: limit, Max: limit}); err != nil {
			return fmt.Errorf("%s: %w", l.what, err)
		}
	}
	return nil
}

// Rights of Landlock. None is given to execute.
const (
	read  = landlock.AccessFSSet(ll.AccessFSReadFile | ll.AccessFSReadDir)
	write = read | landlock.AccessFSSet(ll.AccessFSWriteFile|ll.AccessFSRemoveDir|ll.AccessFSRemoveFile|ll.AccessFSMakeDir|
		ll.AccessFSMakeReg|ll.AccessFSMakeSock|ll.AccessFSMakeFifo|ll.AccessFSMakeSym|ll.AccessFSTruncate)
	ofFile = landlock.AccessFSSet(ll.AccessFSReadFile | ll.AccessFSWriteFile | ll.AccessFSTruncate | ll.AccessFSIoctlDev)
)

// restrictFiles leaves the files that the job names, for all threads.
func restrictFiles(job *loader.Job) (what string, err error) {
	what = "files (Landlock)"
	version, err := ll.LandlockGetABIVersion()
	if err != nil || version < 1 {
		return what, errors.New("this kernel does not offer Landlock")
	}
	rules := []landlock.Rule{}
	add := func(path string, rights landlock.AccessFSSet) {
		fi, err := os.Stat(path)
		if err != nil {
			return
		}
		if !fi.IsDir() {
			rights &= ofFile
		}
		rules = append(rules, landlock.PathAccess(rights, path))
	}
	for _, path := range job.Readable {
		add(path, read)
	}
	for _, path := range job.Writable {
		add(path, write)
	}
	for _, path := range loader.Devices {
		add(path, write)
	}
	if err := landlock.V7.BestEffort().Restrict(rules...); err != nil {
		return what, err
	}
	return fmt.Sprintf("%s, version %d", what, min(version, 7)), nil
}

var auditArch = map[string]uint32{"amd64": unix.AUDIT_ARCH_X86_64, "arm64": unix.AUDIT_ARCH_AARCH64}

// filter installs the policy on system calls in all threads, and hands the
// descriptor it is supervised by to the parent. supervised is why that could not
// be.
func filter(socket int) (supervised, err error) {
	defer unix.Close(socket)
	if auditArch[runtime.GOARCH] == 0 {
		return nil, fmt.Errorf("no policy for %s", runtime.GOARCH)
	}
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return nil, err
	}
	const all = unix.SECCOMP_FILTER_FLAG_TSYNC
	listener, supervised := install(true, all|unix.SECCOMP_FILTER_FLAG_TSYNC_ESRCH|unix.SECCOMP_FILTER_FLAG_NEW_LISTENER)
	if supervised != nil {
		_, err = install(false, all)
		return supervised, err
	}
	defer unix.Close(listener)
	return loader.SendDescriptors(socket, listener), nil
}

func install(supervised bool, flags uintptr) (int, error) {
	raw, err := bpf.Assemble(policy(supervised))
	if err != nil {
		return -1, err
	}
	program := unix.SockFprog{Len: uint16(len(raw)), Filter: (*unix.SockFilter)(unsafe.Pointer(unsafe.SliceData(raw)))}
	fd, _, errno := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, flags, uintptr(unsafe.Pointer(&program)))
	runtime.KeepAlive(raw)
	if errno != 0 {
		return -1, errno
	}
	return int(fd), nil
}

// Where the fields of the kernel's struct seccomp_data begin.
const (
	offsetNumber = 0
	offsetArch   = 4
	offsetPC     = 8
	offsetArgs   = 16
)

// policy is loader's policy as a program. Unsupervised, what a supervisor would
// decide is refused, or left to Landlock.
func policy(supervised bool) (p []bpf.Instruction) {
	ret := func(v uint32) bpf.Instruction { return bpf.RetConstant{Val: v} }
	fail := func(e unix.Errno) bpf.Instruction { return ret(unix.SECCOMP_RET_ERRNO | uint32(e)) }
	ask := func(otherwise bpf.Instruction) bpf.Instruction {
		if supervised {
			return ret(unix.SECCOMP_RET_USER_NOTIF)
		}
		return otherwise
	}
	allow := ret(unix.SECCOMP_RET_ALLOW)
	load := func(offset int) bpf.Instruction { return bpf.LoadAbsolute{Off: uint32(offset), Size: 4} }
	arg := func(i int) bpf.Instruction { return load(offsetArgs + 8*i) } // its lower half
	skipUnless := func(v uint32, n int) bpf.Instruction {
		return bpf.JumpIf{Cond: bpf.JumpEqual, Val: v, SkipFalse: uint8(n)}
	}
	add := func(is ...bpf.Instruction) { p = append(p, is...) }

	add(load(offsetArch), bpf.JumpIf{Cond: bpf.JumpEqual, Val: auditArch[runtime.GOARCH], SkipTrue: 1}, fail(unix.ENOSYS))
	add(load(offsetNumber), bpf.JumpIf{Cond: bpf.JumpLessThan, Val: 0x40000000, SkipTrue: 1}, fail(unix.ENOSYS)) // x32
	for _, nr := range []uint32{unix.SYS_FUTEX, unix.SYS_READ, unix.SYS_MMAP, unix.SYS_MUNMAP, unix.SYS_MPROTECT, unix.SYS_MADVISE, unix.SYS_RT_SIGRETURN, unix.SYS_RT_SIGPROCMASK} {
		add(skipUnless(nr, 1), allow)
	}
	for _, nr := range slices.Sorted(maps.Keys(loader.Forbidden)) {
		add(skipUnless(nr, 1), ask(fail(unix.EPERM)))
	}
	// Threads may be made, processes not. The flags of clone3 lie in memory; libc
	// does without it.
	add(skipUnless(unix.SYS_CLONE3, 1), fail(unix.ENOSYS))
	add(skipUnless(unix.SYS_CLONE, 4), arg(0), bpf.JumpIf{Cond: bpf.JumpBitsSet, Val: unix.CLONE_THREAD, SkipFalse: 1}, allow, ask(fail(unix.EAGAIN)))
	add(skipUnless(unix.SYS_PRLIMIT64, 6), arg(2), bpf.JumpIf{Cond: bpf.JumpNotEqual, Val: 0, SkipTrue: 2}, load(offsetArgs+8*2+4),
		bpf.JumpIf{Cond: bpf.JumpEqual, Val: 0, SkipTrue: 1}, ask(fail(unix.EPERM)), allow)
	for _, nr := range slices.Sorted(maps.Keys(loader.Threads)) {
		add(skipUnless(nr, 4), arg(0), skipUnless(0, 1), allow, ask(allow))
	}
	for _, nr := range slices.Sorted(maps.Keys(loader.Requests)) {
		c := loader.Requests[nr]
		add(skipUnless(nr, 2+2*len(c.Names)), arg(c.Arg))
		for _, v := range slices.Sorted(maps.Keys(c.Names)) {
			add(skipUnless(v, 1), ask(fail(unix.EPERM)))
		}
		add(load(offsetNumber))
	}
	for _, nr := range slices.Sorted(maps.Keys(loader.Metadata)) {
		add(skipUnless(nr, 1), ask(fail(unix.EPERM)))
	}
	for _, nr := range slices.Sorted(maps.Keys(loader.Signals)) {
		add(skipUnless(nr, 4), arg(0), skipUnless(uint32(os.Getpid()), 1), allow, ask(fail(unix.EPERM)))
	}
	// The rest is for the addon: this program's own code, and the system's loader,
	// do as they must.
	for _, r := range native.TrustedCode() {
		if r.Low>>32 != r.High>>32 {
			continue
		}
		add(load(offsetPC+4), skipUnless(uint32(r.Low>>32), 4), load(offsetPC),
			bpf.JumpIf{Cond: bpf.JumpLessThan, Val: uint32(r.Low), SkipTrue: 2}, bpf.JumpIf{Cond: bpf.JumpGreaterOrEqual, Val: uint32(r.High), SkipTrue: 1}, allow)
	}
	add(load(offsetNumber))
	for _, nr := range slices.Sorted(maps.Keys(loader.Descriptors)) {
		args := loader.Descriptors[nr].Args
		add(skipUnless(nr, 4*len(args)+1))
		for _, i := range args {
			add(arg(i), bpf.JumpIf{Cond: bpf.JumpLessThan, Val: loader.FirstFD, SkipTrue: 2}, bpf.JumpIf{Cond: bpf.JumpGreaterThan, Val: lastFD(nr), SkipTrue: 1},
				ask(fail(unix.EBADF)))
		}
		add(allow)
	}
	for _, nr := range slices.Sorted(maps.Keys(loader.PathCalls)) {
		add(skipUnless(nr, 1), ask(allow))
	}
	return append(p, allow)
}

// lastFD is the last descriptor an argument may not be: a range that ends
// beyond ours has them in it.
func lastFD(nr uint32) uint32 {
	if nr == unix.SYS_CLOSE_RANGE {
		return 1<<32 - 1
	}
	return loader.LastFD
}
