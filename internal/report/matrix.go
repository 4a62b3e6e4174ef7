package report

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/napicheck/napicheck/matrix"
	"github.com/napicheck/napicheck/symbols"
)

// A Matrix is the part of the matrix to print.
type Matrix struct {
	Lines     []matrix.Line
	Symbols   []matrix.Symbol
	Electrons []matrix.Electron
}

// JSON prints m for programs.
func (m Matrix) JSON(w io.Writer) error {
	type span struct {
		Since      string  `json:"since"`
		SinceAfter *string `json:"sinceAfter"` // newest release known to lack it, if others lie between that were not measured
		Until      *string `json:"until"`      // last release that has it; null = up to the newest known
	}
	type lineSymbol struct {
		span
		Earlier []span `json:"earlier"` // runs of releases before, if it came and went
	}
	type apiVersion struct {
		Version    int     `json:"version"`
		Since      string  `json:"since"`
		SinceAfter *string `json:"sinceAfter"`
	}
	type release struct {
		Line      int                   `json:"line"`
		First     string                `json:"first"`
		Last      string                `json:"last"`
		Modules   *int                  `json:"modules"`
		EndOfLife *string               `json:"endOfLife"`
		Glibc     *string               `json:"glibc"`
		Glibcxx   *string               `json:"glibcxx"`
		NodeAPI   []apiVersion          `json:"nodeApi"`
		Symbols   map[string]lineSymbol `json:"symbols"`
	}
	type symbol struct {
		Version      *int `json:"version"`
		Experimental bool `json:"experimental"`
	}
	type electron struct {
		Major   int     `json:"major"`
		Modules int     `json:"modules"`
		Node    *string `json:"node"`
	}
	doc := struct {
		Releases []release         `json:"releases"`
		Symbols  map[string]symbol `json:"symbols"`
		Electron []electron        `json:"electron"`
	}{[]release{}, map[string]symbol{}, []electron{}}

	after := func(since, after matrix.Version) *string {
		if after.IsZero() || previous(since) == after {
			return nil
		}
		return known(after.String())
	}
	spanOf := func(s matrix.Span) span {
		j := span{Since: s.Since.String(), SinceAfter: after(s.Since, s.After)}
		if !s.Until.IsZero() {
			j.Until = known(s.Until.String())
		}
		return j
	}
	for _, l := range m.Lines {
		r := release{
			Line: l.Major, First: l.First.String(), Last: l.Last.String(), Modules: known(l.Modules),
			EndOfLife: known(l.EndOfLife), Glibc: known(l.Glibc), Glibcxx: known(l.Glibcxx),
			NodeAPI: []apiVersion{}, Symbols: map[string]lineSymbol{},
		}
		for _, v := range apiVersions(l) {
			r.NodeAPI = append(r.NodeAPI, apiVersion{v.version, v.Since.String(), after(v.Since, v.After)})
		}
		for _, s := range m.Symbols {
			spans := inLine(s.Spans, l.Major)
			if len(spans) == 0 {
				continue
			}
			last := len(spans) - 1
			j := lineSymbol{spanOf(spans[last]), []span{}}
			for _, e := range spans[:last] {
				j.Earlier = append(j.Earlier, spanOf(e))
			}
			r.Symbols[s.Name] = j
		}
		doc.Releases = append(doc.Releases, r)
	}
	for _, s := range m.Symbols {
		doc.Symbols[s.Name] = symbol{known(s.Version), s.Experimental}
	}
	for _, e := range m.Electrons {
		doc.Electron = append(doc.Electron, electron{e.Major, e.Modules, known(e.Node)})
	}
	e := json.NewEncoder(w)
	e.SetIndent("", " ")
	return e.Encode(doc)
}

// previous is the release of the same line just before v; zero if none is known.
func previous(v matrix.Version) matrix.Version {
	all := matrix.Releases()
	i, ok := slices.BinarySearchFunc(all, v, func(r matrix.Release, v matrix.Version) int { return r.Version.Compare(v) })
	if !ok || i == 0 || all[i-1].Version.Major != v.Major {
		return matrix.Version{}
	}
	return all[i-1].Version
}

