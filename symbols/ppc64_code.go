package symbols

import "encoding/binary"

// Register 2 holds the table of contents, 12 the entry address (ELFv2).
// Register 0 reads as zero in address arithmetic.
var isaPPC64 = &isa{decode: decodePPC64, align: 4, result: 3, arg: 3, sp: 1, link: 32, entry: 12, zero: ppcZero, wide: true,
	saved: 1<<1 | 1<<2 | 0x3ffff<<14}

const (
	ppcZero = 40
	ppcCTR  = 33
)

func decodePPC64(code []byte, pc uint64, order binary.ByteOrder, in *instruction) bool {
	if len(code) < 4 {
		return false
	}
	w := order.Uint32(code)
	in.size = 4
	t, a, b := uint8(w>>21&31), uint8(w>>16&31), uint8(w>>11&31)
	imm, unsigned := int64(int16(w)), int64(w&0xffff)
	base := func() uint8 {
		if a == 0 {
			return ppcZero
		}
		return a
	}
	switch w >> 26 {
	case 1: // prefixed
		if len(code) < 8 {
			return false
		}
		in.size = 8
		suffix := order.Uint32(code[4:])
		if w>>24 == 6 && suffix>>26 == 14 { // PADDI, PLI
			imm := signed(w, 0, 18)<<16 | int64(suffix&0xffff)
			t, a := uint8(suffix>>21&31), uint8(suffix>>16&31)
			switch {
			case w>>20&1 == 1:
				in.set(t, int64(pc)+imm)
			case a == 0:
				in.set(t, imm)
			default:
				in.addImm(t, a, imm)
			}
			return true
		}
		if w>>20&0x1f1 == 0x041 && suffix>>26 == 57 { // PLD relative to the instruction
			in.load(uint8(suffix>>21&31), none, int64(pc)+(signed(w, 0, 18)<<16|int64(suffix&0xffff)), 8)
			return true
		}
		in.forget()
	case 14:
		in.addImm(t, base(), imm)
	case 15:
		in.addImm(t, base(), imm<<16)
	case 24:
		in.imm(opOr, a, t, unsigned)
	case 25:
		in.imm(opOr, a, t, unsigned<<16)
	case 26:
		in.imm(opXor, a, t, unsigned)
	case 27:
		in.imm(opXor, a, t, unsigned<<16)
	case 28:
		in.imm(opAnd, a, t, unsigned)
	case 29:
		in.imm(opAnd, a, t, unsigned<<16)
	case 7, 8, 12, 13: // MULLI, SUBFIC, ADDIC
		in.kill(t)
	case 10, 11, 3, 2: // compare, trap
	case 20, 21, 23: // rotates of words
		in.kill(a)
	case 30: // RLDICL and its kin
		if w>>2&7 == 0 && w>>11&31 == 0 && w>>1&1 == 0 && w>>5&63 == 1 { // CLRLDI 32
			in.add(micro{op: opZext, dst: a, a: t, width: 4})
			break
		}
		in.kill(a)
	case 16:
		to := uint64(imm &^ 3)
		if w&2 == 0 {
			to += pc
		}
		switch {
		case w&1 == 1: // BCL 20,31,.+4 reads the address
			in.set(32, int64(pc)+4)
			in.branch(to)
		case w>>23&5 == 5: // always
			in.jump(to)
		default:
			in.branch(to)
		}
	case 17: // SC
		in.forget()
	case 18:
		to := uint64(signed(w&^3, 0, 26))
		if w&2 == 0 {
			to += pc
		}
		if w&1 == 1 {
			in.call(to)
		} else {
			in.jump(to)
		}
	case 19:
		always := w>>23&5 == 5
		switch x := w >> 1 & 0x3ff; {
		case x == 16 || x == 528 || x == 560: // to LR, CTR, TAR
			if !always {
				in.cond = sometimes
			}
			switch {
			case x == 560:
				return false
			case x == 16 && w&1 == 0:
				in.ret()
			case x == 16:
				in.callReg(unknownReg, 0)
			case w&1 == 1:
				in.callReg(ppcCTR, 0)
			default:
				in.jumpReg(ppcCTR, 0)
			}
		case x == 2: // ADDPCIS
			d := int64(int16(w&0xffc1 | w>>15&0x3e))
			in.set(t, int64(pc)+4+d<<16)
		case x == 18 || x == 274:
			return false // RFID
		default: // condition registers, ISYNC
		}
	case 31:
		ppcExtended(w, t, a, b, in)
	case 32, 33: // LWZ
		if w>>26 == 33 {
			in.forget()
			break
		}
		in.load(t, base(), imm, 4)
		in.add(micro{op: opZext, dst: t, a: t, width: 4})
	case 34, 40, 42:
		in.kill(t)
	case 36:
		in.store(t, base(), imm, 4)
	case 37: // STWU
		in.addImm(a, a, imm)
		in.store(none, a, 0, 4)
	case 38, 44:
		in.store(none, base(), imm, 2)
	case 48, 50: // LFS, LFD
	case 52, 54:
		in.store(none, base(), imm, 8)
	case 58:
		switch w & 3 {
		case 0:
			in.load(t, base(), imm&^3, 8)
		case 2:
			in.load(t, base(), imm&^3, 4)
			in.add(micro{op: opSext, dst: t, a: t, width: 4})
		default:
			in.forget()
		}
	case 61: // LXV, STXV, STFDP...
		in.store(none, unknownReg, 0, 16)
	case 62:
		switch w & 3 {
		case 0:
			in.store(t, base(), imm&^3, 8)
		case 1: // STDU
			in.move(scratchReg, t)
			in.addImm(a, a, imm&^3)
			in.store(scratchReg, a, 0, 8)
		default:
			in.forget()
		}
	case 0:
		in.stop()
	default:
		in.forget()
	}
	return true
}

