package label

import "github.com/napicheck/napicheck/internal/npm"

// readNeon reads <id>/index.node. Neon's ids are those of napi-rs, and some
// that keep Rust's word for the architecture (linux-riscv64gc-gnu,
// linux-powerpc64le-gnu).
func readNeon(p place, _ *npm.Manifest) (Label, string, bool) {
	if p.file != "index.node" || !neonID(p.dir(1)) {
		return Label{}, "", false
	}
	l, _, ok := aTuple(p.dir(1))
	return l, "", ok
}

func neonID(s string) bool {
	l, name, ok := aTuple(s)
	return ok && name == "" && l.ABI == "" && l.Node == ""
}

// neonKnows reports whether @neon-rs/load has an id for h.
func neonKnows(h Host) bool {
	switch h.Platform + "-" + h.Arch {
	case "android-arm", "android-arm64", "win32-x64", "win32-arm64", "win32-ia32", "darwin-x64", "darwin-arm64",
		"linux-x64", "linux-arm64", "linux-arm", "freebsd-x64":
		return true
	}
	return false
}
