//go:build linux

package loader

import (
	"debug/elf"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/napicheck/napicheck/internal/npmtest"
	"github.com/napicheck/napicheck/symbols"
)

// host opens what it is told to as Node.js does, and tells what the linker has
// in memory then, or its error.
const host = `
#define _GNU_SOURCE
#include <dlfcn.h>
#include <link.h>
#include <stdio.h>
static int each(struct dl_phdr_info *i, size_t n, void *d) { if (i->dlpi_name[0] != 0) puts(i->dlpi_name); return 0; }
int offered(void) { return 1; }
int main(int argc, char **argv) {
  if (dlopen(argv[1], RTLD_LAZY) == NULL) printf("error %s\n", dlerror());
  else dl_iterate_phdr(each, NULL);
  return 0;
}`

// compile runs the C compiler in dir on a source, "" for none.
func compile(t *testing.T, dir, out, source string, flags ...string) {
	t.Helper()
	compileBy(t, "cc", dir, out, source, flags...)
}

func compileBy(t *testing.T, cc, dir, out, source string, flags ...string) {
	t.Helper()
	cc, err := exec.LookPath(cc)
	if err != nil {
		t.Skip("no C compiler of that kind")
	}
	if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, out)), 0o755); err != nil {
		t.Fatal(err)
	}
	args := []string{"-o", out}
	if source != "" {
		args = append(args, "-x", "c", "-")
	}
	cmd := exec.Command(cc, append(append(args, "-x", "none"), flags...)...)
	cmd.Dir, cmd.Stdin = dir, strings.NewReader(source)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("cc %v: %v\n%s", flags, err, out)
	}
}

// interpreter returns the linker of dynamic programs compiled here.
func interpreter(t *testing.T) (exe, linker string) {
	t.Helper()
	dir := t.TempDir()
	compile(t, dir, "host", host, "-rdynamic", "-ldl")
	exe = filepath.Join(dir, "host")
	f, err := symbols.Open(exe, symbols.Options{Tables: true})
	if err != nil {
		t.Fatal(err)
	}
	if f.Binaries[0].Libc != "glibc" {
		t.Skip("the system's linker is not glibc's")
	}
	return exe, f.Binaries[0].ELF.Interp
}

// A linkCase is an addon with its libraries.
type linkCase struct {
	name  string
	steps []linkStep
	after func(t *testing.T, dir string)
	path  string // LD_LIBRARY_PATH, in dir
	want  string // what CannotLoad says, or "" and what is unresolved; regexp
}

// A linkStep makes one file.
type linkStep struct {
	out, source string
	flags       []string
}

func so(out, source string, flags ...string) linkStep {
	return linkStep{out, source, append([]string{"-shared", "-fPIC"}, flags...)}
}

func named(out, source string, flags ...string) linkStep {
	return so(out, source, append(flags, "-Wl,-soname,"+filepath.Base(out))...)
}

const (
	newTags, oldTags = "-Wl,--enable-new-dtags", "-Wl,--disable-new-dtags"
	needed           = "-Wl,--no-as-needed"
	sourceA, sourceB = "int b(void); int a(void) { return b(); }", "int b(void) { return 1; }"
	sourceAddon      = "int a(void); int (*addon)(void) = a;"
)

// inFolder is an addon whose library lies in subfolders of its run path. Which
// of them the linker looks into depends on its release and the processor, so
// that only the linker knows what is right.
func inFolder(name string, folders ...string) linkCase {
	steps := []linkStep{named("made/liba.so", "int a(void) { return 1; }"), so("addon.node", sourceAddon, newTags, "-Wl,-rpath,$ORIGIN/lib", "made/liba.so")}
	return linkCase{"in folders of processors: " + name, steps, func(t *testing.T, dir string) {
		for _, folder := range folders {
			copyFile(t, filepath.Join(dir, "made/liba.so"), filepath.Join(dir, "lib", folder, "liba.so"))
		}
	}, "", `^$|liba\.so, which .*/addon\.node needs, is not installed`}
}

