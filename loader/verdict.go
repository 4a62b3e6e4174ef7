package loader

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/napicheck/napicheck/internal/lazyregexp"
	"github.com/napicheck/napicheck/symbols"
)

// blank is the report of a child that has not done anything.
func (c *child) blank() *Report {
	r := blank()
	r.Sandbox.Mode, r.PeakMemory = c.Sandbox, c.peak
	r.Output = Output{Stdout: c.stdout.String(), Stderr: c.stderr.String(), Bytes: c.stdout.n + c.stderr.n, Flooded: c.stdout.n+c.stderr.n > floodBytes}
	if c.notes.lookups != nil {
		r.LookedUp = c.notes.lookups
	}
	if c.link != nil && c.link.Unresolved != nil {
		r.Unresolved = c.link.Unresolved
	}
	return r
}

// elsewhere is the report of an addon that this machine cannot load.
func (c *child) elsewhere() *Report {
	r := c.blank()
	r.Outcome = CannotLoadHere
	reason, message := c.link.cannotLoad()
	r.Reason, r.Message = &reason, message
	return r
}

// report makes of all that is known of a child what became of its addon.
func (c *child) report() (*Report, error) {
	r := c.blank()
	var names []string
	maps := ""
	var threads []ChildThread
	failure := ""
	for _, a := range c.answers {
		if a.Functions != nil {
			names = a.Functions
		}
		if a.Stage != "" {
			r.Stage = a.Stage
		}
		r.Sandbox.Applied = append(r.Sandbox.Applied, a.Applied...)
		r.Sandbox.Missing = append(r.Sandbox.Missing, a.Missing...)
		r.Registration = append(r.Registration, a.Registration...)
		r.MS += a.MS
		if a.APIVersion != nil {
			r.APIVersion = a.APIVersion
		}
		if a.Threw != nil {
			r.Outcome, r.Message = Threw, *a.Threw
		}
		if a.Exports != nil {
			r.Exports = a.Exports
		}
		if a.Environment != nil {
			r.Environments[r.Stage] = a.Environment
		}
		if a.Left != nil {
			r.Left = a.Left
		}
		threads = append(threads, a.Threads...)
		if a.Script != nil {
			r.Script = a.Script
		}
		if a.Maps != "" {
			maps = a.Maps
		}
		if a.Failure != "" {
			failure = a.Failure
		}
	}
	r.Sandbox.Denied = append(r.Sandbox.Denied, c.denied()...)
	if c.notes.tooLarge {
		r.Sandbox.Denied = append(r.Sandbox.Denied, Denied{"write", fmt.Sprintf("a file larger than %d MB", maxFile>>20), 1})
	}
	if c.Sandbox == Strict && r.Stage == Start && len(r.Sandbox.Missing) > 0 {
		r.Outcome, r.Reason = Refused, new(NoSandbox)
		for i, m := range r.Sandbox.Missing {
			if i > 0 {
				r.Message += "; "
			}
			r.Message += m.What + ": " + m.Why
		}
		r.Message = "this system does not offer the whole sandbox: " + r.Message
		return r, nil
	}
	if r.Outcome == Threw && len(r.Registration) == 0 && c.link != nil {
		if without := c.link.without(func(Unresolved) bool { return true }); without != "" {
			if c.link.Files != nil { // it was opened, and then found to be no addon
				without = "it registers with V8's and Node's C++ interface, which only Node.js itself has"
			}
			r.Outcome, r.Reason, r.Message = CannotLoadHere, new(NeedsNode), without
		}
	}
	last := (*string)(nil)
	r.Called, last = c.calls(names)
	if n := c.end(); n != nil && (r.Stage != Unload || maps == "") { // where the addon was is told before
		maps = strings.Join(n.maps, "\n")
	}
	code := NewSymbolizer(maps, c.program())
	defer code.Close()
	if r.Left != nil {
		r.Left.Threads = []Thread{}
		for _, t := range threads {
			r.Left.Threads = append(r.Left.Threads, Thread{t.Name, code.Function(t.Routine)})
		}
	}
	for _, m := range c.misuse.List {
		r.Misuse = append(r.Misuse, Misuse{
			Kind: m.Kind.ID, Case: m.Case.What, Severity: m.Case.Severity, Function: m.Function, Arguments: append([]string{}, m.Arguments...),
			Message: m.Message, Help: m.Kind.Help, Count: m.Count, Stack: code.Stack(m.PCs),
		})
	}
	if r.Stage == Exit && c.status.Exited() && c.status.ExitStatus() == 0 {
		r.Stage = End
		return r, nil
	}
	if r.MS == 0 && r.Stage != Start {
		r.MS = float64(c.elapsed) / float64(time.Millisecond)
	}
	if name := c.wantedOfNode(); name != "" {
		r.Outcome, r.Reason = CannotLoadHere, new(NeedsNode)
		r.Message = fmt.Sprintf("it calls %s, which only Node.js itself has, %s", name, during[r.Stage])
		return r, nil
	}
	r.LastCall = last
	c.death(r, failure, code)
	return r, nil
}

