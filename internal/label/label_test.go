package label

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/napicheck/napicheck/internal/npm"
)

// String is how tests write labels: "prebuildify linux x64+arm64 musl node abi115 napi3 armv7 uv1 release22".
func (l Label) String() string {
	var words []string
	for _, w := range []struct{ prefix, value string }{
		{"", l.Convention}, {"", l.Platform}, {"", strings.Join(l.Archs, "+")}, {"", l.Libc}, {"", l.Runtime},
		{"abi", l.ABI}, {"napi:", l.NAPI}, {"armv", l.ARMv}, {"uv", l.UV}, {"release", l.Node},
	} {
		if w.value != "" {
			words = append(words, w.prefix+w.value)
		}
	}
	return strings.Join(words, " ")
}

func TestOf(t *testing.T) {
	named := func(name string) *npm.Manifest { return &npm.Manifest{Name: name} }
	on := func(name, os, cpu, libc string) *npm.Manifest {
		m := named(name)
		for _, f := range []struct {
			list *[]string
			word string
		}{{&m.OS, os}, {&m.CPU, cpu}, {&m.Libc, libc}} {
			if f.word != "" {
				*f.list = strings.Split(f.word, " ")
			}
		}
		return m
	}
	binary := func(name, version, path string) *npm.Manifest {
		m := &npm.Manifest{Name: name, Version: version}
		text, _ := json.Marshal(path)
		m.Binary = map[string]json.RawMessage{"module_name": json.RawMessage(`"addon"`), "module_path": text, "host": json.RawMessage(`"https://h"`)}
		return m
	}
	for _, tt := range []struct {
		path string
		m    *npm.Manifest
		want string
	}{
		// prebuildify 6
		{"prebuilds/linux-x64/bcrypt.glibc.node", named("bcrypt"), "prebuildify linux x64 glibc"},
		{"prebuilds/darwin-x64+arm64/classic-level.node", named("classic-level"), "prebuildify darwin x64+arm64"},
		{"prebuilds/darwin-arm64+x64/usearch.node", nil, "prebuildify darwin arm64+x64"},
		{"prebuilds/darwin-arm64/argon2.armv8.glibc.node", named("argon2"), "prebuildify darwin arm64 glibc armv8"},
		{"prebuilds/linux-arm/@serialport+bindings-cpp.armv6.glibc.node", named("@serialport/bindings-cpp"), "prebuildify linux arm glibc armv6"},
		{"prebuilds/android-arm/x.armv7.node", nil, "prebuildify android arm armv7"},
		{"prebuilds/linux-x64/pkg.abi108.uv1.musl.node", nil, "prebuildify linux x64 musl abi108 uv1"},
		{"prebuilds/linux-x64/musl.uv1.abi108.pkg.node", nil, "prebuildify linux x64 musl abi108 uv1"},
		{"prebuilds/linux-x64/dd_pprof.musl.node.abi115.node", named("@datadog/pprof"), "prebuildify linux x64 musl node abi115"},
		{"lib/native/prebuilds/win32-x64/a.node", nil, "prebuildify win32 x64"},
		{"prebuilds/linux-loong64/uiohook-napi.node", named("uiohook-napi"), "prebuildify linux loong64"},
		// names that look like tags
		{"prebuilds/linux-x64/uv-native.node", named("uv-native"), "prebuildify linux x64"},
		{"prebuilds/linux-x64/abi-tools.musl.node", named("abi-tools"), "prebuildify linux x64 musl"},
		{"prebuilds/linux-x64/musl.node", named("musl"), "prebuildify linux x64"},
		{"prebuilds/linux-x64/electron.node", named("electron"), "prebuildify linux x64"},
		{"prebuilds/linux-x64/@a+b.musl.musl.node", named("@a/b.musl"), "prebuildify linux x64 musl"},
		{"prebuilds/linux-x64/armv9.node", nil, "prebuildify linux x64"},
		{"prebuilds/linux-x64/abi.node", nil, "prebuildify linux x64"},
		{"prebuilds/linux-x64/electron-overlay-window.node", nil, "prebuildify linux x64"},
		// 4 and 5
		{"prebuilds/linux-x64/node.napi.glibc.node", named("leveldown"), "prebuildify linux x64 glibc node napi:any"},
		{"prebuilds/win32-ia32/electron.abi110.node", nil, "prebuildify win32 ia32 electron abi110"},
		{"prebuilds/linux-arm64/node.napi.uv1.armv8.node", nil, "prebuildify linux arm64 node napi:any armv8 uv1"},
		// 3
		{"prebuilds/darwin-x64/electron-napi.node", nil, "prebuildify darwin x64 electron napi:any"},
		{"prebuilds/linuxglibc-arm64-v8/node-napi.node", nil, "prebuildify linux arm64 glibc node napi:any armv8"},
		{"prebuilds/linuxmusl-x64/node-83.node", nil, "prebuildify linux x64 musl node abi83"},
		// no folder of prebuildify's
		{"prebuilds/linux-musl-x64/a.node", nil, "tuple linux x64 musl"},
		{"prebuilds/darwin_arm64/keygen.node", nil, "tuple darwin arm64"},
		{"prebuilds/foo-bar/a.node", nil, ""},
		{"prebuilds/linux-/a.node", nil, ""},
		{"prebuilds/linux-x64+/a.node", nil, ""},
		{"prebuilds/-x64/a.node", nil, ""},
		{"prebuilds/linux/a.node", nil, ""},
		{"prebuilds/a.node", nil, ""},
		// flat
		{"prebuilds/linuxmusl-arm64.node", named("better-sqlite3"), "flat linux arm64 musl"},
		{"prebuilds/win32-x64.node", nil, "flat win32 x64"},
		// prebuild
		{"prebuilds/sharp-v0.32.6-napi-v7-linuxmusl-arm64.tar.gz", nil, "prebuild linux arm64 musl napi napi:7"},
		{"sqlite3-v5.1.7-napi-v6-linux-x64.tar.gz/build/Release/node_sqlite3.node", nil, "prebuild linux x64 napi napi:6"},
		{"better-sqlite3-v12.0.0-electron-v136-win32-arm64.tar.gz/build/Release/better_sqlite3.node", nil, "prebuild win32 arm64 electron abi136"},
		{"a-b-v1.2.3-rc.1-node-v115-darwin-x64.tar.gz", nil, "prebuild darwin x64 node abi115"},
		{"x-v1.0.0-napi-v3-linux-glibc-x64.tar.gz/x/x.node", nil, "prebuild linux x64 glibc napi napi:3"},
		{"x-v1.0.0-electron-v1.8-linux-x64.tar.gz/x/x.node", nil, "prebuild linux x64 electron"},
		{"linux-x64.tar.gz/x.node", nil, ""},
		// node-pre-gyp
		{"lib/binding/node-v115-linux-x64/addon.node", nil, "node-pre-gyp linux x64 node abi115"},
		{"lib/binding/napi-v6-linux-musl-arm64/addon.node", nil, "node-pre-gyp linux arm64 musl napi:6"},
		{"lib/binding/napi-v6-darwin-unknown-arm64/addon.node", nil, "node-pre-gyp darwin arm64 napi:6"},
		{"lib/binding/electron-v1.8-win32-ia32/addon.node", nil, "node-pre-gyp win32 ia32 electron"},
		{"lib/binding/napi-v3/addon.node", nil, "node-pre-gyp napi:3"},
		{"bin/napi-v3/linux/x64/onnxruntime_binding.node", nil, "node-pre-gyp linux x64 napi:3"},
		{"lib/napi-view/addon.node", nil, ""},
		{"lib/binding/linuxarm64/addon.node", binary("a", "1.2.3", "./lib/binding/{platform}{arch}/"), "node-pre-gyp linux arm64"},
		{"lib/1/v1.2.3/musl/napi-v8/addon.node", binary("a", "1.2.3", "lib/{major}/v{version}/{libc}/{node_napi_label}"), "node-pre-gyp musl napi:8"},
		{"lib/node-v115/Release/addon.node", binary("a", "1.2.3", "lib/{node_abi}/{configuration}"), "node-pre-gyp node abi115"},
		{"lib/other/addon.node", binary("a", "1.2.3", "lib/binding"), ""},
		{"build/Release/addon.node", binary("a", "1.2.3", "./build/{configuration}/"), ""},
		{"prebuild/node-v108-napi-v3-linux-x64-glibc-2.35/addon.node", binary("a", "1.2.3", "prebuild/{node_abi}-napi-v{napi_build_version}-{platform}-{arch}-{libc}-{libc_version}"), "node-pre-gyp linux x64 glibc node abi108 napi:3"},
		{"src/node/extension_binary/node-v72-linux-x64-glibc/grpc_node.node", nil, "node-pre-gyp linux x64 glibc node abi72"},
		// Prisma
		{"libquery_engine-debian-openssl-3.0.x.so.node", nil, "prisma linux x64 glibc"},
		{"libquery_engine-linux-musl-arm64-openssl-3.0.x.so.node", nil, "prisma linux arm64 musl"},
		{"libquery_engine-linux-musl.so.node", nil, "prisma linux x64 musl"},
		{"libquery_engine-linux-arm64-openssl-1.1.x.so.node", nil, "prisma linux arm64 glibc"},
		{"libquery_engine-darwin-arm64.dylib.node", nil, "prisma darwin arm64"},
		{"libquery_engine-darwin.dylib.node", nil, "prisma darwin x64"},
		{"query_engine-windows.dll.node", nil, "prisma win32 x64"},
		{"libquery_engine-freebsd14.so.node", nil, "prisma freebsd x64"},
		{"libquery_engine.so.node", nil, ""},
		// napi-rs
		{"index.linux-x64-gnu.node", nil, "napi-rs linux x64 glibc"},
		{"a.b.linux-arm-musleabihf.node", nil, "napi-rs linux arm musl"},
		{"swc.win32-x64-msvc.node", nil, "napi-rs win32 x64"},
		{"rollup.win32-x64-gnu.node", nil, "napi-rs win32 x64"},
		{"x.darwin-universal.node", nil, "napi-rs darwin x64+arm64"},
		{"x.android-arm-eabi.node", nil, "napi-rs android arm"},
		{"x.openharmony-arm64.node", nil, "napi-rs openharmony arm64"},
		{"x.linux-universal.node", nil, ""},
		// neon
		{"linux-riscv64gc-gnu/index.node", nil, "neon linux riscv64 glibc"},
		{"platforms/linux-powerpc64le-gnu/index.node", nil, "neon linux ppc64 glibc"},
		{"index.node", named("@libsql/linux-x64-gnu"), "neon linux x64 glibc"},
		{"index.node", named("@libsql/core"), ""},
		// pkg-prebuilds
		{"prebuilds/HID_hidraw-linux-x64-musl/node-napi-v4.node", nil, "pkg-prebuilds linux x64 musl node napi:4"},
		{"prebuilds/HID-win32-ia32/electron-napi-v7.node", nil, "pkg-prebuilds win32 ia32 electron napi:7"},
		// cmake-ts
		{"build/linux/x64/node/musl-127-Release/addon.node", nil, "cmake-ts linux x64 musl node abi127"},
		{"build/win32/ia32/electron/msvc-125-RelWithDebInfo/sub/addon.node", nil, "cmake-ts win32 ia32 electron abi125"},
		{"build/darwin/arm64/node/115/addon.node", nil, "cmake-ts darwin arm64 node abi115"},
		{"build/darwin/arm64/nw/libc-115-Debug/addon.node", nil, "cmake-ts darwin arm64 node-webkit abi115"},
		// koffi
		{"build/koffi/musl_x64/koffi.node", nil, "koffi linux x64 musl"},
		{"build/koffi/linux_arm32/koffi.node", nil, "koffi linux arm"},
		{"build/koffi/freebsd_i386/koffi.node", nil, "koffi freebsd ia32"},
		{"build/koffi/linux_riscv64d/koffi.node", nil, "koffi linux riscv64"},
		// bindings
		{"compiled/20.11.0/linux/x64/a.node", nil, "bindings linux x64 node release20.11.0"},
		// tuples anywhere
		{"lib/sentry_cpu_profiler-linux-arm64-musl-115.node", nil, "tuple linux arm64 musl abi115"},
		{"lib/stack-trace-darwin-x64-108.node", nil, "tuple darwin x64 abi108"},
		{"prebuild/darwin-arm64-102-binding.node", nil, "tuple darwin arm64 abi102"},
		{"bin/darwin-x64-node-22/deasync.node", nil, "tuple darwin x64 node release22"},
		{"bin/linux-x64-125/iohook.node", nil, "tuple linux x64 abi125"},
		{"lib/sharp-linuxmusl-x64-0.35.5.node", nil, "tuple linux x64 musl"},
		{"runtimes/osx-arm64/native/a.node", nil, "tuple darwin arm64"},
		{"linux-musl-x64/Microsoft.JavaScript.NodeApi.node", nil, "tuple linux x64 musl"},
		{"win-x86/a.node", nil, "tuple win32 ia32"},
		{"native/linux/arm64/x.node", nil, "tuple linux arm64"},
		{"native/win32/x64.node", nil, "tuple win32 x64"},
		{"build/linux/libringrtc-x64.node", nil, "tuple linux x64"},
		{"build/linux/robot-arm.node", nil, ""},
		{"vendor/linux_musl-x64-72/binding.node", nil, "tuple linux x64 musl abi72"},
		{"lib/native/win32/x64/12.22.1/edge_nativeclr.node", nil, "tuple win32 x64"},
		{"build/Release/oracledb-6.3.0-linux-x64.node", nil, "tuple linux x64"},
		{"x86_64-unknown-linux-musl/a.node", nil, "tuple linux x64 musl"},
		{"target/aarch64-apple-darwin/release/a.node", nil, "tuple darwin arm64"},
		{"armv7-linux-androideabi/a.node", nil, "tuple android arm armv7"},
		{"aarch64-unknown-linux-ohos/a.node", nil, "tuple openharmony arm64"},
		{"x86_64-linux-gnu/a.node", nil, "tuple linux x64 glibc"},
		{"native/alpine-x64/a.node", nil, "tuple linux x64 musl"},
		{"linux-x64/a.darwin-arm64-115.node", nil, "tuple darwin arm64 abi115"}, // the nearest speaks
		{"linux-x64/lib-64.node", nil, "tuple linux x64"},
		// tags anywhere
		{"lib/addon.abi115.node", nil, "tags abi115"},
		{"lib/addon.musl.node", nil, "tags musl"},
		// packages
		{"esbuild.node", on("@esbuild/linux-x64", "linux", "x64", ""), "platform-package linux x64"},
		{"watcher.node", on("@parcel/watcher-linux-x64-musl", "linux", "x64", "musl"), "platform-package linux x64 musl"},
		{"sharp.node", named("@img/sharp-linuxmusl-x64"), "platform-package linux x64 musl"},
		{"fsevents.node", on("fsevents", "darwin", "", ""), "platform-package darwin"},
		{"x.node", on("libnut", "darwin linux win32", "x64 arm64", ""), ""},
		{"x.node", on("x", "!win32", "!arm", ""), ""},
		{"x.node", on("x-wasm32-wasi", "", "wasm32", ""), ""},
		{"node.abi115.glibc.node", named("@lmdb/lmdb-linux-x64"), "node-gyp-build-optional-packages linux x64 glibc node abi115"},
		{"node.napi.musl.node", named("@lmdb/lmdb-linux-x64"), "node-gyp-build-optional-packages linux x64 musl node napi:any"},
		{"prebuilds/linux-arm64/a.node", on("a-linux-x64", "linux", "x64", ""), "prebuildify linux arm64"}, // the path speaks first
		{"node_modules/a/prebuilds/linux-x64/a.node", nil, "prebuildify linux x64"},
		{"linux-x64/node_modules/a/build/Release/a.node", nil, ""},
		// no claims
		{"build/Release/addon.node", nil, ""},
		{"build/Debug/electron.node", nil, ""},
		{"lib/arm/driver.node", nil, ""},
		{"lib/linux.node", nil, ""},
		{"linux/driver.node", nil, ""},
		{"x64/driver.node", nil, ""},
		{"farm-x64ish/driver.node", nil, ""},
		{"unlinux-x64s/driver.node", nil, ""},
		{"my-linux-arms-race/driver.node", nil, ""},
		{"gnulinux-x64/driver.node", nil, ""},
		{"linux-x64-12/driver.node", nil, ""},
		{"linux-x64-helper/driver.node", nil, ""},
		{"Linux-X64/driver.node", nil, ""},
		{"LINUX/X64/driver.node", nil, ""},
		{"linux-64/driver.node", nil, ""},
		{"napi.node", nil, ""},
		{"abi.node", nil, ""},
		{"uvular.node", nil, ""},
		{"", nil, ""},
		{"/", nil, ""},
		{".node", nil, ""},
	} {
		if got := Of(tt.path, tt.m).String(); got != tt.want {
			name := ""
			if tt.m != nil {
				name = " of " + tt.m.Name
			}
			t.Errorf("%s%s: %q, want %q", tt.path, name, got, tt.want)
		}
	}
}

