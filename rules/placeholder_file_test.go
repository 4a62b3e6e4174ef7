package rules

import (
	"strings"
	"testing"

	"github.com/napicheck/napicheck/internal/label"
	"github.com/napicheck/napicheck/symbols"
)

// TestNoLibrary reads files that are none and holds which rule speaks of each.
func TestNoLibrary(t *testing.T) {
	for name, c := range map[string]struct{ content, rule string }{
		"empty":      {"", PlaceholderFile.ID},
		"zeros":      {strings.Repeat("\x00", 4096), PlaceholderFile.ID},
		"blank":      {"\n\n", PlaceholderFile.ID},
		"LFS":        {"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n", PlaceholderFile.ID},
		"HTML":       {"<!DOCTYPE html>\n<html><head><title>404</title></head></html>\n", PlaceholderFile.ID},
		"XML":        {"<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>", PlaceholderFile.ID},
		"not found":  {"Not Found", PlaceholderFile.ID},
		"JSON":       {`{"message":"Not Found"}`, PlaceholderFile.ID},
		"JavaScript": {"module.exports = require('./build/Release/addon.node')\n", PlaceholderFile.ID},
		"link":       {"../build/Release/addon.node", PlaceholderFile.ID},
		"script":     {"#!/bin/sh\nexit 1\n", PlaceholderFile.ID},
		"wasm":       {"\x00asm\x01\x00\x00\x00", UnsupportedFormat.ID},
		"gzip":       {"\x1f\x8b\x08\x00\x00\x00\x00\x00", UnsupportedFormat.ID},
		"archive":    {"!<arch>\n", UnsupportedFormat.ID},
		"data":       {"\x01\x02\x03\x04\x05\x06\x07\x08", UnsupportedFormat.ID},
	} {
		f, err := symbols.Read(strings.NewReader(c.content), int64(len(c.content)), symbols.Options{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		fs := Check(f, label.Label{}, Promise{}, Options{}).Findings
		if len(fs) != 1 || fs[0].Rule != c.rule || fs[0].Severity != Error {
			t.Errorf("%s (%s): want one error of %s, got %+v", name, f.Reason, c.rule, fs)
		}
	}
}