// wantedOfNode names the function of Node.js's own for want of which the linker
// ended the child when it was called; "" = there is none, or that is not what the
// child died of.
func (c *child) wantedOfNode() string {
	if c.link == nil || c.end() != nil || c.status.ExitStatus() != linkerStatus {
		return ""
	}
	m := wanted().FindStringSubmatch(lastWords(c.stderr.String()))
	if m == nil || !slices.ContainsFunc(c.link.Unresolved, func(u Unresolved) bool { return u.Node && u.Symbol == m[1] }) {
		return ""
	}
	return symbols.FunctionName(m[1])
}

// linkerStatus is the one with which glibc's linker ends a process, unlike
// exit() without telling anybody, when a function bound lazily is called that
// nobody has. (musl's binds all of them at once.)
const linkerStatus = 127

var wanted = lazyregexp.New(`: symbol lookup error: .*: undefined symbol: ([^, ]+)`)

// end is the note of how the child ended, or where it hangs; nil if there is
// none.
func (c *child) end() *note {
	switch {
	case c.timedOut:
		return c.hanging()
	case c.headless:
		return c.notes.of("exit")
	}
	if _, _, killed := killedBy(c.status); killed {
		return c.notes.of("crash")
	}
	return c.notes.of("exit")
}

// death tells how a child ended that did not come to its end.
func (c *child) death(r *Report, failure string, code *Symbolizer) {
	where := during[r.Stage]
	place := ""
	n := c.end()
	if n != nil {
		r.Stack = code.Stack(n.frames)
		name := "main"
		if n.tid != c.pid {
			name = n.words[len(n.words)-1]
		}
		r.Thread = &name
		place = c.at(r.Stack)
	}
	said := ""
	if line := lastWords(c.stderr.String()); line != "" {
		said = ": " + line
	}
	status := c.status.ExitStatus()
	name, cause, killed := killedBy(c.status)
	switch {
	case c.filled:
		r.Outcome = Crashed
		r.Message = fmt.Sprintf("ended for writing more than %d MB of files, %s", maxScratch>>20, where)
	case c.swollen:
		r.Outcome = Crashed
		r.Message = fmt.Sprintf("ended for using more than %d MB of memory (--memory), %s", c.Memory>>20, where)
	case c.headless:
		r.Outcome = Crashed
		r.Message = fmt.Sprintf("its main thread ended %s%s", where, place)
	case c.timedOut && n == nil:
		r.Outcome = Timeout
		r.Message = fmt.Sprintf("did not end within %s, %s", c.Timeout, where) + unanswered
	case c.timedOut:
		r.Outcome = Timeout
		r.Message = fmt.Sprintf("did not end within %s, %s: it hangs%s", c.Timeout, where, place)
	case killed:
		r.Outcome, r.Signal = Crashed, &name
		if n != nil {
			cause = n.cause()
		}
		r.Message = fmt.Sprintf("%s (%s) %s%s", name, cause, where, place)
		if aborts[name] {
			r.Message += said
		}
	default:
		if r.ExitStatus = &status; r.Stage != Exit { // at the end it only has another status
			r.Outcome = Crashed
		}
		if n != nil && len(n.words) > 1 {
			r.Message = fmt.Sprintf("called %s(%s) %s%s%s", n.words[1], n.words[0], where, place, said)
		} else {
			r.Message = fmt.Sprintf("the process ended with status %d %s%s", status, where, said)
		}
	}
	if starved(n, r.Message) {
		r.Message += fmt.Sprintf("; it was refused memory, of which it may use %d MB (--memory)", c.Memory>>20)
	}
	if failure != "" {
		r.Message += "; " + failure
	}
}

