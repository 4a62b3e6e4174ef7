package rules

import (
	"slices"
	"strings"
)

// StackProtector finds C and C++ code compiled without checks of the stack and of buffers.
var StackProtector = &Rule{
	ID: "stack-protector", Code: "NC605", Severity: Note,
	Doc: `Compiled without stack protector and checked buffers

Nothing shows that the compiler checks the stack at the end of functions
(__stack_chk_fail) or the sizes of buffers (__memcpy_chk and the like). A
small library may simply have nothing to check; Rust, Go and Zig check
buffers in their own way.

Compile with -fstack-protector-strong -D_FORTIFY_SOURCE=2 -O2.`,
	Run: stackProtector,
}

func stackProtector(p *Pass) {
	b := p.Binary
	if b.ELF == nil || b.ELF.StackProtector || b.ELF.Fortified {
		return
	}
	c := slices.ContainsFunc(b.ELF.Compiler, func(s string) bool { return strings.Contains(s, "GCC") || strings.Contains(s, "clang") })
	other := slices.ContainsFunc(b.ELF.Compiler, func(s string) bool { return strings.Contains(s, "rustc") || strings.Contains(s, "zig") })
	if !c || other {
		return // not known to be C or C++
	}
	p.Report(Note, "shows neither stack protector nor checked buffer functions", "Compile with -fstack-protector-strong -D_FORTIFY_SOURCE=2 -O2.",
		map[string]any{"__stack_chk_fail": false, "__*_chk": false, "compiler": b.ELF.Compiler})
}
