package matrix

import (
	"slices"
	"strings"
	"testing"

	"github.com/napicheck/napicheck/matrix/internal/table"
)

// The counts of functions by the Node-API version that documents them were
// found independently, from the documentation and the package node-api-headers.
func TestFunctions(t *testing.T) {
	count := map[int]int{}
	experimental := 0
	for _, s := range Symbols() {
		switch {
		case s.Experimental:
			experimental++
		case s.Version > 0:
			count[s.Version]++
		}
		if s.Version > MaxNodeAPI() {
			t.Errorf("%s is of version %d, the documentation ends at %d", s.Name, s.Version, MaxNodeAPI())
		}
	}
	for i, want := range []int{111, 1, 5, 7, 4, 9, 2, 6, 4, 6} {
		if count[i+1] != want {
			t.Errorf("version %d has %d functions, want %d", i+1, count[i+1], want)
		}
	}
	if experimental != 6 || MaxNodeAPI() != 10 {
		t.Errorf("%d experimental functions, newest version %d", experimental, MaxNodeAPI())
	}
	if !slices.IsSorted(Names()) || len(Names()) != len(Symbols()) {
		t.Error("names are not sorted")
	}
}

// What an earlier, independent measurement of 285 binaries found about names:
// the npm range of releases that export each.
func TestSymbols(t *testing.T) {
	for name, want := range map[string]string{
		"napi_add_env_cleanup_hook":                  "^8.12.0 || >=10.2.0",
		"napi_remove_env_cleanup_hook":               "^8.12.0 || >=10.2.0",
		"napi_create_threadsafe_function":            "^8.16.0 || >=10.6.0",
		"napi_add_finalizer":                         ">=10.11.0",
		"napi_create_date":                           "^10.17.0 || >=11.11.0",
		"napi_create_bigint_int64":                   ">=10.7.0",
		"napi_set_instance_data":                     "^10.20.0 || >=12.8.0",
		"napi_detach_arraybuffer":                    "^10.22.0 || >=12.16.0",
		"node_api_symbol_for":                        "^16.15.0 || >=17.5.0",
		"node_api_create_external_string_latin1":     "^18.18.0 || >=20.4.0",
		"node_api_create_property_key_utf16":         "^20.12.0 || >=21.7.0",
		"napi_create_number":                         ">=8.0.0 <8.4.0",
		"napi_is_construct_call":                     ">=8.0.0 <8.6.0",
		"napi_create_object_with_properties":         ">=24.12.0 <24.13.1 || >=25.2.0 <25.5.0",
		"node_api_create_object_with_properties":     "^24.13.1 || >=25.5.0",
		"node_api_create_external_sharedarraybuffer": "^22.23.3 || ^24.16.0 || >=26.1.0",
		"napi_module_register":                       "^6.14.2 || >=8.0.0",
	} {
		s, ok := SymbolByName(name)
		if !ok {
			t.Errorf("%s is unknown", name)
			continue
		}
		var in []Version
		for _, r := range Releases() {
			if s.In(r.Version) == Present {
				in = append(in, r.Version)
			}
		}
		if got := RangeOf(in); got != want {
			t.Errorf("%s is in %s, want %s", name, got, want)
		}
	}
	for _, name := range []string{"napi_register_module_v1", "node_api_module_get_api_version_v1"} {
		if s, ok := SymbolByName(name); ok { // exports of addons, in spite of their prefix
			t.Errorf("%s is in the table: %v", name, s)
		}
	}
}

// Where process.versions.napi first has each value, and where a line stops.
func TestNodeAPI(t *testing.T) {
	for api, want := range map[int]string{
		3:  "^6.14.2 || ^8.11.2 || >=9.11.0",
		4:  "^8.16.0 || ^10.16.0 || >=11.8.0",
		5:  "^10.17.0 || >=12.11.0",
		6:  "^10.20.0 || ^12.17.0 || >=13.11.0",
		7:  "^10.23.0 || ^12.19.0 || >=14.12.0",
		8:  "^12.22.1 || ^14.17.1 || >=15.12.0",
		9:  "^18.17.0 || >=20.3.0",
		10: "^22.14.0 || >=23.6.0",
	} {
		var in []Version
		for _, r := range Releases() {
			if r.Supports(api) == Present {
				in = append(in, r.Version)
			}
		}
		if got := RangeOf(in); got != want {
			t.Errorf("Node-API %d is in %s, want %s", api, got, want)
		}
	}
}

