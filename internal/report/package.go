package report

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/napicheck/napicheck/matrix"
	"github.com/napicheck/napicheck/rules"
)

// A Package is the outcome of checking one package. Its files are reported
// one by one before it.
type Package struct {
	*rules.Package
	Promise rules.Promise
	rules.PackageResult
	Answer  rules.Answer // to the question of --node; zero where none was asked
	FixedIn string       // of a package that blocks, the oldest version found in the registry since which it does not; "" = none, or not asked
	// FixedAfter is the newest version known to block where some between it
	// and FixedIn are not known; "" = there is none between.
	FixedAfter string
}

// packageLine says in one line where the files of a package work: on which
// releases all its targets do, as far as they have files that load.
func packageLine(p *Package) (phrase, bool) {
	var common map[matrix.Version]bool
	var without, broken, unknown []string
	works := 0
	for _, h := range byHost(p.Targets) {
		releases := map[matrix.Version]bool{}
		files, open, bad := 0, false, ""
		for _, t := range h {
			if t.File == "" && p.Installed {
				continue // npm installs what this machine needs
			}
			if t.File == "" && t.Package != "" && (t.Runtime == "" || t.Runtime == "node") {
				files, open = files+1, true
				continue
			}
			if t.File == "" || t.Runtime != "" && t.Runtime != "node" {
				continue
			}
			files++
			bad = cmp.Or(bad, t.Broken)
			rng, known := t.Range()
			open = open || !known
			for _, v := range inRange(rng) {
				releases[v] = true
			}
		}
		name := hostName(h[0])
		switch {
		case files == 0 && p.Installed:
		case files == 0:
			without = append(without, name)
		case bad != "":
			broken = append(broken, name)
		case len(releases) == 0 && open:
			unknown = append(unknown, name)
		default:
			if works++; works == 1 {
				common = releases
			}
			for v := range common {
				if !releases[v] {
					delete(common, v)
				}
			}
		}
	}
	if works+len(broken)+len(unknown)+len(without) == 0 {
		return phrase{}, false
	}
	var s string
	switch {
	case works == 0 && len(broken)+len(unknown) == 0:
		s = "no file for any platform"
	case works == 0 && len(broken) > 0:
		s = "loads nowhere"
	case works == 0:
		s = "unknown where it works"
	case len(common) == 0:
		s = "works on different releases on each of " + countOf(works, "target")
	default:
		vs := slices.SortedFunc(maps.Keys(common), matrix.Version.Compare)
		s = fmt.Sprintf("works on Node %s on %s", Prose(matrix.RangeOf(vs)), countOf(works, "target"))
	}
	if works > 0 && len(broken) > 0 {
		s += "; does not load on " + some(broken)
	}
	if works > 0 && len(unknown) > 0 {
		s += "; unknown on " + some(unknown)
	}
	if works+len(broken)+len(unknown) > 0 && len(without) > 0 {
		s += "; no file for " + some(without)
	}
	if e := p.Manifest.Engines["node"]; e != "" {
		s += "; promises " + e
	}
	st := green
	switch {
	case slices.ContainsFunc(p.Findings, func(f rules.Finding) bool { return f.Severity == rules.Error }) || len(broken) > 0:
		st = red
	case len(unknown) > 0 || works == 0 || slices.ContainsFunc(p.Findings, func(f rules.Finding) bool { return f.Severity == rules.Warning }):
		st = yellow
	}
	return phrase{st, s}, true
}

// byHost groups targets that are for one machine and addon.
func byHost(ts []rules.Target) (hosts [][]*rules.Target) {
	for i := range ts {
		t := &ts[i]
		j := slices.IndexFunc(hosts, func(h []*rules.Target) bool { return hostName(h[0]) == hostName(t) && h[0].Addon == t.Addon })
		if j < 0 {
			j = len(hosts)
			hosts = append(hosts, nil)
		}
		hosts[j] = append(hosts[j], t)
	}
	return hosts
}

