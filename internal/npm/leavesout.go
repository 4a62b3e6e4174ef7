package npm

import (
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// LeavesOut tells what keeps npm from putting a file of the package folder
// into the tarball: the field files, or a line of .npmignore or .gitignore; ""
// where nothing does, or where that is not certain. file is relative to the
// folder; read gives the text of a file in it.
//
// It errs on the side of "": the patterns of npm have odd corners, in which
// they can include more than is seen here.
func (m *Manifest) LeavesOut(file string, read func(name string) ([]byte, error)) string {
	if file == "package.json" || slices.Contains(m.always(), file) {
		return ""
	}
	why, dir := "", "."
	if m.Files != nil {
		if !included(m.Files, file) {
			why = "the field files"
		}
		// With files, those at the top are not read.
		if dir, _, _ = strings.Cut(file, "/"); dir == file {
			return why
		}
	}
	for {
		why = ignored(dir, file, why, read)
		next, _, more := strings.Cut(below(dir, file), "/")
		if !more {
			return why
		}
		dir = path.Join(dir, next)
	}
}

func below(dir, file string) string {
	if dir == "." {
		return file
	}
	return strings.TrimPrefix(file, dir+"/")
}

// always are the files that npm never leaves out.
func (m *Manifest) always() (names []string) {
	for _, f := range append([]string{m.Main}, m.Bin...) {
		names = append(names, strings.TrimPrefix(path.Clean("/"+f), "/"))
	}
	return names
}

// included reports whether the field files may hold file.
func included(patterns []string, file string) bool {
	in := false
	for _, p := range patterns {
		negated := strings.HasPrefix(p, "!")
		p = strings.TrimPrefix(p, "!")
		for strings.HasPrefix(p, "./") || strings.HasPrefix(p, "/") {
			p = strings.TrimPrefix(strings.TrimPrefix(p, "."), "/")
		}
		switch {
		case negated:
			in = in && (odd(p) || !fitsFolder(p, file))
		case strings.EqualFold(p, file) || strings.EqualFold(p, path.Base(file)):
			return true // a file by its name counts for more than any pattern
		default:
			in = in || odd(p) || fits(p, file) || strings.Trim(p, "./*") == ""
		}
	}
	return in
}

// ignored is what leaves file out, why before and below dir the last line of
// the ignore file there that speaks of it.
func ignored(dir, file, why string, read func(string) ([]byte, error)) string {
	for _, base := range []string{".npmignore", ".gitignore"} {
		name := path.Join(dir, base)
		text, err := read(name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return ""
		}
		rel := below(dir, file)
		for l := range strings.Lines(string(text)) {
			l = strings.TrimSpace(l)
			p := strings.TrimPrefix(l, "!")
			switch {
			case l == "" || l[0] == '#':
			case l[0] == '!':
				if odd(p) || fits(p, rel) || under(p, rel) {
					why = ""
				}
			case !odd(p) && fitsFolder(p, rel):
				why = "the line " + l + " of " + name
			}
		}
		break // .npmignore means no .gitignore
	}
	return why
}

// fits reports whether a pattern may match file or a folder it is in. One
// without a slash matches names at any depth.
func fits(pattern, file string) bool {
	pattern = strings.TrimPrefix(pattern, "/")
	pattern = strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(pattern, "/**"), "/*"), "/")
	deep := !strings.Contains(pattern, "/")
	return pattern != "" && anyFolder(file, func(at string) bool {
		return match(pattern, at) || deep && match(pattern, path.Base(at))
	})
}

// fitsFolder is fits for a pattern that leaves out: "a/" is no file called a,
// and "/a" no a deeper down.
func fitsFolder(pattern, file string) bool {
	if strings.HasSuffix(pattern, "/") || strings.HasSuffix(pattern, "/*") || strings.HasSuffix(pattern, "/**") {
		if file = path.Dir(file); file == "." {
			return false
		}
	}
	if top, ok := strings.CutPrefix(pattern, "/"); ok && !strings.Contains(strings.Trim(pattern, "/"), "/") {
		first, _, _ := strings.Cut(file, "/")
		return match(strings.TrimSuffix(top, "/"), first)
	}
	return fits(pattern, file)
}

// under reports whether a pattern may speak of something in a folder that file is in.
func under(pattern, file string) bool {
	first, _, _ := strings.Cut(strings.TrimPrefix(pattern, "/"), "/")
	return anyFolder(file, func(at string) bool { return match(first, path.Base(at)) }) || strings.Contains(first, "*")
}

func anyFolder(file string, do func(at string) bool) bool {
	for at := file; at != "."; at = path.Dir(at) {
		if do(at) {
			return true
		}
	}
	return false
}

// match ignores case, as npm does.
func match(pattern, name string) bool {
	ok, err := doublestar.Match(strings.ToLower(pattern), strings.ToLower(name))
	return ok && err == nil
}

// odd reports whether a pattern has more than *, ? and {a,b} in it, of which
// npm and this package may think differently.
func odd(pattern string) bool {
	return strings.ContainsAny(pattern, `()[]\+@#`) || strings.Contains(pattern, "..") || strings.HasPrefix(pattern, "!") || !doublestar.ValidatePattern(pattern)
}
