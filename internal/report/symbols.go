package report

import (
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"strings"
	"unicode"

	"github.com/napicheck/napicheck/symbols"
)

// SymbolsText prints every fact of a file for people.
func SymbolsText(w io.Writer, path string, f *symbols.File) error {
	t := newText(w, Options{})
	t.line(0, 2, phrase{bold, path}, phrase{plain, ": " + string(f.Kind)})
	if f.Reason != "" {
		t.fact("reason", f.Reason)
	}
	t.fact("size", bytesProse(f.Size))
	for _, b := range f.Binaries {
		t.binaryFacts(b)
		t.formatFacts(b)
		for _, i := range b.Imports {
			t.fact("import", importLine(i))
		}
		for _, e := range b.Exports {
			t.fact("export", exportLine(e))
		}
	}
	return t.flush()
}

func importLine(i symbols.Import) string {
	s := symbols.Demangle(i.Name)
	if i.Version != "" {
		s += " " + i.Version
	}
	if i.Library != "" {
		s += " from " + i.Library
	}
	return s + traits(trait{i.Weak, "weak"}, trait{i.Delay, "delayed"}, trait{i.Func, "function"}, trait{i.Bound != "", "bound " + string(i.Bound)})
}

func exportLine(e symbols.Export) string {
	s := symbols.Demangle(e.Name)
	if e.Version != "" {
		s += " " + e.Version
	}
	if e.Forward != "" {
		s += " to " + e.Forward
	} else {
		s += fmt.Sprintf(" at %#x", e.Addr)
	}
	return s + traits(trait{e.Weak, "weak"}, trait{e.Func, "function"}, trait{e.Hidden, "hidden"})
}

type trait struct {
	set  bool
	word string
}

func traits(fs ...trait) string {
	var words []string
	for _, f := range fs {
		if f.set {
			words = append(words, f.word)
		}
	}
	if words == nil {
		return ""
	}
	return " (" + strings.Join(words, ", ") + ")"
}

// formatFacts prints the facts that only one format has, by the names they
// have in JSON. Those at their zero value are left out.
func (t *text) formatFacts(b *symbols.Binary) {
	v := reflect.ValueOf(formatJSON(b))
	if !v.IsValid() {
		return
	}
	for i := range v.NumField() {
		if f := v.Field(i); !f.IsZero() && !((f.Kind() == reflect.Slice || f.Kind() == reflect.Map) && f.Len() == 0) {
			t.fact(jsonName(reflect.TypeOf(v.Interface()).Field(i)), fmt.Sprint(f.Interface()))
		}
	}
}

// facts is a binary as the symbols command prints it: what the report says of
// it, and all that the report leaves out.
type facts struct {
	binary
	Machine         string         `json:"machine"`
	Offset          int64          `json:"offset"`
	Size            int64          `json:"size"`
	ID              *string        `json:"id"`
	RunPath         []string       `json:"runPath"`
	DebugInfo       bool           `json:"debugInfo"`
	NotContextAware bool           `json:"notContextAware"`
	InitCalls       []string       `json:"initCalls"`
	Versions        []versionNeed  `json:"versions"`
	Imports         []imported     `json:"imports"`
	Exports         []exported     `json:"exports"`
	Details         map[string]any `json:"details"` // keyed by format
}

type versionNeed struct {
	Library string   `json:"library"`
	Version string   `json:"version"`
	Weak    bool     `json:"weak"`
	Symbols []string `json:"symbols"`
}

type imported struct {
	Name    string           `json:"name"`
	Library *string          `json:"library"`
	Version *string          `json:"version"`
	Weak    bool             `json:"weak"`
	Delay   bool             `json:"delay"`
	Func    bool             `json:"func"`
	Bound   *symbols.Binding `json:"bound"`
}

