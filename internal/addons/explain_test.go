//go:build linux && cgo

package addons_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// What require throws names the file, what it lacks and what to do, behind the
// words of the system's loader.
func TestExplained(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	library := compile(t, write("neighbour.c", "int neighbour(void) { return 1; }"), "-Wl,-soname,libneighbour-of-test.so.3")
	const init = "void *napi_register_module_v1(void *env, void *exports) { return exports; }\n"
	main := write("main.js", "try { require(process.argv[2]); console.log('loaded'); } catch (e) { console.log(e.code); console.log(e.message); }")
	for _, test := range []struct {
		name, source string
		flags        []string
		want         []string // after the path
	}{
		{"node_constructor", "void node_module_register(void *);\n__attribute__((constructor)) static void begin(void) { node_module_register(0); }\n", nil,
			[]string{"C++ interface of V8", "napicheck check"}},
		{"v8_symbol", "void node_register_module_v127(void *exports, void *module, void *context) {}\n", nil,
			[]string{"did not self-register", "C++ interface of V8", "napicheck check"}},
		{"v8_data", "extern int _ZTVN2v86ObjectE; int *table = &_ZTVN2v86ObjectE;\nextern int _ZN2v87Isolate1xE; int *x = &_ZN2v87Isolate1xE;\n" + init, nil,
			[]string{"undefined symbol: _Z", "v8::Isolate::x", "vtable for v8::Object", "napicheck symbols"}},
		{"no_library", "int neighbour(void);\nint use(void) { return neighbour(); }\n" + init, []string{"-Wl,--no-as-needed", library},
			[]string{"libneighbour-of-test.so.3: cannot open shared object file", "which ", "no_library.node needs", "install"}},
		{"lazy", "int nothing_has_this(void);\nint use(void) { return nothing_has_this(); }\n" + init, []string{"-Wl,-z,lazy"}, []string{"loaded"}},
		{"now", "int nothing_has_this(void);\nint use(void) { return nothing_has_this(); }\n" + init, []string{"-Wl,-z,now"},
			[]string{"undefined symbol: nothing_has_this", "Nothing here provides nothing_has_this"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			addon := compile(t, write(test.name+".c", test.source), test.flags...)
			out, stderr, code := program(t, dir, "", main, addon)
			if code != 0 {
				t.Fatalf("status %d\n%s", code, stderr)
			}
			if test.name != "lazy" && !strings.HasPrefix(out, "ERR_DLOPEN_FAILED\n") {
				t.Error(out)
			}
			for _, text := range test.want {
				if !strings.Contains(out, text) {
					t.Errorf("no %q in\n%s", text, out)
				}
			}
			if node, err := exec.LookPath(*nodePath); err == nil && test.name == "lazy" {
				if out, err := exec.Command(node, main, addon).Output(); err != nil || string(out) != "loaded\n" {
					t.Errorf("in Node.js: %v %s", err, out)
				}
			}
		})
	}
}

// What an initializer throws comes as it is, whatever it is.
func TestInitThrows(t *testing.T) {
	dir := t.TempDir()
	main := filepath.Join(dir, "main.js")
	if err := os.WriteFile(main, []byte("try { require(process.argv[2]); } catch (e) { console.log(typeof e, e && e.code, e && e.message); }"), 0o644); err != nil {
		t.Fatal(err)
	}
	const begin = "#include <stddef.h>\ntypedef void *value;\nint napi_throw_error(value, const char *, const char *); int napi_throw(value, value); int napi_get_null(value, value *);\n" +
		"int napi_create_object(value, value *); value napi_register_module_v1(value env, value exports) { value v; "
	for name, test := range map[string]struct{ source, want string }{
		"error":  {begin + `napi_throw_error(env, NULL, "own"); return exports; }`, "object undefined own\n"},
		"code":   {begin + `napi_throw_error(env, "CODE", "own"); return exports; }`, "object CODE own\n"},
		"null":   {begin + `napi_get_null(env, &v); napi_throw(env, v); return exports; }`, "object null null\n"},
		"object": {begin + `napi_create_object(env, &v); napi_throw(env, v); return exports; }`, "object undefined undefined\n"},
		"no entry": {"struct { int version; unsigned flags; const char *file; void *init; const char *name; void *priv, *reserved[4]; } module = {1, 0, \"f.c\", 0, \"m\"};\n" +
			"void napi_module_register(void *); __attribute__((constructor)) static void begin(void) { napi_module_register(&module); }", "object undefined Module has no declared entry point.\n"},
	} {
		t.Run(name, func(t *testing.T) {
			source := filepath.Join(dir, strings.ReplaceAll(name, " ", "_")+".c")
			if err := os.WriteFile(source, []byte(test.source), 0o644); err != nil {
				t.Fatal(err)
			}
			addon := compile(t, source)
			if out, stderr, code := program(t, dir, "", main, addon); out != test.want || code != 0 {
				t.Errorf("status %d, %q, want %q\n%s", code, out, test.want, stderr)
			}
			if node, err := exec.LookPath(*nodePath); err == nil {
				if out, err := exec.Command(node, main, addon).Output(); err != nil || string(out) != test.want {
					t.Errorf("in Node.js: %v %q", err, out)
				}
			}
		})
	}
}
