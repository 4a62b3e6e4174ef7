package symbols

import "encoding/binary"

var isaS390X = &isa{decode: decodeS390X, align: 2, result: 2, arg: 2, sp: 15, link: 14, entry: none, zero: s390Zero, wide: true,
	saved: 0xff<<6 | 1<<15}

// Register 0 reads as zero in addresses. Floating-point registers, which hold
// saved general ones, are numbered from 16.
const (
	s390Zero = 40
	s390F0   = 16
)

func decodeS390X(code []byte, pc uint64, _ binary.ByteOrder, in *instruction) bool {
	if len(code) < 2 {
		return false
	}
	in.size = []int{2, 4, 4, 6}[code[0]>>6]
	if len(code) < in.size {
		return false
	}
	base := func(r byte) uint8 {
		if r == 0 {
			return s390Zero
		}
		return r
	}
	r1, r2 := code[1]>>4, code[1]&15
	switch in.size {
	case 2:
		s390Short(code[0], r1, r2, in)
	case 4:
		imm := int64(int16(binary.BigEndian.Uint16(code[2:])))
		disp := int64(binary.BigEndian.Uint16(code[2:]) & 0xfff)
		b := base(code[2] >> 4)
		switch op := code[0]; op {
		case 0xa7:
			s390Immediate(r1, r2, imm, pc, in)
		case 0xa5: // parts of a register
			switch {
			case r2 >= 12: // LLIHH, LLIHL, LLILH, LLILL
				in.set(r1, int64(uint16(imm))<<(16*(15-r2)))
			case r2 < 4:
				in.add(micro{op: opInsert, dst: r1, imm: 16 * int64(3-r2), imm2: int64(uint16(imm))})
			case r2 >= 8:
				in.imm(opOr, r1, r1, int64(uint16(imm))<<(16*(11-r2)))
			default:
				in.kill(r1)
			}
		case 0x41: // LA
			if r2 == 0 {
				in.addImm(r1, b, disp)
			} else {
				in.kill(r1)
			}
		case 0x58: // L
			if r2 == 0 {
				in.load(r1, b, disp, 4)
			} else {
				in.kill(r1)
			}
		case 0x50: // ST
			s390Store(r1, r2, b, disp, 4, in)
		case 0x60, 0x70, 0x40, 0x42: // STD, STE, STH, STC
			s390Store(none, r2, b, disp, 8, in)
		case 0x68, 0x78: // LD, LE
			in.kill(s390F0 + r1)
		case 0x48, 0x43, 0x54, 0x56, 0x57, 0x5a, 0x5b, 0x5e, 0x5f, 0x4a, 0x4b, 0x4c, 0x71, 0x88, 0x89, 0x8a, 0x8b:
			in.kill(r1)
		case 0x55, 0x59, 0x49, 0x91, 0x95: // compare, test
		case 0x92, 0x94, 0x96, 0x97: // to memory
			in.store(none, b, disp, 1)
		case 0x90: // STM
			in.store(none, b, disp, 64)
		case 0xb3:
			s390Float(code, in)
		case 0xb9:
			s390Register(code, in)
		case 0xb2:
			if code[1] == 0x4f { // EAR
				in.kill(code[3] >> 4)
			} else {
				in.forget()
			}
		case 0x45, 0x46, 0x47, 0x4d, 0x84, 0x85, 0x44: // branches by address, EXECUTE
			in.jumpReg(unknownReg, 0)
			in.cond = sometimes
		default:
			in.forget()
		}
	case 6:
		rel := int64(int32(binary.BigEndian.Uint32(code[2:])))
		to := uint64(int64(pc) + rel*2)
		switch op := uint16(code[0])<<4 | uint16(r2); code[0] {
		case 0xc0:
			switch op {
			case 0xc00: // LARL
				in.set(r1, int64(to))
			case 0xc01, 0xc0f: // LGFI, LLILF
				if op == 0xc0f {
					rel = int64(uint32(rel))
				}
				in.set(r1, rel)
			case 0xc09: // IILF
				in.set(r1, rel)
			case 0xc0e:
				in.set(r1, rel<<32)
			case 0xc04: // BRCL
				switch r1 {
				case 15:
					in.jump(to)
				case 0:
				default:
					in.branch(to)
				}
			case 0xc05: // BRASL
				in.call(to)
			default:
				in.kill(r1)
			}
		case 0xc2: // arithmetic with 32-bit immediates
			if r2 < 12 {
				in.kill(r1)
			}
		case 0xc4: // relative loads and stores
			switch op {
			case 0xc48:
				in.load(r1, none, int64(to), 8)
			case 0xc4c, 0xc4d, 0xc4e:
				in.load(r1, none, int64(to), 4)
			case 0xc4b, 0xc4f, 0xc47:
				in.store(none, none, int64(to), 8)
			default:
				in.kill(r1)
			}
		case 0xe3, 0xeb, 0xed:
			s390Long(code, r1, r2, base(code[2]>>4), in)
		case 0xec: // compare and branch; others write a register
			switch code[5] {
			case 0x44, 0x45:
				in.kill(r1)
				in.branch(uint64(int64(pc) + 2*int64(int16(binary.BigEndian.Uint16(code[2:])))))
			case 0x64, 0x65, 0x76, 0x77, 0x7c, 0x7d, 0x7e, 0x7f:
				in.branch(uint64(int64(pc) + 2*int64(int16(binary.BigEndian.Uint16(code[2:])))))
			case 0xe4, 0xe5, 0xf6, 0xf7, 0xfc, 0xfd, 0xfe, 0xff:
				in.jumpReg(unknownReg, 0)
				in.cond = sometimes
			case 0x70, 0x71, 0x72, 0x73: // trap
			default:
				in.kill(r1)
			}
		case 0xcc:
			if r2 == 6 { // BRCTH
				in.kill(r1)
				in.branch(to)
				break
			}
			in.kill(r1)
		case 0xc5, 0xc7: // branch prediction
		case 0xd2, 0xd7, 0xe5: // storage to storage: MVC, XC, moves of immediates
			if code[0] == 0xe5 && (code[1] == 0x54 || code[1] == 0x55 || code[1] == 0x58 || code[1] == 0x59 || code[1] == 0x5c || code[1] == 0x5d) {
				break // compare
			}
			in.store(none, unknownReg, 0, 16)
		default:
			in.forget()
		}
	}
	return true
}