// ppcExtended translates the instructions of primary opcode 31.
func ppcExtended(w uint32, t, a, b uint8, in *instruction) {
	switch w >> 1 & 0x3ff {
	case 444: // OR
		if b == t {
			in.move(a, t)
		} else {
			in.reg(opOr, a, t, b)
		}
	case 316:
		if b == t {
			in.set(a, 0)
		} else {
			in.reg(opXor, a, t, b)
		}
	case 28:
		in.reg(opAnd, a, t, b)
	case 266, 778:
		in.reg(opAdd, t, a, b)
	case 40, 552: // SUBF
		in.reg(opSub, t, b, a)
	case 986, 987: // EXTSW, EXTSWSLI
		if w>>1&0x3ff == 986 {
			in.add(micro{op: opSext, dst: a, a: t, width: 4})
		} else {
			in.kill(a)
		}
	case 922, 954, 24, 27, 792, 794, 824, 826, 827, 536, 539, 124, 476, 60, 412, 284, 26, 58, 122, 378, 506: // extensions, shifts, logic, counts
		in.kill(a)
	case 339: // MFSPR
		switch w >> 11 & 0x3ff {
		case 8 << 5:
			in.move(t, 32)
		case 9 << 5:
			in.move(t, ppcCTR)
		default:
			in.kill(t)
		}
	case 467: // MTSPR
		switch w >> 11 & 0x3ff {
		case 8 << 5:
			in.move(32, t)
		case 9 << 5:
			in.move(ppcCTR, t)
		}
	case 0, 32, 4, 68, 598, 54, 86, 278, 144: // compare, trap, barriers, cache, MTCRF
	case 19, 235, 747, 233, 73, 75, 9, 11, 489, 491, 457, 459, 104, 10, 8, 138, 136, 202, 234, 200, 232, 15, 21, 23, 341, 87, 279, 343, 51, 115: // into t
		in.kill(t)
	case 149, 151, 215, 407: // indexed stores
		in.store(none, unknownReg, 0, 8)
	default:
		in.forget()
	}
}