func TestTagsInName(t *testing.T) {
	for name, want := range map[string]string{
		"bcrypt": "", "uv-native": "uv-native", "@a/abi": "", "abi-tools": "abi-tools", "musl": "musl", "electron": "electron",
		"electron-overlay-window": "", "@serialport/bindings-cpp": "", "a.musl": "musl", "armvector": "armvector", "napi": "napi",
	} {
		if got := strings.Join(TagsInName(name), " "); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func FuzzOf(f *testing.F) {
	for _, s := range []string{
		"prebuilds/linux-x64/a.abi108.uv1.armv7.musl.node", "index.linux-x64-gnu.node", "a-v1.0.0-napi-v3-linux-x64.tar.gz/build/a.node",
		"build/linux/x64/node/musl-127-Release/addon.node", "lib/binding/node-v115-linux-x64/a.node", "x86_64-unknown-linux-musl/a.node",
	} {
		f.Add(s, "a-linux-x64", "lib/{node_abi}-{platform}-{arch}", "linux", "x64", "musl")
	}
	f.Fuzz(func(t *testing.T, path, name, template, os, cpu, libc string) {
		text, err := json.Marshal(template)
		if err != nil {
			t.Fatal(err) // of a string: never
		}
		l := Of(path, &npm.Manifest{
			Name: name, Version: "1.2.3", OS: []string{os}, CPU: []string{cpu}, Libc: []string{libc},
			Binary: map[string]json.RawMessage{"module_name": json.RawMessage(`"a"`), "module_path": text},
		})
		if l.claims() != (l.Convention != "") {
			t.Errorf("convention %q of %q", l.Convention, l)
		}
		if l.Libc != "" && l.Libc != "glibc" && l.Libc != "musl" || l.ARMv != "" && !strings.Contains("678", l.ARMv) ||
			l.ABI != "" && !digits(l.ABI) || l.UV != "" && !digits(l.UV) || l.Platform != "" && !nodePlatform(l.Platform) {
			t.Errorf("%q claims what no grammar says: %q", path, l)
		}
		for _, a := range l.Archs {
			if !nodeArch(a) {
				t.Errorf("%q claims the architecture %q", path, a)
			}
		}
	})
}

func BenchmarkOf(b *testing.B) {
	m := &npm.Manifest{Name: "@scope/name"}
	for b.Loop() {
		Of("prebuilds/linux-arm64/@scope+name.armv8.glibc.node", m)
		Of("lib/stack-trace-linux-arm64-musl-115.node", m)
		Of("build/Release/addon.node", m)
	}
}
