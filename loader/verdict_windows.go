package loader

import (
	"fmt"
	"strconv"
	"syscall"
)

// exceptions are those that processes die of, by the names of ntstatus.h.
var exceptions = map[uint32]struct{ name, cause string }{
	0x80000003: {"STATUS_BREAKPOINT", "breakpoint"},
	0xC0000005: {"STATUS_ACCESS_VIOLATION", "memory access"},
	0xC0000006: {"STATUS_IN_PAGE_ERROR", "memory that could not be read in"},
	0xC000001D: {"STATUS_ILLEGAL_INSTRUCTION", "illegal instruction"},
	0xC0000094: {"STATUS_INTEGER_DIVIDE_BY_ZERO", "division by zero"},
	0xC0000096: {"STATUS_PRIVILEGED_INSTRUCTION", "privileged instruction"},
	0xC00000FD: {"STATUS_STACK_OVERFLOW", "stack overflow"},
	0xC0000374: {"STATUS_HEAP_CORRUPTION", "damaged heap"},
	0xC0000409: {"STATUS_STACK_BUFFER_OVERRUN", "abort"}, // __fastfail, by which abort ends
	0xC0000602: {"STATUS_FAIL_FAST_EXCEPTION", "abort"},
	0xC06D007E: {"module not found", "a library that is loaded when it is wanted"},
	0xC06D007F: {"procedure not found", "a function of a library that is loaded when it is wanted"},
	0xE06D7363: {"C++ exception", "nobody caught it"},
}

// killedBy names the exception that a process died of, and says what it is for.
// Programs end with no such status of their own.
func killedBy(s syscall.WaitStatus) (name, cause string, ok bool) {
	if e, ok := exceptions[s.ExitCode]; ok {
		return e.name, e.cause, true
	}
	if s.ExitCode>>30 == 3 {
		return fmt.Sprintf("exception 0x%08X", s.ExitCode), "exception", true
	}
	return "", "", false
}

// aborts are those that a process ends itself by, having said why.
var aborts = map[string]bool{"STATUS_STACK_BUFFER_OVERRUN": true, "STATUS_FAIL_FAST_EXCEPTION": true}

// cause says what an exception was raised for.
func (n *note) cause() string {
	code, _ := strconv.ParseUint(n.words[0], 10, 32)
	address := "0x" + n.words[2]
	switch code {
	case 0xC0000005, 0xC0000006:
		if v, err := strconv.ParseUint(n.words[2], 16, 64); err == nil && v < 4096 {
			return "NULL pointer, address " + address
		}
		return "memory access at " + address
	}
	return exceptions[uint32(code)].cause
}
