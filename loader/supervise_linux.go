package loader

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"unsafe"

	"golang.org/x/sys/unix"
)

// A supervisor answers for the kernel what the addon's forbidden and doubtful
// system calls shall come to, and remembers what was denied. The kernel's own
// rules (Landlock) stand behind it: a path can be changed after it was looked at.
type supervisor struct {
	pid                int
	readable, writable []string

	ended atomic.Bool // the child has

	mu      sync.Mutex
	denied  map[Denied]int
	order   []Denied
	created int // files in the writable folders
}

const (
	maxDenied  = 200
	maxCreated = 1000 // files and folders an addon may create
)

// The kernel's struct seccomp_notif and seccomp_notif_resp.
type notification struct {
	id    uint64
	pid   uint32
	flags uint32
	nr    int32
	arch  uint32
	ip    uint64
	args  [6]uint64
}

type response struct {
	id    uint64
	val   int64
	err   int32
	flags uint32
}

// run answers until the child has ended.
func (s *supervisor) run(socket int) {
	var fds [1]int
	if ReceiveDescriptors(socket, fds[:]) != nil {
		return // there is none
	}
	listener := fds[0]
	defer unix.Close(listener)
	for {
		// Older kernels do not tell when nobody is left on the other side.
		polled := []unix.PollFd{{Fd: int32(listener), Events: unix.POLLIN}}
		if n, err := unix.Poll(polled, 100); n == 0 || err == unix.EINTR {
			if s.ended.Load() {
				return
			}
			continue
		} else if err != nil || polled[0].Revents&unix.POLLIN == 0 {
			return
		}
		var n notification
		if _, _, errno := unix.Syscall(unix.SYS_IOCTL, uintptr(listener), unix.SECCOMP_IOCTL_NOTIF_RECV, uintptr(unsafe.Pointer(&n))); errno != 0 {
			if errno == unix.EINTR || errno == unix.ENOENT {
				continue
			}
			return
		}
		r := response{id: n.id, flags: unix.SECCOMP_USER_NOTIF_FLAG_CONTINUE}
		if c, ok := Metadata[uint32(n.nr)]; ok {
			r.err, r.flags = -int32(s.change(&n, c)), 0
		} else if errno := s.judge(&n); errno != 0 {
			r.err, r.flags = -int32(errno), 0
		}
		_, _, _ = unix.Syscall(unix.SYS_IOCTL, uintptr(listener), unix.SECCOMP_IOCTL_NOTIF_SEND, uintptr(unsafe.Pointer(&r)))
	}
}

// judge tells the error a call shall fail with; 0 = it may go on.
func (s *supervisor) judge(n *notification) unix.Errno {
	nr := uint32(n.nr)
	if c, ok := PathCalls[nr]; ok {
		return s.judgePaths(n, c)
	}
	if c, ok := Requests[nr]; ok {
		if name := c.Names[uint32(n.args[c.Arg])]; name != "" {
			s.deny(name, "")
			return unix.EPERM
		}
	}
	if c, ok := Descriptors[nr]; ok {
		s.deny(c.Name, "a descriptor of napicheck")
		return unix.EBADF
	}
	if name, ok := Signals[nr]; ok {
		if int32(n.args[0]) == int32(s.pid) {
			return 0
		}
		s.deny(name, fmt.Sprintf("process %d", int32(n.args[0])))
		return unix.EPERM
	}
	if name, ok := Threads[nr]; ok {
		if _, err := os.Stat(fmt.Sprintf("/proc/%d/task/%d", s.pid, int32(n.args[0]))); err == nil {
			return 0
		}
		s.deny(name, fmt.Sprintf("thread %d", int32(n.args[0])))
		return unix.EPERM
	}
	switch nr {
	case unix.SYS_CLONE:
		s.deny("clone", "a process")
		return unix.EAGAIN
	case unix.SYS_PRLIMIT64:
		s.deny("prlimit64", "")
	default:
		s.deny(Forbidden[nr], "")
	}
	return unix.EPERM
}

func (s *supervisor) deny(call, what string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := Denied{Call: call, What: what}
	if s.denied == nil {
		s.denied = map[Denied]int{}
	}
	if s.denied[d] == 0 {
		if len(s.order) == maxDenied {
			return
		}
		s.order = append(s.order, d)
	}
	s.denied[d]++
}

// list returns what was denied.
func (s *supervisor) list() []Denied {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := []Denied{}
	for _, d := range s.order {
		d.Count = s.denied[Denied{Call: d.Call, What: d.What}]
		list = append(list, d)
	}
	slices.SortStableFunc(list, func(a, b Denied) int { return cmp.Or(strings.Compare(a.Call, b.Call), strings.Compare(a.What, b.What)) })
	return list
}

