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
