package symbols

import "encoding/binary"

var isaRISCV64 = &isa{decode: decodeRISCV64, align: 2, result: 10, arg: 10, sp: 2, link: 1, entry: none, zero: 0, wide: true,
	saved: 1 | 1<<2 | 1<<3 | 1<<4 | 3<<8 | 0x3ff<<18}

func decodeRISCV64(code []byte, pc uint64, _ binary.ByteOrder, in *instruction) bool {
	if len(code) < 2 {
		return false
	}
	if code[0]&3 != 3 {
		in.size = 2
		return rvCompressed(uint32(binary.LittleEndian.Uint16(code)), pc, in)
	}
	if code[0]&0x1f == 0x1f || len(code) < 4 {
		return false // longer than 32 bits
	}
	in.size = 4
	w := binary.LittleEndian.Uint32(code)
	rd, rs1, rs2, f3 := uint8(w>>7&31), uint8(w>>15&31), uint8(w>>20&31), w>>12&7
	imm := signed(w, 20, 12)
	switch w & 0x7f {
	case 0x37: // LUI
		in.set(rd, int64(int32(w&^0xfff)))
	case 0x17: // AUIPC
		in.set(rd, int64(pc)+int64(int32(w&^0xfff)))
	case 0x13, 0x1b: // immediate; of 32 bits
		word := w&0x7f == 0x1b
		switch {
		case f3 == 0:
			in.addImm(rd, rs1, imm)
		case word && f3 == 1:
			in.imm(opShl, rd, rs1, imm&31)
		case word:
			in.kill(rd)
			return true
		case f3 == 1:
			if imm>>6 != 0 {
				in.kill(rd)
				break
			}
			in.imm(opShl, rd, rs1, imm&63)
		case f3 == 4:
			in.imm(opXor, rd, rs1, imm)
		case f3 == 6:
			in.imm(opOr, rd, rs1, imm)
		case f3 == 7:
			in.imm(opAnd, rd, rs1, imm)
		default:
			in.kill(rd)
		}
		if word {
			in.add(micro{op: opSext, dst: rd, a: rd, width: 4})
		}
	case 0x33, 0x3b:
		word := w&0x7f == 0x3b
		op, ok := map[uint32]opcode{0: opAdd, 0x100: opSub, 4: opXor, 6: opOr, 7: opAnd}[w>>25<<3|f3]
		if !ok {
			in.kill(rd)
			break
		}
		in.reg(op, rd, rs1, rs2)
		if word {
			in.add(micro{op: opSext, dst: rd, a: rd, width: 4})
		}
	case 0x03:
		rvLoad(rd, rs1, imm, f3, in)
	case 0x23:
		in.store(rs2, rs1, imm&^31|int64(w>>7&31), 1<<(f3&3))
	case 0x07: // floating point and vector loads
	case 0x27:
		in.store(none, unknownReg, 0, 8)
	case 0x43, 0x47, 0x4b, 0x4f: // fused multiplies
	case 0x53: // floating point; some write a general register
		in.kill(rd)
	case 0x2f: // atomics
		in.kill(rd)
		in.store(none, rs1, 0, 8)
	case 0x0f: // FENCE
	case 0x6f: // JAL
		to := pc + uint64(signed(w, 31, 1)<<20|int64(w>>12&0xff)<<12|int64(w>>20&1)<<11|int64(w>>21&0x3ff)<<1)
		if rd == 0 {
			in.jump(to)
		} else {
			in.call(to)
		}
	case 0x67: // JALR
		switch {
		case rd == 0 && rs1 == 1 && imm == 0:
			in.ret()
		case rd == 0:
			in.jumpReg(rs1, imm)
		default:
			in.callReg(rs1, imm)
		}
	case 0x63:
		in.branch(pc + uint64(signed(w, 31, 1)<<12|int64(w>>7&1)<<11|int64(w>>25&0x3f)<<5|int64(w>>8&15)<<1))
	case 0x73: // SYSTEM
		switch {
		case f3 == 0 && w>>20 == 1: // EBREAK
			in.stop()
		case f3 == 0:
			in.forget()
		default:
			in.kill(rd)
		}
	default:
		in.forget()
	}
	return true
}

func rvLoad(rd, rs1 uint8, off int64, f3 uint32, in *instruction) {
	width := uint8(1) << (f3 & 3)
	in.load(rd, rs1, off, width)
	if width < 8 {
		op := opSext
		if f3 >= 4 {
			op = opZext
		}
		in.add(micro{op: op, dst: rd, a: rd, width: width})
	}
}

