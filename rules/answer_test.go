package rules

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/napicheck/napicheck/matrix"
)

// TestAnswer asks about packages of every kind, on linux-x64 with glibc.
func TestAnswer(t *testing.T) {
	const (
		fine  = `{"Format": "elf", "Type": "shared-library", "Platform": "linux", "Arch": "x64", "Libc": "glibc", "Registration": ["symbol"], "NodeAPI": {"Version": 8, "VersionSource": "export", "Lookup": "imports"}, "ELF": {}}`
		v10   = `{"Format": "elf", "Type": "shared-library", "Platform": "linux", "Arch": "x64", "Libc": "glibc", "Registration": ["symbol"], "NodeAPI": {"Version": 10, "VersionSource": "export", "Lookup": "imports"}, "ELF": {}}`
		v8    = `{"Format": "elf", "Type": "shared-library", "Platform": "linux", "Arch": "x64", "Libc": "glibc", "Registration": ["v8-constructor"], "NodeModuleVersion": 115, "ELF": {}}`
		gyp   = `{"name": "x", "version": "1.0.0", "dependencies": {"node-gyp-build": "4"}}`
		built = `{"name": "x", "version": "1.0.0", "dependencies": {"bindings": "1"}, "scripts": {"install": "node-gyp rebuild"}}`
	)
	file := func(path, kind, binary string) string {
		return `"Files": [{"Path": "` + path + `", "Kind": "` + kind + `", "Binary": ` + binary + `}]`
	}
	for name, test := range map[string]struct {
		pkg, release string
		want         AnswerVerdict
		reason       string // a part of it
	}{
		"works":              {`{"Manifest": ` + gyp + `, ` + file("prebuilds/linux-x64/x.node", "", fine) + `}`, "20.20.2", Fine, ""},
		"crashes":            {`{"Manifest": ` + gyp + `, ` + file("prebuilds/linux-x64/x.node", "", v10) + `}`, "20.20.2", Blocks, "crashes on Node.js 20.20.2: it declares"},
		"another machine":    {`{"Manifest": ` + gyp + `, ` + file("prebuilds/linux-arm64/x.node", "", fine) + `}`, "20.20.2", Unclear, "has no file for linux-x64-glibc"},
		"wrong bytes":        {`{"Manifest": ` + gyp + `, ` + file("prebuilds/linux-x64/x.node", "", strings.Replace(fine, `"x64"`, `"arm64"`, 1)) + `}`, "20.20.2", Blocks, "its bytes are for linux-arm64"},
		"other ABIs only":    {`{"Manifest": ` + gyp + `, ` + file("prebuilds/linux-x64/x.abi115.node", "v8", v8) + `}`, "22.14.0", Blocks, "though for others"},
		"its ABI":            {`{"Manifest": ` + gyp + `, ` + file("prebuilds/linux-x64/x.abi115.node", "v8", v8) + `}`, "20.20.2", Fine, ""},
		"built here":         {`{"Manifest": ` + built + `, "Installed": true, "Paths": ["binding.gyp"], ` + file("build/Release/x.node", "v8", v8) + `}`, "22.14.0", Unclear, "this build is for NODE_MODULE_VERSION 115"},
		"to be compiled":     {`{"Manifest": ` + built + `, "Paths": ["binding.gyp"]}`, "22.14.0", Unclear, "compiled when it is installed"},
		"to be fetched":      {`{"Manifest": {"name": "x", "version": "1.0.0", "scripts": {"install": "prebuild-install || node-gyp rebuild"}}, "Paths": ["binding.gyp"]}`, "22.14.0", Unclear, "fetched"},
		"for another system": {`{"Manifest": {"name": "x", "version": "1.0.0", "os": ["darwin"]}, ` + file("x.node", "", fine) + `}`, "22.14.0", NotHere, ""},
		"no native code":     {`{"Manifest": {"name": "x", "version": "1.0.0"}, "Paths": ["index.js"]}`, "22.14.0", NotHere, ""},
	} {
		t.Run(name, func(t *testing.T) {
			var c packageCase
			if err := json.Unmarshal([]byte(test.pkg), &c); err != nil {
				t.Fatal(err)
			}
			v, err := matrix.ParseVersion(test.release)
			if err != nil {
				t.Fatal(err)
			}
			p := c.pkg(t)
			promise := Promise{Releases: []matrix.Version{v}, Source: "--node", Range: test.release}
			machines := Machines{Platform: "linux", Arch: "x64", Libc: "glibc"}
			res := CheckPackage(p, promise, Options{Machines: machines})
			got := res.Answer(p, promise, machines)
			if got.Verdict != test.want || !strings.Contains(got.Reason, test.reason) {
				t.Errorf("%q: %s, want %q: …%s…", got.Verdict, got.Reason, test.want, test.reason)
			}
		})
	}
}

// TestPromiseFor holds what is left of a promise for one file of a set.
func TestPromiseFor(t *testing.T) {
	p := Promise{Releases: releasesIn(t, "20.20.2 || 22.14.0"), Source: "--node", Range: "x"}
	for _, test := range []struct {
		label string
		want  int
	}{
		{`{}`, 2}, {`{"ABI": "115"}`, 1}, {`{"ABI": "127", "Runtime": "node"}`, 1}, {`{"ABI": "93"}`, 0},
		{`{"Runtime": "electron"}`, 0}, {`{"Node": "22"}`, 1}, {`{"NAPI": "9"}`, 2},
	} {
		var c ruleCase
		if err := json.Unmarshal([]byte(`{"Label": `+test.label+`}`), &c); err != nil {
			t.Fatal(err)
		}
		if got := len(p.For(c.Label).Releases); got != test.want {
			t.Errorf("%s: %d releases, want %d", test.label, got, test.want)
		}
	}
}
