//go:build cgo

package addons_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A fatal error on any thread writes a report, if that is wanted.
func TestFatalReport(t *testing.T) {
	addon := compile(t, filepath.Join("testdata", "fatal.c"), "-fno-optimize-sibling-calls")
	for _, where := range []string{"here", "thread"} {
		t.Run(where, func(t *testing.T) {
			dir := t.TempDir()
			main := filepath.Join(dir, "main.js")
			source := `const addon = require(process.argv[2]);
				process.report.reportOnFatalError = process.argv[3] === 'true';
				process.report.filename = 'report.json';
				(function ends() { addon.` + where + `(); while (true); })();`
			if err := os.WriteFile(main, []byte(source), 0o644); err != nil {
				t.Fatal(err)
			}
			file := filepath.Join(dir, "report.json")
			_, stderr, code := program(t, dir, "", main, addon, "false")
			if _, err := os.Stat(file); err == nil || code != -1 || stderr != "FATAL ERROR: here it \"ends\"\n" {
				t.Errorf("a report that nobody asked for, or status %d\n%s", code, stderr)
			}

			_, stderr, code = program(t, dir, "", main, addon, "true")
			if want := "FATAL ERROR: here it \"ends\"\n\nWriting Node.js report to file: report.json\nNode.js report completed\n"; stderr != want || code != -1 {
				t.Errorf("status %d\n%s", code, stderr)
			}
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var report struct {
				Header struct {
					Event, Trigger string
					ThreadID       *int
				}
				JavaScriptStack struct {
					Message string
					Stack   []string
				}
				NativeStack          []struct{ PC, Symbol string }
				SharedObjects        []string
				EnvironmentVariables map[string]string
			}
			if err := json.Unmarshal(data, &report); err != nil {
				t.Fatal(err)
			}
			if h := report.Header; h.Event != `it "ends"` || h.Trigger != "FatalError" || (h.ThreadID == nil) != (where == "thread") {
				t.Errorf("header %+v", h)
			}
			js := report.JavaScriptStack
			if where == "thread" && !slices.Equal(js.Stack, []string{"Unavailable."}) ||
				where == "here" && (js.Message != "FatalError" || !slices.ContainsFunc(js.Stack, func(s string) bool { return strings.HasPrefix(s, "at ends ("+main+":4:") })) {
				t.Errorf("JavaScript's stack %+v", js)
			}
			if len(report.NativeStack) == 0 || !slices.ContainsFunc(report.NativeStack, func(f struct{ PC, Symbol string }) bool { return f.Symbol == "end_here ["+addon+"]" }) {
				t.Errorf("native stack %+v", report.NativeStack)
			}
			if !slices.Contains(report.SharedObjects, addon) || report.EnvironmentVariables["PATH"] != os.Getenv("PATH") {
				t.Error("no shared objects, or no environment")
			}
		})
	}
}
