package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/napicheck/napicheck/matrix"
	"github.com/napicheck/napicheck/rules"
	"github.com/napicheck/napicheck/symbols"
)

// text writes for people. Each file is one line, the verdict; then what is
// wrong with it and, said once a report, what to do; then, when asked for, the facts. Files of one
// package stand together below its name, and a summary ends the report where
// there was more than one file.
type text struct {
	printer
	opt     Options
	sum     Summary
	hidden  int             // notes not shown
	pkg     string          // package of the file before
	helped  map[string]bool // help given before: once is enough
	first   *File           // kept until it is known whether it is the only one
	healthy int             // files without error or warning
}

func newText(w io.Writer, opt Options) *text {
	return &text{printer: printer{w: w, color: opt.Color, width: opt.Width}, opt: opt, helped: map[string]bool{}}
}

func (t *text) File(f *File) error {
	t.sum.Add(f)
	if t.sum.Files == 1 {
		t.first = f
		return nil
	}
	if t.first != nil {
		t.header(t.first)
		t.file(t.first)
		t.first = nil
	}
	t.header(f)
	t.file(f)
	return t.flush()
}

// header begins the files of another package.
func (t *text) header(f *File) {
	if f.Package != t.pkg && (t.pkg != "" || f.Package != "") {
		if f != t.first {
			t.buf = append(t.buf, '\n')
		}
		if f.Package != "" {
			t.line(0, 2, phrase{bold, f.Package})
		}
	}
	t.pkg = f.Package
}

func (t *text) file(f *File) {
	shown := t.shown(f.Findings)
	if !slices.ContainsFunc(f.Findings, func(x rules.Finding) bool { return x.Severity != rules.Note }) && f.Err == nil {
		t.healthy++
	}
	if groups := verdicts(f); len(groups) == 1 {
		t.line(0, 2, phrase{bold, f.place()}, phrase{plain, ": "}, groups[0].phrase)
	} else {
		t.line(0, 2, phrase{bold, f.place()}, phrase{plain, fmt.Sprintf(": %d architectures", len(f.Facts.Binaries))})
		for _, g := range groups {
			t.line(2, 4, phrase{plain, strings.Join(g.arches, ", ") + ": "}, g.phrase)
		}
	}
	for _, g := range groupFindings(f, shown) {
		if f.Facts.Reason != "" && strings.Contains(g.Message, f.Facts.Reason) {
			g.Message = "" // the verdict has just said so
		}
		t.finding(g)
	}
	if t.opt.Verbose && f.Facts != nil {
		t.facts(f)
	}
}

func (t *text) Close() error {
	if t.first != nil {
		t.file(t.first)
	}
	if t.sum.Files < 2 {
		return t.flush()
	}
	t.buf = append(t.buf, '\n')
	parts := []string{fmt.Sprintf("%d files", t.sum.Files)}
	count := func(n int, one, many string) {
		switch {
		case n == 1:
			parts = append(parts, "1 "+one)
		case n > 1:
			parts = append(parts, fmt.Sprintf("%d %s", n, many))
		}
	}
	if t.healthy > 0 {
		parts = append(parts, fmt.Sprintf("%d without errors or warnings", t.healthy))
	}
	count(t.sum.Unreadable, "unreadable", "unreadable")
	count(t.sum.Errors, "error", "errors")
	count(t.sum.Warnings, "warning", "warnings")
	count(t.sum.Notes, "note", "notes")
	s := strings.Join(parts, ", ")
	switch {
	case t.hidden == 1:
		s += " (-v shows it)"
	case t.hidden > 1:
		s += " (-v shows them)"
	}
	t.line(0, 2, phrase{plain, s})
	return t.flush()
}

func (t *text) shown(fs []rules.Finding) []rules.Finding {
	var out []rules.Finding
	for _, x := range fs {
		if x.Severity == rules.Note && !t.opt.Verbose && (t.opt.Show == nil || !t.opt.Show(x.Rule)) {
			t.hidden++
			continue
		}
		out = append(out, x)
	}
	return out
}

// A verdictGroup is what slices have in common.
type verdictGroup struct {
	arches []string
	phrase phrase
}

