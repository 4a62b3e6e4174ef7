// Package rules judges what package symbols found against what package matrix
// measured: on which Node.js releases a binary works, and which rules it
// breaks. It is pure: no files, no network, no output.
//
// A finding always carries the evidence it rests on. What cannot be decided
// from the facts is no finding, and an outcome that cannot be known is Unknown.
package rules

import (
	"slices"
	"strings"

	"github.com/napicheck/napicheck/internal/label"
	"github.com/napicheck/napicheck/loader"
	"github.com/napicheck/napicheck/matrix"
	"github.com/napicheck/napicheck/symbols"
)

//go:generate sh -c "go run ./internal/gendoc > README.tmp && mv README.tmp README.md"

// Severity says how much a finding matters to users of the addon.
type Severity string

const (
	Error   Severity = "error"   // it fails, for the releases or systems promised
	Warning Severity = "warning" // it fails for some users, or works by luck
	Note    Severity = "note"    // advice or information; shown only when asked for
)

func (s Severity) rank() int { return slices.Index([]Severity{Note, Warning, Error}, s) }

// AtLeast reports whether s is as severe as t or more.
func (s Severity) AtLeast(t Severity) bool { return s.rank() >= t.rank() }

// An Outcome is what happens when a Node.js release loads a binary and calls it.
type Outcome string

const (
	Works      Outcome = "works"
	Throws     Outcome = "throws"       // require() throws
	Crashes    Outcome = "crashes"      // the process dies while loading
	DiesOnCall Outcome = "dies-on-call" // loads, and ends the process at the first call of a missing function
	Unknown    Outcome = "unknown"
)

// A ReleaseOutcome is the outcome on one release, with its reason in one sentence ("" for Works).
type ReleaseOutcome struct {
	Version matrix.Version
	Outcome Outcome
	Reason  string

	cause cause
	names []string // of missing symbols
}

// A Verdict is what all known releases of Node.js 8 and newer do with a binary.
type Verdict struct {
	Outcomes []ReleaseOutcome // ascending by version, one for each release in package matrix
	Works    string           // npm range of the releases on which it works; "" = none
	Contract string           // npm range of the releases the Node-API version documentation promises; "" = none or not applicable

	contract []matrix.Version // what Contract says, ascending
}

// A Rule is one check. Its documentation is shown to users as it stands.
type Rule struct {
	ID       string   // kebab-case, never reused
	Code     string   // catalogue number, "NC101"
	Severity Severity // the highest a finding of this rule can have; Report may lower it
	// Doc is a summary line of at most 60 characters without a full stop, an
	// empty line, then why it hurts and what to do.
	Doc string
	// WholeFile rules run once a file, with Pass.Binary nil; the others run once a slice.
	WholeFile  bool
	Run        func(*Pass)        // nil = none
	RunPackage func(*PackagePass) // runs once a package; nil = none
}

// Summary is the first line of Doc.
func (r *Rule) Summary() string {
	s, _, _ := strings.Cut(r.Doc, "\n")
	return s
}

// All holds every rule, group by group in the order of the catalogue.
var All = slices.Concat(groupInput, groupNodeAPI, groupABI, groupRegistration, groupPlatform, groupPackaging, groupHardening, groupPortability, groupDynamic)

// A Finding is one broken rule.
type Finding struct {
	Rule     string         `json:"rule"`
	Binary   int            `json:"-"` // index into symbols.File.Binaries; -1 = the file, or the package, as a whole
	File     string         `json:"-"` // path in the package, of findings about packages; "" = the package as a whole
	Severity Severity       `json:"severity"`
	Message  string         `json:"message"`  // one sentence, with the fact in it
	Evidence map[string]any `json:"evidence"` // the bytes' testimony: symbols, versions, sections
	Help     string         `json:"help"`     // what to do, one or two sentences
}

// A Pass is one file (and, for most rules, one slice of it) under check.
type Pass struct {
	File    *symbols.File
	Binary  *symbols.Binary // nil for rules about the file as a whole
	Verdict *Verdict        // of Binary; nil when there is none
	Label   label.Label     // what the path of File and the package around it claim
	Promise Promise
	Config  Config
	Load    *loader.Report // what became of File when it was loaded; not nil for rules of the group dynamic

	binary   int // index of Binary, -1 for the file
	findings []Finding
	rule     *Rule
}

// Report adds a finding of the rule that runs. A severity above the rule's own
// and a finding without evidence are mistakes of the rule, and panic.
func (p *Pass) Report(sev Severity, message, help string, evidence map[string]any) {
	f := p.rule.finding(sev, message, help, evidence)
	f.Binary = p.binary
	p.findings = append(p.findings, f)
}

// A Promise is what the publisher says about where the addon runs.
type Promise struct {
	Releases []matrix.Version // Node releases promised; empty = nothing promised
	Source   string           // "--node" or "engines.node of NAME"; "" = nothing promised
	Range    string           // as written
}
