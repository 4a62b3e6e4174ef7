package symbols

import (
	"encoding/binary"
	"math/bits"
)

// decodeThumb translates the Thumb instruction at pc, whose bit 0 is clear here.
func decodeThumb(code []byte, pc uint64, in *instruction) bool {
	if len(code) < 2 {
		return false
	}
	h := uint32(binary.LittleEndian.Uint16(code))
	a := arm{in: in, pc: pc + 4, thumb: true}
	if h>>11 >= 0x1d {
		if len(code) < 4 {
			return false
		}
		in.size = 4
		return a.thumb32(h<<16 | uint32(binary.LittleEndian.Uint16(code[2:])))
	}
	in.size = 2
	if h>>8 == 0xbf && h&15 != 0 {
		return a.ifThen(h, code[2:], pc+2)
	}
	return a.thumb16(h)
}

// ifThen turns a block without else into a branch over it.
func (a *arm) ifThen(h uint32, code []byte, pc uint64) bool {
	if h>>4&15 == 14 {
		return true // always
	}
	mask := h & 15
	n := 4 - bits.TrailingZeros32(mask)
	first := h >> 4 & 1
	for i := 1; i < n; i++ {
		if mask>>(4-i)&1 != first {
			return false // else
		}
	}
	for range n {
		if len(code) < 2 {
			return false
		}
		size := 2
		if binary.LittleEndian.Uint16(code)>>11 >= 0x1d {
			size = 4
		}
		if len(code) < size {
			return false
		}
		code, pc = code[size:], pc+uint64(size)
	}
	a.in.branch(pc | 1)
	return true
}

func (a *arm) thumb16(h uint32) bool {
	in := a.in
	low := func(at uint) uint8 { return uint8(h >> at & 7) }
	switch {
	case h>>11 == 0: // LSLS immediate; MOVS where it is 0
		if h>>6&31 == 0 {
			in.move(low(0), low(3))
		} else {
			in.imm(opShl, low(0), low(3), int64(h>>6&31))
		}
	case h>>11 <= 2: // LSRS, ASRS
		in.kill(low(0))
	case h>>10 == 6: // ADDS, SUBS registers
		in.reg([]opcode{opAdd, opSub}[h>>9&1], low(0), low(3), low(6))
	case h>>10 == 7: // ADDS, SUBS 3-bit immediate
		in.imm([]opcode{opAdd, opSub}[h>>9&1], low(0), low(3), int64(h>>6&7))
	case h>>11 == 4: // MOVS immediate
		in.set(low(8), int64(h&0xff))
	case h>>11 == 5: // CMP
	case h>>11 == 6, h>>11 == 7: // ADDS, SUBS immediate
		in.imm([]opcode{opAdd, opSub}[h>>11&1], low(8), low(8), int64(h&0xff))
	case h>>10 == 0x10: // data processing
		switch op := h >> 6 & 15; op {
		case 8, 10, 11: // TST, CMP, CMN
		case 0:
			in.reg(opAnd, low(0), low(0), low(3))
		case 1:
			if low(0) == low(3) {
				in.set(low(0), 0)
				break
			}
			in.reg(opXor, low(0), low(0), low(3))
		case 12:
			in.reg(opOr, low(0), low(0), low(3))
		case 9: // RSBS: negate
			in.set(scratchReg, 0)
			in.reg(opSub, low(0), scratchReg, low(3))
		case 15: // MVNS
			in.imm(opXor, low(0), low(3), -1)
		default:
			in.kill(low(0))
		}
	case h>>8 == 0x44, h>>8 == 0x46: // ADD, MOV of any registers
		rd, rm := h>>4&8|h&7, h>>3&15
		if rd == armPC && rm == armLR && h>>8 == 0x46 {
			in.ret()
			break
		}
		src := uint8(rm)
		if rm == armPC {
			in.set(scratchReg, int64(a.pc))
			src = scratchReg
		}
		if h>>8 == 0x46 {
			in.move(dst(rd), src)
		} else if rd == armPC {
			in.kill(scratchReg)
		} else {
			in.reg(opAdd, uint8(rd), uint8(rd), src)
		}
		if rd == armPC { // stays in Thumb
			in.imm(opOr, scratchReg, scratchReg, 1)
			a.landed(rd)
		}
	case h>>8 == 0x45: // CMP
	case h>>8 == 0x47:
		if rm := h >> 3 & 15; h>>7&1 == 1 {
			in.callReg(uint8(rm), 0)
		} else {
			a.bx(rm)
		}
	case h>>11 == 9: // LDR literal
		in.load(low(8), none, int64(a.pc&^3)+int64(h&0xff)*4, 4)
	case h>>12 == 5: // register offset
		switch op := h >> 9 & 7; {
		case op == 4:
			in.reg(opAdd, scratchReg, low(3), low(6))
			in.load(low(0), scratchReg, 0, 4)
		case op >= 3:
			in.kill(low(0))
		default:
			in.store(none, unknownReg, 0, 4)
		}
	case h>>13 == 3: // word and byte, immediate offset
		width, off := uint8(4), int64(h>>6&31)
		if h>>12&1 == 1 {
			width = 1
		} else {
			off *= 4
		}
		if h>>11&1 == 1 {
			in.load(low(0), low(3), off, width)
		} else {
			in.store(low(0), low(3), off, width)
		}
	case h>>12 == 8: // halfword
		if h>>11&1 == 1 {
			in.load(low(0), low(3), int64(h>>6&31)*2, 2)
		} else {
			in.store(low(0), low(3), int64(h>>6&31)*2, 2)
		}
	case h>>12 == 9: // relative to the stack pointer
		if h>>11&1 == 1 {
			in.load(low(8), armSP, int64(h&0xff)*4, 4)
		} else {
			in.store(low(8), armSP, int64(h&0xff)*4, 4)
		}
	case h>>11 == 0x14: // ADR
		in.set(low(8), int64(a.pc&^3)+int64(h&0xff)*4)
	case h>>11 == 0x15: // ADD from the stack pointer
		in.addImm(low(8), armSP, int64(h&0xff)*4)
	case h>>8 == 0xb0: // ADD, SUB of the stack pointer
		off := int64(h&0x7f) * 4
		if h>>7&1 == 1 {
			off = -off
		}
		in.addImm(armSP, armSP, off)
	case h>>12 == 0xb && h>>8&5 == 1: // CBZ, CBNZ
		in.branch((a.pc + uint64(h>>3&31)<<1 + uint64(h>>9&1)<<6) | 1)
	case h>>9 == 0x5a: // PUSH
		a.multiple(false, false, true, true, armSP, h&0xff|h>>8&1<<armLR)
	case h>>9 == 0x5e: // POP
		a.multiple(true, true, false, true, armSP, h&0xff|h>>8&1<<armPC)
	case h>>8 == 0xb2: // extensions
		in.kill(low(0))
	case h>>8 == 0xbe, h>>8 == 0xde: // BKPT, UDF
		in.stop()
	case h>>8 == 0xbf, h>>5 == 0x5b3: // hints, CPS
	case h>>8 == 0xba: // byte reversal
		in.kill(low(0))
	case h>>12 == 0xc: // STM, LDM
		load := h>>11&1 == 1
		rn := h >> 8 & 7
		a.multiple(load, true, false, !load || h>>rn&1 == 0, rn, h&0xff)
	case h>>8 == 0xdf: // SVC
		in.forget()
	case h>>12 == 0xd:
		in.branch((a.pc + uint64(signed(h, 0, 8)<<1)) | 1)
	case h>>11 == 0x1c:
		in.jump((a.pc + uint64(signed(h, 0, 11)<<1)) | 1)
	default:
		return false
	}
	return true
}

