package symbols

import (
	"bytes"
	"encoding/binary"
	"io"
	"reflect"
	"strings"
	"testing"
)

// dataImage is an image whose readable data is data, at address 0x1000.
func dataImage(data string) *image {
	return &image{src: source{strings.NewReader(data), 0, int64(len(data))}, order: binary.LittleEndian, ptr: 8, arch: "x64",
		regions: []region{{addr: 0x1000, size: uint64(len(data)), filesz: int64(len(data)), read: true}},
		pointer: func(uint64) (uint64, string, bool) { return 0, "", false }, stub: func(uint64) string { return "" }}
}

var someNames = []string{"napi_create_date", "napi_create_error", "napi_get_cb_info", "napi_get_undefined", "napi_get_null", "napi_is_error", "napi_module_register",
	"napi_set_element", "napi_throw", "napi_throw_error", "napi_get_value_string_utf8", "napi_add_finalizer", "node_api_symbol_for"}

func wide(s string) string {
	var w strings.Builder
	for _, c := range []byte(s) {
		w.WriteByte(c)
		w.WriteByte(0)
	}
	return w.String()
}

func TestLookUp(t *testing.T) {
	entry := []Export{{Name: entrySymbol, Addr: 1, Func: true}}
	dlsym := []Import{{Name: "dlsym"}}
	imported := []Import{{Name: "napi_get_null"}}
	pad := strings.Repeat("\x00text of no interest\x00", 20000) // more than two windows
	tests := []struct {
		name    string
		imports []Import
		exports []Export
		data    string
		nonames bool
		lookup  Lookup
		want    []string
	}{
		{name: "C strings", imports: dlsym, exports: entry, data: "\x00napi_throw\x00napi_get_null\x00node_api_symbol_for\x00", lookup: LookupRuntime, want: []string{"napi_get_null", "napi_throw", "node_api_symbol_for"}},
		{name: "C strings without a list", imports: dlsym, exports: entry, data: "\x00napi_throw\x00napi_new_in_2030\x00", nonames: true, lookup: LookupRuntime, want: []string{"napi_new_in_2030", "napi_throw"}},
		{name: "without separators", exports: entry, data: "no such symbolnapi_get_undefinednapi_get_nullnapi_throw_errornapi_throwinvalid", lookup: LookupRuntime,
			want: []string{"napi_get_null", "napi_get_undefined", "napi_throw", "napi_throw_error"}},
		{name: "without separators, behind a sentence", exports: entry, data: "method called.napi_get_undefinednapi_get_nullWARN: napi_throw_errornapi_set_elementcount", lookup: LookupRuntime,
			want: []string{"napi_get_null", "napi_get_undefined", "napi_set_element", "napi_throw_error"}},
		{name: "behind numbers", exports: entry, data: "\x6e\xbb(napi_get_nullcumulative_count", lookup: LookupRuntime, want: []string{"napi_get_null"}},
		{name: "without separators or a list", exports: entry, data: "napi_get_undefinednapi_get_null", nonames: true, lookup: LookupNone},
		{name: "digits behind a name", exports: entry, data: "\x0c\x0cnapi_get_null3_of_something_else", lookup: LookupRuntime, want: []string{"napi_get_null"}},
		{name: "digits before a name", exports: entry, data: "napi_get_value_string_utf8napi_throw\x01", lookup: LookupRuntime, want: []string{"napi_get_value_string_utf8", "napi_throw"}},
		{name: "message", exports: entry, data: "\x00napi_get_cb_info failed\x00in `napi_throw`\x00call napi_get_null: %d\x00_napi_throw\x00", lookup: LookupNone},
		{name: "longer identifier", exports: entry, data: "\x00napi_throw_something\x00napi_throw2\x00", lookup: LookupNone},
		{name: "UTF-16", imports: dlsym, exports: entry, data: "\x12\x00\x00\x00" + wide("napi_add_finalizer") + "\x00\x00", lookup: LookupRuntime, want: []string{"napi_add_finalizer"}},
		{name: "UTF-16, last zero left out", exports: entry, data: "\x12\x00\x00\x00" + wide("napi_add_finalizer")[:35] + "\x89\x0b\xe8", lookup: LookupRuntime, want: []string{"napi_add_finalizer"}},
		{name: "UTF-16, odd address, no list", exports: entry, data: "\x00\x12\x00\x00\x00" + wide("napi_add_finalizer") + "\x00\x00", nonames: true, lookup: LookupRuntime, want: []string{"napi_add_finalizer"}},
		{name: "UTF-16 message", exports: entry, data: wide("\x01napi_throw failed") + "\x00\x00", lookup: LookupNone},
		{name: "both", imports: append(dlsym, imported...), data: "\x00napi_get_null\x00node_api_symbol_for\x00napi_throwx\x00", lookup: LookupBoth, want: []string{"node_api_symbol_for"}},
		{name: "imports, no resolver", imports: imported, data: "\x00node_api_symbol_for\x00", lookup: LookupImports},
		{name: "imports, no list", imports: append(dlsym, imported...), data: "\x00node_api_symbol_for\x00", nonames: true, lookup: LookupImports},
		{name: "no entry", imports: dlsym, data: "\x00napi_throw\x00napi_get_null\x00", lookup: LookupNone},
		{name: "registers by look-up", imports: dlsym, data: "\x00napi_module_register\x00napi_throw\x00", lookup: LookupRuntime, want: []string{"napi_module_register", "napi_throw"}},
		{name: "at a window's edge", exports: entry, data: pad[:scanWindow-5] + "\x00napi_throw\x00" + pad + "\x00napi_get_null\x00", lookup: LookupRuntime, want: []string{"napi_get_null", "napi_throw"}},
		{name: "entry names only", exports: entry, data: "\x00napi_register_module_v1\x00node_api_module_get_api_version_v1\x00", lookup: LookupNone},
	}
	for _, tt := range tests {
		b := &Binary{Format: ELF, Type: SharedLibrary, Imports: tt.imports, Exports: tt.exports}
		opt := Options{Names: someNames}
		if tt.nonames {
			opt.Names = nil
		}
		analyse(b, dataImage(tt.data), opt)
		if b.NodeAPI.Lookup != tt.lookup || !reflect.DeepEqual(b.NodeAPI.RuntimeSymbols, tt.want) {
			t.Errorf("%s: %s %v, want %s %v", tt.name, b.NodeAPI.Lookup, b.NodeAPI.RuntimeSymbols, tt.lookup, tt.want)
		}
	}
}

