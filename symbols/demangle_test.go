package symbols

import (
	"bufio"
	"os"
	"strings"
	"testing"
)

// TestUndecorate compares with the names and declarations of testdata/undecorate.txt.
func TestUndecorate(t *testing.T) {
	f, err := os.Open("testdata/undecorate.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows := 0
	for s := bufio.NewScanner(f); s.Scan(); {
		name, want, ok := strings.Cut(s.Text(), " ")
		if !ok || name[0] == '#' {
			continue
		}
		if got := Demangle(name); got != want {
			t.Errorf("%s:\n got %s\nwant %s", name, got, want)
		}
		rows++
	}
	if rows < 200 {
		t.Errorf("only %d names", rows)
	}
}

func TestDemangle(t *testing.T) {
	for _, tt := range [][2]string{
		{"_ZN2v87Isolate10GetCurrentEv", "v8::Isolate::GetCurrent()"},
		{"_ZNK2v86String6LengthEv", "v8::String::Length() const"},
		{"_RNvC6_123foo3bar", "123foo::bar"},
		{"??_R0?AVIsolate@v8@@@8", "class v8::Isolate `RTTI Type Descriptor'"},
		{"??_R1A@?0A@EA@Isolate@v8@@8", "v8::Isolate::`RTTI Base Class Descriptor at (0, -1, 0, 64)'"},
		// Not understood: unchanged.
		{"", ""}, {"napi_throw", "napi_throw"}, {"_Z", "_Z"}, {"_ZN2v8", "_ZN2v8"}, {"?", "?"}, {"??", "??"}, {"?x@@", "?x@@"}, {"?x@@YAX", "?x@@YAX"},
		{"?x@@YA9@Z", "?x@@YA9@Z"}, {"?x@@YAXXZjunk", "?x@@YAXXZjunk"}, {"??@d41d8cd98f00b204e9800998ecf8427e@", "??@d41d8cd98f00b204e9800998ecf8427e@"},
	} {
		if got := Demangle(tt[0]); got != tt[1] {
			t.Errorf("%q: %q, want %q", tt[0], got, tt[1])
		}
	}
}

func TestFunctionName(t *testing.T) {
	for _, tt := range [][2]string{
		{"_ZN2v87Isolate10GetCurrentEv", "v8::Isolate::GetCurrent"},
		{"_ZN2v811HandleScopeC1EPNS_7IsolateE", "v8::HandleScope::HandleScope"},
		{"_ZN3uWS10closeGroupILb0EEEvN2v85LocalINS1_5ValueEEE", "uWS::closeGroup<false>"},
		{"_ZNKSt8functionIFviEEclEi", "std::function<void (int)>::operator()"},
		{"_ZTVN4node10ObjectWrapE", "vtable for node::ObjectWrap"},
		{"?GetCurrent@Isolate@v8@@SAPEAV12@XZ", "v8::Isolate::GetCurrent"},
		{"??0HandleScope@v8@@QEAA@PEAVIsolate@1@@Z", "v8::HandleScope::HandleScope"},
		{"??1HandleScope@v8@@QEAA@XZ", "v8::HandleScope::~HandleScope"},
		{"?AddEnvironmentCleanupHook@node@@YAXPEAVIsolate@v8@@P6AXPEAX@Z1@Z", "node::AddEnvironmentCleanupHook"},
		{"??_7ObjectWrap@node@@6B@", "node::ObjectWrap::`vftable'"},
		{"??Rf@a@@QEAAHH@Z", "a::f::operator()"},
		{"??Bf@a@@QEAA_NXZ", "a::f::operator bool"},
		{"??Mf@a@@QEAA_NH@Z", "a::f::operator<"},
		{"?x@a@@3HA", "a::x"},
		{"?New@?$v@H@a@@SAXXZ", "a::v<int>::New"},
		{"napi_throw", "napi_throw"}, {"", ""}, {"?", "?"},
	} {
		if got := FunctionName(tt[0]); got != tt[1] {
			t.Errorf("%s (%s): %s, want %s", tt[0], Demangle(tt[0]), got, tt[1])
		}
	}
}

// TestDemangleBounds gives names that would unfold without end.
func TestDemangleBounds(t *testing.T) {
	pointers := "?x@@3" + strings.Repeat("PEA", 1000) + "HEA"
	functions := "?x@@YAX" + strings.Repeat("P6A", 1000) + "X" + strings.Repeat("XZ", 1000) + "@Z"
	doubling := "?x@@YAXV?$a@HH@@V?$b@V?$a@HH@@V1@@@"
	for range 20 {
		doubling += "V?$c@V?$b@H@@V1@V1@V2@V2@@@"
	}
	itanium := "_Z1fI" + strings.Repeat("S_S_", 900) + "E"
	substitutions := "_Z1f" + strings.Repeat("N1aIS_S_S_S_E1bE", 200)
	for _, name := range []string{pointers, functions, doubling + "@Z", itanium, substitutions, "?" + strings.Repeat("?$a@", 900), strings.Repeat("?", 4000), "?x@@YAX" + strings.Repeat("Y?", 900)} {
		if got := Demangle(name); len(got) > maxDemangled+len(name) {
			t.Errorf("%.40s: %d characters", name, len(got))
		}
	}
}

func TestNamespace(t *testing.T) {
	for _, tt := range [][2]string{
		{"?GetCurrent@Isolate@v8@@SAPEAV12@XZ", "v8"},
		{"??0HandleScope@v8@@QEAA@PEAVIsolate@1@@Z", "v8"},
		{"??_7ObjectWrap@node@@6B@", "node"},
		{"??_R0?AVIsolate@v8@@@8", "v8"},
		{"??$New@VString@v8@@@Nan@@YAXXZ", "Nan"},
		{"?push_back@?$vector@V?$Local@VValue@v8@@@v8@@V?$allocator@V?$Local@VValue@v8@@@v8@@@std@@@std@@QEAAXXZ", "std"},
		{"?x@?1??f@v8@@YAXXZ@4HA", "`void __cdecl v8::f(void)'::`2'"},
		{"?f@@YAXPEAVIsolate@v8@@@Z", ""},
		{"_ZN2v87IsolateE", "v8"}, {"_ZNSt6vectorIN2v85ValueEE", "std"}, {"_ZSt3foo", "std"}, {"_Z3fooN2v85ValueE", ""}, {"_ZTch0_h0_N2v85ValueE", "v8"}, {"_ZN", ""}, {"_ZN9", ""}, {"_ZN99999999999999999999v8E", ""}, {"_Z", ""}, {"v8", ""},
	} {
		if got := namespace(tt[0]); got != tt[1] {
			t.Errorf("%s: %q, want %q", tt[0], got, tt[1])
		}
	}
}

func FuzzDemangle(f *testing.F) {
	for _, s := range []string{"?GetCurrent@Isolate@v8@@SAPEAV12@XZ", "??_7D@v8@@6BB1@1@@", "_ZN2v87Isolate10GetCurrentEv", "?mp@node@@YAXPEQS@v8@@HP812@EBAHH@ZP812@EHAAXXZ@Z", "?x@?1??f@@YAHXZ@4HA"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got := Demangle(s); len(got) > maxDemangled+len(s) || s != "" && got == "" {
			t.Errorf("%q: %d characters", s, len(got))
		}
		namespace(s)
	})
}

func BenchmarkDemangle(b *testing.B) {
	for b.Loop() {
		Demangle("?MakeCallback@node@@YA?AV?$MaybeLocal@VValue@v8@@@v8@@PEAVIsolate@3@V?$Local@VObject@v8@@@3@V?$Local@VFunction@v8@@@3@HPEAV?$Local@VValue@v8@@@3@Uasync_context@1@@Z")
	}
}
