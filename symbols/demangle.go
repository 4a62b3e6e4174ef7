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
