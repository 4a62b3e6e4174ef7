package symbols

import (
	"encoding/binary"

	"github.com/saferwall/pe"
	"golang.org/x/arch/x86/x86asm"
)

// delayHook tells whether a hook is set that delay loading asks for the
// module, as node-gyp's win_delay_load_hook.cc does for a renamed node.exe.
//
// The hook is a variable (__pfnDliNotifyHook2 of delayimp.lib) without a name
// in the image. Its address is taken from code: a slot of the delay import
// address table points to a thunk, which jumps to the DLL's common part,
// which calls __delayLoadHelper2, whose first load of a variable is the hook.
// It is set when the file holds the address of code there. Code of another
// shape, and a hook that is set while running, read as not set.
func (p *peFile) delayHook(slot uint32) bool {
	thunk, ok := p.pointer(slot)
	if !ok {
		return false
	}
	common, ok := p.delayCommon(p.skipJumps(thunk))
	if !ok {
		return false
	}
	helper, ok := p.firstCall(common)
	if !ok {
		return false
	}
	set := false
	p.loads(p.skipJumps(helper), func(at uint32) (more bool) {
		r := p.region(at)
		if r == nil || r.exec || uint64(at) == p.cookie || p.slotImport(at) >= 0 {
			return true
		}
		b, err := p.bytes(at, p.ptr(), "delay load hook")
		if err != nil {
			return false
		}
		if t, ok := p.pointer(at); ok {
			if !p.code(t) { // GNU ld goes through a pointer to the variable
				t, ok = p.pointer(t)
			}
			set = ok && p.code(t)
			return false
		}
		return p.word(b) != 0 // a value, no address: the stack cookie
	})
	return set
}

// delayCommon follows the jump of a delay import's thunk.
func (p *peFile) delayCommon(thunk uint32) (uint32, bool) {
	if _, ok := p.thunk(thunk); !ok {
		return 0, false
	}
	at := thunk
	switch p.file.Machine {
	case pe.ImageFileMachineAMD64:
		at += 7 // lea
	case pe.ImageFileMachineI386:
		at += 5 // mov
	case pe.ImageFileMachineARM64:
		at += 8 // adrp, add
	}
	to := p.skipJumps(at)
	return to, to != at
}

// maxHelper bounds the code looked at: the helper has some 700 bytes.
const maxHelper = 1 << 10

// firstCall returns what the code at rva calls first.
func (p *peFile) firstCall(rva uint32) (to uint32, ok bool) {
	if p.file.Machine == pe.ImageFileMachineARM64 {
		c := p.codeAt(rva, maxHelper)
		for i := 0; i+4 <= len(c); i += 4 {
			if ins := binary.LittleEndian.Uint32(c[i:]); ins>>26 == 0b100101 { // bl
				return rva + uint32(i) + uint32(int32(ins<<6)>>4), true
			}
		}
		return 0, false
	}
	p.eachX86(rva, func(at uint32, in x86asm.Inst) bool {
		rel, isRel := in.Args[0].(x86asm.Rel)
		if in.Op == x86asm.CALL && isRel {
			to, ok = at+uint32(in.Len)+uint32(rel), true
		}
		return in.Op != x86asm.CALL
	})
	return to, ok
}

// loads calls f with the addresses that code at rva loads pointers from,
// where they are constant, until f wants no more.
func (p *peFile) loads(rva uint32, f func(at uint32) bool) {
	if p.file.Machine == pe.ImageFileMachineARM64 {
		var page [32]uint32
		var known [32]bool
		c := p.codeAt(rva, maxHelper)
		for i := 0; i+4 <= len(c); i += 4 {
			ins := binary.LittleEndian.Uint32(c[i:])
			if r, to, ok := arm64ADRP(ins, rva+uint32(i)); ok {
				page[r], known[r] = to, true
			} else if rd, rn, off, kind := arm64Low12(ins); kind == 'l' {
				if known[rn] && !f(page[rn]+off) {
					return
				}
				known[rd] = false
			} else if kind == 'a' {
				page[rd], known[rd] = page[rn]+off, known[rn]
			}
		}
		return
	}
	p.eachX86(rva, func(at uint32, in x86asm.Inst) bool {
		m, ok := in.Args[1].(x86asm.Mem)
		if !ok || in.Op != x86asm.MOV || in.MemBytes != p.ptr() || m.Index != 0 {
			return true
		}
		if p.plus {
			return m.Base != x86asm.RIP || f(at+uint32(in.Len)+uint32(m.Disp))
		}
		to, ok := p.rva(uint64(uint32(m.Disp)))
		return m.Base != 0 || m.Segment == x86asm.FS || !ok || f(to)
	})
}

// eachX86 decodes the instructions at rva in their order, up to an unknown
// one, the end of the look, or f's false.
func (p *peFile) eachX86(rva uint32, f func(at uint32, in x86asm.Inst) bool) {
	if !p.isX86() {
		return
	}
	c := p.codeAt(rva, maxHelper)
	for i := 0; i < len(c); {
		in, err := x86asm.Decode(c[i:], 8*p.ptr())
		if err != nil || !f(rva+uint32(i), in) {
			return
		}
		i += in.Len
	}
}
