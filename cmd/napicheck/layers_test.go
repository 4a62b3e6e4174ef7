package main

import (
	"os/exec"
	"strings"
	"testing"
)

const module = "github.com/napicheck/napicheck/"

// layers are the packages of the analyser with those of ours that each may
// import. None of them may need cgo.
var layers = map[string]string{
	"symbols":           "internal/lazyregexp",
	"matrix":            "matrix/internal/table internal/semver",
	"internal/semver":   "",
	"internal/npm":      "internal/semver internal/lazyregexp",
	"internal/label":    "internal/npm internal/semver internal/lazyregexp",
	"internal/artifact": "internal/label internal/npm internal/semver internal/lazyregexp internal/scratch",
	"loader":            "napi/misuse symbols matrix matrix/internal/table internal/semver internal/lazyregexp internal/scratch",
	"rules":             "loader napi/misuse internal/label internal/npm symbols matrix matrix/internal/table internal/semver internal/lazyregexp internal/scratch",
	"internal/report":   "loader napi/misuse rules internal/label internal/npm symbols matrix matrix/internal/table internal/semver internal/lazyregexp internal/scratch",
}

// TestLayers holds the direction of imports, indirect ones included.
func TestLayers(t *testing.T) {
	for pkg, allowed := range layers {
		t.Run(pkg, func(t *testing.T) {
			for _, dep := range deps(t, "-f", "{{if not .Standard}}{{.ImportPath}} {{.CgoFiles}}{{end}}", "./../../"+pkg) {
				path, cgo, _ := strings.Cut(dep, " ")
				if cgo != "[]" {
					t.Errorf("%s needs cgo", path)
				}
				if own, ok := strings.CutPrefix(path, module); ok && own != pkg && !contains(allowed, own) {
					t.Errorf("imports %s", own)
				}
			}
		})
	}
}

func deps(t *testing.T, args ...string) []string {
	t.Helper()
	out, err := exec.Command("go", append([]string{"list", "-deps"}, args...)...).Output()
	if err != nil {
		if exit, ok := err.(*exec.ExitError); ok {
			t.Fatalf("go list: %v\n%s", err, exit.Stderr)
		}
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(string(out)), "\n")
}

func contains(list, word string) bool {
	for _, w := range strings.Fields(list) {
		if w == word {
			return true
		}
	}
	return false
}
