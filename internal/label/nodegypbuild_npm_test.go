package label

import (
	"encoding/json"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/napicheck/napicheck/internal/npm"
	"github.com/napicheck/napicheck/internal/npmtest"
)

// gypBuilds are the packages whose choices ours must be.
var gypBuilds = []struct {
	name, file string
	npmtest.Spec
	resolve func(c gypCase) string
}{
	{
		"4", "node-gyp-build.js",
		npmtest.Spec{Package: "node-gyp-build", Version: "4.8.4", Integrity: "sha512-LA4ZjwlnUblHVgq0oBF3Jl/6h/Nvs5fzBLwdEF4nuxnFdsfajde4WfxtJr3CaiH+F6ewcIB/q4jQ4UzPyid+CQ==", Tarball: 10_000},
		func(c gypCase) string {
			return c.choose(func(g *gyp, h Host) string { f, _ := g.resolve(h); return f })
		},
	},
	{
		"3", "index.js",
		npmtest.Spec{Package: "node-gyp-build", Version: "3.9.0", Integrity: "sha512-zLcTg6P4AbcHPq465ZMFNXx7XpKKJh+7kkN699NiQWisR2uWYOWNWqRHAmbnmKiL4e9aLSlmy5U7rEMUXV59+A==", Tarball: 10_000},
		func(c gypCase) string {
			g := newGyp(newTree(c.Files), "", false)
			g.prebuildsOnly = c.PrebuildsOnly
			f, _ := g.resolve3(c.Host)
			return f
		},
	},
	{
		"optional-packages", "node-gyp-build.js",
		npmtest.Spec{Package: "node-gyp-build-optional-packages", Version: "5.2.2", Integrity: "sha512-s+w+rBWnpTMwSFbaE0UXsRlg7hU4FjekKU4eyAih5T8nJuNZT1nNsskXpxmeqSK9UzkBl6UgRlnKc8hz8IEqOw==", Tarball: 20_000},
		func(c gypCase) string {
			if c.PrebuildsOnly || c.Nearby != nil {
				// neither is a matter of a package; the loader as a whole is tried without
				if f := c.choose(func(g *gyp, h Host) string { g.strict = true; f, _ := g.resolve(h); return f }); f != "" {
					return f
				}
				c.Files = nil
			}
			p := Package{Manifest: &npm.Manifest{Name: c.Name}, Files: c.Files}
			if c.Package != nil {
				name := optionalPackage(c.Name, Host{Platform: "linux", Arch: "x64"})
				p.Manifest.OptionalDependencies = map[string]string{name: "1.0.0"}
				p.Platform = []Package{{Manifest: &npm.Manifest{Name: name}, Files: c.Package}}
			}
			got := newResolver(p).gypOptional("").resolve(c.Host)[0]
			if got.pkg != "" && got.file != "" {
				return "node_modules/" + got.pkg + "/" + got.file
			}
			return got.file
		},
	},
}

// A gypCase is a package and a host.
type gypCase struct {
	Name          string
	Files         []string
	Nearby        []string // beside the executable; nil = no such folder
	Package       []string // files of the platform package for linux on x64; nil = not installed
	PrebuildsOnly bool
	Host
}

func (c gypCase) choose(resolve func(g *gyp, h Host) string) string {
	g := newGyp(newTree(c.Files), "", false)
	g.prebuildsOnly = c.PrebuildsOnly
	if f := resolve(g, c.Host); f != "" {
		return f
	}
	nearby := newGyp(newTree(c.Nearby), "", false)
	nearby.prebuildsOnly = true
	if f := resolve(nearby, c.Host); f != "" {
		return "nearby:" + f
	}
	return ""
}

// TestNodeGypBuild compares our choice with that of the real packages.
func TestNodeGypBuild(t *testing.T) {
	for _, b := range gypBuilds {
		t.Run(b.name, func(t *testing.T) {
			dir := t.TempDir()
			npmtest.Unpack(t, b.Spec, dir)
			cases := gypCases(rand.New(rand.NewPCG(1, 2)), 300, 15)
			want := ask[[]string](t, gypDriver, cases, filepath.Join(dir, b.file))
			if len(want) != len(cases) {
				t.Fatalf("%d answers to %d questions", len(want), len(cases))
			}
			found, wrong := 0, 0
			for i, c := range cases {
				if want[i] != "" {
					found++
				}
				if got := b.resolve(c); got != want[i] {
					if wrong++; wrong < 5 {
						text, _ := json.Marshal(c)
						t.Errorf("%s\n%q, %s says %q", text, got, b.Package, want[i])
					}
				}
			}
			t.Logf("%d cases, %d with a file, %d differences", len(cases), found, wrong)
		})
	}
}

