//go:build cgo

package probe

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"strconv"

	"golang.org/x/sys/unix"

	"github.com/napicheck/napicheck/loader"
	"github.com/napicheck/napicheck/loader/native"
)

// Command starts this program as a child of package loader: Options.Command.
var Command = []string{"/proc/self/exe"}

// misuseFD is where records of misuse are written: by the C library, and so not
// to a descriptor that the sandbox keeps to this program's code.
const misuseFD = 480

// connect takes what the parent sends; io.EOF: it wants nothing.
func connect() (*connection, error) {
	// Addons do not expect any descriptors but the first three.
	socket, err := move(loader.SocketFD, loader.FirstFD)
	if err != nil {
		return nil, err
	}
	closeInherited()
	fds, err := receive(socket)
	if err != nil {
		return nil, fmt.Errorf("descriptors: %w", err)
	}
	c := &connection{
		parent: os.NewFile(uintptr(socket), "parent"), answers: os.NewFile(uintptr(fds[loader.AnswersFD]), "answers"),
		misuse: os.NewFile(uintptr(fds[loader.MisuseFD]), "misuse"), notes: uintptr(fds[loader.NotesFD]),
	}
	if c.counters, err = unix.Mmap(fds[loader.CountersFD], 0, loader.CountersSize, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED); err != nil {
		return nil, fmt.Errorf("counters: %w", err)
	}
	return c, unix.Close(fds[loader.CountersFD])
}

// receive takes the descriptors that the parent sends; they replace the standard
// ones, and the others go where they stay.
func receive(socket int) (fds [loader.SentFDs]int, err error) {
	if err := loader.ReceiveDescriptors(socket, fds[:]); err != nil {
		return fds, err
	}
	for i, fd := range fds {
		switch i {
		case loader.StdinFD, loader.StdoutFD, loader.StderrFD:
			err = unix.Dup3(fd, i, 0)
			unix.Close(fd)
		case loader.MisuseFD:
			fds[i], err = move(fd, misuseFD)
		default:
			fds[i], err = move(fd, loader.FirstFD)
		}
		if err != nil {
			return fds, err
		}
	}
	return fds, nil
}

// move makes a descriptor the lowest free one that is not below to.
func move(fd, to int) (int, error) {
	moved, err := unix.FcntlInt(uintptr(fd), unix.F_DUPFD_CLOEXEC, to)
	if err != nil {
		return -1, err
	}
	return moved, unix.Close(fd)
}

// closeInherited closes what whoever started the parent has left open in it: all
// else there is is closed by exec.
func closeInherited() {
	entries, _ := os.ReadDir("/proc/self/fd")
	for _, e := range entries {
		fd, err := strconv.Atoi(e.Name())
		if err != nil || fd < 3 {
			continue
		}
		if flags, err := unix.FcntlInt(uintptr(fd), unix.F_GETFD, 0); err == nil && flags&unix.FD_CLOEXEC == 0 {
			unix.Close(fd)
		}
	}
}

func threads() (list []loader.ChildThread) {
	list = []loader.ChildThread{}
	for _, t := range native.Threads() {
		name, _ := os.ReadFile("/proc/self/task/" + strconv.Itoa(t.ID) + "/comm")
		list = append(list, loader.ChildThread{Name: string(bytes.TrimSpace(name)), Routine: t.Routine})
	}
	return list
}

// mappings are the lines of /proc/self/maps that have a file.
func mappings() string {
	f, err := os.Open("/proc/self/maps")
	if err != nil {
		return ""
	}
	defer f.Close()
	var b bytes.Buffer
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if bytes.Contains(lines.Bytes(), []byte(" /")) {
			b.Write(lines.Bytes())
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// threadID is the number of the thread as the parent knows it.
func threadID() int { return unix.Gettid() }
