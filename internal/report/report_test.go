package report

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/napicheck/napicheck/matrix"
	"github.com/napicheck/napicheck/rules"
	"github.com/napicheck/napicheck/symbols"
)

var update = flag.Bool("update", false, "rewrite the expected reports")

func version(s string) matrix.Version {
	v, err := matrix.ParseVersion(s)
	if err != nil {
		panic(err)
	}
	return v
}

// verdict builds outcomes from pairs of version and reason; no reason is works.
func outcomesOf(works, contract string, pairs ...string) *rules.Verdict {
	v := &rules.Verdict{Works: works, Contract: contract}
	for i := 0; i < len(pairs); i += 2 {
		o := rules.ReleaseOutcome{Version: version(pairs[i]), Outcome: rules.Works, Reason: pairs[i+1]}
		if o.Reason != "" {
			o.Outcome = rules.Throws
		}
		v.Outcomes = append(v.Outcomes, o)
	}
	return v
}

// files has one of every kind.
func files() []*File {
	healthy := func(arch string) *symbols.Binary {
		return &symbols.Binary{
			Format: symbols.ELF, Type: symbols.SharedLibrary, Platform: "linux", Arch: arch, Machine: "EM_X86_64", Libc: "glibc",
			Imports:      []symbols.Import{{Name: "napi_create_function", Bound: symbols.BindLazy, Func: true}, {Name: "powf", Version: "GLIBC_2.27", Library: "libm.so.6"}},
			Exports:      []symbols.Export{{Name: "napi_register_module_v1", Addr: 0x1000, Func: true}},
			Needs:        []string{"libm.so.6", "libc.so.6"},
			Binding:      symbols.BindLazy,
			NodeAPI:      symbols.NodeAPI{Version: 9, VersionSource: symbols.VersionExport, Lookup: symbols.LookupImports, Symbols: []string{"napi_create_function"}},
			Registration: []symbols.Registration{symbols.RegSymbol},
			Floors: symbols.Floors{Glibc: "2.27", Needs: []symbols.VersionNeed{
				{Library: "libm.so.6", Version: "GLIBC_2.27", Symbols: []string{"powf"}}, {Library: "libc.so.6", Version: "GLIBC_2.4"},
			}},
			Stripped: true,
			ELF:      &symbols.ELFFacts{Class: 64, GNUStack: true, RelRO: "full"},
		}
	}
	works := outcomesOf("^18.17.0 || >=20.3.0", "^18.17.0 || >=20.3.0", "16.0.0", "16 lacks it", "18.17.0", "", "20.3.0", "")
	mac := func(arch string) *symbols.Binary {
		return &symbols.Binary{
			Format: symbols.MachO, Type: symbols.Bundle, Platform: "darwin", Arch: arch, Signed: "adhoc",
			NodeAPI:      symbols.NodeAPI{Version: 8, VersionSource: symbols.VersionDefault, Lookup: symbols.LookupRuntime, RuntimeSymbols: []string{"napi_get_undefined"}},
			Registration: []symbols.Registration{symbols.RegSymbol},
			Floors:       symbols.Floors{MacOS: "10.15"},
			MachO:        &symbols.MachOFacts{FileType: "MH_BUNDLE", CodePagesBad: -1},
		}
	}
	finding := func(sev rules.Severity, binary int) rules.Finding {
		return rules.Finding{Rule: "some-rule", Binary: binary, Severity: sev, Message: "imports _ZN2v87Isolate10GetCurrentEv", Help: "Do something about it.", Evidence: map[string]any{"symbols": []string{"_ZN2v87Isolate10GetCurrentEv"}}}
	}
	return []*File{
		{
			Path: "prebuilds/linux-x64/good.node", Package: "good@1.0.0", Size: 20480, SHA256: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
			Facts:    &symbols.File{Size: 20480, Kind: symbols.KindNodeAPI, Binaries: []*symbols.Binary{healthy("x64")}},
			Verdicts: []*rules.Verdict{works},
			Promise:  rules.Promise{Source: "--node", Range: "18.17.0,99.0.0", Releases: []matrix.Version{version("99.0.0"), version("18.17.0"), version("6.0.0")}},
			Findings: []rules.Finding{finding(rules.Note, 0)},
		},
		{
			Path: "fat-alike.node", Package: "fat@1.0.0", Size: 1,
			Facts:    &symbols.File{Kind: symbols.KindNodeAPI, Binaries: []*symbols.Binary{mac("x64"), mac("arm64")}},
			Verdicts: []*rules.Verdict{outcomesOf(">=10.1.0", "", "10.1.0", ""), outcomesOf(">=10.1.0", "", "10.1.0", "")},
			Findings: []rules.Finding{finding(rules.Warning, 0), finding(rules.Warning, 1), finding(rules.Error, 1)},
		},
		{
			Path: "fat-unlike.node", Package: "fat@1.0.0", Size: 1,
			Facts:    &symbols.File{Kind: symbols.KindNodeAPI, Binaries: []*symbols.Binary{mac("x64"), mac("arm64")}},
			Verdicts: []*rules.Verdict{outcomesOf(">=10.1.0", "^18.17.0", "10.1.0", ""), outcomesOf("", "", "10.1.0", "nothing works")},
		},
		{
			Path: "v8.node", Size: 1,
			Facts: &symbols.File{Kind: symbols.KindV8, Binaries: []*symbols.Binary{{
				Format: symbols.PE, Type: symbols.SharedLibrary, Platform: "win32", Arch: "x64", Signed: "none", NodeModuleVersion: 9999, ModuleName: "v8\x1b[31m",
				Registration: []symbols.Registration{symbols.RegV8Symbol, symbols.RegV8Constructor},
				Host:         &symbols.HostImport{Library: "node.exe", Delay: true, Hook: true},
				Unstable:     symbols.Unstable{V8: []string{"_ZN2v87Isolate10GetCurrentEv"}, Other: []string{"node_module_register"}},
				PE:           &symbols.PEFacts{},
			}}},
			Verdicts: []*rules.Verdict{outcomesOf("^22.0.0", "", "22.0.0", "")},
		},
		{
			Path: "mixed.node", Size: 1,
			Facts: &symbols.File{Kind: symbols.KindMixed, Binaries: []*symbols.Binary{{
				Format: symbols.ELF, Platform: "linux", Arch: "x64", Type: symbols.SharedLibrary,
				NodeAPI:  symbols.NodeAPI{VersionSource: symbols.VersionUndecodable, Lookup: symbols.LookupBoth, Symbols: []string{"napi_no_such_function"}},
				Unstable: symbols.Unstable{V8: []string{"_ZN2v87Isolate10GetCurrentEv"}},
			}}},
			Verdicts: []*rules.Verdict{outcomesOf("^22.0.0", "^22.0.0", "22.0.0", "")},
		},
		{
			Path: "opaque.node", Size: 1,
			Facts: &symbols.File{Kind: symbols.KindOpaque, Reason: "packed with UPX", Binaries: []*symbols.Binary{{
				Format: symbols.ELF, Arch: "unknown", Type: symbols.SharedLibrary, Payload: &symbols.Payload{Section: ".upx", Offset: 64, Size: 4096, Entropy: 7.99},
			}}},
			Verdicts: []*rules.Verdict{{Outcomes: []rules.ReleaseOutcome{{Version: version("999.0.0"), Outcome: rules.Unknown, Reason: "packed"}}}},
		},
		{
			Path: "page.node", Size: 7, Facts: &symbols.File{Kind: symbols.KindNotAnAddon, Reason: "HTML page"},
			Findings: []rules.Finding{{Rule: "other-rule", Binary: -1, Severity: rules.Error, Message: "is no native library: HTML page", Help: "Download it again.", Evidence: map[string]any{"head": "<html>"}}},
		},
		{Path: "evil\x1b]0;title\x07\u202e.node", Size: -1, Err: errors.New("section table: reaches past the end\nof the file")},
	}
}

