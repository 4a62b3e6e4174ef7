//go:build cgo

// Bench compares what single calls of Node-API cost in this runtime and in
// Node.js: the same compiled addon and script in both, nanoseconds per call and
// their ratio. Run it in the folder of this package: go run .
package main

import (
	"bytes"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/napicheck/napicheck/napi"
)

const nodeMain = `
globalThis.addon = require(process.argv[1]);
globalThis.print = console.log;
globalThis.now = () => Number(process.hrtime.bigint());
require('vm').runInThisContext(require('fs').readFileSync(process.argv[2], 'utf8'));
`

func main() {
	log.SetFlags(0)
	node := flag.String("node", "node", "the Node.js to compare with")
	only := flag.String("only", "", "run only this one, for profiling")
	profile := flag.String("cpuprofile", "", "write a profile of this runtime's part")
	flag.Parse()
	if err := run(*node, *only, *profile); err != nil {
		log.Fatal(err)
	}
}

func run(node, only, profile string) error {
	dir, err := os.MkdirTemp("", "napi-bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	addon := filepath.Join(dir, "bench.node")
	if out, err := exec.Command("cc", "-shared", "-fPIC", "-O2", "-Wno-unused-function", "-o", addon, "../testdata/bench.c").CombinedOutput(); err != nil {
		return fmt.Errorf("cc: %v\n%s", err, out)
	}
	script, err := os.ReadFile("../testdata/bench.js")
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
	}
	ours, err := here(addon, string(script), only)
	pprof.StopCPUProfile()
	if err != nil {
		return err
	}
	var theirs bytes.Buffer
	cmd := exec.Command(node, "-e", nodeMain, addon, "../testdata/bench.js")
	cmd.Stdout, cmd.Stderr = &theirs, os.Stderr
	if err := cmd.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "no figures of Node.js:", err)
	}
	table(ours, theirs.String())
	return nil
}

func here(addon, script, only string) (string, error) {
	runtime.LockOSThread()
	rt, err := napi.New(napi.Options{})
	if err != nil {
		return "", err
	}
	defer rt.Close()
	exports, err := rt.Require(addon)
	if err != nil {
		return "", err
	}
	var out strings.Builder
	vm, start := rt.VM(), time.Now()
	vm.Set("addon", exports)
	vm.Set("print", func(s string) { out.WriteString(s + "\n") })
	vm.Set("now", func() float64 { return float64(time.Since(start)) })
	if only != "" {
		script = strings.ReplaceAll(script, "let least = Infinity;", "if (name !== '"+only+"') return; n *= 20; let least = Infinity;")
	}
	_, err = vm.RunScript("bench.js", script)
	return out.String(), err
}

func table(ours, theirs string) {
	figures := func(text string) (names []string, ns map[string]float64) {
		ns = map[string]float64{}
		for line := range strings.Lines(text) {
			var name string
			var f float64
			if n, _ := fmt.Sscan(line, &name, &f); n == 2 {
				names = append(names, name)
				ns[name] = f
			}
		}
		return names, ns
	}
	names, here := figures(ours)
	_, there := figures(theirs)
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "call\tns\tNode\tratio\t")
	for _, name := range names {
		if n := there[name]; n > 0 {
			fmt.Fprintf(w, "%s\t%.1f\t%.1f\t%.2f\t\n", name, here[name], n, here[name]/n)
		} else {
			fmt.Fprintf(w, "%s\t%.1f\t\t\t\n", name, here[name])
		}
	}
	w.Flush()
}
