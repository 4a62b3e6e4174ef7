//go:build linux && cgo

package napi_test

import (
	"debug/elf"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/dop251/goja"
	"github.com/google/go-cmp/cmp"

	"github.com/napicheck/napicheck/napi"
	"github.com/napicheck/napicheck/napi/misuse"
)

// A sin is a script that makes testdata/check.c commit one, and what is to be
// recorded: "KIND WHAT FUNCTION", or nothing where it is the legal neighbour.
type sin struct {
	script  string
	want    string
	message string // a part of it
	options string // for the compiler
	dies    bool   // Node.js ends the process, and so does this package
	glibc   bool   // is seen by a mark of glibc's malloc
}

var sins = []sin{
	{script: "addon.wrongThread()", want: "wrong-thread call napi_get_version", message: "thread other than that of JavaScript"},
	{script: "addon.rightThread(); turn()"},

	{script: "addon.keep({}); addon.useKept()", want: "invalid-handle stale napi_typeof", message: "earlier call"},
	{script: "addon.keep({}); try { addon.jumps() } catch {}", want: "invalid-handle stale napi_throw"},
	{script: "addon.forged()", want: "invalid-handle none napi_typeof", message: "0x7f0012345678 is no handle"},
	{script: "inWorld('addon.foreign()'); addon.foreign()", want: "invalid-handle none napi_typeof", message: "no handle of this JavaScript world"},
	{script: "addon.keep({}); addon.inArguments(() => {})", want: "invalid-handle stale napi_call_function"},
	{script: "addon.keep({}); addon.inProperties()", want: "invalid-handle stale napi_define_properties"},
	{script: "addon.keep({}); addon.useKeptReference()"},

	{script: "addon.afterScope()", want: "handle-after-scope closed napi_typeof", message: "scope in which the handle was made has been closed"},
	{script: "addon.afterEscape(); addon.coercesEscaped()"},

	{script: "addon.outOfOrder()", want: "scope-nesting order napi_close_handle_scope, scope-nesting not-open napi_close_handle_scope", message: "1 are still open"},
	{script: "addon.closedTwice()", want: "scope-nesting not-open napi_close_handle_scope"},
	{script: "addon.otherKind()", want: "scope-nesting other-kind napi_close_handle_scope", message: "another function closes"},
	{script: "addon.opensOuter(() => addon.closeOuter())", want: "scope-nesting outer napi_close_handle_scope, scope-nesting not-open napi_close_handle_scope"},
	{script: "addon.leftOpen()", want: "scope-nesting left-open napi_open_handle_scope", message: "left 1 handle scopes open", dies: true},
	{script: "addon.callbackScopeLeftOpen()", want: "scope-nesting left-open napi_open_callback_scope", message: "left 1 callback scopes open"},
	{script: "addon.inOrder()"},

	{script: "try { addon.ignoresException(() => { throw 1 }) } catch {}", want: "exception-ignored refused napi_set_named_property", message: "this one does nothing"},
	{script: "try { addon.ignoresOwnException() } catch {}", want: "exception-ignored refused napi_set_named_property"},
	{script: "try { addon.heedsException(() => { throw 1 }) } catch {}"},

	{script: "addon.ignoresStatus()", want: "status-ignored unset napi_typeof", message: "napi_call_function held before: that call has failed with napi_invalid_arg"},
	{script: "addon.ignoresStatusNull()", want: "status-ignored unset napi_typeof", message: "NULL: napi_call_function, the call before, has failed with napi_invalid_arg"},
	{script: "addon.heedsStatus()"},

	{script: "addon.leaksReference({}); addon.leaksReference({})", want: "reference leaked napi_create_reference", message: "2 references made here were never deleted"},
	{script: "addon.usesDeletedReference({})", want: "reference over napi_get_reference_value", message: "deleted before"},
	{script: "addon.deletesReferenceTwice({})", want: "reference over napi_delete_reference"},
	{script: "addon.ignoresStatusReference()", want: "status-ignored unset napi_delete_reference", options: "-DNAPI_VERSION=8", dies: true},
	{script: "for (let i = 0; i < 3; i++) { addon.deletesReference({}); addon.keepsOneReference({}); addon.wrapsWithReference() } gc()"},

	{script: "addon.leaksWork(); turn()", want: "async-work leaked napi_create_async_work", message: "1 async works made here were never deleted"},
	{script: "addon.deletesBusyWork(); turn()", want: "async-work busy napi_delete_async_work"},
	{script: "addon.queuesTwice(); turn()", want: "async-work queued-twice napi_queue_async_work"},
	{script: "addon.deletesWorkTwice()", want: "async-work over napi_delete_async_work"},
	{script: "addon.deletesWork(); addon.deletesWork(); turn()"},

	{script: "addon.leaksFunction(); addon.leaksFunction(); turn()", want: "threadsafe-function leaked napi_create_threadsafe_function"},
	{script: "addon.usesReleasedFunction(); turn()", want: "threadsafe-function released napi_call_threadsafe_function", message: "All threads"},
	{script: "addon.releaseOver(); turn(); addon.usesOver()", want: "threadsafe-function over napi_call_threadsafe_function"},
	{script: "addon.deadlocks(); turn()", want: "threadsafe-function deadlock napi_call_threadsafe_function", message: "waits for room"},
	{script: "addon.releasesFunction(); addon.fillsQueue(); addon.leaksFunction(); turn()"},

	{script: "addon.concludesTwice()", want: "deferred over napi_reject_deferred", message: "concluded before"},
	{script: "addon.leaksDeferred()", want: "deferred leaked napi_create_promise", message: "1 deferreds"},
	{script: "addon.concludes()"},

	{script: "addon.wrapsTwice()", want: "wrap overwritten napi_wrap"},
	{script: "other.unwraps(addon.wrapped())", want: "wrap foreign napi_unwrap", message: "another addon"},
	{script: "addon.wrapsAgain(); addon.unwraps(addon.wrapped()); other.unwrapsTagged(addon.tagged()); other.unwrapsTagged(addon.wrapped())"},

	{script: "again.usesFirstEnvironment()", want: "environment other napi_get_version"},
	{script: "inWorld('addon'); addon.usesFirstEnvironment()", want: "environment ended napi_get_version"},
	{script: "addon.keep({}); again.usesForeignReference()", want: "environment other-reference napi_get_reference_value"},
	{script: "inWorld('addon.usesOwnEnvironment()'); addon.usesOwnEnvironment(); again.usesOwnEnvironment(); addon.usesFirstEnvironment"},

	{script: "addon.finalizerTouches(); gc()", want: "basic-finalizer call napi_create_object", options: "-DNAPI_VERSION=2147483647", dies: true},
	{script: "addon.finalizerPosts(); gc(); turn()", options: "-DNAPI_VERSION=2147483647"},
	{script: "addon.finalizerTouches(); gc(); turn()"},

	{script: "addon.callsNewer()", want: "newer-function version node_api_get_module_file_name", message: "version 9 of Node-API; the module declares version 8", options: "-DNAPI_VERSION=8"},
	{script: "addon.callsExperimental({})", want: "newer-function experimental node_api_is_sharedarraybuffer", message: "experimental; the module declares version 10"},
	{script: "addon.callsNewer(); addon.callsOlder({})"},
	{script: "addon.callsExperimental({})", options: "-DNAPI_VERSION=2147483647"},

	{script: "addon.addsHookTwice()", want: "cleanup-hook twice napi_add_env_cleanup_hook", message: "already added", dies: true},
	{script: "addon.removesUnknownHook()", want: "cleanup-hook unknown napi_remove_env_cleanup_hook"},
	{script: "addon.removesAsyncHookTwice()", want: "cleanup-hook over napi_remove_async_cleanup_hook"},
	{script: "addon.addsHooks()"},

	{script: "var b = addon.getsMemory(); addon.detaches(b); gc(); addon.writesMemory()", want: "dead-buffer written napi_create_arraybuffer", message: "Byte 4999 of the 5000"},
	{script: "addon.getsMemory(); gc(); addon.passesMemory()", want: "dead-buffer passed napi_create_string_latin1"},
	{script: "var b = addon.getsMemory(); gc(); addon.writesMemory(); addon.passesMemory(); addon.detaches(b); gc()"},

	{script: "addon.finalizesTwice(); gc(); turn()", want: "finalizer-data freed napi_finalize", message: "freed already", glibc: true},
	{script: "addon.finalizesShared(); gc(); turn()"},

	{script: "addon, again", want: "exports-differ shape napi_register_module_v1", message: "nothing more there, function exports.wrongThread", options: "-DNAPI_VERSION=10 -DONCE"},
	{script: "addon; try { again } catch {}", want: "exports-differ throws napi_register_module_v1", options: "-DNAPI_VERSION=10 -DTHROWS"},
	{script: "addon, again; inWorld('addon')"},
	{script: "addon, again", options: "-DNAPI_VERSION=10 -DLIST"},

	{script: "addon", want: "module-register twice napi_module_register", message: "the last one", options: "-DREGISTERS=2"},
	{script: "addon", options: "-DREGISTERS=1"},

	{script: "addon.returnsClosed()", want: "returned-handle closed napi_callback"},
	{script: "addon.returnsGarbage()", want: "returned-handle none napi_callback"},
	{script: "addon.afterEscape(); addon.wrapped()"},

	{script: "addon.cuts('häuser')", want: "string-truncated truncated napi_get_value_string_utf8", message: "7 units and the buffer room for 6"},
	{script: "addon.cutsLatin1('four')", want: "string-truncated truncated napi_get_value_string_latin1"},
	{script: "addon.cutsUTF16('four')", want: "string-truncated truncated napi_get_value_string_utf16"},
	{script: "addon.reads('häuser'); addon.cutsLatin1('fou'); addon.cutsUTF16('fou'); addon.peeks('four')"},

	{script: "addon.takesBackTooMuch()", want: "external-memory negative napi_adjust_external_memory", message: "100 bytes"},
	{script: "addon.takesNothingBack()", want: "external-memory leaked napi_adjust_external_memory", message: "100 bytes"},
	{script: "addon.takesBack()"},
}

