package report

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/napicheck/napicheck/matrix"
)

// schema compiles one of the published schemas. The published ones let readers
// meet fields they do not know, since fields may be added; here every field
// has to be described.
func schema(t *testing.T, name string) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	paths, err := filepath.Glob("../../docs/schema/*.json")
	if err != nil || len(paths) == 0 {
		t.Fatal("no schemas: ", err)
	}
	for _, path := range paths {
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		doc, err := jsonschema.UnmarshalJSON(f)
		f.Close()
		if err != nil {
			t.Fatal(path, err)
		}
		closeObjects(doc)
		if err := c.AddResource("mem:///"+filepath.Base(path), doc); err != nil {
			t.Fatal(err)
		}
	}
	s, err := c.Compile("mem:///" + name + ".schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// closeObjects forbids what is not described in every object with a type and
// with members described.
func closeObjects(v any) {
	switch v := v.(type) {
	case map[string]any:
		delete(v, "$id") // resolved by file name here
		_, properties := v["properties"]
		_, composed := v["allOf"]
		if v["type"] == "object" && (properties || composed) {
			v["unevaluatedProperties"] = false
		}
		for _, x := range v {
			closeObjects(x)
		}
	case []any:
		for _, x := range v {
			closeObjects(x)
		}
	}
}

func validate(t *testing.T, s *jsonschema.Schema, doc []byte) {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(doc))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Validate(v); err != nil {
		t.Error(err)
	}
}

func TestReportSchema(t *testing.T) {
	s := schema(t, "report")
	validate(t, s, write(t, "json", Options{}, nil))
	for _, f := range files() {
		t.Run(f.Path, func(t *testing.T) { validate(t, s, write(t, "json", Options{}, []*File{f})) })
	}
}

func TestSymbolsSchema(t *testing.T) {
	s := schema(t, "symbols")
	for _, f := range files() {
		if f.Facts == nil {
			continue
		}
		t.Run(f.Path, func(t *testing.T) {
			var b bytes.Buffer
			if err := SymbolsJSON(&b, f.Path, f.Facts, "1.2.3"); err != nil {
				t.Fatal(err)
			}
			validate(t, s, b.Bytes())
		})
	}
}

func TestMatrixSchema(t *testing.T) {
	s := schema(t, "matrix")
	came := matrix.Symbol{Name: "napi_came_and_went", Version: 1, Spans: []matrix.Span{
		{Line: 8, Since: version("8.0.0"), Until: version("8.3.0")},
		{Line: 8, Since: version("8.10.0"), After: version("8.5.0")},
	}}
	for name, m := range map[string]Matrix{
		"none":  {},
		"spans": {Lines: []matrix.Line{{Major: 8, First: version("8.0.0"), Last: version("8.17.0"), Modules: 57}}, Symbols: []matrix.Symbol{came}, Electrons: []matrix.Electron{{Major: 3, Modules: 69}}},
		"all":   {matrix.Lines(), matrix.Symbols(), matrix.Electrons()},
	} {
		t.Run(name, func(t *testing.T) {
			var b bytes.Buffer
			if err := m.JSON(&b); err != nil {
				t.Fatal(err)
			}
			validate(t, s, b.Bytes())
			if name == "spans" {
				golden(t, "matrix.json", b.Bytes())
			}
		})
	}
}
