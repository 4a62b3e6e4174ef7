package rules

import (
	"fmt"
	"slices"
)

// BundledLibraryImport finds imports of libraries that Node.js happens to hold.
var BundledLibraryImport = &Rule{
	ID: "bundled-library-import", Code: "NC204", Severity: Error,
	Doc: `Borrows a library that is bundled into Node.js

OpenSSL, zlib, nghttp2, c-ares, ICU, sqlite and others are inside the Node.js
executable and visible to addons by accident. Their versions change between
releases (OpenSSL 1.1 to 3 in Node.js 17), a build of Node.js by a distribution
may not have them, nor have other hosts.

Link the library yourself, statically and with hidden symbols, or as a shared
library of its own.`,
	Run: bundledLibraryImport,
}

func bundledLibraryImport(p *Pass) {
	names := slices.DeleteFunc(slices.Clone(p.Binary.Unstable.Other), func(name string) bool { return name == "node_module_register" })
	if len(names) == 0 {
		return
	}
	const help = "Link the library into the addon, with hidden symbols, or need it as a shared library."
	evidence := map[string]any{"symbols": names, "count": len(names)}
	imports := fmt.Sprintf("takes %s from libraries bundled into Node.js", few(names, 3))
	if sev, on, lacking := p.failingFor(func(name string) bool { return holds(names, name) }); len(on) > 0 {
		evidence["missing"] = lacking
		p.Report(sev, fmt.Sprintf("%s; Node.js %s %s not export %s: %s", imports, p.where(on), plural(len(on), "does", "do"), few(lacking, 3), hence(on)),
			help, p.broken(on, evidence))
		return
	}
	p.Report(Warning, imports+", whose versions change from release to release", help, evidence)
}
