package rules

import (
	"slices"
	"strings"
	"testing"

	"github.com/napicheck/napicheck/matrix"
	"github.com/napicheck/napicheck/symbols"
)

// An addon makes a linux-x64 binary that registers and imports as options say.
func addon(opts ...func(*symbols.Binary)) *symbols.Binary {
	b := &symbols.Binary{Format: symbols.ELF, Type: symbols.SharedLibrary, Platform: "linux", Arch: "x64", Binding: symbols.BindLazy}
	b.NodeAPI = symbols.NodeAPI{Version: 8, VersionSource: symbols.VersionDefault, Lookup: symbols.LookupImports}
	for _, o := range opts {
		o(b)
	}
	for _, names := range [][]string{b.NodeAPI.Symbols, b.Unstable.V8, b.Unstable.UV} {
		slices.Sort(names)
	}
	return b
}

func registers(r ...symbols.Registration) func(*symbols.Binary) {
	return func(b *symbols.Binary) { b.Registration = r }
}

func declares(n int) func(*symbols.Binary) {
	return func(b *symbols.Binary) { b.NodeAPI.Version, b.NodeAPI.VersionSource = n, symbols.VersionExport }
}

func imports(bound symbols.Binding, names ...string) func(*symbols.Binary) {
	return func(b *symbols.Binary) {
		for _, name := range names {
			b.Imports = append(b.Imports, symbols.Import{Name: name, Bound: bound, Func: true})
			switch {
			case strings.HasPrefix(name, "napi_"), strings.HasPrefix(name, "node_api_"):
				b.NodeAPI.Symbols = append(b.NodeAPI.Symbols, name)
			case strings.HasPrefix(name, "uv_"):
				b.Unstable.UV = append(b.Unstable.UV, name)
			case strings.HasPrefix(name, "_ZN2v8"), strings.Contains(name, "@v8@@"):
				b.Unstable.V8 = append(b.Unstable.V8, name)
			default:
				b.Unstable.Other = append(b.Unstable.Other, name)
			}
		}
	}
}

func exports(names ...string) func(*symbols.Binary) {
	return func(b *symbols.Binary) {
		for _, name := range names {
			b.Exports = append(b.Exports, symbols.Export{Name: name, Func: true})
		}
	}
}

func modules(n int) func(*symbols.Binary) {
	return func(b *symbols.Binary) { b.NodeModuleVersion = n }
}

// oldStrings exports what a compiler with _GLIBCXX_USE_CXX11_ABI=0 makes of std::regex.
func oldStrings(b *symbols.Binary) {
	b.ELF = &symbols.ELFFacts{}
	for _, name := range []string{"_ZNSt8__detail8_ScannerIcE12_M_eat_classEc", "_ZNKSt12regex_traitsIcE5valueEci"} {
		b.Exports = append(b.Exports, symbols.Export{Name: name, Func: true, Weak: true})
	}
}

