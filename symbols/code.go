package symbols

import (
	"encoding/binary"
	"slices"
)

// This file runs a few instructions of a binary on paper: registers and stack
// slots hold what is known about them, and nothing else is assumed. Both ways
// of a conditional branch are followed. It serves two questions: which
// constant a function returns, and which address a constructor passes on. An
// instruction it does not know makes everything unknown, so that an answer is
// certain or absent.

// A value is what is known about the content of a register or stack slot.
type value struct {
	kind valueKind
	n    int64  // constant; or distance from the stack pointer at entry
	name string // import
}

type valueKind uint8

const (
	unknown  valueKind = iota
	constant           // a number, perhaps an address
	onStack            // an address on the stack
	imported           // the address of an import
)

// Micro-operations, into which the decoders translate machine instructions.
type opcode uint8

const (
	opNop    opcode = iota
	opSet           // dst = imm
	opMove          // dst = a
	opAdd           // dst = a + (b or imm); likewise below
	opSub           //
	opOr            //
	opAnd           //
	opXor           //
	opShl           //
	opInsert        // dst = dst with 16 bits imm2 at bit imm
	opSext          // dst = the low width bytes of a, sign-extended
	opZext          // dst = the low width bytes of a, zero-extended
	opLoad          // dst = width bytes at a+imm
	opStore         // width bytes at a+imm = b
	opKill          // dst unknown
	opForget        // everything unknown
	opJump          // to imm, or to a+imm where a is a register
	opBranch        // to imm, or on
	opCall          // to imm, or to a+imm where a is a register; link in isa.link
	opReturn        //
	opStop          // never continues
)

const none = 0xff // no register

const sometimes = 0xff // predicate that says nothing about the next instruction's

type micro struct {
	op    opcode
	dst   uint8
	a, b  uint8
	width uint8 // bytes; 0 = a whole register
	imm   int64
	imm2  int64
}

// An instruction is what a decoder understood at one address.
type instruction struct {
	size  int
	ops   [20]micro
	n     int
	cond  uint8 // predicate under which it runs, its opposite differing in bit 0; 0 = always
	delay bool  // the next instruction runs before this one's jump
	null  bool  // with delay: the next instruction runs only if the jump is taken
}

func (in *instruction) add(m micro)            { in.ops[min(in.n, len(in.ops)-1)] = m; in.n++ }
func (in *instruction) set(dst uint8, n int64) { in.add(micro{op: opSet, dst: dst, imm: n}) }
func (in *instruction) move(dst, a uint8)      { in.add(micro{op: opMove, dst: dst, a: a}) }
func (in *instruction) kill(dst uint8)         { in.add(micro{op: opKill, dst: dst}) }
func (in *instruction) forget()                { in.add(micro{op: opForget}) }
func (in *instruction) ret()                   { in.add(micro{op: opReturn}) }
func (in *instruction) stop()                  { in.add(micro{op: opStop}) }
func (in *instruction) addImm(dst, a uint8, n int64) {
	in.add(micro{op: opAdd, dst: dst, a: a, b: none, imm: n})
}
func (in *instruction) imm(op opcode, dst, a uint8, n int64) {
	in.add(micro{op: op, dst: dst, a: a, b: none, imm: n})
}
func (in *instruction) reg(op opcode, dst, a, b uint8) {
	in.add(micro{op: op, dst: dst, a: a, b: b})
}
func (in *instruction) load(dst, a uint8, off int64, width uint8) {
	in.add(micro{op: opLoad, dst: dst, a: a, imm: off, width: width})
}
func (in *instruction) store(b, a uint8, off int64, width uint8) {
	in.add(micro{op: opStore, a: a, b: b, imm: off, width: width})
}
func (in *instruction) jump(to uint64) { in.add(micro{op: opJump, a: none, imm: int64(to)}) }
func (in *instruction) jumpReg(a uint8, off int64) {
	in.add(micro{op: opJump, a: a, imm: off})
}
func (in *instruction) branch(to uint64) { in.add(micro{op: opBranch, a: none, imm: int64(to)}) }
func (in *instruction) call(to uint64)   { in.add(micro{op: opCall, a: none, imm: int64(to)}) }
func (in *instruction) callReg(a uint8, off int64) {
	in.add(micro{op: opCall, a: a, imm: off})
}

