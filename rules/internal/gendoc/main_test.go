package main

import (
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCurrent(t *testing.T) {
	got, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(readme()), string(got)); diff != "" {
		t.Errorf("rules/README.md is stale; run go generate ./rules (-want +got):\n%s", diff)
	}
}
