package rules

import "github.com/napicheck/napicheck/symbols"

// WritableCode finds memory that is writable and executable at once.
var WritableCode = &Rule{
	ID: "writable-code", Code: "NC604", Severity: Error,
	Doc: `A segment is writable and executable

Memory that can be written and run at once is what attackers look for. macOS
on Apple silicon and OpenBSD refuse such a segment, SELinux policies for
services may.

Find the object with such a section (a packer, hand-written assembly, an old
linker script, -Wl,-N or --omagic) and keep code and data apart.`,
	Run: writableCode,
}

func writableCode(p *Pass) {
	b := p.Binary
	const help = "Keep code and data in sections of their own: look for hand-written assembly, a linker script, a packer, -Wl,-N or --omagic."
	switch {
	case b.MachO != nil && b.MachO.WX && b.Arch == "arm64" || b.ELF != nil && b.ELF.WX && b.Platform == "openbsd":
		p.Report(Error, "has a segment that is writable and executable: the system refuses to load it", help, map[string]any{"writableAndExecutable": true})
	case b.ELF != nil && b.ELF.WX, b.MachO != nil && b.MachO.WX:
		p.Report(Warning, "has a segment that is writable and executable: where SELinux confines the process, it may not load", help, map[string]any{"writableAndExecutable": true})
	case b.Format == symbols.PE && b.PE != nil && b.PE.WX:
		p.Report(Note, "has a section that is writable and executable", help, map[string]any{"writableAndExecutable": true})
	}
}
