package jsrt

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// TestMain lets the test binary be what scripts under test start: run as
// `napicheck run` is.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "run" {
		os.Exit(runLikeCommand(os.Args[2:]))
	}
	os.Exit(m.Run())
}

func runLikeCommand(args []string) int {
	o := Options{Exit: os.Exit}
	code, eval, print := "", false, false
	for len(args) > 0 && len(args[0]) > 1 && args[0][0] == '-' {
		if file, ok := strings.CutPrefix(args[0], "--env-file="); ok {
			o.EnvFiles, args = append(o.EnvFiles, file), args[1:]
			continue
		}
		switch args[0] {
		case "--require", "--import":
			o.Preload, args = append(o.Preload, args[1]), args[2:]
		case "--node-version":
			o.NodeVersion, args = args[1], args[2:]
		case "-e", "-p":
			code, eval, print, args = args[1], true, args[0] == "-p", args[2:]
		default:
			o.ExecArgv, args = append(o.ExecArgv, args[0]), args[1:]
		}
	}
	if !eval {
		o.Args = args[1:]
	} else {
		o.Args = args
	}
	rt, err := New(o)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 2
	}
	if eval {
		return rt.RunCode(code, print)
	}
	return rt.RunMain(args[0])
}
