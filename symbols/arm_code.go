package symbols

import (
	"encoding/binary"
	"math/bits"
)

const (
	armSP = 13
	armLR = 14
	armPC = 15
)

// isaARM holds both encodings. Bit 0 of a code address selects Thumb, as in
// the architecture.
var isaARM = &isa{decode: decodeARM, align: 1, result: 0, arg: 0, sp: armSP, link: armLR, entry: none, zero: none,
	saved: 0xff<<4 | 1<<armSP}

func decodeARM(code []byte, pc uint64, _ binary.ByteOrder, in *instruction) bool {
	if pc&1 == 1 {
		return decodeThumb(code, pc&^1, in)
	}
	if len(code) < 4 || pc&3 != 0 {
		return false
	}
	in.size = 4
	w := binary.LittleEndian.Uint32(code)
	a := arm{in: in, pc: pc + 8}
	if w>>28 == 15 {
		if w>>25 == 0x7d { // BLX to Thumb
			in.call((a.pc + uint64(signed(w, 0, 24)<<2) + uint64(w>>24&1)<<1) | 1)
			return true
		}
		in.forget() // no other transfer of control without condition
		return true
	}
	if c := uint8(w >> 28); c != 14 {
		in.cond = c + 2 // from 2, so that bit 0 inverts
		if w>>26&3 == 0 && w>>20&1 == 1 {
			in.cond = sometimes // it may change the flags
		}
	}
	return a.translate(w)
}

type arm struct {
	in    *instruction
	pc    uint64 // as an instruction reads it
	thumb bool
}

// base returns the register and offset to address memory with; the program
// counter becomes an absolute address.
func (a *arm) base(rn uint32, off int64) (uint8, int64) {
	if rn == armPC {
		return none, int64(a.pc&^3) + off
	}
	return uint8(rn), off
}

// landed ends an instruction that wrote rd by w: a write to the program
// counter is a jump.
func (a *arm) landed(rd uint32) {
	if rd == armPC {
		a.in.jumpReg(scratchReg, 0)
	}
}

// dst is where an instruction that writes rd puts its result before landed.
func dst(rd uint32) uint8 {
	if rd == armPC {
		return scratchReg
	}
	return uint8(rd)
}

func (a *arm) translate(w uint32) bool {
	in := a.in
	rd, rn, rm := w>>12&15, w>>16&15, w&15
	switch w >> 25 & 7 {
	case 0, 1:
		switch {
		case w&0x0ffffff0 == 0x012fff10: // BX
			a.bx(rm)
		case w&0x0ffffff0 == 0x012fff30: // BLX
			in.callReg(uint8(rm), 0)
		case w&0x0fff00f0 == 0x01200070: // BKPT
			in.stop()
		case w&0x0ff00000 == 0x03000000: // MOVW
			in.set(dst(rd), int64(rn<<12|w&0xfff))
			a.landed(rd)
		case w&0x0ff00000 == 0x03400000: // MOVT
			in.add(micro{op: opInsert, dst: uint8(rd), imm: 16, imm2: int64(rn<<12 | w&0xfff)})
		case w&0x0ff00000 == 0x03200000: // hints, MSR
		case w&0x0e000090 == 0x00000090 && w&0x60 != 0: // extra loads and stores
			a.extra(w)
		case w&0x0e000090 == 0x00000090: // multiplies, synchronisation
			in.forget()
		case w&0x01900000 == 0x01000000 && w>>25&7 == 0: // miscellaneous: CLZ, MRS, MSR, saturation
			if rd == armPC || rd == 0 && rn == 15 {
				in.forget()
				break
			}
			in.kill(uint8(rd))
		default:
			a.arithmetic(w)
		}
	case 2, 3:
		if w>>25&7 == 3 && w>>4&1 == 1 { // media
			if w&0x0ff000f0 == 0x07f000f0 {
				in.stop() // UDF
				break
			}
			in.forget()
			break
		}
		a.loadStore(w)
	case 4:
		a.multiple(w>>20&1 == 1, w>>23&1 == 1, w>>24&1 == 1, w>>21&1 == 1, rn, w&0xffff)
	case 5:
		to := a.pc + uint64(signed(w, 0, 24)<<2)
		if w>>24&1 == 1 {
			in.call(uint64(uint32(to)))
		} else {
			in.jump(uint64(uint32(to)))
		}
	case 6: // coprocessor transfers: VFP registers, at most MRRC to general ones
		a.vfpMemory(w)
	case 7:
		if w>>24&1 == 1 { // SVC
			in.forget()
			break
		}
		if w>>4&1 == 1 && w>>20&1 == 1 { // MRC, VMOV to a general register
			if rd == armPC {
				break // flags
			}
			in.kill(uint8(rd))
		}
	}
	return true
}

