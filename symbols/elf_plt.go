package symbols

import (
	"bytes"
	"debug/elf"
	"math/bits"
)

// pltSlot returns the address of the GOT entry through which the code at addr
// jumps, if that code is a PLT entry as GNU ld, lld, gold and mold write them.
func (f *elfFile) pltSlot(im *image, addr uint64) (uint64, bool) {
	if f.machine == elf.EM_ARM {
		addr &^= 1
	}
	code := im.read(addr, 32)
	if len(code) < 16 {
		return 0, false
	}
	var w [8]uint32
	for i := range len(code) / 4 {
		w[i] = f.order.Uint32(code[4*i:])
	}
	signed := func(v uint32, width int) uint64 { return uint64(int64(int32(v<<(32-width)) >> (32 - width))) }

	switch im.arch {
	case "x64", "ia32":
		at := addr
		skip := func(prefix string) {
			if rest, ok := bytes.CutPrefix(code, []byte(prefix)); ok {
				at += uint64(len(prefix))
				code = rest
			}
		}
		skip("\xf3\x0f\x1e\xfa") // endbr64
		skip("\xf3\x0f\x1e\xfb") // endbr32
		skip("\xf2")             // bnd
		if len(code) < 6 || code[0] != 0xff {
			return 0, false
		}
		disp := f.order.Uint32(code[2:])
		switch {
		case im.arch == "x64" && code[1] == 0x25: // jmp *disp(%rip)
			return at + 6 + signed(disp, 32), true
		case im.arch == "ia32" && code[1] == 0x25: // jmp *disp
			return uint64(disp), true
		case im.arch == "ia32" && code[1] == 0xa3: // jmp *disp(%ebx), the GOT's base
			return uint64(uint32(f.value(elf.DT_PLTGOT)) + disp), true
		}

	case "arm64":
		i, at := 0, addr
		if w[0] == 0xd503245f { // bti c
			i, at = 1, at+4
		}
		if w[i]&0x9f00001f == 0x90000010 && w[i+1]&0xffc003ff == 0xf9400211 { // adrp x16; ldr x17, [x16, #n]
			page := signed(w[i]>>5&0x7ffff<<2|w[i]>>29&3, 21) << 12
			return at&^0xfff + page + uint64(w[i+1]>>10&0xfff)*8, true
		}

	case "arm":
		i, at := 0, addr
		if w[0] == 0x46c04778 { // Thumb: bx pc; nop
			i, at = 1, at+4
		}
		if w[i]&0xfffff000 == 0xe28fc000 { // add ip, pc, #n
			at += 8 + armImmediate(w[i])
			for i++; i < 4 && w[i]&0xfffff000 == 0xe28cc000; i++ { // add ip, ip, #n
				at += armImmediate(w[i])
			}
			if w[i]&0xfffff000 == 0xe5bcf000 { // ldr pc, [ip, #n]!
				return uint64(uint32(at) + w[i]&0xfff), true
			}
		}
		if w[0] == 0xe59fc004 && w[1] == 0xe08fc00c && w[2] == 0xe59cf000 { // ldr ip, 1f; add ip, pc, ip; ldr pc, [ip]; 1: .word
			return uint64(uint32(addr) + 12 + w[3]), true
		}

	case "riscv64":
		if w[0]&0xfff == 0xe17 && w[1]&0xfffff == 0xe3e03 { // auipc t3; ld t3, n(t3)
			return addr + signed(w[0]&0xfffff000, 32) + signed(w[1]>>20, 12), true
		}

	case "s390x":
		if code[0] == 0xc0 && code[1] == 0x10 && bytes.Equal(code[6:12], []byte("\xe3\x10\x10\x00\x00\x04")) { // larl %r1, n; lg %r1, 0(%r1)
			return addr + 2*signed(f.order.Uint32(code[2:]), 32), true
		}

	case "ppc64":
		// A call stub reaches its slot from the table of contents, which lies
		// 32 KiB behind the beginning of the GOT.
		i := 0
		if w[0] == 0xf8410018 { // std r2, 24(r1)
			i = 1
		}
		if f.gotAddr != 0 && w[i]&0xffff0000 == 0x3d820000 && w[i+1]&0xffff0003 == 0xe98c0000 { // addis r12, r2, n; ld r12, n(r12)
			return f.gotAddr + 0x8000 + signed(w[i], 16)<<16 + signed(w[i+1]&0xfffc, 16), true
		}

	case "loong64":
		if w[1]&0xffc003ff != 0x28c001ef { // ld.d t3, t3, n
			return 0, false
		}
		upper, lower := signed(w[0]>>5&0xfffff, 20)<<12, signed(w[1]>>10&0xfff, 12)
		switch w[0] & 0xfe00001f {
		case 0x1c00000f: // pcaddu12i t3
			return addr + upper + lower, true
		case 0x1a00000f: // pcalau12i t3
			return (addr+upper)&^0xfff + lower, true
		}
	}
	return 0, false
}

// armImmediate decodes an 8-bit immediate with its rotation.
func armImmediate(w uint32) uint64 {
	return uint64(bits.RotateLeft32(w&0xff, -int(w>>8&0xf)*2))
}