// TestImmediates finds short names that code holds as numbers, beside others
// that stand without separators.
func TestImmediates(t *testing.T) {
	im, data := moduleImage(8, binary.LittleEndian, [2]uint32{})
	copy(data[0x2100:], "\x01napi_get_undefinednapi_get_value_string_utf8\x01")
	copy(data[0x1100:], "\x48\xb9napi_thr\x48\x89\x08\x66\xc7\x40\x08ow\x48")           // mov rcx, ...; mov [rax], rcx; mov word [rax+8], ...
	copy(data[0x1200:], "\x48\xb9napi_get\x48\x89\x08\x48\xb9get_null\x48\x89\x48\x05") // the second part repeats some of the first
	copy(data[0x1300:], "\x48\xb9napi_set\x48\x89\x08\xc3")
	b := &Binary{Format: ELF, Type: SharedLibrary, Exports: []Export{{Name: entrySymbol, Addr: 0x1400, Func: true}}}
	analyse(b, im, Options{Names: append([]string{"napi_set_it"}, someNames...)})
	want := []string{"napi_get_null", "napi_get_undefined", "napi_get_value_string_utf8", "napi_throw"}
	if !reflect.DeepEqual(b.NodeAPI.RuntimeSymbols, want) {
		t.Errorf("%v, want %v", b.NodeAPI.RuntimeSymbols, want)
	}
}

// TestWindows finds a name wherever it lies relative to the pieces read.
func TestWindows(t *testing.T) {
	for _, name := range []string{"\x00napi_throw\x00", "\x01\x00" + wide("napi_throw") + "\x00\x00"} {
		for at := scanWindow - 2*scanMargin - 40; at < scanWindow+40; at++ {
			data := make([]byte, scanWindow+1000)
			copy(data[at:], name)
			s := newNameScan(someNames)
			s.run(dataImage(string(data)))
			if !s.found["napi_throw"] {
				t.Fatalf("%q at %d is not found", name, at)
			}
		}
	}
}

