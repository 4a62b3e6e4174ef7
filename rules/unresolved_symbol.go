package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/napicheck/napicheck/matrix"
	"github.com/napicheck/napicheck/symbols"

	"github.com/napicheck/napicheck/internal/lazyregexp"
)

// UnresolvedSymbol finds imports that neither a needed library nor Node.js provides.
var UnresolvedSymbol = &Rule{
	ID: "unresolved-symbol", Code: "NC610", Severity: Warning,
	Doc: `Imports symbols that nobody is known to provide

Addons are linked with undefined symbols allowed, because the host provides
Node-API. So a source file or library that was left out of the link goes
unnoticed too, until require() throws "undefined symbol" or the process ends
at the first call. This rule names imports that are no interface of Node.js
and that no needed library can provide: on macOS those left to the flat
namespace, on Linux those without a symbol version where every needed library
versions its symbols.

Link the missing file or library into every architecture. On Linux link with
-Wl,-z,defs after listing the host's functions; on macOS replace -undefined
dynamic_lookup by -Wl,-U,_name for each of them.`,
	Run: unresolvedSymbol,
}

// versionedLibraries match those of glibc and GCC, whose symbols all carry versions.
var versionedLibraries = lazyregexp.New(`^(lib(c|m|pthread|dl|rt|util|resolv|anl|gcc_s|stdc\+\+|atomic)\.so\.[0-9]+|ld(-linux[a-z0-9-]*|64)?\.so\.[0-9]+)$`)

// systemName matches names that libraries of the system provide even where the
// binary does not name the library, because Node.js has loaded it: the C++
// library and compiler support, libdl, libpthread, librt, libresolv, by their
// shape the functions of libm, and on macOS Objective-C, Swift and frameworks.
var systemName = lazyregexp.New(`^(_Z(St|NK?S[tabdios]|T[VTIS]S[abdios]|n[wa]|d[la]|T[VTIS]St|T[VTIS]N(10__cxxabiv1|St)|N9__gnu_cxx|NK9__gnu_cxx|N10__cxxabiv1)|__|_Unwind_|_ITM_|_Jv_|_tlv_|dl|pthread_|sem_|mq_|shm_|aio_|lio_|timer_|clock_|sched_|res_|ns_|dn_|objc_|OBJC_|swift_|\$s|dispatch_|xpc_|os_|mach_|k?(CF|CG|NS|IO|Sec)[A-Z]|[a-z0-9]+(_r)?$)`)

// lateLibc matches functions that glibc has only since 2.25 or later. Linked on an
// older system they carry no version, and are found all the same where they exist.
var lateLibc = lazyregexp.New(`^(arc4random|close_range|closefrom|copy_file_range|epoll_pwait2|explicit_bzero|get(cpu|dents64|entropy|random|tid)|memfd_create|mlock2|pidfd_|pkey_|posix_spawn_file_actions_addt?c|preadv2|process_|pwritev2|qsort_r|reallocarray|renameat2|statx|strl(cat|cpy)|wcsl(cat|cpy))`)

// maxLost bounds the work on a file that claims a million imports.
const maxLost = 1000

func unresolvedSymbol(p *Pass) {
	b := p.Binary
	var left func(symbols.Import) bool // tells the imports that no needed library can provide
	switch {
	case b.MachO != nil && b.MachO.TwoLevel && slices.Contains(b.Needs, "/usr/lib/libSystem.B.dylib"):
		left = func(i symbols.Import) bool { return i.Library == "flat" }
	case b.ELF != nil && b.Libc == "glibc" && slices.Contains(b.Needs, "libc.so.6") &&
		!slices.ContainsFunc(b.Needs, func(n string) bool { return !versionedLibraries().MatchString(n) }):
		left = func(i symbols.Import) bool { return i.Version == "" }
	default:
		return
	}
	u := b.Unstable
	seen := map[string]bool{}
	for _, names := range [][]string{b.NodeAPI.Symbols, u.V8, u.Node, u.UV, u.Other} {
		for _, n := range names {
			seen[n] = true
		}
	}
	var lost []string
	now := false
	for _, i := range b.Imports {
		if i.Weak || !left(i) || seen[i.Name] {
			continue
		}
		seen[i.Name] = true
		if systemName().MatchString(i.Name) || b.ELF != nil && lateLibc().MatchString(i.Name) || nodeMayExport(i.Name) {
			continue
		}
		lost = append(lost, i.Name)
		now = now || i.Bound == symbols.BindNow
		if len(lost) == maxLost {
			break
		}
	}
	if len(lost) == 0 {
		return
	}
	slices.Sort(lost)
	then := "the process ends when one is called"
	if now {
		then = "it does not load"
	}
	p.Report(Warning, fmt.Sprintf("imports %s, which neither a library it needs nor Node.js is known to provide: %s", few(lost, 4), then),
		fmt.Sprintf("Link the file or library that defines them into the %s build.", b.Arch), map[string]any{"symbols": lost})
}

// nodeMayExport reports whether some release of Node.js exports name, or whether that is not known.
func nodeMayExport(name string) bool {
	if strings.HasPrefix(name, "_Z") {
		// V8's, node's and those of bundled libraries are classified by their
		// namespace; any other is the addon's own.
		return strings.Contains(name, "v88internal")
	}
	known := false
	for _, l := range matrix.Lines() {
		for _, v := range []matrix.Version{l.First, l.Last} {
			switch matrix.HostSymbol(name, v) {
			case matrix.Present:
				return true
			case matrix.Absent:
				known = true
			}
		}
	}
	return !known
}
