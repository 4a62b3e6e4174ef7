package jsrt

import (
	"os"
	"runtime"
	"syscall"
	"unsafe"
)

// abort dies of SIGABRT itself: Go's handler would print the stacks of
// goroutines and exit with 2.
func abort() {
	var action [8]uintptr // struct sigaction of the kernel, all zero: SIG_DFL
	_, _, _ = syscall.RawSyscall6(syscall.SYS_RT_SIGACTION, uintptr(syscall.SIGABRT), uintptr(unsafe.Pointer(&action)), 0, 8, 0, 0)
	// To this thread: a signal to the process could reach another one only
	// after this has gone on.
	runtime.LockOSThread()
	_ = syscall.Tgkill(os.Getpid(), syscall.Gettid(), syscall.SIGABRT)
	os.Exit(134)
}
