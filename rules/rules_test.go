package rules

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/napicheck/napicheck/internal/label"
	"github.com/napicheck/napicheck/loader"
	"github.com/napicheck/napicheck/matrix"
	"github.com/napicheck/napicheck/symbols"
)

var update = flag.Bool("update", false, "rewrite the wants in testdata")

// TestValid holds the shape of every rule.
func TestValid(t *testing.T) {
	seen := map[string]bool{}
	unique := func(name string) {
		if seen[name] {
			t.Errorf("%s is used twice", name)
		}
		seen[name] = true
	}
	for _, g := range Groups {
		unique(g.Name)
		unique(g.Code)
	}
	for _, r := range All {
		unique(r.ID)
		unique(r.Code)
		if !regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`).MatchString(r.ID) {
			t.Errorf("%s: the ID is not kebab-case", r.ID)
		}
		if !regexp.MustCompile(`^NC[0-9]{3}$`).MatchString(r.Code) || r.Group().Code == "" {
			t.Errorf("%s: %q is no code of a group", r.ID, r.Code)
		}
		if r.Severity.rank() < 0 {
			t.Errorf("%s: no severity %q", r.ID, r.Severity)
		}
		if r.Run == nil && r.RunPackage == nil {
			t.Errorf("%s: neither Run nor RunPackage", r.ID)
		}
		summary, rest, _ := strings.Cut(r.Doc, "\n")
		body, ok := strings.CutPrefix(rest, "\n")
		if len(summary) == 0 || len(summary) > 60 || strings.HasSuffix(summary, ".") {
			t.Errorf("%s: the summary is not 1 to 60 characters without a full stop: %q", r.ID, summary)
		}
		if !ok || body == "" || body != strings.TrimSpace(body) {
			t.Errorf("%s: Doc is not a summary, an empty line and a body", r.ID)
		}
	}
	for _, group := range []struct {
		code  string
		rules []*Rule
	}{
		{"NC0", groupInput}, {"NC1", groupNodeAPI}, {"NC2", groupABI}, {"NC3", groupRegistration},
		{"NC4", groupPlatform}, {"NC5", groupPackaging}, {"NC6", groupHardening}, {"NC7", groupPortability}, {"NC8", groupDynamic},
	} {
		for _, r := range group.rules {
			if r.Group().Code != group.code {
				t.Errorf("%s: code %s is not of group %s", r.ID, r.Code, group.code)
			}
		}
		if !slices.IsSortedFunc(group.rules, func(a, b *Rule) int { return strings.Compare(a.Code, b.Code) }) {
			t.Errorf("the rules of %s are not in the order of their codes", group.code)
		}
	}
}

// A ruleCase is the input of one case in testdata/<rule>.txtar, written
// NAME.json there with the wanted findings in NAME.want. The first word of
// NAME, "finding" or "clean", says what the case must show.
type ruleCase struct {
	File    *symbols.File   // either a whole file
	Package *packageCase    // or a package
	Binary  *symbols.Binary // or one slice of a file of kind Kind
	Kind    symbols.Kind    // of the file around Binary; "" = node-api
	Label   label.Label
	Promise struct {
		Releases []string
		Range    string
		Source   string // "" = --node
	}
	Config Config
	Load   *loader.Report
}

func (c ruleCase) check(t *testing.T, r *Rule) []Finding {
	f := c.File
	if f == nil && c.Package == nil {
		f = &symbols.File{Kind: c.Kind, Binaries: []*symbols.Binary{c.Binary}}
		if f.Kind == "" {
			f.Kind = symbols.KindNodeAPI
		}
	}
	var promise Promise
	for _, s := range c.Promise.Releases {
		v, err := matrix.ParseVersion(s)
		if err != nil {
			t.Fatal(err)
		}
		promise.Releases = append(promise.Releases, v)
	}
	if len(promise.Releases) > 0 {
		promise.Range, promise.Source = c.Promise.Range, cmp.Or(c.Promise.Source, "--node")
		if promise.Range == "" {
			promise.Range = strings.Join(c.Promise.Releases, ",")
		}
	}
	opt := Options{Disable: []string{"all"}, Enable: []string{r.ID}, Config: c.Config, Load: c.Load}
	if c.Package != nil {
		p := c.Package.pkg(t)
		if engines := p.engines(); engines != "" && len(promise.Releases) == 0 && c.Promise.Range != "none" {
			promise = Promise{Range: engines, Source: "engines.node of " + p.Manifest.Name, Releases: releasesIn(t, engines)}
		}
		return CheckPackage(p, promise, opt).Findings
	}
	return Check(f, c.Label, promise, opt).Findings
}

// TestRules runs every rule over its cases.
func TestRules(t *testing.T) {
	for _, r := range All {
		t.Run(r.ID, func(t *testing.T) {
			path := filepath.Join("testdata", r.ID+".txtar")
			ar, err := txtar.ParseFile(path)
			if errors.Is(err, fs.ErrNotExist) {
				t.Fatalf("rule %s has no cases: write %s", r.ID, path)
			} else if err != nil {
				t.Fatal(err)
			}
			polarity := map[string]int{}
			out := &txtar.Archive{Comment: ar.Comment}
			for _, f := range ar.Files {
				name, ok := strings.CutSuffix(f.Name, ".json")
				if !ok {
					continue
				}
				kind, _, _ := strings.Cut(name, "-")
				polarity[kind]++
				t.Run(name, func(t *testing.T) {
					var c ruleCase
					dec := json.NewDecoder(bytes.NewReader(f.Data))
					dec.DisallowUnknownFields()
					if err := dec.Decode(&c); err != nil {
						t.Fatal(err)
					}
					if !one(c.File != nil, c.Binary != nil, c.Package != nil) {
						t.Fatal("a case has a File, a Binary or a Package")
					}
					got := c.check(t, r)
					switch {
					case kind != "finding" && kind != "clean":
						t.Errorf("a case is called finding-… or clean-…, not %s", name)
					case kind == "finding" && len(got) == 0:
						t.Error("no finding")
					case kind == "clean" && len(got) > 0:
						t.Errorf("findings in a clean case: %+v", got)
					}
					want := printFindings(t, got)
					out.Files = append(out.Files, f, txtar.File{Name: name + ".want", Data: want})
					i := slices.IndexFunc(ar.Files, func(f txtar.File) bool { return f.Name == name+".want" })
					if *update {
						return
					}
					if i < 0 {
						t.Fatalf("no %s.want; run go test ./rules -update", name)
					}
					if diff := gocmp.Diff(string(ar.Files[i].Data), string(want)); diff != "" {
						t.Errorf("findings (-want +got):\n%s", diff)
					}
				})
			}
			if polarity["finding"] == 0 || polarity["clean"] == 0 {
				t.Errorf("%s needs at least one finding case and one clean case", path)
			}
			if *update && !t.Failed() {
				if err := os.WriteFile(path, txtar.Format(out), 0o666); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// one reports whether exactly one of conditions holds.
func one(conditions ...bool) bool {
	n := 0
	for _, c := range conditions {
		if c {
			n++
		}
	}
	return n == 1
}

func releasesIn(t *testing.T, npmRange string) (vs []matrix.Version) {
	r, err := matrix.ParseRange(npmRange)
	if err != nil {
		t.Fatal(err)
	}
	for _, rel := range matrix.Releases() {
		if r.Contains(rel.Version) {
			vs = append(vs, rel.Version)
		}
	}
	return vs
}

// printFindings writes findings for the eye: severity, slice and message, then help and evidence.
func printFindings(t *testing.T, fs []Finding) []byte {
	var b bytes.Buffer
	for _, f := range fs {
		ev, err := json.Marshal(f.Evidence)
		if err != nil {
			t.Fatalf("evidence: %v", err)
		}
		where := ""
		if f.File != "" {
			where = " (" + f.File + ")"
		}
		if f.Binary > 0 {
			where = " (slice " + string(rune('0'+f.Binary)) + ")"
		}
		b.WriteString(string(f.Severity) + where + ": " + f.Message + "\n\thelp: " + f.Help + "\n\tevidence: " + string(ev) + "\n")
	}
	return b.Bytes()
}

// TestNoStrayCases fails for a txtar file that belongs to no rule.
func TestNoStrayCases(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if _, err := ByID(strings.TrimSuffix(filepath.Base(f), ".txtar")); err != nil {
			t.Errorf("%s: %v", f, err)
		}
	}
}

func TestSelect(t *testing.T) {
	for _, r := range All {
		for _, name := range []string{r.ID, r.Code, strings.ToLower(r.Code)} {
			if rs, err := Select(name); err != nil || len(rs) != 1 || rs[0] != r {
				t.Errorf("Select(%q) = %v, %v", name, rs, err)
			}
		}
		if rs, err := Select(r.Group().Name); err != nil || !slices.Contains(rs, r) {
			t.Errorf("group %s lacks %s (%v)", r.Group().Name, r.ID, err)
		}
	}
	if rs, err := Select("all"); err != nil || len(rs) != len(All) {
		t.Errorf("Select(all) = %d rules, %v", len(rs), err)
	}
	for name, want := range map[string]string{
		"portabilty": `no rule or group is called "portabilty"; did you mean "portability"?`,
		"":           `no rule or group is called ""`,
		"zzzzzzzz":   `no rule or group is called "zzzzzzzz"`,
	} {
		if _, err := Select(name); err == nil || err.Error() != want {
			t.Errorf("Select(%q): %v, want %s", name, err, want)
		}
	}
}

// TestReport holds that rules cannot report what Check promises not to.
func TestReport(t *testing.T) {
	r := &Rule{ID: "r", Severity: Warning}
	for name, report := range map[string]func(*Pass){
		"severity": func(p *Pass) { p.Report(Error, "m", "h", map[string]any{"a": 1}) },
		"evidence": func(p *Pass) { p.Report(Note, "m", "h", nil) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			report(&Pass{rule: r})
		}()
	}
}
