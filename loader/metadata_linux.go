package loader

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"unsafe"

	"golang.org/x/sys/unix"
)

// A MetadataCall changes what the system knows of a file besides its bytes.
// Landlock has no say in that, and what the call names can become another file
// after it was looked at, so the supervisor makes the call itself: on the file it
// has looked at.
type MetadataCall struct {
	Name     string
	Folder   int  // argument: the descriptor of the folder the path begins at, or of the file; -1 = the working directory
	Path     int  // argument: the path; -1 = there is none
	Flags    int  // argument: AT_ flags; 0 = there are none
	NoFollow bool // a link is the file
	// Change makes the change to the file at a path; nil = nobody may.
	Change func(s *supervisor, n *notification, path string) error
}

// Metadata are allowed in the folders that can be written to.
var Metadata = map[uint32]MetadataCall{
	unix.SYS_FCHMOD:        {Name: "fchmod", Path: -1, Change: mode(1)},
	unix.SYS_FCHMODAT:      {Name: "fchmodat", Path: 1, Change: mode(2)},
	unix.SYS_FCHMODAT2:     {Name: "fchmodat2", Path: 1, Flags: 3, Change: mode(2)},
	unix.SYS_FCHOWN:        {Name: "fchown", Path: -1, Change: owner(1)},
	unix.SYS_FCHOWNAT:      {Name: "fchownat", Path: 1, Flags: 4, Change: owner(2)},
	unix.SYS_UTIMENSAT:     {Name: "utimensat", Path: 1, Flags: 3, Change: times(2, 2, 1)},
	unix.SYS_SETXATTR:      {Name: "setxattr", Folder: -1},
	unix.SYS_LSETXATTR:     {Name: "lsetxattr", Folder: -1, NoFollow: true},
	unix.SYS_FSETXATTR:     {Name: "fsetxattr", Path: -1},
	unix.SYS_SETXATTRAT:    {Name: "setxattrat", Path: 1, Flags: 2},
	unix.SYS_REMOVEXATTR:   {Name: "removexattr", Folder: -1},
	unix.SYS_LREMOVEXATTR:  {Name: "lremovexattr", Folder: -1, NoFollow: true},
	unix.SYS_FREMOVEXATTR:  {Name: "fremovexattr", Path: -1},
	unix.SYS_REMOVEXATTRAT: {Name: "removexattrat", Path: 1, Flags: 2},
	unix.SYS_FILE_SETATTR:  {Name: "file_setattr", Path: 1, Flags: 4},
}

// mode changes the permissions to an argument.
func mode(arg int) func(*supervisor, *notification, string) error {
	return func(_ *supervisor, n *notification, path string) error {
		return unix.Chmod(path, uint32(n.args[arg])&0o777)
	}
}

// owner changes the owner to an argument and the one after it.
func owner(arg int) func(*supervisor, *notification, string) error {
	return func(_ *supervisor, n *notification, path string) error {
		return unix.Chown(path, int(int32(n.args[arg])), int(int32(n.args[arg+1])))
	}
}

// times changes the times of access and modification to those an argument points
// to, now if it is NULL: each of words numbers, seconds and a fraction in
// nanoseconds/scale.
func times(arg, words int, scale int64) func(*supervisor, *notification, string) error {
	return func(s *supervisor, n *notification, path string) error {
		ts := [2]unix.Timespec{{Nsec: unix.UTIME_NOW}, {Nsec: unix.UTIME_NOW}}
		if n.args[arg] != 0 {
			given := make([]int64, 2*words)
			raw := unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(given))), 8*len(given))
			if k, err := s.memory(n, raw, n.args[arg]); err != nil || k != len(raw) {
				return unix.EFAULT
			}
			for i := range ts {
				ts[i] = unix.Timespec{Sec: given[words*i]}
				if words > 1 {
					ts[i].Nsec = given[words*i+1] * scale
				}
			}
		}
		return unix.UtimesNanoAt(unix.AT_FDCWD, path, ts[:], 0)
	}
}

// change makes the change a call asks for, if it may. errno is what the call
// returns; 0 = it is done.
func (s *supervisor) change(n *notification, c MetadataCall) (errno unix.Errno) {
	file, err := s.openFile(n, c)
	if err != nil {
		return errnoOf(err)
	}
	defer unix.Close(file)
	path := "/proc/self/fd/" + strconv.Itoa(file)
	full, err := os.Readlink(path)
	if err != nil {
		return unix.EACCES
	}
	if c.Change == nil || !within(full, s.writable) {
		s.deny(c.Name, full)
		return unix.EPERM
	}
	return errnoOf(c.Change(s, n, path))
}

// openFile returns a descriptor of the file a call names.
func (s *supervisor) openFile(n *notification, c MetadataCall) (int, error) {
	flags := unix.O_PATH | unix.O_CLOEXEC
	var at uint64
	if c.Flags > 0 {
		at = n.args[c.Flags]
	}
	if c.NoFollow || at&unix.AT_SYMLINK_NOFOLLOW != 0 {
		flags |= unix.O_NOFOLLOW
	}
	path := ""
	if c.Path >= 0 && n.args[c.Path] != 0 {
		var err error
		if path, err = s.text(n, n.args[c.Path]); err != nil {
			return -1, err
		}
		if path == "" && at&unix.AT_EMPTY_PATH == 0 {
			return -1, unix.ENOENT
		}
	}
	if !filepath.IsAbs(path) {
		base := fmt.Sprintf("/proc/%d/cwd", n.pid)
		if c.Folder >= 0 && int32(n.args[c.Folder]) != unix.AT_FDCWD {
			base = fmt.Sprintf("/proc/%d/fd/%d", n.pid, int32(n.args[c.Folder]))
		}
		if path == "" {
			flags &^= unix.O_NOFOLLOW // that link is not of the file
		} else {
			base += "/"
		}
		path = base + path
	}
	return unix.Open(s.notOurs(path), flags, 0)
}

// notOurs is a path of the child as we have to say it.
func (s *supervisor) notOurs(path string) string {
	for _, self := range []string{"/proc/self/", "/proc/thread-self/"} {
		if rest, ok := strings.CutPrefix(path, self); ok {
			return "/proc/" + strconv.Itoa(s.pid) + "/" + rest
		}
	}
	return path
}

func errnoOf(err error) unix.Errno {
	if err == nil {
		return 0
	}
	if errno, ok := err.(unix.Errno); ok {
		return errno
	}
	return unix.EACCES
}