// gypDriver asks the package for each case. What it knows of the host it takes
// from the environment, process, os and fs: it is given its own, with a package
// at /pkg and what lies beside the executable at /exec, both without any disk.
const gypDriver = `
const fs = require("fs"), path = require("path").posix;
const [file] = process.argv.slice(1);
const load = new Function("require", "module", "exports", "process", fs.readFileSync(file, "utf8"));
function gone(at) { return Object.assign(new Error("no such file: " + at), {code: "ENOENT"}) }
// a folder is a Map of names
function tree(files) {
	const root = new Map();
	for (const f of files) {
		let at = root;
		const parts = f.split("/").filter(p => p);
		const name = parts.pop();
		for (const p of parts) {
			if (!at.has(p)) at.set(p, new Map());
			at = at.get(p);
		}
		at.set(name, f);
	}
	return root;
}
function find(disk, at) {
	let here = disk;
	for (const p of path.normalize(at).split("/").filter(p => p)) {
		here = here instanceof Map ? here.get(p) : undefined;
	}
	return here;
}
function fsOf(disk) {
	return {
		existsSync: at => find(disk, at) !== undefined,
		readdirSync: at => {
			const dir = find(disk, at);
			if (!(dir instanceof Map)) throw gone(at);
			return [...dir.keys()].sort();
		},
		statSync: at => {
			const it = find(disk, at);
			if (it === undefined) throw gone(at);
			return {isFile: () => !(it instanceof Map), isDirectory: () => it instanceof Map};
		},
	};
}
// resolve finds a file or a package as require.resolve does from /pkg
function resolve(disk, name) {
	let at = name.startsWith("/") ? name : "/pkg/node_modules/" + name;
	const isFile = f => typeof find(disk, f) === "string";
	for (const f of [at, at + ".js", at + ".json", at + ".node", at + "/index.js", at + "/index.json", at + "/index.node"]) {
		if (isFile(f)) return f;
	}
	throw Object.assign(gone(at), {code: "MODULE_NOT_FOUND"});
}
console.log(JSON.stringify(JSON.parse(fs.readFileSync(0, "utf8")).map(c => {
	const files = (c.Files || []).map(f => "pkg/" + f).concat("pkg/package.json", (c.Nearby || []).map(f => "exec/" + f));
	if (c.Package) {
		const name = (c.Name.startsWith("@") ? "" : "@" + c.Name + "/") + c.Name + "-linux-x64";
		files.push(...c.Package.map(f => "pkg/node_modules/" + name + "/" + f));
	}
	const disk = tree(files);
	const env = {npm_config_arch: c.Arch, npm_config_platform: c.Platform, LIBC: c.Libc || "glibc"};
	if (c.ARMv && c.Arch !== "arm64") env.ARM_VERSION = c.ARMv;
	if (c.PrebuildsOnly) env.PREBUILDS_ONLY = "1";
	const versions = {modules: c.ABI, uv: c.UV + ".44.2", node: "20.0.0"};
	if (c.Runtime === "electron") env.ELECTRON_RUN_AS_NODE = "1";
	if (c.Runtime === "node-webkit") versions.nw = "0.80.0";
	const fake = {env, versions, config: {variables: {}}, execPath: "/exec/node", platform: c.Platform, arch: c.Arch};
	const own = {os: {arch: () => c.Arch, platform: () => c.Platform}, fs: fsOf(disk), path, module: {createRequire: () => ({resolve: name => resolve(disk, name)})}};
	const get = name => {
		if (own[name]) return own[name];
		if (name === "/pkg/package.json") return {name: c.Name};
		return require(name);
	};
	const module = {exports: {}};
	load(get, module, module.exports, fake);
	try {
		const got = module.exports.path("/pkg");
		if (got === undefined) return "";
		return got.startsWith("/exec/") ? "nearby:" + path.relative("/exec", got) : path.relative("/pkg", got);
	} catch (e) {
		if (!e.message.startsWith("No native build")) throw e;
		return "";
	}
})))`

