package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/napicheck/napicheck/loader"
	"github.com/napicheck/napicheck/symbols"
)

// FactsDisagree finds addons that behaved otherwise than their bytes tell.
var FactsDisagree = &Rule{
	ID: "facts-disagree", Code: "NC807", Severity: Warning, WholeFile: true,
	Doc: `Behaves otherwise than its bytes tell

With --load what the bytes tell is held to what happened: how the addon
registered, the Node-API version it gave when asked, the functions it called.
Where they differ the addon hides what it does (it unpacks another library, or
decides at run time), or napicheck reads the bytes wrongly.

Judge the verdicts on this file with care. If nothing about the addon explains
the difference, report it as a defect of napicheck.`,
	Run: factsDisagree,
}

func factsDisagree(p *Pass) {
	l := p.Load
	if l.Outcome != loader.Loaded && l.Outcome != loader.Threw || len(l.Registration) == 0 {
		return
	}
	b := loadedSlice(p.File)
	if b == nil {
		return
	}
	const help = "Judge the other findings on this file with care; if nothing about the addon explains it, report a defect of napicheck."
	told := map[symbols.Registration]bool{}
	for _, r := range b.Registration {
		told[r] = true
	}
	for _, seen := range l.Registration {
		if !told[symbols.Registration(seen)] {
			p.Report(Warning, fmt.Sprintf("registered by %s, of which the bytes tell nothing", seen), help,
				map[string]any{"seen": l.Registration, "read": b.Registration})
		}
	}
	if n := b.NodeAPI.Version; l.APIVersion != nil && n != 0 && n != *l.APIVersion {
		p.Report(Warning, fmt.Sprintf("says Node-API %d when asked, where %d was read from its code", *l.APIVersion, n), help,
			map[string]any{"said": *l.APIVersion, "read": n, "source": b.NodeAPI.VersionSource})
	}
	known := map[string]bool{}
	for _, names := range [][]string{b.NodeAPI.Symbols, b.NodeAPI.WeakSymbols, b.NodeAPI.RuntimeSymbols} {
		for _, name := range names {
			known[name] = true
		}
	}
	var unknown []string
	for name := range l.Called {
		if !known[name] {
			unknown = append(unknown, name)
		}
	}
	slices.Sort(unknown)
	if len(unknown) > 0 {
		p.Report(Warning, "called "+strings.Join(unknown[:min(len(unknown), 3)], ", ")+more(len(unknown)-3)+", which it neither imports nor names", help,
			map[string]any{"called": unknown})
	}
}

// more counts what a list leaves out.
func more(n int) string {
	if n <= 0 {
		return ""
	}
	return fmt.Sprintf(" and %d more", n)
}

// loadedSlice is the slice that was loaded; nil where it cannot be told.
func loadedSlice(f *symbols.File) *symbols.Binary {
	if len(f.Binaries) != 1 {
		return nil
	}
	return f.Binaries[0]
}
