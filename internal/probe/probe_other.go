//go:build cgo && !linux

package probe

import (
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/napicheck/napicheck/loader"
)

// Command starts this program as a child of package loader: Options.Command.
var Command = command()

func command() []string {
	program, err := os.Executable()
	if err != nil {
		return nil
	}
	return []string{program}
}

// Early returns nil: no child is started before it is wanted.
func Early() *loader.Started { return nil }

// connect opens what the process has inherited.
func connect() (*connection, error) {
	var files [loader.InheritedFDs]*os.File
	numbers := strings.Split(os.Getenv(loader.ChildVar), ",")
	if len(numbers) != len(files) {
		return nil, fmt.Errorf("%s=%s: not %d numbers", loader.ChildVar, os.Getenv(loader.ChildVar), len(files))
	}
	for i, number := range numbers {
		n, err := strconv.ParseUint(number, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", loader.ChildVar, err)
		}
		closeOnExec(uintptr(n))
		files[i] = os.NewFile(uintptr(n), "parent's")
	}
	counters, err := loader.MapCounters(files[loader.InheritedCounters].Fd())
	if err != nil {
		return nil, fmt.Errorf("counters: %w", err)
	}
	return &connection{
		parent: files[loader.InheritedParent], answers: files[loader.InheritedAnswers], misuse: files[loader.InheritedMisuse],
		notes: files[loader.InheritedNotes].Fd(), counters: counters,
	}, files[loader.InheritedCounters].Close()
}

// enclose tells what of the sandbox there is.
func enclose(job *loader.Job, _ *connection) (a loader.Answer) {
	if err := limit(job); err != nil {
		a.Missing = append(a.Missing, loader.Missing{What: "limits", Why: err.Error()})
	} else if limited != "" {
		a.Applied = append(a.Applied, limited)
	}
	if job.Sandbox != loader.Off {
		for _, what := range missing {
			a.Missing = append(a.Missing, loader.Missing{What: what, Why: "napicheck has no sandbox for this system yet"})
		}
	}
	return a
}

// threads tells nothing on these systems.
func threads() []loader.ChildThread { return []loader.ChildThread{} }

// mappings tells nothing on these systems.
func mappings() string { return "" }

// threadID tells nothing on these systems.
func threadID() int { return 0 }
