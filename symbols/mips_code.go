package symbols

import "encoding/binary"

// A function called through a pointer finds its address in register 25 and
// computes its global pointer (28) from it.
var (
	isaMIPS32 = &isa{decode: decodeMIPS, align: 4, result: 2, arg: 4, sp: 29, link: 31, entry: 25, zero: 0,
		saved: 1 | 0xff<<16 | 1<<29 | 1<<30}
	isaMIPS64 = &isa{decode: decodeMIPS, align: 4, result: 2, arg: 4, sp: 29, link: 31, entry: 25, zero: 0, wide: true,
		saved: 1 | 0xff<<16 | 1<<28 | 1<<29 | 1<<30}
)

func decodeMIPS(code []byte, pc uint64, order binary.ByteOrder, in *instruction) bool {
	if len(code) < 4 {
		return false
	}
	w := order.Uint32(code)
	in.size = 4
	rs, rt, rd := uint8(w>>21&31), uint8(w>>16&31), uint8(w>>11&31)
	imm := int64(int16(w))
	near := pc + 4 + uint64(imm<<2)
	sext := func(r uint8) { in.add(micro{op: opSext, dst: r, a: r, width: 4}) }
	switch op := w >> 26; op {
	case 0:
		mipsSpecial(w, rs, rt, rd, in)
	case 1: // REGIMM
		switch rt {
		case 0x11: // BGEZAL, BAL
			in.delay = true
			if rs == 0 {
				in.call(near)
			} else {
				in.callReg(unknownReg, 0)
			}
		case 0x10, 0x12, 0x13:
			return false
		case 0, 1:
			in.delay = true
			in.branch(near)
		case 2, 3:
			in.delay, in.null = true, true
			in.branch(near)
		case 0x1f: // SYNCI
		default:
			in.forget()
		}
	case 2, 3: // J, JAL
		to := (pc+4)&^0x0fffffff | uint64(w&0x3ffffff)<<2
		in.delay = true
		if op == 2 {
			in.jump(to)
		} else {
			in.call(to)
		}
	case 4, 5, 6, 7: // BEQ, BNE, BLEZ, BGTZ
		if (op == 6 || op == 7) && rt != 0 { // release 6: no delay slot
			return false
		}
		in.delay = true
		if op == 4 && rs == rt {
			in.jump(near)
		} else {
			in.branch(near)
		}
	case 20, 21, 22, 23: // likely branches
		in.delay, in.null = true, true
		in.branch(near)
	case 9: // ADDIU
		in.addImm(rt, rs, imm)
		sext(rt)
	case 25: // DADDIU
		in.addImm(rt, rs, imm)
	case 10, 11, 24:
		in.kill(rt)
	case 12:
		in.imm(opAnd, rt, rs, int64(w&0xffff))
	case 13:
		in.imm(opOr, rt, rs, int64(w&0xffff))
	case 14:
		in.imm(opXor, rt, rs, int64(w&0xffff))
	case 15: // LUI; release 6 adds a register
		in.set(rt, imm<<16)
		if rs != 0 {
			in.reg(opAdd, rt, rt, rs)
			sext(rt)
		}
	case 35, 39: // LW, LWU
		in.load(rt, rs, imm, 4)
		if op == 35 {
			sext(rt)
		}
	case 55:
		in.load(rt, rs, imm, 8)
	case 43:
		in.store(rt, rs, imm, 4)
	case 63:
		in.store(rt, rs, imm, 8)
	case 32, 33, 34, 36, 37, 38, 26, 27, 48, 52:
		in.kill(rt)
	case 40, 41, 42, 44, 45, 46:
		in.store(none, rs, imm&^7, 16)
	case 57, 61: // SWC1, SDC1
		in.store(none, rs, imm, 8)
	case 49, 53, 51, 47: // LWC1, LDC1, PREF, CACHE
	case 28, 31: // SPECIAL2, SPECIAL3
		in.kill(rd)
		in.kill(rt)
	case 17: // floating point
		switch {
		case rs == 8: // BC1
			in.delay, in.null = true, w>>17&1 == 1
			in.branch(near)
		case rs == 9 || rs == 13:
			return false
		case rs < 4:
			in.kill(rt)
		}
	case 8, 16, 18, 56, 60:
		in.forget()
	default: // among them the compact branches of release 6
		return false
	}
	return true
}

func mipsSpecial(w uint32, rs, rt, rd uint8, in *instruction) {
	sext := func() { in.add(micro{op: opSext, dst: rd, a: rd, width: 4}) }
	switch w & 63 {
	case 8, 9: // JR, JALR; JALR to register 0 is JR of release 6
		in.delay = true
		switch {
		case rs == 31 && (w&63 == 8 || rd == 0):
			in.ret()
		case w&63 == 8 || rd == 0:
			in.jumpReg(rs, 0)
		case rd == 31:
			in.callReg(rs, 0)
		default:
			in.jumpReg(unknownReg, 0)
		}
	case 0: // SLL
		if rt == 0 && rd == 0 {
			break
		}
		in.imm(opShl, rd, rt, int64(w>>6&31))
		sext()
	case 33:
		in.reg(opAdd, rd, rs, rt)
		sext()
	case 45:
		in.reg(opAdd, rd, rs, rt)
	case 35:
		in.reg(opSub, rd, rs, rt)
		sext()
	case 47:
		in.reg(opSub, rd, rs, rt)
	case 36:
		in.reg(opAnd, rd, rs, rt)
	case 37:
		in.reg(opOr, rd, rs, rt)
	case 38:
		in.reg(opXor, rd, rs, rt)
	case 56:
		in.imm(opShl, rd, rt, int64(w>>6&31))
	case 60:
		in.imm(opShl, rd, rt, int64(w>>6&31)+32)
	case 13: // BREAK
		in.stop()
	case 12:
		in.forget()
	case 15, 48, 49, 50, 51, 52, 54: // SYNC, conditional traps
	case 17, 19, 24, 25, 26, 27, 28, 29, 30, 31: // HI and LO; release 6 writes rd
		in.kill(rd)
	default:
		in.kill(rd)
	}
}
