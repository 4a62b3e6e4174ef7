package jsrt

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/dop251/goja"
	"github.com/google/go-cmp/cmp"

	"github.com/napicheck/napicheck/matrix"
)

// run runs source as a main script in a folder of its own.
func run(t *testing.T, o Options, source string) (stdout, stderr string, code int) {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, "main.js")
	if err := os.WriteFile(path, []byte(source), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, errOut bytes.Buffer
	o.Stdout, o.Stderr, o.Dir = &out, &errOut, dir
	rt, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	code = rt.RunMain(path)
	return out.String(), errOut.String(), code
}

func TestNoAddons(t *testing.T) {
	out, _, code := run(t, Options{}, `
		require('fs').writeFileSync('x.node', '');
		for (const f of [() => require('./x.node'), () => process.dlopen({ exports: {} }, './x.node')])
			try { f() } catch (e) { console.log(e.code, e.message) }`)
	want := strings.Repeat("ERR_DLOPEN_FAILED this build cannot load addons\n", 2)
	if out != want || code != 0 {
		t.Errorf("got %q, exit status %d", out, code)
	}
}

func TestLoadAddon(t *testing.T) {
	var loaded []string
	o := Options{LoadAddon: func(rt *Runtime, path string, module *goja.Object) error {
		loaded = append(loaded, filepath.Base(path))
		switch filepath.Base(path) {
		case "throws.node":
			_, err := rt.VM().RunString("throw new RangeError('from init')")
			return err
		case "fails.node":
			return errors.New("wrong ELF class")
		}
		return module.Get("exports").(*goja.Object).Set("answer", 42)
	}}
	out, _, _ := run(t, o, `
		const fs = require('fs');
		for (const n of ['good', 'throws', 'fails']) fs.writeFileSync(n + '.node', '');
		console.log(require('./good').answer, require('./good') === require('./good.node'));
		for (const n of ['throws', 'fails']) try { require('./' + n) } catch (e) { console.log(e.name, e.code, e.message) }
		delete require.cache[require.resolve('./good.node')];
		console.log(require('./good.node'));`)
	want := "42 true\nRangeError undefined from init\nError ERR_DLOPEN_FAILED wrong ELF class\n{ answer: 42 }\n"
	if out != want {
		t.Errorf("got %q", out)
	}
	if got := strings.Join(loaded, " "); got != "good.node throws.node fails.node good.node" {
		t.Errorf("loaded %s", got)
	}
}

// fakePoller is what native threads are to the loop.
type fakePoller struct {
	rt     *Runtime
	mu     sync.Mutex
	ready  []goja.Callable
	left   int // threads at work
	wake   chan struct{}
	polled int

	terminated atomic.Bool
}

func (p *fakePoller) Poll(timeout time.Duration) {
	p.polled++
	if timeout < 0 {
		<-p.wake
		return
	}
	select {
	case <-p.wake:
	case <-time.After(timeout):
	}
}