// thumbImmediate expands a modified immediate constant.
func thumbImmediate(w uint32) int64 {
	imm := w>>15&0x800 | w>>4&0x700 | w&0xff
	b := imm & 0xff
	switch imm >> 8 {
	case 0:
		return int64(b)
	case 1:
		return int64(b<<16 | b)
	case 2:
		return int64(b<<24 | b<<8)
	case 3:
		return int64(b<<24 | b<<16 | b<<8 | b)
	}
	return int64(bits.RotateLeft32(0x80|imm&0x7f, -int(imm>>7)))
}

func (a *arm) thumb32(w uint32) bool {
	in := a.in
	rn, rd, rt, rm := w>>16&15, w>>8&15, w>>12&15, w&15
	switch {
	case w>>27 == 0x1e && w>>15&1 == 1: // branches, system
		return a.thumbBranch(w)
	case w>>27 == 0x1e && w>>25&1 == 0: // modified immediate
		code, imm := w>>21&15, thumbImmediate(w)
		switch {
		case rd == 15: // TST, TEQ, CMP, CMN
		case code == 2 && rn == 15:
			in.set(uint8(rd), imm)
		case code == 3 && rn == 15:
			in.set(uint8(rd), ^imm)
		default:
			if op, ok := thumbOps[code]; ok {
				in.imm(op, uint8(rd), uint8(rn), imm)
			} else {
				in.kill(uint8(rd))
			}
		}
	case w>>27 == 0x1e: // plain immediate
		imm12 := int64(w>>15&0x800 | w>>4&0x700 | w&0xff)
		imm16 := int64(rn)<<12 | imm12
		switch w >> 20 & 31 {
		case 0, 10: // ADDW, SUBW, ADR
			if w>>20&31 == 10 {
				imm12 = -imm12
			}
			if rn == armPC {
				in.set(uint8(rd), int64(a.pc&^3)+imm12)
			} else {
				in.addImm(uint8(rd), uint8(rn), imm12)
			}
		case 4:
			in.set(uint8(rd), imm16)
		case 12:
			in.add(micro{op: opInsert, dst: uint8(rd), imm: 16, imm2: imm16})
		default: // bit fields, saturation
			in.kill(uint8(rd))
		}
	case w>>25 == 0x75: // shifted register
		code, shift := w>>21&15, w>>10&0x1c|w>>6&3|w>>4&3<<5
		op, ok := thumbOps[code]
		switch {
		case rd == 15 && w>>20&1 == 1: // compare
		case shift != 0 || !ok:
			in.kill(uint8(rd))
		case code == 2 && rn == 15:
			in.move(uint8(rd), uint8(rm))
		case code == 4 && rn == rm:
			in.set(uint8(rd), 0)
		default:
			in.reg(op, uint8(rd), uint8(rn), uint8(rm))
		}
	case w>>25 == 0x74 && w>>22&1 == 0: // LDM, STM
		up := w>>23&3 == 1
		if s := w >> 23 & 3; s == 0 || s == 3 {
			in.forget()
			break
		}
		a.multiple(w>>20&1 == 1, up, !up, w>>21&1 == 1, rn, w&0xffff)
	case w>>25 == 0x74: // doubles, exclusive, table branches
		pre, up, back, load := w>>24&1 == 1, w>>23&1 == 1, w>>21&1 == 1, w>>20&1 == 1
		if !pre && !back {
			if w>>20&0xf == 0xd && w>>5&7 == 0 { // TBB, TBH
				in.jumpReg(unknownReg, 0)
				break
			}
			in.forget()
			break
		}
		off := int64(w&0xff) * 4
		if !up {
			off = -off
		}
		base, at := a.base(rn, off)
		if !pre {
			at = 0
		}
		if pre && back {
			in.addImm(base, base, off)
			at = 0
		}
		if load {
			in.load(uint8(rt), base, at, 4)
			in.load(uint8(rd), base, at+4, 4)
		} else {
			in.store(uint8(rt), base, at, 4)
			in.store(uint8(rd), base, at+4, 4)
		}
		if !pre {
			in.addImm(base, base, off)
		}
	case w>>25 == 0x7c: // loads and stores of one register
		a.thumbSingle(w)
	case w>>24 == 0xfa, w>>24 == 0xfb: // shifts, extensions, multiplies, divisions
		if w>>23 == 0x1f7 && rt != 15 {
			in.kill(uint8(rt)) // long multiplies write two
		}
		in.kill(uint8(rd))
	case w>>25 == 0x76: // VFP memory
		a.vfpMemory(w)
	case w>>24 == 0xee:
		if w>>4&1 == 1 && w>>20&1 == 1 && rt != 15 {
			in.kill(uint8(rt))
		}
	default:
		in.forget()
	}
	return true
}