// Each kind of misuse is recorded with its function, a stack in the addon and
// the reason; its legal neighbour is not.
func TestChecks(t *testing.T) {
	found := map[string]bool{}
	sanitized := sanitized(t)
	for _, s := range sins {
		t.Run(s.script, func(t *testing.T) {
			if s.glibc && sanitized {
				found[strings.Join(strings.Fields(s.want)[:2], " ")] = true // elsewhere
				t.Skip("the malloc of the address sanitizer does not mark what is freed, as glibc's does")
			}
			options := []string{"-pthread"}
			if s.options == "" {
				options = append(options, "-DNAPI_VERSION=10")
			}
			addon := build(t, "check", append(options, strings.Fields(s.options)...)...)
			records, maps := checked(t, addon, build(t, "check", append(options, "-DNAPI_VERSION=10", "-DOTHER")...), s)
			var got []string
			for _, r := range records {
				got = append(got, fmt.Sprint(r.Kind.ID, " ", r.Case.What, " ", r.Function))
				found[r.Kind.ID+" "+r.Case.What] = true
				if !slices.ContainsFunc(r.PCs, func(pc uint64) bool { return maps.at(pc) == addon || strings.HasPrefix(s.script, "other") }) {
					t.Errorf("no frame in %s: %x, the first in %s", addon, r.PCs, maps.at(r.PCs[0]))
				}
			}
			if diff := cmp.Diff(s.want, strings.Join(got, ", ")); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			if len(records) > 0 && !strings.Contains(records[0].Message, s.message) {
				t.Errorf("message: %s", records[0].Message)
			}
		})
	}
	for _, k := range misuse.Kinds {
		if !slices.ContainsFunc(k.Cases, func(c misuse.Case) bool { return found[k.ID+" "+c.What] }) {
			t.Errorf("no case of %s was seen", k.ID)
		}
	}
}

