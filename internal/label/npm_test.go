package label

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/napicheck/napicheck/internal/npm"
	"github.com/napicheck/napicheck/internal/npmtest"
)

// ask gives query to a script and returns its answer; both are JSON.
func ask[T any](t *testing.T, script string, query any, args ...string) (answer T) {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not installed")
	}
	text, err := json.Marshal(query)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(node, append([]string{"-e", script}, args...)...)
	cmd.Stdin = bytes.NewReader(text)
	out, err := cmd.Output()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			t.Fatalf("node: %s", exit.Stderr)
		}
		t.Fatal(err)
	}
	if err := json.Unmarshal(out, &answer); err != nil {
		t.Fatal(err)
	}
	return answer
}

// compare counts the cases in which we answer otherwise than the package.
func compare[C any](t *testing.T, cases []C, want []string, got func(C) string) {
	t.Helper()
	if len(want) != len(cases) {
		t.Fatalf("%d answers to %d questions", len(want), len(cases))
	}
	found, wrong := 0, 0
	for i, c := range cases {
		if want[i] != "" {
			found++
		}
		if g := got(c); g != want[i] {
			if wrong++; wrong < 5 {
				text, _ := json.Marshal(c)
				t.Errorf("%s\n%q, the package says %q", text, g, want[i])
			}
		}
	}
	t.Logf("%d cases, %d with a file, %d differences", len(cases), found, wrong)
}

// load is the beginning of the scripts: it runs a file of a package with a
// process, an fs and other modules of our own.
const load = `
const fs = require("fs"), path = require("path");
const query = JSON.parse(fs.readFileSync(0, "utf8"));
const texts = new Map();
function read(file, parse) {
	if (!texts.has(file)) texts.set(file, parse(fs.readFileSync(file, "utf8")));
	return texts.get(file);
}
// files are those of the package at /pkg, which needs no folder on disk
function load(file, h, modules, files) {
	const exists = f => f === "/etc/alpine-release" ? h.Libc === "musl" : (files || []).includes(path.relative("/pkg", f));
	const process = {platform: h.Platform, arch: h.Arch, env: {}, version: "v" + h.Release, argv: [],
		versions: {modules: h.ABI, napi: String(h.NAPI), node: h.Release, uv: "1.44.2"}, config: {variables: {}},
		report: {getReport: () => ({header: h.Libc === "musl" ? {} : {glibcVersionRuntime: "2.36"}, sharedObjects: []})}};
	const module = {exports: {}};
	const own = {os: {arch: () => h.Arch, platform: () => h.Platform}, fs: {...fs, existsSync: exists, statSync: () => ({isFile: () => true})}};
	const get = name => {
		const m = (modules && modules(name)) || own[name];
		if (m) return m;
		if (name.startsWith(".")) return load(path.join(path.dirname(file), name).replace(/(\.js(on)?)?$/, (e) => e || ".js"), h, modules, files);
		return require(name);
	};
	get.resolve = f => { if (!exists(f)) throw Object.assign(new Error("not found"), {code: "MODULE_NOT_FOUND"}); return f };
	if (file.endsWith(".json")) return read(file, JSON.parse);
	read(file, text => new Function("require", "module", "exports", "process", "__dirname", "__filename", text))(get, module, module.exports, process, "/pkg", "/pkg/index.js");
	return module.exports;
}
`

// hosts for tests that ask for all of them.
func someHosts() []Host {
	var all []Host
	for _, p := range []string{"linux", "darwin", "win32", "freebsd", "android", "openharmony", "aix"} {
		for _, a := range []string{"x64", "arm64", "arm", "ia32", "riscv64", "ppc64", "s390x", "loong64"} {
			clibs := []string{""}
			if p == "linux" {
				clibs = []string{"glibc", "musl"}
			}
			for _, c := range clibs {
				all = append(all, Host{Platform: p, Arch: a, Libc: c, Runtime: "node", ABI: "115", NAPI: 9, Release: "20.20.2"})
			}
		}
	}
	return all
}