// An isa is an instruction set with its calling convention.
type isa struct {
	// decode translates the instruction at pc, whose bytes begin code; false
	// if it cannot even tell the length.
	decode func(code []byte, pc uint64, order binary.ByteOrder, in *instruction) bool
	align  uint64 // of instructions
	result uint8  // register of an integer result
	arg    uint8  // register of the first argument; none = on the stack
	sp     uint8
	link   uint8  // register that holds the return address; none = on the stack
	entry  uint8  // register that holds the entry address of a function called through a pointer; none = none
	zero   uint8  // register that is always 0; none = none
	saved  uint64 // registers that survive a call
	wide   bool   // registers of 64 bits
}

// state is the machine between two instructions.
type state struct {
	reg   [64]value
	slots []slot
	pc    uint64
	holds uint8 // predicate that the instruction before ran under, or that kept it from running, inverted
}

type slot struct {
	at    int64 // distance from the stack pointer at entry
	width uint8
	v     value
}

func (s *state) clone() *state {
	c := *s
	c.slots = slices.Clone(s.slots)
	return &c
}

// Bounds of a walk.
const (
	maxSteps = 600 // instructions
	maxPaths = 48  // ways followed through conditional branches
	maxLeaf  = 24  // instructions of a called function that is followed
	maxSlots = 64

	maxRegions = 1 << 12 // of an image worth walking through
)

// A walk explores a function of an image.
type walk struct {
	im    *image
	isa   *isa
	steps int
	paths int
	// onImport is told of each call of, or jump to, an imported function; it
	// returns true to end the path.
	onImport func(name string, s *state) bool
	// onReturn is told of the state at each return; it returns false to end the walk.
	onReturn func(s *state) bool

	code   []byte // window of code around the last address
	codeAt uint64
}

func newWalk(im *image) *walk {
	set := isaOf(im)
	if set == nil || len(im.regions) > maxRegions {
		return nil
	}
	return &walk{im: im, isa: set, steps: maxSteps, paths: maxPaths}
}

func isaOf(im *image) *isa {
	switch im.arch {
	case "x64":
		return isaX64
	case "ia32":
		return isaIA32
	case "arm64":
		return isaARM64
	case "arm":
		return isaARM
	case "ppc64":
		return isaPPC64
	case "s390x":
		return isaS390X
	case "riscv64":
		return isaRISCV64
	case "loong64":
		return isaLoong64
	case "mips", "mipsel":
		return isaMIPS32
	case "mips64el", "mips64":
		return isaMIPS64
	}
	return nil
}

// function returns where the code of the function at addr begins: ELFv1 of
// ppc64 gives functions by descriptors in data, whose first word is the entry
// and whose second the table of contents.
func (w *walk) function(addr uint64) (s *state, ok bool) {
	s = &state{pc: addr}
	s.reg[w.isa.sp] = value{kind: onStack}
	if w.im.arch == "ppc64" && !w.executable(addr) {
		entry, _, ok := w.im.pointer(addr)
		if !ok {
			return nil, false
		}
		if toc, _, ok := w.im.pointer(addr + 8); ok {
			s.reg[2] = value{kind: constant, n: int64(toc)}
		}
		s.pc = entry
	}
	if w.isa.entry != none {
		s.reg[w.isa.entry] = value{kind: constant, n: int64(s.pc)}
	}
	return s, w.executable(s.pc)
}

func (w *walk) executable(addr uint64) bool {
	for _, r := range w.im.regions {
		if r.exec && addr >= r.addr && addr-r.addr < r.size {
			return true
		}
	}
	return false
}

// fetch returns up to 24 bytes of code at pc.
func (w *walk) fetch(pc uint64) []byte {
	const ahead = 24
	if d := pc - w.codeAt; pc < w.codeAt || d >= uint64(len(w.code)) || uint64(len(w.code))-d < ahead && len(w.code) == codeWindow {
		if !w.executable(pc) {
			return nil
		}
		w.code, w.codeAt = w.im.read(pc, codeWindow), pc
	}
	if len(w.code) == 0 {
		return nil
	}
	c := w.code[pc-w.codeAt:]
	return c[:min(len(c), ahead)]
}

const codeWindow = 256

// run explores all ways from s and reports whether all were followed to their end.
func (w *walk) run(s *state) bool {
	pending := []*state{s}
	for len(pending) > 0 {
		s := pending[len(pending)-1]
		pending = pending[:len(pending)-1]
		forks, ok := w.path(s)
		if !ok {
			return false
		}
		w.paths -= len(forks)
		if w.paths < 0 {
			return false
		}
		pending = append(pending, forks...)
	}
	return true
}

