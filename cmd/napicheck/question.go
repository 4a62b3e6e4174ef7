package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/napicheck/napicheck/internal/npm"
	"github.com/napicheck/napicheck/internal/report"
	"github.com/napicheck/napicheck/internal/semver"
	"github.com/napicheck/napicheck/rules"
)

// The question teams ask: which of our native dependencies block a release of
// Node.js? It is asked with --node of a node_modules folder or a lock file.

// asksOfDependencies reports whether all paths are installed or locked dependencies.
func asksOfDependencies(paths []string) bool {
	return !slices.ContainsFunc(paths, func(p string) bool {
		switch filepath.Base(p) {
		case "node_modules", "package-lock.json", "npm-shrinkwrap.json":
			return false
		}
		if abs, err := filepath.Abs(p); err == nil && filepath.Base(abs) == "node_modules" {
			return false
		}
		return true
	})
}

// isDependency reports whether a package lies where npm installs packages or
// was fetched. Others, below these, are examples and tests.
func isDependency(path string) bool {
	dir := filepath.Dir(path)
	if strings.HasPrefix(filepath.Base(dir), "@") {
		dir = filepath.Dir(dir)
	}
	return filepath.Base(dir) == "node_modules" || strings.HasPrefix(path, "npm:")
}

// machineFlags choose the machines that packages are judged for.
type machineFlags struct {
	platform, arch, libc string
	all                  bool
	newer                bool
}

func (f *machineFlags) register(fl *pflag.FlagSet) {
	fl.StringVar(&f.platform, "platform", "", "judge packages for `PLATFORM` only, as in process.platform (default with --node and node_modules or a lock file: this machine; else all)")
	fl.StringVar(&f.arch, "arch", "", "judge packages for `ARCH` only, as in process.arch (default: as --platform)")
	fl.StringVar(&f.libc, "libc", "", "judge packages for `LIBC` only: glibc or musl (default: as --platform)")
	fl.BoolVar(&f.all, "all-platforms", false, "judge packages for all platforms")
	fl.BoolVar(&f.newer, "newer", true, "ask npm since which version a package that blocks is fixed")
}

var (
	platforms = []string{"aix", "android", "darwin", "freebsd", "linux", "netbsd", "openbsd", "openharmony", "sunos", "win32"}
	archs     = []string{"arm", "arm64", "ia32", "loong64", "mips", "mipsel", "mips64el", "ppc", "ppc64", "riscv64", "s390", "s390x", "x64"}
)

func (f *machineFlags) validate() error {
	if f.all && (f.platform != "" || f.arch != "" || f.libc != "") {
		return usagef("--all-platforms contradicts --platform, --arch and --libc")
	}
	for _, x := range []struct {
		flag, value string
		known       []string
	}{{"--platform", f.platform, platforms}, {"--arch", f.arch, archs}, {"--libc", f.libc, []string{"glibc", "musl"}}} {
		if x.value != "" && !slices.Contains(x.known, x.value) {
			return usagef("%s %q is not known; there are %s", x.flag, x.value, strings.Join(x.known, ", "))
		}
	}
	if f.libc != "" && f.platform != "" && f.platform != "linux" {
		return usagef("--libc is for linux, not for %s", f.platform)
	}
	return nil
}

// of are the machines to judge for: those chosen, or with a question this one.
func (f *machineFlags) of(question bool) rules.Machines {
	m := rules.Machines{Platform: f.platform, Arch: f.arch, Libc: f.libc}
	if !question || f.all {
		return m
	}
	here := thisMachine()
	if m.Platform == "" && m.Libc != "" {
		m.Platform = "linux"
	}
	if m.Platform == "" {
		m.Platform = here.Platform
	}
	if m.Arch == "" {
		m.Arch = here.Arch
	}
	if m.Platform != "linux" {
		m.Libc = ""
	} else if m.Libc == "" {
		m.Libc = "glibc"
		if here.Platform == "linux" {
			m.Libc = here.Libc
		}
	}
	return m
}

// thisMachine is the machine this program runs on, in the words of Node.js.
func thisMachine() rules.Machines {
	m := rules.Machines{Platform: runtime.GOOS, Arch: runtime.GOARCH}
	if p, ok := map[string]string{"windows": "win32", "illumos": "sunos", "solaris": "sunos", "ios": "darwin"}[m.Platform]; ok {
		m.Platform = p
	}
	if a, ok := map[string]string{"amd64": "x64", "386": "ia32", "ppc64le": "ppc64", "mipsle": "mipsel", "mips64le": "mips64el"}[m.Arch]; ok {
		m.Arch = a
	}
	if m.Platform == "linux" {
		m.Libc = "glibc"
		if musl, _ := filepath.Glob("/lib/ld-musl-*.so.1"); len(musl) > 0 {
			if _, err := os.Stat("/etc/alpine-release"); err == nil {
				m.Libc = "musl"
			}
		}
	}
	return m
}