// What Scan says of libraries made for the purpose is what the linker does.
func TestScanAsLinker(t *testing.T) {
	exe, _ := interpreter(t)
	const a, b, top = sourceA, sourceB, sourceAddon
	for _, c := range []linkCase{
		{"RUNPATH is for the file itself", []linkStep{named("lib/libb.so", b), named("lib/liba.so", a, needed, "lib/libb.so"),
			so("addon.node", top, newTags, "-Wl,-rpath,$ORIGIN/lib", "lib/liba.so")}, nil, "", `libb\.so, which .*/liba\.so needs, is not installed`},
		{"RPATH is inherited", []linkStep{named("lib/libb.so", b), named("lib/liba.so", a, needed, "lib/libb.so"),
			so("addon.node", top, oldTags, "-Wl,-rpath,$ORIGIN/lib", "lib/liba.so")}, nil, "", ``},
		{"RUNPATH keeps off RPATH", []linkStep{named("lib/libb.so", b), named("lib/liba.so", a, needed, newTags, "-Wl,-rpath,/nowhere", "lib/libb.so"),
			so("addon.node", top, oldTags, "-Wl,-rpath,$ORIGIN/lib", "lib/liba.so")}, nil, "", `libb\.so, which .*/liba\.so needs, is not installed`},
		{"braces, parents, other variables", []linkStep{named("x/lib/libb.so", b), named("x/lib/liba.so", a, needed, newTags, "-Wl,-rpath,${ORIGIN}", "x/lib/libb.so"),
			so("y/addon.node", top, newTags, "-Wl,-rpath,${ORIGIN}/$LIB/none:$ORIGINAL:$PLATFORM:${ORIGIN}/../x/lib/", "x/lib/liba.so")}, nil, "", ``},
		{"$LIB", []linkStep{named("here/liba.so", "int a(void) { return 1; }"), so("addon.node", top, newTags, "-Wl,-rpath,$ORIGIN/$LIB", "here/liba.so")},
			func(t *testing.T, dir string) {
				for _, lib := range []string{"lib", "lib64", "lib/x86_64-linux-gnu", "lib/aarch64-linux-gnu"} {
					copyFile(t, filepath.Join(dir, "here/liba.so"), filepath.Join(dir, lib, "liba.so"))
				}
			}, "", ``},
		{"LD_LIBRARY_PATH after RPATH", []linkStep{named("one/liba.so", "int a(void) { return 1; }"), named("two/liba.so", "int a(void) { return 2; }"),
			so("addon.node", top, oldTags, "-Wl,-rpath,$ORIGIN/one", "one/liba.so")}, nil, "two", ``},
		{"LD_LIBRARY_PATH before RUNPATH", []linkStep{named("one/liba.so", "int a(void) { return 1; }"), named("two/liba.so", "int a(void) { return 2; }"),
			so("addon.node", top, newTags, "-Wl,-rpath,$ORIGIN/one", "one/liba.so")}, nil, "two", ``},
		{"loaded by its SONAME", []linkStep{so("libother.so", "int a(void) { return 1; }"), so("libname.so", "int b(void) { return 1; }"),
			so("addon.node", top+"int b(void); int (*more)(void) = b;", newTags, "-Wl,-rpath,$ORIGIN", "-L.", "-l:libother.so", "-l:libname.so"),
			so("libother.so", "int a(void) { return 1; }", "-Wl,-soname,libname.so")}, nil, "", `^b of .* now$`},
		{"one file by two names", []linkStep{so("libone.so", "int a(void) { return 1; }"), so("addon.node", top, newTags, "-Wl,-rpath,$ORIGIN", needed, "-L.", "-lone", "-ltwo")},
			nil, "", ``},
		{"name with folders", []linkStep{named("sub/libb.so", b), so("sub/liba.so", a, "-Wl,-soname,$ORIGIN/sub/liba.so", needed, newTags, "-Wl,-rpath,$ORIGIN", "sub/libb.so"),
			so("addon.node", top, "sub/liba.so")}, nil, "", ``},
		{"name with folders that is not there", []linkStep{so("sub/liba.so", "int a(void) { return 1; }", "-Wl,-soname,$ORIGIN/other/liba.so"),
			so("addon.node", top, "sub/liba.so")}, nil, "", `\$ORIGIN/other/liba\.so, which .*addon\.node needs, does not exist`},
		{"for other machines", []linkStep{named("lib/liba.so", "int a(void) { return 1; }"), so("addon.node", top, newTags, "-Wl,-rpath,$ORIGIN/wrong:$ORIGIN/lib", "lib/liba.so")},
			otherMachine(18, 0xfe), "", ``},
		{"of another class", []linkStep{named("lib/liba.so", "int a(void) { return 1; }"), so("addon.node", top, newTags, "-Wl,-rpath,$ORIGIN/wrong:$ORIGIN/lib", "lib/liba.so")},
			otherMachine(4, 3), "", ``},
		{"only for other machines", []linkStep{named("lib/liba.so", "int a(void) { return 1; }"), so("addon.node", top, newTags, "-Wl,-rpath,$ORIGIN/wrong", "lib/liba.so")},
			otherMachine(18, 0xfe), "", `liba\.so, which .*addon\.node needs, is not there: .*/wrong/liba\.so is for other machines`},
		{"no ELF file", []linkStep{named("lib/liba.so", "int a(void) { return 1; }"), so("addon.node", top, newTags, "-Wl,-rpath,$ORIGIN/wrong:$ORIGIN/lib", "lib/liba.so")},
			otherMachine(0, 'G'), "", `liba\.so, which .* is unusable: .*/wrong/liba\.so: invalid ELF header`},
		{"no default folders", []linkStep{so("addon.node", "double sin(double); double (*addon)(double) = sin;", "-Wl,-z,nodefaultlib", needed, "-lm")},
			nil, "", `libm\.so\.6, which .* is not installed`},
		{"version that is not there", []linkStep{
			so("old/libv.so", "int v1(void) { return 1; } int v2(void) { return 2; }", "-Wl,-soname,libv.so", "-Wl,--version-script,v1"),
			so("new/libv.so", "int v1(void) { return 1; } int v2(void) { return 2; }", "-Wl,-soname,libv.so", "-Wl,--version-script,v2"),
			so("addon.node", "int v1(void); int v2(void); int (*addon[])(void) = { v1, v2 };", newTags, "-Wl,-rpath,$ORIGIN/old", "new/libv.so")},
			nil, "", `/old/libv\.so is too old: .*/addon\.node needs its version V_2 \(v2\), the newest it has is V_1`},
		{"version unasked for", []linkStep{
			so("none/libv.so", "int v1(void) { return 1; }", "-Wl,-soname,libv.so"),
			so("new/libv.so", "int v1(void) { return 1; }", "-Wl,-soname,libv.so", "-Wl,--version-script,v1"),
			so("addon.node", "int v1(void); int (*addon)(void) = v1;", newTags, "-Wl,-rpath,$ORIGIN/new", "none/libv.so")}, nil, "", ``},
		{"version of no file", []linkStep{
			so("none/libv.so", "int v1(void) { return 1; }", "-Wl,-soname,libv.so"),
			so("new/libv.so", "int v1(void) { return 1; }", "-Wl,-soname,libv.so", "-Wl,--version-script,v1"),
			so("addon.node", "int v1(void); int (*addon)(void) = v1;", newTags, "-Wl,-rpath,$ORIGIN/none", "new/libv.so")}, nil, "", `addon\.node needs version V_1 of .*/none/libv\.so, which has no versions at all`},
		{"old default version, not asked for", []linkStep{
			so("none/libv.so", "int v(void) { return 1; }", "-Wl,-soname,libv.so"),
			so("new/libv.so", `int first(void) { return 1; } __asm__(".symver first,v@V_1");`, "-Wl,-soname,libv.so", "-Wl,--version-script,v1"),
			so("addon.node", "int v(void); int (*addon)(void) = v;", newTags, "-Wl,-rpath,$ORIGIN/new", "none/libv.so")}, nil, "", ``},
		{"later version that is no default", []linkStep{
			so("none/libv.so", "int v(void) { return 1; }", "-Wl,-soname,libv.so"),
			so("new/libv.so", `int v1(void) { return 1; } int second(void) { return 1; } __asm__(".symver second,v@V_2");`, "-Wl,-soname,libv.so", "-Wl,--version-script,v2"),
			so("addon.node", "int v(void); int (*addon)(void) = v;", newTags, "-Wl,-rpath,$ORIGIN/new", "none/libv.so")}, nil, "", `^v of .* now`},
		{"data that nobody has", []linkStep{so("addon.node", "extern int data; int *addon = &data; int call(void); int f(void) { return call(); }")}, nil, "", `^data of .* now; call of .* lazy$|^call of .* lazy; data of .* now$`},
		{"functions that nobody has", []linkStep{so("addon.node", "int call(void); int f(void) { return call(); } extern int w __attribute__((weak)); int *p = &w;", "-Wl,-z,lazy")}, nil, "", `^call of .*/addon\.node lazy$`},
		{"functions bound at once", []linkStep{so("addon.node", "int call(void); int f(void) { return call(); }", "-Wl,-z,now")}, nil, "", `^call of .*/addon\.node now$`},
		{"functions of the program", []linkStep{so("addon.node", "int offered(void); int f(void) { return offered(); }", "-Wl,-z,now")}, nil, "", ``},
		{"functions of others", []linkStep{named("liba.so", "int a(void) { return 1; } int b(void); int (*p)(void) = b;"), so("addon.node", top+b, newTags, "-Wl,-rpath,$ORIGIN", "liba.so")}, nil, "", ``},
		{"a circle", []linkStep{named("libb.so", "int b(void) { return 1; }"), named("liba.so", a, newTags, "-Wl,-rpath,$ORIGIN", "libb.so"),
			named("libb.so", "int a(void); int b(void) { return a(); }", newTags, "-Wl,-rpath,$ORIGIN", "liba.so"),
			so("addon.node", top, newTags, "-Wl,-rpath,$ORIGIN", "liba.so")}, nil, "", ``},
		{"executable", []linkStep{{"addon.node", "int main(void) { return 0; }", []string{"-pie", "-fPIE"}}}, nil, "", `position-independent executable`},
		{"executable at its address", []linkStep{{"addon.node", "int main(void) { return 0; }", []string{"-no-pie", "-fno-pie"}}}, nil, "", `an executable`},
		{"not to be opened", []linkStep{so("addon.node", "int f;", "-Wl,-z,nodlopen")}, nil, "", `DF_1_NOOPEN`},
		{"executable needed", []linkStep{named("liba.so", "int a(void) { return 1; }"), so("addon.node", top, newTags, "-Wl,-rpath,$ORIGIN", "liba.so"),
			{"liba.so", "int a(void) { return 1; } int main(void) { return 0; }", []string{"-pie", "-fPIE", "-rdynamic"}}}, nil, "", `liba\.so, which .* is a position-independent executable`},
		{"better processor", []linkStep{named("lib/liba.so", "int a(void) { return 1; }"), named("lib/glibc-hwcaps/x86-64-v2/liba.so", "int a(void) { return 2; }"),
			so("addon.node", top, newTags, "-Wl,-rpath,$ORIGIN/lib", "lib/liba.so")}, func(t *testing.T, _ string) {
			if x86Level() < 2 {
				t.Skip("the processor has no x86-64-v2")
			}
		}, "", ``},
		{"filter", []linkStep{named("lib/libb.so", b), named("lib/libf.so", "int b(void); int a(void) { return b(); }", newTags, "-Wl,-rpath,$ORIGIN", "lib/libb.so"),
			named("lib/liba.so", "int a(void) { return 2; }", newTags, "-Wl,-rpath,$ORIGIN", "-Wl,-F,libf.so"),
			so("addon.node", top, newTags, "-Wl,-rpath,$ORIGIN/lib", "lib/liba.so")}, nil, "", ``},
		{"filter that is not there", []linkStep{named("liba.so", "int a(void) { return 1; }", "-Wl,-F,libf.so"),
			so("addon.node", top, newTags, "-Wl,-rpath,$ORIGIN", "liba.so")}, nil, "", `libf\.so, which .*/liba\.so needs, is not installed`},
		{"auxiliary filter that is not there", []linkStep{named("liba.so", "int a(void) { return 1; }", "-Wl,-f,libf.so"),
			so("addon.node", top, newTags, "-Wl,-rpath,$ORIGIN", "liba.so")}, nil, "", ``},
		{"auxiliary filter that provides", []linkStep{named("libf.so", b), so("addon.node", b+a, newTags, "-Wl,-rpath,$ORIGIN", "-Wl,-f,libf.so"),
			so("addon.node", a, newTags, "-Wl,-rpath,$ORIGIN", "-Wl,-f,libf.so")}, nil, "", ``},
		{"auxiliary filter that lacks something", []linkStep{named("libf.so", a, "-Wl,-f,libg.so", newTags, "-Wl,-rpath,$ORIGIN", needed, "-L.", "-lm"), named("libg.so", a),
			so("addon.node", "int f;", newTags, "-Wl,-rpath,$ORIGIN", "-Wl,-f,libf.so")}, nil, "", `^b of .*/lib[fg]\.so lazy; b of .*/lib[fg]\.so lazy$`},
		{"needs of an auxiliary filter", []linkStep{named("none/libb.so", b), named("libf.so", a, "none/libb.so"),
			so("addon.node", "int f;", newTags, "-Wl,-rpath,$ORIGIN", "-Wl,-f,libf.so")}, nil, "", `libb\.so, which .*/libf\.so needs, is not installed`},
		inFolder("tls", "tls"), inFolder("haswell", "haswell"), inFolder("x86_64, twice", "x86_64/x86_64"), inFolder("tls and x86_64", "tls/x86_64"),
		inFolder("the better of two", "tls/x86_64", "x86_64"), inFolder("order of no kind", "x86_64/tls"), inFolder("before the folder itself", "tls", ""),
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.run(t, "cc", nil, ScanOptions{Host: exe})
		})
	}
}

