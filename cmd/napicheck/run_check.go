package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"

	"github.com/napicheck/napicheck/loader"
	"github.com/napicheck/napicheck/napi/misuse"
)

// checkedVar tells the process that runs a script with checks that it is the
// child of one which waits for its records: they go to descriptor 3.
const checkedVar = "NAPICHECK_RUN_CHECKED"

// checkedRecords is where this process, if it is such a child, writes records.
func checkedRecords() *os.File {
	if os.Getenv(checkedVar) == "" {
		return nil
	}
	os.Unsetenv(checkedVar)
	return os.NewFile(3, "records of misuse")
}

// runChecked has a child do what this process was called for, and writes its
// records of misuse when it has ended, however that was. It returns the child's
// status, as a shell tells it.
func runChecked(stderr io.Writer) (status int, err error) {
	exe, err := os.Executable()
	if err != nil {
		return 0, err
	}
	r, w, err := os.Pipe()
	if err != nil {
		return 0, err
	}
	defer r.Close()
	cmd := exec.Command(exe, os.Args[1:]...)
	cmd.Env = append(os.Environ(), checkedVar+"=1")
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.ExtraFiles = []*os.File{w}
	signal.Ignore(os.Interrupt) // of a terminal, the child gets it too
	err = cmd.Start()
	w.Close()
	if err != nil {
		return 0, err
	}
	records, decodeErr := misuse.Decode(r)
	io.Copy(io.Discard, r) // what follows a line that is none
	_ = cmd.Wait()         // its status tells
	writeMisuse(stderr, exe, records)
	if decodeErr != nil {
		fmt.Fprintf(stderr, "napicheck: %v\n", decodeErr)
	}
	if s, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); ok && s.Signaled() {
		return 128 + int(s.Signal()), nil
	}
	return cmd.ProcessState.ExitCode(), nil
}

// writeMisuse writes records as text, with stacks. exe is the program that ran.
func writeMisuse(w io.Writer, exe string, records misuse.Records) {
	names := loader.NewSymbolizer(records.Maps, exe)
	defer names.Close()
	for _, r := range records.List {
		times := ""
		if r.Count > 1 {
			times = fmt.Sprintf(" (%d times)", r.Count)
		}
		fmt.Fprintf(w, "%s %s: %s(%s): %s%s\n", r.Case.Severity, r.Kind.ID, r.Function, strings.Join(r.Arguments, ", "), r.Message, times)
		for _, f := range names.Stack(r.PCs) {
			fmt.Fprintf(w, "    at %s\n", frameText(f))
		}
		fmt.Fprintf(w, "  %s\n", r.Kind.Help)
	}
	if records.Dropped > 0 {
		fmt.Fprintf(w, "and %d more at other places\n", records.Dropped)
	}
}

func frameText(f loader.Frame) string {
	where := fmt.Sprintf("%s+0x%x", f.Module, f.Offset)
	if f.File != "" {
		where = fmt.Sprintf("%s:%d", f.File, f.Line)
	}
	if f.Function == "" {
		return where
	}
	return f.Function + " (" + where + ")"
}
