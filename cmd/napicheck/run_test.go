package main

import (
	"strings"
	"testing"
)

func TestParseRun(t *testing.T) {
	for _, c := range []struct {
		args, version, code, execArgv, script, rest, err string
	}{
		{args: "a.js", script: "a.js"},
		{args: "a.js --node-version 1 -x", script: "a.js", rest: "--node-version 1 -x"},
		{args: "--node-version 20.1.0 --expose-gc a.js b", version: "20.1.0", execArgv: "--expose-gc", script: "a.js", rest: "b"},
		{args: "--node-version=20.1.0 --unhandled-rejections=strict -- -a.js -b", version: "20.1.0", execArgv: "--unhandled-rejections=strict", script: "-a.js", rest: "-b"},
		{args: "-e code a b", code: "code", rest: "a b"},
		{args: "-p code a", code: "code", rest: "a"},
		{args: "--report-on-fatalerror --report-dir r a.js", execArgv: "--report-on-fatalerror --report-dir=r", script: "a.js"},
		{args: "-r m --env-file=.env --import=file:///n.mjs a.js b", execArgv: "-r=m --env-file=.env --import=file:///n.mjs", script: "a.js", rest: "b"},
		{args: "-r", err: "flag needs an argument: -r"},
		{args: "-e code -- -b", code: "code", rest: "-b"},
		{args: "--node-version", err: "flag needs an argument: --node-version"},
		{args: "--bogus a.js", err: "unknown flag: --bogus"},
	} {
		o, script, rest, err := parseRun(strings.Fields(c.args))
		if err != nil {
			if err.Error() != c.err {
				t.Errorf("%s: %v, want %s", c.args, err, c.err)
			}
			continue
		}
		if c.err != "" || o.nodeVersion != c.version || o.code != c.code || strings.Join(o.execArgv, " ") != c.execArgv || script != c.script || strings.Join(rest, " ") != c.rest {
			t.Errorf("%s: %+v %q %q", c.args, o, script, rest)
		}
	}
}
