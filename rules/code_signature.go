package rules

import "fmt"

// CodeSignature looks at the signature of Mach-O slices.
var CodeSignature = &Rule{
	ID: "code-signature", Code: "NC608", Severity: Error,
	Doc: `The code signature of a macOS slice is missing or broken

Macs with Apple silicon run only signed code: an arm64 slice without a
signature, or with pages that differ from their recorded hashes, ends the
process on load ("Killed: 9", "Code Signature Invalid"). The linker signs
ad hoc; strip, install_name_tool, patching tools and compressors break that
signature. x64 slices need none.

Sign again after the last change to the file: codesign --force --sign -
addon.node (ad hoc), or with your identity.`,
	Run: codeSignature,
}

func codeSignature(p *Pass) {
	b := p.Binary
	if b.MachO == nil {
		return
	}
	const help = "Sign after the last change to the file: codesign --force --sign - addon.node."
	switch {
	case b.Signed == "none" && b.Arch == "arm64" && macOSLike(b.MachO.Platform):
		p.Report(Error, "the arm64 slice is not signed: macOS kills the process that loads it", help, map[string]any{"signed": b.Signed, "arch": b.Arch})
	case b.Signed == "none":
		p.Report(Note, fmt.Sprintf("the %s slice is not signed", b.Arch), help, map[string]any{"signed": b.Signed, "arch": b.Arch})
	case b.MachO.CodePagesBad > 0:
		sev, what := Error, "macOS kills the process that loads it"
		if b.Arch != "arm64" {
			sev, what = Warning, "macOS may kill the process that loads it"
		}
		p.Report(sev, fmt.Sprintf("the signature of the %s slice does not match %d of its pages: %s", b.Arch, b.MachO.CodePagesBad, what), help,
			map[string]any{"signed": b.Signed, "arch": b.Arch, "pagesThatDiffer": b.MachO.CodePagesBad})
	}
}

func macOSLike(platform string) bool {
	return platform == "" || platform == "macos" || platform == "maccatalyst"
}