// A fileCase is a package of some files on a host.
type fileCase struct {
	Files    []string
	Packages []string // platform packages that are installed
	Manifest json.RawMessage
	Host     Host
}

// TestPkgPrebuilds compares our choice with that of pkg-prebuilds.
func TestPkgPrebuilds(t *testing.T) {
	dir := t.TempDir()
	npmtest.Unpack(t, npmtest.Spec{Package: "pkg-prebuilds", Version: "1.0.0", Integrity: "sha512-D9wlkXZCmjxj2kBHTw3fGSyjoahr33breGBoJcoezpi7ouYS59DJVOHMZ+dgqacSrZiJo4qtkXxLQTE+BqXJmQ==", Tarball: 10_000}, dir)
	rnd := rand.New(rand.NewPCG(1, 2))
	hosts := someHosts()
	var cases []fileCase
	for range 3000 {
		c := fileCase{Host: hosts[rnd.IntN(len(hosts))]}
		if rnd.IntN(2) == 0 {
			c.Host = hosts[rnd.IntN(4)]
		}
		all := []string{"build/Debug/HID.node", "build/Release/HID.node"}
		for _, d := range []string{"linux-x64", "linux-x64-musl", "linux-arm64", "linux-arm64-musl", "darwin-x64", "win32-x64-musl", "win32-x64"} {
			all = append(all, "prebuilds/HID-"+d+"/node-napi-v4.node", "prebuilds/HID-"+d+"/node-napi-v9.node", "prebuilds/HID-"+d+"/electron-napi-v4.node")
		}
		for _, f := range all {
			if rnd.IntN(3) == 0 && (!strings.HasPrefix(f, "build") || rnd.IntN(4) == 0) {
				c.Files = append(c.Files, f)
			}
		}
		cases = append(cases, c)
	}
	want := ask[[]string](t, load+`
const [dir] = process.argv.slice(1);
console.log(JSON.stringify(query.map(c => {
	const got = load(dir + "/bindings.js", c.Host, null, c.Files).resolve("/pkg", {name: "HID", napi_versions: [9, 4]}, false, false);
	return got ? path.relative("/pkg", got) : "";
})))`, cases, dir)
	compare(t, cases, want, func(c fileCase) string {
		r := newResolver(Package{Files: append(c.Files, "o.js"), Read: func(string) ([]byte, error) {
			return []byte(`module.exports = { name: "HID", napi_versions: [9, 4] }`), nil
		}})
		r.readTexts()
		return r.pkgPrebuilds("").resolve(c.Host)[0].file
	})
}

// TestBindings compares our search with that of bindings.
func TestBindings(t *testing.T) {
	dir := t.TempDir()
	npmtest.Unpack(t, npmtest.Spec{Package: "bindings", Version: "1.5.0", Integrity: "sha512-p2q/t/mhvuOj/UeLlV6566GD/guowlr0hHxClI0W9m7MWYkL1F0hLo+0Aexs9HSPCtR1SXQ0TD3MMKrXZajbiQ==", Tarball: 10_000}, dir)
	rnd := rand.New(rand.NewPCG(1, 2))
	hosts := someHosts()
	var cases []fileCase
	for range 2000 {
		c := fileCase{Host: hosts[rnd.IntN(len(hosts))]}
		for _, d := range append(bindingsDirs(c.Host), bindingsDirs(hosts[0])...) {
			if f := d + "/a.node"; rnd.IntN(10) == 0 && !slices.Contains(c.Files, f) {
				c.Files = append(c.Files, f)
			}
		}
		cases = append(cases, c)
	}
	want := ask[[]string](t, load+`
const [dir] = process.argv.slice(1);
console.log(JSON.stringify(query.map(c => {
	try {
		return path.relative("/pkg", load(dir + "/bindings.js", c.Host, name => name === "file-uri-to-path" && (f => f), c.Files)({bindings: "a", module_root: "/pkg", path: true}));
	} catch (e) {
		if (!e.tries) throw e;
		return "";
	}
})))`, cases, dir)
	compare(t, cases, want, func(c fileCase) string {
		r := newResolver(Package{Files: append(c.Files, "index.js"), Read: func(string) ([]byte, error) {
			return []byte(`require("bindings")("a")`), nil
		}})
		r.readTexts()
		l, ok := r.bindings("")
		if !ok {
			return "not seen"
		}
		return l.resolve(c.Host)[0].file
	})
}

