package symbols

import "encoding/binary"

var isaLoong64 = &isa{decode: decodeLoong64, align: 4, result: 4, arg: 4, sp: 3, link: 1, entry: none, zero: 0, wide: true,
	saved: 1 | 1<<2 | 1<<3 | 0x3ff<<22}

func decodeLoong64(code []byte, pc uint64, _ binary.ByteOrder, in *instruction) bool {
	if len(code) < 4 {
		return false
	}
	w := binary.LittleEndian.Uint32(code)
	in.size = 4
	rd, rj, rk := uint8(w&31), uint8(w>>5&31), uint8(w>>10&31)
	imm12, imm20 := signed(w, 10, 12), signed(w, 5, 20)
	sext := func() { in.add(micro{op: opSext, dst: rd, a: rd, width: 4}) }
	switch op := w >> 26; op {
	case 0x10, 0x11, 0x12: // BEQZ, BNEZ, BCEQZ
		in.branch(pc + uint64(signed(w&31<<16|w>>10&0xffff, 0, 21)<<2))
		return true
	case 0x13: // JIRL
		off := signed(w, 10, 16) << 2
		switch {
		case rd == 0 && rj == 1 && off == 0:
			in.ret()
		case rd == 0:
			in.jumpReg(rj, off)
		default:
			in.callReg(rj, off)
		}
		return true
	case 0x14, 0x15: // B, BL
		to := pc + uint64(signed(w&0x3ff<<16|w>>10&0xffff, 0, 26)<<2)
		if op == 0x14 {
			in.jump(to)
		} else {
			in.call(to)
		}
		return true
	case 0x16, 0x17, 0x18, 0x19, 0x1a, 0x1b: // BEQ and its kin
		in.branch(pc + uint64(signed(w, 10, 16)<<2))
		return true
	case 0x04: // ADDU16I.D
		in.addImm(rd, rj, signed(w, 10, 16)<<16)
		return true
	}
	switch w >> 25 {
	case 0x0a: // LU12I.W
		in.set(rd, imm20<<12)
		return true
	case 0x0b: // LU32I.D
		in.imm(opAnd, rd, rd, 0xffffffff)
		in.imm(opOr, rd, rd, imm20<<32)
		return true
	case 0x0c: // PCADDI
		in.set(rd, int64(pc)+imm20<<2)
		return true
	case 0x0d: // PCALAU12I
		in.set(rd, int64(pc&^0xfff)+imm20<<12)
		return true
	case 0x0e: // PCADDU12I
		in.set(rd, int64(pc)+imm20<<12)
		return true
	case 0x0f: // PCADDU18I
		in.set(rd, int64(pc)+imm20<<18)
		return true
	}
	switch w >> 22 {
	case 0x0a: // ADDI.W
		in.addImm(rd, rj, imm12)
		sext()
	case 0x0b: // ADDI.D
		in.addImm(rd, rj, imm12)
	case 0x0c: // LU52I.D
		in.imm(opAnd, rd, rj, 1<<52-1)
		in.imm(opOr, rd, rd, imm12<<52)
	case 0x0d:
		in.imm(opAnd, rd, rj, imm12&0xfff)
	case 0x0e:
		in.imm(opOr, rd, rj, imm12&0xfff)
	case 0x0f:
		in.imm(opXor, rd, rj, imm12&0xfff)
	case 0x08, 0x09: // SLTI
		in.kill(rd)
	case 0xa0, 0xa1, 0xa2, 0xa3, 0xa8, 0xa9, 0xaa: // LD
		width := uint8(1) << (w >> 22 & 3)
		in.load(rd, rj, imm12, width)
		if width < 8 {
			o := opSext
			if w>>22 >= 0xa8 {
				o = opZext
			}
			in.add(micro{op: o, dst: rd, a: rd, width: width})
		}
	case 0xa4, 0xa5, 0xa6, 0xa7: // ST
		in.store(rd, rj, imm12, 1<<(w>>22&3))
	case 0xac, 0xae, 0xb0, 0xb2, 0xab: // floating point and vector loads, PRELD
	case 0xad, 0xaf, 0xb1, 0xb3:
		in.store(none, rj, imm12, 32)
	default:
		switch {
		case w>>24 == 0x24 || w>>24 == 0x26: // LDPTR.W, LDPTR.D
			width := uint8(4)
			if w>>24 == 0x26 {
				width = 8
			}
			in.load(rd, rj, signed(w, 10, 14)<<2, width)
		case w>>24 == 0x25 || w>>24 == 0x27: // STPTR
			in.store(rd, rj, signed(w, 10, 14)<<2, 4<<(w>>25&1))
		case w>>15 == 0x54: // BREAK
			in.stop()
		case w>>15 == 0x2a: // OR
			if rk == 0 {
				in.move(rd, rj)
			} else {
				in.reg(opOr, rd, rj, rk)
			}
		case w>>15 == 0x21:
			in.reg(opAdd, rd, rj, rk)
		case w>>15 == 0x20:
			in.reg(opAdd, rd, rj, rk)
			sext()
		case w>>15 == 0x23:
			in.reg(opSub, rd, rj, rk)
		case w>>15 == 0x2b && rj == rk:
			in.set(rd, 0)
		case w>>16 == 0x41: // SLLI.D
			in.imm(opShl, rd, rj, int64(w>>10&63))
		case w>>26 == 0: // other arithmetic
			in.kill(rd)
		default:
			in.forget()
		}
	}
	return true
}
