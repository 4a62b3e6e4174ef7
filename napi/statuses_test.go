//go:build cgo

package napi_test

import (
	"encoding/binary"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/napicheck/napicheck/napi"
)

// Every function gives every status it can give in some test. What it can give
// is read from the sources; what it gave is written down by the addons of the
// tests, whose calls go through wrappers: a file holds a word of bits for each
// function of the table, shared with the processes tests start.

// unreachable are the pairs the sources have and no test can reach.
var unreachable = map[string]string{
	// Memory that cannot be had, where that is not the end of the process.
	"napi_create_async_work napi_generic_failure":          "no memory",
	"napi_async_init napi_generic_failure":                 "no memory",
	"napi_open_callback_scope napi_generic_failure":        "no memory",
	"napi_create_threadsafe_function napi_generic_failure": "no memory",
	"napi_call_threadsafe_function napi_generic_failure":   "no memory for the queue",

	// Answers of what several functions share, to what only some of them can ask.
	"napi_create_bigint_int64 napi_pending_exception":  "one word is never too many",
	"napi_create_bigint_uint64 napi_pending_exception": "one word is never too many",
	"napi_type_tag_object napi_object_expected":        "replaced by napi_pending_exception, as in Node",
	"napi_check_object_type_tag napi_object_expected":  "replaced by napi_pending_exception, as in Node",

	"napi_create_threadsafe_function napi_pending_exception": "given by calls of the function it makes",

	// What goja may answer and does not.
	"napi_wrap napi_generic_failure":                                "every object has a class name to hide data behind",
	"napi_create_symbol napi_pending_exception":                     "making a symbol runs no script",
	"node_api_symbol_for napi_pending_exception":                    "making a symbol runs no script",
	"node_api_create_object_with_properties napi_pending_exception": "defining properties of a new object runs no script",
}

// refusal is what any function answers to a call a Runtime that checks does not
// let through.
const refusal = "napi_generic_failure"

const statusFile = "NAPI_TEST_STATUSES"

// observe begins to write statuses down; path is the file. In a process a test
// started, which writes to the file of that test, and where files cannot be
// shared so, it is "".
func observe() (path string, err error) {
	if os.Getenv(statusFile) != "" || runtime.GOOS == "windows" {
		return "", nil
	}
	dir, err := scratch()
	if err != nil {
		return "", err
	}
	path = filepath.Join(dir, "statuses")
	if err := os.WriteFile(path, make([]byte, 4*len(slices.Collect(napi.Functions()))), 0o600); err != nil {
		return "", err
	}
	return path, os.Setenv(statusFile, path)
}

// unobserved is the environment of processes whose statuses are not ours.
func unobserved() []string {
	return slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, statusFile+"=") })
}

// prototype matches a function of abi.h, or of Node's headers.
var prototype = regexp.MustCompile(`(?s)NAPI_EXTERN\s+((?:NAPI_NO_RETURN\s+)?\w+)\s+NAPI_CDECL\s+(\w+)\s*\((.*?)\);`)

// observer is the header that puts a wrapper before each function.
var observer = sync.OnceValues(func() (path string, err error) {
	dir, err := scratch()
	if err != nil {
		return "", err
	}
	abi, err := filepath.Abs("abi.h")
	if err != nil {
		return "", err
	}
	source, err := os.ReadFile(abi)
	if err != nil {
		return "", err
	}
	var h strings.Builder
	fmt.Fprintf(&h, "#include %q\n__attribute__((visibility(\"hidden\"))) napi_status observed(int function, napi_status status);\n", abi)
	prototypes := map[string][]string{}
	for _, m := range prototype.FindAllStringSubmatch(string(source), -1) {
		prototypes[m[2]] = m
	}
	i := 0
	for f := range napi.Functions() {
		if m := prototypes[f.Name]; m != nil && m[1] == "napi_status" {
			names := regexp.MustCompile(`\w+\s*(,|$)`).FindAllString(m[3], -1)
			fmt.Fprintf(&h, "static napi_status observed_%s(%s) { return observed(%d, %[1]s(%[4]s)); }\n#define %[1]s observed_%[1]s\n",
				f.Name, m[3], i, strings.Join(names, " "))
		}
		i++
	}
	path = filepath.Join(dir, "observer.h")
	return path, os.WriteFile(path, []byte(h.String()), 0o600)
})

// complete reports whether all tests are run: only then everything is seen.
func complete() bool {
	for _, name := range []string{"test.run", "test.skip", "test.list"} {
		if flag.Lookup(name).Value.String() != "" {
			return false
		}
	}
	return !testing.Short()
}

// checkStatuses compares what the functions gave with what they can give.
func checkStatuses(file string) (problems []string) {
	data, err := os.ReadFile(file)
	if err != nil {
		return []string{err.Error()}
	}
	possible := possibleStatuses()
	i := 0
	for f := range napi.Functions() {
		seen := binary.NativeEndian.Uint32(data[4*i:])
		for status, name := range statusNames() {
			pair := f.Name + " " + name
			gave, can, never := seen>>status&1 != 0, possible[f.Name][name], unreachable[pair] != ""
			switch {
			case gave && !can && name == refusal: // by a Runtime that checks calls
			case gave && !can:
				problems = append(problems, pair+": given, but not found in the sources")
			case gave && never:
				problems = append(problems, pair+": given, but said to be unreachable")
			case !gave && can && !never:
				problems = append(problems, pair+": given in no test")
			case never && !can:
				problems = append(problems, pair+": said to be unreachable, but not found in the sources")
			}
		}
		i++
	}
	return problems
}