// TestOutcome holds what the loader of real releases was seen to do.
func TestOutcome(t *testing.T) {
	symbol, constructor := registers(symbols.RegSymbol), registers(symbols.RegConstructor)
	v8 := registers(symbols.RegV8Constructor)
	const old, newer = "napi_create_function", "node_api_symbol_for"
	for _, test := range []struct {
		name   string
		b      *symbols.Binary
		want   Outcome
		on     string // releases
		reason string // part of it
	}{
		{"symbol before it is looked up", addon(symbol), Throws, "8.6.0 8.17.0 9.11.2 10.0.0", "from 10.1.0"},
		{"symbol", addon(symbol), Works, "10.1.0 10.24.1 18.20.8 26.10.0", ""},
		{"constructor with the flag", addon(constructor), Throws, "8.0.0 8.5.0", "--napi-modules"},
		{"constructor", addon(constructor), Works, "8.6.0 8.17.0 9.11.2 10.0.0 26.10.0", ""},

		{"declared 9", addon(symbol, declares(9)), Crashes, "20.2.0", "supports up to 8"},
		{"declared 10", addon(symbol, declares(10)), Crashes, "18.17.0 18.20.8 20.2.0 20.20.2 21.0.0 22.13.1 23.5.0", "declares Node-API version 10"},
		{"declared 10 unread", addon(symbol, declares(10)), Works, "10.1.0 16.20.2 18.16.1 19.8.1 20.1.0 22.14.0 23.6.0 24.0.0", ""},
		{"declared 11", addon(symbol, declares(11)), Crashes, "26.10.0", "up to 10"},
		{"declared 10, constructor", addon(constructor, declares(10)), Works, "18.20.8 20.20.2", ""},
		{"declared 10, both", addon(registers(symbols.RegSymbol, symbols.RegConstructor), declares(10)), Works, "18.20.8", ""},
		{"experimental", addon(symbol, declares(symbols.VersionExperimental)), Works, "12.22.12 18.20.8 26.10.0", ""},
		{"undecodable", addon(symbol, func(b *symbols.Binary) { b.NodeAPI.VersionSource = symbols.VersionUndecodable }), Unknown, "18.20.8", "cannot be read"},
		{"undecodable unread", addon(symbol, func(b *symbols.Binary) { b.NodeAPI.VersionSource = symbols.VersionUndecodable }), Works, "16.20.2", ""},

		{"missing, lazy", addon(symbol, imports(symbols.BindLazy, old, newer)), DiesOnCall, "14.21.3", newer},
		{"missing, now", addon(symbol, imports(symbols.BindNow, old, newer)), Throws, "14.21.3", newer},
		{"missing, now, unregistered", addon(imports(symbols.BindNow, newer)), Throws, "14.21.3", "does not export"},
		{"missing, of unknown binding", addon(symbol, imports("", newer), func(b *symbols.Binary) { b.Binding = "" }), Unknown, "14.21.3", newer},
		{"missing, weak", addon(symbol, imports(symbols.BindNow, newer), func(b *symbols.Binary) { b.Imports[0].Weak = true }), Works, "14.21.3", ""},
		{"missing, delayed", addon(symbol, imports(symbols.BindNow, newer), func(b *symbols.Binary) {
			b.Format, b.Platform, b.Host = symbols.PE, "win32", &symbols.HostImport{Library: "node.exe", Delay: true}
			b.Imports[0].Delay, b.Imports[0].Library = true, "NODE.EXE"
		}), DiesOnCall, "14.21.3", newer},
		{"missing, from another library", addon(symbol, imports(symbols.BindNow, newer), func(b *symbols.Binary) {
			b.Format, b.Platform, b.Host = symbols.PE, "win32", &symbols.HostImport{Library: "node.exe"}
			b.Imports[0].Library = "shim.dll"
		}), Works, "14.21.3", ""},
		{"crash before a call", addon(symbol, declares(10), imports(symbols.BindLazy, "napi_no_such_function")), Crashes, "18.20.8", "declares"},
		{"missing, called by a constructor", addon(v8, modules(57), imports(symbols.BindLazy, "SSL_library_init"), func(b *symbols.Binary) { b.InitCalls = []string{"SSL_library_init"} }), Crashes, "10.24.1 26.10.0", "while the file is loaded"},
		{"there, called by a constructor", addon(v8, modules(57), imports(symbols.BindLazy, "SSL_library_init"), func(b *symbols.Binary) { b.InitCalls = []string{"SSL_library_init"} }), Works, "8.17.0", ""},
		{"packed", addon(symbol, func(b *symbols.Binary) { b.Payload = &symbols.Payload{Section: ".packed"} }), Unknown, "8.17.0 18.20.8 26.10.0", ""},
		{"no such function", addon(symbol, imports(symbols.BindNow, "napi_no_such_function")), Throws, "10.1.0 26.10.0", "napi_no_such_function"},
		{"run-time look-up", addon(symbol, func(b *symbols.Binary) {
			b.NodeAPI.Lookup, b.NodeAPI.RuntimeSymbols = symbols.LookupRuntime, []string{newer, "napi_no_such_function"}
		}), Works, "10.24.1 26.10.0", ""},

		{"symbol documented but missing", addon(constructor, imports(symbols.BindLazy, "napi_add_env_cleanup_hook")), DiesOnCall, "8.11.4 10.0.0", ""},
		{"renamed symbol", addon(symbol, imports(symbols.BindLazy, "napi_create_object_with_properties")), Works, "24.12.0 24.13.0 25.2.0", ""},
		{"renamed symbol, later", addon(symbol, imports(symbols.BindLazy, "napi_create_object_with_properties")), DiesOnCall, "24.13.1 25.5.0 26.10.0", ""},

		{"libuv, too new", addon(symbol, imports(symbols.BindNow, "uv_no_such_function")), Throws, "18.20.8", "uv_no_such_function"},
		{"Microsoft's mangling", addon(symbol, imports(symbols.BindNow, "?GetCurrent@Isolate@v8@@SAPEAV12@XZ"), func(b *symbols.Binary) {
			b.Format, b.Platform, b.Host = symbols.PE, "win32", &symbols.HostImport{Library: "node.exe"}
			b.Imports[0].Library = "node.exe"
		}), Unknown, "18.20.8", "not measured"},

		{"V8, its release", addon(v8, modules(115)), Works, "20.0.0 20.20.2", ""},
		{"V8, another release", addon(v8, modules(115)), Throws, "18.20.8 22.14.0", "NODE_MODULE_VERSION 115"},
		{"V8, unreadable", addon(v8), Unknown, "20.20.2", "cannot be read"},
		{"V8, unreadable, missing", addon(v8, imports(symbols.BindNow, "uv_no_such_function")), Throws, "20.20.2", "uv_no_such_function"},
		{"V8, unmeasured symbol of its release", addon(v8, modules(115), imports(symbols.BindNow, "?GetCurrent@Isolate@v8@@SAPEAV12@XZ"), func(b *symbols.Binary) {
			b.Format, b.Platform, b.Host = symbols.PE, "win32", &symbols.HostImport{Library: "node.exe"}
			b.Imports[0].Library = "node.exe"
		}), Works, "20.20.2", ""},
		{"V8 symbol", addon(registers(symbols.RegV8Symbol), exports("node_register_module_v57", "node_register_module_v59", "node_register_module_v64")), Works, "9.8.0 9.11.2 10.0.0 10.24.1", ""},
		{"V8 symbol before it is looked up", addon(registers(symbols.RegV8Symbol), exports("node_register_module_v57", "node_register_module_v59")), Throws, "8.17.0 9.7.0", "from 9.8.0"},
		{"V8 symbol, another release", addon(registers(symbols.RegV8Symbol), exports("node_register_module_v127")), Throws, "20.20.2", "looks for node_register_module_v115"},
		{"V8 constructor and symbol", addon(registers(symbols.RegV8Symbol, symbols.RegV8Constructor), modules(1), exports("node_register_module_v59", "node_register_module_v64")), Works, "10.0.0 10.24.1", ""},
		{"V8 constructor and symbol, early", addon(registers(symbols.RegV8Symbol, symbols.RegV8Constructor), modules(1), exports("node_register_module_v59")), Throws, "9.11.2", ""},
		{"V8 constructor and Node-API symbol", addon(registers(symbols.RegSymbol, symbols.RegV8Constructor), modules(1)), Throws, "18.20.8", "NODE_MODULE_VERSION 1"},
		{"both constructors", addon(registers(symbols.RegConstructor, symbols.RegV8Constructor), modules(115)), Unknown, "18.20.8", "order"},
		{"both constructors, fitting", addon(registers(symbols.RegConstructor, symbols.RegV8Constructor), modules(115)), Works, "20.20.2", ""},
		{"Node.js 0.10", addon(registers(symbols.RegV8Symbol), exports("addon_module")), Throws, "8.17.0 26.10.0", "0.10"},

		{"regex of the old ABI", addon(symbol, oldStrings), DiesOnCall, "20.12.0 21.7.3 22.0.0 22.14.0 26.10.0", "std::regex"},
		{"regex of the old ABI, spared", addon(symbol, oldStrings), Works, "18.20.8 20.20.2 21.0.0 22.1.0", ""},

		{"no registration", addon(), Throws, "8.17.0 26.10.0", "did not self-register"},
		{"packed", addon(func(b *symbols.Binary) { b.Payload = &symbols.Payload{Section: "overlay"} }), Unknown, "18.20.8", "overlay"},
		{"executable", addon(symbol, func(b *symbols.Binary) { b.Type = symbols.Executable }), Throws, "18.20.8", "executable"},
		{"object", addon(symbol, func(b *symbols.Binary) { b.Type = symbols.Object }), Throws, "18.20.8", "object file"},
	} {
		t.Run(test.name, func(t *testing.T) {
			v := Judge(test.b)
			for _, on := range strings.Fields(test.on) {
				version, err := matrix.ParseVersion(on)
				if err != nil {
					t.Fatal(err)
				}
				o := v.On(version)
				if o.Outcome != test.want || !strings.Contains(o.Reason, test.reason) {
					t.Errorf("%s: %s (%s), want %s (…%s…)", on, o.Outcome, o.Reason, test.want, test.reason)
				}
				if (o.Outcome == Works) != (o.Reason == "") {
					t.Errorf("%s: %s with reason %q", on, o.Outcome, o.Reason)
				}
			}
		})
	}
}