// sanitized reports whether the tests are linked to the address sanitizer.
func sanitized(t *testing.T) bool {
	t.Helper()
	f, err := elf.Open("/proc/self/exe")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	imports, err := f.ImportedSymbols()
	if err != nil {
		t.Fatal(err)
	}
	return slices.ContainsFunc(imports, func(s elf.ImportedSymbol) bool { return s.Name == "__asan_init" })
}

// mappings are the files at a process's addresses.
type mappings []struct {
	from, to uint64
	file     string
}

func (m mappings) at(pc uint64) string {
	for _, r := range m {
		if pc >= r.from && pc < r.to {
			return r.file
		}
	}
	return ""
}

// checked has a child run a script with checks and returns what was recorded.
func checked(t *testing.T, addon, other string, s sin) ([]misuse.Record, mappings) {
	t.Helper()
	dir := t.TempDir()
	cmd := exec.Command(os.Args[0], "-test.run=^TestCheckedChild$")
	cmd.Env = append(os.Environ(), "NAPI_TEST_CHECKED="+dir, "NAPI_TEST_ADDON="+addon, "NAPI_TEST_OTHER="+other, "NAPI_TEST_SCRIPT="+s.script)
	out, err := cmd.CombinedOutput()
	if exit := (*exec.ExitError)(nil); err != nil && (!s.dies || !errors.As(err, &exit)) || err == nil && s.dies {
		t.Fatalf("ended with %v\n%s", err, out)
	}
	f, err := os.Open(filepath.Join(dir, "records"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	records, err := misuse.Decode(f)
	if err != nil || records.Dropped > 0 {
		t.Fatalf("%v, %d dropped", err, records.Dropped)
	}
	var maps mappings
	for line := range strings.Lines(read(t, filepath.Join(dir, "maps"))) {
		m := regexp.MustCompile(`^(\w+)-(\w+) .* (/.*)\n`).FindStringSubmatch(line)
		if m == nil {
			continue
		}
		maps = append(maps, struct {
			from, to uint64
			file     string
		}{hex(t, m[1]), hex(t, m[2]), m[3]})
	}
	return records.List, maps
}

func hex(t *testing.T, s string) (n uint64) {
	t.Helper()
	if _, err := fmt.Sscanf(s, "%x", &n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestCheckedChild(t *testing.T) {
	dir := os.Getenv("NAPI_TEST_CHECKED")
	if dir == "" {
		t.Skip("only for the tests that need a process of their own")
	}
	records, err := os.Create(filepath.Join(dir, "records"))
	if err != nil {
		t.Fatal(err)
	}
	var world func(script string)
	world = func(script string) {
		rt, err := napi.New(napi.Options{Check: records})
		if err != nil {
			t.Fatal(err)
		}
		defer rt.Close()
		vm := rt.VM()
		load := func(path string) func() goja.Value {
			var exports goja.Value
			return func() goja.Value {
				if exports == nil {
					if exports, err = rt.Require(path); err != nil {
						panic(err)
					}
					saveMaps(t, dir)
				}
				return exports
			}
		}
		global := vm.GlobalObject()
		getter := func(f func() goja.Value) goja.Value {
			return vm.ToValue(func(goja.FunctionCall) goja.Value { return f() })
		}
		addon := load(os.Getenv("NAPI_TEST_ADDON"))
		again := load(os.Getenv("NAPI_TEST_ADDON"))
		global.DefineAccessorProperty("addon", getter(addon), nil, goja.FLAG_TRUE, goja.FLAG_TRUE)
		global.DefineAccessorProperty("again", getter(func() goja.Value { addon(); return again() }), nil, goja.FLAG_TRUE, goja.FLAG_TRUE)
		global.DefineAccessorProperty("other", getter(load(os.Getenv("NAPI_TEST_OTHER"))), nil, goja.FLAG_TRUE, goja.FLAG_TRUE)
		vm.Set("inWorld", world)
		vm.Set("gc", func() {
			rt.GC()
			waitForFinalizers()
			rt.Sweep()
		})
		vm.Set("turn", func() {
			for deadline := time.Now().Add(time.Minute); rt.Alive() && time.Now().Before(deadline); {
				rt.Poll(time.Second)
				rt.Drain()
			}
		})
		if _, err := vm.RunString(script); err != nil {
			t.Fatal(err)
		}
	}
	runtime.LockOSThread()
	world(os.Getenv("NAPI_TEST_SCRIPT"))
}

// waitForFinalizers returns when Go has run the finalizers of what was
// collected so far: they run one after the other.
func waitForFinalizers() {
	done := make(chan bool)
	last := new([64]byte)
	runtime.SetFinalizer(last, func(*[64]byte) { close(done) })
	for {
		runtime.GC()
		select {
		case <-done:
			return
		case <-time.After(time.Millisecond):
		}
	}
}

func saveMaps(t *testing.T, dir string) {
	if err := os.WriteFile(filepath.Join(dir, "maps"), []byte(read(t, "/proc/self/maps")), 0o644); err != nil {
		t.Fatal(err)
	}
}