func some(names []string) string {
	names = slices.Compact(slices.Clone(names))
	if len(names) > 4 {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:3], ", "), len(names)-3)
	}
	return strings.Join(names, ", ")
}

func countOf(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// A row is one line of the table of targets.
type row struct {
	host, runtime, works, file string
	electron                   bool
	files                      int
	style                      style
}

// tableRows lays targets out. Rows of one machine and kind of runtime that
// differ in the ABI only are joined unless all is asked for.
func tableRows(ts []rules.Target, all bool) []row {
	var rows []row
	for i := 0; i < len(ts); {
		t := &ts[i]
		j := i + 1
		for !all && j < len(ts) && t.ABI != "" && ts[j].ABI != "" && ts[j].Platform == t.Platform && ts[j].Arch == t.Arch && ts[j].ARMv == t.ARMv &&
			ts[j].Libc == t.Libc && ts[j].Addon == t.Addon && ts[j].Runtime == t.Runtime {
			j++
		}
		rows = append(rows, rowOf(ts[i:j]))
		i = j
	}
	return rows
}

// rowOf joins targets of one machine and kind of runtime.
func rowOf(ts []rules.Target) row {
	t := &ts[0]
	r := row{host: hostName(t), electron: t.Runtime == "electron" || t.Runtime == "node-webkit"}
	if t.Addon != "" {
		r.host += " " + t.Addon
	}
	var abis, works []string
	var releases []matrix.Version
	unknown, broken := false, ""
	for i := range ts {
		x := &ts[i]
		if x.File == "" {
			continue
		}
		if r.files++; r.files == 1 {
			r.file = x.File
			if x.Package != "" {
				r.file = x.Package + "/" + x.File
			}
		}
		if x.ABI != "" {
			abis = append(abis, x.ABI)
		}
		broken = cmp.Or(broken, x.Broken)
		if r.electron {
			works = append(works, electronsOf(x)...)
			continue
		}
		if rng, known := x.Range(); known {
			releases = append(releases, inRange(rng)...)
		} else {
			unknown = true
		}
	}
	if r.runtime = t.Runtime; len(abis) > 0 {
		r.runtime = strings.TrimSpace(r.runtime + " " + spanOf(abis))
	}
	r.style = plain
	switch {
	case r.files == 0 && t.Package != "":
		r.works, r.style = "unknown: "+t.Why, yellow
	case r.files == 0:
		r.works, r.style = "none", yellow
		if t.Why != "" {
			r.works += ": " + t.Why
		}
	case broken != "":
		r.works, r.style = "does not load: "+broken, red
	case r.electron && len(works) > 0:
		r.works = "Electron " + strings.Join(slices.Compact(works), ", ")
	case r.electron:
		r.works = "Electron"
	case len(releases) > 0:
		slices.SortFunc(releases, matrix.Version.Compare)
		r.works = "Node " + Prose(matrix.RangeOf(slices.Compact(releases)))
	case unknown:
		r.works, r.style = "unknown", yellow
	default:
		r.works, r.style = "no release of Node", red
	}
	if r.files > 1 {
		r.file += fmt.Sprintf(" and %d more", r.files-1)
	}
	return r
}

func hostName(t *rules.Target) string {
	s := t.Platform + "-" + t.Arch
	if t.ARMv != "" {
		s += "v" + t.ARMv
	}
	if t.Libc != "" {
		s += "-" + t.Libc
	}
	return s
}

// spanOf names a list of numbers in little space.
func spanOf(abis []string) string {
	if len(abis) > 3 {
		return abis[0] + "…" + abis[len(abis)-1]
	}
	return strings.Join(abis, ", ")
}

func inRange(npmRange string) (vs []matrix.Version) {
	if npmRange == "" {
		return nil
	}
	r, err := matrix.ParseRange(npmRange)
	if err != nil {
		return nil
	}
	for _, rel := range matrix.Releases() {
		if r.Contains(rel.Version) {
			vs = append(vs, rel.Version)
		}
	}
	return vs
}

// electronsOf names the majors of Electron that choose the file of t and have
// the NODE_MODULE_VERSION it is built for.
func electronsOf(t *rules.Target) (majors []string) {
	if t.Binary != nil && t.Binary.NodeModuleVersion != 0 && t.ABI != "" && strconv.Itoa(t.Binary.NodeModuleVersion) != t.ABI {
		return nil
	}
	for _, e := range matrix.Electrons() {
		if t.ABI != "" && strconv.Itoa(e.Modules) == t.ABI {
			majors = append(majors, strconv.Itoa(e.Major))
		}
	}
	return majors
}

// table prints rows in columns.
func (t *text) table(rows []row) {
	width := func(of func(row) string, most int) (n int) {
		for _, r := range rows {
			n = max(n, min(utf8.RuneCountInString(Clean(of(r))), most))
		}
		return n
	}
	host := width(func(r row) string { return r.host }, 40)
	runtime := width(func(r row) string { return r.runtime }, 30)
	works := width(func(r row) string {
		if r.file == "" {
			return ""
		}
		return r.works
	}, 60)
	for _, r := range rows {
		s := pad(r.host, host)
		if runtime > 0 {
			s += "  " + pad(r.runtime, runtime)
		}
		w := r.works
		if r.file != "" {
			w = pad(w, works)
		}
		t.line(2, 4+host, phrase{plain, s + "  "}, phrase{r.style, w}, phrase{dim, strings.TrimRight("  "+r.file, " ")})
	}
}

func pad(s string, n int) string {
	return s + strings.Repeat(" ", max(0, n-utf8.RuneCountInString(Clean(s))))
}

// The structs below are part of the JSON report.

type packageDoc struct {
	Name       *string          `json:"name"`
	Version    *string          `json:"version"`
	Path       string           `json:"path"`
	Engines    *string          `json:"engines"`
	Loader     *string          `json:"loader"`
	Answer     *string          `json:"answer"`
	Reason     *string          `json:"reason"`
	FixedIn    *string          `json:"fixedIn"`
	FixedAfter *string          `json:"fixedAfter"`
	Findings   []packageFinding `json:"findings"`
	Targets    []target         `json:"targets"`
}

type packageFinding struct {
	rules.Finding
	File *string `json:"file"` // nil = about the package as a whole
}

type target struct {
	Platform string  `json:"platform"`
	Arch     string  `json:"arch"`
	ARMv     *string `json:"armv"`
	Libc     *string `json:"libc"`
	Runtime  *string `json:"runtime"`
	ABI      *string `json:"abi"`
	Addon    *string `json:"addon"`
	File     *string `json:"file"`
	Package  *string `json:"package"`
	Why      *string `json:"why"`
	Works    *string `json:"works"`
	Broken   *string `json:"broken"`
}

func packageJSON(p *Package) packageDoc {
	j := packageDoc{
		Path: p.Path, Findings: []packageFinding{}, Targets: []target{},
		Loader: known(p.Loader), Answer: known(string(p.Answer.Verdict)), Reason: known(p.Answer.Reason), FixedIn: known(p.FixedIn), FixedAfter: known(p.FixedAfter),
	}
	if m := p.Manifest; m != nil {
		j.Name, j.Version, j.Engines = known(m.Name), known(m.Version), known(m.Engines["node"])
	}
	for _, f := range p.Findings {
		j.Findings = append(j.Findings, packageFinding{f, known(f.File)})
	}
	for i := range p.Targets {
		t := &p.Targets[i]
		x := target{
			Platform: t.Platform, Arch: t.Arch, ARMv: known(t.ARMv), Libc: known(t.Libc), Runtime: known(t.Runtime), ABI: known(t.ABI),
			Addon: known(t.Addon), File: known(t.File), Package: known(t.Package), Why: known(t.Why), Broken: known(t.Broken),
		}
		if works, ok := t.Range(); ok && t.File != "" {
			x.Works = known(cmp.Or(works, noRelease))
		}
		j.Targets = append(j.Targets, x)
	}
	return j
}