func TestLines(t *testing.T) {
	modules := map[int]int{6: 48, 7: 51, 8: 57, 9: 59, 10: 64, 11: 67, 12: 72, 13: 79, 14: 83, 15: 88, 16: 93, 17: 102, 18: 108, 19: 111,
		20: 115, 21: 120, 22: 127, 23: 131, 24: 137, 25: 141, 26: 147}
	for _, l := range Lines() {
		if l.Modules != modules[l.Major] {
			t.Errorf("NODE_MODULE_VERSION of %d is %d, want %d", l.Major, l.Modules, modules[l.Major])
		}
		delete(modules, l.Major)
		if l.First != (Version{Major: l.Major}) || l.Last.Compare(l.First) < 0 || !Covers(l.Major) || len(l.EndOfLife) != len("2006-01-02") {
			t.Errorf("%+v", l)
		}
		var glibc, glibcxx string
		switch {
		case l.Major >= 18:
			glibc, glibcxx = "2.28", "3.4.21"
		case l.Major >= 12:
			glibc, glibcxx = "2.17", "3.4.18"
			if l.Major == 15 {
				glibcxx = "3.4.19"
			}
		default:
			continue
		}
		if l.Glibc != glibc || l.Glibcxx != glibcxx {
			t.Errorf("%d needs glibc %s and libstdc++ %s, want %s and %s", l.Major, l.Glibc, l.Glibcxx, glibc, glibcxx)
		}
	}
	if len(modules) > 0 {
		t.Errorf("no lines for %v", modules)
	}
	if Covers(5) || Covers(99) {
		t.Error("covers lines nobody measured")
	}
}

func TestElectron(t *testing.T) {
	want := map[int]int{20: 107, 21: 109, 39: 140, 40: 143, 41: 145, 42: 146, 43: 148, 44: 149}
	for _, e := range Electrons() {
		if m := want[e.Major]; m != 0 && m != e.Modules {
			t.Errorf("Electron %d: %d, want %d", e.Major, e.Modules, m)
		}
		delete(want, e.Major)
		if _, err := ParseVersion(e.Node + ".0"); e.Node != "" && err != nil {
			version(t, e.Node)
		}
		if e.Major == 24 && e.Node != "18.14" || e.Major == 21 && e.Node != "16.16.0" {
			t.Errorf("%+v", e)
		}
	}
	if len(want) > 0 {
		t.Errorf("missing: %v", want)
	}
}

// Releases that npm does not have are known, and nothing is invented for them.
func TestNotMeasured(t *testing.T) {
	for _, s := range []string{"12.22.0", "13.2.0", "14.17.0", "15.9.0", "15.11.0", "19.9.0"} {
		r, ok := Lookup(version(t, s))
		if !ok || r.Measured || r.UV != "" || r.V8 != "" || r.Glibc != "" {
			t.Errorf("%s: %+v, %v", s, r, ok)
		}
	}
	for _, test := range []struct {
		symbol, in string // "+" has it, "-" lacks it, "?" unknown
	}{
		{"napi_get_undefined", "+14.16.1 +14.17.0 +14.17.1 +13.2.0 ?19.9.0"}, // the measured neighbours agree, but nothing follows 19.9.0
		{"napi_get_undefined", "?14.17.9 ?99.0.0"},                           // do not exist
		{"node_api_get_module_file_name", "-12.21.0 ?12.22.0 +12.22.1 -15.8.0 ?15.9.0 +15.10.0 +14.18.0"},
		{"napi_is_detached_arraybuffer", "-13.1.0 ?13.2.0 +13.3.0"},
		{"napi_create_date", "-11.10.0 ?11.10.1 +11.11.0"},
	} {
		s, _ := SymbolByName(test.symbol)
		for want := range strings.FieldsSeq(test.in) {
			if got := s.In(version(t, want[1:])); "?-+"[got] != want[0] {
				t.Errorf("%s in %s: %c, want %c", test.symbol, want[1:], "?-+"[got], want[0])
			}
		}
	}
	date, _ := SymbolByName("napi_create_date")
	want := Span{Line: 11, Since: Version{11, 11, 0}, After: Version{11, 10, 0}}
	if !slices.Contains(date.Spans, want) {
		t.Errorf("%+v has no %+v", date.Spans, want)
	}
	r, _ := Lookup(version(t, "14.17.0")) // 7 in 14.16.1, 8 in 14.17.1
	if r.Modules != 83 || r.NodeAPI != 0 || r.Supports(7) != Present || r.Supports(8) != Unknown || r.Supports(9) != Absent {
		t.Errorf("14.17.0: %+v", r)
	}
	if r, _ := Lookup(version(t, "19.9.0")); r.Known() || r.Supports(1) != Unknown {
		t.Errorf("19.9.0: %+v", r)
	}
	if _, ok := Lookup(version(t, "18.99.0")); ok {
		t.Error("18.99.0 exists")
	}
}

