package label

import (
	"strings"

	"github.com/napicheck/napicheck/internal/npm"
)

// napi-rs: <binary name>.<platform>-<arch>[-<abi>].node
func readNAPIRS(p place, _ *npm.Manifest) (Label, string, bool) {
	i := strings.LastIndexByte(p.stem, '.')
	if i <= 0 {
		return Label{}, "", false
	}
	l, name, ok := aTuple(p.stem[i+1:])
	if !ok || name != "" || l.ABI != "" || l.Node != "" || strings.Contains(p.stem[i:], "_") {
		return Label{}, "", false
	}
	return l, p.stem[:i], true
}

// napiTuples are the tuples napi-rs's loader tries on h, in its order. On
// win32-x64 it takes "gnu" only in a Node built by MinGW; on ppc64 and s390x
// it does not ask for the libc.
func napiTuples(h Host) []string {
	if h.Platform == "darwin" && h.Arch != "x64" && h.Arch != "arm64" {
		return []string{"darwin-universal"}
	}
	switch h.Platform + "-" + h.Arch {
	case "android-arm":
		return []string{"android-arm-eabi"}
	case "android-arm64", "freebsd-x64", "freebsd-arm64", "freebsd-ppc64", "openharmony-arm64", "openharmony-x64", "openharmony-arm":
		return []string{h.Platform + "-" + h.Arch}
	case "win32-x64", "win32-ia32", "win32-arm64":
		return []string{h.Platform + "-" + h.Arch + "-msvc"}
	case "darwin-x64", "darwin-arm64":
		return []string{"darwin-universal", h.Platform + "-" + h.Arch}
	case "linux-ppc64", "linux-s390x":
		return []string{h.Platform + "-" + h.Arch + "-gnu"}
	case "linux-arm":
		if h.Libc == "musl" {
			return []string{"linux-arm-musleabihf"}
		}
		return []string{"linux-arm-gnueabihf"}
	case "linux-x64", "linux-arm64", "linux-loong64", "linux-riscv64":
		if h.Libc == "musl" {
			return []string{h.Platform + "-" + h.Arch + "-musl"}
		}
		return []string{h.Platform + "-" + h.Arch + "-gnu"}
	}
	return nil
}