// TestUnmeasured holds that no release is said to work where that was not measured.
func TestUnmeasured(t *testing.T) {
	clash := addon(registers(symbols.RegSymbol), oldStrings)
	plain := Judge(addon(registers(symbols.RegSymbol)))
	regex := Judge(clash)
	for i, r := range matrix.Releases() {
		if r.Version.Major < 11 {
			continue
		}
		if o := plain.On(r.Version); !r.Known() && o.Outcome != Unknown {
			t.Errorf("%s: %s, but nothing is known of it", r.Version, o.Outcome)
		}
		if o := regex.On(r.Version); o.Outcome == Works && matrix.Across(clash.Exports[0].Name)[i] != matrix.Absent {
			t.Errorf("%s: works, but whether it has %s is not known", r.Version, clash.Exports[0].Name)
		}
	}
}

// TestRanges holds the two answers: what works and what is promised.
func TestRanges(t *testing.T) {
	symbol := registers(symbols.RegSymbol)
	for _, test := range []struct {
		name            string
		b               *symbols.Binary
		works, contract string
	}{
		{"plain", addon(symbol, imports(symbols.BindLazy, "napi_create_function")), ">=10.1.0", ">=10.1.0"},
		{"declared 10", addon(symbol, declares(10)), ">=10.1.0 <18.17.0 || >=19.0.0 <20.2.0 || ^22.14.0 || >=23.6.0", "^22.14.0 || >=23.6.0"},
		{"version 9", addon(symbol, imports(symbols.BindLazy, "node_api_symbol_for")), "^16.15.0 || >=17.5.0", "^18.17.0 || >=20.3.0"},
		{"V8", addon(registers(symbols.RegV8Constructor), modules(115)), "^20.0.0", "^20.0.0"},
		{"none", addon(), "", ""},
	} {
		v := Judge(test.b)
		if v.Works != test.works || v.Contract != test.contract {
			t.Errorf("%s: works on %q, promised %q; want %q and %q", test.name, v.Works, v.Contract, test.works, test.contract)
		}
	}
}

