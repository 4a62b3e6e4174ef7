package artifact

import (
	"bytes"
	"errors"
	"io"
	"os"
	"sync"
)

// A Content is the bytes of a file: those of the file itself (then the
// ReaderAt is the *os.File), of memory, or of a temporary file.
type Content struct {
	io.ReaderAt
	Size  int64
	close func()
}

// Close gives back what the content holds on to.
func (c *Content) Close() {
	if c.close != nil {
		c.close()
		c.close = nil
	}
}

// open opens the regular file at path.
func open(path string) (*Content, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, withoutPath(err)
	}
	st, err := f.Stat()
	if err == nil && !st.Mode().IsRegular() {
		err = errors.New("not a regular file but " + modeName(st.Mode()))
	}
	if err != nil {
		f.Close()
		return nil, withoutPath(err)
	}
	return &Content{f, st.Size(), func() { f.Close() }}, nil
}

// A spool keeps the bytes of members until they are checked: small ones in
// memory, as long as all of them together are within the budget, the others
// in temporary files that have no name any more where the system allows that.
type spool struct {
	mu   sync.Mutex
	held int64    // bytes in memory
	free [][]byte // buffers to be used again
}

const (
	maxInMemory = 8 << 20  // bytes of one member
	maxHeld     = 16 << 20 // bytes of all of them
)

// errSize is the error for a member that has other bytes than its archive says.
var errSize = errors.New("longer than the archive says")

// keep reads size bytes of r, which the caller has bounded, to its end.
func (s *spool) keep(r io.Reader, size int64) (*Content, error) {
	if b := s.acquire(size); b != nil {
		if err := readAll(r, b); err != nil {
			s.release(b)
			return nil, err
		}
		return &Content{bytes.NewReader(b), size, func() { s.release(b) }}, nil
	}
	f, err := os.CreateTemp("", "napicheck-*")
	if err != nil {
		return nil, err
	}
	// Elsewhere than on Windows the file is gone with the process, however that ends.
	os.Remove(f.Name())
	done := func() {
		f.Close()
		os.Remove(f.Name())
	}
	n, err := io.Copy(f, io.LimitReader(r, size+1))
	switch {
	case err == nil && n < size:
		err = io.ErrUnexpectedEOF
	case err == nil && n > size:
		err = errSize
	}
	if err != nil {
		done()
		return nil, err
	}
	return &Content{f, size, done}, nil
}

// readAll fills b from r and makes sure that r has no more.
func readAll(r io.Reader, b []byte) error {
	if _, err := io.ReadFull(r, b); err != nil {
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		return err
	}
	var more [1]byte
	n, err := io.ReadFull(r, more[:])
	switch {
	case n > 0:
		return errSize
	case err == io.EOF:
		return nil
	}
	return err
}

// acquire returns a buffer of size bytes, nil if that would be too much.
func (s *spool) acquire(size int64) []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	if size > maxInMemory || s.held+size > maxHeld {
		return nil
	}
	s.held += size
	best := -1
	for i, b := range s.free {
		if int64(cap(b)) >= size && (best < 0 || cap(b) < cap(s.free[best])) {
			best = i
		}
	}
	if best < 0 {
		return make([]byte, size)
	}
	b := s.free[best][:size]
	s.free[best] = s.free[len(s.free)-1]
	s.free = s.free[:len(s.free)-1]
	return b
}

func (s *spool) release(b []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.held -= int64(len(b))
	s.free = append(s.free, b)
}
