package report

import (
	"bytes"
	"testing"

	"github.com/napicheck/napicheck/internal/label"
	"github.com/napicheck/napicheck/internal/npm"
	"github.com/napicheck/napicheck/rules"
	"github.com/napicheck/napicheck/symbols"
)

// packages has targets of every kind.
func packages() []*Package {
	good := outcomesOf(">=20.3.0", "", "18.17.0", "no", "20.3.0", "", "22.14.0", "")
	v8 := &symbols.Binary{NodeModuleVersion: 127}
	target := func(platform, arch, libc, runtime, abi, file, pkg, why string) rules.Target {
		return rules.Target{Target: label.Target{Platform: platform, Arch: arch, Libc: libc, Runtime: runtime, ABI: abi, File: file, Package: pkg, Why: why}}
	}
	works := func(t rules.Target, b *symbols.Binary) rules.Target {
		t.Works, t.Binary = good, b
		return t
	}
	broken := target("win32", "x64", "", "", "", "prebuilds/win32-x64/a.node", "", "")
	broken.Broken = "its bytes are for linux-x64"
	finding := func(file string) rules.Finding {
		return rules.Finding{Rule: "duplicate-bytes", Severity: rules.Warning, File: file, Binary: -1, Message: "evil \x1b[31m", Help: "Do it.", Evidence: map[string]any{"files": 2}}
	}
	return []*Package{
		{
			Package: &rules.Package{Manifest: &npm.Manifest{Name: "a", Version: "1.0.0", Engines: map[string]string{"node": ">=20"}}, Path: "node_modules/a"},
			PackageResult: rules.PackageResult{
				Loader: "node-gyp-build",
				Targets: []rules.Target{
					works(target("linux", "x64", "glibc", "", "", "prebuilds/linux-x64/a.node", "", "the tags fit"), nil),
					works(target("linux", "arm64", "musl", "node", "115", "a.abi115.node", "", ""), nil),
					works(target("linux", "arm64", "musl", "node", "127", "a.abi127.node", "", ""), nil),
					works(target("linux", "arm64", "musl", "electron", "128", "a.abi128.node", "", ""), nil),
					target("darwin", "x64", "", "", "", "", "", "no folder prebuilds/darwin-x64"),
					target("darwin", "arm64", "", "", "", "", "a-darwin-arm64", "a-darwin-arm64 was not looked at"),
					broken,
				},
				Findings: []rules.Finding{finding("prebuilds/win32-x64/a.node"), finding("")},
			},
			Answer:  rules.Answer{Verdict: rules.Blocks, Reason: "crashes on Node.js 26.0.0"},
			FixedIn: "2.0.0", FixedAfter: "1.4.0",
		},
		{
			Package:       &rules.Package{Manifest: &npm.Manifest{Name: "b", Version: "2.0.0"}, Path: "node_modules/b"},
			PackageResult: rules.PackageResult{Targets: []rules.Target{works(target("linux", "x64", "glibc", "node", "127", "b.node", "", ""), v8)}},
			Answer:        rules.Answer{Verdict: rules.Fine},
		},
		{
			Package: &rules.Package{Manifest: &npm.Manifest{Name: "c", Version: "3.0.0"}, Path: "node_modules/c"},
			Answer:  rules.Answer{Verdict: rules.Unclear, Reason: "compiled when it is installed"},
		},
		{Package: &rules.Package{Path: "loose"}, PackageResult: rules.PackageResult{Findings: []rules.Finding{finding("")}}},
	}
}

func writePackages(t *testing.T, format string, opt Options, ps []*Package) []byte {
	t.Helper()
	var b bytes.Buffer
	opt.Version = "1.2.3"
	w, err := New(format, &b, opt)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range ps {
		for _, path := range []string{"x.node", "y.node"} {
			f := *files()[1]
			f.Path, f.Package = path, p.ID()
			if err := w.File(&f); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Package(p); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestPackages(t *testing.T) {
	question := Options{Question: "Node.js 26, linux-x64-glibc"}
	for _, test := range []struct {
		file, format string
		opt          Options
		packages     []*Package
	}{
		{"package.txt", "text", Options{}, packages()[:1]},
		{"packages.txt", "text", Options{}, packages()},
		{"packages-verbose.txt", "text", Options{Verbose: true}, packages()[:2]},
		{"question.txt", "text", question, packages()[:3]},
		{"packages.json", "json", Options{}, packages()},
	} {
		t.Run(test.file, func(t *testing.T) {
			out := writePackages(t, test.format, test.opt, test.packages)
			golden(t, test.file, out)
			if test.format == "json" {
				validate(t, schema(t, "report"), out)
			} else if bytes.ContainsRune(out, '\x1b') {
				t.Error("an escape sequence got into the report")
			}
		})
	}
}
