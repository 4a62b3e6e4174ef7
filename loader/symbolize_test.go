//go:build linux

package loader

import (
	"bytes"
	"debug/elf"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const inlines = `
namespace outer {
template <typename T> struct Box {
  T value;
  __attribute__((noinline)) T get(T by) const;
  inline T twice() const { return value * 2; }
};
template <typename T> T Box<T>::get(T by) const {
  T sum = 0;
  for (T i = 0; i < by; i++) sum += twice() / (i + 1);
  return sum;
}
static inline __attribute__((always_inline)) int inner(volatile int *p) { return *p + 1; }
static inline __attribute__((always_inline)) int middle(volatile int *p) {
  int x = inner(p);
  return x * inner(p);
}
}
extern "C" int entry(volatile int *p) {
  outer::Box<int> b = { *p };
  return b.get(outer::middle(p)) + outer::inner(p);
}
static __attribute__((noinline)) int hidden(volatile int *p) { return outer::middle(p) - 3; }
int operator+(outer::Box<int> a, volatile int *p) { return hidden(p) + a.value; }
__asm__(".globl bare\nbare: nop\nnop\nret\n");
`

// A second compilation unit.
const others = `
static inline __attribute__((always_inline)) int close_by(volatile int *p) { return *p * 3; }
__attribute__((noinline)) int other(volatile int *p) { return close_by(p) + 5; }
__attribute__((cold, noinline)) int seldom(volatile int *p) { return close_by(p) - *p; }
`

// tool returns the path of a program, or skips.
func tool(t *testing.T, names ...string) string {
	t.Helper()
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skipf("no %s", strings.Join(names, " or "))
	return ""
}

// mapsOf is the memory map of a process that has the file at path mapped at bias.
func mapsOf(t *testing.T, path string, bias uint64) string {
	t.Helper()
	f, err := elf.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var b strings.Builder
	for _, p := range f.Progs {
		if p.Type == elf.PT_LOAD {
			const page = 4095
			flags := []byte("---p")
			if p.Flags&elf.PF_X != 0 {
				flags[2] = 'x'
			}
			fmt.Fprintf(&b, "%x-%x %s %08x 08:01 42    %s\n", bias+p.Vaddr&^page, (bias+p.Vaddr+p.Filesz+page)&^page, flags, p.Off&^page, path)
		}
	}
	return b.String()
}

// Every address of the code is named as llvm-symbolizer names it.
func TestSymbolizeAsLLVM(t *testing.T) {
	llvm := tool(t, "llvm-symbolizer", "llvm-symbolizer-19", "llvm-symbolizer-18", "llvm-symbolizer-17", "llvm-symbolizer-16")
	for _, c := range []struct {
		name, compiler string
		flags          []string
		strip          string
	}{
		{"g++", "g++", []string{"-g", "-O2"}, ""},
		{"g++ DWARF 4", "g++", []string{"-gdwarf-4", "-O1"}, ""},
		{"g++ compressed", "g++", []string{"-g", "-O0", "-gz"}, ""},
		{"g++ DWARF of 64 bits", "g++", []string{"-g", "-gdwarf64", "-O2", "-fdebug-types-section"}, ""},
		{"g++ DWARF 5, types in units", "g++", []string{"-gdwarf-5", "-O2", "-fdebug-types-section"}, ""},
		{"g++ DWARF 4, types in units", "g++", []string{"-gdwarf-4", "-O2", "-fdebug-types-section"}, ""},
		{"functions in sections", "g++", []string{"-g", "-O2", "-ffunction-sections"}, ""},
		{"g++ compressed as of old", "g++", []string{"-g", "-O2"}, "zlib-gnu"},
		{"clang and lld", "clang++-19", []string{"-g", "-O2", "-fuse-ld=lld"}, ""},
		{"no debug information", "g++", []string{"-O2"}, ""},
		{"no debug information, lld", "clang++-19", []string{"-O1", "-fuse-ld=lld"}, ""},
		{"only exports", "g++", []string{"-O2"}, "--strip-all"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			lib, source, second := filepath.Join(dir, "lib.so"), filepath.Join(dir, "inlines.cc"), filepath.Join(dir, "others.cc")
			for path, text := range map[string]string{source: inlines, second: others} {
				if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			cmd := exec.Command(tool(t, c.compiler), append(c.flags, "-shared", "-fPIC", "-nostdlib", "-o", lib, source, second)...)
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Skipf("%v\n%s", err, out)
			}
			if c.strip == "zlib-gnu" {
				if out, err := exec.Command(tool(t, "objcopy"), "--compress-debug-sections=zlib-gnu", lib).CombinedOutput(); err != nil {
					t.Fatalf("%v\n%s", err, out)
				}
			} else if c.strip != "" {
				if out, err := exec.Command(tool(t, "strip"), c.strip, lib).CombinedOutput(); err != nil {
					t.Fatalf("%v\n%s", err, out)
				}
			}
			f, err := elf.Open(lib)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			text := f.Section(".text")
			const bias = 0x7f1234560000
			s := NewSymbolizer(mapsOf(t, lib, bias), "/program")
			defer s.Close()
			var ask bytes.Buffer
			for a := text.Addr; a < text.Addr+text.Size; a++ {
				fmt.Fprintf(&ask, "%#x\n", a)
			}
			cmd = exec.Command(llvm, "--obj="+lib, "--inlines", "--functions=linkage", "--demangle", "--output-style=LLVM")
			cmd.Stdin = &ask
			out, err := cmd.Output()
			if err != nil {
				t.Fatal(err)
			}
			answers := strings.Split(strings.TrimSpace(string(out)), "\n\n")
			if uint64(len(answers)) != text.Size || text.Size < 40 {
				t.Fatalf("%d answers for %d bytes", len(answers), text.Size)
			}
			inlined, bare := 0, 0
			for i, answer := range answers {
				a := text.Addr + uint64(i)
				var want []Frame
				lines := strings.Split(answer, "\n")
				for ; len(lines) >= 2; lines = lines[2:] {
					want = append(want, placed(lines[0], lines[1]))
				}
				got := s.Stack([]uint64{bias + a})
				for j := range got {
					if got[j].Module != lib || got[j].Offset != a {
						t.Fatalf("%#x: %+v", a, got[j])
					}
					got[j].Module, got[j].Offset = "", 0
					if got[j].Line == 0 { // llvm tells some file then
						got[j].File = ""
					}
				}
				if want[0].Function == "" && got[0].Function == "bare" { // llvm wants types and sizes of symbols
					want[0].Function = "bare"
					bare++
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Fatalf("%#x: -llvm +ours\n%s", a, diff)
				}
				inlined += len(got) - 1
			}
			if debug := strings.HasPrefix(c.flags[0], "-g"); debug && inlined == 0 || !debug && bare == 0 {
				t.Errorf("%d inlined, %d of a symbol without size", inlined, bare)
			}
		})
	}
}

