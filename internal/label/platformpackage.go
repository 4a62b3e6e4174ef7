package label

import "github.com/napicheck/napicheck/internal/npm"

// OfPackage says what a package claims of all its files: by its fields os,
// cpu and libc where each names one thing only, else by its name where that
// ends in a tuple (@esbuild/linux-x64, lightningcss-linux-x64-gnu).
func OfPackage(m *npm.Manifest) Label {
	l := OfFields(m)
	l = l.or(OfName(m.Name))
	if l.claims() {
		l.Convention = "platform-package"
	}
	return l
}

// OfFields says what os, cpu and libc of a package claim.
func OfFields(m *npm.Manifest) Label {
	var l Label
	if p := platforms[only(m.OS)]; p.platform == only(m.OS) {
		l.Platform = p.platform
	}
	if a := archs[only(m.CPU)].arch; a != "" && a == only(m.CPU) {
		l.Archs = []string{a}
	}
	if c := only(m.Libc); (c == "glibc" || c == "musl") && (l.Platform == "linux" || l.Platform == "") {
		l.Libc = c
	}
	return l
}

// OfName says what the name of a package claims.
func OfName(name string) Label {
	l, _, ok := aTuple(lastOf(name))
	if !ok {
		return Label{}
	}
	l.ABI, l.Node, l.Runtime = "", "", ""
	return l
}

// only returns the one element of list that allows something, "" where it is
// not one.
func only(list []string) string {
	if len(list) != 1 {
		return ""
	}
	return list[0]
}