func s390Short(op, r1, r2 byte, in *instruction) {
	switch op {
	case 0x07: // BCR
		switch {
		case r1 == 0 || r2 == 0:
		case r2 == 14:
			if r1 != 15 {
				in.cond = sometimes
			}
			in.ret()
		default:
			if r1 != 15 {
				in.cond = sometimes
			}
			in.jumpReg(r2, 0)
		}
	case 0x0d: // BASR
		if r2 == 0 {
			in.kill(r1)
			break
		}
		in.callReg(r2, 0)
	case 0x18:
		in.move(r1, r2)
	case 0x17:
		if r1 == r2 {
			in.set(r1, 0)
		} else {
			in.kill(r1)
		}
	case 0x14, 0x16, 0x1a, 0x1b, 0x1e, 0x1f, 0x10, 0x11, 0x12, 0x13:
		if op != 0x12 || r1 != r2 { // LTR of a register to itself tests it
			in.kill(r1)
		}
	case 0x19, 0x15: // compare
	case 0x05, 0x06, 0x0b, 0x0c:
		in.jumpReg(unknownReg, 0)
	case 0x00:
		in.stop()
	case 0x28, 0x38:
		in.move(s390F0+r1, s390F0+r2)
	default:
		in.forget()
	}
}

func s390Immediate(r1, op byte, imm int64, pc uint64, in *instruction) {
	to := uint64(int64(pc) + 2*imm)
	switch op {
	case 0, 1, 2, 3, 14, 15: // test, compare
	case 4: // BRC
		switch r1 {
		case 15:
			in.jump(to)
		case 0:
		default:
			in.branch(to)
		}
	case 5: // BRAS
		in.call(to)
	case 6, 7: // BRCT
		in.kill(r1)
		in.branch(to)
	case 8, 9: // LHI, LGHI
		in.set(r1, imm)
	case 10, 11:
		in.addImm(r1, r1, imm)
	default:
		in.kill(r1)
	}
}

