package rules

// PlaceholderFile finds text and emptiness where an addon should be.
var PlaceholderFile = &Rule{
	ID: "placeholder-file", Code: "NC008", Severity: Error, WholeFile: true,
	Doc: `Text or nothing where an addon should be

The file holds what is left when a download, a checkout or a copy went wrong:
a server's error page, a Git LFS pointer, a link as text, nothing at all. Users
see "invalid ELF header" or "file too short".

Fetch or build the real file, and let the packing step check that every .node
file is a native library.`,
	Run: func(p *Pass) {
		if help := placeholder(p.File.Reason); isNativeless(p.File) && help != "" {
			p.Report(Error, "is no native library: "+p.File.Reason, help, map[string]any{"content": p.File.Reason, "size": p.File.Size})
		}
	},
}
