package loader

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"github.com/napicheck/napicheck/internal/scratch"
)

const (
	stackSignal = 64              // SIGRTMAX, which watch_linux.c answers with stacks
	stackGrace  = 3 * time.Second // for threads that do not answer signals

	unanswered = "; no thread answered when asked for its stack"
)

// A process is what only children of this system have.
type process struct {
	socket     *os.File
	supervisor *supervisor
}

// leave lets a child go that is not needed: it ends by itself.
func (s *Started) leave() {
	if s != nil {
		unix.Close(s.Socket)
	}
}

// load is one life of an addon; again tells that it died of a second one.
func load(ctx context.Context, path string, o *Options, once bool) (r *Report, again bool, err error) {
	c := newChild(o)
	if !c.alike(path) { // which needs no child
		if c.link, err = c.scan(path); err == nil && c.link.CannotLoad() != "" {
			return c.elsewhere(), false, nil
		}
	}
	// The kernel ends the child when the thread ends that started it.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	o.Started = nil
	defer c.clean()
	if err := c.start(); err != nil {
		return nil, false, err
	}
	// The child gets ready meanwhile. What cannot be scanned is for the system's
	// loader to refuse, in its own words.
	if c.link, err = c.scan(path); err == nil && c.link.CannotLoad() != "" {
		_ = unix.Shutdown(int(c.socket.Fd()), unix.SHUT_WR)
		c.wait(ctx)
		return c.elsewhere(), false, ctx.Err()
	}
	job := Job{
		Path: path, Script: o.Script, Once: once, Sandbox: o.Sandbox, Memory: o.Memory, FileSize: maxFile,
		CPU: processorTime(o.Timeout), Readable: c.reach(path), Writable: []string{c.scratch.Path},
	}
	if o.Sandbox != Off {
		c.supervisor = &supervisor{
			pid: c.pid, readable: append(slices.Clip(job.Readable), fmt.Sprintf("/proc/%d", c.pid)), writable: append(slices.Clip(job.Writable), Devices...),
		}
		c.parts.Go(func() { c.supervisor.run(int(c.socket.Fd())) })
	}
	c.begun = time.Now()
	_ = json.NewEncoder(c.socket).Encode(job) // fails if it is dead, which will be seen
	c.parts.Go(scratch.Sweep)
	c.wait(ctx)
	return c.outcome(ctx, once)
}

// alike tells whether a file begins as our program does, up to the machine it is
// for.
func (c *child) alike(path string) bool {
	var head [2][20]byte
	for i, name := range []string{path, c.program()} {
		f, err := os.Open(name)
		if err != nil {
			return false
		}
		_, err = io.ReadFull(f, head[i][:])
		f.Close()
		if err != nil {
			return false
		}
	}
	return bytes.Equal(head[0][:6], head[1][:6]) && bytes.Equal(head[0][18:], head[1][18:])
}

// start starts the child, unless it was, what reads from it, and its setup.
func (c *child) start() (err error) {
	if c.Started != nil {
		c.pid, c.socket = c.Started.PID, os.NewFile(uintptr(c.Started.Socket), "child")
	}
	if c.scratch, err = scratch.New("load"); err != nil {
		return err
	}
	var theirs [SentFDs]*os.File
	defer func() {
		for _, f := range theirs {
			f.Close()
		}
	}()
	if theirs[StdinFD], err = os.Open(os.DevNull); err != nil {
		return err
	}
	for fd, with := range map[int]func(io.Reader){
		StdoutFD: c.stdout.read, StderrFD: c.stderr.read, AnswersFD: c.readAnswers, NotesFD: c.readNotes, MisuseFD: c.readMisuse,
	} {
		var ours *os.File
		if ours, theirs[fd], err = os.Pipe(); err != nil {
			return err
		}
		c.ends = append(c.ends, ours)
		c.parts.Go(func() {
			from := newPipe(ours)
			with(from)
			_, _ = io.Copy(io.Discard, from)
		})
	}
	memory, err := unix.MemfdCreate("napicheck-counters", unix.MFD_CLOEXEC)
	if err != nil {
		return fmt.Errorf("memory for counters: %w", err)
	}
	theirs[CountersFD] = os.NewFile(uintptr(memory), "counters")
	if err := theirs[CountersFD].Truncate(CountersSize); err != nil {
		return err
	}
	if c.counters, err = unix.Mmap(memory, 0, CountersSize, unix.PROT_READ, unix.MAP_SHARED); err != nil {
		return fmt.Errorf("memory for counters: %w", err)
	}
	fds := make([]int, SentFDs)
	for i, f := range theirs {
		fds[i] = int(f.Fd())
	}
	if c.socket == nil {
		if err := c.spawn(fds[:StderrFD+1]); err != nil {
			return fmt.Errorf("child: %w", err)
		}
	}
	// These fail if it is dead, which will be seen.
	_ = SendDescriptors(int(c.socket.Fd()), fds...)
	_ = json.NewEncoder(c.socket).Encode(Setup{
		NodeVersion: c.NodeVersion, Dir: c.scratch.Path, Env: append(libraryPath(), "PATH=/usr/bin:/bin", "LANG=C.UTF-8", "HOME="+c.scratch.Path, "TMPDIR="+c.scratch.Path),
	})
	return nil
}

// spawn starts the child's process.
func (c *child) spawn(stdio []int) error {
	program, err := exec.LookPath(c.Command[0])
	if err != nil {
		return err
	}
	pair, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer unix.Close(pair[1])
	c.socket = os.NewFile(uintptr(pair[0]), "child")
	files := make([]uintptr, SocketFD+1)
	for i, fd := range stdio {
		files[i] = uintptr(fd)
	}
	files[SocketFD] = uintptr(pair[1])
	c.pid, err = syscall.ForkExec(program, c.Command, &syscall.ProcAttr{
		Env: append(libraryPath(), ChildVar+"=1"), Files: files, Sys: &syscall.SysProcAttr{Setsid: true, Pdeathsig: syscall.SIGKILL},
	})
	return err
}

