package report

import (
	"bytes"
	"cmp"
	"encoding/json"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/napicheck/napicheck/internal/label"
	"github.com/napicheck/napicheck/loader"
	"github.com/napicheck/napicheck/matrix"
	"github.com/napicheck/napicheck/rules"
	"github.com/napicheck/napicheck/symbols"
)

// SchemaVersion is raised when readers of the JSON report would have to
// change. Fields may be added without it. docs/schema holds the schema.
const SchemaVersion = 1

// jsonWriter writes one file a line, so that a report can be read while it is
// written and compared line by line.
type jsonWriter struct {
	w       io.Writer
	buf     bytes.Buffer
	version string
	sum     Summary
	pkgs    bytes.Buffer // of packages, which stand behind the files
}

func newJSON(w io.Writer, opt Options) *jsonWriter {
	return &jsonWriter{w: w, version: opt.Version}
}

func (j *jsonWriter) begin() {
	j.buf.WriteString(`{"schemaVersion":` + strconv.Itoa(SchemaVersion) + `,"tool":`)
	j.value(tool{"napicheck", j.version})
	j.buf.WriteString(",\n\"files\":[\n")
}

func (j *jsonWriter) File(f *File) error {
	if j.sum.Files == 0 {
		j.begin()
	} else {
		j.buf.WriteString(",\n")
	}
	j.sum.Add(f)
	if err := j.value(fileJSON(f)); err != nil {
		return err
	}
	return j.flush()
}

func (j *jsonWriter) Package(p *Package) error {
	if j.sum.AddPackage(p); j.sum.Packages > 1 {
		j.pkgs.WriteString(",\n")
	}
	b, err := encode(packageJSON(p))
	j.pkgs.Write(b)
	return err
}

func (j *jsonWriter) Close() error {
	if j.sum.Files == 0 {
		j.begin()
	} else {
		j.buf.WriteByte('\n')
	}
	j.buf.WriteString("],\n\"packages\":[")
	if j.sum.Packages > 0 {
		j.buf.WriteByte('\n')
		j.pkgs.WriteTo(&j.buf)
		j.buf.WriteByte('\n')
	}
	j.buf.WriteString("],\n\"summary\":")
	j.value(j.sum)
	j.buf.WriteString("}\n")
	return j.flush()
}

func (j *jsonWriter) value(v any) error {
	b, err := encode(v)
	j.buf.Write(b)
	return err
}

// encode is json.Marshal without escapes for HTML.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

func (j *jsonWriter) flush() error {
	_, err := j.w.Write(j.buf.Bytes())
	j.buf.Reset()
	return err
}

// The structs below are the JSON report. What is unknown is null or
// "unknown"; no field is left out.

type tool struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

type file struct {
	Path     string         `json:"path"`
	Member   *string        `json:"member"`
	Size     *int64         `json:"size"`
	SHA256   *string        `json:"sha256"`
	Kind     symbols.Kind   `json:"kind"`
	Reason   *string        `json:"reason"`
	Error    *string        `json:"error"`
	Binaries []checked      `json:"binaries"`
	Label    claims         `json:"label"`
	Load     *loader.Report `json:"load"`
	Findings []finding      `json:"findings"`
}

// checked is a binary with its verdict.
type checked struct {
	binary
	Node node `json:"node"`
}

type binary struct {
	Format            symbols.Format         `json:"format"`
	Type              symbols.FileType       `json:"type"`
	Platform          string                 `json:"platform"`
	Arch              string                 `json:"arch"`
	Libc              *string                `json:"libc"`
	NodeAPI           nodeAPI                `json:"nodeApi"`
	Registration      []symbols.Registration `json:"registration"`
	ModuleName        *string                `json:"moduleName"`
	NodeModuleVersion *int                   `json:"nodeModuleVersion"`
	Unstable          unstable               `json:"unstable"`
	HostImport        *hostImport            `json:"hostImport"`
	Floors            floors                 `json:"floors"`
	Needs             []string               `json:"needs"`
	Binding           *symbols.Binding       `json:"binding"`
	Stripped          bool                   `json:"stripped"`
	ExecStack         bool                   `json:"execStack"`
	Signed            *string                `json:"signed"`
	Payload           *payload               `json:"payload"`
}

type nodeAPI struct {
	Version        *int                  `json:"version"`
	VersionSource  symbols.VersionSource `json:"versionSource"`
	Lookup         symbols.Lookup        `json:"lookup"`
	Symbols        []string              `json:"symbols"`
	WeakSymbols    []string              `json:"weakSymbols"`
	RuntimeSymbols []string              `json:"runtimeSymbols"`
	UnknownSymbols []string              `json:"unknownSymbols"`
}