// verdicts says each verdict once, with the slices it holds for.
func verdicts(f *File) []verdictGroup {
	switch f.Kind() {
	case KindUnreadable:
		return []verdictGroup{{nil, phrase{red, "unreadable: " + f.Err.Error()}}}
	case symbols.KindNotAnAddon:
		return []verdictGroup{{nil, phrase{red, "not an addon: " + cmp.Or(f.Facts.Reason, "nothing in it registers with Node.js")}}}
	}
	var groups []verdictGroup
	for i, b := range f.Facts.Binaries {
		ph := verdict(f, b, f.Verdicts[i])
		if j := slices.IndexFunc(groups, func(g verdictGroup) bool { return g.phrase.text == ph.text }); j >= 0 {
			groups[j].arches = append(groups[j].arches, b.Arch)
			continue
		}
		groups = append(groups, verdictGroup{[]string{b.Arch}, ph})
	}
	return groups
}

// verdict is the one line about one slice.
func verdict(f *File, b *symbols.Binary, v *rules.Verdict) phrase {
	if f.Facts.Kind == symbols.KindOpaque {
		return phrase{yellow, "unknown: " + cmp.Or(f.Facts.Reason, "its content is packed or encrypted")}
	}
	works := works(v)
	var s string
	switch {
	case f.Facts.Kind == symbols.KindV8 && b.NodeModuleVersion != 0:
		s = "needs NODE_MODULE_VERSION " + strconv.Itoa(b.NodeModuleVersion) + hostsOf(b.NodeModuleVersion)
		if works != nil && *works == noRelease {
			s += "; works on no release of Node"
		}
	case works == nil:
		s = "unknown: " + unknownReason(v)
	case *works == noRelease:
		s = "works on no release of Node" + worstReason(v)
	default:
		s = "works on Node " + Prose(*works)
	}
	if f.Facts.Kind == symbols.KindV8 && b.NodeModuleVersion == 0 {
		s += "; bound to V8, its NODE_MODULE_VERSION is not stated"
	}
	if f.Facts.Kind == symbols.KindMixed {
		s += "; not ABI-stable: uses " + directUse(b)
		if n := b.NodeModuleVersion; n != 0 {
			s += ", built for NODE_MODULE_VERSION " + strconv.Itoa(n) + hostsOf(n)
		}
	}
	s += builtWith(b, v, works)
	return phrase{color(f, works), demangleIn(s)}
}

func color(f *File, works *string) style {
	switch {
	case works != nil && *works == noRelease,
		slices.ContainsFunc(f.Findings, func(x rules.Finding) bool { return x.Severity == rules.Error }):
		return red
	case works == nil || slices.ContainsFunc(f.Findings, func(x rules.Finding) bool { return x.Severity == rules.Warning }):
		return yellow
	}
	return green
}

// builtWith names the Node-API version and, where they differ from what works,
// the releases it promises.
func builtWith(b *symbols.Binary, v *rules.Verdict, works *string) string {
	promises := ""
	if c := contract(b, v); c != nil && works != nil && *c != *works {
		promises = Prose(*c)
	}
	switch a := b.NodeAPI; a.VersionSource {
	case symbols.VersionExport:
		s := "; built with Node-API " + strconv.Itoa(a.Version)
		if a.Version == symbols.VersionExperimental {
			s = "; built with experimental Node-API"
		}
		if promises != "" {
			s += ", which promises " + promises
		}
		return s
	case symbols.VersionDefault:
		s := "; built with Node-API 8 or older"
		if promises != "" {
			s += ", whose documentation promises " + promises
		}
		return s
	case symbols.VersionUndecodable:
		return "; the Node-API version it declares could not be decoded"
	}
	return ""
}

// hostsOf names the hosts with a NODE_MODULE_VERSION.
func hostsOf(modules int) string {
	var node, electron []string
	for _, l := range matrix.Lines() {
		if l.Modules == modules {
			node = append(node, strconv.Itoa(l.Major))
		}
	}
	for _, e := range matrix.Electrons() {
		if e.Modules == modules {
			electron = append(electron, strconv.Itoa(e.Major))
		}
	}
	var hosts []string
	if node != nil {
		hosts = append(hosts, "Node "+strings.Join(node, ", "))
	}
	if electron != nil {
		hosts = append(hosts, "Electron "+strings.Join(electron, ", "))
	}
	if hosts == nil {
		return " (no known release of Node or Electron)"
	}
	return ": " + strings.Join(hosts, ", ")
}

