// Package loader loads addons for real, each in a process of its own that it
// watches: whatever the addon does there, the caller lives, and gets a Report
// of what happened and where.
//
// This package is the parent's side and pure Go. The child is the same program
// again; what it runs is loader/native and whatever the program joins to it
// (here Node-API). Loading runs the addon's code: the sandbox bounds what that
// can do, and is no reason to load what is known to be malicious.
package loader

import "encoding/json"

// An Outcome is what became of an addon.
type Outcome string

const (
	Loaded         Outcome = "loaded"
	Threw          Outcome = "threw"            // require() throws
	Crashed        Outcome = "crashed"          // the process died
	Timeout        Outcome = "timeout"          // it did not come to an end
	Refused        Outcome = "refused"          // not loaded: what the caller wanted of the sandbox cannot be had
	CannotLoadHere Outcome = "cannot-load-here" // it is for other systems, or this one lacks what it needs
)

// A Report is what became of an addon that was loaded. Its JSON form is the
// field "load" of a file in napicheck's report.
type Report struct {
	Outcome    Outcome           `json:"outcome"`
	Signal     *string           `json:"signal"`     // that ended the process: "SIGSEGV"
	Message    string            `json:"message"`    // what happened, in one sentence; "" if it loaded
	Unresolved []Unresolved      `json:"unresolved"` // symbols nobody provides here
	Exports    json.RawMessage   `json:"exports"`    // shape of module.exports; null if it did not come to that
	APIVersion *int              `json:"apiVersion"` // what the addon says when asked; the default 8 if it cannot be asked
	Called     map[string]uint64 `json:"called"`     // how often each Node-API function was called
	Misuse     []Misuse          `json:"misuse"`
	MS         float64           `json:"ms"`
}

// An Unresolved symbol is one that nothing on this machine provides.
type Unresolved struct {
	Symbol   string `json:"symbol"`
	Version  string `json:"version"`  // "GLIBC_2.38"; "" if it wants none
	WantedBy string `json:"wantedBy"` // path of the addon, or of a library it needs
	Binding  string `json:"binding"`  // "now": loading fails; "lazy": the process dies at the first call
	Node     bool   `json:"node"`     // some release of Node.js exports it (V8, node::, OpenSSL, …), and this program does not
}

// A Frame is one level of a native stack.
type Frame struct {
	Module   string `json:"module"`   // file that holds the code; "" = none
	Offset   uint64 `json:"offset"`   // in the module
	Function string `json:"function"` // demangled; "" = not known
	File     string `json:"file"`     // of the source; "" = not known
	Line     int    `json:"line"`
}

// A Misuse is a breach of Node-API's rules that Node.js lets pass.
type Misuse struct {
	Kind     string  `json:"kind"`
	Function string  `json:"function"` // of Node-API
	Message  string  `json:"message"`
	Help     string  `json:"help"`
	Count    int     `json:"count"` // how often it was seen at this place
	Stack    []Frame `json:"stack"`
}