type unstable struct {
	V8    []string `json:"v8"`
	Node  []string `json:"node"`
	UV    []string `json:"uv"`
	Other []string `json:"other"`
}

type hostImport struct {
	Library string `json:"library"`
	Delay   bool   `json:"delay"`
	Hook    bool   `json:"hook"`
}

type floors struct {
	Glibc   *string `json:"glibc"`
	Glibcxx *string `json:"glibcxx"`
	Cxxabi  *string `json:"cxxabi"`
	GCC     *string `json:"gcc"`
	MacOS   *string `json:"macos"`
	Windows *string `json:"windows"`
	Forcing forcing `json:"forcing"`
}

type forcing struct {
	Glibc   []string `json:"glibc"`
	Glibcxx []string `json:"glibcxx"`
	Cxxabi  []string `json:"cxxabi"`
	GCC     []string `json:"gcc"`
}

type payload struct {
	Section string  `json:"section"`
	Offset  int64   `json:"offset"`
	Size    int64   `json:"size"`
	Entropy float64 `json:"entropy"`
}

type node struct {
	Works    *string  `json:"works"`
	Contract *string  `json:"contract"`
	Releases outcomes `json:"releases"`
}

// outcomes is an object keyed by release, in the order of the releases.
type outcomes []rules.ReleaseOutcome

func (o outcomes) MarshalJSON() ([]byte, error) {
	b := []byte{'{'}
	for i, r := range o {
		if i > 0 {
			b = append(b, ',')
		}
		v, err := json.Marshal(struct {
			Outcome rules.Outcome `json:"outcome"`
			Reason  string        `json:"reason"`
		}{r.Outcome, r.Reason})
		if err != nil {
			return nil, err
		}
		b = append(b, '"')
		b = append(b, r.Version.String()...)
		b = append(b, '"', ':')
		b = append(b, v...)
	}
	return append(b, '}'), nil
}

// claims is a label; null where it claims nothing.
type claims struct {
	Platform *string `json:"platform"`
	Arch     *string `json:"arch"`
	Libc     *string `json:"libc"`
	Runtime  *string `json:"runtime"`
	ABI      *string `json:"abi"`
	NAPI     *string `json:"napi"`
	ARMv     *string `json:"armv"`
	UV       *string `json:"uv"`
}

type finding struct {
	rules.Finding
	Binary *int `json:"binary"` // index into binaries; null = about the file as a whole
}

func fileJSON(f *File) file {
	j := file{
		Path:     f.Path,
		Member:   known(f.Member),
		SHA256:   known(f.SHA256),
		Kind:     f.Kind(),
		Label:    labelJSON(f.Label),
		Load:     f.Load,
		Binaries: []checked{},
		Findings: []finding{},
	}
	if f.Size >= 0 {
		j.Size = &f.Size
	}
	if f.Err != nil {
		j.Error = known(f.Err.Error())
	} else {
		j.Reason = known(f.Facts.Reason)
		for i, b := range f.Facts.Binaries {
			j.Binaries = append(j.Binaries, checked{binaryJSON(b), nodeJSON(b, f.Verdicts[i], f.Promise)})
		}
	}
	for _, x := range f.Findings {
		w := finding{Finding: x}
		if x.Binary >= 0 {
			w.Binary = &x.Binary
		}
		j.Findings = append(j.Findings, w)
	}
	return j
}

func labelJSON(l label.Label) claims {
	return claims{
		Platform: known(l.Platform), Arch: known(strings.Join(l.Archs, "+")), Libc: known(l.Libc), Runtime: known(l.Runtime),
		ABI: known(l.ABI), NAPI: known(l.NAPI), ARMv: known(l.ARMv), UV: known(l.UV),
	}
}