// TestScanOverlap bounds the reading of a file whose sections lie over one another.
func TestScanOverlap(t *testing.T) {
	im := dataImage(strings.Repeat("\x00", 1<<20))
	reader := &countingReader{r: im.src.r}
	im.src.r = reader
	im.regions[0].write = true
	for range 5000 {
		im.regions = append(im.regions, im.regions[0])
	}
	s := newNameScan(nil)
	s.run(im)
	scanModule(im, &napiModule)
	findPayload(im)
	if reader.n > 8<<20 {
		t.Errorf("%d bytes read of a file of %d", reader.n, im.src.size)
	}
}

type countingReader struct {
	r io.ReaderAt
	n int
}

func (c *countingReader) ReadAt(b []byte, off int64) (int, error) {
	c.n += len(b)
	return c.r.ReadAt(b, off)
}

func BenchmarkDataScan(b *testing.B) {
	// Text and tables in the proportion of an addon in Rust.
	block := strings.Repeat("called `Option::unwrap()` on a `None` value/rustc/library/core/src/str/pattern.rs_ZN4core3str7pattern13simd_contains17h", 100) + strings.Repeat("\x00\x01\x00\x00\xa0\x12\x00\x00\xff\xff\xff\xff", 1000)
	data := strings.Repeat(block, 16<<20/len(block))
	im := dataImage(data)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		s := newNameScan(someNames)
		data, _ := scanRegions(im)
		s.pass(im, data, s.ascii)
	}
}