// path follows s to a return, a stop, or a fork.
func (w *walk) path(s *state) (forks []*state, ok bool) {
	var in, slotIn instruction
	for {
		if w.steps--; w.steps < 0 {
			return nil, false
		}
		if !w.decode(s.pc, &in) {
			return nil, false
		}
		// Neighbours under the same or the opposite predicate run or not together.
		switch {
		case in.cond == 0:
			s.holds = 0
		case s.holds == in.cond && in.cond != sometimes:
		case s.holds == in.cond^1 && in.cond != sometimes:
			s.pc += uint64(in.size)
			continue
		default:
			skipped := s.clone()
			skipped.pc += uint64(in.size)
			skipped.holds = in.cond ^ 1
			s.holds = in.cond
			forks = append(forks, skipped)
		}
		var delayed *instruction
		next := s.pc + uint64(in.size)
		if in.delay {
			if !w.decode(next, &slotIn) || slotIn.delay {
				return nil, false
			}
			delayed = &slotIn
			next += uint64(slotIn.size)
		}
		switch w.step(s, &in, delayed, next, &forks) {
		case pathEnds:
			return forks, true
		case pathFails:
			return nil, false
		}
		if len(forks) > 0 {
			return append(forks, s), true
		}
	}
}

func (w *walk) decode(pc uint64, in *instruction) bool {
	*in = instruction{}
	if pc%w.isa.align != 0 && w.isa != isaARM {
		return false
	}
	code := w.fetch(pc &^ w.thumbBit())
	return len(code) > 0 && w.isa.decode(code, pc, w.im.order, in) && in.size > 0 && in.size <= len(code) && in.n <= len(in.ops)
}

// thumbBit is the bit of a code address on arm that selects the Thumb encoding.
func (w *walk) thumbBit() uint64 {
	if w.isa == isaARM {
		return 1
	}
	return 0
}

type outcome uint8

const (
	pathGoesOn outcome = iota
	pathEnds
	pathFails
)

// step runs one instruction on s and sets s.pc. Ways that branch off go to forks.
func (w *walk) step(s *state, in, delayed *instruction, next uint64, forks *[]*state) outcome {
	s.pc = next
	for _, m := range in.ops[:in.n] {
		switch m.op {
		case opJump, opBranch, opCall, opReturn:
			// The target is read before the delay slot runs.
			target, known := w.target(s, m)
			if m.op == opCall {
				w.linkTo(s, next)
			}
			if delayed != nil {
				if in.null {
					notTaken := s.clone()
					*forks = append(*forks, notTaken)
				}
				for _, d := range delayed.ops[:delayed.n] {
					if d.op >= opJump {
						return pathFails
					}
					w.apply(s, d)
				}
			}
			switch m.op {
			case opReturn:
				if w.onReturn != nil && !w.onReturn(s) {
					return pathFails
				}
				return pathEnds
			case opBranch:
				taken := s.clone()
				taken.pc = uint64(target.n)
				*forks = append(*forks, taken)
			case opJump:
				return w.jump(s, target, known)
			case opCall:
				if o := w.call(s, target, known); o != pathGoesOn {
					return o
				}
			}
		case opStop:
			return pathEnds
		default:
			w.apply(s, m)
		}
	}
	return pathGoesOn
}

// target returns where m leads.
func (w *walk) target(s *state, m micro) (v value, known bool) {
	if m.a == none {
		return value{kind: constant, n: m.imm}, true
	}
	v = s.reg[m.a]
	if v.kind == constant {
		v.n += m.imm
	}
	return w.wrap(v), v.kind == constant || v.kind == imported
}

// linkTo leaves the return address where the convention wants it.
func (w *walk) linkTo(s *state, next uint64) {
	ret := value{kind: constant, n: int64(next)}
	if w.isa.link != none {
		s.reg[w.isa.link] = ret
		return
	}
	width := uint8(w.im.ptr)
	w.apply(s, micro{op: opAdd, dst: w.isa.sp, a: w.isa.sp, b: none, imm: -int64(width)})
	if sp := s.reg[w.isa.sp]; sp.kind == onStack {
		s.put(sp.n, width, ret)
	}
}

// importAt names the import that code at v belongs to.
func (w *walk) importAt(v value) string {
	if v.kind == imported {
		return v.name
	}
	return w.im.stub(uint64(v.n) &^ w.thumbBit())
}

func (w *walk) jump(s *state, target value, known bool) outcome {
	if !known {
		return pathFails
	}
	if name := w.importAt(target); name != "" {
		if noReturn[name] || w.onImport != nil && w.onImport(name, s) {
			return pathEnds
		}
		if w.onReturn == nil {
			return pathEnds
		}
		return pathFails // the import's result is the function's
	}
	s.pc = uint64(target.n)
	return pathGoesOn
}

