package loader

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"
	"unsafe"

	"github.com/napicheck/napicheck/internal/scratch"
	"github.com/napicheck/napicheck/napi/misuse"
)

const (
	maxFile    = 256 << 20 // bytes an addon may write into one file
	maxScratch = 512 << 20 // and into all
	maxAnswers = 64 << 20  // bytes of answers that are read
	maxMisuse  = 16 << 20

	maxAnswerCount = 1 << 14 // answers that are kept

	keptOutput = 16 << 10 // bytes kept of each end of the output
	floodBytes = 1 << 20  // so much output is a flood

	maxStacks = 64
	startTime = time.Minute // for the child, to get ready
)

// Run loads the addon at path in a child and tells what became of it. An error
// is one of this side, or that the file cannot be read.
func Run(ctx context.Context, path string, o Options) (*Report, error) {
	defer func() { o.Started.leave() }()
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
	for _, m := range r.Misuse {
		if !slices.ContainsFunc(once.Misuse, func(o Misuse) bool { return o.Kind == m.Kind && o.Case == m.Case && slices.Equal(o.Stack, m.Stack) }) {
			once.Misuse = append(once.Misuse, m)
		}
	}
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
	process
	pid      int
	scratch  *scratch.Folder
	link     *Linking // nil: it cannot be told
	counters []byte
	parts    sync.WaitGroup // those that read from it
	ends     []*os.File     // that they read from

	loading        chan struct{} // closed when loading begins
	stacks         chan struct{} // a token for each thread that has told its stack
	answers        []Answer
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

func newChild(o *Options) *child {
	return &child{Options: *o, loading: make(chan struct{}), stacks: make(chan struct{}, maxStacks)}
}

func (c *child) scan(path string) (*Linking, error) {
	return Scan(path, ScanOptions{Host: c.program(), Root: c.Root, LibraryPath: os.Getenv("LD_LIBRARY_PATH")})
}

// processorTime is what an addon may use of it, in seconds.
func processorTime(timeout time.Duration) int64 { return int64(timeout/time.Second) + 2 }

// outcome reports on a child that has ended; again tells that it died of a second
// life of its addon.
func (c *child) outcome(ctx context.Context, once bool) (r *Report, again bool, err error) {
	if err := ctx.Err(); err != nil {
		return nil, false, err
	}
	if r, err = c.report(); err != nil {
		return nil, false, err
	}
	return r, !once && r.Outcome != Loaded && r.Outcome != Threw && c.reached(SecondEnv), nil
}

func (c *child) reached(s Stage) bool {
	for _, a := range c.answers {
		if a.Stage == s {
			return true
		}
	}
	return false
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

// What comes after too many answers is the addon's, and not read.
func (c *child) readAnswers(r io.Reader) {
	lines := bufio.NewReader(io.LimitReader(r, maxAnswers))
	for begun := false; len(c.answers) < maxAnswerCount; {
		line, err := lines.ReadBytes('\n')
		if err != nil {
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