// The same for musl's linker, where its compiler is there.
func TestScanAsMusl(t *testing.T) {
	const cc = "musl-gcc"
	dir := t.TempDir()
	compileBy(t, cc, dir, "host", host, "-rdynamic")
	exe := filepath.Join(dir, "host")
	for _, c := range []linkCase{
		{"RUNPATH is inherited", []linkStep{named("lib/libb.so", sourceB), named("lib/liba.so", sourceA, needed, "lib/libb.so"),
			so("addon.node", sourceAddon, newTags, "-Wl,-rpath,$ORIGIN/lib", "lib/liba.so")}, nil, "", ``},
		{"LD_LIBRARY_PATH before RPATH", []linkStep{named("one/liba.so", "int a(void) { return 1; }"), named("two/liba.so", "int a(void) { return 2; }"),
			so("addon.node", sourceAddon, oldTags, "-Wl,-rpath,$ORIGIN/one", "one/liba.so")}, nil, "two", ``},
		{"other variables void all", []linkStep{named("lib/liba.so", "int a(void) { return 1; }"),
			so("addon.node", sourceAddon, newTags, "-Wl,-rpath,$ORIGIN/lib:$LIB", "lib/liba.so")}, nil, "", `liba\.so, which .*addon\.node needs, is not installed`},
		{"not there", []linkStep{named("lib/liba.so", "int a(void) { return 1; }"), so("addon.node", sourceAddon, "lib/liba.so")}, nil, "", `liba\.so, which .*addon\.node needs, is not installed`},
		{"filters", []linkStep{named("liba.so", "int a(void) { return 1; }", "-Wl,-F,libf.so"), so("addon.node", sourceAddon, newTags, "-Wl,-rpath,$ORIGIN", "liba.so")}, nil, "", ``},
		{"libraries that are musl", []linkStep{named("libm.so.6", "int a(void) { return 1; }"), so("addon.node", "double sin(double); double (*addon)(double) = sin;", needed, "-L.", "-l:libm.so.6")}, nil, "", ``},
		{"functions that nobody has", []linkStep{so("addon.node", "int call(void); int f(void) { return call(); }", "-Wl,-z,lazy")}, nil, "", `^call of .*/addon\.node lazy$`},
		{"data that nobody has", []linkStep{so("addon.node", "extern int data; int *addon = &data;")}, nil, "", `^data of .*/addon\.node now$`},
		{"functions of the program", []linkStep{so("addon.node", "int offered(void); int (*addon)(void) = offered;")}, nil, "", ``},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.run(t, cc, nil, ScanOptions{Host: exe})
		})
	}
}