// call steps over a call: into the function where it is short and straight,
// otherwise leaving unknown what a call may change.
func (w *walk) call(s *state, target value, known bool) outcome {
	next := s.pc
	if known {
		if name := w.importAt(target); name != "" {
			if noReturn[name] || w.onImport != nil && w.onImport(name, s) {
				return pathEnds
			}
		} else if after := w.leaf(s, uint64(target.n), 2); after != nil {
			*s = *after
			s.pc = next
			return pathGoesOn
		}
	}
	if w.isa.link == none {
		w.apply(s, micro{op: opAdd, dst: w.isa.sp, a: w.isa.sp, b: none, imm: int64(w.im.ptr)})
	}
	s.clobber(w.isa)
	s.pc = next
	return pathGoesOn
}

// leaf runs the function at addr to its return if it has no branches and at
// most maxLeaf instructions; nil otherwise.
func (w *walk) leaf(s *state, addr uint64, depth int) *state {
	c := s.clone()
	c.pc = addr
	if w.isa.entry != none {
		c.reg[w.isa.entry] = value{kind: constant, n: int64(addr)}
	}
	var in instruction
	for range maxLeaf {
		if w.steps--; w.steps < 0 || !w.decode(c.pc, &in) || in.cond != 0 || in.delay && !w.leafDelay(c, &in) {
			return nil
		}
		c.pc += uint64(in.size)
		for _, m := range in.ops[:in.n] {
			switch m.op {
			case opReturn:
				return c
			case opJump, opCall:
				target, known := w.target(c, m)
				if !known || w.importAt(target) != "" {
					return nil
				}
				if m.op == opJump {
					c.pc = uint64(target.n)
					continue
				}
				if depth == 0 {
					return nil
				}
				w.linkTo(c, c.pc)
				back := c.pc
				if c = w.leaf(c, uint64(target.n), depth-1); c == nil {
					return nil
				}
				c.pc = back
			case opBranch, opStop:
				return nil
			default:
				w.apply(c, m)
			}
		}
	}
	return nil
}

// leafDelay runs the delay slot of a return; other delayed jumps are not followed.
func (w *walk) leafDelay(s *state, in *instruction) bool {
	var d instruction
	if in.n != 1 || in.ops[0].op != opReturn || !w.decode(s.pc+uint64(in.size), &d) {
		return false
	}
	for _, m := range d.ops[:d.n] {
		if m.op >= opJump {
			return false
		}
		w.apply(s, m)
	}
	return true
}

// noReturn are the imported functions that end the program.
var noReturn = map[string]bool{
	"__stack_chk_fail": true, "__stack_chk_fail_local": true, "__stack_smash_handler": true,
	"abort": true, "exit": true, "_exit": true, "__assert_fail": true, "__assert_rtn": true, "__cfi_slowpath_diag": true,
	"__report_rangecheckfailure": true, "_ZSt9terminatev": true, "__cxa_throw": true, "__cxa_rethrow": true, "_Unwind_Resume": true,
}

// clobber forgets what a call may change.
func (s *state) clobber(set *isa) {
	escaped := slices.ContainsFunc(s.slots, func(t slot) bool { return t.v.kind == onStack })
	for r := range s.reg {
		if set.saved&(1<<r) == 0 {
			escaped = escaped || s.reg[r].kind == onStack
			s.reg[r] = value{}
		}
	}
	sp := s.reg[set.sp]
	if escaped || sp.kind != onStack {
		s.slots = nil
		return
	}
	s.slots = slices.DeleteFunc(s.slots, func(t slot) bool { return t.at < sp.n })
}

// put records a store to the stack.
func (s *state) put(at int64, width uint8, v value) {
	s.slots = slices.DeleteFunc(s.slots, func(t slot) bool {
		return t.at < at+int64(width) && at < t.at+int64(t.width)
	})
	if v.kind != unknown && len(s.slots) < maxSlots {
		s.slots = append(s.slots, slot{at, width, v})
	}
}

func (s *state) get(at int64, width uint8) value {
	for _, t := range s.slots {
		if t.at == at && t.width == width {
			return t.v
		}
	}
	return value{}
}

// wrap keeps a constant within a register's width.
func (w *walk) wrap(v value) value {
	if v.kind == constant && !w.isa.wide {
		v.n = int64(uint32(v.n))
	}
	return v
}

func (w *walk) write(s *state, r uint8, v value) {
	if r == none || r == w.isa.zero {
		return
	}
	s.reg[r] = w.wrap(v)
}