func (p *fakePoller) Wake() {
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

func (p *fakePoller) Terminate() { p.terminated.Store(true) }

func (p *fakePoller) Drain() {
	p.mu.Lock()
	ready := p.ready
	p.ready = nil
	p.mu.Unlock()
	for _, f := range ready {
		p.left--
		_ = p.rt.Callback(func() error { _, err := f(goja.Undefined()); return err })
	}
}

func (p *fakePoller) Alive() bool { return p.left > 0 }

func TestPoller(t *testing.T) {
	var p *fakePoller
	o := Options{Setup: func(rt *Runtime) error {
		p = &fakePoller{rt: rt, wake: make(chan struct{}, 1)}
		rt.SetPoller(p)
		return rt.VM().Set("later", func(call goja.FunctionCall) goja.Value {
			f, _ := goja.AssertFunction(call.Argument(0))
			p.left++
			go func() {
				time.Sleep(5 * time.Millisecond)
				p.mu.Lock()
				p.ready = append(p.ready, f)
				p.mu.Unlock()
				p.Wake()
			}()
			return goja.Undefined()
		})
	}}
	out, stderr, code := run(t, o, `
		process.on('uncaughtException', (e) => console.log('caught', e.message));
		later(() => {
			console.log('first');
			Promise.resolve().then(() => console.log('promise'));
			process.nextTick(() => console.log('tick'));
			later(() => { later(() => console.log('last')); throw new Error('thrown') });
		});
		setTimeout(() => console.log('timer'), 1e8).unref();
		process.on('exit', () => console.log('exit'));`)
	want := "first\ntick\npromise\ncaught thrown\nlast\nexit\n"
	if out != want || code != 0 {
		t.Errorf("got %q and %q, exit status %d", out, stderr, code)
	}
	if p.polled == 0 {
		t.Error("the loop did not wait in Poll")
	}
}

func TestPost(t *testing.T) {
	var inTurn bool
	o := Options{Setup: func(rt *Runtime) error {
		return rt.VM().Set("ask", func(call goja.FunctionCall) goja.Value {
			f, _ := goja.AssertFunction(call.Argument(0))
			rt.Ref()
			go rt.Post(func() {
				rt.Unref()
				inTurn = rt.Callback(func() error { _, err := f(goja.Undefined()); return err }) == nil
			})
			return goja.Undefined()
		})
	}}
	out, _, _ := run(t, o, `ask(() => { Promise.resolve().then(() => console.log('b')); process.nextTick(() => console.log('a')) })`)
	if out != "a\nb\n" || !inTurn {
		t.Errorf("got %q", out)
	}
}

func TestExitInterrupts(t *testing.T) {
	var order []string
	o := Options{Setup: func(rt *Runtime) error {
		rt.OnClose(func() { order = append(order, "first in") })
		rt.OnClose(func() { order = append(order, "last in") })
		return nil
	}}
	out, _, code := run(t, o, `
		process.on('exit', (c) => console.log('exit', c));
		try { process.exit(6) } catch { console.log('caught') } finally { console.log('finally') }
		console.log('after')`)
	if out != "exit 6\n" || code != 6 {
		t.Errorf("got %q, exit status %d", out, code)
	}
	if strings.Join(order, ", ") != "last in, first in" {
		t.Errorf("closed in the order %v", order)
	}
}

func TestStackOverflow(t *testing.T) {
	_, stderr, code := run(t, Options{}, "function f() { f() }\nf()")
	if code != 1 || !strings.Contains(stderr, "RangeError: Maximum call stack size exceeded") {
		t.Errorf("exit status %d, %q", code, stderr)
	}
}

// What the engine itself dies of ends the script, and is told as that. (goja
// calls the method next of an iterator that has none.)
func TestDefect(t *testing.T) {
	const dies = "for (const x of { [Symbol.iterator]() { return {}; } });"
	for _, script := range []string{dies, "try { " + dies + " } catch { console.log('caught'); }", "setTimeout(() => { " + dies + " })", "Promise.resolve().then(() => { " + dies + " })"} {
		stdout, stderr, code := run(t, Options{}, "process.on('exit', () => console.log('exit'));"+script+"; process.nextTick(() => console.log('before'));")
		if code != 70 || strings.Contains(stdout, "exit") || strings.Contains(stdout, "caught") {
			t.Errorf("%s: exit status %d, %q", script, code, stdout)
		}
		if !strings.HasPrefix(stderr, "napicheck: the JavaScript runtime failed: ") || !strings.Contains(stderr, ", in github.com/dop251/goja.") || strings.Contains(stderr, "goroutine") {
			t.Errorf("%s: %s", script, stderr)
		}
	}
}

func TestUncaughtNamesPlace(t *testing.T) {
	_, stderr, code := run(t, Options{NodeVersion: "22.11.0"}, "const f = () => {\n  throw new Error('oh');\n};\nf();")
	for _, want := range []string{"main.js:2\n  throw new Error('oh');\n  ^\n\nError: oh\n    at f (", "main.js:2:9)\n    at Object.<anonymous> (", "\n\nnapicheck run, as Node.js v22.11.0\n"} {
		if !strings.Contains(stderr, want) {
			t.Errorf("no %q in\n%s", want, stderr)
		}
	}
	if code != 1 {
		t.Errorf("exit status %d", code)
	}
}

// Lowered code keeps the places of the source.
func TestLoweredPlaces(t *testing.T) {
	_, stderr, _ := run(t, Options{}, "// one\nasync function* g() {}\nfunction boom() {\n\n  throw new Error('here');\n}\nboom();")
	for _, want := range []string{"main.js:5\n  throw new Error('here');", "boom (", "main.js:5:", "main.js:7:"} {
		if !strings.Contains(stderr, want) {
			t.Errorf("no %q in\n%s", want, stderr)
		}
	}
}

func TestDefaultNodeVersion(t *testing.T) {
	newest := 0
	for major := range ltsLines {
		newest = max(newest, major)
	}
	var want matrix.Version
	for _, r := range matrix.Releases() {
		if strings.HasPrefix(r.Version.String(), strconv.Itoa(newest)+".") && r.Known() && r.Version.Compare(want) > 0 {
			want = r.Version
		}
	}
	if want.String() != DefaultNodeVersion {
		t.Errorf("default is %s, newest long-term-support release known is %s", DefaultNodeVersion, want)
	}
}

// Built-in functions are those of the release posed as; TestLikeNode compares
// with Node.js itself, which here has written what is expected.
func TestBuiltins(t *testing.T) {
	script, err := os.ReadFile("testdata/diff/builtins.js")
	if err != nil {
		t.Fatal(err)
	}
	for file, version := range map[string]string{"18": "18.20.8", "22": "22.12.0", "24": "24.4.0"} {
		want, err := os.ReadFile("testdata/builtins-" + file + ".txt")
		if err != nil {
			t.Fatal(err)
		}
		out, stderr, _ := run(t, Options{NodeVersion: version}, string(script))
		if diff := cmp.Diff(string(want), out); diff != "" {
			t.Errorf("%s: %s\n%s", version, diff, stderr)
		}
	}
}

func TestNodeVersion(t *testing.T) {
	for version, want := range map[string]string{"18.20.8": "108 9", "20.11.1": "115 9", "22.12.0": "127 9"} {
		out, _, _ := run(t, Options{NodeVersion: version}, "console.log(process.versions.modules, process.versions.napi)")
		if out != want+"\n" {
			t.Errorf("%s: got %q, want %q", version, out, want)
		}
	}
	for _, bad := range []string{"22", "x.y.z", "1.2.-3"} {
		if _, err := New(Options{NodeVersion: bad}); err == nil {
			t.Errorf("%q is accepted", bad)
		}
	}
}

func TestTerminate(t *testing.T) {
	rt, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	p := &fakePoller{rt: rt, wake: make(chan struct{}, 1)}
	rt.SetPoller(p)
	started, told := make(chan struct{}), make(chan struct{})
	if err := rt.VM().Set("started", func() { close(started) }); err != nil {
		t.Fatal(err)
	}
	go func() {
		<-started
		rt.Terminate()
		close(told)
	}()
	rt.RunCode("started(); for (;;) {}", false)
	<-told
	if !p.terminated.Load() {
		t.Error("native code was not told")
	}
}

func TestNoScript(t *testing.T) {
	var stderr strings.Builder
	rt, err := New(Options{Stderr: &stderr})
	if err != nil {
		t.Fatal(err)
	}
	path, err := filepath.Abs("no-such.js")
	if err != nil {
		t.Fatal(err)
	}
	if code := rt.RunMain("no-such.js"); code != 1 || !strings.Contains(stderr.String(), "Error: Cannot find module '"+path+"'") {
		t.Errorf("exit status %d\n%s", code, &stderr)
	}
}

func TestGlibc(t *testing.T) {
	out, _, _ := run(t, Options{}, "console.log(process.report.getReport().header.glibcVersionRuntime)")
	if v := strings.TrimSpace(out); v != "undefined" && !strings.HasPrefix(v, "2.") {
		t.Errorf("got %q", out)
	}
}

func TestCoreModules(t *testing.T) {
	out, stderr, code := run(t, Options{}, `
		for (const m of require('module').builtinModules) { require(m); require('node:' + m) }
		for (const k of Object.getOwnPropertyNames(globalThis)) globalThis[k];
		try { require('http2') } catch (e) { console.log(e.code, e.message.split('\n')[0]) }`)
	if code != 0 || out != "MODULE_NOT_FOUND Cannot find module 'http2'\n" {
		t.Errorf("exit status %d\n%s%s", code, out, stderr)
	}
}

func FuzzURL(f *testing.F) {
	for _, s := range []string{"http://user:pass@host:80/a/../b?c#d", "file:///C:/a|b", "//x", "mailto:a", "http://[::1%25]", "http://1.2.3.4.5", "x:/./..//"} {
		f.Add(s, "http://base/p?q")
	}
	f.Fuzz(func(t *testing.T, input, base string) {
		b, _ := parseURL(base, nil)
		u, err := parseURL(input, b)
		if err != nil {
			return
		}
		again, err := parseURL(u.href(), nil)
		if err != nil {
			t.Fatalf("%q gives %q, which does not parse", input, u.href())
		}
		if again.href() != u.href() {
			t.Errorf("%q gives %q, then %q", input, u.href(), again.href())
		}
	})
}

// There is no network: what would use it says so, the way of its own.
func TestNoNetwork(t *testing.T) {
	got, _, _ := run(t, Options{}, `
		const net = require('net'), show = (e) => console.log(e.name, e.code, e.permission, e.resource);
		net.connect(1, 'host').on('error', show).on('close', (failed) => console.log('close', failed));
		try { net.createServer().listen('/socket'); } catch (e) { show(e); }
		fetch('http://host/').catch((e) => { console.log(e.name, e.message); show(e.cause); });
	`)
	want := "Error ERR_ACCESS_DENIED Net /socket\nError ERR_ACCESS_DENIED Net host\nclose true\nTypeError fetch failed\nError ERR_ACCESS_DENIED Net http://host/\n"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestTopLevelAwait(t *testing.T) {
	for _, test := range []struct {
		source, stdout, stderr string
		code                   int
	}{
		{"process.on('exit', (c) => console.log(c)); await new Promise(() => {}); console.log('never')", "13\n", "Warning: Detected unsettled top-level await\n", 13},
		{"await new Promise(() => process.exit())", "", "", 0},
		{"export { a }; await 1; let a; throw new RangeError('late')", "", "RangeError: late", 1},
		{"await 1; process.on('uncaughtException', (e) => console.log('got', e)); export default 5; await Promise.reject(7)", "got 7\n", "", 0},
	} {
		dir := t.TempDir()
		path := filepath.Join(dir, "main.mjs")
		if err := os.WriteFile(path, []byte(test.source), 0o600); err != nil {
			t.Fatal(err)
		}
		var out, errOut bytes.Buffer
		rt, err := New(Options{Stdout: &out, Stderr: &errOut, Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		if code := rt.RunMain(path); code != test.code || out.String() != test.stdout || !strings.Contains(errOut.String(), test.stderr) {
			t.Errorf("%s: status %d, %q, %q", test.source, code, out.String(), errOut.String())
		}
	}
}

// TestOwnErrors holds that goja is what engine.go knows, where no Node.js is at
// hand to compare with; that stacks of the engine's errors have Node's form; and
// that what looks a value up does not change a script's own errors.
func TestOwnErrors(t *testing.T) {
	got, _, _ := run(t, Options{}, `
		const texts = [];
		const says = (f) => { try { f(); } catch (e) { texts.push(e.message + (/^TypeError: .*\n    at \S/.test(e.stack) ? '' : e.stack)); } };
		says(() => { 'use strict'; Object.freeze(new (class C { x = 1; })()).x = 2; });
		says(() => { ({}).a.b; });
		says(() => { const o = {}; o.missing(); });
		says(() => { const e = Object.freeze(new Error('no')); Object.defineProperty(Error.prototype, 'name', { get() { throw new TypeError('getter'); }, configurable: true }); 'use strict'; e.message(); });
		says(() => { throw new TypeError("Object has no member 'x'"); });
		console.log(texts.join('\n'));`)
	want := "Cannot assign to read only property 'x' of object '#<C>'\nCannot read properties of undefined (reading 'b')\no.missing is not a function\ne.message is not a function\nObject has no member 'x'\n"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