func TestClassify(t *testing.T) {
	elf := func(names ...string) *Binary {
		b := &Binary{Format: ELF, Type: SharedLibrary, Needs: []string{"libc.so.6", "libstdc++.so.6"}}
		for _, n := range names {
			b.Imports = append(b.Imports, Import{Name: n})
		}
		return b
	}
	tests := []struct {
		name string
		b    *Binary
		want Unstable
	}{
		{"own namespace", elf("_ZN2v87Isolate10GetCurrentEv", "_ZNK2v86String6LengthEv", "_ZTIN2v811ArrayBuffer9AllocatorE", "_ZTVN2v820EmbedderRootsHandlerE", "_ZN2v88internal4HeapE", "_ZThn16_N2v83FooD1Ev",
			"_ZTv0_n24_N2v83FooD1Ev", "_ZGVZN2v83Foo3barEvE1x", "_ZZN2v83Foo3barEvE1x", "_ZN5cppgc8internal12WriteBarrier4NameE", "_ZN4node19GetCurrentEventLoopEPN2v87IsolateE"),
			Unstable{V8: []string{"_ZGVZN2v83Foo3barEvE1x", "_ZN2v87Isolate10GetCurrentEv", "_ZN2v88internal4HeapE", "_ZN5cppgc8internal12WriteBarrier4NameE", "_ZNK2v86String6LengthEv", "_ZTIN2v811ArrayBuffer9AllocatorE",
				"_ZTVN2v820EmbedderRootsHandlerE", "_ZThn16_N2v83FooD1Ev", "_ZTv0_n24_N2v83FooD1Ev", "_ZZN2v83Foo3barEvE1x"},
				Node: []string{"_ZN4node19GetCurrentEventLoopEPN2v87IsolateE"}}},
		{"arguments do not count", elf("_Z3fooN2v85LocalINS_5ValueEEE", "_ZNSt6vectorIN2v85LocalINS0_5ValueEEESaIS3_EE9push_backEv", "_ZN3Nan3NewEPN2v87IsolateE", "_ZN6v8wrap3fooEv",
			"_ZN4node3sys4read17h0123456789abcdefE", "_ZSt4moveIRN2v85ValueEEvOT_", "v8_something"), Unstable{}},
		{"C", elf("uv_run", "node_module_register", "napi_throw", "uvula", "SSL_new", "deflate", "u_strlen_74", "sqlite3_open", "_ZN6icu_746Locale4initEv", "_ZN7simdutf13validate_utf8EPKcm", "printf", "crc32"),
			Unstable{UV: []string{"uv_run"}, Other: []string{"SSL_new", "_ZN6icu_746Locale4initEv", "_ZN7simdutf13validate_utf8EPKcm", "crc32", "deflate", "node_module_register", "sqlite3_open", "u_strlen_74"}}},
		{"supplied by another library", &Binary{Format: ELF, Needs: []string{"libssl.so.3", "libuv.so.1", "libc.so.6"}, Imports: []Import{{Name: "SSL_new", Library: "libssl.so.3", Version: "OPENSSL_3.0.0"}, {Name: "SSL_free"}, {Name: "uv_run"}, {Name: "node_module_register"}}}, Unstable{Other: []string{"node_module_register"}}},
		{"supplied in part", &Binary{Format: ELF, Needs: []string{"libz.so.1", "libyaml-0.so.2", "libc.so.6"}, Imports: []Import{{Name: "SSL_new"}, {Name: "deflate"}}}, Unstable{Other: []string{"SSL_new"}}},
		{"supplied by a library unknown", &Binary{Format: ELF, Needs: []string{"libz.so.1", "libcurl.so.4", "libc.so.6"}, Imports: []Import{{Name: "SSL_new"}, {Name: "deflate"}}}, Unstable{}},
		{"system library, flat", &Binary{Format: MachO, Needs: []string{"/usr/lib/libz.1.dylib", "/usr/lib/libSystem.B.dylib"}, Imports: []Import{{Name: "SSL_new", Library: "flat"}, {Name: "deflate", Library: "flat"}}}, Unstable{Other: []string{"SSL_new"}}},
		{"weak hooks", &Binary{Format: ELF, Imports: []Import{{Name: "OPENSSL_memory_alloc", Weak: true}}}, Unstable{}},
		{"PE", &Binary{Format: PE, Host: &HostImport{Library: "NODE.EXE"}, Imports: []Import{{Name: "?GetCurrent@Isolate@v8@@SAPEAV12@XZ", Library: "NODE.EXE"}, {Name: "??_7ObjectWrap@node@@6B@", Library: "node.exe"},
			{Name: "?f@@YAXPEAVIsolate@v8@@@Z", Library: "NODE.EXE"}, {Name: "SSL_new", Library: "NODE.EXE"}, {Name: "uv_run", Library: "NODE.EXE"}, {Name: "uv_run2", Library: "uv.dll"}, {Name: "deflate", Library: "zlib1.dll"}}},
			Unstable{V8: []string{"?GetCurrent@Isolate@v8@@SAPEAV12@XZ"}, Node: []string{"??_7ObjectWrap@node@@6B@"}, UV: []string{"uv_run"}, Other: []string{"?f@@YAXPEAVIsolate@v8@@@Z", "SSL_new"}}},
		{"Mach-O", &Binary{Format: MachO, Needs: []string{"/usr/lib/libSystem.B.dylib"}, Imports: []Import{{Name: "_ZN2v87Isolate10GetCurrentEv", Library: "flat"}, {Name: "uv_run", Library: "main-executable"}, {Name: "uv_stop", Library: "@rpath/libuv.1.dylib"},
			{Name: "SSL_new", Library: "flat"}, {Name: "deflate", Library: "/usr/lib/libz.1.dylib"}}},
			Unstable{V8: []string{"_ZN2v87Isolate10GetCurrentEv"}, UV: []string{"uv_run"}, Other: []string{"SSL_new"}}},
	}
	for _, tt := range tests {
		classify(tt.b)
		if !reflect.DeepEqual(tt.b.Unstable, tt.want) {
			t.Errorf("%s:\n got %+v\nwant %+v", tt.name, tt.b.Unstable, tt.want)
		}
	}
}

// moduleImage lays out a module struct at 0x2000 with its strings behind and
// code at 0x1000. Pointers are relocated: their places hold zeros.
func moduleImage(ptr int, order binary.ByteOrder, ints [2]uint32, fields ...uint64) (*image, []byte) {
	data := make([]byte, 0x3000)
	order.PutUint32(data[0x2000:], ints[0])
	order.PutUint32(data[0x2004:], ints[1])
	copy(data[0x2800:], "../src/addon.cc\x00hello\x00bad\x01name\x00")
	relocated := map[uint64]uint64{}
	for i, f := range fields {
		if f != 0 {
			relocated[0x2008+uint64(i*ptr)] = f
		}
	}
	im := &image{src: source{bytes.NewReader(data), 0, int64(len(data))}, order: order, ptr: ptr, arch: "x64",
		regions: []region{{addr: 0x1000, size: 0x1000, off: 0x1000, filesz: 0x1000, read: true, exec: true}, {addr: 0x2000, size: 0x1000, off: 0x2000, filesz: 0x1000, read: true, write: true}},
		pointer: func(a uint64) (uint64, string, bool) { t, ok := relocated[a]; return t, "", ok },
		stub:    func(uint64) string { return "" }}
	if ptr == 4 {
		im.arch = "ia32"
	}
	return im, data
}