func directUse(b *symbols.Binary) string {
	var parts []string
	add := func(n int, what string) {
		if n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, what))
		}
	}
	add(len(b.Unstable.V8), "V8")
	add(len(b.Unstable.Node), "node::")
	switch {
	case parts == nil:
		return "V8 or node:: directly"
	case len(b.Unstable.V8)+len(b.Unstable.Node) == 1:
		return parts[0] + " symbol"
	}
	return strings.Join(parts, " and ") + " symbols"
}

// unknownReason is the reason that holds for most releases.
func unknownReason(v *rules.Verdict) string {
	best := "the bytes do not tell on which releases of Node it works"
	if v == nil {
		return best
	}
	count := map[string]int{}
	for _, o := range v.Outcomes {
		if o.Outcome != rules.Unknown || o.Reason == "" {
			continue
		}
		if count[o.Reason]++; count[o.Reason] > count[best] {
			best = o.Reason
		}
	}
	return best
}

// worstReason says what the newest release does of which that is known.
func worstReason(v *rules.Verdict) string {
	for _, o := range slices.Backward(v.Outcomes) {
		if o.Outcome != rules.Unknown && o.Reason != "" {
			return ": " + o.Reason
		}
	}
	return ""
}

// A findingGroup is one finding, with the slices it was made in.
type findingGroup struct {
	rules.Finding
	arches []string // nil = the whole file or all slices
}

// groupFindings joins what was found in several slices alike.
func groupFindings(f *File, fs []rules.Finding) []findingGroup {
	var groups []findingGroup
	for _, x := range fs {
		i := slices.IndexFunc(groups, func(g findingGroup) bool {
			return g.Rule == x.Rule && g.Severity == x.Severity && g.Message == x.Message && g.Help == x.Help
		})
		if i < 0 {
			i = len(groups)
			groups = append(groups, findingGroup{Finding: x})
		}
		if x.Binary >= 0 && x.Binary < len(f.Facts.Binaries) {
			groups[i].arches = append(groups[i].arches, f.Facts.Binaries[x.Binary].Arch)
		}
	}
	for i := range groups {
		if len(groups[i].arches) == len(f.Facts.Binaries) {
			groups[i].arches = nil
		}
	}
	return groups
}

var severityStyle = map[rules.Severity]style{rules.Error: red, rules.Warning: yellow, rules.Note: cyan}

func (t *text) finding(g findingGroup) {
	rule := " " + g.Rule
	if g.arches != nil {
		rule += " (" + strings.Join(g.arches, ", ") + ")"
	}
	message := ""
	if g.Message != "" {
		message = ": " + demangleIn(g.Message)
	}
	t.line(2, 4, phrase{severityStyle[g.Severity], string(g.Severity)}, phrase{bold, rule}, phrase{plain, message})
	if g.Help != "" && !t.helped[g.Help] {
		t.helped[g.Help] = true
		t.line(4, 4, phrase{plain, demangleIn(g.Help)})
	}
}

// demangleIn replaces the mangled C++ names in a sentence.
func demangleIn(s string) string {
	if !strings.ContainsAny(s, "_?") {
		return s
	}
	isName := func(r rune) bool {
		return r == '_' || r == '?' || r == '@' || r == '$' || r == '.' || '0' <= r && r <= '9' || 'A' <= r && r <= 'Z' || 'a' <= r && r <= 'z'
	}
	var b strings.Builder
	for s != "" {
		n := strings.IndexFunc(s, func(r rune) bool { return !isName(r) })
		if n < 0 {
			n = len(s)
		}
		word := s[:n]
		if strings.HasPrefix(word, "_") || strings.HasPrefix(word, "?") {
			name := strings.TrimRight(word, ".")
			b.WriteString(symbols.Demangle(name))
			word = word[len(name):]
		}
		b.WriteString(word)
		s = s[n:]
		if n = strings.IndexFunc(s, isName); n < 0 {
			n = len(s)
		}
		b.WriteString(s[:n])
		s = s[n:]
	}
	return b.String()
}