// libraryPath is what decides besides files what an addon is linked to.
func libraryPath() []string {
	if path, ok := os.LookupEnv("LD_LIBRARY_PATH"); ok {
		return []string{"LD_LIBRARY_PATH=" + path}
	}
	return nil
}

// wait waits until the child has ended, or ends it.
func (c *child) wait(ctx context.Context) {
	ended := make(chan struct{})
	go func() {
		// It stays a zombie until its group is ended, so that nobody else can
		// have its number meanwhile.
		var info unix.Siginfo
		for unix.Waitid(unix.P_PID, c.pid, &info, unix.WEXITED|unix.WNOWAIT, nil) == syscall.EINTR {
		}
		close(ended)
	}()
	timer, tick := time.NewTimer(startTime), time.NewTicker(100*time.Millisecond)
	defer timer.Stop()
	defer tick.Stop()
	const maxDead = 10 // ticks in a row; while a process ends it can be so for a moment
	dead := 0
	loading := c.loading
	for waiting := true; waiting; {
		waiting = false
		select {
		case <-loading:
			loading, waiting = nil, true
			timer.Reset(c.Timeout)
		case <-ended:
		case <-ctx.Done():
		case <-tick.C:
			memory, files := unnamed(c.pid)
			c.filled = size(c.scratch.Path)+files > maxScratch
			if zombie(c.pid) {
				dead++
			} else {
				dead = 0
			}
			c.headless = dead == maxDead
			c.swollen = resident(c.pid)+memory > c.Memory
			waiting = !c.filled && !c.headless && !c.swollen
		case <-timer.C:
			c.timedOut = true
			grace := time.After(stackGrace)
			for asked := askStacks(c.pid); asked > 0; asked-- {
				select {
				case <-c.stacks:
				case <-ended:
					asked = 0
				case <-grace:
					asked = 0
				}
			}
		}
	}
	c.elapsed = time.Since(c.begun)
	_ = syscall.Kill(-c.pid, syscall.SIGKILL)
	<-ended
	if c.supervisor != nil {
		c.supervisor.ended.Store(true)
	}
	var usage syscall.Rusage
	for {
		if _, err := syscall.Wait4(c.pid, &c.status, 0, &usage); err != syscall.EINTR {
			break
		}
	}
	c.peak = usage.Maxrss << 10
	// What it forked can hold the pipes open, if it left the group.
	for _, f := range c.ends {
		_ = f.SetReadDeadline(time.Now())
	}
	c.parts.Wait()
}

// zombie tells whether the main thread of a process has ended.
func zombie(pid int) bool {
	stat, _ := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	end := bytes.LastIndexByte(stat, ')') // of its name, which can be anything
	return end >= 0 && bytes.HasPrefix(stat[end:], []byte(") Z"))
}

// resident is what a process has in memory, what it shares included.
func resident(pid int) int64 {
	statm, _ := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/statm")
	if fields := bytes.Fields(statm); len(fields) > 1 {
		pages, _ := strconv.ParseInt(string(fields[1]), 10, 64)
		return pages * int64(os.Getpagesize())
	}
	return 0
}

// unnamed is what the files take that a process has open and that have no name
// any more, or never had one: in memory and on disks.
func unnamed(pid int) (memory, disk int64) {
	type inode struct{ device, number uint64 }
	seen := map[inode]bool{}
	folder := "/proc/" + strconv.Itoa(pid) + "/fd/"
	fds, _ := os.ReadDir(folder)
	for _, fd := range fds {
		target, _ := os.Readlink(folder + fd.Name())
		var st unix.Stat_t
		if !strings.HasSuffix(target, " (deleted)") || unix.Stat(folder+fd.Name(), &st) != nil {
			continue
		}
		if at := (inode{st.Dev, st.Ino}); !seen[at] {
			seen[at] = true
			if strings.HasPrefix(target, "/memfd:") {
				memory += 512 * st.Blocks
			} else {
				disk += 512 * st.Blocks
			}
		}
	}
	return memory, disk
}

// size is what the files in a folder take.
func size(folder string) (n int64) {
	_ = filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		var st unix.Stat_t
		if err == nil && unix.Lstat(path, &st) == nil {
			n += 512 * st.Blocks
		}
		return nil
	})
	return n
}

// askStacks asks threads for their stacks, the main one first, and returns how
// many it has asked.
func askStacks(pid int) (n int) {
	ask := func(tid int) {
		if n < maxStacks && unix.Tgkill(pid, tid, stackSignal) == nil {
			n++
		}
	}
	ask(pid)
	tasks, _ := os.ReadDir("/proc/" + strconv.Itoa(pid) + "/task")
	for _, t := range tasks {
		if tid, err := strconv.Atoi(t.Name()); err == nil && tid != pid {
			ask(tid)
		}
	}
	return n
}

// clean gives back all that is left.
func (c *child) clean() {
	for _, f := range append(c.ends, c.socket) {
		f.Close() // nil: an error
	}
	if c.counters != nil {
		_ = unix.Munmap(c.counters)
	}
	if c.scratch != nil {
		c.scratch.Remove()
	}
}

// denied is what the sandbox has refused it.
func (c *child) denied() []Denied {
	if c.supervisor == nil {
		return nil
	}
	return c.supervisor.list()
}
