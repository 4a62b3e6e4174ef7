package symbols

import (
	"strconv"
	"strings"
	"testing"
)

func TestSniff(t *testing.T) {
	member := func(name, body string) string {
		h := name + strings.Repeat(" ", 48-len(name)) + strconv.Itoa(len(body)) + strings.Repeat(" ", 10-len(strconv.Itoa(len(body)))) + "`\n" + body
		if len(body)%2 == 1 {
			h += "\n"
		}
		return h
	}
	coff := "\x64\x86\x01\x00\x00\x00\x00\x00\x3c\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00" + strings.Repeat("\x00", 80)
	tests := []struct{ data, want string }{
		{"", "empty file"},
		{"\x00asm\x01\x00\x00\x00", "WebAssembly module"},
		{"\x1f\x8b\x08\x00", "gzip data"},
		{"PK\x03\x04\x14\x00", "zip archive"},
		{"\xfd7zXZ\x00\x00", "xz data"},
		{"\x28\xb5\x2f\xfd\x04", "zstd data"},
		{"BZh91AY", "bzip2 data"},
		{strings.Repeat("\x00", 257) + "ustar\x0000" + strings.Repeat("\x00", 248), "tar archive"},
		{"!<arch>\n" + member("/", "\x00\x00") + member("addon.o/", "\x7fELF"), "static library"},
		{"!<arch>\n" + member("/", "\x00\x00") + member("/", "\x00") + member("node.exe/", "\x00\x00\xff\xff\x00\x00"), "Windows import library"},
		{"!<arch>\n" + member("debian-binary", "2.0\n"), "Debian package"},
		{"!<arch>\n/", "static library"},
		{"\xca\xfe\xba\xbe\x00\x00\x00\x34", "Java class"},
		{"BC\xc0\xde5\x14", "LLVM bitcode"},
		{"\x89PNG\r\n\x1a\n", "PNG image"},
		{"\x00\x00\xff\xff\x00\x00\x64\x86", "Windows import object"},
		{"\x00\x00\xff\xff\x02\x00\x64\x86", "COFF object"},
		{coff, "COFF object"},
		{strings.Repeat("\x00", 600), "zero bytes only"},
		{"\x01\x02\x03\x04\x05\xff\xfe", "unknown kind"},
		{"version https://git-lfs.github.com/spec/v1\noid sha256:ab\nsize 5\n", "Git LFS pointer: the real file was not checked out"},
		{"<!DOCTYPE html>\n<html>", "HTML page"},
		{"\xef\xbb\xbf\n <html><body>404", "HTML page"},
		{"<?xml version=\"1.0\"?><Error>", "XML document"},
		{"{\"name\": \"x\"}\n", "JSON text"},
		{"[1, 2", "text, not a native binary"},
		{"[1" + strings.Repeat(", 1", 1000) + "]", "JSON text"},
		{"#!/usr/bin/env node\nconsole.log(1)", "JavaScript with a #! line"},
		{"#!/bin/sh\nexit 1", "script with a #! line"},
		{"'use strict'\nmodule.exports = require('./build/x.node')", "JavaScript"},
		{"404: Not Found", "server's error message"},
		{"../other/addon.node", "symbolic link"},
		{"Grüße, nur Text", "text, not a native binary"},
		{strings.Repeat("é", 400), "text, not a native binary"}, // cut in the middle of a character
		{"INPUT(-lfoo)", "linker script"},
		{"   \n", "blank text"},
	}
	for _, tt := range tests {
		src := source{strings.NewReader(tt.data), 0, int64(len(tt.data))}
		if got := sniff(src, []byte(tt.data[:min(len(tt.data), 511)])); !strings.Contains(got, tt.want) {
			t.Errorf("%.20q: %q, want %q", tt.data, got, tt.want)
		}
	}
}
