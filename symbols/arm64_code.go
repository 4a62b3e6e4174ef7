package symbols

import (
	"encoding/binary"
	"math/bits"
)

// Register 31 is the stack pointer or zero, by instruction; the stack pointer
// is numbered 31 here and zero 32.
const (
	a64SP   = 31
	a64Zero = 32
)

var isaARM64 = &isa{decode: decodeARM64, align: 4, result: 0, arg: 0, sp: a64SP, link: 30, entry: none, zero: a64Zero, wide: true,
	saved: 0x3ff<<19 | 1<<29 | 1<<a64SP}

func zr(r uint32) uint8 {
	if r == 31 {
		return a64Zero
	}
	return uint8(r)
}

// signed returns the n-bit field of w at bit at, sign-extended.
func signed(w uint32, at, n uint) int64 {
	return int64(int32(w<<(32-at-n)) >> (32 - n))
}

func decodeARM64(code []byte, pc uint64, _ binary.ByteOrder, in *instruction) bool {
	if len(code) < 4 {
		return false
	}
	w := binary.LittleEndian.Uint32(code) // also on big-endian systems
	in.size = 4
	rd, rn, rm := w&31, w>>5&31, w>>16&31
	sf := w>>31 == 1
	narrow := func(r uint8) {
		if !sf {
			in.add(micro{op: opZext, dst: r, a: r, width: 4})
		}
	}
	switch {
	case w>>24&0x9f == 0x90: // ADRP
		imm := signed(w, 5, 19)<<2 | int64(w>>29&3)
		in.set(zr(rd), int64(pc&^0xfff)+imm<<12)
	case w>>24&0x9f == 0x10: // ADR
		in.set(zr(rd), int64(pc)+(signed(w, 5, 19)<<2|int64(w>>29&3)))
	case w>>23&0x3f == 0x22: // ADD, SUB immediate
		imm := int64(w >> 10 & 0xfff)
		if w>>22&1 == 1 {
			imm <<= 12
		}
		if w>>30&1 == 1 {
			imm = -imm
		}
		dst := uint8(rd)
		if w>>29&1 == 1 { // sets flags: 31 is zero
			dst = zr(rd)
		}
		in.addImm(dst, uint8(rn), imm)
		narrow(dst)
	case w>>23&0x3f == 0x25: // MOVN, MOVZ, MOVK
		shift, imm := int64(w>>21&3)*16, int64(w>>5&0xffff)
		switch w >> 29 & 3 {
		case 0:
			in.set(zr(rd), ^(imm << shift))
		case 2:
			in.set(zr(rd), imm<<shift)
		case 3:
			in.add(micro{op: opInsert, dst: zr(rd), imm: shift, imm2: imm})
		default:
			return false
		}
		narrow(zr(rd))
	case w>>23&0x3f == 0x24: // AND, ORR, EOR, ANDS immediate
		mask, ok := bitmask(w>>22&1, w>>16&63, w>>10&63, sf)
		dst := uint8(rd)
		if w>>29&3 == 3 {
			dst = zr(rd)
		}
		if !ok {
			return false
		}
		in.imm([]opcode{opAnd, opOr, opXor, opAnd}[w>>29&3], dst, zr(rn), mask)
		narrow(dst)
	case w>>24&0x1f == 0x0a: // logical, shifted register
		op := []opcode{opAnd, opOr, opXor, opAnd}[w>>29&3]
		if w>>21&1 == 1 || w>>10&63 != 0 || w>>22&3 != 0 {
			in.kill(zr(rd))
			break
		}
		in.reg(op, zr(rd), zr(rn), zr(rm))
		narrow(zr(rd))
	case w>>24&0x1f == 0x0b && w>>21&1 == 0: // ADD, SUB shifted register
		if w>>10&63 != 0 {
			in.kill(zr(rd))
			break
		}
		op := opAdd
		if w>>30&1 == 1 {
			op = opSub
		}
		in.reg(op, zr(rd), zr(rn), zr(rm))
		narrow(zr(rd))
	case w>>24&0x1f == 0x0b: // ADD, SUB extended register: the target may be SP
		in.kill(uint8(rd))
	case w>>23&0x3f == 0x23: // memory tags
		in.kill(uint8(rd))
	case w>>24&0x1e == 0x1a, w>>24&0x1f == 0x1b, w>>23&0x3f == 0x26, w>>23&0x3f == 0x27: // selects, one and two sources, multiplies, bit fields, EXTR
		in.kill(zr(rd))
	case w>>25&15 == 7, w>>25&15 == 15: // vector arithmetic; may write a general register
		in.kill(zr(rd))
	case w>>26 == 0x05: // B
		in.jump(pc + uint64(signed(w, 0, 26)<<2))
	case w>>26 == 0x25: // BL
		in.call(pc + uint64(signed(w, 0, 26)<<2))
	case w>>24 == 0x54, w>>25&0x3f == 0x1a: // B.cond; CBZ, CBNZ
		in.branch(pc + uint64(signed(w, 5, 19)<<2))
	case w>>25&0x3f == 0x1b: // TBZ, TBNZ
		in.branch(pc + uint64(signed(w, 5, 14)<<2))
	case w>>25 == 0x6b: // branch to register
		switch w >> 21 & 15 {
		case 0, 8: // BR, BRAA
			in.jumpReg(uint8(rn), 0)
		case 1, 9: // BLR, BLRAA
			in.callReg(uint8(rn), 0)
		case 2: // RET, RETAA
			if w>>10&3 == 0 && rn != 30 {
				in.jumpReg(uint8(rn), 0)
				break
			}
			in.ret()
		default:
			return false
		}
	case w>>24 == 0xd4: // exceptions
		if w>>21&7 == 0 && w&3 == 1 { // SVC
			in.forget()
			break
		}
		in.stop()
	case w>>16 == 0: // UDF
		in.stop()
	case w>>12 == 0xd5032, w>>12 == 0xd5033: // hints (BTI, PAC), barriers
	case w>>24 == 0xd5: // system registers
		if w>>21&1 == 1 {
			in.kill(zr(rd))
		}
	case w>>25&5 == 4:
		return a64Memory(w, pc, in)
	default:
		in.forget()
	}
	return true
}