// The same for another processor, with the files that an emulator is given.
func TestScanAsEmulated(t *testing.T) {
	const cc, root = "aarch64-linux-gnu-gcc", "/usr/aarch64-linux-gnu"
	qemu := tool(t, "qemu-aarch64", "qemu-aarch64-static")
	dir := t.TempDir()
	compileBy(t, cc, dir, "host", host, "-rdynamic", "-ldl")
	for _, c := range []linkCase{
		{"libraries of the system", []linkStep{named("lib/liba.so", "double sin(double); double (*p)(double) = sin; int a(void) { return 1; }", needed, "-lm"),
			so("addon.node", sourceAddon, newTags, "-Wl,-rpath,$ORIGIN/lib", "lib/liba.so")}, nil, "", ``},
		inFolder("folders of processors", "tls/aarch64/atomics", "tls"), inFolder("another word", "tls/atomics", "x86_64"),
		{"not there", []linkStep{named("lib/liba.so", "int a(void) { return 1; }"), so("addon.node", sourceAddon, "lib/liba.so")}, nil, "", `liba\.so, which .*addon\.node needs, is not installed`},
		{"functions that nobody has", []linkStep{so("addon.node", "int call(void); int f(void) { return call(); }", "-Wl,-z,lazy")}, nil, "", `^call of .*/addon\.node lazy$`},
		{"functions bound at once", []linkStep{so("addon.node", "int call(void); int f(void) { return call(); }", "-Wl,-z,now")}, nil, "", `^call of .*/addon\.node now$`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.run(t, cc, []string{qemu, "-L", root}, ScanOptions{Host: filepath.Join(dir, "host"), Root: root})
		})
	}
}