// Spans say the same as In, and their ends are measured.
func TestSpans(t *testing.T) {
	for _, s := range Symbols() {
		for _, r := range Releases() {
			if !r.Measured {
				continue
			}
			in := slices.ContainsFunc(s.Spans, func(p Span) bool {
				return p.Line == r.Version.Major && p.Since.Compare(r.Version) <= 0 && (p.Until.IsZero() || p.Until.Compare(r.Version) >= 0)
			})
			if in != (s.In(r.Version) == Present) {
				t.Errorf("%s in %s: spans %v", s.Name, r.Version, s.Spans)
			}
		}
		for _, p := range s.Spans {
			for _, end := range []Version{p.Since, p.After, p.Until} {
				if r, ok := Lookup(end); !end.IsZero() && (!ok || !r.Measured || end.Major != p.Line) {
					t.Errorf("%s: %+v", s.Name, p)
				}
			}
			if !p.After.IsZero() && s.In(p.After) != Absent {
				t.Errorf("%s: %+v", s.Name, p)
			}
		}
	}
}

func TestPresence(t *testing.T) {
	rel, err := parseReleases("r", "16.0.0\tlinux-x64\t93\t-\t-\t-\t-\t-\n16.1.0\t-\t-\t-\t-\t-\t-\t-\n16.2.0\tlinux-x64\t93\t8\t1\t2\t3\t4\n"+
		"16.3.0\t-\t-\t-\t-\t-\t-\t-\n16.4.0\tlinux-x64\t93\t8\t-\t-\t-\t-\n16.5.0\t-\t-\t-\t-\t-\t-\t-\n17.0.0\tlinux-x64\t102\t8\t-\t-\t-\t-\n")
	if err != nil {
		t.Fatal(err)
	}
	symbols, err := parseSymbols("f", "napi_a\t1\nnapi_c\texperimental\n", "s", "napi_a\t16.2.0-17\nnapi_b\t16.0.0\n", rel)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"AUPPPUP", "PUAAAUA", "AAAAAUA"} {
		got := ""
		for _, r := range rel.all {
			got += string("UAP"[rel.presence(symbols[i].runs, r.Version)])
		}
		if got != want {
			t.Errorf("%s: %s, want %s", symbols[i].Name, got, want)
		}
	}
	if rel.all[1].Modules != 93 || rel.all[1].NodeAPI != 0 || rel.all[3].NodeAPI != 8 || rel.all[5].Known() {
		t.Errorf("%+v", rel.all)
	}
	v := func(minor int) Version { return Version{16, minor, 0} }
	want := []Span{{Line: 16, Since: v(2), After: v(0)}, {Line: 17, Since: Version{Major: 17}}}
	if !slices.Equal(symbols[0].Spans, want) {
		t.Errorf("%+v, want %+v", symbols[0].Spans, want)
	}
	if want := []Span{{Line: 16, Since: v(0), Until: v(0)}}; !slices.Equal(symbols[1].Spans, want) {
		t.Errorf("%+v, want %+v", symbols[1].Spans, want)
	}
}

