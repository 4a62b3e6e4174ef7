package rules

import "fmt"

// StaticTLS finds thread-local storage that dlopen may have no room for.
var StaticTLS = &Rule{
	ID: "static-tls", Code: "NC411", Severity: Error,
	Doc: `Thread-local storage that must fit into a small reserve

A library with initial-exec thread-local storage (DF_STATIC_TLS) must get its
place in a block that was laid out when the process started. glibc keeps 1664
bytes for all libraries loaded later, and musl nothing: require() throws
"cannot allocate memory in static TLS block", or "initial-exec TLS resolves to
dynamic definition". Small sizes work on glibc until other libraries have
used the reserve up.

Compile with -ftls-model=global-dynamic (or without -ftls-model), and without
-fno-pic objects; for jemalloc configure --disable-initial-exec-tls, for
mimalloc MI_LOCAL_DYNAMIC_TLS=ON.`,
	Run: staticTLS,
}

// glibcTLSReserve is what glibc keeps for libraries loaded later (measured on
// 2.36: 1664 bytes fit, 2048 do not).
const glibcTLSReserve = 1664

func staticTLS(p *Pass) {
	b := p.Binary
	if b.ELF == nil || !b.ELF.StaticTLS {
		return
	}
	const help = "Compile with -ftls-model=global-dynamic; configure jemalloc with --disable-initial-exec-tls, mimalloc with MI_LOCAL_DYNAMIC_TLS=ON."
	size := b.ELF.TLSSize
	evidence := map[string]any{"DF_STATIC_TLS": true, "tlsBytes": size}
	switch {
	case b.Libc == "musl" && size > 0:
		p.Report(Warning, fmt.Sprintf("has %d bytes of initial-exec thread-local storage, which musl does not load into a running process", size), help, evidence)
	case b.Libc == "glibc" && size > glibcTLSReserve:
		p.Report(Error, fmt.Sprintf("has %d bytes of initial-exec thread-local storage; glibc keeps %d for all libraries loaded later", size, glibcTLSReserve), help, evidence)
	case b.Libc == "glibc" && size > 512:
		p.Report(Warning, fmt.Sprintf("takes %d bytes of the %d that glibc keeps for initial-exec thread-local storage of all libraries", size, glibcTLSReserve), help, evidence)
	default:
		p.Report(Note, fmt.Sprintf("uses initial-exec thread-local storage (%d bytes of its own)", size), help, evidence)
	}
}
