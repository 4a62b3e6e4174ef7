package jsrt

import (
	"fmt"
	"os"
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
	code, eval := "", false
	for len(args) > 0 && len(args[0]) > 1 && args[0][0] == '-' {
		switch args[0] {
		case "--node-version":
			o.NodeVersion, args = args[1], args[2:]
		case "-e":
			code, eval, args = args[1], true, args[2:]
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
		return rt.RunCode(code)
	}
	return rt.RunMain(args[0])
}
