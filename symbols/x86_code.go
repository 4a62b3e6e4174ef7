package symbols

import (
	"encoding/binary"

	"golang.org/x/arch/x86/x86asm"
)

// Registers of x86 by their number in the encoding; the instruction pointer
// never appears, since the decoder resolves addresses relative to it.
const (
	rAX = 0
	rCX = 1
	rSP = 4
	rBP = 5
	rDI = 7
)

var (
	// The System V and the Windows convention differ in the first argument;
	// onImport's reader knows both (see firstArgument).
	isaX64 = &isa{decode: decodeX64, align: 1, result: rAX, arg: rDI, sp: rSP, link: none, entry: none, zero: none, wide: true,
		saved: 1<<3 | 1<<rSP | 1<<rBP | 1<<12 | 1<<13 | 1<<14 | 1<<15}
	isaIA32 = &isa{decode: decodeIA32, align: 1, result: rAX, arg: none, sp: rSP, link: none, entry: none, zero: none,
		saved: 1<<3 | 1<<rSP | 1<<rBP | 1<<6 | 1<<7}
)

func decodeX64(code []byte, pc uint64, _ binary.ByteOrder, in *instruction) bool {
	return decodeX86(code, pc, 64, in)
}

func decodeIA32(code []byte, pc uint64, _ binary.ByteOrder, in *instruction) bool {
	return decodeX86(code, pc, 32, in)
}

func decodeX86(code []byte, pc uint64, mode int, in *instruction) (ok bool) {
	// endbr64, endbr32: marks of branch targets.
	if len(code) >= 4 && code[0] == 0xf3 && code[1] == 0x0f && code[2] == 0x1e && code[3]&0xfe == 0xfa {
		in.size = 4
		return true
	}
	defer func() {
		if recover() != nil { // the disassembler does not promise to survive any bytes
			ok = false
		}
	}()
	i, err := x86asm.Decode(code, mode)
	if err != nil {
		return false
	}
	in.size = i.Len
	d := x86{in: in, next: pc + uint64(i.Len), word: uint8(mode / 8), mode: mode}
	d.translate(&i)
	return true
}

type x86 struct {
	in   *instruction
	next uint64 // address of the next instruction
	word uint8  // bytes of a pointer
	mode int
}

// gpr returns the number and width of a general register.
func gpr(r x86asm.Reg) (n, width uint8, ok bool) {
	switch {
	case r >= x86asm.RAX && r <= x86asm.R15:
		return uint8(r - x86asm.RAX), 8, true
	case r >= x86asm.EAX && r <= x86asm.R15L:
		return uint8(r - x86asm.EAX), 4, true
	case r >= x86asm.AX && r <= x86asm.R15W:
		return uint8(r - x86asm.AX), 2, true
	case r >= x86asm.AL && r <= x86asm.BL:
		return uint8(r - x86asm.AL), 1, true
	case r >= x86asm.AH && r <= x86asm.BH:
		return uint8(r - x86asm.AH), 0, true // bits 8 to 15: never understood
	case r >= x86asm.SPB && r <= x86asm.DIB:
		return uint8(r-x86asm.SPB) + 4, 1, true
	case r >= x86asm.R8B && r <= x86asm.R15B:
		return uint8(r-x86asm.R8B) + 8, 1, true
	}
	return 0, 0, false
}

// address gives base and displacement of a memory operand if it is that
// simple. none as base means an absolute address.
func (d *x86) address(m x86asm.Mem) (base uint8, off int64, ok bool) {
	if m.Segment == x86asm.FS || m.Segment == x86asm.GS || m.Index != 0 && m.Scale != 0 {
		return 0, 0, false
	}
	switch m.Base {
	case x86asm.RIP:
		return none, int64(d.next) + m.Disp, true
	case 0:
		off := m.Disp
		if d.mode == 32 {
			off = int64(uint32(off))
		}
		return none, off, true
	}
	n, width, ok := gpr(m.Base)
	return n, m.Disp, ok && width == d.word
}

