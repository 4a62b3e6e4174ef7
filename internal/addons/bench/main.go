//go:build cgo

// Bench compares what asynchronous calls of Node-API cost in this runtime and
// in Node.js: the same compiled addons and script in both, nanoseconds per call
// and their ratio. Run it in its folder: go run .
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
	"strings"
	"text/tabwriter"

	"github.com/napicheck/napicheck/internal/addons"
	"github.com/napicheck/napicheck/internal/jsrt"
)

func main() {
	log.SetFlags(0)
	node := flag.String("node", "node", "the Node.js to compare with")
	flag.Parse()
	if err := run(*node); err != nil {
		log.Fatal(err)
	}
}

func run(node string) error {
	dir, err := os.MkdirTemp("", "addons-bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	var args []string
	for _, name := range []string{"async_work", "threadsafe"} {
		addon := filepath.Join(dir, name+".node")
		out, err := exec.Command("cc", "-shared", "-fPIC", "-O2", "-pthread", "-o", addon, "../../../napi/testdata/"+name+".c").CombinedOutput()
		if err != nil {
			return fmt.Errorf("cc: %v\n%s", err, out)
		}
		args = append(args, addon)
	}
	script, err := filepath.Abs("bench.js")
	if err != nil {
		return err
	}
	var ours, theirs bytes.Buffer
	runtime.LockOSThread()
	rt, err := jsrt.New(jsrt.Options{Stdout: &ours, Args: args, LoadAddon: addons.Load})
	if err != nil {
		return err
	}
	if code := rt.RunMain(script); code != 0 {
		return fmt.Errorf("status %d", code)
	}
	cmd := exec.Command(node, append([]string{script}, args...)...)
	cmd.Stdout, cmd.Stderr = &theirs, os.Stderr
	if err := cmd.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "no figures of Node.js:", err)
	}
	there := map[string]float64{}
	each(theirs.String(), func(name string, ns float64) { there[name] = ns })
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "call\tns\tNode\tratio\t")
	each(ours.String(), func(name string, ns float64) {
		fmt.Fprintf(w, "%s\t%.0f\t%.0f\t%.2f\t\n", name, ns, there[name], ns/there[name])
	})
	return w.Flush()
}

func each(text string, f func(name string, ns float64)) {
	for line := range strings.Lines(text) {
		var name string
		var ns float64
		if n, _ := fmt.Sscan(line, &name, &ns); n == 2 {
			f(name, ns)
		}
	}
}
