package rules

import "fmt"

// PageAlignment compares segment alignment with the page sizes of real kernels.
var PageAlignment = &Rule{
	ID: "page-alignment", Code: "NC413", Severity: Warning,
	Doc: `Segments are not aligned for kernels with large pages

A library whose segments are aligned to 4 KB cannot be mapped where the kernel
has larger pages: "ELF load command alignment not page-aligned". 16 KB pages
are those of new Android devices, of the Raspberry Pi 5, of Linux on Apple
silicon and of loong64; 64 KB those of some arm64 servers and of most
ppc64 systems.

Link with -Wl,-z,max-page-size=65536 on arm64, ppc64 and loong64, with
-Wl,-z,max-page-size=16384 for Android (Rust: RUSTFLAGS="-C
link-arg=-Wl,-z,max-page-size=65536").`,
	Run: pageAlignment,
}

func pageAlignment(p *Pass) {
	b := p.Binary
	if b.ELF == nil || b.ELF.MaxPageSize == 0 {
		return
	}
	have := b.ELF.MaxPageSize
	var common, largest uint64 // page size of usual systems, and of any
	var where string
	switch {
	case b.Platform == "android" && (b.Arch == "arm64" || b.Arch == "x64"):
		common, largest, where = 16<<10, 16<<10, "Android devices with 16 KB pages"
	case b.Platform == "linux" && b.Arch == "arm64":
		common, largest, where = 16<<10, 64<<10, "kernels with 16 KB pages (Raspberry Pi 5, Apple silicon) or 64 KB pages"
	case b.Platform == "linux" && b.Arch == "loong64":
		common, largest, where = 16<<10, 16<<10, "kernels with 16 KB pages, the usual ones of loong64"
	case b.Platform == "linux" && b.Arch == "ppc64":
		common, largest, where = 64<<10, 64<<10, "kernels with 64 KB pages, the usual ones of ppc64"
	default:
		return
	}
	if have >= largest {
		return
	}
	sev := Warning
	if have >= common {
		sev, where = Note, "kernels with 64 KB pages"
	}
	p.Report(sev, fmt.Sprintf("has segments aligned to %d KB, so it does not load on %s", have>>10, where),
		fmt.Sprintf("Link with -Wl,-z,max-page-size=%d.", largest),
		map[string]any{"alignment": have, "wanted": largest})
}
