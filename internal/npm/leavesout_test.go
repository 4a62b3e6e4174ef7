package npm

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestLeavesOut(t *testing.T) {
	for _, test := range []struct{ manifest, ignores, file, want string }{
		{`{}`, "", "prebuilds/linux-x64/a.node", ""},
		{`{"files":["index.js"]}`, "", "prebuilds/linux-x64/a.node", "the field files"},
		{`{"files":["index.js","prebuilds"]}`, "", "prebuilds/linux-x64/a.node", ""},
		{`{"files":["./prebuilds/"]}`, "", "prebuilds/linux-x64/a.node", ""},
		{`{"files":["prebuilds/*"]}`, "", "prebuilds/linux-x64/a.node", ""},
		{`{"files":["**/*.node"]}`, "", "prebuilds/linux-x64/a.node", ""},
		{`{"files":["*.{js,node}"]}`, "", "prebuilds/linux-x64/a.node", ""},
		{`{"files":["lib","!lib/*.node"]}`, "", "lib/a.node", "the field files"},
		{`{"files":["lib","!lib/*.node","lib/a.node"]}`, "", "lib/a.node", ""},
		{`{"files":["+(lib|dist)"]}`, "", "lib/a.node", ""}, // not understood, so not certain
		{`{"files":["index.js"],"main":"./a.node"}`, "", "a.node", ""},
		{`{"files":["index.js"],"bin":{"x":"a.node"}}`, "", "a.node", ""},
		{`{"files":[]}`, "", "a.node", "the field files"},
		{`{"files":["index.js"]}`, "", "package.json", ""},
		{`{}`, ".gitignore: build\nprebuilds/", "prebuilds/linux-x64/a.node", "the line prebuilds/ of .gitignore"},
		{`{}`, ".gitignore: *.node", "prebuilds/linux-x64/a.node", "the line *.node of .gitignore"},
		{`{}`, ".gitignore: /linux-x64", "prebuilds/linux-x64/a.node", ""},
		{`{}`, ".gitignore: *.node\n!prebuilds/**", "prebuilds/linux-x64/a.node", ""},
		{`{}`, ".gitignore: *.node|.npmignore: src", "prebuilds/linux-x64/a.node", ""},
		{`{}`, "prebuilds/.npmignore: *.node", "prebuilds/linux-x64/a.node", "the line *.node of prebuilds/.npmignore"},
		{`{"files":["prebuilds"]}`, ".npmignore: *.node", "prebuilds/linux-x64/a.node", ""},
		{`{"files":["prebuilds"]}`, "prebuilds/.gitignore: *", "prebuilds/linux-x64/a.node", "the line * of prebuilds/.gitignore"},
	} {
		m, err := ParseManifest([]byte(test.manifest))
		if err != nil {
			t.Fatal(err)
		}
		texts := map[string]string{}
		for part := range strings.SplitSeq(test.ignores, "|") {
			name, text, _ := strings.Cut(part, ": ")
			texts[name] = text
		}
		if got := m.LeavesOut(test.file, reader(texts)); got != test.want {
			t.Errorf("%s %s: %s: %q, want %q", test.manifest, test.ignores, test.file, got, test.want)
		}
	}
}

func reader(texts map[string]string) func(string) ([]byte, error) {
	return func(name string) ([]byte, error) {
		if text, ok := texts[name]; ok {
			return []byte(text), nil
		}
		return nil, fs.ErrNotExist
	}
}