// a64Memory translates loads and stores.
func a64Memory(w uint32, pc uint64, in *instruction) bool {
	rt, rn := w&31, uint8(w>>5&31)
	vector := w>>26&1 == 1
	access := func(load bool, r uint32, off int64, width uint8, sext bool) {
		switch {
		case vector && load:
		case vector:
			in.store(none, rn, off, width)
		case load:
			in.load(zr(r), rn, off, width)
			if sext {
				in.add(micro{op: opSext, dst: zr(r), a: zr(r), width: width})
			} else if width < 8 {
				in.add(micro{op: opZext, dst: zr(r), a: zr(r), width: width})
			}
		default:
			in.store(zr(r), rn, off, width)
		}
	}
	switch {
	case w>>27&7 == 3 && w>>24&3 == 0: // literal
		if vector || w>>30 == 3 {
			break
		}
		width := uint8(4)
		if w>>30 == 1 {
			width = 8
		}
		in.load(zr(rt), none, int64(pc)+signed(w, 5, 19)<<2, width)
		if w>>30 == 2 {
			in.add(micro{op: opSext, dst: zr(rt), a: zr(rt), width: 4})
		}
	case w>>27&7 == 5: // pairs
		mode, load, off := w>>23&3, w>>22&1 == 1, signed(w, 15, 7)
		width := uint8(4) << (w >> 31)
		if vector {
			width = 4 << (w >> 30)
		}
		off *= int64(width)
		at := off
		if mode == 1 { // after
			at = 0
		}
		if mode == 3 { // before
			in.addImm(rn, rn, off)
			at = 0
		}
		access(load, rt, at, width, w>>30 == 1)
		access(load, w>>10&31, at+int64(width), width, w>>30 == 1)
		if mode == 1 {
			in.addImm(rn, rn, off)
		}
	case w>>27&7 == 7:
		size, opc := w>>30, w>>22&3
		width := uint8(1) << size
		load, sext := opc != 0, opc >= 2
		if vector {
			if opc >= 2 {
				width = 16
			}
			load, sext = opc&1 == 1, false
		}
		if !vector && size == 3 && opc == 2 { // prefetch
			break
		}
		switch {
		case w>>24&1 == 1: // unsigned offset
			access(load, rt, int64(w>>10&0xfff)*int64(width), width, sext)
		case w>>21&1 == 1: // register offset, atomics
			switch {
			case w>>10&3 != 2:
				in.forget()
			case !load:
				in.store(none, unknownReg, 0, width)
			case !vector:
				in.kill(zr(rt))
			}
		default:
			off := signed(w, 12, 9)
			switch w >> 10 & 3 {
			case 1: // after
				access(load, rt, 0, width, sext)
				in.addImm(rn, rn, off)
			case 3: // before
				in.addImm(rn, rn, off)
				access(load, rt, 0, width, sext)
			default:
				access(load, rt, off, width, sext)
			}
		}
	default: // exclusive, acquire and release, vector structures
		in.forget()
	}
	return true
}

// bitmask expands a logical immediate.
func bitmask(n, immr, imms uint32, wide bool) (int64, bool) {
	length := 31 - bits.LeadingZeros32(n<<6|^imms&63)
	if length < 1 || n == 1 && !wide {
		return 0, false
	}
	size := uint(1) << length
	levels := uint32(size - 1)
	s, r := imms&levels, uint(immr&levels)
	if s == levels {
		return 0, false
	}
	e := uint64(1)<<(s+1) - 1
	e = e>>r | e<<(size-r)
	if size < 64 {
		e &= 1<<size - 1
		for ; size < 64; size *= 2 {
			e |= e << size
		}
	}
	return int64(e), true
}
