package table

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

func testAxis(t testing.TB) Axis {
	var a Axis
	for s := range strings.FieldsSeq("16.0.0 16.1.0 16.2.3 17.0.0 18.0.0 18.1.0 19.0.0") {
		v, err := ParseVersion(s)
		if err != nil {
			t.Fatal(err)
		}
		a = append(a, v)
	}
	return a
}

func TestRuns(t *testing.T) {
	a := testAxis(t)
	for text, want := range map[string][]Run{
		"16":               {{0, 2}},
		"16-19":            {{0, 6}},
		"16.1.0-16":        {{1, 2}},
		"16.1.0-18.0.0":    {{1, 4}},
		"16.0.0-16.1.0,17": {{0, 1}, {3, 3}},
		"16.1.0,18.1.0-19": {{1, 1}, {5, 6}},
		"17-18":            {{3, 5}},
	} {
		got, err := a.ParseRuns(text)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %v, %v, want %v", text, got, err, want)
		}
		in := func(i int) bool {
			return slices.ContainsFunc(want, func(r Run) bool { return r.First <= i && i <= r.Last })
		}
		if again := a.FormatRuns(in); again != text {
			t.Errorf("%v: %s, want %s", want, again, text)
		}
	}
	for text, want := range map[string]string{
		"":            "no releases",
		"16.3.0":      "16.3.0 was not measured",
		"15":          "no release of line 15 was measured",
		"x":           `"x" is neither a release nor a line`,
		"18,16":       `"16": out of order`,
		"16,16.2.3":   `"16.2.3": out of order`,
		"16-":         `"" is neither a release nor a line`,
		"16.2.3-16.0": `"16.0" is not a version of the form X.Y.Z`,
	} {
		if _, err := a.ParseRuns(text); err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

func TestRunsAgain(t *testing.T) {
	a := testAxis(t)
	for set := 1; set < 1<<len(a); set++ {
		in := func(i int) bool { return set>>i&1 == 1 }
		runs, err := a.ParseRuns(a.FormatRuns(in))
		if err != nil {
			t.Fatal(err)
		}
		for i := range a {
			if in(i) != slices.ContainsFunc(runs, func(r Run) bool { return r.First <= i && i <= r.Last }) {
				t.Fatalf("%s: %v", a.FormatRuns(in), runs)
			}
		}
	}
}

func TestNames(t *testing.T) {
	a := testAxis(t)
	rnd := rand.New(rand.NewPCG(5, 6))
	want := map[string]string{"a": "16", "ab": "17", "b": "16-19"}
	for range 3000 {
		var name []byte
		for range 1 + rnd.IntN(12) {
			name = append(name, "_Zabc19"[rnd.IntN(7)])
		}
		want[string(name)] = []string{"16", "16.1.0-18", "19"}[rnd.IntN(3)]
	}
	names := NewNames(a, "f", "# comment\n"+FormatNames(want))
	text := func(runs []Run) string {
		return a.FormatRuns(func(i int) bool {
			return slices.ContainsFunc(runs, func(r Run) bool { return r.First <= i && i <= r.Last })
		})
	}
	got := map[string]string{}
	if err := names.Each(func(name string, runs []Run) { got[name] = text(runs) }); err != nil {
		t.Fatal(err)
	}
	if !maps.Equal(got, want) {
		t.Error("names changed on the way")
	}
	for name, set := range want {
		for _, near := range []string{name, name + "a", name[:len(name)-1], "_", "d", ""} {
			runs, err := names.Find(near)
			if err != nil || text(runs) != want[near] {
				t.Fatalf("%q: %v, %v, want %s (near %s of %s)", near, runs, err, want[near], name, set)
			}
		}
	}
	for _, empty := range []string{"", "# nothing\n"} {
		if runs, err := NewNames(a, "f", empty).Find("a"); runs != nil || err != nil {
			t.Errorf("%v, %v", runs, err)
		}
	}
}

func TestErrors(t *testing.T) {
	a := testAxis(t)
	const form = "want the length shared, the rest of the name, the number of its set"
	for text, want := range map[string]string{
		"=16\n\n=20\n":               "f:3: no release of line 20 was measured",
		"=16\n@abc\n":                "f:2: want a name and the number of its set",
		"=16\n@abc\t1\n":             "f:2: no set 1",
		"#\n=16\n@abc\t0\n4\td\t0\n": "f:4: " + form,
		"=16\n@abc\t0\nd\t0\n":       "f:3: " + form,
		"=16\n@b\t0\n@a\t0\n":        "f:3: a is out of order",
	} {
		if err := NewNames(a, "f", text).Each(func(string, []Run) {}); err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
	err := Rows("g", "# x\na\tb\na\n", 2, func([]string) error { return nil })
	if err == nil || err.Error() != "g:3: 1 columns, want 2" {
		t.Error(err)
	}
}

func TestSpace(t *testing.T) {
	for name, want := range map[string]string{
		"napi_create_object": "", "node_api_symbol_for": "", "uv_run": "uv", "SSL_new": "c", "u_init_78": "c",
		"_ZNK2v85Value6IsTrueEv":                       "v8",
		"_ZTVN2v811ArrayBuffer9AllocatorE":             "v8",
		"_ZN2v88internal7Isolate3NewEv":                "",
		"_ZN6cppgc8internal4ImplE":                     "",
		"_ZN5cppgc8internal4ImplE":                     "cppgc",
		"_ZN4node6BufferE":                             "node",
		"_ZN4node7SPrintFIJPcEEEvT_":                   "",
		"_ZN4node4Pair3getIiEEv":                       "",
		"_ZThn16_N4node5XE":                            "",
		"_ZZN4node5startEvE3arg":                       "",
		"_ZNSs4_Rep20_S_empty_rep_storageE":            "std",
		"_ZNKSs4sizeEv":                                "std",
		"_ZNSt6vectorIhSaIhEE7reserveEm":               "std",
		"_ZNSt6vectorIN4node5ThingESaIS1_EE7reserveEm": "",
		"_ZN9__gnu_cxx18stdio_sync_filebufIcED1Ev":     "std",
		"_ZN6icu_7813UnicodeStringC1Ev":                "",
		"_ZdlPv":                                       "",
	} {
		if got := Space(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}
