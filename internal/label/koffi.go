package label

import (
	"strings"

	"github.com/napicheck/napicheck/internal/npm"
)

// readKoffi reads koffi's <os>_<arch>/koffi.node, where "musl" is an os and
// riscv64d the riscv64 with floating point in registers, the only one of Node.js.
func readKoffi(p place, _ *npm.Manifest) (Label, string, bool) {
	os, arch, ok := strings.Cut(p.dir(1), "_")
	if p.file != "koffi.node" || !ok {
		return Label{}, "", false
	}
	if os == "musl" {
		os = "linuxmusl"
	}
	if arch == "riscv64d" {
		arch = "riscv64"
	}
	l, ok := aPair(os, arch)
	return l, "", ok
}