func TestModuleStruct(t *testing.T) {
	const file, name, bad, code = 0x2800, 0x2810, 0x2816, 0x1100
	napi := []Import{{Name: "napi_module_register"}}
	node := []Import{{Name: "node_module_register"}}
	type test struct {
		what    string
		imports []Import
		ints    [2]uint32
		fields  []uint64
		name    string
		version int
	}
	for _, tt := range []test{
		{"napi", napi, [2]uint32{1, 0}, []uint64{file, code, name}, "hello", 0},
		{"node", node, [2]uint32{115, 0}, []uint64{0, file, code, 0, name}, "hello", 115},
		{"node, by context", node, [2]uint32{127, 0}, []uint64{0x2000, file, 0, code, name}, "hello", 127},
		{"node struct, Node-API import", napi, [2]uint32{115, 0}, []uint64{0, file, code, 0, name}, "", 0},
		{"version too high", node, [2]uint32{5000, 0}, []uint64{0, file, code, 0, name}, "", 0},
		{"flags", napi, [2]uint32{1, 1 << 20}, []uint64{file, code, name}, "", 0},
		{"function in data", napi, [2]uint32{1, 0}, []uint64{file, 0x2100, name}, "", 0},
		{"no function", napi, [2]uint32{1, 0}, []uint64{file, 0, name}, "", 0},
		{"name of control characters", napi, [2]uint32{1, 0}, []uint64{file, code, bad}, "", 0},
		{"name outside", napi, [2]uint32{1, 0}, []uint64{file, code, 0x9000}, "", 0},
		{"reserved in use", napi, [2]uint32{1, 0}, []uint64{file, code, name, 0, 0, 0x2000}, "", 0},
		{"no file name", napi, [2]uint32{1, 0}, []uint64{0, code, name}, "", 0},
	} {
		for _, ptr := range []int{4, 8} {
			for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
				im, _ := moduleImage(ptr, order, tt.ints, tt.fields...)
				b := &Binary{Format: ELF, Type: SharedLibrary, Imports: tt.imports}
				analyse(b, im, Options{})
				if b.ModuleName != tt.name || b.NodeModuleVersion != tt.version {
					t.Errorf("%s, %d bytes, %v: %q %d, want %q %d", tt.what, ptr, order, b.ModuleName, b.NodeModuleVersion, tt.name, tt.version)
				}
			}
		}
	}
}

// TestConstructorArgument finds the struct that a constructor passes on,
// though data holds another that looks the same.
func TestConstructorArgument(t *testing.T) {
	const file, name, code = 0x2800, 0x2810, 0x1100
	im, data := moduleImage(8, binary.LittleEndian, [2]uint32{1, 0}, file, code, name)
	plain := im.pointer
	copy(data[0x2100:], "\x01\x00\x00\x00\x00\x00\x00\x00")
	copy(data[0x2900:], "other\x00")
	im.pointer = func(a uint64) (uint64, string, bool) {
		if t, ok := map[uint64]uint64{0x2108: file, 0x2110: code, 0x2118: 0x2900}[a]; ok {
			return t, "", true
		}
		return plain(a)
	}
	b := &Binary{Format: ELF, Type: SharedLibrary, Imports: []Import{{Name: "napi_module_register"}}}
	analyse(b, im, Options{})
	if b.ModuleName != "" {
		t.Errorf("two candidates give %q, want none", b.ModuleName)
	}
	copy(data[0x1000:], "\x48\x8d\x3d\xf9\x10\x00\x00\xe9\x00\x08\x00\x00") // lea rdi, [0x2100]; jmp 0x180c
	im.init = []uint64{0x1000}
	im.stub = func(a uint64) string {
		if a == 0x180c {
			return "napi_module_register"
		}
		return ""
	}
	b = &Binary{Format: ELF, Type: SharedLibrary, Imports: b.Imports}
	analyse(b, im, Options{})
	if b.ModuleName != "other" || !reflect.DeepEqual(b.Registration, []Registration{RegConstructor}) {
		t.Errorf("%q %v, want the struct passed on", b.ModuleName, b.Registration)
	}
}