func (s *supervisor) judgePaths(n *notification, c PathCall) unix.Errno {
	write := true
	creates := !strings.HasPrefix(c.Name, "unlink") && c.Name != "rmdir"
	switch {
	case c.Flags >= 0:
		flags := n.args[c.Flags]
		write = flags&unix.O_ACCMODE != unix.O_RDONLY || flags&(unix.O_CREAT|unix.O_TRUNC) != 0 || flags&unix.O_TMPFILE == unix.O_TMPFILE
		creates = flags&unix.O_CREAT != 0
		if flags&unix.O_PATH != 0 {
			return 0 // it opens nothing
		}
	case c.Flags == -2:
		flags, err := s.word(n, n.args[2])
		write = err != nil || flags&unix.O_ACCMODE != unix.O_RDONLY || flags&(unix.O_CREAT|unix.O_TRUNC) != 0
		creates = write
	case c.Open:
		creates = true
	}
	if errno := s.judgePath(n, c.Name, c.Folder, c.Path, write, creates); errno != 0 || c.Path2 < 0 {
		return errno
	}
	return s.judgePath(n, c.Name, c.Folder2, c.Path2, write, creates)
}

func (s *supervisor) judgePath(n *notification, call string, folder, arg int, write, creates bool) unix.Errno {
	path, err := s.text(n, n.args[arg])
	switch err {
	case nil:
	case unix.EFAULT, unix.ENAMETOOLONG:
		return 0 // the kernel will say so too
	default:
		s.deny(call, "a path that cannot be read")
		return unix.EACCES
	}
	full := path
	if !filepath.IsAbs(path) {
		base := fmt.Sprintf("/proc/%d/cwd", n.pid)
		if folder >= 0 && int32(n.args[folder]) != unix.AT_FDCWD {
			base = fmt.Sprintf("/proc/%d/fd/%d", n.pid, int32(n.args[folder]))
		}
		at, err := os.Readlink(base)
		if err != nil {
			return 0
		}
		full = filepath.Join(at, path)
	}
	full, exists := resolve(s.notOurs(full))
	if pid := processOf(full); pid != "" && pid != strconv.Itoa(s.pid) {
		s.deny(call, "process "+pid)
		return unix.EACCES
	}
	allowed := s.writable
	if !write {
		allowed = append(slices.Clip(allowed), s.readable...)
		if !exists {
			return 0 // there is nothing to read
		}
	}
	if !within(full, allowed) {
		s.deny(call, full)
		return unix.EACCES
	}
	if creates && !exists {
		s.mu.Lock()
		s.created++
		full := s.created > maxCreated
		s.mu.Unlock()
		if full {
			s.deny(call, "more than "+strconv.Itoa(maxCreated)+" files")
			return unix.EDQUOT
		}
	}
	return 0
}

// processOf is the number of the process a file of /proc tells of; "" = none.
func processOf(path string) string {
	rest, ok := strings.CutPrefix(path, "/proc/")
	pid, _, _ := strings.Cut(rest, "/")
	if _, err := strconv.Atoi(pid); !ok || err != nil {
		return ""
	}
	return pid
}

// resolve follows the links in a path whose last part may not exist.
func resolve(path string) (full string, exists bool) {
	if full, err := filepath.EvalSymlinks(path); err == nil {
		return full, true
	}
	if target, err := os.Readlink(path); err == nil { // a link to what is not there
		if !filepath.IsAbs(target) {
			target = filepath.Join(filepath.Dir(path), target)
		}
		path = target
	}
	folder, err := filepath.EvalSymlinks(filepath.Dir(path))
	if err != nil {
		return filepath.Clean(path), false
	}
	return filepath.Join(folder, filepath.Base(path)), false
}

func within(path string, folders []string) bool {
	return slices.ContainsFunc(folders, func(f string) bool { return path == f || f == "/" || strings.HasPrefix(path, f+"/") })
}

// text reads a string of the child.
func (s *supervisor) text(n *notification, address uint64) (string, error) {
	buf := make([]byte, unix.PathMax)
	got := 0
	for got < len(buf) {
		// Up to the end of the page: the next one may not be there.
		want := min(len(buf)-got, 4096-int((address+uint64(got))%4096))
		k, err := s.memory(n, buf[got:got+want], address+uint64(got))
		if err != nil {
			return "", err
		}
		if i := slices.Index(buf[got:got+k], 0); i >= 0 {
			return string(buf[:got+i]), nil
		}
		got += k
	}
	return "", unix.ENAMETOOLONG
}

func (s *supervisor) word(n *notification, address uint64) (uint64, error) {
	var b [8]byte
	if k, err := s.memory(n, b[:], address); err != nil || k != len(b) {
		return 0, unix.EFAULT
	}
	return *(*uint64)(unsafe.Pointer(&b)), nil
}

func (s *supervisor) memory(n *notification, b []byte, address uint64) (int, error) {
	local := []unix.Iovec{{Base: &b[0]}}
	local[0].SetLen(len(b))
	remote := []unix.RemoteIovec{{Base: uintptr(address), Len: len(b)}}
	return unix.ProcessVMReadv(int(n.pid), local, remote, 0)
}
