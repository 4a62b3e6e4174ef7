package rules

import (
	"fmt"
	"slices"

	"github.com/napicheck/napicheck/symbols"
)

// DuplicateBytes finds one build shipped under labels that it cannot serve.
var DuplicateBytes = &Rule{
	ID: "duplicate-bytes", Code: "NC007", Severity: Warning,
	Doc: `The same bytes under different labels

Two files that ought to differ are the same: a build job packed the output of
another. One label is true, the others name machines or releases on which the
file does not load. Copies that serve all their labels (universal macOS
binaries, Node-API files for two runtimes) are not reported; copies under one
label are, in a note, for the space they take.

Find the job that uploads the wrong file: an artifact name used twice, a cache
restored, a cross compiler that was not.`,
	RunPackage: duplicateBytes,
}

func duplicateBytes(p *PackagePass) {
	same := map[string][]*PackageFile{}
	var order []string
	for i := range p.Files {
		f := &p.Files[i]
		if f.SHA256 == "" || f.Err != nil {
			continue
		}
		if same[f.SHA256] == nil {
			order = append(order, f.SHA256)
		}
		same[f.SHA256] = append(same[f.SHA256], f)
	}
	for _, sum := range order {
		fs := same[sum]
		if len(fs) < 2 {
			continue
		}
		var paths, labels []string
		lies := false
		for _, f := range fs {
			paths = append(paths, f.Path)
			labels = append(labels, fmt.Sprint(f.Label))
			lies = lies || !serves(f)
		}
		slices.Sort(labels)
		evidence := map[string]any{"files": paths, "sha256": sum}
		switch {
		case lies:
			p.Report(Warning, paths[0], fmt.Sprintf("%s are the same file, which cannot serve all their labels", few(paths, 4)),
				"Look for the build job that packed the output of another.", evidence)
		case len(slices.Compact(labels)) == 1:
			p.Report(Note, paths[0], fmt.Sprintf("%s are the same file: %s for nothing", few(paths, 4), megabytes(int64(len(fs)-1)*fs[0].Size)),
				"Ship it once.", evidence)
		}
	}
}

// serves reports whether a file can be loaded by the hosts its label names, as
// far as system, CPU and NODE_MODULE_VERSION go.
func serves(f *PackageFile) bool {
	if f.Facts == nil || len(f.Facts.Binaries) == 0 {
		return true // nothing is known against it
	}
	bs := f.Facts.Binaries
	if slices.Contains(nodePlatforms, f.Label.Platform) && !slices.ContainsFunc(bs, func(b *symbols.Binary) bool { return runsOn(b, f.Label.Platform) }) {
		return false
	}
	for _, arch := range f.Label.Archs {
		if !slices.ContainsFunc(bs, func(b *symbols.Binary) bool { return runsOnCPU(b, arch) }) {
			return false
		}
	}
	n := bs[0].NodeModuleVersion
	return f.Facts.Kind != symbols.KindV8 || n == 0 || f.Label.ABI == "" || f.Label.ABI == fmt.Sprint(n)
}

// megabytes is a size for people.
func megabytes(n int64) string {
	switch {
	case n >= 10<<20:
		return fmt.Sprintf("%d MB", n>>20)
	case n >= 1<<20:
		return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
	}
	return fmt.Sprintf("%d kB", (n+1023)>>10)
}