// TestManyImports holds that a file with any number of imports is judged in
// bounded memory, and never as working because of it.
func TestManyImports(t *testing.T) {
	b := addon(registers(symbols.RegSymbol), imports(symbols.BindLazy, "napi_create_function"))
	for range 200000 {
		b.Imports = append(b.Imports, b.Imports[0])
	}
	if o := Judge(b).On(matrix.Version{Major: 20, Minor: 20, Patch: 2}); o.Outcome != Unknown || !strings.Contains(o.Reason, "more than") {
		t.Errorf("%s (%s), want unknown", o.Outcome, o.Reason)
	}
}

func TestUnknownRelease(t *testing.T) {
	v := Judge(addon(registers(symbols.RegSymbol)))
	for version, want := range map[matrix.Version]string{
		{Major: 999}:                     "newer than",
		{Major: 6, Minor: 17}:            "before 8.0.0",
		{Major: 18, Minor: 99}:           "newer than",
		{Major: 18, Minor: 5, Patch: 99}: "not a release",
	} {
		if o := v.On(version); o.Outcome != Unknown || !strings.Contains(o.Reason, want) {
			t.Errorf("%s: %s (%s), want unknown (…%s…)", version, o.Outcome, o.Reason, want)
		}
	}
}

func BenchmarkJudge(b *testing.B) {
	var names []string
	for _, s := range matrix.Symbols() {
		if s.Version > 0 {
			names = append(names, s.Name)
		}
	}
	bin := addon(registers(symbols.RegSymbol), imports(symbols.BindLazy, names...))
	for b.Loop() {
		Judge(bin)
	}
}
