//go:build unix

package loader

import (
	"errors"
	"io"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

const maxPipe = 1 << 20 // what a pipe can hold

// A pipe ends with what is in it when its deadline has passed, whoever still
// holds the other end.
type pipe struct {
	file   *os.File
	passed bool
	rest   int // at most, as others can go on writing
}

func newPipe(file *os.File) io.Reader { return &pipe{file: file} }

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
