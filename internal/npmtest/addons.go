package npmtest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// An Addon is a real addon on npm with the facts other tools found in it:
// llvm, GNU binutils and pefile for the bytes, real Node.js for the outcomes.
type Addon struct {
	Spec
	Kind              string            `json:"kind"` // symbols.Kind, or "unreadable"
	Why               string            `json:"why"`  // for files that are no addon
	NodeModuleVersion int               `json:"nodeModuleVersion"`
	Lookup            string            `json:"lookup"`         // "imports" or "runtime"; "" = not an addon of Node-API
	RuntimeSymbols    []string          `json:"runtimeSymbols"` // names it was seen to look up in Node 20
	Slices            []Slice           `json:"slices"`
	Node              map[string]string `json:"node"` // Node release → "loads", "throws" or "crashes"
}

// A Slice is the truth about one architecture of an Addon. A nil pointer
// means "none" where symbols has "" or 0.
type Slice struct {
	Arch          string   `json:"arch"`
	Platform      *string  `json:"platform"` // nil: not told by the bytes
	Libc          *string  `json:"libc"`
	Imports       int      `json:"imports"`
	Exports       int      `json:"exports"`
	NodeAPI       []string `json:"nodeApi"`
	Weak          []string `json:"weak"`
	V8            []string `json:"v8"`
	NodeCPP       []string `json:"node"`
	UV            []string `json:"uv"`
	Other         []string `json:"other"`
	Version       *int     `json:"version"`
	VersionExport bool     `json:"versionExport"`
	Registration  []string `json:"registration"`
	Needs         []string `json:"needs"`
	Stripped      bool     `json:"stripped"`

	// ELF
	Glibc        *string  `json:"glibc"`
	Glibcxx      *string  `json:"glibcxx"`
	Cxxabi       *string  `json:"cxxabi"`
	GCC          *string  `json:"gcc"`
	Binding      string   `json:"binding"`
	ExecStack    bool     `json:"execStack"`
	VersionNeeds []string `json:"versionNeeds"`
	DebugInfo    bool     `json:"debugInfo"`
	// PE
	DLLs    []string `json:"dlls"` // "NAME" or "NAME delayed"
	Signed  bool     `json:"signed"`
	Managed bool     `json:"managed"`
	PDB     string   `json:"pdb"`
	// Mach-O
	MacOS         string   `json:"macos"`
	Fixups        string   `json:"fixups"`
	CodeSignature bool     `json:"codeSignature"`
	RPaths        []string `json:"rpaths"`
	ID            *string  `json:"id"`
}

// Addons returns the addons of testdata/npm.json.
func Addons(t testing.TB) []Addon {
	t.Helper()
	_, file, _, _ := runtime.Caller(0)
	data, err := os.ReadFile(filepath.Join(filepath.Dir(file), "..", "..", "testdata", "npm.json"))
	if err != nil {
		t.Fatal(err)
	}
	var list struct{ Addons []Addon }
	if err := json.Unmarshal(data, &list); err != nil {
		t.Fatal(err)
	}
	return list.Addons
}
