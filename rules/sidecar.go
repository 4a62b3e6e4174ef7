package rules

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/napicheck/napicheck/symbols"
)

// Libraries that an addon expects beside itself are looked for among the files
// of its package by three rules, one for each format: run-path, install-name
// and foreign-dll.

// eachBinary calls do for the slices of one format in the addons of a package
// whose files are known.
func (p *PackagePass) eachBinary(format symbols.Format, do func(f *PackageFile, b *symbols.Binary)) {
	if p.Paths == nil {
		return
	}
	for i := range p.Files {
		f := &p.Files[i]
		if f.Facts == nil || f.Facts.Kind == symbols.KindNotAnAddon {
			continue
		}
		for _, b := range f.Facts.Binaries {
			if b.Format == format {
				do(f, b)
			}
		}
	}
}

// inside resolves a path relative to the folder of f. ok is false where it
// leads out of the package.
func (f *PackageFile) inside(rel string) (in string, ok bool) {
	in = path.Join(path.Dir(f.Path), rel)
	return in, in != ".." && !strings.HasPrefix(in, "../")
}

// named returns a file of the package called base, in any case of letters.
func (p *Package) named(base string) string {
	for _, f := range p.Paths {
		if strings.EqualFold(path.Base(f), base) {
			return f
		}
	}
	return ""
}

// installs reports whether a script of the package may fetch or build files
// when it is installed.
func (p *Package) installs() bool {
	return slices.ContainsFunc(installEvents, func(e string) bool {
		s := p.Manifest.Scripts[e]
		return s != "" && s != "node-gyp-build"
	})
}

// sidecarMissing reports libraries that the addon f expects in the package.
func (p *PackagePass) sidecarMissing(f *PackageFile, lacking, searched []string, help string) {
	evidence := map[string]any{"file": f.Path, "libraries": lacking, "searched": searched}
	sev := Error
	message := fmt.Sprintf("%s expects %s in %s of the package, where %s not", f.Path, few(lacking, 3), few(searched, 3), plural(len(lacking), "it is", "they are"))
	if at := p.named(path.Base(lacking[0])); at != "" {
		evidence["elsewhere"] = at
		message += "; there is " + at
		sev = Warning
	}
	if p.installs() {
		message += " (an install script may put it there)"
		sev = Warning
	}
	p.Report(sev, f.Path, message, help, evidence)
}

func runPathInPackage(p *PackagePass) {
	p.eachBinary(symbols.ELF, func(f *PackageFile, b *symbols.Binary) {
		var dirs []string
		for _, d := range b.RunPath {
			rest, ok := strings.CutPrefix(d, "$ORIGIN")
			if !ok {
				rest, ok = strings.CutPrefix(d, "${ORIGIN}")
			}
			if !ok {
				continue
			}
			in, ok := f.inside(rest)
			if !ok {
				return // another package may have it
			}
			dirs = append(dirs, in)
		}
		if dirs == nil {
			return // needed-library speaks of these
		}
		var lacking []string
		for _, n := range b.Needs {
			known := isHostFile(n) || compilerRuntimes().MatchString(n) || subsystemLibraries().MatchString(n) || path.IsAbs(n)
			for _, re := range baseLibraries {
				known = known || re().MatchString(n)
			}
			if !known && !slices.ContainsFunc(dirs, func(d string) bool { return p.has(path.Join(d, n)) }) {
				lacking = append(lacking, n)
			}
		}
		if len(lacking) > 0 {
			p.sidecarMissing(f, lacking, dirs, "Ship the library in one of these folders, or link it statically.")
		}
	})
}

func installNameInPackage(p *PackagePass) {
	p.eachBinary(symbols.MachO, func(f *PackageFile, b *symbols.Binary) {
		var dirs []string
		for _, d := range b.RunPath {
			if rest, ok := strings.CutPrefix(d, "@loader_path"); ok {
				if in, ok := f.inside(rest); ok {
					dirs = append(dirs, in)
					continue
				}
			}
			dirs = append(dirs, "") // somewhere else
		}
		elsewhere := slices.Contains(dirs, "")
		var lacking, searched []string
		for _, n := range b.Needs {
			if b.MachO != nil && slices.Contains(b.MachO.WeakNeeds, n) {
				continue
			}
			if rest, ok := strings.CutPrefix(n, "@loader_path/"); ok {
				if in, ok := f.inside(rest); ok && !p.has(in) {
					lacking, searched = append(lacking, n), append(searched, path.Dir(in))
				}
			} else if rest, ok := strings.CutPrefix(n, "@rpath/"); ok && len(dirs) > 0 && !elsewhere && !strings.HasPrefix(rest, "libswift") {
				if !slices.ContainsFunc(dirs, func(d string) bool { return p.has(path.Join(d, rest)) }) {
					lacking, searched = append(lacking, n), append(searched, dirs...)
				}
			}
		}
		if len(lacking) > 0 {
			slices.Sort(searched)
			p.sidecarMissing(f, lacking, slices.Compact(searched), "Ship the library there, or link it statically.")
		}
	})
}

func foreignDLLInPackage(p *PackagePass) {
	p.eachBinary(symbols.PE, func(f *PackageFile, b *symbols.Binary) {
		dir := path.Dir(f.Path)
		beside := func(name string) bool {
			return slices.ContainsFunc(p.Paths, func(q string) bool { return path.Dir(q) == dir && strings.EqualFold(path.Base(q), name) })
		}
		var lacking []string
		for _, n := range foreignDLLs(b) {
			if now := slices.ContainsFunc(b.Imports, func(i symbols.Import) bool { return !i.Delay && strings.EqualFold(i.Library, n) }); now && !beside(n) {
				lacking = append(lacking, n)
			}
		}
		if len(lacking) == 0 {
			return
		}
		evidence := map[string]any{"file": f.Path, "libraries": lacking}
		message := fmt.Sprintf("%s needs %s, which %s neither part of Windows nor beside it", f.Path, few(lacking, 4), plural(len(lacking), "is", "are"))
		sev := Warning
		if at := p.named(lacking[0]); at != "" {
			evidence["elsewhere"] = at
			message += "; there is " + at
			sev = Note
		}
		if p.installs() {
			sev = Note
		}
		p.Report(sev, f.Path, message, "Ship the library beside the addon, or link it statically.", evidence)
	})
}