// TestNodePreGyp compares our evaluation of templates with node-pre-gyp's.
func TestNodePreGyp(t *testing.T) {
	dir, semver := t.TempDir(), t.TempDir()
	npmtest.Unpack(t, npmtest.Spec{Package: "@mapbox/node-pre-gyp", Version: "2.0.3", Integrity: "sha512-uwPAhccfFJlsfCxMYTwOdVfOz3xqyj8xYL3zJj8f0pb30tLohnnFPhLuqp4/qoEz8sNxe4SESZedcBojRefIzg==", Tarball: 60_000}, dir)
	npmtest.Unpack(t, npmtest.Spec{
		Package: "semver", Version: "7.8.6", Tarball: 30_000,
		Integrity: "sha512-9lpSSU4Mly3mrtruwLs1eLK6+gzbzqeBFwRNjIjE+9LuDpWdYctrQlQ3ej1Ilgi7gknpsTRnPoLP8DpCHqHIJw==",
	}, semver)
	rnd := rand.New(rand.NewPCG(1, 2))
	one := func(from ...string) string { return from[rnd.IntN(len(from))] }
	hosts := someHosts()
	var cases []fileCase
	for range 3000 {
		var path []string
		for range 1 + rnd.IntN(3) {
			path = append(path, one("lib", "binding", ".", "", "{name}", "{module_name}", "{version}", "v{major}.{minor}.{patch}", "{configuration}", "{debug}", "{prerelease}", "{build}",
				"{runtime}", "{node_abi}", "{node_abi}-{platform}-{arch}", "{node_napi_label}", "napi-v{napi_build_version}", "{napi_version}", "{node_abi_napi}",
				"{platform}{arch}", "{target_platform}-{libc}-{target_arch}", "{target}", "{toolset}", "{module_main}", "{unknown}", "{bucket}", "{"))
		}
		template := one("./", "", "") + strings.Join(path, "/") + one("", "/")
		if strings.Trim(template, "/.") == "" {
			template = "lib"
		}
		m := map[string]any{
			"name": one("pkg", "@s/pkg"), "main": "index.js", "version": one("1.2.3", "10.0.1-rc.2", "1.0.0+b.1", "2.3.4-a+b"),
		}
		b := map[string]any{"module_name": "addon", "module_path": template, "host": "https://h.example/", "bucket": "buck"}
		if strings.Contains(template, "{napi_build_version}") || strings.Contains(template, "{node_napi_label}") || rnd.IntN(9) == 0 {
			b["napi_versions"] = [][]int{{3}, {3, 8}, {8, 3, 10}, {10}, {9, 9}}[rnd.IntN(5)]
			b["package_name"] = one("{node_napi_label}.tar.gz", "napi-v{napi_build_version}.tar.gz")
			if !strings.Contains(template, "napi_build_version}") && !strings.Contains(template, "{node_napi_label}") {
				b["module_path"] = template + "/{node_napi_label}"
			}
		}
		m["binary"] = b
		text, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		c := fileCase{Manifest: text, Host: hosts[rnd.IntN(len(hosts))]}
		c.Host.NAPI = 8 + rnd.IntN(3)
		cases = append(cases, c)
	}
	want := ask[[]string](t, load+`
const [dir, semver] = process.argv.slice(1);
console.log(JSON.stringify(query.map(c => {
	const modules = name => ({
		semver: require(semver), "./log.js": {info() {}},
		"detect-libc": {familySync: () => c.Host.Libc || null},
	})[name];
	const versioning = load(dir + "/lib/util/versioning.js", c.Host, modules);
	const napi = load(dir + "/lib/util/napi.js", c.Host, modules);
	const opts = {module_root: "/pkg"};
	try {
		versioning.validate_config(c.Manifest, opts);
		const best = napi.get_napi_build_versions(c.Manifest, opts) ? napi.get_best_napi_build_version(c.Manifest, opts) : undefined;
		return path.relative("/pkg", versioning.evaluate(c.Manifest, opts, best).module);
	} catch (e) {
		if (!/Node-API version/.test(e.message)) throw e;
		return "";
	}
})))`, cases, dir, semver)
	compare(t, cases, want, func(c fileCase) string {
		m, err := npm.ParseManifest(c.Manifest)
		if err != nil {
			return err.Error()
		}
		f, _ := preGypModule(m, c.Host)
		return f
	})
}