// run compares a scan with what the linker does, when run by command.
func (c linkCase) run(t *testing.T, cc string, command []string, opt ScanOptions) {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for name, script := range map[string]string{"v1": "V_1 { v*; };", "v2": "V_1 { v1; }; V_2 { v2; v; };"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(script), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, s := range c.steps {
		compileBy(t, cc, dir, s.out, s.source, s.flags...)
		if s.out == "libone.so" {
			if err := os.Symlink("libone.so", filepath.Join(dir, "libtwo.so")); err != nil {
				t.Fatal(err)
			}
		}
	}
	if c.after != nil {
		c.after(t, dir)
	}
	addon, _ := filepath.Glob(filepath.Join(dir, "*.node"))
	if addon == nil {
		addon, _ = filepath.Glob(filepath.Join(dir, "*/*.node"))
	}
	if c.path != "" {
		opt.LibraryPath = filepath.Join(dir, c.path)
	}
	l, err := Scan(addon[0], opt)
	if err != nil {
		t.Fatal(err)
	}
	command = slices.Concat(command, []string{opt.Host, addon[0]})
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "LD_LIBRARY_PATH="+opt.LibraryPath)
	out, err := cmd.Output()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) && exit.ExitCode() == 127 {
		out = append([]byte("error "), exit.Stderr...) // the linker's own end
	} else if err != nil {
		t.Fatal(err)
	}
	compareToLinker(t, l, string(out))
	got := l.Invalid + l.CannotLoad()
	if got == "" {
		var all []string
		for _, u := range l.Unresolved {
			all = append(all, fmt.Sprintf("%s of %s %s", u.Symbol, u.WantedBy, u.Binding))
		}
		got = strings.Join(all, "; ")
	}
	if c.want == "" && got != "" || !regexp.MustCompile(c.want).MatchString(got) {
		t.Errorf("%q, want %q\nlinker: %s", got, c.want, out)
	}
}

// compareToLinker compares with what host printed.
func compareToLinker(t *testing.T, l *Linking, out string) {
	t.Helper()
	loads := l.Invalid == "" && l.CannotLoad() == "" && !slices.ContainsFunc(l.Unresolved, func(u Unresolved) bool { return u.Binding == "now" })
	if failed := strings.HasPrefix(out, "error "); failed == loads {
		t.Fatalf("loads: %v; linker: %s", loads, out)
	}
	if !loads {
		return
	}
	// glibc gives the program no name.
	want := slices.DeleteFunc(strings.Fields(out), func(s string) bool { return strings.HasPrefix(s, "linux-vdso") || s == l.Files[0].Path })
	var got []string
	for _, f := range l.Files[1:] {
		got = append(got, f.Path)
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-linker +scan\n%s", diff)
	}
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	data, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

// otherMachine puts a copy of lib/liba.so with another byte at off into wrong/.
func otherMachine(off int, b byte) func(*testing.T, string) {
	return func(t *testing.T, dir string) {
		copyFile(t, filepath.Join(dir, "lib/liba.so"), filepath.Join(dir, "wrong/liba.so"))
		f, err := os.OpenFile(filepath.Join(dir, "wrong/liba.so"), os.O_WRONLY, 0)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if off == 4 {
			b = 1 // a file of 64 bits says it has 32
		}
		if _, err := f.WriteAt([]byte{b}, int64(off)); err != nil {
			t.Fatal(err)
		}
	}
}

// scanAlone scans a library as ldd does: in no program.
func scanAlone(t *testing.T, path, linker string) *Linking {
	t.Helper()
	s := newScan(ScanOptions{})
	s.link = &Linking{}
	f, err := s.open(path)
	if err != nil {
		t.Fatal(err)
	}
	b := f.Binaries[0]
	h := *b
	facts := *b.ELF
	facts.Interp = linker
	h.ELF, h.Libc = &facts, "glibc"
	s.system = newSystem(&h, linker)
	if lf, err := s.open(linker); err == nil {
		s.add(&linked{LinkedFile: LinkedFile{Name: linker, Path: linker, Found: "path"}, Binary: lf.Binaries[0]})
	}
	s.loaded = 1
	root := s.add(&linked{LinkedFile: LinkedFile{Name: path, Path: path, Found: "path"}, Binary: b})
	if err := s.loadNeeds(root); err != nil {
		t.Fatal(err)
	}
	for _, f := range s.files {
		s.link.Files = append(s.link.Files, f.LinkedFile)
	}
	s.checkVersions()
	s.checkSymbols()
	return s.link
}

var (
	lddFile      = regexp.MustCompile(`(?m)^\t(?:(\S+) => )?(\S+) \(0x[0-9a-f]+\)$`)
	lddMissing   = regexp.MustCompile(`(?m)^\t(\S+) => not found$`)
	lddUndefined = regexp.MustCompile(`(?m)^undefined symbol: ([^\s,]+)(?:, version (\S+))?\t\((.*)\)$`)
	lddVersion   = regexp.MustCompile("(?m): version `([^']+)' not found \\(required by (.*)\\)$")
	lddLink      = regexp.MustCompile(`(?m)^symbol (\S+) version (\S+) not defined in file \S+ with link time reference\t\((.*)\)$`)
)

// compareToLdd compares a scan with what ldd -r says, which binds everything.
func compareToLdd(t *testing.T, path, linker string) {
	t.Helper()
	cmd := exec.Command(linker, path)
	cmd.Env = []string{"LD_TRACE_LOADED_OBJECTS=1", "LD_WARN=yes", "LD_BIND_NOW=yes", "LC_ALL=C"}
	data, err := cmd.CombinedOutput()
	out := string(data)
	if err != nil && !lddFile.MatchString(out) {
		t.Skipf("ldd: %v: %s", err, out)
	}
	l := scanAlone(t, path, linker)
	if len(l.Missing) > 0 {
		out = regexp.MustCompile(`, version \S+`).ReplaceAllString(out, "") // told of some only
		for i := range l.Unresolved {
			l.Unresolved[i].Version = ""
		}
	}
	want, got := map[string]bool{}, map[string]bool{}
	for _, m := range lddFile.FindAllStringSubmatch(out, -1) {
		if m[1] != "" || strings.HasPrefix(m[2], "/") {
			want["file "+m[2]] = true
		}
	}
	for _, m := range lddMissing.FindAllStringSubmatch(out, -1) {
		want["no "+m[1]] = true
	}
	for _, m := range lddUndefined.FindAllStringSubmatch(out, -1) {
		want[fmt.Sprintf("symbol %s %s of %s", m[1], m[2], m[3])] = true
	}
	for _, m := range lddLink.FindAllStringSubmatch(out, -1) {
		want[fmt.Sprintf("symbol %s %s of %s", m[1], m[2], m[3])] = true
	}
	for _, m := range lddVersion.FindAllStringSubmatch(out, -1) {
		want["version "+m[1]+" of "+m[2]] = true
	}
	for _, f := range l.Files {
		if f.Path != path {
			got["file "+f.Path] = true
		}
	}
	for _, m := range l.Missing {
		got["no "+m.Name] = true
	}
	for _, u := range l.Unresolved {
		got[fmt.Sprintf("symbol %s %s of %s", u.Symbol, u.Version, u.WantedBy)] = true
	}
	for _, v := range l.Versions {
		got["version "+v.Version+" of "+v.By] = true
	}
	delete(want, "file "+linker)
	delete(got, "file "+linker)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-ldd +scan\n%s", diff)
	}
}