func (a *arm) bx(rm uint32) {
	if rm == armLR {
		a.in.ret()
		return
	}
	if rm == armPC {
		a.in.jump(a.pc &^ 3)
		return
	}
	a.in.jumpReg(uint8(rm), 0)
}

func (a *arm) arithmetic(w uint32) {
	in := a.in
	code, flags := w>>21&15, w>>20&1 == 1
	rd, rn, rm := w>>12&15, w>>16&15, w&15
	if flags && code >= 8 && code <= 11 { // TST, TEQ, CMP, CMN
		return
	}
	immediate := w>>25&1 == 1
	var imm int64
	if immediate {
		imm = int64(bits.RotateLeft32(w&0xff, -int(w>>8&15)*2))
	} else if w>>4&0xff != 0 { // shifted
		in.kill(dst(rd))
		a.landed(rd)
		return
	}
	op, ok := map[uint32]opcode{0: opAnd, 1: opXor, 2: opSub, 4: opAdd, 12: opOr}[code]
	switch {
	case code == 13 && immediate:
		in.set(dst(rd), imm)
	case code == 13 && rm == armPC:
		in.set(dst(rd), int64(a.pc))
	case code == 13 && rd == armPC && rm == armLR:
		in.ret()
		return
	case code == 13:
		in.move(dst(rd), uint8(rm))
	case code == 15 && immediate:
		in.set(dst(rd), ^imm)
	case ok && immediate && rn == armPC:
		in.set(scratchReg, int64(a.pc))
		in.imm(op, dst(rd), scratchReg, imm)
	case ok && immediate:
		in.imm(op, dst(rd), uint8(rn), imm)
	case ok && rn == armPC:
		in.set(scratchReg, int64(a.pc))
		in.reg(op, dst(rd), scratchReg, uint8(rm))
	case ok && rm == armPC:
		in.set(scratchReg, int64(a.pc))
		in.reg(op, dst(rd), uint8(rn), scratchReg)
	case ok && op == opXor && rn == rm:
		in.set(dst(rd), 0)
	case ok:
		in.reg(op, dst(rd), uint8(rn), uint8(rm))
	default:
		in.kill(dst(rd))
	}
	a.landed(rd)
}

// loadStore translates LDR, STR, LDRB, STRB.
func (a *arm) loadStore(w uint32) {
	in := a.in
	rd, rn := w>>12&15, w>>16&15
	pre, up, byteWide, back, load := w>>24&1 == 1, w>>23&1 == 1, w>>22&1 == 1, w>>21&1 == 1, w>>20&1 == 1
	width := uint8(4)
	if byteWide {
		width = 1
	}
	if w>>25&1 == 1 { // register offset
		switch rm := w & 15; {
		case load && pre && !back && up && w>>4&0xff == 0 && rm != armPC:
			if rn == armPC {
				in.set(scratchReg, int64(a.pc))
				in.reg(opAdd, scratchReg, scratchReg, uint8(rm))
			} else {
				in.reg(opAdd, scratchReg, uint8(rn), uint8(rm))
			}
			in.load(dst(rd), scratchReg, 0, width)
			a.landed(rd)
		case load && pre && !back:
			in.kill(dst(rd))
			a.landed(rd)
		case !load && pre && !back:
			in.store(none, unknownReg, 0, width)
		default:
			in.forget()
			if load {
				a.landed(rd)
			}
		}
		return
	}
	off := int64(w & 0xfff)
	if !up {
		off = -off
	}
	a.access(load, rd, rn, off, width, pre, back || !pre)
}