func inLine(spans []matrix.Span, major int) []matrix.Span {
	var in []matrix.Span
	for _, s := range spans {
		if s.Line == major {
			in = append(in, s)
		}
	}
	return in
}

type apiSince struct {
	version      int
	Since, After matrix.Version
}

// apiVersions are the Node-API versions that the releases of a line report, by
// the first that does.
func apiVersions(l matrix.Line) []apiSince {
	var vs []apiSince
	var last matrix.Release // newest before with a version known
	for _, r := range matrix.Releases() {
		if r.Version.Major != l.Major || r.NodeAPI == 0 {
			continue
		}
		if r.NodeAPI != last.NodeAPI {
			vs = append(vs, apiSince{r.NodeAPI, r.Version, last.Version})
		}
		last = r
	}
	return vs
}

// SpansProse says in which releases a symbol is: "10.2+, 11+".
func SpansProse(spans []matrix.Span) string {
	lines := matrix.Lines()
	whole := map[int]bool{}
	for _, s := range spans {
		if s.After.IsZero() && s.Until.IsZero() {
			whole[s.Line] = true
		}
	}
	// From this line on every line has it in full.
	onward := 0
	for _, l := range slices.Backward(lines) {
		if !whole[l.Major] {
			break
		}
		onward = l.Major
	}
	var parts []string
	for _, s := range spans {
		switch {
		case onward != 0 && s.Line >= onward:
		case whole[s.Line]:
			parts = append(parts, strconv.Itoa(s.Line))
		case s.Until.IsZero():
			parts = append(parts, brief(s.Since)+"+")
		default:
			parts = append(parts, span(s.Since.String(), s.Until.String()))
		}
	}
	if onward != 0 {
		parts = append(parts, strconv.Itoa(onward)+"+")
	}
	if parts == nil {
		return "no release measured"
	}
	return strings.Join(parts, ", ")
}

// HostSpans are the releases that export a symbol which is not of Node-API.
func HostSpans(name string) []matrix.Span {
	var spans []matrix.Span
	open := -1
	var absent matrix.Version
	for _, r := range matrix.Releases() {
		v := r.Version
		if open >= 0 && spans[open].Line != v.Major {
			open = -1
		}
		if absent.Major != v.Major {
			absent = matrix.Version{}
		}
		switch matrix.HostSymbol(name, v) {
		case matrix.Present:
			if open < 0 {
				spans = append(spans, matrix.Span{Line: v.Major, Since: v, After: absent})
				open = len(spans) - 1
			}
			absent = matrix.Version{}
			if l := len(spans) - 1; l == open {
				spans[l].Until = v
			}
		case matrix.Absent:
			absent, open = v, -1
		}
	}
	// A run up to the end of its line is open.
	for i, s := range spans {
		for _, l := range matrix.Lines() {
			if l.Major == s.Line && l.Last == s.Until {
				spans[i].Until = matrix.Version{}
			}
		}
	}
	return spans
}

// Text prints the overview of m for people: its lines, then its symbols.
func (m Matrix) Text(w io.Writer) error {
	p := printer{w: w}
	const row = "%-5s %-10s %-10s %-8s %-6s %-11s %s"
	p.line(0, 0, phrase{bold, fmt.Sprintf(row, "line", "first", "last", "modules", "glibc", "end of life", "node-api since")})
	for _, l := range m.Lines {
		var api []string
		for _, v := range apiVersions(l) {
			api = append(api, fmt.Sprintf("%d: %s", v.version, v.Since))
		}
		p.line(0, 0, phrase{plain, strings.TrimRight(fmt.Sprintf(row, strconv.Itoa(l.Major), l.First, l.Last, dash(l.Modules), dash(l.Glibc), dash(l.EndOfLife), strings.Join(api, ", ")), " ")})
	}
	if len(m.Electrons) > 0 {
		p.buf = append(p.buf, '\n')
		p.line(0, 0, phrase{bold, "electron  modules  node"})
		for _, e := range m.Electrons {
			p.line(0, 0, phrase{plain, fmt.Sprintf("%-9d %-8s %s", e.Major, dash(e.Modules), dash(e.Node))})
		}
	}
	if len(m.Symbols) > 0 {
		p.buf = append(p.buf, '\n')
		p.line(0, 0, phrase{bold, fmt.Sprintf("%-*s %-13s %s", nameColumn, "symbol", "documented", "exported by Node")})
		for _, s := range m.Symbols {
			p.line(0, 0, phrase{plain, fmt.Sprintf("%-*s %-13s %s", nameColumn, s.Name, documented(s), SpansProse(s.Spans))})
		}
	}
	return p.flush()
}

