package report

import (
	"cmp"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/napicheck/napicheck/matrix"
	"github.com/napicheck/napicheck/rules"
	"github.com/napicheck/napicheck/symbols"
)

// text writes for people. Each file is one line, the verdict; then what is
// wrong with it and, said once a report, what to do; then, when asked for, the
// facts. The files of a package stand below its name, and behind them what is
// to be said of the package: what each kind of host gets, and what is wrong.
// Where there are many packages each is one line, and only files with findings
// are shown. A summary ends the report where there was more than one file.
type text struct {
	printer
	opt     Options
	sum     Summary
	hidden  int             // notes not shown
	helped  map[string]bool // help given before: once is enough
	healthy int             // files without error or warning
	blocks  int             // parts of the report written, with an empty line between them
	last    string          // package the part before was about; "\x00" after a package of one line
	apart   bool            // an empty line belongs behind that one

	held     []heldFile // files whose package has not come yet
	first    *heldPackage
	packages int // with a name, and not of one platform
	answers  []answered
}

// A heldFile is a file written but not shown yet: its verdict, the findings
// to show, and its facts.
type heldFile struct {
	pkg, name      string
	verdict, facts []byte
	findings       []findingGroup
	unreadable     bool
}

// A heldPackage is the first package, until it is known whether there are more.
type heldPackage struct {
	files []heldFile
	*Package
}

func newText(w io.Writer, opt Options) *text {
	return &text{printer: printer{w: w, color: opt.Color, width: opt.Width}, opt: opt, helped: map[string]bool{}}
}

// maxHeld bounds the files that wait for their package.
const maxHeld = 4096

func (t *text) File(f *File) error {
	t.sum.Add(f)
	if t.opt.Question != "" && !t.opt.Verbose {
		return nil
	}
	t.held = append(t.held, t.hold(f))
	if len(t.held) > maxHeld {
		t.release(t.held)
		t.held = nil
		return t.flush()
	}
	return nil
}

// release shows files, and behind them the findings that several have in common.
func (t *text) release(files []heldFile) {
	common := commonFindings(files)
	for i := range files {
		t.part(files[i].pkg, files[i].pkg != "")
		t.write(&files[i], common)
	}
	t.common(common)
}

func (t *text) write(f *heldFile, common []commonFinding) {
	t.buf = append(t.buf, f.verdict...)
	for _, g := range f.findings {
		if !slices.ContainsFunc(common, func(c commonFinding) bool { return c.pkg == f.pkg && c.same(g) }) {
			t.finding(g)
		}
	}
	t.buf = append(t.buf, f.facts...)
}

// shortName is the end of a path that tells prebuilt files apart.
func shortName(path string) string {
	path = filepath.ToSlash(path)
	i := strings.LastIndexByte(path, '/')
	if i < 0 {
		return path
	}
	return path[strings.LastIndexByte(path[:i], '/')+1:]
}

// A commonFinding is one that several files of a package have.
type commonFinding struct {
	findingGroup
	pkg   string
	files []string // their names
	all   bool     // no file of the package is without it
}

func (c commonFinding) same(g findingGroup) bool {
	return g.Message != "" && c.Rule == g.Rule && c.Severity == g.Severity && c.Message == g.Message && c.Help == g.Help && slices.Equal(c.arches, g.arches)
}

func commonFindings(files []heldFile) []commonFinding {
	var all []commonFinding
	total := map[string]int{}
	for _, f := range files {
		total[f.pkg]++
		if f.pkg == "" {
			continue // files of no package have nothing to do with each other
		}
		for _, g := range f.findings {
			if i := slices.IndexFunc(all, func(c commonFinding) bool { return c.pkg == f.pkg && c.same(g) }); i >= 0 {
				all[i].files = append(all[i].files, f.name)
			} else {
				all = append(all, commonFinding{findingGroup: g, pkg: f.pkg, files: []string{f.name}})
			}
		}
	}
	for i := range all {
		all[i].all = len(all[i].files) == total[all[i].pkg]
	}
	return slices.DeleteFunc(all, func(c commonFinding) bool { return len(c.files) < 2 })
}

func (t *text) common(cs []commonFinding) {
	for _, c := range cs {
		g := c.findingGroup
		where := "all files"
		if !c.all {
			where = some(c.files)
		}
		g.arches = append([]string{where}, g.arches...)
		t.finding(g)
	}
}

// part begins what is said of another package.
func (t *text) part(pkg string, header bool) {
	if t.blocks > 0 && pkg == t.last {
		return
	}
	if t.blocks > 0 {
		t.buf = append(t.buf, '\n')
	}
	t.blocks++
	t.last = pkg
	if header {
		t.line(0, 2, phrase{bold, pkg})
	}
}

func (t *text) Package(p *Package) error {
	t.sum.AddPackage(p)
	if t.opt.Question != "" {
		t.answer(p)
		if !t.opt.Verbose {
			return nil
		}
	}
	files := t.held
	t.held = nil
	if p.ID() != "" && !p.OfPlatform() {
		t.packages++
	}
	switch {
	case p.ID() == "" || p.OfPlatform() && t.packages < 2:
		t.release(files)
		t.findings(p)
	case t.packages == 1:
		t.first = &heldPackage{files, p}
		return nil
	default:
		if t.first != nil {
			t.brief(t.first.Package, t.first.files)
			t.first = nil
		}
		t.brief(p, files)
	}
	return t.flush()
}

// maxRows bounds the table of targets that is shown unasked.
const maxRows = 60