// apply runs a micro-operation that does not transfer control.
func (w *walk) apply(s *state, m micro) {
	read := func(r uint8) value {
		if r == w.isa.zero {
			return value{kind: constant}
		}
		return s.reg[r]
	}
	switch m.op {
	case opNop:
	case opSet:
		w.write(s, m.dst, value{kind: constant, n: m.imm})
	case opMove:
		w.write(s, m.dst, read(m.a))
	case opAdd, opSub, opOr, opAnd, opXor, opShl:
		b := value{kind: constant, n: m.imm}
		if m.b != none {
			b = read(m.b)
		}
		w.write(s, m.dst, combine(m.op, read(m.a), b))
	case opInsert:
		v := read(m.dst)
		if v.kind == constant {
			v.n = v.n&^(0xffff<<m.imm) | m.imm2<<m.imm
		} else {
			v = value{}
		}
		w.write(s, m.dst, v)
	case opSext, opZext:
		v := read(m.a)
		if v.kind == constant {
			v.n = extend(v.n, m.width, m.op == opSext)
		} else {
			v = value{}
		}
		w.write(s, m.dst, v)
	case opLoad:
		w.write(s, m.dst, w.load(s, m))
	case opStore:
		at := value{kind: constant, n: m.imm}
		if m.a != none {
			at = combine(opAdd, read(m.a), at)
		}
		switch at.kind {
		case onStack:
			v := value{}
			if m.b != none {
				v = read(m.b)
			}
			s.put(at.n, m.width, v)
		case unknown:
			s.slots = nil // it may point into the stack
		}
	case opKill:
		w.write(s, m.dst, value{})
	case opForget:
		s.reg, s.slots = [64]value{}, nil
	}
}

func extend(n int64, width uint8, signed bool) int64 {
	if width == 0 || width >= 8 {
		return n
	}
	shift := 64 - 8*int(width)
	if signed {
		return n << shift >> shift
	}
	return int64(uint64(n) << shift >> shift)
}

// combine computes a op b as far as it is known.
func combine(op opcode, a, b value) value {
	if a.kind == constant && b.kind == constant {
		switch op {
		case opAdd:
			a.n += b.n
		case opSub:
			a.n -= b.n
		case opOr:
			a.n |= b.n
		case opAnd:
			a.n &= b.n
		case opXor:
			a.n ^= b.n
		case opShl:
			a.n <<= uint64(b.n) & 63
		}
		return a
	}
	switch {
	case op == opAdd && a.kind == onStack && b.kind == constant, op == opSub && a.kind == onStack && b.kind == constant:
		if op == opSub {
			b.n = -b.n
		}
		a.n += b.n
		return a
	case op == opAdd && b.kind == onStack && a.kind == constant:
		b.n += a.n
		return b
	case op == opOr && a.kind == constant && a.n == -1, op == opOr && b.kind == constant && b.n == -1:
		return value{kind: constant, n: -1}
	case op == opAnd && a.kind == constant && a.n == 0, op == opAnd && b.kind == constant && b.n == 0:
		return value{kind: constant}
	}
	return value{}
}

// load reads memory: the stack as it was written, constants from parts of the
// image that nobody writes, pointers as the loader places them.
func (w *walk) load(s *state, m micro) value {
	at := value{kind: constant, n: m.imm}
	if m.a != none && m.a != w.isa.zero {
		at = combine(opAdd, s.reg[m.a], at)
	}
	switch at.kind {
	case onStack:
		return s.get(at.n, m.width)
	case constant:
		at = w.wrap(at)
		return w.memory(uint64(at.n), int(m.width))
	}
	return value{}
}

func (w *walk) memory(addr uint64, width int) value {
	if width == w.im.ptr {
		if name := w.im.stub(addr); name != "" {
			return value{kind: imported, name: name}
		}
		if target, name, ok := w.im.pointer(addr); ok {
			if name != "" {
				return value{kind: imported, name: name}
			}
			return value{kind: constant, n: int64(target)}
		}
	}
	for _, r := range w.im.regions {
		if addr >= r.addr && addr-r.addr < r.size && r.write {
			return value{}
		}
	}
	b := w.im.read(addr, width)
	if len(b) != width {
		return value{}
	}
	var n uint64
	switch width {
	case 1:
		n = uint64(b[0])
	case 2:
		n = uint64(w.im.order.Uint16(b))
	case 4:
		n = uint64(w.im.order.Uint32(b))
	case 8:
		n = w.im.order.Uint64(b)
	default:
		return value{}
	}
	return value{kind: constant, n: int64(n)}
}
