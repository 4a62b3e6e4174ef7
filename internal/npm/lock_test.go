package npm

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const aLock = "\ufeff" + `{
  "name": "app", "lockfileVersion": %s, "requires": true,
  "packages": {
    "": {"name": "app", "dependencies": {"native": "^1", "linked": "*"}},
    "node_modules/native": {"version": "1.0.0", "resolved": "https://registry.example/native/-/native-1.0.0.tgz", "integrity": "sha512-AA==",
      "optionalDependencies": {"@n/linux-x64": "1.0.0", "@n/win32-x64": "1.0.0", "fsevents": "2"}},
    "node_modules/@n/linux-x64": {"version": "1.0.0", "os": ["linux"], "cpu": ["x64"], "libc": ["glibc"], "optional": true},
    "node_modules/native/node_modules/@n/win32-x64": {"version": "1.0.1", "os": ["win32"], "cpu": ["x64"]},
    "node_modules/fsevents": {"version": "2.0.0", "os": ["darwin"], "hasInstallScript": true},
    "node_modules/plain": {"version": "1.0.0"},
    "node_modules/alias": {"name": "@real/name", "version": "1.0.0", "hasInstallScript": true},
    "node_modules/a/node_modules/bundled": {"version": "1.0.0", "inBundle": true, "hasInstallScript": true},
    "node_modules/git": {"version": "1.0.0", "resolved": "git+ssh://git@host.example/a/b.git#0123", "hasInstallScript": true},
    "node_modules/file": {"version": "1.0.0", "resolved": "file:../x.tgz", "hasInstallScript": true},
    "node_modules/address": {"version": "1.0.0", "resolved": "https://host.example/x.tgz", "hasInstallScript": true},
    "node_modules/linked": {"resolved": "packages/linked", "link": true},
    "packages/linked": {"name": "linked", "version": "0.0.0", "hasInstallScript": true, "optionalDependencies": {"@n/linux-x64": "1"}}
  },
  "dependencies": {"native": {"version": "1.0.0", "requires": [{"deep": [1, 2, {}]}]}}
}`

func TestReadLock(t *testing.T) {
	for _, version := range []string{"2", "3"} {
		all, err := ReadLock(strings.NewReader(fmt.Sprintf(aLock, version)))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, l := range all {
			s := fmt.Sprintf("%s: %s@%s %s", l.Path, l.Name, l.Version, l.Source)
			if l.Bundled {
				s += " bundled"
			}
			if n := l.Native(); n != "" {
				s += ", " + n
			}
			for _, p := range l.Platforms {
				s += " > " + p.Path
			}
			got = append(got, s)
		}
		want := []string{
			": app@ link",
			"node_modules/@n/linux-x64: @n/linux-x64@1.0.0 registry, field os",
			"node_modules/a/node_modules/bundled: bundled@1.0.0 registry bundled, install script",
			"node_modules/address: address@1.0.0 address, install script",
			"node_modules/alias: @real/name@1.0.0 registry, install script",
			"node_modules/file: file@1.0.0 file, install script",
			"node_modules/fsevents: fsevents@2.0.0 registry, field os",
			"node_modules/git: git@1.0.0 git, install script",
			"node_modules/linked: linked@ link",
			"node_modules/native: native@1.0.0 registry, platform package @n/linux-x64 > node_modules/@n/linux-x64 > node_modules/native/node_modules/@n/win32-x64",
			"node_modules/native/node_modules/@n/win32-x64: @n/win32-x64@1.0.1 registry, field os",
			"node_modules/plain: plain@1.0.0 registry",
			"packages/linked: linked@0.0.0 link, platform package @n/linux-x64 > node_modules/@n/linux-x64",
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	}
}

func TestReadLockErrors(t *testing.T) {
	for text, want := range map[string]string{
		"":                                     "unexpected EOF",
		"[]":                                   "in place of an object",
		`{"a":1}`:                              "lockfileVersion is missing",
		`{"lockfileVersion":1}`:                "lockfileVersion 1 ",
		`{"lockfileVersion":4,"packages":{}}`:  "lockfileVersion 4 is not known",
		`{"lockfileVersion":3}`:                `without "packages"`,
		`{"lockfileVersion":3,"packages":[]}`:  "in place of an object",
		`{"lockfileVersion":3,"packages":{"x"`: "unexpected EOF",
		fmt.Sprintf(aLock, "3")[:900]:          "unexpected EOF",
		`{"lockfileVersion":3,"packages":{"x":` + strings.Repeat("[", 100000): "",
	} {
		all, err := ReadLock(strings.NewReader(text))
		if err == nil || !strings.Contains(err.Error(), want) || all != nil {
			t.Errorf("%.60q: %v, want %q", text, err, want)
		}
	}
}

func TestIsLock(t *testing.T) {
	for text, want := range map[string]bool{
		aLock[:100]: true, " \n{\"lockfileVersion\":1": true, `{"name":"x"}`: false, "# lockfileVersion": false, "": false, `["lockfileVersion"]`: false,
	} {
		if got := IsLock([]byte(text)); got != want {
			t.Errorf("%.30q: %v", text, got)
		}
	}
}

func FuzzReadLock(f *testing.F) {
	f.Add(fmt.Sprintf(aLock, "3"))
	f.Add(`{"lockfileVersion":2,"packages":{"node_modules/node_modules/a":{"optionalDependencies":{"a":"1"}},"//":{}}}`)
	f.Fuzz(func(t *testing.T, text string) {
		all, err := ReadLock(strings.NewReader(text))
		if err != nil && all != nil {
			t.Error("both packages and an error")
		}
	})
}