// starved tells whether a process died for want of memory: the last thing that
// failed was to get some, or that is what Go or the C++ library said.
func starved(n *note, said string) bool {
	return n != nil && n.errno == syscall.ENOMEM || outOfMemory().MatchString(said)
}

var outOfMemory = lazyregexp.New(`: fatal error: .*(out of memory|cannot allocate|cannot map)|Sanitizer failed to allocate|Sanitizer: .*out of memory|std::bad_alloc`)

// hanging is the stack of the thread that keeps the process: the one that the
// addon was with, if it answered.
func (c *child) hanging() *note {
	worker := c.pid
	for _, a := range c.answers {
		if a.Worker != 0 {
			worker = a.Worker
		}
	}
	for _, n := range c.notes.list {
		if n.kind == "stack" && n.tid == worker {
			return n
		}
	}
	return c.notes.of("stack")
}

// during says what the addon was about in a stage.
var during = map[Stage]string{
	Start:        "before it was opened",
	Constructors: "in a constructor of the library, or while it was opened",
	Register:     "when asked for its Node-API version",
	Init:         "in its initializer",
	Exports:      "while its exports were walked",
	SecondEnv:    "when loaded a second time, on another thread",
	Exec:         "while the script ran",
	Teardown:     "at the end of its environment",
	Reload:       "when loaded again after its environment had ended",
	Unload:       "when its library was closed, as after the last worker that loaded it,",
	Exit:         "at the end of the process",
	End:          "at the end of the process",
}

// at names the innermost frame that is neither the system's nor ours, or else
// the innermost.
func (c *child) at(stack []Frame) string {
	i := slices.IndexFunc(stack, func(f Frame) bool {
		return f.Module != "" && f.Module != c.program() && !bystander().MatchString(filepath.Base(f.Module))
	})
	if i < 0 {
		if i = slices.IndexFunc(stack, func(f Frame) bool { return f.Module != "" }); i < 0 {
			return ""
		}
	}
	f := stack[i]
	if f.Function == "" {
		return fmt.Sprintf(" in %s at 0x%x", filepath.Base(f.Module), f.Offset)
	}
	return " in " + f.Function + " of " + filepath.Base(f.Module)
}

// bystander matches the libraries whose functions others call to die.
var bystander = lazyregexp.New(`^(libc|libpthread|libdl|libm|libgcc_s|libstdc\+\+|libc\+\+|libc\+\+abi|ld-linux.*|ld-musl.*|libc\.musl.*)[-.]`)

// lastWords are the last line somebody wrote who then died: of Go's, the one that
// says why.
func lastWords(s string) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	for _, line := range lines {
		if strings.HasPrefix(line, "fatal error: ") || strings.HasPrefix(line, "panic: ") {
			return line
		}
	}
	for len(lines) > 1 && strings.HasPrefix(lines[len(lines)-1], "qemu: uncaught target signal ") { // of the emulator, behind the addon's
		lines = lines[:len(lines)-1]
	}
	return strings.TrimSpace(lines[len(lines)-1])
}
