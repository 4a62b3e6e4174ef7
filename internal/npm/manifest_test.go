package npm

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestParseManifest(t *testing.T) {
	yes, no := true, false
	for _, test := range []struct {
		name, text string
		want       Manifest
	}{
		{"usual", `{"name":"p","version":"1.2.3","engines":{"node":">=18"},"os":["linux","!win32"],"cpu":["x64"],"libc":["musl"],"main":"i.js","files":["a"],"gypfile":false,
			"scripts":{"install":"x"},"dependencies":{"a":"1"},"optionalDependencies":{"b":"2"},"binary":{"module_name":"m"},"napi":{"name":"n"},"deprecated":"old"}`,
			Manifest{Name: "p", Version: "1.2.3", Engines: map[string]string{"node": ">=18"}, OS: []string{"linux", "!win32"}, CPU: []string{"x64"}, Libc: []string{"musl"}, Main: "i.js", Files: []string{"a"}, GypFile: &no,
				Scripts: map[string]string{"install": "x"}, Dependencies: map[string]string{"a": "1"}, OptionalDependencies: map[string]string{"b": "2"},
				Binary: map[string]json.RawMessage{"module_name": json.RawMessage(`"m"`)}, NAPI: json.RawMessage(`{"name":"n"}`), Deprecated: "old"}},
		{"byte order mark", "\ufeff{\"name\":\"p\"}", Manifest{Name: "p"}},
		{"strings for lists", `{"os":"linux","cpu":"x64","libc":"glibc","files":"x"}`, Manifest{OS: []string{"linux"}, CPU: []string{"x64"}, Libc: []string{"glibc"}}},
		{"loose version", `{"name":" p ","version":" v1.2.3"}`, Manifest{Name: "p", Version: "1.2.3"}},
		{"lists for objects", `{"engines":["node >= 0.8"],"dependencies":["a@1","@s/b@^2","c"],"optionalDependencies":"d@1, e","scripts":[1]}`,
			Manifest{Dependencies: map[string]string{"a": "1", "@s/b": "^2", "c": ""}, OptionalDependencies: map[string]string{"d": "1", "e": ""}}},
		{"wrong types", `{"name":1,"version":{},"engines":"node","os":{"a":1},"cpu":[1,"x64",null],"main":["a"],"files":[1,"a"],"gypfile":"false","scripts":{"a":1,"b":"c"},"binary":"./x","deprecated":true}`,
			Manifest{CPU: []string{"x64"}, Files: []string{"a"}, Scripts: map[string]string{"b": "c"}}},
		{"nothing stated, and an empty list", `{"files":[],"gypfile":true}`, Manifest{Files: []string{}, GypFile: &yes}},
		{"keys have case", `{"Name":"x","name":"p","NAME":"y"}`, Manifest{Name: "p"}},
		{"nulls", `{"name":null,"engines":null,"os":null,"files":null,"napi":null}`, Manifest{}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := ParseManifest([]byte(test.text))
			if err != nil {
				t.Fatal(err)
			}
			if test.want.Files == nil != (got.Files == nil) {
				t.Errorf("files is %v, want %v", got.Files, test.want.Files)
			}
			if diff := cmp.Diff(test.want, *got, cmpopts.EquateEmpty()); diff != "" {
				t.Error(diff)
			}
		})
	}
	for _, text := range []string{"", "null", "[]", `"x"`, `{"name":`, "1", `{"name":"p"} x`} {
		if _, err := ParseManifest([]byte(text)); err == nil {
			t.Errorf("%q is no error", text)
		}
	}
	if _, err := ReadManifest(strings.NewReader(`{"a":"` + strings.Repeat("x", MaxManifest) + `"}`)); err == nil {
		t.Error("a manifest above the bound is no error")
	}
}

func TestAllows(t *testing.T) {
	for _, test := range []struct {
		list  string
		value string
		want  bool
	}{
		{"", "linux", true}, {"linux", "linux", true}, {"darwin", "linux", false}, {"!win32", "linux", true}, {"!linux", "linux", false},
		{"darwin !linux", "linux", false}, {"darwin !win32", "linux", false}, {"any", "linux", true}, {"any darwin", "linux", false}, {"linux !linux", "linux", false},
	} {
		if got := Allows(strings.Fields(test.list), test.value); got != test.want {
			t.Errorf("[%s] allows %s: %v", test.list, test.value, got)
		}
	}
}

func TestNative(t *testing.T) {
	for text, want := range map[string]string{
		`{}`: "", `{"os":"any"}`: "", `{"dependencies":{"lodash":"1"},"scripts":{"postinstall":"node x.js"}}`: "",
		`{"os":["darwin"]}`:                                    "field os",
		`{"libc":"musl"}`:                                      "field libc",
		`{"dependencies":{"node-gyp-build":"^4"}}`:             "dependency node-gyp-build",
		`{"optionalDependencies":{"fsevents":"2"}}`:            "",
		`{"optionalDependencies":{"@a/b-linux-x64-gnu":"1"}}`:  "platform package @a/b-linux-x64-gnu",
		`{"gypfile":true}`:                                     "field gypfile",
		`{"binary":{"module_name":"x"}}`:                       "field binary",
		`{"scripts":{"install":"prebuild-install || node x"}}`: "script install",
	} {
		m, err := ParseManifest([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if got := m.Native(); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

func TestNamesPlatform(t *testing.T) {
	for name, want := range map[string]bool{
		"@swc/core-linux-x64-gnu": true, "@esbuild/win32-ia32": true, "@img/sharp-libvips-linuxmusl-arm64": true, "lightningcss-darwin-arm64": true,
		"turbo-windows-64": true, "@x/y-android-arm-eabi": true, "@x/y-wasm32-wasi": true, "x-darwin-universal": true,
		"fsevents": false, "linux-info": false, "arm64-tools": false, "@linux/core": false,
	} {
		if got := NamesPlatform(name); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