// A release nobody measured does not hide that all others fail; one that was
// measured, and whose outcome the bytes do not tell, does.
func TestWorksNowhere(t *testing.T) {
	var measured, unmeasured matrix.Version
	for _, r := range matrix.Releases() {
		if r.Measured {
			measured = r.Version
		} else {
			unmeasured = r.Version
		}
	}
	if measured.IsZero() || unmeasured.IsZero() {
		t.Skip("the matrix does not have both kinds of release")
	}
	fails := rules.ReleaseOutcome{Version: measured, Outcome: rules.Throws, Reason: "no"}
	open := rules.ReleaseOutcome{Version: unmeasured, Outcome: rules.Unknown, Reason: "not measured"}
	if got := works(&rules.Verdict{Outcomes: []rules.ReleaseOutcome{fails, open}}); got == nil || *got != noRelease {
		t.Errorf("works = %v, want %s", got, noRelease)
	}
	open.Version = measured
	if got := works(&rules.Verdict{Outcomes: []rules.ReleaseOutcome{fails, open}}); got != nil {
		t.Errorf("works = %s, want null", *got)
	}
}

func write(t *testing.T, format string, opt Options, fs []*File) []byte {
	t.Helper()
	var b bytes.Buffer
	opt.Version = "1.2.3"
	w, err := New(format, &b, opt)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range fs {
		if err := w.File(f); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestReports(t *testing.T) {
	for _, test := range []struct {
		file, format string
		opt          Options
		files        []*File
	}{
		{"plain.txt", "text", Options{}, files()},
		{"one.txt", "text", Options{}, files()[:1]},
		{"enabled.txt", "text", Options{Show: func(rule string) bool { return rule == "some-rule" }}, files()[:1]},
		{"verbose.txt", "text", Options{Verbose: true}, files()},
		{"terminal.txt", "text", Options{Color: true, Width: 50}, files()},
		{"report.json", "json", Options{}, files()},
		{"empty.json", "json", Options{}, nil},
	} {
		t.Run(test.file, func(t *testing.T) {
			golden(t, test.file, write(t, test.format, test.opt, test.files))
		})
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (rewrite it with -update):\n%s", path, diff)
	}
}

// Nothing that a file or its name holds may reach a terminal as a control
// character; those of the report itself are line feeds, and colours if wanted.
func TestNoControlCharacters(t *testing.T) {
	for _, opt := range []Options{{Verbose: true}, {Verbose: true, Width: 40}} {
		out := write(t, "text", opt, files())
		if i := bytes.IndexFunc(out, func(r rune) bool { return r < ' ' && r != '\n' || r == 0x7f || r == '\u202e' }); i >= 0 {
			t.Errorf("byte %d of the report is %q", i, out[i])
		}
	}
}

func TestUnknownFormat(t *testing.T) {
	if _, err := New("yaml", nil, Options{}); !errors.Is(err, ErrFormat) {
		t.Errorf("err = %v", err)
	}
}

func TestProse(t *testing.T) {
	for in, want := range map[string]string{
		"^18.17.0 || ^20.3.0 || >=21.0.0": "18.17+, 20.3+, 21+",
		">=10.1.0 <18.17.0 || >=22.14.0":  "10.1 to 18.16, 22.14+, 23+",
		">=999.1.0":                       "999.1+",
		">=12.0.0 <18.0.0":                "12 to 17",
		">=24.12.0 <24.13.1":              "24.12 to 24.13.0",
		">=24.12.0 <=24.13.0":             "24.12 to 24.13.0",
		">=10.10.10":                      "10.10.10+, 11+",
		">=10.0.0":                        "10+",
		"18.20.8":                         "18.20.8",
		"18.x":                            "18.x",
		">=1.0.0 <0.0.0":                  ">=1.0.0 <0.0.0",
		">=18.17.0 <19.0.0 || >=20.3.0 <20.4.0-0": "18.17 to 18, >=20.3.0 <20.4.0-0",
		noRelease: "no release",
	} {
		if got := Prose(in); got != want {
			t.Errorf("Prose(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"plain ünïcode 日本": "plain ünïcode 日本",
		"\x1b[31mred\x7f":  `\x1b[31mred\x7f`,
		"\xff\xfe":         `\xff\xfe`,
		"a\u009bb\u202ec":  `a\u009bb\u202ec`,
		"tab\tnl\n":        `tab\x09nl\x0a`,
		"\U000e0001":       `\U000e0001`,
		"\ufffd":           "\ufffd",
		"":                 "",
	} {
		if got := Clean(in); got != want {
			t.Errorf("Clean(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestWrap(t *testing.T) {
	var b bytes.Buffer
	p := printer{w: &b, width: 16}
	p.line(2, 4, phrase{plain, "one two three four"}, phrase{plain, " five"}, phrase{plain, " a-word-too-long-for-the-width"})
	p.flush()
	want := "  one two three\n    four five\n    a-word-too-long-for-the-width\n"
	if b.String() != want {
		t.Errorf("got  %q\nwant %q", b.String(), want)
	}
}

func TestCamel(t *testing.T) {
	for in, want := range map[string]string{"BuildID": "buildID", "GNUStack": "gnuStack", "PDB": "pdb", "Class": "class", "RPath": "rPath", "UUID": "uuid"} {
		if got := camel(in); got != want {
			t.Errorf("camel(%q) = %q, want %q", in, got, want)
		}
	}
}

func BenchmarkText(b *testing.B) { benchmark(b, "text") }
func BenchmarkJSON(b *testing.B) { benchmark(b, "json") }

func benchmark(b *testing.B, format string) {
	fs := files()
	var out bytes.Buffer
	w, err := New(format, &out, Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		out.Reset()
		for _, f := range fs {
			if err := w.File(f); err != nil {
				b.Fatal(err)
			}
		}
	}
}
