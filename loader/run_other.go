//go:build !linux

package loader

import (
	"context"
	"encoding/json"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"github.com/napicheck/napicheck/internal/scratch"
)

// A process is what only children of these systems have.
type process struct {
	cmd     *exec.Cmd
	jobs    *os.File // the Setup and the Job are written there
	shared  *os.File // the counters
	limits  limits
	limited Answer // what of them there is, if the child does not tell
}

// unanswered says why a process that hangs shows no stack.
const unanswered = "; where is not known on this system"

// leave does nothing: no child is started early.
func (*Started) leave() {}

// load is one life of an addon; again tells that it died of a second one.
func load(ctx context.Context, path string, o *Options, once bool) (r *Report, again bool, err error) {
	c := newChild(o)
	// What cannot be scanned is for the system's loader to refuse, in its own words.
	if c.link, err = c.scan(path); err == nil && c.link.CannotLoad() != "" {
		return c.elsewhere(), false, nil
	}
	defer c.clean()
	if err := c.start(); err != nil {
		return nil, false, err
	}
	c.parts.Go(scratch.Sweep)
	to := json.NewEncoder(c.jobs)
	c.begun = time.Now()
	// These fail if it is dead, which will be seen.
	_ = to.Encode(Setup{NodeVersion: c.NodeVersion, Dir: c.scratch.Path, Env: environment(c.scratch.Path)})
	_ = to.Encode(Job{
		Path: path, Script: o.Script, Once: once, Sandbox: o.Sandbox, Memory: o.Memory, FileSize: maxFile,
		CPU: processorTime(o.Timeout),
	})
	c.wait(ctx)
	return c.outcome(ctx, once)
}

// start starts the child, and what reads from it.
func (c *child) start() (err error) {
	if c.scratch, err = scratch.New("load"); err != nil {
		return err
	}
	var theirs [InheritedFDs]*os.File
	var output [2]*os.File
	defer func() {
		for _, f := range append(theirs[:], output[:]...) {
			if f != c.shared {
				f.Close() // nil: an error
			}
		}
	}()
	if theirs[InheritedParent], c.jobs, err = os.Pipe(); err != nil {
		return err
	}
	if c.shared, err = os.Create(filepath.Join(c.scratch.Path, ".counters")); err != nil {
		return err
	}
	theirs[InheritedCounters] = c.shared
	if err := c.shared.Truncate(CountersSize); err != nil {
		return err
	}
	if c.counters, err = MapCounters(c.shared.Fd()); err != nil {
		return err
	}
	for _, p := range []struct {
		to   **os.File
		with func(io.Reader)
	}{
		{&output[0], c.stdout.read}, {&output[1], c.stderr.read},
		{&theirs[InheritedAnswers], c.readAnswers}, {&theirs[InheritedNotes], c.readNotes}, {&theirs[InheritedMisuse], c.readMisuse},
	} {
		var ours *os.File
		if ours, *p.to, err = os.Pipe(); err != nil {
			return err
		}
		c.ends = append(c.ends, ours)
		c.parts.Go(func() {
			from := newPipe(ours)
			p.with(from)
			_, _ = io.Copy(io.Discard, from)
		})
	}
	command, err := c.command()
	if err != nil {
		return err
	}
	c.cmd = exec.Command(command[0], command[1:]...)
	c.cmd.Stdout, c.cmd.Stderr = output[0], output[1]
	inherited, err := inherit(c.cmd, theirs[:])
	if err != nil {
		return err
	}
	c.cmd.Env = append(environment(c.scratch.Path), ChildVar+"="+inherited)
	if err := c.cmd.Start(); err != nil {
		return err
	}
	c.pid = c.cmd.Process.Pid
	return c.limit()
}

// environment is what the child has of one, from the variables that the system
// needs.
func environment(folder string) (env []string) {
	for _, name := range systemVariables {
		if value, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+value)
		}
	}
	for _, name := range homeVariables {
		env = append(env, name+"="+folder)
	}
	return env
}

// wait waits until the child has ended, or ends it.
func (c *child) wait(ctx context.Context) {
	ended := make(chan struct{})
	go func() {
		_ = c.cmd.Wait() // its status tells
		close(ended)
	}()
	timer, tick := time.NewTimer(startTime), time.NewTicker(100*time.Millisecond)
	defer timer.Stop()
	defer tick.Stop()
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
			waiting = !c.filled
		case <-timer.C:
			c.timedOut = true
		}
	}
	c.elapsed = time.Since(c.begun)
	c.kill()
	<-ended
	c.status, _ = c.cmd.ProcessState.Sys().(syscall.WaitStatus)
	c.peak = c.peakMemory()
	for _, f := range c.ends { // what it started can hold them open, where it can start something
		_ = f.SetReadDeadline(time.Now())
	}
	c.parts.Wait()
	c.answers = append(c.answers, c.limited)
}

// size is what the files in a folder take.
func size(folder string) (n int64) {
	_ = filepath.WalkDir(folder, func(_ string, d fs.DirEntry, err error) error {
		if err != nil {
			return nil
		}
		if fi, err := d.Info(); err == nil && fi.Mode().IsRegular() {
			n += fi.Size()
		}
		return nil
	})
	return n
}

// clean gives back all that is left.
func (c *child) clean() {
	if c.cmd != nil && c.cmd.Process != nil && c.cmd.ProcessState == nil { // it could not be limited
		_ = c.cmd.Process.Kill()
		_ = c.cmd.Wait()
	}
	c.limits.close()
	if c.counters != nil {
		_ = UnmapCounters(c.counters)
	}
	for _, f := range append(c.ends, c.jobs, c.shared) {
		f.Close() // nil: an error
	}
	if c.scratch != nil {
		c.scratch.Remove()
	}
}

// denied is empty: nothing is supervised on these systems.
func (c *child) denied() []Denied { return nil }
