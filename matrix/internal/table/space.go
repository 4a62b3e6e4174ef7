package table

import (
	"strconv"
	"strings"
)

// NodeAPI reports whether name lies in Node-API's namespace.
func NodeAPI(name string) bool {
	return strings.HasPrefix(name, "napi_") || strings.HasPrefix(name, "node_api_")
}

// Spaces are the namespaces of exported host symbols, a table each.
var Spaces = []string{"uv", "v8", "cppgc", "node", "std", "c"}

// Space returns the table that an exported name belongs to, a member of
// Spaces. It is "" for names that are not kept: Node-API (which has a table of
// its own), v8::internal, C++ of bundled libraries, instances of node's
// templates (its headers offer none that is compiled elsewhere), and what only
// the compiler refers to by name (thunks, entities local to a function).
func Space(name string) string {
	rest, ok := strings.CutPrefix(name, "_Z")
	switch {
	case NodeAPI(name):
		return ""
	case strings.HasPrefix(name, "uv_"):
		return "uv"
	case !ok:
		return "c"
	case strings.Contains(name, "2v88internal"):
		return ""
	}
	// Itanium C++ ABI: vtables and their kin, guards; then <nested-name> with
	// its qualifiers; then the outermost scope.
	for _, special := range []string{"TV", "TT", "TI", "TS", "GV"} {
		if r, ok := strings.CutPrefix(rest, special); ok {
			rest = r
			break
		}
	}
	if r, ok := strings.CutPrefix(rest, "N"); ok {
		rest = strings.TrimLeft(r, "rVKRO")
	}
	switch {
	case strings.HasPrefix(rest, "2v8"):
		return "v8"
	case strings.HasPrefix(rest, "5cppgc"):
		return "cppgc"
	case strings.HasPrefix(rest, "4node") && !template(rest):
		return "node"
	case strings.HasPrefix(rest, "S") && !foreign(rest), strings.HasPrefix(rest, gnu) && !foreign(rest[len(gnu):]):
		return "std"
	}
	return ""
}

const gnu = "9__gnu_cxx"

// foreign reports whether a name of the C++ library mentions a namespace
// besides it: an instantiation nobody but that namespace's owner makes.
func foreign(s string) bool {
	for i := 0; i+1 < len(s); i++ {
		if s[i] != 'N' {
			continue
		}
		rest := strings.TrimLeft(s[i+1:], "rVKRO")
		if rest != "" && '0' <= rest[0] && rest[0] <= '9' && !strings.HasPrefix(rest, gnu) && !strings.HasPrefix(rest, "10__cxxabiv1") {
			return true
		}
	}
	return false
}

// template reports whether one of the scopes that s begins with is an instance of a template.
func template(s string) bool {
	for s != "" && s[0] != 'I' {
		digits := len(s) - len(strings.TrimLeft(s, "0123456789"))
		n, err := strconv.Atoi(s[:digits])
		if err != nil || n > len(s)-digits {
			return false
		}
		s = s[digits+n:]
	}
	return s != ""
}