// TestCMakeTS compares our choice with that of cmake-ts.
func TestCMakeTS(t *testing.T) {
	dir := t.TempDir()
	npmtest.Unpack(t, npmtest.Spec{Package: "cmake-ts", Version: "1.0.2", Integrity: "sha512-5l++JHE7MxFuyV/OwJf3ek7ZZN1aGPFPM5oUz6AnK5inQAPe4TFXRMz5sA2qg2FRgByPWdqO+gSfIPo8GzoKNQ==", Tarball: 400_000}, dir)
	rnd := rand.New(rand.NewPCG(1, 2))
	one := func(from ...string) string { return from[rnd.IntN(len(from))] }
	hosts := someHosts()
	var cases []fileCase
	for range 2000 {
		c := fileCase{Host: hosts[rnd.IntN(len(hosts))]}
		manifest := make(map[string]string)
		for range rnd.IntN(12) {
			os, arch, abi := one("linux", "darwin", "win32"), one("x64", "arm64"), []int{72, 115, 127}[rnd.IntN(3)]
			libc := map[string]string{"linux": one("glibc", "musl"), "darwin": "libc", "win32": one("msvc", "unknown")}[os]
			key, err := json.Marshal(map[string]any{"os": os, "arch": arch, "libc": libc, "abi": abi, "runtime": one("node", "electron")})
			if err != nil {
				t.Fatal(err)
			}
			f := strings.Join([]string{os, arch, "node", libc, one("115", "127"), "a.node"}, "/")
			manifest[string(key)] = f
			if rnd.IntN(4) > 0 && !slices.Contains(c.Files, f) {
				c.Files = append(c.Files, f)
			}
		}
		c.Manifest, _ = json.Marshal(manifest)
		if rnd.IntN(2) == 0 {
			c.Host = hosts[rnd.IntN(4)]
		}
		cases = append(cases, c)
	}
	want := ask[[]string](t, load+`
const [dir] = process.argv.slice(1);
console.log = console.warn = console.error = () => {};
const answer = JSON.stringify(query.map(c => {
	const files = c.Files || [];
	try {
		return path.relative("/pkg", load(dir + "/build/loader.js", c.Host, name => {
			if (name === "fs") return {existsSync: f => f !== "/etc/alpine-release" || c.Host.Libc === "musl", readFileSync: () => JSON.stringify(c.Manifest)};
			if (!name.endsWith(".node")) return;
			if (!files.includes(path.relative("/pkg", name))) throw new Error("not found");
			return {toString: () => name};
		}).loadAddon("/pkg").toString());
	} catch (e) {
		if (!/addon found/.test(e.message)) throw e;
		return "";
	}
}));
process.stdout.write(answer)`, cases, dir)
	compare(t, cases, want, func(c fileCase) string {
		r := newResolver(Package{Files: append(c.Files, "manifest.json"), Read: func(string) ([]byte, error) { return c.Manifest, nil }})
		l, ok := r.cmakeTS("")
		if !ok {
			return ""
		}
		return l.resolve(c.Host)[0].file
	})
}