// TestLeavesOutAsNPM holds LeavesOut against what npm packs: it may miss what
// npm leaves out, but never says so of a file that npm takes.
func TestLeavesOutAsNPM(t *testing.T) {
	root, err := exec.Command("npm", "root", "--global").Output()
	if err != nil {
		t.Skip("npm is not installed: ", err)
	}
	packlist := filepath.Join(strings.TrimSpace(string(root)), "npm", "node_modules", "npm-packlist")
	if _, err := os.Stat(packlist); err != nil {
		t.Skip("npm keeps its npm-packlist elsewhere: ", err)
	}
	type folder struct {
		Manifest json.RawMessage
		Files    map[string]string // text by path
	}
	rnd := rand.New(rand.NewPCG(1, 2))
	one := func(from ...string) string { return from[rnd.IntN(len(from))] }
	pattern := func() string {
		return one("", "", "", "!", "/", "./") + one("prebuilds", "lib", "build/Release", "a.node", "lib/a.node", "lib/sub", "index.js", "linux-x64", "prebuilds/linux-x64", "*", "**", "src") +
			one("", "", "", "/", "/*", "/**", "/*.node", "/**/*.node", "*.{node,js}", "?.node")
	}
	lines := func() string {
		var all []string
		for range rnd.IntN(4) {
			all = append(all, one(pattern(), "*.node", "!*.node", "# no", "build", "lib/**", "/prebuilds", "!prebuilds/**"))
		}
		return strings.Join(all, "\n")
	}
	var folders []folder
	for range 150 {
		f := folder{Files: map[string]string{}}
		for _, name := range []string{"a.node", "index.js", "lib/a.node", "lib/sub/b.node", "prebuilds/linux-x64/a.node", "prebuilds/linux-x64/c.js", "build/Release/a.node", "src/x.js", "linux-x64/a.node"} {
			f.Files[name] = ""
		}
		m := map[string]any{"name": "x", "version": "1.0.0"}
		if rnd.IntN(2) == 0 {
			files := []string{}
			for range rnd.IntN(4) {
				files = append(files, pattern())
			}
			m["files"] = files
		}
		if rnd.IntN(4) == 0 {
			m["main"] = one("a.node", "./lib/a.node", "lib/")
		}
		if rnd.IntN(8) == 0 {
			m["bin"] = map[string]string{"x": "src/x.js"}
		}
		for _, name := range []string{".npmignore", ".gitignore", "lib/.npmignore", "prebuilds/.gitignore", "prebuilds/linux-x64/.npmignore"} {
			if rnd.IntN(4) == 0 {
				f.Files[name] = lines()
			}
		}
		f.Manifest, err = json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		f.Files["package.json"] = string(f.Manifest)
		folders = append(folders, f)
	}
	query, err := json.Marshal(folders)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("node", "-e", `
const fs = require("fs"), path = require("path");
const [packlist, tmp] = process.argv.slice(1);
const pack = require(packlist);
(async () => {
	const all = [];
	for (const [i, f] of JSON.parse(fs.readFileSync(0, "utf8")).entries()) {
		const dir = path.join(tmp, String(i));
		for (const [name, text] of Object.entries(f.Files)) {
			fs.mkdirSync(path.dirname(path.join(dir, name)), {recursive: true});
			fs.writeFileSync(path.join(dir, name), text);
		}
		all.push(await pack({path: dir, package: f.Manifest, edgesOut: new Map(), isProjectRoot: true}));
	}
	console.log(JSON.stringify(all));
})();`, packlist, t.TempDir())
	cmd.Stdin = bytes.NewReader(query)
	out, err := cmd.Output()
	if err != nil {
		t.Skipf("npm-packlist is not one that can be asked: %v", err)
	}
	var packed [][]string
	if err := json.Unmarshal(out, &packed); err != nil {
		t.Fatal(err)
	}
	left, found, wrong := 0, 0, 0
	for i, f := range folders {
		takes := map[string]bool{}
		for _, name := range packed[i] {
			takes[name] = true
		}
		m, err := ParseManifest(f.Manifest)
		if err != nil {
			t.Fatal(err)
		}
		for name := range f.Files {
			if strings.HasPrefix(filepath.Base(name), ".") {
				continue
			}
			why := m.LeavesOut(name, reader(f.Files))
			switch {
			case !takes[name]:
				left++
				if why != "" {
					found++
				}
			case why != "":
				if wrong++; wrong < 5 {
					t.Errorf("%s %q: npm takes %s, in spite of %s", f.Manifest, f.Files, name, why)
				}
			}
		}
	}
	t.Logf("%d folders: npm leaves out %d files, of which %d are foreseen; %d wrongly", len(folders), left, found, wrong)
	if found < left/2 {
		t.Errorf("only %d of %d", found, left)
	}
}
