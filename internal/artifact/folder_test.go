package artifact

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	main1  = `/package.json={"name":"m","optionalDependencies":{"m-linux-x64":"1","m-darwin-arm64":"1","other":"1"}}`
	darwin = `/package.json={"name":"m-darwin-arm64","os":["darwin"],"cpu":["arm64"]}`
	linux  = `/package.json={"name":"m-linux-x64","os":["linux"],"cpu":["x64"]}`
)

func TestModules(t *testing.T) {
	zip := string(zipball(t, files(`node_modules/z/package.json={"name":"z"}`, "node_modules/z/z.node=Z")...))
	plain := string(zipball(t, files(`node_modules/q/package.json={"name":"q"}`)...))
	prebuild := string(gzipped(tarball(t, files("build/Release/x.node=X")...)))
	for _, test := range []struct {
		name         string
		files, paths []string
		want         []string
	}{
		{"platform packages stand below theirs", []string{"node_modules/m" + main1, "node_modules/m-linux-x64" + linux, "node_modules/m-linux-x64/a.node=", "node_modules/other" + linux, "node_modules/z.node="},
			[]string{""}, []string{"  node_modules/m-linux-x64/a.node (m-linux-x64 )", "node_modules/z.node"}},
		{"... also where they come first", []string{"node_modules/@a/m-linux-x64" + linux, "node_modules/@a/m-linux-x64/a.node=",
			`node_modules/m/package.json={"name":"m","optionalDependencies":{"@a/m-linux-x64":"1"}}`}, []string{""}, []string{"  node_modules/@a/m-linux-x64/a.node (m-linux-x64 )"}},
		{"... and on their own where nobody wants them", []string{"node_modules/m-linux-x64" + linux, "node_modules/m-linux-x64/a.node="}, []string{""},
			[]string{"node_modules/m-linux-x64/a.node (m-linux-x64 )"}},
		{"pnpm", []string{
			"node_modules/.pnpm/m@1/node_modules/m" + main1, "node_modules/.pnpm/m@1/node_modules/m-linux-x64 -> ../../m-linux-x64@1/node_modules/m-linux-x64",
			"node_modules/.pnpm/m-linux-x64@1/node_modules/m-linux-x64" + linux, "node_modules/.pnpm/m-linux-x64@1/node_modules/m-linux-x64/a.node=",
			"node_modules/m -> .pnpm/m@1/node_modules/m", `node_modules/.pnpm/d@1/node_modules/d/package.json={"name":"d"}`, "node_modules/.pnpm/d@1/node_modules/d/d.node=",
		}, []string{""}, []string{"  node_modules/.pnpm/m-linux-x64@1/node_modules/m-linux-x64/a.node (m-linux-x64 )", "node_modules/.pnpm/d@1/node_modules/d/d.node (d )"}},
		{"links of pnpm name the package", []string{"node_modules/d -> .pnpm/d@1/node_modules/d", `node_modules/.pnpm/d@1/node_modules/d/package.json={"name":"d"}`, "node_modules/.pnpm/d@1/node_modules/d/d.node="},
			[]string{""}, []string{"node_modules/d/d.node (d )"}},
		{"yarn", []string{`package.json={"name":"app"}`, ".yarn/cache/z-npm-1-abc-def.zip=" + zip, ".yarn/cache/q-npm-1.zip=" + plain, ".yarn/cache/y-npm-1-abc-def.zip=" + zip,
			`.yarn/unplugged/y-npm-1-abc/node_modules/y/package.json={"name":"y"}`, ".yarn/unplugged/y-npm-1-abc/node_modules/y/y.node="},
			[]string{""}, []string{".yarn/cache/z-npm-1-abc-def.zip!node_modules/z/z.node (z )", ".yarn/unplugged/y-npm-1-abc/node_modules/y/y.node (y )"}},
		{"platform packages of yarn", []string{`package.json={"name":"app"}`, ".yarn/unplugged/a-npm-1/node_modules/m" + main1, ".yarn/unplugged/m-linux-x64-npm-1/node_modules/m-linux-x64" + linux, ".yarn/unplugged/m-linux-x64-npm-1/node_modules/m-linux-x64/a.node="},
			[]string{""}, []string{"  .yarn/unplugged/m-linux-x64-npm-1/node_modules/m-linux-x64/a.node (m-linux-x64 )"}},
		{"packages in a package", []string{`package.json={"name":"m","optionalDependencies":{"m-linux-x64":"1"}}`, "npm/linux" + linux, "npm/linux/l.node=", `examples/e/package.json={"name":"e"}`, "examples/e/e.node=", "m.node="},
			[]string{""}, []string{"m.node (m )", "  npm/linux/l.node (m-linux-x64 )", "examples/e/e.node (e )"}},
		{"bin and files of npm", []string{"node_modules/.bin/x=", "node_modules/.package-lock.json={}", `node_modules/a/package.json={"name":"a"}`, "node_modules/a/a.node="}, []string{"node_modules"},
			[]string{"node_modules/a/a.node (a )"}},
		{"a part of a package", []string{`package.json={"name":"p","engines":{"node":">=18"}}`, "prebuilds/linux-x64/a.node=", "build/Release/b.node="}, []string{"prebuilds"},
			[]string{"prebuilds/linux-x64/a.node (p >=18)"}},
		{"archive in a package", []string{`package.json={"name":"p"}`, "prebuilds/x.tar.gz=" + prebuild}, []string{""}, []string{"prebuilds/x.tar.gz!build/Release/x.node (p )"}},
		{"a broken manifest inside a package is a file", []string{`package.json={"name":"p"}`, "test/package.json={", "test/a.node="}, []string{""}, []string{"test/a.node (p )"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, find(tree(t, test.files...), test.paths...)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// What a package tells besides its addons.
func TestPackage(t *testing.T) {
	dir := tree(t, `package.json={"name":"p","version":"1.0.0"}`, "index.js=main", "binding.gyp={}", "prebuilds/linux-x64/a.node=AB", "lib/a.so=",
		`node_modules/q/package.json={"name":"q","gypfile":true}`, "node_modules/q/index.js=", `node_modules/r/package.json={"name":"r"}`, `npm/x/package.json={"name":"x"}`)
	var all []*Package
	for f := range Find(context.Background(), []string{dir}, Options{}) {
		if f.Package != nil {
			all = append(all, f.Package)
		}
	}
	if len(all) != 2 {
		t.Fatalf("%d packages, want p and q", len(all))
	}
	p, q := all[0], all[1]
	if want := []string{"binding.gyp", "index.js", "lib/a.so", "npm/x/package.json", "package.json", "prebuilds/linux-x64/a.node"}; !slices.Equal(p.Paths, want) {
		t.Errorf("paths are %q", p.Paths)
	}
	if p.Installed || !q.Installed || q.Manifest.Name != "q" || len(q.Files) != 0 {
		t.Errorf("%+v %+v", p, q)
	}
	if p.Files[0].Name != "prebuilds/linux-x64/a.node" || p.Files[0].Size != 2 {
		t.Errorf("%+v", p.Files[0])
	}
	if p.Size != int64(len(`{"name":"p","version":"1.0.0"}`+"main"+"{}"+"AB"+`{"name":"x"}`)) {
		t.Errorf("size is %d", p.Size)
	}
	if text, err := p.Read("index.js"); string(text) != "main" || err != nil {
		t.Errorf("%q, %v", text, err)
	}
	for _, name := range []string{"../x", "gone.js", "", filepath.Join(dir, "index.js")} {
		if _, err := p.Read(name); err == nil {
			t.Errorf("%q can be read", name)
		}
	}
}

// Of a package whose folder prebuilds is named, all files count but the addons elsewhere.
func TestPrebuildsOfPackage(t *testing.T) {
	dir := tree(t, `package.json={"name":"p","version":"1.0.0"}`, "index.js=main", "lib/x.js=", "prebuilds/linux-x64/a.node=A", "build/Release/a.node=B", "node_modules/q/index.js=", ".git/HEAD=")
	for f := range Find(context.Background(), []string{filepath.Join(dir, "prebuilds")}, Options{}) {
		p := f.Package
		if p == nil {
			continue
		}
		if want := []string{"index.js", "lib/x.js", "package.json", "prebuilds/linux-x64/a.node"}; !slices.Equal(p.Paths, want) {
			t.Errorf("paths are %q", p.Paths)
		}
		if len(p.Files) != 1 || p.Files[0].Name != "prebuilds/linux-x64/a.node" || !p.Folder() {
			t.Errorf("%+v", p)
		}
		if text, err := p.Read("index.js"); string(text) != "main" || err != nil {
			t.Errorf("%q, %v", text, err)
		}
	}
}

func TestArchivePackage(t *testing.T) {
	data := gzipped(tarball(t, files(`package/package.json={"name":"p","optionalDependencies":{"m-linux-x64":"1","m-darwin-arm64":"1"}}`, "package/index.js=main", "package/a.node=A", "package/README=x",
		"package/npm/linux"+linux, "package/npm/linux/l.node=L", "package/node_modules/m-darwin-arm64"+darwin, "package/node_modules/m-darwin-arm64/d.node=D", `package/node_modules/q/package.json={"name":"q"}`, "package/node_modules/q/q.node=Q", "other/o.node=O")...))
	path := filepath.Join(t.TempDir(), "p.tgz")
	if err := os.WriteFile(path, data, 0o666); err != nil {
		t.Fatal(err)
	}
	var got []string
	for f := range Find(context.Background(), []string{path}, Options{}) {
		if p := f.Package; p != nil {
			s := "-"
			if p.Manifest != nil {
				s = p.Manifest.Name
			}
			for _, file := range p.Files {
				s += " " + file.Name
			}
			for _, q := range p.Platform {
				s += " [" + q.Manifest.Name + " " + q.Files[0].Name + "]"
			}
			got = append(got, s+" | "+strings.Join(p.Paths, " "))
			if p.Member == "package" {
				if text, err := p.Read("index.js"); string(text) != "main" || err != nil {
					t.Errorf("%q, %v", text, err)
				}
				if _, err := p.Read("README"); err == nil {
					t.Error("README was kept")
				}
			}
		}
	}
	want := []string{
		"p a.node [m-darwin-arm64 d.node] [m-linux-x64 l.node] | README a.node index.js npm/linux/l.node npm/linux/package.json package.json",
		"q q.node | package.json q.node",
		"- p.tgz/other/o.node | p.tgz/other/o.node",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