const nameColumn = 42

func documented(s matrix.Symbol) string {
	switch {
	case s.Experimental:
		return "experimental"
	case s.Version > 0:
		return "Node-API " + strconv.Itoa(s.Version)
	}
	return "nowhere"
}

func dash[T comparable](v T) string {
	var zero T
	if v == zero {
		return "-"
	}
	return fmt.Sprint(v)
}

// Release prints what is known of one release for people.
func Release(w io.Writer, r matrix.Release) error {
	p := printer{w: w}
	p.line(0, 0, phrase{bold, "Node.js " + r.Version.String()})
	row := func(name, value string) { p.line(2, 0, phrase{plain, fmt.Sprintf("%-20s %s", name, value)}) }
	row("measured", map[bool]string{true: "its own binary", false: "not itself; known as far as its measured neighbours agree"}[r.Measured])
	row("NODE_MODULE_VERSION", dash(r.Modules))
	row("Node-API", dash(r.NodeAPI))
	row("V8", dash(r.V8))
	row("libuv", dash(r.UV))
	var have, lack, open []string
	for _, s := range matrix.Symbols() {
		switch s.In(r.Version) {
		case matrix.Present:
			have = append(have, s.Name)
		case matrix.Absent:
			lack = append(lack, s.Name)
		case matrix.Unknown:
			open = append(open, s.Name)
		}
	}
	row("functions", fmt.Sprintf("%d exported, %d not", len(have), len(lack)))
	for _, n := range lack {
		row("not exported", n)
	}
	for _, n := range open {
		row("not known", n)
	}
	return p.flush()
}

// Symbol prints what is known of one symbol for people.
func Symbol(w io.Writer, s matrix.Symbol) error {
	p := printer{w: w}
	p.line(0, 0, phrase{bold, s.Name})
	p.line(2, 4, phrase{plain, "documented   " + documented(s)})
	p.line(2, 4, phrase{plain, "exported by  Node " + SpansProse(s.Spans)})
	return p.flush()
}

// HostSymbol prints what is known of a symbol outside Node-API for people.
func HostSymbol(w io.Writer, name string, spans []matrix.Span) error {
	p := printer{w: w}
	p.line(0, 0, phrase{bold, symbols.Demangle(name)})
	if d := symbols.Demangle(name); d != name {
		p.line(2, 4, phrase{plain, "mangled      " + name})
	}
	p.line(2, 4, phrase{plain, "documented   not part of Node-API, its ABI is not promised"})
	p.line(2, 4, phrase{plain, "exported by  Node " + SpansProse(spans)})
	return p.flush()
}

// NodeAPI prints, for people, the functions that a version of Node-API
// documents and the releases that report the version or a newer one.
func NodeAPI(w io.Writer, version int, m Matrix) error {
	p := printer{w: w}
	p.line(0, 0, phrase{bold, fmt.Sprintf("Node-API %d", version)})
	var spans []matrix.Span
	for _, l := range m.Lines {
		for _, v := range apiVersions(l) {
			if v.version >= version {
				spans = append(spans, matrix.Span{Line: l.Major, Since: v.Since, After: v.After})
				break
			}
		}
	}
	p.line(2, 4, phrase{plain, "reported by  Node " + SpansProse(spans)})
	p.line(2, 4, phrase{plain, fmt.Sprintf("functions    %d, exported by", len(m.Symbols))})
	for _, s := range m.Symbols {
		p.line(4, 4, phrase{plain, fmt.Sprintf("%-*s Node %s", nameColumn, s.Name, SpansProse(s.Spans))})
	}
	return p.flush()
}
