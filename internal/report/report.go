// Package report writes what a check found, for people and for programs. It
// judges nothing: facts, verdicts and findings come in as they are, and each
// output format is one file of this package and one implementation of Writer.
//
// A report is a stream. Writers write each file when they get it and keep
// nothing but counts, so a report is never larger in memory than one file.
package report

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/napicheck/napicheck/internal/label"
	"github.com/napicheck/napicheck/loader"
	"github.com/napicheck/napicheck/rules"
	"github.com/napicheck/napicheck/symbols"
)

// KindUnreadable is the kind of a file that could not be read as what its
// beginning claims it to be, or not at all.
const KindUnreadable symbols.Kind = "unreadable"

// A File is the outcome of checking one file.
type File struct {
	Path     string      // as reached; of an archive, the archive
	Member   string      // path inside the archive; "" = Path is the file itself
	Package  string      // name@version of the npm package around it; "" = none
	Label    label.Label // what its place claims
	Size     int64       // bytes; -1 = unknown
	SHA256   string      // hex; "" = not computed
	Err      error       // why the file could not be read; nil otherwise, and then Facts is not
	Facts    *symbols.File
	Promise  rules.Promise
	Verdicts []*rules.Verdict // one for each of Facts.Binaries
	Findings []rules.Finding
	Load     *loader.Report // what became of it when it was loaded; nil = it was not
}

// place is where the file is, for people.
func (f *File) place() string {
	if f.Member == "" {
		return f.Path
	}
	return f.Path + "/" + f.Member
}

// Kind is the kind of the file, KindUnreadable included.
func (f *File) Kind() symbols.Kind {
	if f.Err != nil {
		return KindUnreadable
	}
	return f.Facts.Kind
}

// A Summary counts files and findings.
type Summary struct {
	Files      int `json:"files"`
	Unreadable int `json:"unreadable"` // of Files
	Errors     int `json:"error"`
	Warnings   int `json:"warning"`
	Notes      int `json:"note"`
	Packages   int `json:"packages"`

	Load *Loads `json:"load"` // nil: none was loaded or meant to be
}

// Loads counts files by what became of loading them.
type Loads struct {
	Loaded   int                   `json:"loaded"`
	Failed   int                   `json:"failed"` // threw, crashed or hung
	NotTried map[loader.Reason]int `json:"notTried"`
}

func (l *Loads) add(r *loader.Report) {
	switch {
	case r.Reason != nil:
		l.NotTried[*r.Reason]++
	case r.Outcome == loader.Loaded:
		l.Loaded++
	default:
		l.Failed++
	}
}

// Add counts f.
func (s *Summary) Add(f *File) {
	s.Files++
	if f.Err != nil {
		s.Unreadable++
	}
	s.add(f.Findings)
	if f.Load != nil {
		if s.Load == nil {
			s.Load = &Loads{NotTried: map[loader.Reason]int{}}
			for _, r := range loader.Reasons {
				s.Load.NotTried[r] = 0
			}
		}
		s.Load.add(f.Load)
	}
}

// AddPackage counts p. Its files are counted by Add.
func (s *Summary) AddPackage(p *Package) {
	s.Packages++
	s.add(p.Findings)
}

func (s *Summary) add(fs []rules.Finding) {
	for _, x := range fs {
		switch x.Severity {
		case rules.Error:
			s.Errors++
		case rules.Warning:
			s.Warnings++
		case rules.Note:
			s.Notes++
		}
	}
}

// AtLeast counts the findings as severe as sev or more.
func (s *Summary) AtLeast(sev rules.Severity) int {
	n := 0
	for sev2, count := range map[rules.Severity]int{rules.Error: s.Errors, rules.Warning: s.Warnings, rules.Note: s.Notes} {
		if sev2.AtLeast(sev) {
			n += count
		}
	}
	return n
}

// A Writer writes a report: File for each file in turn and Package for each
// package behind its files, then Close once.
// Close ends the report, not the io.Writer below it.
type Writer interface {
	File(*File) error
	Package(*Package) error
	Close() error
}

// Options shape a report. The zero value is plain text without facts and notes.
type Options struct {
	Version string                 // of napicheck
	Verbose bool                   // text: facts and notes as well
	Show    func(rule string) bool // text: show notes of this rule though not Verbose; may be nil
	Color   bool                   // text: with terminal colours
	Width   int                    // text: columns to wrap at; 0 = do not wrap
	// Question asks which packages block releases of Node.js, in words:
	// "Node.js 26 on linux-x64-glibc". The text then answers it instead of
	// showing files. "" = not asked.
	Question string
}

// Formats names the formats New knows, the default first.
var Formats = []string{"text", "json"}

// ErrFormat is the error for a format New does not know.
var ErrFormat = errors.New("unknown format")

// New returns the writer of a format.
func New(format string, w io.Writer, opt Options) (Writer, error) {
	switch format {
	case "text":
		return newText(w, opt), nil
	case "json":
		return newJSON(w, opt), nil
	}
	return nil, fmt.Errorf("%w %q; there are %s", ErrFormat, format, strings.Join(Formats, ", "))
}
