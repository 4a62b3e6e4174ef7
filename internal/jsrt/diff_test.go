package jsrt

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// What differs from run to run or is ours by design: stack frames, process
// ids, the last line of an uncaught error, and the line Node quotes of its own
// sources above it.
var noise = []struct {
	pattern *regexp.Regexp
	with    string
}{
	{regexp.MustCompile(`(?m)^\s+at .*\n`), ""},
	{regexp.MustCompile(`(?m)^\s+\.\.\. \d+ lines matching cause stack trace \.\.\.\n`), ""},
	{regexp.MustCompile(`\(node:\d+\)`), "(node:PID)"},
	{regexp.MustCompile(`(?m)^(napicheck run, as )?Node\.js v.*\n`), "NODE\n"},
	{regexp.MustCompile(`\A\s*(node:|/).*:\d+\n.*\n\s*\^+\n`), ""},
	{regexp.MustCompile(`(?m)^----- (Native|JavaScript) stack trace -----\n(^\s*\d+: .*\n)*`), ""},
	{regexp.MustCompile(`(?m)^\s*\n`), ""},
}

func quiet(s string) string {
	for _, n := range noise {
		s = n.pattern.ReplaceAllString(s, n.with)
	}
	return s
}

type outcome struct {
	stdout, stderr string
	code           int
}

func runScript(t *testing.T, script, name string, args ...string) outcome {
	t.Helper()
	ctx := t.Context()
	if deadline, ok := t.Deadline(); ok { // what hangs must not outlive the test
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadline(ctx, deadline.Add(-10*time.Second))
		defer cancel()
	}
	cmd := exec.CommandContext(ctx, name, append(args, filepath.Base(script))...)
	cmd.Dir = filepath.Dir(script)
	cmd.Env = append(os.Environ(), "NO_COLOR=1")
	cmd.WaitDelay = time.Minute
	var out, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &stderr
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return outcome{quiet(out.String()), quiet(stderr.String()), cmd.ProcessState.ExitCode()}
}

// TestLikeNode runs each script of testdata in Node.js and here: the same
// output and exit status. The scripts print only what Node.js has an order for,
// however slow the machine.
func TestLikeNode(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("no node to compare with")
	}
	version, err := exec.Command(node, "--version").Output()
	if err != nil {
		t.Skip("node does not run: ", err)
	}
	if !strings.HasPrefix(string(version), "v20.") {
		t.Skipf("texts are those of Node.js 20, here is %s", version)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	var scripts []string
	for _, pattern := range []string{"testdata/diff/*.*js", "testdata/modules/modules.js", "testdata/modules/esm_main.mjs"} {
		found, err := filepath.Glob(pattern)
		if err != nil || len(found) == 0 {
			t.Fatalf("%s: no scripts (%v)", pattern, err)
		}
		scripts = append(scripts, found...)
	}
	for _, script := range scripts {
		t.Run(filepath.Base(script), func(t *testing.T) {
			abs, err := filepath.Abs(script)
			if err != nil {
				t.Fatal(err)
			}
			want := runScript(t, abs, node, "--expose-gc")
			got := runScript(t, abs, self, "run", "--node-version", strings.TrimSpace(string(version)), "--expose-gc")
			if got.code != want.code {
				t.Errorf("exit status %d, Node.js has %d", got.code, want.code)
			}
			compareText(t, "stdout", got.stdout, want.stdout)
			compareText(t, "stderr", got.stderr, want.stderr)
		})
	}
}

func compareText(t *testing.T, name, got, want string) {
	t.Helper()
	if got == want {
		return
	}
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range max(len(g), len(w)) {
		a, b := "(end)", "(end)"
		if i < len(g) {
			a = g[i]
		}
		if i < len(w) {
			b = w[i]
		}
		if a != b {
			t.Errorf("%s line %d:\n got  %s\n Node %s", name, i+1, a, b)
			return
		}
	}
}
