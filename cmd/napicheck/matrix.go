package main

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/napicheck/napicheck/internal/report"
	"github.com/napicheck/napicheck/matrix"

	"github.com/napicheck/napicheck/internal/lazyregexp"
)

func newMatrix() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "matrix [SYMBOL|NODE-VERSION|NODE-API-VERSION]",
		Short: "Print what was measured about releases of Node.js",
		Long: `Print which release of Node.js exports which function of Node-API, and which
Node-API version and NODE_MODULE_VERSION it reports, as measured on real binaries.

  SYMBOL            a function of Node-API, or any symbol of Node.js, libuv or V8
  NODE-VERSION      a line (18, v8, 8.x) or a release (18.20.8)
  NODE-API-VERSION  napi8, or just 8: a number up to the newest Node-API version is one`,
		Example: `  napicheck matrix
  napicheck matrix node_api_symbol_for
  napicheck matrix 18.20.8
  napicheck matrix napi9
  napicheck matrix --format json | jq '.releases[] | {line, modules}'`,
		Args: atMostOneArg,
		RunE: func(cmd *cobra.Command, args []string) error {
			if format != "text" && format != "json" {
				return usagef("unknown format %q; there are text, json", format)
			}
			a, err := lookUp(strings.Join(args, ""))
			if err != nil {
				return err
			}
			if format == "json" {
				return a.matrix.JSON(cmd.OutOrStdout())
			}
			return a.text(cmd.OutOrStdout())
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "text or json")
	return cmd
}

// An answer is the part of the matrix that was asked for, and its form for people.
type answer struct {
	matrix report.Matrix
	text   func(io.Writer) error
}

// A number with what may stand before it: v18, 18.x, node18; napi8, napi-v8.
var (
	nodeVersion = lazyregexp.New(`^(?:v|node-?v?)?(\d+)(?:\.x|\.(\d+)(?:\.x)?)?$`)
	apiVersion  = lazyregexp.New(`^(?:napi|node-api)-?v?(\d+)$`)
)

func lookUp(what string) (answer, error) {
	all := report.Matrix{Lines: matrix.Lines(), Symbols: matrix.Symbols(), Electrons: matrix.Electrons()}
	if what == "" {
		return answer{all, all.Text}, nil
	}
	if v, err := matrix.ParseVersion(strings.TrimPrefix(what, "node")); err == nil {
		return release(all, v)
	}
	if m := apiVersion().FindStringSubmatch(what); m != nil {
		return nodeAPI(all, m[1])
	}
	if n, err := strconv.Atoi(what); err == nil && n <= newestNodeAPI(all) {
		return nodeAPI(all, what)
	}
	if m := nodeVersion().FindStringSubmatch(what); m != nil {
		return line(all, m[1], m[2])
	}
	return symbol(all, what)
}

func newestNodeAPI(all report.Matrix) int {
	newest := 0
	for _, s := range all.Symbols {
		newest = max(newest, s.Version)
	}
	return newest
}

// release answers for one release: its line, with the symbols it exports.
func release(all report.Matrix, v matrix.Version) (answer, error) {
	r, ok := matrix.Lookup(v)
	if !ok {
		return answer{}, fmt.Errorf("release %s of Node.js is not in the matrix; the newest measured is %s", v, matrix.Newest())
	}
	m := onlyLine(all, v.Major)
	m.Symbols = slices.DeleteFunc(slices.Clone(m.Symbols), func(s matrix.Symbol) bool { return s.In(v) != matrix.Present })
	return answer{m, func(w io.Writer) error { return report.Release(w, r) }}, nil
}

// line answers for a line of releases, or for the newest patch of one minor.
func line(all report.Matrix, major, minor string) (answer, error) {
	n, _ := strconv.Atoi(major)
	m := onlyLine(all, n)
	if len(m.Lines) == 0 {
		return answer{}, fmt.Errorf("release %s of Node.js is not in the matrix; the newest measured is %s", major, matrix.Newest())
	}
	if minor == "" {
		return answer{m, m.Text}, nil
	}
	var found matrix.Version
	for _, r := range matrix.Releases() {
		if r.Version.Major == n && strconv.Itoa(r.Version.Minor) == minor {
			found = r.Version
		}
	}
	if found.IsZero() {
		return answer{}, fmt.Errorf("release %s.%s of Node.js is not in the matrix", major, minor)
	}
	return release(all, found)
}

// onlyLine is the matrix of one line, with the symbols that one of its releases exports.
func onlyLine(all report.Matrix, major int) report.Matrix {
	var m report.Matrix
	modules := 0
	for _, l := range all.Lines {
		if l.Major == major {
			m.Lines = append(m.Lines, l)
			modules = l.Modules
		}
	}
	for _, s := range all.Symbols {
		if slices.ContainsFunc(s.Spans, func(x matrix.Span) bool { return x.Line == major }) {
			m.Symbols = append(m.Symbols, s)
		}
	}
	for _, e := range all.Electrons {
		if v, err := matrix.ParseVersion(e.Node); err == nil && v.Major == major || e.Modules == modules && modules != 0 {
			m.Electrons = append(m.Electrons, e)
		}
	}
	return m
}

// nodeAPI answers for a version of Node-API: the functions it documents.
func nodeAPI(all report.Matrix, version string) (answer, error) {
	n, _ := strconv.Atoi(version)
	if newest := newestNodeAPI(all); n < 1 || n > newest {
		return answer{}, fmt.Errorf("there is no Node-API %s; the newest is %d", version, newest)
	}
	m := report.Matrix{Lines: all.Lines}
	for _, s := range all.Symbols {
		if s.Version == n {
			m.Symbols = append(m.Symbols, s)
		}
	}
	return answer{m, func(w io.Writer) error { return report.NodeAPI(w, n, m) }}, nil
}

func symbol(all report.Matrix, name string) (answer, error) {
	if s, ok := matrix.SymbolByName(name); ok {
		m := report.Matrix{Lines: all.Lines, Symbols: []matrix.Symbol{s}}
		return answer{m, func(w io.Writer) error { return report.Symbol(w, s) }}, nil
	}
	if spans := report.HostSpans(name); spans != nil {
		m := report.Matrix{Lines: all.Lines, Symbols: []matrix.Symbol{{Name: name, Spans: spans}}}
		return answer{m, func(w io.Writer) error { return report.HostSymbol(w, name, spans) }}, nil
	}
	return answer{}, unknownSymbol(name)
}

// unknownSymbol names the function of Node-API that comes closest.
func unknownSymbol(name string) error {
	best, score := "", 0
	for _, s := range matrix.Symbols() {
		if n := alike(name, s.Name); n > score {
			best, score = s.Name, n
		}
	}
	if 2*score > len(name) && score > len("napi_") {
		return fmt.Errorf("no release of Node.js measured exports %q; did you mean %s?", name, best)
	}
	return fmt.Errorf("no release of Node.js measured exports %q", name)
}

// alike is the length of the beginning and the end that a and b share.
func alike(a, b string) int {
	n := min(len(a), len(b))
	i := 0
	for i < n && a[i] == b[i] {
		i++
	}
	j := 0
	for j < n-i && a[len(a)-1-j] == b[len(b)-1-j] {
		j++
	}
	return i + j
}

func atMostOneArg(cmd *cobra.Command, args []string) error {
	if len(args) > 1 {
		return usagef("%s takes one argument at most", cmd.Name())
	}
	return nil
}