func binaryJSON(b *symbols.Binary) binary {
	j := binary{
		Format:   b.Format,
		Type:     b.Type,
		Platform: cmp.Or(b.Platform, "unknown"),
		Arch:     cmp.Or(b.Arch, "unknown"),
		Libc:     known(b.Libc),
		NodeAPI: nodeAPI{
			VersionSource:  cmp.Or(b.NodeAPI.VersionSource, symbols.VersionNone),
			Lookup:         cmp.Or(b.NodeAPI.Lookup, symbols.LookupNone),
			Symbols:        list(b.NodeAPI.Symbols),
			WeakSymbols:    list(b.NodeAPI.WeakSymbols),
			RuntimeSymbols: list(b.NodeAPI.RuntimeSymbols),
			UnknownSymbols: unknownSymbols(b),
		},
		Registration:      list(b.Registration),
		ModuleName:        known(b.ModuleName),
		NodeModuleVersion: known(b.NodeModuleVersion),
		Unstable: unstable{
			V8: list(b.Unstable.V8), Node: list(b.Unstable.Node), UV: list(b.Unstable.UV), Other: list(b.Unstable.Other),
		},
		Floors: floors{
			Glibc: known(b.Floors.Glibc), Glibcxx: known(b.Floors.Glibcxx), Cxxabi: known(b.Floors.Cxxabi),
			GCC: known(b.Floors.GCC), MacOS: known(b.Floors.MacOS), Windows: known(b.Floors.Windows),
			Forcing: forcing{
				Glibc:   forcedBy(b, "GLIBC_", b.Floors.Glibc),
				Glibcxx: forcedBy(b, "GLIBCXX_", b.Floors.Glibcxx),
				Cxxabi:  forcedBy(b, "CXXABI_", b.Floors.Cxxabi),
				GCC:     forcedBy(b, "GCC_", b.Floors.GCC),
			},
		},
		Needs:     list(b.Needs),
		Binding:   known(b.Binding),
		Stripped:  b.Stripped,
		ExecStack: b.ELF != nil && b.ELF.ExecStack,
		Signed:    known(b.Signed),
	}
	if s := b.NodeAPI.VersionSource; s == symbols.VersionExport || s == symbols.VersionDefault {
		j.NodeAPI.Version = &b.NodeAPI.Version
	}
	if h := b.Host; h != nil {
		j.HostImport = &hostImport{h.Library, h.Delay, h.Hook}
	}
	if p := b.Payload; p != nil {
		j.Payload = &payload{p.Section, p.Offset, p.Size, p.Entropy}
	}
	return j
}

// noRelease is the npm range that no release satisfies. The empty string would
// mean the opposite.
const noRelease = "<0.0.0-0"

func nodeJSON(b *symbols.Binary, v *rules.Verdict, promise rules.Promise) node {
	n := node{Works: works(v), Contract: contract(b, v)}
	if promise.Source == "--node" {
		n.Releases = outcomes(promised(v, promise))
	}
	return n
}

// works is the range of releases that work; nil where that is not known. A
// release that was never measured does not make the others unknown.
func works(v *rules.Verdict) *string {
	if v == nil || len(v.Outcomes) == 0 {
		return nil
	}
	if v.Works == "" {
		if slices.ContainsFunc(v.Outcomes, func(o rules.ReleaseOutcome) bool {
			r, known := matrix.Lookup(o.Version)
			return o.Outcome == rules.Unknown && (r.Measured || !known)
		}) {
			return nil
		}
		return known(noRelease)
	}
	return &v.Works
}

// contract is the range of releases promised by documentation; nil where none
// applies or the version declared is not known.
func contract(b *symbols.Binary, v *rules.Verdict) *string {
	if v == nil || b.NodeAPI.VersionSource == symbols.VersionUndecodable {
		return nil
	}
	return known(v.Contract)
}

// promised picks the outcomes of the releases promised. A release that package
// matrix does not hold is unknown.
func promised(v *rules.Verdict, promise rules.Promise) []rules.ReleaseOutcome {
	var out []rules.ReleaseOutcome
	for _, r := range promise.Releases {
		o := rules.ReleaseOutcome{Version: r, Outcome: rules.Unknown, Reason: "this release was not measured"}
		if v != nil {
			i, ok := slices.BinarySearchFunc(v.Outcomes, r, func(o rules.ReleaseOutcome, r matrix.Version) int { return o.Version.Compare(r) })
			if ok {
				o = v.Outcomes[i]
			} else if len(v.Outcomes) > 0 && r.Compare(v.Outcomes[len(v.Outcomes)-1].Version) > 0 {
				o.Reason = "newer than every release measured (" + v.Outcomes[len(v.Outcomes)-1].Version.String() + ")"
			}
		}
		out = append(out, o)
	}
	slices.SortFunc(out, func(a, b rules.ReleaseOutcome) int { return a.Version.Compare(b.Version) })
	return slices.CompactFunc(out, func(a, b rules.ReleaseOutcome) bool { return a.Version == b.Version })
}

// forcedBy lists the imports that carry the highest version needed.
func forcedBy(b *symbols.Binary, prefix, floor string) []string {
	names := []string{}
	for _, n := range b.Floors.Needs {
		if floor != "" && n.Version == prefix+floor {
			names = append(names, n.Symbols...)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// unknownSymbols are names of the Node-API namespace that no release exports.
func unknownSymbols(b *symbols.Binary) []string {
	names := []string{}
	for _, name := range b.NodeAPI.Symbols {
		if s, ok := matrix.SymbolByName(name); !ok || len(s.Spans) == 0 {
			names = append(names, name)
		}
	}
	return names
}

// known is nil for the zero value, which means unknown or none.
func known[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}

// list makes an empty list of nil.
func list[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}