func s390Store(r, x byte, b uint8, disp int64, width uint8, in *instruction) {
	if x != 0 {
		in.store(none, unknownReg, 0, width)
		return
	}
	in.store(r, b, disp, width)
}

func s390Float(code []byte, in *instruction) {
	switch code[1] {
	case 0xc1: // LDGR
		in.move(s390F0+code[3]>>4, code[3]&15)
	case 0xcd: // LGDR
		in.move(code[3]>>4, s390F0+code[3]&15)
	default:
		in.forget()
	}
}

func s390Register(code []byte, in *instruction) {
	r1, r2 := code[3]>>4, code[3]&15
	switch code[1] {
	case 0x04, 0x14, 0x16: // LGR, LGFR, LLGFR
		in.move(r1, r2)
		switch code[1] {
		case 0x14:
			in.add(micro{op: opSext, dst: r1, a: r1, width: 4})
		case 0x16:
			in.add(micro{op: opZext, dst: r1, a: r1, width: 4})
		}
	case 0x82:
		if r1 == r2 {
			in.set(r1, 0)
		} else {
			in.kill(r1)
		}
	case 0x08:
		in.reg(opAdd, r1, r1, r2)
	case 0x09:
		in.reg(opSub, r1, r1, r2)
	case 0x02:
		if r1 != r2 {
			in.move(r1, r2)
		}
	case 0x20, 0x21, 0x30, 0x31: // compare
	default:
		in.kill(r1)
		in.kill(r1 | 1)
	}
}

// s390Long translates instructions with a displacement of 20 bits.
func s390Long(code []byte, r1, r3 byte, b uint8, in *instruction) {
	disp := int64(int8(code[4]))<<12 | int64(code[2]&15)<<8 | int64(code[3])
	switch op := uint16(code[0])<<8 | uint16(code[5]); op {
	case 0xe371: // LAY
		if r3 == 0 {
			in.addImm(r1, b, disp)
		} else {
			in.kill(r1)
		}
	case 0xe304, 0xe358, 0xe314, 0xe316: // LG, LY, LGF, LLGF
		if r3 != 0 {
			in.kill(r1)
			break
		}
		width := uint8(4)
		if op == 0xe304 {
			width = 8
		}
		in.load(r1, b, disp, width)
		if op == 0xe314 {
			in.add(micro{op: opSext, dst: r1, a: r1, width: 4})
		}
	case 0xe324:
		s390Store(r1, r3, b, disp, 8, in)
	case 0xe350:
		s390Store(r1, r3, b, disp, 4, in)
	case 0xe370, 0xe372, 0xe32f, 0xe33e, 0xe33f:
		s390Store(none, r3, b, disp, 8, in)
	case 0xe321, 0xe320, 0xe330, 0xe331, 0xe359, 0xe355, 0xeb55, 0xeb51, 0xe336: // compare, test, prefetch
	case 0xe346, 0xe347, 0xeb44, 0xeb45: // branches
		in.jumpReg(unknownReg, 0)
		in.cond = sometimes
	case 0xeb24: // STMG
		for r, at := r1, disp; ; r, at = (r+1)&15, at+8 {
			in.store(r, b, at, 8)
			if r == r3 {
				break
			}
		}
	case 0xeb04: // LMG: the base may be among the registers loaded
		in.addImm(scratchReg, b, 0)
		for r, at := r1, disp; ; r, at = (r+1)&15, at+8 {
			in.load(r, scratchReg, at, 8)
			if r == r3 {
				break
			}
		}
	case 0xeb6a, 0xeb7a: // add to memory: counters
		in.store(none, b, disp, 8)
	default:
		switch {
		case code[0] == 0xe3:
			in.kill(r1)
			in.kill(r1 | 1)
		case code[0] == 0xed && (code[5] == 0x65 || code[5] == 0x64): // LDY, LEY
			in.kill(s390F0 + r1)
		case code[0] == 0xed && (code[5] == 0x67 || code[5] == 0x66):
			in.store(none, b, disp, 8)
		default:
			in.forget()
		}
	}
}