// rvCompressed translates the instructions of 16 bits.
func rvCompressed(h uint32, pc uint64, in *instruction) bool {
	rd, rs2 := uint8(h>>7&31), uint8(h>>2&31)
	short := func(at uint) uint8 { return uint8(h>>at&7) + 8 }
	imm6 := signed(h, 12, 1)<<5 | int64(h>>2&31)
	switch h>>13<<2 | h&3 {
	case 0x00: // C.ADDI4SPN
		if h == 0 {
			in.stop()
			break
		}
		in.addImm(short(2), 2, int64(h>>7&15<<6|h>>11&3<<4|h>>5&1<<3|h>>6&1<<2))
	case 0x04, 0x14: // C.FLD, C.FSD
		if h>>13 == 5 {
			in.store(none, short(7), int64(h>>5&3<<6|h>>10&7<<3), 8)
		}
	case 0x08, 0x18: // C.LW, C.SW
		off := int64(h>>5&1<<6 | h>>10&7<<3 | h>>6&1<<2)
		if h>>13 == 2 {
			rvLoad(short(2), short(7), off, 2, in)
		} else {
			in.store(short(2), short(7), off, 4)
		}
	case 0x0c, 0x1c: // C.LD, C.SD
		off := int64(h>>5&3<<6 | h>>10&7<<3)
		if h>>13 == 3 {
			in.load(short(2), short(7), off, 8)
		} else {
			in.store(short(2), short(7), off, 8)
		}
	case 0x10: // Zcb
		in.forget()
	case 0x01: // C.ADDI, C.NOP
		in.addImm(rd, rd, imm6)
	case 0x05: // C.ADDIW
		in.addImm(rd, rd, imm6)
		in.add(micro{op: opSext, dst: rd, a: rd, width: 4})
	case 0x09: // C.LI
		in.set(rd, imm6)
	case 0x0d:
		if rd == 2 { // C.ADDI16SP
			in.addImm(2, 2, signed(h, 12, 1)<<9|int64(h>>3&3<<7|h>>5&1<<6|h>>2&1<<5|h>>6&1<<4))
			break
		}
		if imm6 == 0 { // may-be operations, shadow stack
			break
		}
		in.set(rd, imm6<<12)
	case 0x11:
		r := short(7)
		switch h >> 10 & 3 {
		case 2:
			in.imm(opAnd, r, r, imm6)
		case 3:
			if h>>12&1 == 0 {
				in.reg([]opcode{opSub, opXor, opOr, opAnd}[h>>5&3], r, r, short(2))
				break
			}
			in.kill(r)
		default:
			in.kill(r)
		}
	case 0x15: // C.J
		in.jump(pc + uint64(signed(h, 12, 1)<<11|int64(h>>11&1<<4|h>>9&3<<8|h>>8&1<<10|h>>7&1<<6|h>>6&1<<7|h>>3&7<<1|h>>2&1<<5)))
	case 0x19, 0x1d: // C.BEQZ, C.BNEZ
		in.branch(pc + uint64(signed(h, 12, 1)<<8|int64(h>>10&3<<3|h>>5&3<<6|h>>3&3<<1|h>>2&1<<5)))
	case 0x02: // C.SLLI
		in.imm(opShl, rd, rd, imm6&63)
	case 0x06: // C.FLDSP
	case 0x0a: // C.LWSP
		rvLoad(rd, 2, int64(h>>2&3<<6|h>>12&1<<5|h>>4&7<<2), 2, in)
	case 0x0e: // C.LDSP
		in.load(rd, 2, int64(h>>2&7<<6|h>>12&1<<5|h>>5&3<<3), 8)
	case 0x12:
		switch {
		case h>>12&1 == 0 && rs2 == 0 && rd == 1:
			in.ret()
		case h>>12&1 == 0 && rs2 == 0:
			in.jumpReg(rd, 0)
		case h>>12&1 == 0:
			in.move(rd, rs2)
		case rd == 0 && rs2 == 0: // C.EBREAK
			in.stop()
		case rs2 == 0:
			in.callReg(rd, 0)
		default:
			in.reg(opAdd, rd, rd, rs2)
		}
	case 0x16: // C.FSDSP, Zcmp
		if h>>10&7 >= 6 {
			return false
		}
		in.store(none, 2, int64(h>>7&7<<6|h>>10&7<<3), 8)
	case 0x1a: // C.SWSP
		in.store(rs2, 2, int64(h>>7&3<<6|h>>9&15<<2), 4)
	case 0x1e: // C.SDSP
		in.store(rs2, 2, int64(h>>7&7<<6|h>>10&7<<3), 8)
	default:
		return false
	}
	return true
}
