package main

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/napicheck/napicheck/internal/probe"
)

var update = flag.Bool("update", false, "rewrite what the scripts expect")

func TestMain(m *testing.M) {
	probe.Main()
	testscript.Main(m, map[string]func(){"napicheck": main, "npm": registry})
}

// TestScripts runs the program as users do. $ADDONS holds the addons of the
// folder testdata at the top; scripts copy what they need, so that no path of
// this machine gets into what they expect.
func TestScripts(t *testing.T) {
	addons, err := filepath.Abs("../../testdata/addons")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Condition: func(name string) (bool, error) {
			if name != "load" {
				return false, fmt.Errorf("unknown condition %q", name)
			}
			return probe.Command != nil && runtime.GOARCH == "amd64", nil // as the addons of $ADDONS
		},
		Setup: func(env *testscript.Env) error {
			env.Setenv("ADDONS", addons)
			// The configuration search ends here.
			return os.Mkdir(filepath.Join(env.WorkDir, ".git"), 0o777)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"truncated": truncated, "absent": absent, "appears": appears, "status": exits, "archive": archive,
		},
	})
}

// truncated SRC DST N copies the first N percent of a file.
func truncated(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: truncated SRC DST PERCENT")
	}
	data := ts.ReadFile(args[0])
	percent := 0
	for _, c := range args[2] {
		percent = percent*10 + int(c-'0')
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(data[:len(data)*percent/100]), 0o666))
}

// absent PATTERN checks that no file in the working directory has a name
// that holds PATTERN.
func absent(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: absent PATTERN")
	}
	ts.Check(filepath.WalkDir(ts.MkAbs("."), func(path string, _ fs.DirEntry, err error) error {
		if err == nil && strings.Contains(filepath.Base(path), args[0]) {
			ts.Fatalf("%s is there", path)
		}
		return err
	}))
}

// appears PATTERN waits until there is a file whose path matches.
func appears(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: appears PATTERN")
	}
	for range 10_000 {
		if found, _ := filepath.Glob(ts.MkAbs(args[0])); found != nil {
			return
		}
		time.Sleep(time.Millisecond)
	}
	ts.Fatalf("%s does not appear", args[0])
}

// status N CMD ARGS... runs a command and checks its exit status.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status N CMD ARGS...")
	}
	got := "0"
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		exit := (*exec.ExitError)(nil)
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		got = strconv.Itoa(exit.ExitCode())
	}
	if got != args[0] {
		ts.Fatalf("exit status %s, want %s", got, args[0])
	}
}
