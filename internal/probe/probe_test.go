//go:build linux && cgo

package probe

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"

	"github.com/napicheck/napicheck/loader"
)

func TestMain(m *testing.M) {
	Main()
	switch os.Getenv("PROBE_TEST") {
	case "load":
		r, err := loader.Run(context.Background(), os.Args[2], loader.Options{Command: Command, Started: Early()})
		if err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		fmt.Println(Early() != nil, r.Outcome, r.Message)
	case "leave":
		// Its child finds nobody.
	default:
		os.Exit(m.Run())
	}
}

// program runs this one again with arguments.
func program(t *testing.T, what string, args ...string) string {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe, args...)
	cmd.Env = append(os.Environ(), "PROBE_TEST="+what)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return strings.TrimSpace(string(out))
}

// The word "load" starts a child before Go begins, and that child is used; it
// ends where nobody wants it.
func TestEarly(t *testing.T) {
	if data, err := os.ReadFile("/proc/self/maps"); err != nil || strings.Contains(string(data), "ld-musl") {
		t.Skip("musl gives constructors no arguments")
	}
	addon := "../../testdata/addons/symbol/linux-x64.node"
	if runtime.GOARCH == "arm64" {
		addon = "../../testdata/addons/symbol/linux-arm64.node"
	}
	for word, early := range map[string]string{"load": "true", "other": "false"} {
		if got, want := program(t, "load", word, addon), early+" loaded"; got != want {
			t.Errorf("%s: %s, want %s", word, got, want)
		}
	}
	program(t, "leave", "load", addon) // which waits until nobody has its output open
}
