package rules

// ExecutableStack finds libraries that ask for an executable stack.
var ExecutableStack = &Rule{
	ID: "executable-stack", Code: "NC601", Severity: Error,
	Doc: `Asks for an executable stack

glibc 2.41 and newer (Debian 13, Ubuntu 25.04, Fedora 42) no longer makes the
stack of a running process executable: require() throws "cannot enable
executable stack as shared object requires". Older systems make every stack
of the process executable, which takes away a defence. The mark comes from an
assembly file without a .note.GNU-stack section, or from GCC's nested
functions; the code hardly ever needs it.

Add .section .note.GNU-stack,"",@progbits to every assembly file, or
link with -Wl,-z,noexecstack (node-gyp: "ldflags": ["-Wl,-z,noexecstack"]).
patchelf --clear-execstack repairs a built file.`,
	Run: executableStack,
}

func executableStack(p *Pass) {
	b := p.Binary
	if b.ELF == nil || !b.ELF.ExecStack {
		return
	}
	why := "PT_GNU_STACK is executable"
	if !b.ELF.GNUStack {
		why = "no PT_GNU_STACK header"
	}
	const help = `Link with -Wl,-z,noexecstack, and add .section .note.GNU-stack,"",@progbits to assembly files; patchelf --clear-execstack repairs a built file.`
	evidence := map[string]any{"PT_GNU_STACK": b.ELF.GNUStack, "executable": true}
	switch {
	case b.Platform == "linux" && b.Libc == "glibc":
		p.Report(Error, "asks for an executable stack ("+why+"): glibc 2.41 and newer refuses to load it", help, evidence)
	case b.Platform == "linux" && b.Libc == "":
		p.Report(Warning, "asks for an executable stack ("+why+"): glibc 2.41 and newer would refuse to load it", help, evidence)
	default:
		p.Report(Note, "asks for an executable stack ("+why+")", help, evidence)
	}
}
