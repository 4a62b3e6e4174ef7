// Package semver reads versions and version ranges as npm does.
//
// It promises the answers of npm's own semver package in its strict mode,
// oddities included ("*1.2.3" is 1.2.3, "* || 1.2.3-rc.1" does not hold
// 1.2.3-rc.1); a test holds the two against each other.
package semver

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// maxNumber is the largest number npm takes, JavaScript's MAX_SAFE_INTEGER.
const maxNumber = 1<<53 - 1

// maxLength is the longest version npm takes, in bytes.
const maxLength = 256

// maxRange bounds the text of a range, in bytes, which npm does not.
const maxRange = 8 << 10

// A Version is a semantic version. Build metadata is not kept, it takes no
// part in any comparison.
type Version struct {
	Major, Minor, Patch int
	Pre                 string // pre-release identifiers, "rc.1"; "" = none
}

// Parse reads "1.2.3", "v1.2.3-rc.1+build".
func Parse(s string) (Version, error) {
	text := strings.TrimFunc(s, space)
	p, rest := parsePartial(strings.TrimPrefix(text, "v"))
	if len(text) > maxLength || !p.full() || stripBuild(rest) != "" || strings.Count(rest, "+") > 1 {
		return Version{}, fmt.Errorf("%q is not a version", s)
	}
	v, err := p.version()
	if err != nil {
		return Version{}, fmt.Errorf("%q: %w", s, err)
	}
	return v, nil
}

func (v Version) String() string {
	s := fmt.Sprintf("%d.%d.%d", v.Major, v.Minor, v.Patch)
	if v.Pre != "" {
		s += "-" + v.Pre
	}
	return s
}

// Compare orders versions by precedence.
func (v Version) Compare(w Version) int {
	return cmp.Or(cmp.Compare(v.Major, w.Major), cmp.Compare(v.Minor, w.Minor), cmp.Compare(v.Patch, w.Patch),
		comparePre(v.Pre, w.Pre))
}

func comparePre(a, b string) int {
	switch {
	case a == b:
		return 0
	case a == "":
		return 1
	case b == "":
		return -1
	}
	return slices.CompareFunc(strings.Split(a, "."), strings.Split(b, "."), func(x, y string) int {
		xn, yn := numeric(x), numeric(y)
		switch {
		case xn && yn: // without leading zeros the longer one is larger
			return cmp.Or(cmp.Compare(len(x), len(y)), cmp.Compare(x, y))
		case xn:
			return -1
		case yn:
			return 1
		}
		return cmp.Compare(x, y)
	})
}

func numeric(s string) bool {
	return strings.Trim(s, "0123456789") == ""
}

// A Range is a set of versions: those that meet every comparator of one of its alternatives.
type Range struct {
	text string
	any  [][]comparator
}

type comparator struct {
	op string // "<", "<=", ">", ">=", "="
	v  Version
}

func (c comparator) holds(v Version) bool {
	d := v.Compare(c.v)
	switch c.op {
	case "<":
		return d < 0
	case "<=":
		return d <= 0
	case ">":
		return d > 0
	case ">=":
		return d >= 0
	}
	return d == 0
}

// String returns the range as it was written.
func (r Range) String() string { return r.text }

// Contains reports whether v lies in the range. A pre-release does only if a
// comparator names a pre-release of the same X.Y.Z.
func (r Range) Contains(v Version) bool {
	return slices.ContainsFunc(r.any, func(all []comparator) bool {
		named := v.Pre == ""
		for _, c := range all {
			if !c.holds(v) {
				return false
			}
			named = named || c.v.Pre != "" && c.v.Major == v.Major && c.v.Minor == v.Minor && c.v.Patch == v.Patch
		}
		return named
	})
}

// ParseRange reads a range in npm's syntax: comparators, hyphen ranges,
// x-ranges, tilde and caret, joined by blanks (and) and "||" (or). The empty
// text means any version.
func ParseRange(text string) (Range, error) {
	if len(text) > maxRange {
		return Range{}, fmt.Errorf("range of %d bytes is longer than %d", len(text), maxRange)
	}
	r := Range{text: text}
	for part := range strings.SplitSeq(text, "||") {
		// Metadata goes first, so that what remains around it joins as in npm.
		all, err := parseAlternative(stripBuild(strings.Join(strings.FieldsFunc(part, space), " ")))
		if err != nil {
			return Range{}, fmt.Errorf("range %q: %w", text, err)
		}
		r.any = append(r.any, all)
	}
	// An alternative that says "any" makes npm forget the others, and with them
	// the pre-releases that they name.
	if slices.ContainsFunc(r.any, func(all []comparator) bool { return len(all) == 0 }) {
		r.any = [][]comparator{nil}
	}
	return r, nil
}

// space reports whether r is white space in JavaScript.
func space(r rune) bool {
	switch r {
	case ' ', '\t', '\n', '\v', '\f', '\r', 0xa0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000, 0xfeff:
		return true
	}
	return 0x2000 <= r && r <= 0x200a
}