func (d *x86) translate(i *x86asm.Inst) {
	switch i.Op {
	case x86asm.MOV, x86asm.MOVSXD, x86asm.MOVSX, x86asm.MOVZX:
		d.mov(i)
	case x86asm.LEA:
		n, width, _ := gpr(i.Args[0].(x86asm.Reg))
		base, off, ok := d.address(i.Args[1].(x86asm.Mem))
		switch {
		case !ok || width < 4:
			d.in.kill(n)
		case base == none:
			d.in.set(n, off)
		default:
			d.in.addImm(n, base, off)
			d.narrow(n, width)
		}
	case x86asm.XOR, x86asm.SUB, x86asm.OR, x86asm.AND, x86asm.ADD, x86asm.SHL:
		d.arithmetic(i)
	case x86asm.INC, x86asm.DEC:
		r, _ := i.Args[0].(x86asm.Reg)
		n, width, ok := gpr(r)
		if !ok || width < 4 {
			d.unknownTo(i.Args[0])
			break
		}
		by := int64(1)
		if i.Op == x86asm.DEC {
			by = -1
		}
		d.in.addImm(n, n, by)
		d.narrow(n, width)
	case x86asm.NEG, x86asm.NOT, x86asm.SHR, x86asm.SAR, x86asm.ROL, x86asm.ROR, x86asm.SBB, x86asm.ADC,
		x86asm.SETA, x86asm.SETAE, x86asm.SETB, x86asm.SETBE, x86asm.SETE, x86asm.SETG, x86asm.SETGE, x86asm.SETL, x86asm.SETLE, x86asm.SETNE, x86asm.SETS, x86asm.SETNS,
		x86asm.CMOVA, x86asm.CMOVAE, x86asm.CMOVB, x86asm.CMOVBE, x86asm.CMOVE, x86asm.CMOVG, x86asm.CMOVGE, x86asm.CMOVL, x86asm.CMOVLE, x86asm.CMOVNE, x86asm.CMOVS, x86asm.CMOVNS:
		d.unknownTo(i.Args[0])
	case x86asm.IMUL:
		if i.Args[1] == nil {
			d.in.forget()
			return
		}
		d.unknownTo(i.Args[0])
	case x86asm.CMP, x86asm.TEST, x86asm.NOP, x86asm.PAUSE, x86asm.LFENCE, x86asm.MFENCE, x86asm.SFENCE, x86asm.PREFETCHT0, x86asm.CLD, x86asm.FWAIT, x86asm.BT:
	case x86asm.CDQE:
		d.in.add(micro{op: opSext, dst: rAX, a: rAX, width: 4})
	case x86asm.CDQ, x86asm.CQO:
		d.in.kill(2)
	case x86asm.PUSH:
		d.push(i.Args[0])
	case x86asm.POP:
		d.pop(i.Args[0])
	case x86asm.LEAVE:
		d.in.move(rSP, rBP)
		d.in.load(rBP, rSP, 0, d.word)
		d.in.addImm(rSP, rSP, int64(d.word))
	case x86asm.CALL:
		if !d.transfer(i.Args[0], (*instruction).call, (*instruction).callReg) {
			d.in.stop()
		}
	case x86asm.JMP:
		if !d.transfer(i.Args[0], (*instruction).jump, (*instruction).jumpReg) {
			d.in.jumpReg(unknownReg, 0)
		}
	case x86asm.JA, x86asm.JAE, x86asm.JB, x86asm.JBE, x86asm.JCXZ, x86asm.JE, x86asm.JECXZ, x86asm.JG, x86asm.JGE, x86asm.JL, x86asm.JLE,
		x86asm.JNE, x86asm.JNO, x86asm.JNP, x86asm.JNS, x86asm.JO, x86asm.JP, x86asm.JRCXZ, x86asm.JS, x86asm.LOOP, x86asm.LOOPE, x86asm.LOOPNE:
		rel, _ := i.Args[0].(x86asm.Rel)
		d.in.branch(d.relative(rel))
	case x86asm.RET:
		d.in.addImm(rSP, rSP, int64(d.word))
		d.in.ret()
	case x86asm.INT, x86asm.UD1, x86asm.UD2, x86asm.HLT:
		d.in.stop()
	case x86asm.MOVAPS, x86asm.MOVAPD, x86asm.MOVUPS, x86asm.MOVUPD, x86asm.MOVDQA, x86asm.MOVDQU, x86asm.MOVSS, x86asm.MOVSD_XMM, x86asm.XORPS, x86asm.XORPD, x86asm.PXOR:
		// Between vector registers and memory only.
		if m, ok := i.Args[0].(x86asm.Mem); ok {
			d.storeUnknown(m, 16)
		}
	case x86asm.LRET, x86asm.IRET, x86asm.IRETD, x86asm.IRETQ, x86asm.LJMP, x86asm.LCALL, x86asm.SYSCALL, x86asm.SYSENTER, x86asm.SYSEXIT, x86asm.SYSRET, x86asm.XBEGIN:
		d.in.jumpReg(unknownReg, 0) // not followed
	default:
		d.in.forget()
	}
}

// unknownReg is a register whose content is never known.
const unknownReg = 63

func (d *x86) relative(rel x86asm.Rel) uint64 {
	to := d.next + uint64(int64(rel))
	if d.mode == 32 {
		to = uint64(uint32(to))
	}
	return to
}

// transfer translates a jump or call.
func (d *x86) transfer(arg x86asm.Arg, direct func(*instruction, uint64), indirect func(*instruction, uint8, int64)) bool {
	switch a := arg.(type) {
	case x86asm.Rel:
		direct(d.in, d.relative(a))
		return true
	case x86asm.Reg:
		n, width, ok := gpr(a)
		if ok && width == d.word {
			indirect(d.in, n, 0)
			return true
		}
	case x86asm.Mem:
		base, off, ok := d.address(a)
		if ok {
			d.in.load(scratchReg, base, off, d.word)
		} else {
			d.in.kill(scratchReg)
		}
		indirect(d.in, scratchReg, 0)
		return true
	}
	return false
}

// scratchReg stands for a value inside an instruction.
const scratchReg = 62