func TestRegistration(t *testing.T) {
	export := func(names ...string) (all []Export) {
		for _, n := range names {
			all = append(all, Export{Name: n, Addr: 0x1100})
		}
		return all
	}
	tests := []struct {
		b       Binary
		want    []Registration
		version int
		source  VersionSource
		kind    Kind
	}{
		{Binary{Exports: export(entrySymbol)}, []Registration{RegSymbol}, 0, VersionDefault, KindNodeAPI},
		{Binary{Exports: export(entrySymbol), Imports: []Import{{Name: "napi_module_register"}}}, []Registration{RegSymbol, RegConstructor}, 0, VersionDefault, KindNodeAPI},
		{Binary{Exports: export("node_register_module_v115"), Imports: []Import{{Name: "node_module_register"}}}, []Registration{RegV8Symbol, RegV8Constructor}, 115, VersionNone, KindV8},
		{Binary{Exports: export("node_register_module_vx")}, nil, 0, VersionNone, KindNotAnAddon},
		{Binary{Imports: []Import{{Name: "napi_throw"}}}, nil, 0, VersionDefault, KindNodeAPI},
		{Binary{Imports: []Import{{Name: "napi_throw"}, {Name: "_ZN2v87Isolate10GetCurrentEv"}}}, nil, 0, VersionDefault, KindMixed},
		{Binary{Exports: export(entrySymbol, versionSymbol)}, []Registration{RegSymbol}, 0, VersionUndecodable, KindNodeAPI},
		{Binary{Exports: export("napi_create_function", "napi_module_register")}, nil, 0, VersionNone, KindNotAnAddon},
		{Binary{Exports: export("hello")}, nil, 0, VersionNone, KindNotAnAddon},
		{Binary{Exports: export(entrySymbol), Imports: []Import{{Name: "js_create_function"}, {Name: "js_get_callback_info"}, {Name: "napi_set_last_error_info"}}}, []Registration{RegSymbol}, 0, VersionDefault, KindNotAnAddon},
	}
	for i, tt := range tests {
		b := tt.b
		b.Format, b.Type = ELF, SharedLibrary
		analyse(&b, dataImage("\x00"), Options{})
		kind, reason := kindOf(&File{Binaries: []*Binary{&b}})
		if !reflect.DeepEqual(b.Registration, tt.want) || b.NodeModuleVersion != tt.version || b.NodeAPI.VersionSource != tt.source || kind != tt.kind {
			t.Errorf("%d: %v %d %s %s, want %v", i, b.Registration, b.NodeModuleVersion, b.NodeAPI.VersionSource, kind, tt)
		}
		if (reason == "") != (kind != KindNotAnAddon) {
			t.Errorf("%d: kind %s with reason %q", i, kind, reason)
		}
	}
}

// TestNode010 reads the struct that addons for Node 0.10 export.
func TestNode010(t *testing.T) {
	im, data := moduleImage(8, binary.LittleEndian, [2]uint32{11, 0}, 0, 0x2800, 0x1100, 0x2810)
	copy(data[0x2810:], "hello\x00")
	b := &Binary{Format: MachO, Type: Bundle, Imports: []Import{{Name: "_ZN2v89UndefinedEv", Library: "flat"}}, Exports: []Export{{Name: "hello_module", Addr: 0x2000}}}
	analyse(b, im, Options{})
	if !reflect.DeepEqual(b.Registration, []Registration{RegV8Symbol}) || b.ModuleName != "hello" || b.NodeModuleVersion != 11 {
		t.Errorf("%v %q %d", b.Registration, b.ModuleName, b.NodeModuleVersion)
	}
}

func TestKind(t *testing.T) {
	for _, tt := range []struct {
		b    Binary
		want string
	}{
		{Binary{Format: ELF, Type: Executable}, "executable"},
		{Binary{Format: PE, Type: Object}, "object file"},
		{Binary{Format: ELF, Type: OtherType}, "neither"},
		{Binary{Format: PE, Type: SharedLibrary, PE: &PEFacts{Managed: true}}, "managed"},
		{Binary{Format: MachO, Type: Bundle, Exports: []Export{{Name: "bare_register_module_v0"}}}, "Bare"},
		{Binary{Format: ELF, Type: SharedLibrary, Imports: []Import{{Name: "js_create_function"}, {Name: "js_get_global"}}}, "Bare"},
		{Binary{Format: ELF, Type: SharedLibrary, Exports: []Export{{Name: "PyInit_x"}}}, "Python"},
		{Binary{Format: ELF, Type: SharedLibrary}, "without an entry"},
	} {
		analyse(&tt.b, dataImage("\x00napi_throw\x00"), Options{Names: someNames})
		if kind, reason := kindOf(&File{Binaries: []*Binary{&tt.b}}); kind != KindNotAnAddon || !strings.Contains(reason, tt.want) {
			t.Errorf("%s %q, want %q", kind, reason, tt.want)
		}
	}
}