// stripBuild removes build metadata, wherever it stands.
func stripBuild(s string) string {
	var b strings.Builder
	for {
		before, after, found := strings.Cut(s, "+")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		n := 0
		for {
			m := identifier(after[n:])
			if m == 0 {
				break
			}
			n += m
			if n+1 >= len(after) || after[n] != '.' || identifier(after[n+1:]) == 0 {
				break
			}
			n++
		}
		if n == 0 {
			b.WriteByte('+')
		}
		s = after[n:]
	}
}

// identifier returns the length of the letters, digits and hyphens at the start of s.
func identifier(s string) int {
	n := strings.IndexFunc(s, func(r rune) bool {
		return !('0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || r == '-')
	})
	if n < 0 {
		return len(s)
	}
	return n
}

// parseAlternative reads what stands between "||". White space is single blanks.
func parseAlternative(s string) ([]comparator, error) {
	if from, to, ok := hyphen(s); ok {
		return hyphenRange(from, to)
	}
	var all []comparator
	for _, word := range words(s) {
		c, err := parseComparator(word)
		if err != nil {
			return nil, err
		}
		all = append(all, c...)
	}
	return all, nil
}

// words splits s at blanks, except behind an operator.
func words(s string) []string {
	in := strings.Fields(s)
	var w []string
	for i := 0; i < len(in); i++ { // comparisons first
		word := in[i]
		if op := word[len(strings.TrimRight(word, "<>=v")):]; op != "" && op == operator(op) && i+1 < len(in) {
			// A prefix that stands alone takes the operator away from its version.
			if v := strings.TrimLeft(in[i+1], "v="); v == "" || digit(v[0]) || wild(v[:1]) {
				i++
				word += in[i]
			}
		}
		w = append(w, word)
	}
	for i := len(w) - 2; i >= 0; i-- { // then tilde and caret
		switch {
		case strings.HasSuffix(w[i], "~"), strings.HasSuffix(w[i], "^"):
			w[i] += w[i+1]
		case strings.HasSuffix(w[i], "~>"):
			w[i] = strings.TrimSuffix(w[i], ">") + w[i+1]
		default:
			continue
		}
		w = slices.Delete(w, i+1, i+2)
	}
	return w
}

func digit(c byte) bool { return '0' <= c && c <= '9' }

func wild(s string) bool { return s == "" || s == "x" || s == "X" || s == "*" }

// A partial is a version some of whose numbers may be left out or wild.
type partial struct {
	prefix              string // any of "v", "=" and blanks, as written
	major, minor, patch string
	pre                 string
}

func (p partial) full() bool { return !wild(p.major) && !wild(p.minor) && !wild(p.patch) }

// version returns the version p stands for, wild numbers being 0.
func (p partial) version() (Version, error) {
	v := Version{Pre: p.pre}
	for _, f := range []struct {
		text string
		n    *int
	}{{p.major, &v.Major}, {p.minor, &v.Minor}, {p.patch, &v.Patch}} {
		if wild(f.text) {
			break
		}
		n, err := strconv.ParseInt(f.text, 10, 64)
		if err != nil || n > maxNumber {
			return Version{}, fmt.Errorf("%s is too large a number", f.text)
		}
		*f.n = int(n)
	}
	return v, nil
}

// parsePartial reads a partial version from the start of s and returns what
// follows it. Its major is empty if there is none.
func parsePartial(s string) (p partial, rest string) {
	number := func(s string) (string, string) {
		if s == "" {
			return "", s
		}
		if wild(s[:1]) || s[0] == '0' {
			return s[:1], s[1:]
		}
		n := 0
		for n < len(s) && digit(s[n]) {
			n++
		}
		return s[:n], s[n:]
	}
	p.major, rest = number(s)
	for _, f := range []*string{&p.minor, &p.patch} {
		if p.major == "" || !strings.HasPrefix(rest, ".") {
			return p, rest
		}
		n, tail := number(rest[1:])
		if n == "" {
			return p, rest
		}
		*f, rest = n, tail
	}
	if !strings.HasPrefix(rest, "-") {
		return p, rest
	}
	n := 1
	for {
		m := identifier(rest[n:])
		id := rest[n : n+m]
		if m == 0 || numeric(id) && m > 1 && id[0] == '0' {
			return p, rest // not a pre-release; the caller sees what is left
		}
		n += m
		if n == len(rest) || rest[n] != '.' {
			break
		}
		n++
	}
	p.pre = rest[1:n]
	return p, rest[n:]
}

// whole reads all of s as a partial version with a prefix.
func whole(s string) (partial, bool) {
	text := strings.TrimLeft(s, "v= ")
	p, rest := parsePartial(text)
	p.prefix = s[:len(s)-len(text)]
	return p, p.major != "" && rest == ""
}

// hyphen splits "A - B".
func hyphen(s string) (from, to partial, ok bool) {
	a, b, found := strings.Cut(s, " - ")
	if !found {
		return partial{}, partial{}, false
	}
	from, okFrom := whole(a)
	to, okTo := whole(b)
	return from, to, okFrom && okTo
}

func hyphenRange(from, to partial) ([]comparator, error) {
	var all []comparator
	if !wild(from.major) {
		if from.full() && from.prefix != "" && from.prefix != "v" {
			return nil, fmt.Errorf("%q before a version", from.prefix)
		}
		low := from
		if !from.full() {
			low.pre = ""
		}
		c, err := compare(">=", low)
		if err != nil {
			return nil, err
		}
		all = append(all, c...)
	}
	switch {
	case wild(to.major):
		return all, nil
	case to.full():
		if to.pre == "" && to.prefix != "" && to.prefix != "v" {
			return nil, fmt.Errorf("%q before a version", to.prefix)
		}
		c, err := compare("<=", to)
		return append(all, c...), err
	default:
		c, err := below(to)
		return append(all, c...), err
	}
}

// compare makes the comparator op p, wild numbers of p being 0.
func compare(op string, p partial) ([]comparator, error) {
	v, err := p.version()
	if err != nil {
		return nil, err
	}
	if op == ">=" && v == (Version{}) {
		return nil, nil // any
	}
	return []comparator{{op, v}}, nil
}

// below makes "<" the lowest version above all that p stands for.
func below(p partial) ([]comparator, error) {
	v, err := p.version()
	if err != nil {
		return nil, err
	}
	v.Pre = "0"
	switch {
	case wild(p.minor):
		v.Major, v.Minor, v.Patch = v.Major+1, 0, 0
	case wild(p.patch):
		v.Minor, v.Patch = v.Minor+1, 0
	default:
		v.Patch++
	}
	if max(v.Major, v.Minor, v.Patch) > maxNumber {
		return nil, fmt.Errorf("the number after %d is too large", maxNumber)
	}
	return []comparator{{"<", v}}, nil
}

// between makes ">=" low and below high.
func between(low, high partial) ([]comparator, error) {
	if !low.full() {
		low.pre = ""
	}
	a, err := compare(">=", low)
	if err != nil {
		return nil, err
	}
	b, err := below(high)
	return append(a, b...), err
}

var none = []comparator{{"<", Version{Pre: "0"}}}

// parseComparator reads one word: operator and partial version.
func parseComparator(word string) ([]comparator, error) {
	if text, ok := strings.CutPrefix(word, "^"); ok {
		if p, ok := whole(text); ok {
			return caret(p)
		}
	} else if text, ok := strings.CutPrefix(word, "~"); ok {
		if p, ok := whole(strings.TrimPrefix(text, ">")); ok {
			return tilde(p)
		}
	}
	op := operator(word)
	p, ok := whole(word[len(op):])
	if ok && p.full() {
		return primitive(word)
	}
	misplaced := wild(p.major) && !wild(p.minor) || wild(p.minor) && !wild(p.patch)
	if ok && !misplaced {
		return xRange(op, p)
	}
	// npm removes the first star of what it does not understand.
	if i := strings.IndexByte(word, '*'); i >= 0 {
		before := word[:i]
		before = strings.TrimSuffix(before, "=")
		if n := len(before); n > 0 && (before[n-1] == '<' || before[n-1] == '>') {
			before = before[:n-1]
		}
		if word = before + word[i+1:]; word == "" {
			return nil, nil
		}
	}
	return primitive(word)
}

// operator returns the comparison at the start of word.
func operator(word string) string {
	n := 0
	if word != "" && (word[0] == '<' || word[0] == '>') {
		n++
	}
	if n < len(word) && word[n] == '=' {
		n++
	}
	return word[:n]
}

// primitive reads an operator and a full version.
func primitive(word string) ([]comparator, error) {
	op := operator(word)
	v, err := Parse(word[len(op):])
	if err != nil {
		return nil, fmt.Errorf("%q is not a comparator", word)
	}
	switch op {
	case "":
		op = "="
	case ">=":
		if v == (Version{}) {
			return nil, nil // any
		}
	}
	return []comparator{{op, v}}, nil
}

// xRange makes the comparators of an operator and a partial version that has
// at least one wild number.
func xRange(op string, p partial) ([]comparator, error) {
	p.pre = ""
	if wild(p.major) {
		if op == "<" || op == ">" {
			return none, nil
		}
		return nil, nil
	}
	switch op {
	case ">=":
		return compare(">=", p)
	case "<":
		v, err := p.version()
		v.Pre = "0"
		return []comparator{{"<", v}}, err
	case "<=":
		return below(p)
	case ">":
		c, err := below(p)
		if err != nil {
			return nil, err
		}
		c[0].op, c[0].v.Pre = ">=", ""
		return c, nil
	}
	return between(p, p)
}

func tilde(p partial) ([]comparator, error) {
	if wild(p.major) {
		return nil, nil
	}
	if wild(p.minor) {
		p.patch = ""
	}
	high := p
	high.patch = ""
	return between(p, high)
}

func caret(p partial) ([]comparator, error) {
	if wild(p.major) {
		return nil, nil
	}
	if wild(p.minor) {
		p.patch = ""
	}
	high := p
	switch {
	case p.major != "0" || wild(p.minor):
		high.minor, high.patch = "", ""
	case p.minor != "0" || wild(p.patch):
		high.patch = ""
	}
	return between(p, high)
}