// narrow drops what a 32-bit operation does not keep of a 64-bit register.
func (d *x86) narrow(n, width uint8) {
	if width == 4 && d.mode == 64 {
		d.in.add(micro{op: opZext, dst: n, a: n, width: 4})
	}
}

func (d *x86) mov(i *x86asm.Inst) {
	switch dst := i.Args[0].(type) {
	case x86asm.Reg:
		n, width, ok := gpr(dst)
		if !ok {
			return // segment, control or vector register
		}
		if width < 4 {
			d.in.kill(n)
			return
		}
		switch src := i.Args[1].(type) {
		case x86asm.Imm:
			d.in.set(n, int64(src))
			d.narrow(n, width)
		case x86asm.Reg:
			a, from, ok := gpr(src)
			switch {
			case !ok || from == 0:
				d.in.kill(n)
			case i.Op == x86asm.MOVZX:
				d.in.add(micro{op: opZext, dst: n, a: a, width: from})
			case i.Op != x86asm.MOV:
				d.in.add(micro{op: opSext, dst: n, a: a, width: from})
				d.narrow(n, width)
			default:
				d.in.move(n, a)
				d.narrow(n, width)
			}
		case x86asm.Mem:
			base, off, ok := d.address(src)
			if !ok {
				d.in.kill(n)
				return
			}
			from := uint8(i.MemBytes)
			d.in.load(n, base, off, from)
			switch {
			case i.Op == x86asm.MOVSX || i.Op == x86asm.MOVSXD:
				d.in.add(micro{op: opSext, dst: n, a: n, width: from})
				d.narrow(n, width)
			case from < 8 && from < d.word:
				d.in.add(micro{op: opZext, dst: n, a: n, width: from})
			}
		default:
			d.in.kill(n)
		}
	case x86asm.Mem:
		base, off, ok := d.address(dst)
		width := uint8(i.MemBytes)
		if !ok {
			d.storeUnknown(dst, width)
			return
		}
		switch src := i.Args[1].(type) {
		case x86asm.Imm:
			d.in.set(scratchReg, int64(src))
			d.in.store(scratchReg, base, off, width)
		case x86asm.Reg:
			if a, w, ok := gpr(src); ok && w == width {
				d.in.store(a, base, off, width)
				return
			}
			d.in.store(none, base, off, width)
		}
	default:
		d.in.forget()
	}
}

func (d *x86) arithmetic(i *x86asm.Inst) {
	dst, isReg := i.Args[0].(x86asm.Reg)
	if !isReg {
		d.unknownTo(i.Args[0])
		return
	}
	n, width, ok := gpr(dst)
	if !ok || width < 4 {
		d.unknownTo(i.Args[0])
		return
	}
	op := map[x86asm.Op]opcode{x86asm.XOR: opXor, x86asm.SUB: opSub, x86asm.OR: opOr, x86asm.AND: opAnd, x86asm.ADD: opAdd, x86asm.SHL: opShl}[i.Op]
	switch src := i.Args[1].(type) {
	case x86asm.Imm:
		d.in.imm(op, n, n, int64(src))
	case x86asm.Reg:
		a, from, ok := gpr(src)
		switch {
		case !ok || from != width:
			d.in.kill(n)
		case a == n && (op == opXor || op == opSub):
			d.in.set(n, 0)
		default:
			d.in.reg(op, n, n, a)
		}
	default:
		d.in.kill(n)
	}
	d.narrow(n, width)
}

// unknownTo marks the target of an instruction as not understood.
func (d *x86) unknownTo(arg x86asm.Arg) {
	switch a := arg.(type) {
	case x86asm.Reg:
		if n, _, ok := gpr(a); ok {
			d.in.kill(n)
		}
	case x86asm.Mem:
		d.storeUnknown(a, 16)
	default:
		d.in.forget()
	}
}

func (d *x86) storeUnknown(m x86asm.Mem, width uint8) {
	if m.Segment == x86asm.FS || m.Segment == x86asm.GS {
		return
	}
	base, off, ok := d.address(m)
	if !ok {
		d.in.store(none, unknownReg, 0, width)
		return
	}
	d.in.store(none, base, off, width)
}

func (d *x86) push(arg x86asm.Arg) {
	src := uint8(none)
	switch a := arg.(type) {
	case x86asm.Imm:
		d.in.set(scratchReg, int64(a))
		src = scratchReg
	case x86asm.Reg:
		if n, width, ok := gpr(a); ok && width == d.word {
			src = n
		}
	case x86asm.Mem:
		if base, off, ok := d.address(a); ok {
			d.in.load(scratchReg, base, off, d.word)
			src = scratchReg
		}
	}
	d.in.addImm(rSP, rSP, -int64(d.word))
	d.in.store(src, rSP, 0, d.word)
}

func (d *x86) pop(arg x86asm.Arg) {
	if r, ok := arg.(x86asm.Reg); ok {
		if n, width, ok := gpr(r); ok && width == d.word {
			d.in.load(scratchReg, rSP, 0, d.word)
			d.in.addImm(rSP, rSP, int64(d.word))
			d.in.move(n, scratchReg)
			return
		}
	}
	d.in.forget()
}
