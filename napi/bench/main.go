//go:build cgo

// Bench measures what Node-API costs in this runtime.
//
//	go run . [-rounds N] [NODE...]   single calls, against each Node.js: the same
//	                                 compiled addon and script, nanoseconds and ratio
//	go run . -only ROW -cpuprofile F one row, for a profile
//	go run . -memory                 memory before, during and after millions of things
//
// Run it in the folder of this package. Both sides run by turns and the least of
// all rounds counts: on a busy machine that is what a call costs, and the rest is others' work.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"log"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/dop251/goja"

	"github.com/napicheck/napicheck/internal/addons"
	"github.com/napicheck/napicheck/internal/jsrt"
	"github.com/napicheck/napicheck/napi"
)

const nodeMain = `
globalThis.addon = require(process.argv[1]);
globalThis.print = console.log;
globalThis.now = () => Number(process.hrtime.bigint());
require('vm').runInThisContext(require('fs').readFileSync(process.argv[2], 'utf8'));
`

// groups are the rows for which there is a limit of the ratio; the others have
// none.
var groups = []struct {
	name  string
	limit float64
	rows  string
}{
	{"the least a row can be: a call of an empty function", math.Inf(1), "empty_call"},
	{"primitives, typeof, scopes", 0.6, "create_int32 get_value_int32 create_double get_value_double get_boolean get_undefined typeof handle_scope"},
	{"strings and properties", 2, "create_string_utf8 create_string_utf8_256 get_value_string_utf8 set_named_property get_named_property " +
		"has_named_property set_property get_property set_string_property set_element get_element"},
	{"array buffers", 4, "create_arraybuffer create_external_arraybuffer create_buffer create_buffer_copy create_external_buffer " +
		"get_arraybuffer_info get_buffer_info get_typedarray_info is_buffer"},
	{"call into JavaScript", 4, "call_function_0 call_function_2"},
	{"JavaScript to native", 10, "js_to_native_0 js_to_native_add js_to_native_string"},
	{"calls of thread-safe functions", 3, "tsfn_call tsfn_call_js tsfn_call_limit_1000"},
	{"asynchronous work, there and back", 1.5, "async_work_round_trip"},
	{"all others", math.Inf(1), ""},
}

func main() {
	log.SetFlags(0)
	rounds := flag.Int("rounds", 3, "how often each side is measured")
	only := flag.String("only", "", "measure this row alone, and only here")
	profile := flag.String("cpuprofile", "", "write a profile of this runtime's part")
	memory := flag.Bool("memory", false, "measure memory instead of time")
	flag.Parse()
	nodes := flag.Args()
	if len(nodes) == 0 {
		nodes = []string{"node"}
	}
	if *only != "" {
		nodes = nil
	}
	if err := run(nodes, *rounds, *only, *profile, *memory); err != nil {
		log.Fatal(err)
	}
}

func run(nodes []string, rounds int, only, profile string, memory bool) error {
	dir, err := os.MkdirTemp("", "napi-bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if memory {
		return measureMemory(dir)
	}
	built := map[string]string{}
	for _, name := range []string{"bench", "async_work", "threadsafe"} {
		if built[name], err = compile(dir, name); err != nil {
			return err
		}
	}
	asyncScript, err := filepath.Abs("../testdata/bench_async.js")
	if err != nil {
		return err
	}
	if profile != "" {
		f, err := os.Create(profile)
		if err != nil {
			return err
		}
		defer f.Close()
		if err := pprof.StartCPUProfile(f); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	ours, theirs := newFigures(), make([]*figures, len(nodes))
	for i := range nodes {
		theirs[i] = newFigures()
	}
	for range rounds {
		if err := here(built["bench"], only, ours); err != nil {
			return err
		}
		if err := hereAsync(asyncScript, []string{built["async_work"], built["threadsafe"], only}, ours); err != nil {
			return err
		}
		for i, node := range nodes {
			for _, args := range [][]string{
				{"-e", nodeMain, built["bench"], "../testdata/bench.js"},
				{asyncScript, built["async_work"], built["threadsafe"]},
			} {
				cmd := exec.Command(node, args...)
				cmd.Stdout, cmd.Stderr = theirs[i], os.Stderr
				if err := cmd.Run(); err != nil {
					return fmt.Errorf("%s: %v", node, err)
				}
			}
		}
	}
	table(os.Stdout, ours, theirs, nodes)
	return nil
}

// compile makes an addon of ../testdata/NAME.c in dir.
func compile(dir, name string) (addon string, err error) {
	addon = filepath.Join(dir, name+".node")
	out, err := exec.Command("cc", "-shared", "-fPIC", "-O2", "-pthread", "-Wno-unused-function", "-o", addon, "../testdata/"+name+".c").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("cc: %v\n%s", err, out)
	}
	return addon, nil
}

