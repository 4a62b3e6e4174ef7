package rules

import (
	"strings"

	"github.com/napicheck/napicheck/symbols"
)

// UnsupportedFormat finds files of formats that no Node.js loads.
var UnsupportedFormat = &Rule{
	ID: "unsupported-format", Code: "NC001", Severity: Error, WholeFile: true,
	Doc: `The file has a format Node.js cannot load

Node.js hands a .node file to the loader of the operating system, which takes
ELF, PE and Mach-O libraries. Archives, import libraries, WebAssembly and
other data end in "invalid ELF header", "not a valid Win32 application" or
"not a mach-o file".

Put the linked library in place of the file: unpack the archive, link the
objects, copy the DLL and not its import library.`,
	Run: func(p *Pass) {
		if isNativeless(p.File) && placeholder(p.File.Reason) == "" {
			p.Report(Error, "is no native library: "+p.File.Reason, "Put the linked library in place of this file.",
				map[string]any{"content": p.File.Reason, "size": p.File.Size})
		}
	},
}

// isNativeless reports whether f holds no native binary at all.
func isNativeless(f *symbols.File) bool {
	return f.Kind == symbols.KindNotAnAddon && len(f.Binaries) == 0
}

// placeholders are the contents, by the first words of symbols.File.Reason,
// that take the place of an addon when a download, a checkout or a copy went
// wrong, with what to do about each.
var placeholders = []struct{ reason, help string }{
	{"Git LFS pointer", "Fetch the real file with git lfs pull before packing, and let the packing machine install Git LFS."},
	{"HTML page", "Download the file again, check the address, and let the download fail on an HTTP error (curl --fail)."},
	{"XML document", "Download the file again, check the address, and let the download fail on an HTTP error (curl --fail)."},
	{"text of a server's error message", "Download the file again, check the address, and let the download fail on an HTTP error (curl --fail)."},
	{"empty file", "Build or download the file again; check that the disk was not full."},
	{"zero bytes only", "Build or download the file again; check that the disk was not full."},
	{"blank text", "Build or download the file again."},
	{"text that names another file", "Check out symbolic links as such (git config core.symlinks true), or copy the file the text names."},
	{"JSON text", textHelp}, {"JavaScript", textHelp}, {"script with", textHelp}, {"linker script", textHelp}, {"text", textHelp},
	{"PEM text", textHelp}, {"UTF-16 text", textHelp},
}

const textHelp = "Put the built addon in place of this file, or give the file a name that does not end in .node."

// placeholder returns what to do about a file with that reason, "" if it is no placeholder.
func placeholder(reason string) (help string) {
	for _, p := range placeholders {
		if strings.HasPrefix(reason, p.reason) {
			return p.help
		}
	}
	return ""
}