// placed reads two lines of llvm-symbolizer.
func placed(function, place string) Frame {
	f := Frame{Function: parameters.ReplaceAllString(function, "")}
	if m := regexp.MustCompile(`^(.*):(\d+):\d+$`).FindStringSubmatch(place); m != nil && m[2] != "0" {
		f.File = m[1]
		f.Line, _ = strconv.Atoi(m[2])
	}
	if f.Function == "??" {
		f.Function = ""
	}
	return f
}

var parameters = regexp.MustCompile(`\(.*\)( const)?$`)

// stacks prints its memory map and the stack of a call of a function of a
// library, which it finds beside itself.
const stacks = `
#include <dlfcn.h>
#include <execinfo.h>
#include <stdio.h>
#include <stdlib.h>
__attribute__((noinline)) void offered(void) {
  void *pcs[64];
  int n = backtrace(pcs, 64);
  for (int i = 0; i < n; i++) printf("%lx ", (unsigned long)pcs[i]);
  putchar('\n');
  FILE *f = fopen("/proc/self/maps", "r");
  for (int c; (c = fgetc(f)) != EOF;) putchar(c);
  fflush(stdout);
}
static __attribute__((noinline)) int own(char **argv) {
  void *lib = dlopen(argv[1], RTLD_NOW);
  if (lib == NULL) { puts(dlerror()); return 1; }
  ((void (*)(void (*)(void)))dlsym(lib, "called"))(offered);
  return 0;
}
int main(int argc, char **argv) { return own(argv) + argc - 2; }
`

const called = `
static __attribute__((noinline)) void inside(void (*f)(void)) {
  f();
  __asm__ volatile("");
}
void called(void (*f)(void)) {
  inside(f);
  __asm__ volatile("");
}
`

func TestStackOfProcess(t *testing.T) {
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name  string
		flags []string
		line  bool
	}{{"debug", []string{"-g"}, true}, {"symbols", nil, false}, {"page shared", []string{"-Wl,-z,noseparate-code"}, false}} {
		t.Run(c.name, func(t *testing.T) {
			lib, exe := filepath.Join(dir, "lib "+c.name+".so"), filepath.Join(dir, "exe")
			compile(t, dir, "lib "+c.name+".so", called, append(c.flags, "-shared", "-fPIC", "-O1", "-fno-optimize-sibling-calls")...)
			compile(t, dir, "exe", stacks, "-rdynamic", "-O1", "-fno-optimize-sibling-calls", "-ldl")
			out, err := exec.Command(exe, lib).Output()
			if err != nil {
				t.Fatal(err)
			}
			line, maps, _ := strings.Cut(string(out), "\n")
			var pcs []uint64
			for _, f := range strings.Fields(line) {
				pc, err := strconv.ParseUint(f, 16, 64)
				if err != nil {
					t.Fatal(err)
				}
				pcs = append(pcs, pc-1)
			}
			s := NewSymbolizer(maps, exe)
			defer s.Close()
			var got []string
			for _, f := range s.Stack(pcs) {
				if f.Module == exe || f.Module == lib {
					got = append(got, fmt.Sprintf("%s %s:%d", f.Function, filepath.Base(f.File), f.Line))
				}
			}
			want := []string{"offered .:0", "inside .:0", "called .:0", "exe .:0", "main .:0", "_start .:0"}
			if c.line {
				want = []string{"offered .:0", "inside -:3", "called -:7", "exe .:0", "main .:0", "_start .:0"}
				for i := range got { // compilers name their standard input in two ways
					got[i] = strings.Replace(got[i], "<stdin>", "-", 1)
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("-want +got\n%s\n%s", diff, out)
			}
		})
	}
}