// statusNames are the names of the statuses, by their number.
var statusNames = sync.OnceValue(func() []string {
	source, err := os.ReadFile("abi.h")
	if err != nil {
		panic(err)
	}
	enum := regexp.MustCompile(`typedef enum \{([^}]*)\} napi_status;`).FindStringSubmatch(string(source))
	return cIdentifier.FindAllString(enum[1], -1)
})

// possibleStatuses returns the statuses named in what each function is made of:
// its body, the macros in it, and the functions of C and Go it calls.
func possibleStatuses() map[string]map[string]bool {
	s, statuses := readSources(), map[string]bool{}
	for _, name := range statusNames() {
		statuses[name] = true
	}
	possible := map[string]map[string]bool{}
	for f := range napi.Functions() {
		found, visited := map[string]bool{}, map[string]bool{}
		var visit func(name string)
		visit = func(name string) {
			if visited[name] {
				return
			}
			visited[name] = true
			for used := range s[name] {
				if statuses[used] {
					found[used] = true
				} else {
					visit(used)
				}
			}
		}
		visit(f.Name)
		possible[f.Name] = found
	}
	return possible
}

// sources are the names each function or macro uses. A static function of C is
// known by its file and name, one of Go that C does not call by "go." and its
// name. Exported ones of Go are not among them: they are called by whoever runs
// the scripts.
type sources map[string]map[string]bool

func (s sources) add(name, used string) {
	if s[name] == nil {
		s[name] = map[string]bool{}
	}
	s[name][used] = true
}

func readSources() sources {
	s := sources{}
	for _, pattern := range []string{"*.h", "*.c"} {
		files, _ := filepath.Glob(pattern)
		for _, file := range files {
			s.addC(file)
		}
	}
	files, _ := filepath.Glob("*.go")
	for _, file := range files {
		if !strings.HasSuffix(file, "_test.go") {
			s.addGo(file)
		}
	}
	return s
}

// What is said of C's sources leaves out comments, texts, and what only a
// Runtime that checks calls does.
var (
	cNoise      = regexp.MustCompile(`(?s)//[^\n]*|/\*.*?\*/|"(\\.|[^"\\])*"|'(\\.|[^'\\])*'|_Static_assert\([^;]*;|if \(!core_watched\([^;]*;`)
	cMacro      = regexp.MustCompile(`(?m)^#define (\w+)\b((?:.*\\\n)*.*)$`)
	cFunction   = regexp.MustCompile(`(?ms)^(static )?(?:__attribute__\(\(\w+\)\) )?[a-z][\w *]*?\b(\w+)\([^;{}]*?\) \{(?:\n(.*?)^\}|(.*?)\}$)`)
	cIdentifier = regexp.MustCompile(`\b[A-Za-z_]\w*\b`)
)

func (s sources) addC(file string) {
	source, err := os.ReadFile(file)
	if err != nil {
		panic(err)
	}
	text := cNoise.ReplaceAllString(string(source), " ")
	for _, m := range cMacro.FindAllStringSubmatch(text, -1) {
		for _, used := range cIdentifier.FindAllString(m[2], -1) {
			s.add(m[1], used)
		}
	}
	functions := cFunction.FindAllStringSubmatch(text, -1)
	local := map[string]bool{}
	if strings.HasSuffix(file, ".c") {
		for _, m := range functions {
			local[m[2]] = m[1] != ""
		}
	}
	name := func(name string) string {
		if local[name] {
			return file + ":" + name
		}
		return name
	}
	for _, m := range functions {
		for _, used := range cIdentifier.FindAllString(m[3]+m[4], -1) {
			s.add(name(m[2]), name(used))
		}
	}
}

func (s sources) addGo(file string) {
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		panic(err)
	}
	for _, d := range parsed.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok || f.Body == nil || f.Name.IsExported() {
			continue
		}
		name := "go." + f.Name.Name
		if strings.HasPrefix(f.Name.Name, "go") {
			name = f.Name.Name
		}
		ast.Inspect(f.Body, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.SelectorExpr:
				if x, ok := n.X.(*ast.Ident); ok && x.Name == "C" {
					s.add(name, n.Sel.Name)
				} else {
					s.add(name, "go."+n.Sel.Name)
					return true
				}
				return false
			case *ast.Ident:
				s.add(name, "go."+n.Name)
				s.add(name, n.Name)
			}
			return true
		})
	}
}

// TestSources holds the reading of the sources to what is known of one.
func TestSources(t *testing.T) {
	possible := possibleStatuses()
	got := slices.Sorted(maps.Keys(possible["napi_get_array_length"]))
	want := []string{"napi_array_expected", "napi_cannot_run_js", "napi_invalid_arg", "napi_ok", "napi_pending_exception"}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	for name, statuses := range possible {
		if len(statuses) == 0 && name != "napi_fatal_error" && name != "napi_module_register" {
			t.Errorf("%s: no statuses found", name)
		}
	}
}