// Scans of the machine's own libraries tell what ldd -r tells.
func TestScanAsLdd(t *testing.T) {
	_, linker := interpreter(t)
	var all []string
	for _, folder := range foldersOf(linker) {
		files, _ := filepath.Glob(folder + "*.so.*")
		for _, f := range files {
			if st, err := os.Lstat(f); err == nil && st.Mode().IsRegular() && !strings.HasSuffix(f, ".py") {
				all = append(all, f)
			}
		}
	}
	if len(all) < 10 {
		t.Skip("hardly any libraries here")
	}
	const most = 40
	for i := 0; i < len(all); i += max(len(all)/most, 1) {
		t.Run(filepath.Base(all[i]), func(t *testing.T) {
			t.Parallel()
			compareToLdd(t, all[i], linker)
		})
	}
}

// So do those of real addons, which lack most of what they import outside of Node.js.
func TestScanNpmAddons(t *testing.T) {
	_, linker := interpreter(t)
	own, err := symbols.Open(linker, symbols.Options{Tables: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range npmtest.Addons(t) {
		if a.Kind == "unreadable" || len(a.Slices) != 1 || a.Slices[0].Arch != own.Binaries[0].Arch || a.Slices[0].Libc == nil || *a.Slices[0].Libc != "glibc" {
			continue
		}
		t.Run(a.Package+"/"+filepath.Base(a.Path), func(t *testing.T) {
			compareToLdd(t, npmtest.File(t, a.Spec), linker)
		})
	}
}

// The folders built into a linker are those it names itself.
func TestFoldersOf(t *testing.T) {
	_, linker := interpreter(t)
	out, err := exec.Command(linker, "--list-diagnostics").Output()
	if err != nil {
		t.Skip("this glibc tells nothing of itself: it is older than 2.33")
	}
	var want []string
	for _, m := range regexp.MustCompile(`(?m)^path\.system_dirs\[.*\]="(.*)"$`).FindAllStringSubmatch(string(out), -1) {
		want = append(want, m[1])
	}
	if diff := cmp.Diff(want, foldersOf(linker)); diff != "" {
		t.Errorf("-linker +scan\n%s", diff)
	}
	f, err := symbols.Open(linker, symbols.Options{Tables: true})
	if err != nil {
		t.Fatal(err)
	}
	h := *f.Binaries[0]
	h.Libc = "glibc"
	y := newSystem(&h, linker)
	for key, got := range map[string]string{"dl_dst_lib": y.lib, "dl_platform": y.platform()} {
		if want := regexp.MustCompile(`(?m)^` + key + `="(.*)"$`).FindStringSubmatch(string(out)); want != nil && want[1] != got {
			t.Errorf("%s is %q, want %q", key, got, want[1])
		}
	}
}

// Files for other machines are told as such.
func TestScanForeign(t *testing.T) {
	exe, _ := interpreter(t)
	own, err := symbols.Open(exe, symbols.Options{Tables: true})
	if err != nil {
		t.Fatal(err)
	}
	here := kindOf(own.Binaries[0])
	files, err := filepath.Glob("../testdata/addons/*/*.node")
	if err != nil || len(files) < 30 {
		t.Fatal(files, err)
	}
	for _, path := range files {
		l, err := Scan(path, ScanOptions{Host: exe})
		if err != nil {
			continue // those that are broken on purpose
		}
		f, err := symbols.Open(path, symbols.Options{Tables: true})
		if err != nil {
			t.Fatal(err)
		}
		b := f.Binaries[0]
		foreign := b.Format != symbols.ELF || b.Platform != "linux" || b.Arch != own.Binaries[0].Arch || b.Libc != "glibc" && b.Libc != ""
		if foreign != (l.Foreign != "") {
			t.Errorf("%s: foreign %q", path, l.Foreign)
		}
		if foreign && (!strings.HasPrefix(l.Foreign, "made for "+b.Platform+"-"+b.Arch) || !strings.HasSuffix(l.Foreign, "; this is "+here)) {
			t.Errorf("%s: %q", path, l.Foreign)
		}
		if why := l.CannotLoad(); !foreign && why != "" && !strings.HasSuffix(why, "which only Node.js itself has") {
			t.Errorf("%s: %s", path, why)
		}
	}
}

// What Node.js has and the program has not is told when it is wanted at load:
// bound then, or called by a constructor.
func TestScanNode(t *testing.T) {
	exe, _ := interpreter(t)
	for addon, want := range map[string]string{
		"v8/linux-x64":        "it cannot be loaded without node_module_register, which only Node.js itself has",
		"newer/linux-x64-now": "it cannot be loaded without napi_",
		"newer/linux-x64":     "",
		"mixed/linux-x64":     "",
	} {
		l, err := Scan("../testdata/addons/"+addon+".node", ScanOptions{Host: exe})
		if err != nil {
			t.Fatal(err)
		}
		if l.Foreign != "" {
			t.Skip(l.Foreign)
		}
		if why := l.CannotLoad(); !strings.HasPrefix(why, want) || want == "" && why != "" {
			t.Errorf("%s: %q, want %q", addon, why, want)
		}
		if len(l.Unresolved) == 0 || slices.ContainsFunc(l.Unresolved, func(u Unresolved) bool { return u.Node == (u.Symbol == "napi_fixture_unknown") }) {
			t.Errorf("%s: %+v", addon, l.Unresolved)
		}
	}
}

// What new headers have an addon call is in no older glibc, and none of the
// addon's faults that keep it from loading there.
func TestScanNewHeaders(t *testing.T) {
	exe, _ := interpreter(t)
	dir := t.TempDir()
	const source = "long __isoc23_none(void); long napi_register_module_v1(void) { return __isoc23_none(); }"
	compile(t, dir, "addon.node", source, "-shared", "-fPIC", "-Wl,-z,now")
	l, err := Scan(filepath.Join(dir, "addon.node"), ScanOptions{Host: exe})
	if err != nil {
		t.Fatal(err)
	}
	if why := l.CannotLoad(); !strings.HasSuffix(why, "/libc.so.6 is too old: "+filepath.Join(dir, "addon.node")+" needs __isoc23_none, which glibc has since 2.38") {
		t.Errorf("%q", why)
	}
}

// A library may say that what it defines has a version that it needs: nobody
// who wants no version gets that, unless it is the default.
func TestScanLyingVersion(t *testing.T) {
	exe, _ := interpreter(t)
	dir := t.TempDir()
	compile(t, dir, "liba.so", "#include <stdlib.h>\nint a(void) { return abs(rand()); }", "-shared", "-fPIC", "-Wl,-soname,liba.so")
	compile(t, dir, "addon.node", sourceAddon, "-shared", "-fPIC", newTags, "-Wl,-rpath,$ORIGIN", "liba.so")
	lib := filepath.Join(dir, "liba.so")
	f, err := elf.Open(lib)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := f.DynamicSymbols()
	if err != nil {
		t.Fatal(err)
	}
	versions := f.Section(".gnu.version")
	if versions == nil {
		t.Skip("the library has no versions")
	}
	for index, want := range map[uint16]int{2: 0, 0x8002: 1} {
		out, err := os.OpenFile(lib, os.O_RDWR, 0)
		if err != nil {
			t.Fatal(err)
		}
		at := 1 + slices.IndexFunc(all, func(s elf.Symbol) bool { return s.Name == "a" })
		_, err = out.WriteAt(binary.NativeEndian.AppendUint16(nil, index), int64(versions.Offset)+2*int64(at))
		if err = errors.Join(err, out.Close()); err != nil {
			t.Fatal(err)
		}
		l, err := Scan(filepath.Join(dir, "addon.node"), ScanOptions{Host: exe})
		if err != nil || len(l.Unresolved) != want {
			t.Errorf("index %#x: %v, %+v", index, err, l)
		}
	}
}

func cacheOf(entries [][3]string, hwcaps ...string) []byte {
	le := binary.NativeEndian
	var strs []byte
	const head = 48
	base := head + 24*len(entries)
	put := func(s string) uint32 {
		at := base + len(strs)
		strs = append(append(strs, s...), 0)
		return uint32(at)
	}
	b := append([]byte(newCacheMagic), make([]byte, head-len(newCacheMagic))...)
	le.PutUint32(b[20:], uint32(len(entries)))
	for _, e := range entries {
		b = le.AppendUint32(b, 0x0303)
		b = le.AppendUint32(b, put(e[0]))
		b = le.AppendUint32(b, put(e[1]))
		b = le.AppendUint32(b, 0)
		hwcap := uint64(0)
		if i := slices.Index(hwcaps, e[2]); i >= 0 {
			hwcap = hwcapExtended | uint64(i)
		} else if e[2] != "" {
			hwcap = 4
		}
		b = le.AppendUint64(b, hwcap)
	}
	var offs []uint32
	for _, h := range hwcaps {
		offs = append(offs, put(h))
	}
	for len(strs)%4 != 0 {
		strs = append(strs, 0)
	}
	b = append(b, strs...)
	le.PutUint32(b[32:], uint32(len(b)))
	at := len(b) + 24
	for _, v := range []uint32{cacheExtension, 1, hwcapsSection, 0, uint32(at), uint32(4 * len(offs))} {
		b = le.AppendUint32(b, v)
	}
	for _, o := range offs {
		b = le.AppendUint32(b, o)
	}
	return b
}

func TestCache(t *testing.T) {
	data := cacheOf([][3]string{
		{"liba.so.1", "/v2/liba.so.1", "x86-64-v2"}, {"liba.so.1", "/v3/liba.so.1", "x86-64-v3"}, {"liba.so.1", "/old/liba.so.1", "legacy"},
		{"liba.so.1", "/lib/liba.so.1", ""}, {"libb.so.1", "/lib/libb.so.1", ""},
	}, "x86-64-v2", "x86-64-v3")
	c := parseCache(data)
	for _, q := range []struct {
		name   string
		flags  uint32
		hwcaps []string
		want   string
	}{
		{"liba.so.1", 0x303, nil, "/lib/liba.so.1"},
		{"liba.so.1", 0x303, []string{"x86-64-v2"}, "/v2/liba.so.1"},
		{"liba.so.1", 0x303, []string{"x86-64-v3", "x86-64-v2"}, "/v3/liba.so.1"},
		{"libb.so.1", 0x303, []string{"x86-64-v3"}, "/lib/libb.so.1"},
		{"libb.so.1", 0xa03, nil, ""},
		{"libb.so", 0x303, nil, ""},
	} {
		if got := c.find(q.name, q.flags, q.hwcaps); got != q.want {
			t.Errorf("%s %#x %v: %q, want %q", q.name, q.flags, q.hwcaps, got, q.want)
		}
	}
	// The old layout, alone and with the new one behind it.
	old := append([]byte(oldCacheMagic), 0, 1, 0, 0, 0)
	old = append(old, make([]byte, 12)...)
	le := binary.NativeEndian
	le.PutUint32(old[16:], 0x303)
	le.PutUint32(old[20:], 0)
	le.PutUint32(old[24:], 10)
	alone := append(slices.Clone(old), "libb.so.1\x00/old/libb.so.1\x00"...)
	if got := parseCache(alone).find("libb.so.1", 0x303, nil); got != "/old/libb.so.1" {
		t.Errorf("old layout: %q", got)
	}
	both := append(append(slices.Clone(old), 0, 0, 0, 0), data...)
	if got := parseCache(both).find("libb.so.1", 0x303, nil); got != "/lib/libb.so.1" {
		t.Errorf("both layouts: %q", got)
	}
}

// The system's cache says what ldconfig -p says.
func TestCacheOfSystem(t *testing.T) {
	interpreter(t)
	ldconfig, err := exec.LookPath("ldconfig")
	if err != nil {
		ldconfig = "/sbin/ldconfig"
	}
	out, err := exec.Command(ldconfig, "-p").Output()
	data, missing := os.ReadFile("/etc/ld.so.cache")
	if err != nil || missing != nil {
		t.Skip("no ldconfig, or no cache")
	}
	c := parseCache(data)
	n := 0
	for _, m := range regexp.MustCompile(`(?m)^\t(\S+) \(libc6,x86-64\) => (\S+)$`).FindAllStringSubmatch(string(out), -1) {
		n++
		if got := c.find(m[1], 0x303, nil); got != m[2] && !strings.Contains(string(out), "hwcap") && strings.Count(string(out), "\t"+m[1]+" (libc6,x86-64)") == 1 {
			t.Errorf("%s: %q, want %q", m[1], got, m[2])
		}
	}
	if n != 0 && n > len(c.entries) {
		t.Errorf("%d entries, want at least %d", len(c.entries), n)
	}
}

func FuzzCache(f *testing.F) {
	f.Add(cacheOf([][3]string{{"liba.so.1", "/v2/liba.so.1", "x86-64-v2"}, {"liba.so.1", "/lib/liba.so.1", ""}}, "x86-64-v2"))
	f.Add([]byte(oldCacheMagic + "\x00\x01\x00\x00\x00\x03\x03\x00\x00\x00\x00\x00\x00\x02\x00\x00\x00a\x00b\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if c := parseCache(data); c != nil {
			for _, name := range []string{"liba.so.1", "a", ""} {
				if file := c.find(name, 0x303, []string{"x86-64-v2"}); len(file) > 4096 || strings.Contains(file, "\x00") {
					t.Errorf("%q", file)
				}
			}
		}
	})
}

// FuzzScan scans hostile addons in this program.
func FuzzScan(f *testing.F) {
	exe, err := os.Executable()
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range []string{"symbol", "constructor", "newer", "mixed"} {
		data, err := os.ReadFile("../testdata/addons/" + name + "/linux-x64.node")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, data []byte) {
		path := filepath.Join(dir, fmt.Sprintf("%d.node", os.Getpid()))
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
		l, err := Scan(path, ScanOptions{Host: exe})
		if (l == nil) == (err == nil) {
			t.Errorf("%v, %v", l, err)
		}
	})
}

func BenchmarkScan(b *testing.B) {
	exe, err := os.Executable()
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := Scan("../testdata/addons/constructor/linux-x64.node", ScanOptions{Host: exe}); err != nil {
			b.Fatal(err)
		}
	}
}