// TestNAPIRS compares our choice with that of loaders napi-rs 2 and 3 generated.
func TestNAPIRS(t *testing.T) {
	for _, s := range []npmtest.Spec{
		{Package: "@node-rs/argon2", Version: "1.5.2", Integrity: "sha512-qq7wOSsdP2b4rXEapWNmsCjpaTGZWtp9kZmri98GYCDZqN8UJUG5zSue4XtYWWJMWKJVE/hkaIwk+BgN1ZUn0Q==", Tarball: 10_000},
		{Package: "@node-rs/argon2", Version: "2.2.1", Integrity: "sha512-miqgmDcvOoAxCf0H3iW2nSd09FFO15geUU30yRNEr2XVXYreErwxAOm1rAKHxNDdjcySA+UTDGMXOWtvFJ3hXQ==", Tarball: 10_000},
	} {
		t.Run(s.Version, func(t *testing.T) {
			dir := t.TempDir()
			npmtest.Unpack(t, s, dir)
			script, err := os.ReadFile(filepath.Join(dir, "index.js"))
			if err != nil {
				t.Fatal(err)
			}
			var tuples []string
			for _, h := range someHosts() {
				for _, tuple := range append(napiTuples(h), "win32-x64-gnu", "linux-ppc64-musl") {
					if !slices.Contains(tuples, tuple) {
						tuples = append(tuples, tuple)
					}
				}
			}
			rnd := rand.New(rand.NewPCG(1, 2))
			hosts := someHosts()
			var cases []fileCase
			for range 1000 {
				c := fileCase{Host: hosts[rnd.IntN(len(hosts))]}
				for _, tuple := range tuples {
					if rnd.IntN(3) == 0 {
						c.Files = append(c.Files, "argon2."+tuple+".node")
					}
					if rnd.IntN(2) == 0 {
						c.Packages = append(c.Packages, "@node-rs/argon2-"+tuple)
					}
				}
				cases = append(cases, c)
			}
			want := ask[[]string](t, load+`
const [file] = process.argv.slice(1);
console.log(JSON.stringify(query.map(c => {
	const files = c.Files || [], packages = c.Packages || [];
	let first = "";
	const modules = name => {
		if (name === "fs") return {
			existsSync: f => files.includes(path.relative("/pkg", f)),
			readFileSync: () => c.Host.Libc === "musl" ? "musl" : "GNU",
		};
		if (name === "path" || name === "child_process" || name === "url" || name === "module") return;
		if (name.startsWith("./") ? files.includes(name.slice(2)) : packages.includes(name.replace(/\/package.json$/, ""))) {
			first = first || name.replace(/^\.\//, "");
			return {version: "1"};
		}
		throw Object.assign(new Error("not found"), {code: "MODULE_NOT_FOUND"});
	};
	try { load(file, c.Host, modules) } catch (e) { if (first) throw e }
	return first;
})))`, cases, filepath.Join(dir, "index.js"))
			compare(t, cases, want, func(c fileCase) string {
				p := Package{
					Manifest: &npm.Manifest{Name: "@node-rs/argon2", Main: "index.js"}, Files: append(c.Files, "index.js"),
					Read: func(string) ([]byte, error) { return script, nil },
				}
				for _, name := range c.Packages {
					p.Platform = append(p.Platform, Package{Manifest: &npm.Manifest{Name: name, Main: "a.node"}, Files: []string{"a.node"}})
				}
				r := newResolver(p)
				r.readTexts()
				l, ok := r.napiRS()
				if !ok {
					return "not seen"
				}
				got := l.resolve(c.Host)[0]
				return cmp.Or(got.pkg, got.file)
			})
		})
	}
}
