package rules

import (
	"fmt"
	"strings"
)

// MixedLibc finds binaries that need the libraries of two C libraries.
var MixedLibc = &Rule{
	ID: "mixed-libc", Code: "NC405", Severity: Error,
	Doc: `Needs two C libraries at once

A process has one C library. A library that needs both glibc's and musl's was
linked with a mixture of their files: it does not load on either system, or
brings a second C library into the process, with its own heap and threads.

Build with one toolchain, for one libc, and name the libc in the file or
package name.`,
	Run: mixedLibc,
}

func mixedLibc(p *Pass) {
	var glibc, musl []string
	for _, n := range p.Binary.Needs {
		switch {
		case strings.HasPrefix(n, "libc.musl-") || strings.HasPrefix(n, "ld-musl-"):
			musl = append(musl, n)
		case p.Binary.Platform == "linux" && (n == "libc.so.6" || n == "libc.so.6.1" || strings.HasPrefix(n, "ld-linux")):
			glibc = append(glibc, n)
		}
	}
	if len(glibc) == 0 || len(musl) == 0 {
		return
	}
	p.Report(Error, fmt.Sprintf("needs both glibc (%s) and musl (%s)", few(glibc, 3), few(musl, 3)),
		"Build with one toolchain for one libc: compiler, C++ runtime and every static library.",
		map[string]any{"glibc": glibc, "musl": musl})
}
