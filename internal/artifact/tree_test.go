package artifact

import (
	"archive/tar"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/napicheck/napicheck/internal/npm"
)

// What is on disk is what the archive holds, below one folder, or an error.
func TestOnDisk(t *testing.T) {
	prebuild := string(gzipped(tarball(t, files("build/Release/x.node=X", "build/lib.so=L")...)))
	link := func(name, to string) member { return member{name: name, kind: tar.TypeSymlink, link: to} }
	var many []member
	for i := range maxMade {
		many = append(many, member{name: fmt.Sprint(i)})
	}
	for _, test := range []struct {
		name    string
		members []member
		want    []string // of the files on disk; of an error, its end
	}{
		{"neighbours", files("package/a.node=A", "package/lib/b.so=B", "c="), []string{"c=", "package/a.node=A", "package/lib/b.so=B"}},
		{"prebuilds", []member{{name: "a.node", body: "A"}, {name: "prebuilds/x.tgz", body: prebuild}, {name: "x.tgz", body: "Z"}},
			[]string{"a.node=A", "prebuilds/x.tgz/build/Release/x.node=X", "prebuilds/x.tgz/build/lib.so=L", "x.tgz=Z"}},
		{"names that lead out", files("../../a.node=A", "/etc/b=B", `..\c=C`), []string{"a.node=A", "c=C", "etc/b=B"}},
		{"links", []member{{name: "a.node", body: "A"}, {name: "lib/b.so.1", body: "B"}, link("lib/b.so", "b.so.1"), link("c.so", "lib/b.so"),
			link("out", "../../etc/passwd"), link("abs", "/etc/passwd"), link("folder", "lib"), link("absent", "x"), link("loop", "pool"), link("pool", "loop")},
			[]string{"a.node=A", "c.so=B", "lib/b.so=B", "lib/b.so.1=B"}},
		{"a file by way of a link", []member{{name: "a.node", body: "A"}, link("folder", "/tmp"), {name: "folder/b", body: "B"}, link("up", ".."), {name: "up/c", body: "C"}},
			[]string{"a.node=A", "folder/b=B", "up/c=C"}},
		{"devices", []member{{name: "a.node", body: "A"}, {name: "d", kind: tar.TypeChar}, {name: "p", kind: tar.TypeFifo}}, []string{"a.node=A"}},
		{"twice", files("a.node=A", "b=1", "b=2"), []string{`"b": another file or folder has that name`}},
		{"a file that is a folder", files("a.node=A", "b=1", "b/c=2"), []string{`"b/c": not a directory`}},
		{"a name the system has not", files("a.node=A", strings.Repeat("n", 300)+"="), []string{"file name too long"}},
		{"a damaged archive inside", []member{{name: "a.node"}, {name: "prebuilds/x.tgz", body: prebuild[:40]}}, []string{"an archive in it cannot be read"}},
		{"too many", append(files("a.node=A"), many...), []string{errTooMany.Error()}},
		{"too large", files("a.node=A", "b=claims to be large"), []string{errTooLarge.Error()}},
	} {
		t.Run(test.name, func(t *testing.T) {
			temp := t.TempDir()
			t.Setenv("TMPDIR", temp)
			path := filepath.Join(t.TempDir(), "x.tgz")
			if err := os.WriteFile(path, gzipped(tarball(t, test.members...)), 0o666); err != nil {
				t.Fatal(err)
			}
			trees := &Trees{}
			defer trees.Close()
			for f := range Find(t.Context(), []string{path}, Options{Trees: trees}) {
				if f.File != nil {
					continue
				}
				for _, file := range f.Package.Files {
					if file.Err != nil {
						continue
					}
					if test.name == "too large" {
						file.from.size = maxWritten + 1
					}
					at, show, err := file.OnDisk(t.Context(), all)
					if err != nil {
						if message := err.Error(); !strings.HasPrefix(message, "its archive cannot be unpacked: ") || !strings.HasSuffix(message, test.want[0]) {
							t.Error(message)
						}
						if left := entries(t, temp); left != nil {
							t.Errorf("left: %q", left)
						}
						continue
					}
					if got, want := show.Replace("in "+at), "in "+path+"/"+file.Member; got != want {
						t.Errorf("shown as %s, want %s", got, want)
					}
					top := strings.TrimSuffix(at, "/"+file.Member)
					if diff := cmp.Diff(test.want, entries(t, top)); diff != "" || filepath.Dir(top) != temp {
						t.Errorf("in %s:\n%s", top, diff)
					}
				}
				for _, file := range f.Package.Files {
					file.Release()
				}
			}
			if left := entries(t, temp); left != nil {
				t.Errorf("left: %q", left)
			}
		})
	}
}