// inWords is the question as the report repeats it; "" = none.
func inWords(question bool, node string, m rules.Machines) string {
	if !question {
		return ""
	}
	where := "all platforms"
	if m != (rules.Machines{}) {
		where = strings.Trim(m.Platform+"-"+m.Arch+"-"+m.Libc, "-")
	}
	return fmt.Sprintf("Node.js %s, %s", node, where)
}

// Bounds of the packages of which newer versions are fetched in one run, and
// of the versions of each.
const (
	maxNewer    = 20
	maxVersions = 8
)

// askNewer returns a function that looks for the version since which a package
// that blocks does not: in the newest, and if that works by halving what lies
// between. What npm does not answer stays open.
func (c *checker) askNewer(say func(string)) func(context.Context, *report.Package) {
	histories := map[string]*history{}
	return func(ctx context.Context, p *report.Package) {
		m := p.Manifest
		if m == nil || m.Name == "" {
			return
		}
		h := histories[m.Name]
		if h == nil {
			if len(histories) >= maxNewer {
				return
			}
			say(fmt.Sprintf("asking npm about newer versions of %s (--newer=false does not)", m.Name))
			h = c.history(ctx, m.Name)
			histories[m.Name] = h
		}
		h.fix(ctx, p)
	}
}

// A history holds the versions of a package, the oldest first, and what was
// found out about them.
type history struct {
	versions []string // no prereleases: npm installs none unasked
	answers  map[string]rules.AnswerVerdict
	judge    func(ctx context.Context, version string) rules.AnswerVerdict
}

func (c *checker) history(ctx context.Context, name string) *history {
	h := &history{answers: map[string]rules.AnswerVerdict{}}
	versions, err := npm.Versions(ctx, npm.Spec{Name: name})
	if err != nil {
		return h
	}
	slices.Reverse(versions)
	h.versions = versions
	asked := *c
	asked.newer, asked.warn = nil, func(string) {}
	asked.find.Versions, asked.find.Progress = 0, nil
	h.judge = func(ctx context.Context, version string) rules.AnswerVerdict {
		var got answerOf
		got.name = name
		if err := asked.run(ctx, []string{"npm:" + name + "@" + version}, 2, &got); err != nil {
			return rules.NotHere
		}
		return got.AnswerVerdict
	}
	return h
}

// at is the verdict on the i-th version; NotHere = it could not be had.
func (h *history) at(ctx context.Context, i int) rules.AnswerVerdict {
	v := h.versions[i]
	a, ok := h.answers[v]
	if !ok && len(h.answers) < maxVersions {
		a = h.judge(ctx, v)
		h.answers[v] = a
	}
	return a
}

// fix says of p, which blocks, since which version it does not.
func (h *history) fix(ctx context.Context, p *report.Package) {
	from, ok := slices.BinarySearchFunc(h.versions, p.Manifest.Version, compareVersions)
	if ok {
		from++
	}
	newest := len(h.versions) - 1
	if newest < from {
		return
	}
	switch h.at(ctx, newest) {
	case rules.Blocks:
		p.Answer.Reason += "; so does the newest, " + h.versions[newest]
		return
	case rules.Fine:
	default:
		return
	}
	// Fine at hi, not below lo; blocked is the newest known to block.
	lo, hi, blocked := from, newest, from-1
	for lo < hi {
		mid := lo + (hi-lo)/2
		switch h.at(ctx, mid) {
		case rules.Fine:
			hi = mid
		case rules.Blocks:
			lo, blocked = mid+1, mid
		default:
			lo = mid + 1 // not known to be fine
		}
	}
	p.FixedIn = h.versions[hi]
	if blocked < hi-1 {
		p.FixedAfter = p.Manifest.Version
		if blocked >= from {
			p.FixedAfter = h.versions[blocked]
		}
	}
}

func compareVersions(a, b string) int {
	x, errX := semver.Parse(a)
	y, errY := semver.Parse(b)
	if errX != nil || errY != nil {
		return strings.Compare(a, b)
	}
	return x.Compare(y)
}

// An answerOf keeps the answer of the package called name.
type answerOf struct {
	name string
	rules.AnswerVerdict
}

func (*answerOf) File(*report.File) error { return nil }

func (a *answerOf) Package(p *report.Package) error {
	if p.Manifest != nil && p.Manifest.Name == a.name {
		a.AnswerVerdict = p.Answer.Verdict
	}
	return nil
}