// gypCases makes trees packages of odd and usual names, each with hosts.
func gypCases(rnd *rand.Rand, trees, hosts int) []gypCase {
	one := func(from ...string) string { return from[rnd.IntN(len(from))] }
	tag := func() string {
		return one("node", "electron", "node-webkit", "napi", "napi", "abi115", "abi127", "abi", "abi115x", "uv1", "uv2", "uv", "uv-native",
			"armv6", "armv7", "armv8", "armv", "glibc", "musl", "pkg", "Node", "@a+b", "", "NAPI", "abi127", "glibc", "musl")
	}
	file := func() string {
		if rnd.IntN(4) == 0 {
			return one("node-napi.node", "electron-napi.node", "node-115.node", "node-127.node", "electron-115.node", "node-115.node-x", "node-115", "node-127-x.node", "node-webkit-115.node")
		}
		var parts []string
		if rnd.IntN(2) == 0 {
			parts = append(parts, one("node", "electron"), one("napi", "abi115", "abi127"))
		}
		for range rnd.IntN(5) {
			parts = append(parts, tag())
		}
		return strings.Join(append(parts, one("node", "node", "node", "node", "node", "node", "node", "NODE", "so", "node.txt")), ".")
	}
	folder := func() string {
		return one("linux-x64", "linux-x64", "linux-x64", "linux-x64", "linux-arm64", "linux-arm64", "darwin-x64+arm64", "win32-x64", "linuxglibc-x64", "linux-arm", "linux-arm", "darwin-x64+arm64", "darwin-arm64", "darwin-arm64+x64", "win32-x64", "linux-x64+arm64",
			"linux-x64+", "-x64", "linux-", "linux", "linux-musl-x64", "linuxglibc-x64", "linuxmusl-x64", "linuxmusl-arm64", "linux-arm-v7", "linuxglibc-arm64-v8", "linux-arm64-v8", "linux-x64+x64", "LINUX-x64", "linux-x64.node")
	}
	tree := func(builds bool) []string {
		var files []string
		for range 1 + rnd.IntN(4) {
			dir := folder()
			for range rnd.IntN(9) {
				f := "prebuilds/" + dir + "/" + file()
				if rnd.IntN(12) == 0 {
					f += "/index.js"
				}
				files = append(files, f)
			}
			if rnd.IntN(40) == 0 {
				files = append(files, "prebuilds/"+dir)
			}
		}
		if builds && rnd.IntN(8) == 0 {
			files = append(files, "build/"+one("Release", "Debug")+"/"+one("b.node", "a.node", "a.NODE", ".node", "node"))
		}
		// what is a folder cannot be a file too
		slices.Sort(files)
		files = slices.Compact(files)
		return slices.DeleteFunc(files, func(f string) bool {
			return slices.ContainsFunc(files, func(o string) bool { return strings.HasPrefix(o, f+"/") }) || strings.HasSuffix(f, "/")
		})
	}
	var all []gypCase
	for range trees {
		c := gypCase{Name: one("lib", "@s/lib", "uv-native"), Files: tree(true)}
		if rnd.IntN(4) == 0 {
			c.Nearby = tree(true)
		}
		if rnd.IntN(2) == 0 {
			c.Package = []string{"package.json", one("index.js", "index.json", "other.js", "index.node")}
			for range rnd.IntN(6) {
				if f := file(); f != "" {
					c.Package = append(c.Package, f)
				}
			}
			slices.Sort(c.Package)
			c.Package = slices.Compact(c.Package)
		}
		for range hosts {
			c.PrebuildsOnly = rnd.IntN(4) == 0
			c.Host = Host{
				Platform: one("linux", "linux", "linux", "darwin", "win32"), Arch: one("x64", "x64", "arm64", "arm"),
				Runtime: one("node", "node", "electron", "node-webkit"), ABI: one("115", "127", "137"), UV: one("1", "1", "2"),
			}
			switch c.Arch {
			case "arm":
				c.ARMv = one("", "6", "7")
			case "arm64":
				c.ARMv = "8"
			}
			if c.Platform == "linux" {
				c.Libc = one("glibc", "musl")
			}
			all = append(all, c)
		}
	}
	return all
}
