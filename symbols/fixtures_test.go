package symbols_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/napicheck/napicheck/symbols"
)

const fixtures = "../testdata/addons"

// The fixtures' facts, one line each: kind, platform-arch, libc, version and
// its source, registration, look-up, module name, NODE_MODULE_VERSION, binding.
var fixtureFacts = map[string]string{
	"symbol/linux-x64":          "node-api linux-x64 glibc 8/export [symbol] imports - 0 lazy",
	"symbol/linux-ia32":         "node-api linux-ia32 glibc 9/export [symbol] imports - 0 lazy",
	"symbol/linux-arm64":        "node-api linux-arm64 glibc 9/export [symbol] imports - 0 lazy",
	"symbol/linux-arm":          "node-api linux-arm glibc 9/export [symbol] imports - 0 lazy",
	"symbol/linux-riscv64":      "node-api linux-riscv64 glibc 9/export [symbol] imports - 0 lazy",
	"symbol/linux-s390x":        "node-api linux-s390x glibc 9/export [symbol] imports - 0 lazy",
	"symbol/linux-ppc64":        "node-api linux-ppc64 glibc 9/export [symbol] imports - 0 lazy",
	"symbol/linux-loong64":      "node-api linux-loong64 glibc 9/export [symbol] imports - 0 lazy",
	"symbol/freebsd-x64":        "node-api freebsd-x64 - 8/export [symbol] imports - 0 lazy",
	"symbol/win32-x64":          "node-api win32-x64 - 8/export [symbol] imports - 0 -",
	"symbol/win32-ia32":         "node-api win32-ia32 - 8/export [symbol] imports - 0 -",
	"symbol/darwin-x64":         "node-api darwin-x64 - 8/export [symbol] imports - 0 lazy",
	"symbol/darwin-arm64":       "node-api darwin-arm64 - 8/export [symbol] imports - 0 lazy",
	"symbol/darwin-x64+arm64":   "node-api darwin-x64 - 8/export [symbol] imports - 0 lazy + darwin-arm64 - 8/export [symbol] imports - 0 lazy",
	"chained/darwin-arm64":      "node-api darwin-arm64 - 8/export [symbol] imports - 0 now",
	"noversion/linux-x64":       "node-api linux-x64 glibc 8/default [symbol] imports - 0 lazy",
	"version9/linux-x64":        "node-api linux-x64 glibc 9/export [symbol] imports - 0 lazy",
	"version10/linux-x64":       "node-api linux-x64 glibc 10/export [symbol] imports - 0 lazy",
	"experimental/linux-x64":    "node-api linux-x64 glibc 2147483647/export [symbol] imports - 0 lazy",
	"execstack/linux-x64":       "node-api linux-x64 glibc 8/export [symbol] imports - 0 lazy",
	"constructor/linux-x64":     "node-api linux-x64 glibc 8/default [constructor] imports fixture_constructor 0 lazy",
	"constructor/linux-arm64":   "node-api linux-arm64 glibc 8/default [constructor] imports fixture_constructor 0 lazy",
	"constructor/linux-arm":     "node-api linux-arm glibc 8/default [constructor] imports fixture_constructor 0 lazy",
	"constructor/linux-s390x":   "node-api linux-s390x glibc 8/default [constructor] imports fixture_constructor 0 lazy",
	"constructor/android-arm64": "node-api android-arm64 - 8/default [constructor] imports fixture_constructor 0 now",
	"constructor/darwin-x64":    "node-api darwin-x64 - 8/default [constructor] imports fixture_constructor 0 lazy",
	"constructor/win32-x64":     "node-api win32-x64 - 8/default [constructor] imports fixture_constructor 0 -",
	"both/linux-x64":            "node-api linux-x64 glibc 9/export [symbol constructor] imports fixture_both 0 lazy",
	"newer/linux-x64":           "node-api linux-x64 glibc 3/export [symbol] imports - 0 lazy",
	"newer/linux-x64-now":       "node-api linux-x64 glibc 3/export [symbol] imports - 0 now",
	"mixed/linux-x64":           "mixed linux-x64 glibc 8/export [symbol] imports - 0 lazy",
	"v8/linux-x64":              "v8 linux-x64 glibc 0/none [v8-symbol v8-constructor] none fixture_v8 127 lazy",
	"runtime/linux-x64":         "node-api linux-x64 glibc 8/export [symbol] runtime - 0 lazy",
	"runtime/linux-x64-musl":    "node-api linux-x64 musl 8/export [symbol] runtime - 0 lazy",
	"runtime/win32-x64":         "node-api win32-x64 - 8/export [symbol] runtime - 0 -",
	"floor/linux-arm64":         "node-api linux-arm64 glibc 8/default [symbol] imports - 0 lazy",
	"headerless/linux-arm64":    "node-api linux-arm64 glibc 9/export [symbol] imports - 0 lazy",
	"delayed/win32-x64":         "node-api win32-x64 - 9/export [symbol] imports - 0 -",
	"delayed/win32-arm64":       "node-api win32-arm64 - 9/export [symbol] imports - 0 -",
	"plain/linux-x64":           "not-an-addon linux-x64 glibc 0/none [] none - 0 lazy",
	"plain/darwin-arm64":        "not-an-addon darwin-arm64 - 0/none [] none - 0 now",
}

