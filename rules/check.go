package rules

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/napicheck/napicheck/internal/label"
	"github.com/napicheck/napicheck/loader"
	"github.com/napicheck/napicheck/symbols"
)

// A Group is a family of rules about one subject.
type Group struct {
	Code  string // what the codes of its rules begin with: "NC1"
	Name  string // "node-api"
	About string
}

// Groups lists the groups in the order of the catalogue.
var Groups = []Group{
	{"NC0", "input", "what the file is"},
	{"NC1", "node-api", "the Node-API version declared and the functions wanted"},
	{"NC2", "abi", "what ties an addon to one release of Node.js"},
	{"NC3", "registration", "how the addon makes itself known"},
	{"NC4", "platform", "operating system, libc and CPU"},
	{"NC5", "packaging", "what a package of addons claims, ships and lacks"},
	{"NC6", "hardening", "defence in depth and provenance"},
	{"NC7", "portability", "hosts other than Node.js"},
	{"NC8", "dynamic", "what became of the addon when it was loaded, with --load"},
}

// Group is the group a rule belongs to, by its code.
func (r *Rule) Group() Group {
	i := slices.IndexFunc(Groups, func(g Group) bool { return strings.HasPrefix(r.Code, g.Code) })
	if i < 0 {
		return Group{}
	}
	return Groups[i]
}

// ByID finds a rule by its ID or code.
func ByID(name string) (*Rule, error) {
	for _, r := range All {
		if name == r.ID || strings.EqualFold(name, r.Code) {
			return r, nil
		}
	}
	return nil, unknownRule(name)
}

// Select resolves a name to rules: an ID ("missing-function"), a code
// ("NC101"), a group by code or name ("NC1", "hardening"), or "all".
func Select(name string) ([]*Rule, error) {
	if name == "all" {
		return All, nil
	}
	if i := slices.IndexFunc(Groups, func(g Group) bool { return name == g.Name || strings.EqualFold(name, g.Code) }); i >= 0 {
		var rs []*Rule
		for _, r := range All {
			if r.Group() == Groups[i] {
				rs = append(rs, r)
			}
		}
		return rs, nil
	}
	r, err := ByID(name)
	if err != nil {
		return nil, err
	}
	return []*Rule{r}, nil
}

// unknownRule names the closest rule or group where one is close.
func unknownRule(name string) error {
	best, bestDist := "", 1+len(name)/3
	consider := func(s string) {
		if d := editDistance(strings.ToLower(name), strings.ToLower(s)); d < bestDist {
			best, bestDist = s, d
		}
	}
	for _, r := range All {
		consider(r.ID)
		consider(r.Code)
	}
	for _, g := range Groups {
		consider(g.Name)
	}
	if best != "" {
		return fmt.Errorf("no rule or group is called %q; did you mean %q?", name, best)
	}
	return fmt.Errorf("no rule or group is called %q", name)
}

// editDistance counts the insertions, deletions and replacements between a and b.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range a {
		diag := row[0]
		row[0] = i + 1
		for j := range b {
			next := diag
			if a[i] != b[j] {
				next = 1 + min(diag, row[j], row[j+1])
			}
			diag, row[j+1] = row[j+1], next
		}
	}
	return row[len(b)]
}

// Options choose the rules to run. The zero value runs all of them.
type Options struct {
	// Disable and Enable hold names as Select knows them; others are ignored,
	// so check them with Select first. Enable wins: disabling a group and
	// enabling one of its rules runs that rule.
	Disable, Enable []string
	Config          Config
	Machines        Machines // of packages, only what these get is judged

	// Load is what became of the file when it was loaded; nil: it was not, and
	// rules about that find nothing.
	Load *loader.Report
}

// A Config holds the settings of rules. The zero value is the default policy.
type Config struct {
	Today string // YYYY-MM-DD, tells which release lines are at their end of life; "" = what the clock says
	Glibc string // newest glibc that addons may need, e.g. "2.17"; "" = the one the promised or supported Node releases need themselves
}

// A Result is what Check found out about one file.
type Result struct {
	Findings []Finding  // by severity, then in the order of All, then by slice
	Verdicts []*Verdict // one for each of symbols.File.Binaries
}

// Check judges every slice of f and runs the rules over the file and its
// slices. l is what the place of the file claims. Notes are always among the findings; whether to show them is up to
// the caller. The slices of a file that is no addon are shown to the rules of
// the groups input and registration only: the others would say nothing useful.
func Check(f *symbols.File, l label.Label, promise Promise, opt Options) Result {
	res := Result{Verdicts: make([]*Verdict, len(f.Binaries))}
	for i, b := range f.Binaries {
		res.Verdicts[i] = Judge(b)
	}
	if opt.Config.Today == "" {
		opt.Config.Today = time.Now().UTC().Format(time.DateOnly)
	}
	run := opt.selected()
	for _, r := range All {
		if r.Run == nil || !run(r) {
			continue
		}
		if r.Group().Name == "dynamic" && opt.Load == nil {
			continue
		}
		if r.WholeFile {
			res.run(r, &Pass{File: f, Label: l, Promise: promise, Config: opt.Config, Load: opt.Load, binary: -1})
			continue
		}
		if group := r.Group().Name; f.Kind == symbols.KindNotAnAddon && group != "input" && group != "registration" {
			continue
		}
		for i, b := range f.Binaries {
			res.run(r, &Pass{File: f, Binary: b, Verdict: res.Verdicts[i], Label: l, Promise: promise, Config: opt.Config, binary: i})
		}
	}
	slices.SortStableFunc(res.Findings, func(a, b Finding) int { return cmp.Compare(b.Severity.rank(), a.Severity.rank()) })
	return res
}

func (res *Result) run(r *Rule, p *Pass) {
	p.rule = r
	r.Run(p)
	res.Findings = append(res.Findings, p.findings...)
}

// selected tells which rules to run.
func (opt Options) selected() func(*Rule) bool {
	set := func(names []string) map[*Rule]bool {
		m := map[*Rule]bool{}
		for _, name := range names {
			rs, _ := Select(name)
			for _, r := range rs {
				m[r] = true
			}
		}
		return m
	}
	off, on := set(opt.Disable), set(opt.Enable)
	return func(r *Rule) bool { return on[r] || !off[r] }
}