// Mistakes in a table are told with file and line.
func TestTableErrors(t *testing.T) {
	good, err := parseReleases("r", "16.0.0\tlinux-x64\t93\t-\t-\t-\t-\t-\n")
	if err != nil {
		t.Fatal(err)
	}
	for want, parse := range map[string]func() error{
		"r:2: 16.0.0 is out of order": func() error {
			_, err := parseReleases("r", "17.0.0\t-\t-\t-\t-\t-\t-\t-\n16.0.0\t-\t-\t-\t-\t-\t-\t-\n")
			return err
		},
		`r:2: "16" is not a version of the form X.Y.Z`: func() error {
			_, err := parseReleases("r", "# x\n16\t-\t-\t-\t-\t-\t-\t-\n")
			return err
		},
		"s:1: 17.0.0 was not measured": func() error { _, err := parseSymbols("f", "", "s", "napi_a\t17.0.0\n", good); return err },
		"s:2: napi_a appears twice": func() error {
			_, err := parseSymbols("f", "", "s", "napi_a\t16\nnapi_a\t16\n", good)
			return err
		},
		`f:1: strconv.Atoi: parsing "one": invalid syntax`: func() error { _, err := parseSymbols("f", "napi_a\tone\n", "s", "", good); return err },
		"l:1: line 3 has no release":                       func() error { _, err := parseLines("l", "3\t-\n", good); return err },
		"e:1: 2 columns, want 3":                           func() error { _, err := parseElectrons("e", "3\t2\n", "", ""); return err },
		"n:1: want Node-API version 1":                     func() error { _, err := parseNodeAPI("n", "2\t1.0.0\t-\n"); return err },
		`p:1: unknown row "x"`:                             func() error { _, err := parseProfile("p", "x\ty\n"); return err },
	} {
		if err := parse(); err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

func TestVersionSince(t *testing.T) {
	for n, want := range map[int]string{
		3: "8.11.2 10.0.0", 8: "12.22.0 14.17.0 15.12.0 16.0.0", 9: "18.17.0 20.3.0 21.0.0", 10: "22.14.0 23.6.0", 0: "", 11: "",
	} {
		var got []string
		for _, v := range VersionSince(n) {
			got = append(got, v.String())
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%d: %v, want %s", n, got, want)
		}
	}
	for _, test := range []struct {
		n    int
		v    string
		want bool
	}{
		{9, "18.16.1", false}, {9, "18.17.0", true}, {9, "19.9.0", false}, {9, "20.2.0", false}, {9, "26.0.0", true},
		{10, "21.7.3", false}, {10, "22.13.1", false}, {10, "23.5.0", false}, {10, "24.0.0", true},
		{1, "8.11.1", false}, {1, "8.11.2", true}, {1, "9.11.2", false}, {8, "13.14.0", false}, {11, "26.0.0", false},
	} {
		if got := Documented(test.n, version(t, test.v)); got != test.want {
			t.Errorf("version %d in %s: %v", test.n, test.v, got)
		}
	}
	// Whatever the documentation promises was measured to be reported.
	for _, r := range Releases() {
		for n := 1; n <= MaxNodeAPI(); n++ {
			if r.Measured && Documented(n, r.Version) && r.NodeAPI < n {
				t.Errorf("%s reports %d, is promised to have %d", r.Version, r.NodeAPI, n)
			}
		}
	}
}

func TestHostSymbol(t *testing.T) {
	for _, test := range []struct {
		name string
		in   string // releases: "+" has it, "-" lacks it, "?" unknown
	}{
		{"uv_run", "+6.0.0 +12.22.12 +26.10.0 ?19.9.0"},
		{"uv_no_such_function", "-6.0.0 -26.10.0 ?99.0.0"},
		{"node_module_register", "+8.17.0 +20.20.2"},
		{"napi_create_date", "-8.17.0 +20.20.2"},
		{"_ZN2v87Isolate10GetCurrentEv", "+8.17.0 +20.20.2 +26.10.0"},
		{"_ZNK2v85Value12IntegerValueEv", "+8.17.0 -12.22.12"},
		{"_ZN4node6Buffer4DataEN2v85LocalINS1_5ValueEEE", "+8.17.0 +22.23.3"},
		{"SSL_CTX_new", "+18.20.8"},
		{"SSL_library_init", "+8.17.0 -18.20.8"},
		{"_ZN2v88internal7Isolate7currentEv", "?18.20.8"},
		{"?New@String@v8@@SA?AV12@XZ", "?18.20.8"},
		{"_ZN6icu_7813UnicodeStringC1Ev", "?26.10.0"},
	} {
		for want := range strings.FieldsSeq(test.in) {
			got := HostSymbol(test.name, version(t, want[1:]))
			if "?-+"[got] != want[0] {
				t.Errorf("%s in %s: %c, want %c", test.name, want[1:], "?-+"[got], want[0])
			}
		}
	}
}

// Each table is sound, and every name is found in it and belongs to it.
func TestHostTables(t *testing.T) {
	for _, space := range table.Spaces {
		names, n := host()[space], 0
		err := names.Each(func(name string, runs []table.Run) {
			if n++; n%7 == 0 {
				if got, err := names.Find(name); err != nil || !slices.Equal(got, runs) || table.Space(name) != space {
					t.Errorf("%s of %s: %v, %v, want %v", name, space, got, err, runs)
				}
			}
		})
		if err != nil || n < 400 {
			t.Errorf("%s: %d names, %v", space, n, err)
		}
	}
}

func TestProfile(t *testing.T) {
	for runtime, symbols := range map[string]map[string]Support{
		"deno": {"napi_create_object": Works, "node_api_set_prototype": Missing, "napi_create_number": Missing,
			"node_api_create_object_with_named_properties": Works, "uv_async_send": Works, "uv_tcp_init": Missing, "_ZN2v87Isolate10GetCurrentEv": Missing},
		"bun": {"napi_create_object": SupportUnknown, "uv_hrtime": Works, "uv_tcp_init": Aborts, "uv_nonsense": Missing, "_ZN2v87Isolate10GetCurrentEv": SupportUnknown},
	} {
		p, ok := ProfileByName(runtime)
		if !ok || p.Source == "" {
			t.Fatalf("no profile of %s", runtime)
		}
		for name, want := range symbols {
			if got := p.Symbol(name); got != want {
				t.Errorf("%s: %s is %d, want %d", runtime, name, got, want)
			}
		}
	}
	deno, _ := ProfileByName("deno")
	names := 0
	for _, s := range append(Names(), "node_api_create_object_with_named_properties") {
		if deno.Symbol(s) == Works {
			names++
		}
	}
	if names != 158 {
		t.Errorf("deno has %d Node-API names, want 158", names)
	}
	if _, ok := ProfileByName("node"); ok {
		t.Error("a profile of Node")
	}
}

// BenchmarkLoad is what the first question about Node-API costs.
func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		rel := must(parseReleases("", releasesTSV))
		must(parseSymbols("", functionsTSV, "", symbolsTSV, rel))
		must(parseLines("", linesTSV, rel))
	}
}

// BenchmarkHostSymbol is what a question about one host symbol costs.
func BenchmarkHostSymbol(b *testing.B) {
	v := Newest()
	for _, name := range []string{"uv_run", "_ZN2v87Isolate10GetCurrentEv", "_ZN4node6Buffer4DataEN2v85LocalINS1_5ValueEEE", "SSL_CTX_new", "zzz"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				HostSymbol(name, v)
			}
		})
	}
}

func TestVersionOf(t *testing.T) {
	documented := 0
	for _, s := range Symbols() {
		if got := VersionOf(s.Name); got != s.Version {
			t.Errorf("%s: %d, want %d", s.Name, got, s.Version)
		}
		if s.Version > 0 {
			documented++
		}
	}
	if documented < 100 || VersionOf("napi_none") != 0 {
		t.Errorf("%d functions are documented", documented)
	}
}
