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
	fl.BoolVar(&f.newer, "newer", true, "ask npm whether the newest version of a package that blocks is better")
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

// maxNewer bounds the packages of which newer versions are fetched in one run.
const maxNewer = 20

// askNewer returns a function that looks into the newest version of a package
// that blocks, as npm has it. What npm does not answer stays open.
func (c *checker) askNewer(say func(string)) func(context.Context, *report.Package) {
	type newest struct {
		version string
		rules.Answer
	}
	known := map[string]newest{}
	return func(ctx context.Context, p *report.Package) {
		m := p.Manifest
		if m == nil || m.Name == "" {
			return
		}
		n, ok := known[m.Name]
		if !ok {
			if len(known) >= maxNewer {
				return
			}
			known[m.Name] = n
			say(fmt.Sprintf("asking npm about newer versions of %s (--newer=false does not)", m.Name))
			versions, err := npm.Versions(ctx, npm.Spec{Name: m.Name})
			versions = slices.DeleteFunc(versions, func(v string) bool { return strings.Contains(v, "-") }) // what npm installs is no prerelease
			if err != nil || len(versions) == 0 || versions[0] == m.Version {
				return
			}
			asked := *c
			asked.newer, asked.warn = nil, func(string) {}
			asked.find.Versions, asked.find.Progress = 0, nil
			var got newestReporter
			if err := asked.run(ctx, []string{"npm:" + m.Name + "@" + versions[0]}, 2, &got); err != nil {
				return
			}
			for _, q := range got {
				if q.Manifest != nil && q.Manifest.Name == m.Name {
					n = newest{q.Manifest.Version, q.Answer}
				}
			}
			known[m.Name] = n
		}
		switch {
		case n.version == "" || n.version == m.Version:
		case n.Verdict == rules.Fine:
			p.FixedIn = n.version
		case n.Verdict == rules.Blocks:
			p.Answer.Reason += "; so does the newest, " + n.version
		}
	}
}

// A newestReporter keeps the packages reported.
type newestReporter []*report.Package

func (*newestReporter) File(*report.File) error { return nil }

func (r *newestReporter) Package(p *report.Package) error {
	*r = append(*r, p)
	return nil
}