// whole says everything of a package.
func (t *text) whole(p *Package, files []heldFile) {
	t.release(files)
	t.part(p.ID(), len(files) == 0)
	if line, ok := packageLine(p); ok {
		t.line(0, 2, phrase{bold, "package"}, phrase{plain, ": "}, line)
		rows := tableRows(p.Targets, t.opt.Verbose)
		more := 0
		if !t.opt.Verbose {
			more = max(0, len(rows)-maxRows)
		}
		t.table(rows[:len(rows)-more])
		if more > 0 {
			t.line(2, 4, phrase{dim, fmt.Sprintf("… and %d more (-v shows them)", more)})
		}
	}
	t.packageFindings(p)
}

// brief says one line of a package, and what is wrong with it.
func (t *text) brief(p *Package, files []heldFile) {
	if t.opt.Verbose {
		t.whole(p, files)
		return
	}
	line, ok := packageLine(p)
	if !ok {
		line = phrase{plain, countOf(len(p.Files), "addon")}
	}
	wrong := len(t.visible(p.Findings)) > 0
	for _, f := range files {
		wrong = wrong || f.unreadable || len(f.findings) > 0
	}
	if wrong || t.apart || t.last != "\x00" {
		t.part(p.ID()+"\x00"+p.Path, false)
	}
	t.line(0, 2, phrase{bold, p.ID()}, phrase{plain, ": "}, line)
	common := commonFindings(files)
	for i := range files {
		if f := &files[i]; f.unreadable || slices.ContainsFunc(f.findings, func(g findingGroup) bool {
			return !slices.ContainsFunc(common, func(c commonFinding) bool { return c.pkg == f.pkg && c.same(g) })
		}) {
			t.write(f, common)
		}
	}
	t.common(common)
	t.packageFindings(p)
	t.last, t.apart = "\x00", wrong
}

// findings says what is wrong with what is no package of its own.
func (t *text) findings(p *Package) {
	if len(t.visible(p.Findings)) > 0 {
		t.part(p.ID(), true)
	}
	t.packageFindings(p)
}

func (t *text) packageFindings(p *Package) {
	for _, x := range t.shown(p.Findings) {
		t.finding(findingGroup{Finding: x})
	}
}

// hold writes a file into buffers of its own.
func (t *text) hold(f *File) heldFile {
	h := heldFile{pkg: f.Package, name: shortName(f.place()), unreadable: f.Err != nil}
	before := t.buf
	t.buf = nil
	shown := t.shown(f.Findings)
	if !slices.ContainsFunc(f.Findings, func(x rules.Finding) bool { return x.Severity != rules.Note }) && f.Err == nil {
		t.healthy++
	}
	name := f.place()
	if groups := verdicts(f); len(groups) == 1 {
		t.line(0, 2, phrase{bold, name}, phrase{plain, ": "}, groups[0].phrase, loadedHere(f.Load))
	} else {
		t.line(0, 2, phrase{bold, name}, phrase{plain, fmt.Sprintf(": %d architectures", len(f.Facts.Binaries))}, loadedHere(f.Load))
		for _, g := range groups {
			t.line(2, 4, phrase{plain, strings.Join(g.arches, ", ") + ": "}, g.phrase)
		}
	}
	h.verdict, t.buf = t.buf, nil
	h.findings = groupFindings(f, shown)
	for i := range h.findings {
		g := &h.findings[i]
		if f.Facts != nil && f.Facts.Kind == symbols.KindNotAnAddon && repeatsVerdict[g.Rule] || f.Facts != nil && f.Facts.Reason != "" && strings.Contains(g.Message, f.Facts.Reason) {
			g.Message = "" // the verdict has just said so
		}
		g.Evidence = nil // not shown, and may be large
	}
	if t.opt.Verbose && f.Facts != nil {
		t.facts(f)
	}
	h.facts, t.buf = t.buf, before
	return h
}

// repeatsVerdict are the rules that say of a file what its verdict says when
// it is no addon.
var repeatsVerdict = map[string]bool{"not-a-library": true, "no-registration": true}

func (t *text) Close() error {
	alone := t.sum.Files == 1 && (t.first == nil || len(t.first.Findings) == 0 && len(t.first.Targets) == 0) && len(t.held) == 1
	switch {
	case t.first != nil:
		t.whole(t.first.Package, t.first.files)
	case alone:
		t.write(&t.held[0], nil)
		t.held = nil
	}
	t.release(t.held)
	if t.opt.Question != "" {
		t.answerTable()
	}
	if t.sum.Files < 2 && t.sum.Packages < 2 {
		return t.flush()
	}
	t.buf = append(t.buf, '\n')
	parts := []string{countOf(t.sum.Files, "file")}
	if t.sum.Packages > 0 {
		parts[0] += " in " + countOf(t.sum.Packages, "package")
	}
	count := func(n int, one, many string) {
		switch {
		case n == 1:
			parts = append(parts, "1 "+one)
		case n > 1:
			parts = append(parts, fmt.Sprintf("%d %s", n, many))
		}
	}
	if t.opt.Question != "" {
		t.line(0, 2, phrase{plain, strings.Join(append(parts, t.sum.loads()...), ", ")})
		return t.flush()
	}
	if t.healthy > 0 {
		parts = append(parts, fmt.Sprintf("%d without errors or warnings", t.healthy))
	}
	parts = append(parts, t.sum.loads()...)
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

// visible are the findings that are shown.
func (t *text) visible(fs []rules.Finding) []rules.Finding {
	var out []rules.Finding
	for _, x := range fs {
		if x.Severity != rules.Note || t.opt.Verbose || t.opt.Show != nil && t.opt.Show(x.Rule) {
			out = append(out, x)
		}
	}
	return out
}

// shown are the findings that are shown; it counts the others.
func (t *text) shown(fs []rules.Finding) []rules.Finding {
	out := t.visible(fs)
	t.hidden += len(fs) - len(out)
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
