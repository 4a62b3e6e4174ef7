package symbols

import (
	"strings"

	"github.com/ianlancetaylor/demangle"
)

// Bounds of demangling. Longer names, and those whose text would be longer,
// stay as they are.
const (
	maxMangled   = 4096
	maxDemangled = 1 << 14
)

// Demangle returns name as its C++ source would spell it, by the Itanium
// mangling (as on Linux and macOS, Rust included) or Microsoft's. A name it
// does not understand comes back unchanged.
func Demangle(name string) (text string) {
	defer func() {
		if recover() != nil {
			text = name
		}
	}()
	switch {
	case len(name) > maxMangled:
	case strings.HasPrefix(name, "_Z"), strings.HasPrefix(name, "_R"):
		// The library's limit is a power of two of characters.
		s, err := demangle.ToString(name, demangle.MaxLength(14))
		if err == nil {
			return s
		}
	case strings.HasPrefix(name, "?"):
		if s, ok := undecorate(name); ok {
			return s
		}
	}
	return name
}

// FunctionName returns the qualified name that name was mangled from, without
// access, result, calling convention and parameters: "v8::Isolate::GetCurrent".
// A name that Demangle does not understand comes back unchanged.
func FunctionName(name string) (text string) {
	defer func() {
		if recover() != nil {
			text = name
		}
	}()
	switch {
	case len(name) > maxMangled:
	case strings.HasPrefix(name, "_Z"), strings.HasPrefix(name, "_R"):
		if s, err := demangle.ToString(name, demangle.NoParams, demangle.MaxLength(14)); err == nil {
			return s
		}
	case strings.HasPrefix(name, "?"):
		if s, ok := undecorate(name); ok {
			return qualifiedName(s)
		}
	}
	return name
}

// qualifiedName cuts a declaration as Microsoft's tools write it down to its
// name. That follows the calling convention of a function or the type of a
// variable, and ends before the parameters; blanks and parentheses inside
// template arguments, quotes and types of function pointers are not those.
func qualifiedName(s string) string {
	start, depth := 0, 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case strings.HasPrefix(s[i:], "operator") && (i == 0 || s[i-1] == ':' || s[i-1] == ' ') && depth == 0:
			i += len("operator")
			if strings.HasPrefix(s[i:], "()") {
				i += 2
			}
			if j := strings.IndexByte(s[min(i, len(s)):], '('); j >= 0 {
				return s[start : i+j]
			}
			return s[start:]
		case c == '<', c == '`':
			depth++
		case c == '(' && depth == 0 && i > start:
			return s[start:i]
		case c == '(':
			depth++
		case c == '>', c == ')', c == '\'':
			depth = max(depth-1, 0)
		case c == ' ' && depth == 0 && !strings.HasPrefix(s[i+1:], "`"):
			start = i + 1
		}
	}
	return s[start:]
}
