package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"golang.org/x/term"
)

// An output is where the report goes: standard output, or a file that appears
// under its name only when the report is complete.
type output struct {
	*bufio.Writer
	terminal *os.File // nil = not a terminal
	file     *os.File // nil = standard output
	path     string   // where file goes in the end; "" = it is there already
}

func openOutput(stdout io.Writer, path string) (*output, error) {
	if path == "" {
		o := &output{Writer: bufio.NewWriterSize(stdout, 1<<16)}
		if f, ok := stdout.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
			o.terminal = f
		}
		return o, nil
	}
	if st, err := os.Stat(path); err == nil && !st.Mode().IsRegular() {
		if st.IsDir() {
			return nil, usagef("--output %s is a folder", path)
		}
		f, err := os.OpenFile(path, os.O_WRONLY, 0) // a device or a pipe
		if err != nil {
			return nil, err
		}
		return &output{Writer: bufio.NewWriter(f), file: f}, nil
	}
	temp := filepath.Join(filepath.Dir(path), fmt.Sprintf(".%s.%d.tmp", filepath.Base(path), os.Getpid()))
	f, err := os.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return nil, fmt.Errorf("--output %s: %w", path, withoutPath(err))
	}
	return &output{Writer: bufio.NewWriterSize(f, 1<<16), file: f, path: path}, nil
}

// Write lets people see each file as it is done.
func (o *output) Write(b []byte) (int, error) {
	n, err := o.Writer.Write(b)
	if err == nil && o.terminal != nil {
		err = o.Flush()
	}
	return n, err
}

// close ends the output. A report that failed does not replace the one before
// it; one that says something bad does.
func (o *output) close(failed error) error {
	complete := failed == nil || errors.Is(failed, errFindings) || errors.Is(failed, errUnchecked)
	err := o.Flush()
	if o.file == nil {
		return err
	}
	err = errors.Join(err, o.file.Close())
	if o.path == "" {
		return err
	}
	if err == nil && complete {
		if err = os.Rename(o.file.Name(), o.path); err == nil {
			return nil
		}
	}
	return errors.Join(err, os.Remove(o.file.Name()))
}

// width is the number of columns to wrap at; 0 = do not wrap.
func (o *output) width() int {
	if o.terminal == nil {
		return 0
	}
	w, _, err := term.GetSize(int(o.terminal.Fd()))
	if err != nil || w < 20 {
		return 0
	}
	return w
}

func useColor(when string, terminal *os.File) bool {
	switch when {
	case "always":
		return true
	case "never":
		return false
	}
	return terminal != nil && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb" && enableColor(terminal)
}
