package rules

import (
	"fmt"
	"path"
)

// ExtensionCase finds addons that Node.js does not recognise by their name.
var ExtensionCase = &Rule{
	ID: "extension-case", Code: "NC518", Severity: Warning,
	Doc: `Its extension is not written .node

require() knows native addons by the extension .node in lower case; a file
called .NODE is read as JavaScript and ends in a syntax error, and loaders that
list folders pass it over. On Windows and macOS the mistake stays unseen as
long as the name in the code is written right.

Rename the file.`,
	RunPackage: extensionCase,
}

func extensionCase(p *PackagePass) {
	for _, f := range p.Files {
		if ext := path.Ext(f.Path); ext != ".node" && len(ext) == len(".node") {
			p.Report(Warning, f.Path, fmt.Sprintf("%s ends in %s: only .node is loaded as an addon", f.Path, ext), "Rename it to end in .node.",
				map[string]any{"extension": ext})
		}
	}
}
