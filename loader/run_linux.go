package loader

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
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
	"sync"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/napicheck/napicheck/internal/scratch"
	"github.com/napicheck/napicheck/napi/misuse"
)

const (
	maxFile    = 256 << 20 // bytes an addon may write into one file
	maxScratch = 512 << 20 // and into all
	maxAnswers = 64 << 20  // bytes of answers that are read
	maxMisuse  = 16 << 20
	keptOutput = 16 << 10 // bytes kept of each end of the output
	floodBytes = 1 << 20  // so much output is a flood
	maxPipe    = 1 << 20  // what a pipe can hold

	stackSignal = 64 // SIGRTMAX, which watch_linux.c answers with stacks
	maxStacks   = 64
	stackGrace  = 3 * time.Second // for threads that do not answer signals
	startTime   = time.Minute     // for the child, to get ready
)

// Run loads the addon at path in a child and tells what became of it. An error
// is one of this side, or that the file cannot be read.
func Run(ctx context.Context, path string, o Options) (*Report, error) {
	defer func() {
		if o.Started != nil { // it ends by itself
			unix.Close(o.Started.Socket)
		}
	}()
	if err := Available(o.Command); err != nil {
		return nil, err
	}
	if o.Sandbox == "" {
		o.Sandbox = BestEffort
	}
	if o.Timeout <= 0 {
		o.Timeout = DefaultTimeout
	}
	if o.Memory == 0 {
		o.Memory = DefaultMemory
	}
	if o.Script != "" {
		script, err := filepath.Abs(o.Script)
		if err != nil {
			return nil, err
		}
		if _, err := os.Stat(script); err != nil {
			return nil, err
		}
		o.Script = script
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	if path, err = filepath.EvalSymlinks(path); err != nil {
		return nil, err
	}
	if fi, err := os.Stat(path); err != nil {
		return nil, err
	} else if !fi.Mode().IsRegular() {
		return nil, &fs.PathError{Op: "load", Path: path, Err: errors.New("is not a file")}
	}
	r, again, err := load(ctx, path, &o, false)
	if err != nil || !again {
		return r, err
	}
	// It died of being loaded more than once: what becomes of it otherwise is
	// another question.
	once, _, err := load(ctx, path, &o, true)
	if err != nil {
		return nil, err
	}
	once.Environments = r.Environments
	stage := r.Stage
	switch stage {
	case Exec, Teardown: // with another environment before
		stage = SecondEnv
	case Unload, Exit:
		stage = Reload
	}
	if stage == r.Stage || once.Outcome == Loaded {
		once.Environments[stage] = &Environment{Outcome: r.Outcome, Signal: r.Signal, Message: r.Message, Stack: r.Stack}
	}
	return once, nil
}

// Available tells why no addon can be loaded, given Options.Command; nil = they
// can.
func Available(command []string) error {
	if command == nil {
		return ErrBuild
	}
	return nil
}

// A child is the process of an addon.
type child struct {
	Options
	pid        int
	socket     *os.File
	scratch    *scratch.Folder
	link       *Linking // nil: it cannot be told
	counters   []byte
	supervisor *supervisor
	parts      sync.WaitGroup // those that read from it
	ends       []*os.File     // that they read from

	loading        chan struct{} // closed when loading begins
	stacks         chan struct{} // a token for each thread that has told its stack
	answers        []Answer
	tooMany        bool
	notes          notes
	misuse         misuse.Records
	stdout, stderr tail
	begun          time.Time
	timedOut       bool
	headless       bool // its main thread ended, and the others did not
	filled         bool // its folder, with too much
	swollen        bool // with memory that no limit of the system's counts
	status         syscall.WaitStatus
	peak           int64
	elapsed        time.Duration
}

// load is one life of an addon; again tells that it died of a second one.
func load(ctx context.Context, path string, o *Options, once bool) (r *Report, again bool, err error) {
	c := &child{Options: *o, loading: make(chan struct{}), stacks: make(chan struct{}, maxStacks)}
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
	c.parts.Go(scratch.Sweep)
	// The child gets ready meanwhile. What cannot be scanned is for the system's
	// loader to refuse, in its own words.
	if c.link, err = c.scan(path); err == nil && c.link.CannotLoad() != "" {
		_ = unix.Shutdown(int(c.socket.Fd()), unix.SHUT_WR)
		c.wait(ctx)
		return c.elsewhere(), false, ctx.Err()
	}
	job := Job{
		Path: path, Script: o.Script, Once: once, Sandbox: o.Sandbox, Memory: o.Memory, FileSize: maxFile,
		CPU: int64(o.Timeout/time.Second) + 2, Readable: c.reach(path), Writable: []string{c.scratch.Path},
	}
	if o.Sandbox != Off {
		c.supervisor = &supervisor{
			pid: c.pid, readable: append(slices.Clip(job.Readable), fmt.Sprintf("/proc/%d", c.pid)), writable: append(slices.Clip(job.Writable), Devices...),
		}
		c.parts.Go(func() { c.supervisor.run(int(c.socket.Fd())) })
	}
	c.begun = time.Now()
	_ = json.NewEncoder(c.socket).Encode(job) // fails if it is dead, which will be seen
	c.wait(ctx)
	if err := ctx.Err(); err != nil {
		return nil, false, err
	}
	r, err = c.report()
	if err != nil {
		return nil, false, err
	}
	again = !once && r.Outcome != Loaded && r.Outcome != Threw && c.reached(SecondEnv)
	return r, again, nil
}

func (c *child) scan(path string) (*Linking, error) {
	return Scan(path, ScanOptions{Host: c.program(), Root: c.Root, LibraryPath: os.Getenv("LD_LIBRARY_PATH")})
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

func (c *child) reached(s Stage) bool {
	for _, a := range c.answers {
		if a.Stage == s {
			return true
		}
	}
	return false
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
			from := &pipe{file: ours}
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

// program is the path of the child's program.
func (c *child) program() string {
	if c.Program != "" {
		return c.Program
	}
	path, err := filepath.EvalSymlinks(c.Command[0])
	if err != nil {
		return c.Command[0]
	}
	return path
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
			c.filled = size(c.scratch.Path) > maxScratch
			if zombie(c.pid) {
				dead++
			} else {
				dead = 0
			}
			c.headless = dead == maxDead
			c.swollen = resident(c.pid) > c.Memory
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

// A pipe ends with what is in it when its deadline has passed, whoever still
// holds the other end.
type pipe struct {
	file   *os.File
	passed bool
	rest   int // at most, as others can go on writing
}

func (p *pipe) Read(b []byte) (n int, err error) {
	if !p.passed {
		if n, err = p.file.Read(b); !errors.Is(err, os.ErrDeadlineExceeded) {
			return n, err
		}
		p.passed, p.rest = true, maxPipe
		_ = p.file.SetReadDeadline(time.Time{})
	}
	raw, err := p.file.SyscallConn()
	if err != nil {
		return 0, err
	}
	b = b[:min(len(b), p.rest)]
	if err := raw.Read(func(fd uintptr) bool { n, err = unix.Read(int(fd), b); return true }); err != nil {
		return 0, err
	}
	if err != nil || n <= 0 {
		return 0, io.EOF
	}
	p.rest -= n
	return n, nil
}

func (c *child) readAnswers(r io.Reader) {
	bounded := &io.LimitedReader{R: r, N: maxAnswers}
	lines := bufio.NewReader(bounded)
	for begun := false; ; {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			c.tooMany = bounded.N <= 0
			return
		}
		var a Answer
		if json.Unmarshal(line, &a) == nil {
			c.answers = append(c.answers, a)
			if begins := a.Stage != "" && a.Stage != Start; begins && !begun {
				begun = true
				close(c.loading)
			}
		}
	}
}

func (c *child) readNotes(r io.Reader) {
	c.notes = readNotes(r, func(n *note) {
		if n.kind == "stack" {
			select {
			case c.stacks <- struct{}{}:
			default: // more than were asked
			}
		}
	})
}

// What is no record is the addon's writing, and ends them.
func (c *child) readMisuse(r io.Reader) { c.misuse, _ = misuse.Decode(io.LimitReader(r, maxMisuse)) }

// calls reads the counters.
func (c *child) calls(names []string) (calls map[string]uint64, last *string) {
	calls = map[string]uint64{}
	words := unsafe.Slice((*uint64)(unsafe.Pointer(unsafe.SliceData(c.counters))), CountersSize/8)
	if len(names) >= len(words) {
		return calls, nil
	}
	for i, name := range names {
		if n := words[i]; n > 0 {
			calls[name] = n
		}
	}
	if i := words[len(names)]; i > 0 && i <= uint64(len(names)) {
		last = &names[i-1]
	}
	return calls, last
}

// A tail keeps the beginning and the end of a stream.
type tail struct {
	head, last []byte
	n          int64
}

func (t *tail) read(r io.Reader) {
	chunk := make([]byte, 32<<10)
	for {
		n, err := r.Read(chunk)
		b := chunk[:n]
		t.n += int64(n)
		if room := keptOutput - len(t.head); room > 0 {
			room = min(room, len(b))
			t.head, b = append(t.head, b[:room]...), b[room:]
		}
		if t.last = append(t.last, b...); len(t.last) > keptOutput {
			t.last = append(t.last[:0], t.last[len(t.last)-keptOutput:]...)
		}
		if err != nil {
			return
		}
	}
}

func (t *tail) String() string {
	middle := ""
	if left := t.n - int64(len(t.head)+len(t.last)); left > 0 {
		middle = fmt.Sprintf("\n[%d bytes left out]\n", left)
	}
	return strings.ToValidUTF8(string(t.head)+middle+string(t.last), "\uFFFD")
}