// access loads or stores one register, with the base updated before or after.
func (a *arm) access(load bool, rd, rn uint32, off int64, width uint8, pre, back bool) {
	in := a.in
	base, at := a.base(rn, off)
	if !pre {
		at = 0
	}
	if pre && back {
		in.addImm(base, base, off)
		at = 0
	}
	switch {
	case load && !pre && back && rd == rn:
		in.forget()
		return
	case load && rd == armPC && rn == armSP:
		in.ret() // the return address, saved at entry
		return
	case load:
		in.load(dst(rd), base, at, width)
	case rd == armPC:
		in.store(none, base, at, width)
	default:
		in.store(uint8(rd), base, at, width)
	}
	if !pre && back {
		in.addImm(base, base, off)
	}
	if load {
		a.landed(rd)
	}
}

// extra translates halfword, signed and doubleword accesses.
func (a *arm) extra(w uint32) {
	in := a.in
	rd, rn := w>>12&15, w>>16&15
	pre, up, immediate, back, load := w>>24&1 == 1, w>>23&1 == 1, w>>22&1 == 1, w>>21&1 == 1, w>>20&1 == 1
	double := !load && w>>5&3 >= 2
	if !immediate || rd == armPC || !pre && rd == rn {
		in.forget()
		return
	}
	off := int64(w>>4&0xf0 | w&15)
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
	switch {
	case double && w>>5&3 == 2:
		in.load(uint8(rd), base, at, 4)
		in.load(uint8(rd+1), base, at+4, 4)
	case double:
		in.store(uint8(rd), base, at, 4)
		in.store(uint8(rd+1), base, at+4, 4)
	case load && w>>5&3 == 1:
		in.load(uint8(rd), base, at, 2)
	case load:
		in.kill(uint8(rd))
	default:
		in.store(uint8(rd), base, at, 2)
	}
	if !pre {
		in.addImm(base, base, off)
	}
}

// multiple translates LDM, STM and with them PUSH and POP.
func (a *arm) multiple(load, up, before, back bool, rn, list uint32) {
	in := a.in
	n := int64(bits.OnesCount32(list)) * 4
	at := int64(0)
	if !up {
		at = -n
	}
	if before == up {
		at += 4
	}
	if rn == armPC || back && load && list>>rn&1 == 1 {
		in.forget()
		return
	}
	total := n
	if !up {
		total = -n
	}
	// The base moves first, so that it may be among the registers stored.
	if back {
		in.addImm(uint8(rn), uint8(rn), total)
		at -= total
	}
	returns := false
	for r := range uint32(16) {
		if list>>r&1 == 0 {
			continue
		}
		switch {
		case load && r == armPC:
			returns = true
		case load:
			in.load(uint8(r), uint8(rn), at, 4)
		case r == rn || r == armPC:
			in.store(none, uint8(rn), at, 4)
		default:
			in.store(uint8(r), uint8(rn), at, 4)
		}
		at += 4
	}
	if !load {
		return
	}
	if returns {
		in.ret() // the address is the one saved at entry
	}
}

// vfpMemory translates transfers between VFP registers and memory.
func (a *arm) vfpMemory(w uint32) {
	in := a.in
	if w>>9&7 != 5 || w>>21&0x7f == 0x62 { // not VFP, or two general registers
		in.forget()
		return
	}
	pre, up, back, load, rn := w>>24&1 == 1, w>>23&1 == 1, w>>21&1 == 1, w>>20&1 == 1, w>>16&15
	if !pre || back { // VPUSH, VPOP, VLDM, VSTM
		size := int64(w&0xff) * 4
		if !load && size <= 128 && rn != armPC && back && !up {
			in.addImm(uint8(rn), uint8(rn), -size)
			for o := int64(0); o < size && in.n < len(in.ops); o += 8 {
				in.store(none, uint8(rn), o, 8)
			}
			return
		}
		if load && back && up && rn != armPC {
			in.addImm(uint8(rn), uint8(rn), size)
			return
		}
		in.forget()
		return
	}
	if load {
		return
	}
	off := int64(w&0xff) * 4
	if !up {
		off = -off
	}
	base, at := a.base(rn, off)
	in.store(none, base, at, 8)
}