func TestFixtures(t *testing.T) {
	seen := 0
	err := filepath.WalkDir(fixtures, func(path string, d fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".node" {
			return err
		}
		seen++
		rel, _ := filepath.Rel(fixtures, strings.TrimSuffix(path, ".node"))
		name := filepath.ToSlash(rel)
		t.Run(name, func(t *testing.T) {
			f, err := symbols.Open(path, symbols.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if got, want := factLine(f), fixtureFacts[name]; got != want {
				t.Errorf("\n got %s\nwant %s", got, want)
			}
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen != len(fixtureFacts) {
		t.Errorf("%d fixtures on disk, facts of %d", seen, len(fixtureFacts))
	}
}

func factLine(f *symbols.File) string {
	dash := func(s string) string {
		if s == "" {
			return "-"
		}
		return s
	}
	var parts []string
	for _, b := range f.Binaries {
		parts = append(parts, fmt.Sprintf("%s-%s %s %d/%s %v %s %s %d %s", b.Platform, b.Arch, dash(b.Libc),
			b.NodeAPI.Version, b.NodeAPI.VersionSource, b.Registration, b.NodeAPI.Lookup,
			dash(b.ModuleName), b.NodeModuleVersion, dash(string(b.Binding))))
	}
	return string(f.Kind) + " " + strings.Join(parts, " + ")
}

// TestFixturesRebuild builds the fixtures again and wants the committed bytes.
func TestFixturesRebuild(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles for ten seconds")
	}
	for _, tool := range []struct{ cmd, version string }{
		{"gcc", "12.2.0"}, {"x86_64-w64-mingw32-gcc", "12"}, {"clang-19", "19.1.7"}, {"ld64.lld-19", "19.1.7"}, {"llvm-lipo-19", "19.1.7"},
	} {
		out, err := exec.Command(tool.cmd, "--version").Output()
		if err != nil || !bytes.Contains(out, []byte(tool.version)) {
			t.Skipf("needs %s %s", tool.cmd, tool.version)
		}
	}
	dir := t.TempDir()
	if out, err := exec.Command(filepath.Join(fixtures, "build.sh"), dir).CombinedOutput(); err != nil {
		t.Fatalf("build.sh: %v\n%s", err, out)
	}
	for name := range fixtureFacts {
		want, err := os.ReadFile(filepath.Join(fixtures, name+".node"))
		if err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(filepath.Join(dir, name+".node"))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s: rebuilt differently", name)
		}
	}
}
