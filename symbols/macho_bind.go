package symbols

import (
	"bytes"
	"errors"
	"fmt"
)

// A machoStream reads the byte streams of dyld's link-edit data. After an error
// it yields zeros.
type machoStream struct {
	b   []byte
	i   int
	err error
}

var errMachoStream = errors.New("cut short")

func (s *machoStream) done() bool { return s.err != nil || s.i >= len(s.b) }

func (s *machoStream) byte() byte {
	if s.err != nil || s.i >= len(s.b) {
		s.fail(errMachoStream)
		return 0
	}
	s.i++
	return s.b[s.i-1]
}

func (s *machoStream) fail(err error) {
	if s.err == nil {
		s.err = fmt.Errorf("at %#x: %w", s.i, err)
	}
}

func (s *machoStream) uleb() uint64 {
	var v uint64
	for shift := 0; ; shift += 7 {
		c := s.byte()
		if shift == 63 && c > 1 {
			s.fail(errors.New("a number of more than 64 bits"))
		}
		if s.err != nil {
			return 0
		}
		v |= uint64(c&0x7f) << shift
		if c < 0x80 {
			return v
		}
	}
}

// skipLEB passes over a number of either sign.
func (s *machoStream) skipLEB() {
	for s.byte() >= 0x80 {
	}
}

// cstring returns the bytes up to the next NUL, at most machoMaxName.
func (s *machoStream) cstring() []byte {
	if s.err != nil {
		return nil
	}
	rest := s.b[min(s.i, len(s.b)):]
	n := bytes.IndexByte(rest[:min(len(rest), machoMaxName)], 0)
	if n < 0 {
		s.fail(errors.New("a name without end"))
		return nil
	}
	s.i += n + 1
	return rest[:n]
}

// machoRun is a run of pointers to fix: count of them from addr on, step bytes apart.
type machoRun struct{ addr, count, step uint64 }

// A machoCursor is the place in memory where the opcodes are at work.
type machoCursor struct {
	f   *machoFile
	seg *machoSegment
	off uint64
}

func (c *machoCursor) set(seg byte, off uint64) error {
	if int(seg) >= len(c.f.segments) {
		return fmt.Errorf("segment %d of %d", seg, len(c.f.segments))
	}
	c.seg, c.off = &c.f.segments[seg], off
	return nil
}

// run checks and passes over count pointers with skip bytes between them.
func (c *machoCursor) run(count, skip uint64) (machoRun, error) {
	ptr := uint64(c.f.ptr)
	if c.seg == nil {
		return machoRun{}, errors.New("no segment is set")
	}
	if count == 0 {
		return machoRun{}, nil
	}
	step := ptr + skip
	room := c.seg.size
	switch {
	case room < ptr || c.off > room-ptr:
	case count > 1 && (step == 0 || step > room || (room-ptr-c.off)/step < count-1):
	default:
		r := machoRun{c.seg.addr + c.off, count, step}
		c.off += step * count
		return r, nil
	}
	return machoRun{}, fmt.Errorf("%d pointers at offset %#x of segment %s, which has %#x bytes", count, c.off, c.seg.name, room)
}

// machoBind is one step of a bind stream: a symbol and the pointers to it.
type machoBind struct {
	name    []byte
	ordinal int
	weak    bool
	run     machoRun
}

// bindOpcodes runs a stream of bind opcodes. In a lazy stream every entry ends
// with what elsewhere ends the stream.
func (f *machoFile) bindOpcodes(r machoRange, what string, lazy bool, each func(machoBind) error) error {
	b, err := f.data(r, machoMaxStream, what)
	if err != nil {
		return err
	}
	s := machoStream{b: b}
	at := machoCursor{f: f}
	var bind machoBind
	threaded := false
	named := false
	do := func(count, skip, after uint64) {
		if s.err != nil {
			return
		}
		if !named {
			s.fail(errors.New("a bind without a symbol"))
			return
		}
		var err error
		if bind.run = (machoRun{}); !threaded {
			bind.run, err = at.run(count, skip)
			at.off += after
		}
		if err == nil {
			err = each(bind)
		}
		if err != nil {
			s.fail(err)
		}
	}
	for !s.done() {
		op := s.byte()
		imm := op & 0xf
		switch op & 0xf0 {
		case 0x00: // done
			if !lazy {
				return nil
			}
		case 0x10:
			bind.ordinal = int(imm)
		case 0x20:
			bind.ordinal = int(min(s.uleb(), 1<<30))
		case 0x30: // special ordinals: 0, -1, -2, ...
			bind.ordinal = 0
			if imm != 0 {
				bind.ordinal = int(int8(0xf0 | imm))
			}
		case 0x40:
			bind.name, bind.weak, named = s.cstring(), imm&1 != 0, true
		case 0x50: // type
		case 0x60: // addend
			s.skipLEB()
		case 0x70:
			off := s.uleb()
			if err := at.set(imm, off); err != nil {
				s.fail(err)
			}
		case 0x80:
			at.off += s.uleb()
		case 0x90:
			do(1, 0, 0)
		case 0xa0:
			do(1, 0, s.uleb())
		case 0xb0:
			do(1, 0, uint64(imm)*uint64(f.ptr))
		case 0xc0:
			count := s.uleb()
			do(count, s.uleb(), 0)
		case 0xd0:
			// Threaded binds: the binds of the stream only make a table of
			// symbols, chains in the data refer to it. Known from early arm64e
			// system libraries alone; the pointers themselves are not followed.
			switch imm {
			case 0:
				s.uleb()
				threaded = true
			case 1:
			default:
				s.fail(fmt.Errorf("unknown opcode %#x", op))
			}
		default:
			s.fail(fmt.Errorf("unknown opcode %#x", op))
		}
	}
	if s.err != nil {
		return fmt.Errorf("%s: %w", what, s.err)
	}
	return nil
}

// rebaseOpcodes runs a stream of rebase opcodes.
func (f *machoFile) rebaseOpcodes(r machoRange, each func(machoRun) error) error {
	const what = "rebase opcodes"
	b, err := f.data(r, machoMaxStream, what)
	if err != nil {
		return err
	}
	s := machoStream{b: b}
	at := machoCursor{f: f}
	do := func(count, skip, after uint64) {
		if s.err != nil {
			return
		}
		run, err := at.run(count, skip)
		at.off += after
		if err == nil {
			err = each(run)
		}
		if err != nil {
			s.fail(err)
		}
	}
	for !s.done() {
		op := s.byte()
		imm := op & 0xf
		switch op & 0xf0 {
		case 0x00: // done
			return nil
		case 0x10: // type
		case 0x20:
			off := s.uleb()
			if err := at.set(imm, off); err != nil {
				s.fail(err)
			}
		case 0x30:
			at.off += s.uleb()
		case 0x40:
			at.off += uint64(imm) * uint64(f.ptr)
		case 0x50:
			do(uint64(imm), 0, 0)
		case 0x60:
			do(s.uleb(), 0, 0)
		case 0x70:
			do(1, 0, s.uleb())
		case 0x80:
			count := s.uleb()
			do(count, s.uleb(), 0)
		default:
			s.fail(fmt.Errorf("unknown opcode %#x", op))
		}
	}
	if s.err != nil {
		return fmt.Errorf("%s: %w", what, s.err)
	}
	return nil
}
