//go:build unix

package loader

import (
	"strconv"
	"syscall"

	"golang.org/x/sys/unix"
)

// killedBy names the signal that a process died of, and says what it is for.
func killedBy(s syscall.WaitStatus) (name, cause string, ok bool) {
	if !s.Signaled() {
		return "", "", false
	}
	name = unix.SignalName(s.Signal())
	if name == "" {
		name = "signal " + strconv.Itoa(int(s.Signal()))
	}
	return name, s.Signal().String(), true
}

// aborts are those that a process ends itself by, having said why.
var aborts = map[string]bool{"SIGABRT": true}

// cause says what a signal was sent for.
func (n *note) cause() string {
	sig, _ := strconv.Atoi(n.words[0])
	address := "0x" + n.words[2]
	switch unix.Signal(sig) {
	case unix.SIGSEGV:
		if v, err := strconv.ParseUint(n.words[2], 16, 64); err == nil && v < 4096 {
			return "NULL pointer, address " + address
		}
		return "memory access at " + address
	case unix.SIGBUS:
		return "memory access at " + address
	case unix.SIGABRT:
		return "abort"
	case unix.SIGXCPU:
		return "out of processor time"
	}
	return unix.Signal(sig).String()
}
