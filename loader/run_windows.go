package loader

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

var (
	systemVariables = []string{"SystemRoot", "SystemDrive", "windir", "ComSpec", "PATHEXT", "NUMBER_OF_PROCESSORS", "PROCESSOR_ARCHITECTURE", "PATH"}
	homeVariables   = []string{"USERPROFILE", "APPDATA", "LOCALAPPDATA", "TEMP", "TMP"}
)

// limits are the job object that the child is put in, which also ends it with
// this process.
type limits struct{ job, process windows.Handle }

func (l limits) close() {
	for _, handle := range []windows.Handle{l.job, l.process} {
		if handle != 0 {
			_ = windows.CloseHandle(handle)
		}
	}
}

// command is what starts the child. Addons that import Node.js's functions from
// node.exe, and are not told to look for them elsewhere, find them in a process
// that has this name.
func (c *child) command() ([]string, error) {
	if c.link == nil || c.link.host == nil || !strings.EqualFold(c.link.host.Library, "node.exe") || c.link.host.Delay && c.link.host.Hook {
		return c.Command, nil
	}
	named := filepath.Join(c.scratch.Path, "node.exe")
	if err := os.Link(c.Command[0], named); err != nil { // on another disk
		if err := duplicate(c.Command[0], named); err != nil {
			return nil, err
		}
	}
	return append([]string{named}, c.Command[1:]...), nil
}

func duplicate(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o700)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}

// inherit gives files to a process that is to be started, and returns how they
// are called there.
func inherit(cmd *exec.Cmd, files []*os.File) (string, error) {
	cmd.SysProcAttr = &syscall.SysProcAttr{}
	var numbers []string
	for _, f := range files {
		handle := f.Fd()
		if err := windows.SetHandleInformation(windows.Handle(handle), windows.HANDLE_FLAG_INHERIT, windows.HANDLE_FLAG_INHERIT); err != nil {
			return "", os.NewSyscallError("SetHandleInformation", err)
		}
		cmd.SysProcAttr.AdditionalInheritedHandles = append(cmd.SysProcAttr.AdditionalInheritedHandles, syscall.Handle(handle))
		numbers = append(numbers, strconv.FormatUint(uint64(handle), 10))
	}
	return strings.Join(numbers, ","), nil
}

// limit puts the child, which waits for its Setup, into a job object. Without one
// nothing would end what the child may start.
func (c *child) limit() error {
	var err error
	c.limits.process, err = windows.OpenProcess(windows.PROCESS_SET_QUOTA|windows.PROCESS_TERMINATE|windows.PROCESS_QUERY_INFORMATION|windows.PROCESS_VM_READ, false, uint32(c.pid))
	if err != nil {
		return os.NewSyscallError("OpenProcess", err)
	}
	job, err := windows.CreateJobObject(nil, nil)
	if err != nil {
		return os.NewSyscallError("CreateJobObject", err)
	}
	c.limits.job = job
	info := windows.JOBOBJECT_EXTENDED_LIMIT_INFORMATION{ProcessMemoryLimit: uintptr(c.Memory)}
	info.BasicLimitInformation = windows.JOBOBJECT_BASIC_LIMIT_INFORMATION{
		LimitFlags: windows.JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE | windows.JOB_OBJECT_LIMIT_PROCESS_MEMORY | windows.JOB_OBJECT_LIMIT_PROCESS_TIME |
			windows.JOB_OBJECT_LIMIT_DIE_ON_UNHANDLED_EXCEPTION,
		PerProcessUserTimeLimit: processorTime(c.Timeout) * int64(time.Second/(100*time.Nanosecond)),
	}
	if c.Sandbox != Off {
		info.BasicLimitInformation.LimitFlags |= windows.JOB_OBJECT_LIMIT_ACTIVE_PROCESS
		info.BasicLimitInformation.ActiveProcessLimit = 1
	}
	if _, err := windows.SetInformationJobObject(job, windows.JobObjectExtendedLimitInformation, uintptr(unsafe.Pointer(&info)), uint32(unsafe.Sizeof(info))); err != nil {
		return os.NewSyscallError("SetInformationJobObject", err)
	}
	if err := windows.AssignProcessToJobObject(job, c.limits.process); err != nil {
		return os.NewSyscallError("AssignProcessToJobObject", err)
	}
	applied := []string{"limits (job object)"}
	if c.Sandbox != Off {
		applied = append(applied, "no other processes (job object)")
	}
	c.limited = Answer{Applied: applied}
	return nil
}

func (c *child) kill() {
	if c.limits.job != 0 {
		_ = windows.TerminateJobObject(c.limits.job, 1)
	}
	_ = c.cmd.Process.Kill()
}

var getProcessMemoryInfo = windows.NewLazySystemDLL("kernel32.dll").NewProc("K32GetProcessMemoryInfo")

// peakMemory is the largest working set the child had, in bytes.
func (c *child) peakMemory() int64 {
	var counters struct { // PROCESS_MEMORY_COUNTERS
		size, faults            uint32
		peakWorkingSet, current uintptr
		others                  [6]uintptr
	}
	counters.size = uint32(unsafe.Sizeof(counters))
	if ok, _, _ := getProcessMemoryInfo.Call(uintptr(c.limits.process), uintptr(unsafe.Pointer(&counters)), uintptr(counters.size)); ok == 0 {
		return 0
	}
	return int64(counters.peakWorkingSet)
}

// MapCounters returns the memory that the counters of a child are in, given the
// handle of their file.
func MapCounters(file uintptr) ([]byte, error) {
	mapping, err := windows.CreateFileMapping(windows.Handle(file), nil, windows.PAGE_READWRITE, 0, CountersSize, nil)
	if err != nil {
		return nil, os.NewSyscallError("CreateFileMapping", err)
	}
	defer windows.CloseHandle(mapping)
	address, err := windows.MapViewOfFile(mapping, windows.FILE_MAP_READ|windows.FILE_MAP_WRITE, 0, 0, CountersSize)
	if err != nil {
		return nil, os.NewSyscallError("MapViewOfFile", err)
	}
	return unsafe.Slice(*(**byte)(unsafe.Pointer(&address)), CountersSize), nil // vet takes an address for no pointer
}

// UnmapCounters gives it back.
func UnmapCounters(counters []byte) error {
	return windows.UnmapViewOfFile(uintptr(unsafe.Pointer(unsafe.SliceData(counters))))
}

// A pipe ends when nobody can write to it any more: all of a job do when it is
// ended.
func newPipe(file *os.File) *os.File { return file }