func TestMappings(t *testing.T) {
	const maps = "nonsense\n" +
		"7000-8000 r-xp 00001000 08:01 42                         /a folder/lib.so (deleted)\n" +
		"9000-a000 r-xp 00000000 00:00 0\n" +
		"b000-c000 r-xp 00000000 00:00 0                          [vdso]\n" +
		"d000-e000 r-xp 00002000 08:01 42                         /does/not/exist.so\n" +
		"f000-e000 r-xp 00000000 00:00 0                          /backwards\n"
	s := NewSymbolizer(maps, "/program")
	defer s.Close()
	got := s.Stack([]uint64{0x7010, 0x9011, 0xb011, 0xd011, 0xf800, 0})
	want := []Frame{
		{Module: "/a folder/lib.so (deleted)", Offset: 0x1010},
		{Offset: 0x9011},
		{Module: "[vdso]", Offset: 0x11},
		{Module: "/does/not/exist.so", Offset: 0x2011},
		{Offset: 0xf800},
		{Offset: 0},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// Names end with the work that is left, however long that takes; what was told
// once costs nothing.
func TestWorkIsBounded(t *testing.T) {
	dir := t.TempDir()
	compile(t, dir, "lib.so", called, "-g", "-shared", "-fPIC", "-nostdlib")
	lib := filepath.Join(dir, "lib.so")
	f, err := elf.Open(lib)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	list, err := f.DynamicSymbols()
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(list, func(s elf.Symbol) bool { return s.Name == "called" })
	var pcs []uint64
	for n := range list[i].Size {
		pcs = append(pcs, list[i].Value+n)
	}
	const bias = 0x10000
	ask := func(s *Symbolizer, offset uint64) string { return s.Stack([]uint64{bias + offset})[0].Function }
	maps := mapsOf(t, lib, bias)
	whole := NewSymbolizer(maps, "")
	defer whole.Close()
	ask(whole, pcs[0])
	enough := maxWork - whole.left

	s := NewSymbolizer(maps, "")
	defer s.Close()
	s.left = enough
	for range 1000 {
		if got := ask(s, pcs[0]); got != "called" || s.left != 0 {
			t.Fatalf("%q, %d left of %d", got, s.left, enough)
		}
	}
	if got := ask(s, pcs[1]); got != "" {
		t.Errorf("%q after the last work", got)
	}
	for left := range enough { // wherever it ends
		s := NewSymbolizer(maps, "")
		s.left = left
		if got := ask(s, pcs[0]); got != "" && got != "called" || s.left >= 0 {
			t.Errorf("%q, %d left of %d", got, s.left, left)
		}
		s.Close()
	}
}

// FuzzSymbolize reads hostile files; a name or none, but no panic.
func FuzzSymbolize(f *testing.F) {
	dir := f.TempDir()
	if cc, err := exec.LookPath("cc"); err == nil {
		for i, flags := range [][]string{{"-g"}, {"-gdwarf-4", "-O2"}, {}} {
			lib := filepath.Join(dir, fmt.Sprint(i, ".so"))
			cmd := exec.Command(cc, append(flags, "-nostdlib", "-shared", "-fPIC", "-x", "c", "-", "-o", lib)...)
			cmd.Stdin = strings.NewReader(called)
			if err := cmd.Run(); err != nil && !errors.Is(err, os.ErrNotExist) {
				continue
			}
			if data, err := os.ReadFile(lib); err == nil {
				f.Add(data, uint16(0x1010))
			}
		}
	}
	f.Add([]byte(elf.ELFMAG), uint16(0))
	f.Fuzz(func(t *testing.T, data []byte, at uint16) {
		path := filepath.Join(dir, fmt.Sprintf("%d.so", os.Getpid()))
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
		s := NewSymbolizer(fmt.Sprintf("10000-30000 r-xp 00000000 08:01 42 %s\n", path), "")
		defer s.Close()
		if got := s.Stack([]uint64{0x10000 + uint64(at)}); len(got) == 0 || slices.ContainsFunc(got, func(f Frame) bool { return f.Module != path }) {
			t.Errorf("%+v", got)
		}
	})
}

func BenchmarkStack(b *testing.B) {
	exe, err := os.Executable()
	if err != nil {
		b.Fatal(err)
	}
	maps, err := os.ReadFile("/proc/self/maps")
	if err != nil {
		b.Fatal(err)
	}
	var pc uint64
	for line := range strings.Lines(string(maps)) {
		if m, ok := parseMapping(line); ok && m.exec && m.path == exe {
			pc = m.start + (m.end-m.start)/2
		}
	}
	for b.Loop() {
		s := NewSymbolizer(string(maps), "/other")
		s.Stack([]uint64{pc, pc + 4096, pc + 8192})
		s.Close()
	}
}
