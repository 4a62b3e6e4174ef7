package misuse_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/napicheck/napicheck/napi/misuse"
)

// The kinds are those of the checks, in their order.
func TestKinds(t *testing.T) {
	header, err := os.ReadFile("../check.h")
	if err != nil {
		t.Fatal(err)
	}
	var want, got []string
	for _, m := range regexp.MustCompile(`  X\(\w+, "([a-z-]+)"\)`).FindAllStringSubmatch(string(header), -1) {
		want = append(want, m[1])
	}
	for _, k := range misuse.Kinds {
		got = append(got, k.ID)
		if s := k.Summary(); len(s) > 60 || strings.HasSuffix(s, ".") || !strings.HasPrefix(k.Doc, s+"\n\n") {
			t.Errorf("%s: no summary: %q", k.ID, s)
		}
		if k.Help == "" || len(k.Cases) == 0 {
			t.Errorf("%s is not complete", k.ID)
		}
	}
	for id, want := range map[string]misuse.Severity{"reference": misuse.Error, "newer-function": misuse.Warning, "string-truncated": misuse.Note} {
		if k, ok := misuse.Lookup(id); !ok || k.Severity() != want {
			t.Errorf("severity of %s is not %s", id, want)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" || len(want) != 22 {
		t.Errorf("-check.h +Kinds\n%s", diff)
	}
}

// What the checks call a case is one of its kind: every what of their sources is
// in some kind, and every case in the sources.
func TestCases(t *testing.T) {
	var source strings.Builder
	for _, name := range []string{"check.c", "check_objects.c", "check.go", "cleanup.c", "object_wrap.c", "values_to_c.c"} {
		text, err := os.ReadFile("../" + name)
		if err != nil {
			t.Fatal(err)
		}
		source.Write(text)
	}
	for _, k := range misuse.Kinds {
		for _, c := range k.Cases {
			if !strings.Contains(source.String(), `"`+c.What+`"`) {
				t.Errorf("no check tells %s %s", k.ID, c.What)
			}
		}
	}
}

func TestDecode(t *testing.T) {
	const (
		first  = `{"id":1,"kind":"reference","what":"over","function":"napi_delete_reference","arguments":["reference"],"message":"m","version":8,"javascriptThread":true,"pcs":["0x7f","0x80"]}` + "\n"
		second = `{"id":2,"kind":"wrong-thread","what":"call","function":"napi_get_version","arguments":[],"message":"n","version":0,"javascriptThread":false,"pcs":["0x90"]}` + "\n"
	)
	got, err := misuse.Decode(strings.NewReader(first + second + strings.Replace(first, `"id":1`, `"id":7`, 1) + `{"id":1,"count":3}` + "\n" + `{"dropped":4}` + "\n" + `{"map":"7f-80 r-xp 0 0:0 1 /a"}` + "\n"))
	if err != nil {
		t.Fatal(err)
	}
	if len(got.List) != 2 || got.Dropped != 4 || got.Maps != "7f-80 r-xp 0 0:0 1 /a\n" {
		t.Fatalf("%+v", got)
	}
	r := got.List[0]
	if r.Kind.ID != "reference" || r.Case.Severity != misuse.Error || r.Count != 4 || r.Message != "m" || !r.JavaScriptThread || r.PCs[1] != 0x80 || r.Arguments[0] != "reference" {
		t.Errorf("%+v", r)
	}
	if r := got.List[1]; r.Count != 1 || r.JavaScriptThread {
		t.Errorf("%+v", r)
	}
	for _, bad := range []string{
		"text\n", "{}\n", `{"id":9,"count":2}` + "\n", `{"kind":"sloth"}` + "\n", `{"kind":"reference","what":"lost"}` + "\n",
		strings.Replace(first, `"0x80"`, `"sky"`, 1), first[:100], strings.Repeat("x", 5000) + "\n",
		strings.Replace(first, `"0x80"`, strings.Repeat(`"1",`, 64)+`"1"`, 1),
	} {
		got, err := misuse.Decode(strings.NewReader(second + bad))
		if err == nil || len(got.List) != 1 || !strings.Contains(err.Error(), "line 2") {
			t.Errorf("%.60q: %v, %d records", bad, err, len(got.List))
		}
	}
}