// here measures this runtime.
func here(addon, only string, out io.Writer) error {
	script, err := os.ReadFile("../testdata/bench.js")
	if err != nil {
		return err
	}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	rt, err := napi.New(napi.Options{})
	if err != nil {
		return err
	}
	defer rt.Close()
	exports, err := rt.Require(addon)
	if err != nil {
		return err
	}
	vm, start := rt.VM(), time.Now()
	for name, value := range map[string]any{
		"addon":        exports,
		"only":         only,
		"print":        func(s string) { fmt.Fprintln(out, s) },
		"now":          func() float64 { return float64(time.Since(start)) },
		"hostFunction": func(goja.FunctionCall) goja.Value { return nil },
	} {
		if err := vm.Set(name, value); err != nil {
			return err
		}
	}
	_, err = vm.RunScript("bench.js", string(script))
	return err
}

// hereAsync measures what takes an event loop.
func hereAsync(script string, args []string, out io.Writer) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	rt, err := jsrt.New(jsrt.Options{Stdout: out, Args: args, LoadAddon: addons.Load})
	if err != nil {
		return err
	}
	defer rt.Close()
	if code := rt.RunMain(script); code != 0 {
		return fmt.Errorf("%s: exit status %d", script, code)
	}
	return nil
}

// figures are the least nanoseconds seen of each row: of what is written to
// it, lines of a name and a number.
type figures struct {
	names []string
	ns    map[string]float64
	rest  []byte
}

func newFigures() *figures { return &figures{ns: map[string]float64{}} }

func (f *figures) Write(text []byte) (int, error) {
	f.rest = append(f.rest, text...)
	for {
		line, rest, ok := bytes.Cut(f.rest, []byte("\n"))
		if !ok {
			return len(text), nil
		}
		f.rest = rest
		var name string
		var ns float64
		if n, _ := fmt.Sscan(string(line), &name, &ns); n != 2 {
			continue
		}
		least, seen := f.ns[name]
		if !seen {
			f.names = append(f.names, name)
			least = ns
		}
		f.ns[name] = min(least, ns)
	}
}

func table(out io.Writer, ours *figures, theirs []*figures, nodes []string) {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	row := func(name string, limit float64) {
		fmt.Fprintf(w, "%s\t%.1f\t", name, ours.ns[name])
		for _, f := range theirs {
			ns, ok := f.ns[name]
			if !ok {
				fmt.Fprint(w, "\t\t")
				continue
			}
			over := ""
			if ours.ns[name]/ns > limit {
				over = " !"
			}
			fmt.Fprintf(w, "%.1f\t%.2f%s\t", ns, ours.ns[name]/ns, over)
		}
		fmt.Fprintln(w)
	}
	fmt.Fprint(w, "ns of a call (! over the limit)\there\t")
	for _, node := range nodes {
		fmt.Fprintf(w, "%s\tratio\t", version(node))
	}
	fmt.Fprintln(w)
	shown := map[string]bool{}
	for _, g := range groups {
		names := strings.Fields(g.rows)
		if g.rows == "" {
			names = ours.names
		}
		if math.IsInf(g.limit, 1) {
			fmt.Fprintf(w, "%s\t\n", g.name)
		} else {
			fmt.Fprintf(w, "%s: at most %v\t\n", g.name, g.limit)
		}
		for _, name := range names {
			if _, ok := ours.ns[name]; ok && !shown[name] {
				shown[name] = true
				row(name, g.limit)
			}
		}
	}
	_ = w.Flush()
	if loop, host, call := ours.ns["js_empty_loop"], ours.ns["js_to_host_0"], ours.ns["js_to_native_0"]; call > 0 && host > 0 {
		fmt.Fprintf(out, "\nOf js_to_native_0, %.0f ns are goja's loop, %.0f its call of a Go function, %.0f the way into the addon.\n", loop, host-loop, call-host)
	}
}

func version(node string) string {
	out, err := exec.Command(node, "--version").Output()
	if err != nil {
		return node
	}
	return strings.TrimSpace(string(out))
}