// entries are the files below a folder, with what they hold.
func entries(t *testing.T, dir string) (list []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if !d.Type().IsRegular() {
			list = append(list, path+": no file")
			return nil
		}
		b, err := os.ReadFile(path)
		list = append(list, filepath.ToSlash(strings.TrimPrefix(path, dir+string(filepath.Separator)))+"="+string(b))
		return err
	})
	if err != nil {
		t.Error(err)
	}
	return list
}

// Of the packages beside one, those are written that npm would install.
func TestInstalledOnDisk(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	dir := t.TempDir()
	trees := &Trees{}
	defer trees.Close()
	w := &walk{ctx: t.Context(), opt: Options{Trees: trees}, spool: &spool{}, yield: func(Found) bool { return true }}
	tree := w.newTree("npm:p@1.0.0")
	var addon *File
	for i, p := range []struct {
		npm.Tarball
		members []member
	}{
		{npm.Tarball{Name: "p", Version: "1.0.0"}, files(`package/package.json={"name":"p","os":["darwin"]}`, "package/a.node=A", "top=")},
		{npm.Tarball{Name: "@s/l", Version: "1.0.0"}, files(`x/package.json={"name":"@s/l","os":["linux"]}`, "x/l.so=L")},
		{npm.Tarball{Name: "@s/l", Version: "2.0.0"}, files(`x/package.json={"name":"@s/l"}`, "x/l.so=2")},
		{npm.Tarball{Name: "w", Version: "1.0.0"}, files(`x/package.json={"name":"w","os":["win32"]}`, "x/w.dll=W")},
	} {
		p.Path = filepath.Join(dir, fmt.Sprint(i))
		if err := os.WriteFile(p.Path, gzipped(tarball(t, append(p.members, member{name: "x/out", kind: tar.TypeSymlink, link: "l.so"})...)), 0o666); err != nil {
			t.Fatal(err)
		}
		packages, ok := w.tarball(p.Tarball, tree)
		if !ok {
			t.Fatal("stopped")
		}
		os.Remove(p.Path)
		if addon == nil {
			addon = packages[0].Files[0]
		}
	}
	at, show, err := addon.OnDisk(t.Context(), func(m *npm.Manifest) bool { return npm.Allows(m.OS, "linux") })
	if err != nil {
		t.Fatal(err)
	}
	top := strings.TrimSuffix(at, "/node_modules/p/a.node")
	var names []string
	for _, e := range entries(t, top) {
		if name, body, _ := strings.Cut(e, "="); !strings.HasSuffix(name, "package.json") {
			names = append(names, show.Replace(top+"/"+name)+"="+body)
		}
	}
	if diff := cmp.Diff([]string{"npm:@s/l@1.0.0/x/l.so=L", "npm:@s/l@2.0.0/x/l.so=2", "npm:p@1.0.0/package/a.node=A"}, names); diff != "" {
		t.Error(diff)
	}
	if got := show.Replace(top + "/x"); got != "npm:p@1.0.0/x" {
		t.Errorf("the folder itself is shown as %s", got)
	}
	addon.Release()
	tree.release()
	if left := entries(t, os.TempDir()); left != nil {
		t.Errorf("left: %q", left)
	}
}

// Folders are counted as well: a name may hold many.
func TestManyFolders(t *testing.T) {
	tree := &diskTree{made: map[string]bool{}}
	for i := range maxMade - 3 {
		tree.made[fmt.Sprint(i)] = true
	}
	if err := tree.room("a/b/c/d"); err != errTooMany {
		t.Error(err)
	}
}
