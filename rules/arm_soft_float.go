package rules

import "fmt"

// ARMSoftFloat finds Linux arm binaries of the soft-float ABI.
var ARMSoftFloat = &Rule{
	ID: "arm-soft-float", Code: "NC409", Severity: Warning,
	Doc: `Soft-float ARM code beside a hard-float Node.js

Node.js builds for 32-bit ARM Linux use the hard-float ABI (armhf). A library
whose header says soft-float passes floating-point arguments elsewhere; the
loader of a hard-float system refuses it, or every double is garbage.

Build with an arm-linux-gnueabihf compiler (-mfloat-abi=hard). Android uses
the soft-float ABI; there it is right.`,
	Run: armSoftFloat,
}

func armSoftFloat(p *Pass) {
	const soft, hard = 0x200, 0x400 // EF_ARM_ABI_FLOAT_SOFT, EF_ARM_ABI_FLOAT_HARD
	b := p.Binary
	if b.ELF == nil || b.Arch != "arm" || b.Platform != "linux" || b.ELF.Flags&soft == 0 || b.ELF.Flags&hard != 0 {
		return
	}
	p.Report(Warning, "is soft-float ARM code; Node.js for ARM Linux is hard-float",
		"Build with an arm-linux-gnueabihf compiler (-mfloat-abi=hard).",
		map[string]any{"e_flags": fmt.Sprintf("%#x", b.ELF.Flags)})
}