type exported struct {
	Name    string  `json:"name"`
	Version *string `json:"version"`
	Addr    *uint64 `json:"addr"`
	Func    bool    `json:"func"`
	Weak    bool    `json:"weak"`
	Hidden  bool    `json:"hidden"`
	Forward *string `json:"forward"`
}

// SymbolsJSON prints every fact of a file for programs.
func SymbolsJSON(w io.Writer, path string, f *symbols.File, version string) error {
	doc := struct {
		SchemaVersion int          `json:"schemaVersion"`
		Tool          tool         `json:"tool"`
		Path          string       `json:"path"`
		Size          int64        `json:"size"`
		Kind          symbols.Kind `json:"kind"`
		Reason        *string      `json:"reason"`
		Binaries      []facts      `json:"binaries"`
	}{SchemaVersion, tool{"napicheck", version}, path, f.Size, f.Kind, known(f.Reason), []facts{}}
	for _, b := range f.Binaries {
		doc.Binaries = append(doc.Binaries, factsJSON(b))
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(doc)
}

func factsJSON(b *symbols.Binary) facts {
	j := facts{
		binary: binaryJSON(b), Machine: b.Machine, Offset: b.Offset, Size: b.Size, ID: known(b.ID),
		RunPath: list(b.RunPath), DebugInfo: b.DebugInfo, NotContextAware: b.NotContextAware, InitCalls: list(b.InitCalls),
		Versions: []versionNeed{}, Imports: []imported{}, Exports: []exported{}, Details: map[string]any{},
	}
	for _, n := range b.Floors.Needs {
		j.Versions = append(j.Versions, versionNeed{n.Library, n.Version, n.Weak, list(n.Symbols)})
	}
	for _, i := range b.Imports {
		j.Imports = append(j.Imports, imported{i.Name, known(i.Library), known(i.Version), i.Weak, i.Delay, i.Func, known(i.Bound)})
	}
	for _, e := range b.Exports {
		j.Exports = append(j.Exports, exported{e.Name, known(e.Version), known(e.Addr), e.Func, e.Weak, e.Hidden, known(e.Forward)})
	}
	if d := formatJSON(b); d != nil {
		j.Details[string(b.Format)] = d
	}
	return j
}

// formatJSON is the format's own part of the facts, with field names as JSON
// has them; nil if there is none.
func formatJSON(b *symbols.Binary) any {
	switch {
	case b.ELF != nil:
		return camelCased(*b.ELF)
	case b.PE != nil:
		return camelCased(*b.PE)
	case b.MachO != nil:
		return camelCased(*b.MachO)
	}
	return nil
}

// camelCased is the struct v with tags that begin the names of its fields with
// small letters, and with empty lists for nil ones.
func camelCased(v any) any {
	from := reflect.ValueOf(v)
	fields := make([]reflect.StructField, from.NumField())
	for i := range fields {
		fields[i] = from.Type().Field(i)
		fields[i].Tag = reflect.StructTag(`json:"` + camel(fields[i].Name) + `"`)
	}
	to := reflect.New(reflect.StructOf(fields)).Elem()
	to.Set(from.Convert(to.Type()))
	for i := range fields {
		switch f := to.Field(i); {
		case f.Kind() == reflect.Slice && f.IsNil():
			f.Set(reflect.MakeSlice(f.Type(), 0, 0))
		case f.Kind() == reflect.Map && f.IsNil():
			f.Set(reflect.MakeMap(f.Type()))
		}
	}
	return to.Interface()
}

// camel makes the initialism or letter at the beginning of name small:
// BuildID is buildID, GNUStack is gnuStack, PDB is pdb.
func camel(name string) string {
	r := []rune(name)
	for i := range r {
		if i > 0 && i+1 < len(r) && unicode.IsLower(r[i+1]) || unicode.IsLower(r[i]) {
			break
		}
		r[i] = unicode.ToLower(r[i])
	}
	return string(r)
}

func jsonName(f reflect.StructField) string { return f.Tag.Get("json") }