var thumbOps = map[uint32]opcode{0: opAnd, 2: opOr, 4: opXor, 8: opAdd, 13: opSub}

func (a *arm) thumbBranch(w uint32) bool {
	in := a.in
	s, j1, j2 := w>>26&1, w>>13&1, w>>11&1
	long := func() uint64 {
		i1, i2 := ^(j1^s)&1, ^(j2^s)&1
		return uint64(signed(s<<24|i1<<23|i2<<22|w>>16&0x3ff<<12|w&0x7ff<<1, 0, 25))
	}
	switch w >> 12 & 5 {
	case 1: // B
		in.jump(uint64(uint32(a.pc+long())) | 1)
	case 5: // BL
		in.call(uint64(uint32(a.pc+long())) | 1)
	case 4: // BLX to ARM
		in.call(uint64(uint32(a.pc&^3 + long())))
	default:
		switch {
		case w>>22&0xf <= 13: // conditional
			imm := s<<20 | j2<<19 | j1<<18 | w>>16&0x3f<<12 | w&0x7ff<<1
			in.branch(uint64(uint32(a.pc+uint64(signed(imm, 0, 21)))) | 1)
		case w>>20 == 0xf7f:
			in.stop() // UDF, SMC
		case w>>20 == 0xf3a, w>>20 == 0xf3b: // hints, barriers
		case w>>20 == 0xf3e, w>>20 == 0xf3f: // MRS
			in.kill(uint8(w >> 8 & 15))
		default:
			return false
		}
	}
	return true
}

func (a *arm) thumbSingle(w uint32) {
	in := a.in
	rn, rt := w>>16&15, w>>12&15
	load := w>>20&1 == 1
	width := uint8(1) << (w >> 21 & 3)
	if w>>24&1 == 1 && load && width < 4 { // signed
		if rt != armPC { // otherwise a prefetch
			in.kill(uint8(rt))
		}
		return
	}
	if width < 4 && load && rt == armPC {
		return // prefetch
	}
	switch {
	case rn == armPC:
		off := int64(w & 0xfff)
		if w>>23&1 == 0 {
			off = -off
		}
		a.access(load, rt, rn, off, width, true, false)
	case w>>23&1 == 1:
		a.access(load, rt, rn, int64(w&0xfff), width, true, false)
	case w>>11&1 == 1:
		off := int64(w & 0xff)
		if w>>9&1 == 0 {
			off = -off
		}
		a.access(load, rt, rn, off, width, w>>10&1 == 1, w>>8&1 == 1)
	case load && width == 4 && w>>4&3 == 0:
		in.reg(opAdd, scratchReg, uint8(rn), uint8(w&15))
		in.load(dst(rt), scratchReg, 0, width)
		a.landed(rt)
	case load:
		in.kill(dst(rt))
		a.landed(rt)
	default:
		in.store(none, unknownReg, 0, width)
	}
}
