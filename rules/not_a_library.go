package rules

import (
	"fmt"

	"github.com/napicheck/napicheck/symbols"
)

// NotALibrary finds native files that the loader does not load as a library.
var NotALibrary = &Rule{
	ID: "not-a-library", Code: "NC003", Severity: Error,
	Doc: `A program or an object file, not a shared library

The loader of the operating system loads shared libraries (macOS: bundles
too). It refuses programs ("cannot dynamically load executable") and object
files ("only ET_DYN and ET_EXEC can be loaded").

Link with -shared (macOS: -bundle -undefined dynamic_lookup; MSVC: /DLL; Rust:
crate-type = ["cdylib"]), and name programs without .node.`,
	Run: notALibrary,
}

func notALibrary(p *Pass) {
	b := p.Binary
	what := ""
	switch b.Type {
	case symbols.Executable:
		what = "a program"
	case symbols.Object:
		what = "an object file that was never linked"
	case symbols.OtherType:
		what = "neither a library nor a bundle"
	default:
		return
	}
	evidence := map[string]any{"type": string(b.Type), "format": string(b.Format), "machine": b.Machine}
	if b.MachO != nil {
		evidence["filetype"] = b.MachO.FileType
	}
	p.Report(Error, fmt.Sprintf("is %s (%s), which Node.js cannot load", what, map[symbols.Format]string{symbols.ELF: "ELF", symbols.PE: "PE", symbols.MachO: "Mach-O"}[b.Format]),
		`Link with -shared (macOS: -bundle -undefined dynamic_lookup; MSVC: /DLL; Rust: crate-type = ["cdylib"]).`, evidence)
}