func TestPayload(t *testing.T) {
	noise := make([]byte, 300<<10)
	x := uint32(1)
	for i := range noise {
		x = x*1664525 + 1013904223
		noise[i] = byte(x >> 24)
	}
	plain := strings.Repeat("static const char *const table[] = ", 100)
	im := dataImage(plain + string(noise))
	im.regions[0].size, im.regions[0].filesz = uint64(len(plain)), int64(len(plain))
	shell := Binary{Format: ELF, Type: SharedLibrary, Imports: []Import{{Name: "dlopen"}}, Exports: []Export{{Name: entrySymbol, Addr: 0x1000}}}
	bare := Binary{Format: ELF, Type: SharedLibrary}
	addon := shell
	for _, n := range someNames {
		addon.Imports = append(addon.Imports, Import{Name: n})
	}
	for _, tt := range []struct {
		b    *Binary
		want Kind
	}{{&bare, KindOpaque}, {&shell, KindOpaque}, {&addon, KindNodeAPI}} {
		analyse(tt.b, im, Options{})
		kind, reason := kindOf(&File{Binaries: []*Binary{tt.b}})
		if kind != tt.want {
			t.Errorf("%s %q, want %s", kind, reason, tt.want)
		}
		if kind == KindOpaque && (tt.b.Payload.Section != "overlay" || tt.b.Payload.Size != int64(len(noise)) || !strings.Contains(reason, "behind the last section") || !strings.Contains(reason, "300 KiB")) {
			t.Errorf("%+v %q", tt.b.Payload, reason)
		}
	}
}

// FuzzAnalyse gives the analysis images of any content and shape.
func FuzzAnalyse(f *testing.F) {
	f.Add([]byte("\xb8\x08\x00\x00\x00\xc3"), uint8(0), uint16(0), uint16(0x40))
	f.Add([]byte("\x01\x00\x00\x00\x00\x00\x00\x00"+strings.Repeat("\x10\x00\x00\x00\x00\x00\x00\x00", 8)), uint8(1), uint16(8), uint16(0x40))
	f.Add([]byte("\x00napi_throw\x00napi_module_registernapi_throw"), uint8(2), uint16(0), uint16(4))
	arches := []string{"x64", "ia32", "arm64", "arm", "ppc64", "s390x", "riscv64", "loong64", "mips64el", "mips", "mipsel", "other"}
	f.Fuzz(func(t *testing.T, data []byte, arch uint8, at, n uint16) {
		im := dataImage(string(data))
		im.arch = arches[int(arch)%len(arches)]
		im.regions[0].exec = arch&16 != 0
		im.regions[0].write = arch&32 != 0
		im.regions = append(im.regions, region{addr: uint64(at), size: uint64(n) << 8, off: int64(n), filesz: int64(at), read: true, exec: true})
		if arch&64 != 0 {
			im.order, im.ptr = binary.BigEndian, 4
		}
		im.init = []uint64{0x1000, uint64(at)}
		im.pointer = func(a uint64) (uint64, string, bool) {
			b := im.read(a, im.ptr)
			if len(b) < im.ptr || b[0] == 0 {
				return 0, "", false
			}
			return uint64(b[0]) << 4, "", true
		}
		im.stub = func(a uint64) string {
			if a&0xff == 0x42 {
				return "napi_module_register"
			}
			return ""
		}
		b := &Binary{Format: PE, Type: SharedLibrary, Imports: []Import{{Name: "dlsym"}, {Name: "napi_module_register"}, {Name: "node_module_register"}},
			Exports: []Export{{Name: versionSymbol, Addr: uint64(at)}, {Name: "x_module", Addr: 0x1000}}}
		analyse(b, im, Options{Names: someNames})
		kindOf(&File{Binaries: []*Binary{b}})
		sniff(im.src, data[:min(len(data), 512)])
		if b.NodeAPI.VersionSource == VersionNone {
			t.Error("the export is there")
		}
	})
}
