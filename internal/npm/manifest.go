// Package npm knows what npm knows of a package: the fields of package.json,
// of lock files and of the registry, read the way npm reads them. It fetches
// through the user's own npm, so that registries, proxies, tokens and
// integrity are the user's.
//
// It knows nothing of the bytes of addons.
package npm

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// MaxManifest bounds a package.json (4 MiB); real ones are a thousand times smaller.
const MaxManifest = 4 << 20

// A Manifest holds the fields of a package.json that decide where a package's
// native code is installed, built and looked for. Fields of the wrong type
// are treated as npm treats them, mostly as absent.
type Manifest struct {
	Name, Version        string
	Engines              map[string]string // "node" → range
	OS, CPU, Libc        []string          // as written, "!" kept; nil = not stated
	Main                 string
	Bin                  []string        // files that become commands
	Exports              json.RawMessage // nil = not stated
	Files                []string        // nil = not stated
	GypFile              *bool           // nil = not stated
	Scripts              map[string]string
	Dependencies         map[string]string
	OptionalDependencies map[string]string
	Binary               map[string]json.RawMessage // node-pre-gyp and prebuild
	NAPI                 json.RawMessage            // napi-rs
	Deprecated           string
}

// ReadManifest reads a package.json of at most MaxManifest bytes.
func ReadManifest(r io.Reader) (*Manifest, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxManifest+1))
	if err != nil {
		return nil, err
	}
	return ParseManifest(data)
}

// ParseManifest reads the text of a package.json. Only text that is no JSON
// object, or that is longer than MaxManifest, is an error.
func ParseManifest(data []byte) (*Manifest, error) {
	if len(data) > MaxManifest {
		return nil, fmt.Errorf("more than %d bytes", MaxManifest)
	}
	// Keys of a map, unlike those of a struct, are told apart by their case.
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(bytes.TrimPrefix(data, []byte("\ufeff")), &fields); err != nil {
		return nil, err
	}
	if fields == nil {
		return nil, fmt.Errorf("null in place of an object")
	}
	return manifest(fields), nil
}

func manifest(fields map[string]json.RawMessage) *Manifest {
	m := &Manifest{
		Name:                 strings.TrimSpace(text(fields["name"])),
		Version:              strings.TrimLeft(strings.TrimSpace(text(fields["version"])), "=v "),
		Engines:              texts(fields["engines"]),
		OS:                   words(fields["os"]),
		CPU:                  words(fields["cpu"]),
		Libc:                 words(fields["libc"]),
		Main:                 text(fields["main"]),
		Bin:                  bins(fields["bin"]),
		Exports:              fields["exports"],
		Scripts:              texts(fields["scripts"]),
		Dependencies:         dependencies(fields["dependencies"]),
		OptionalDependencies: dependencies(fields["optionalDependencies"]),
		Deprecated:           text(fields["deprecated"]),
	}
	if list, ok := decode[[]json.RawMessage](fields["files"]); ok {
		m.Files = make([]string, 0, len(list))
		for _, f := range list {
			if s := text(f); s != "" {
				m.Files = append(m.Files, s)
			}
		}
	}
	if b, ok := decode[bool](fields["gypfile"]); ok {
		m.GypFile = &b
	}
	if raw := fields["napi"]; len(raw) > 0 && raw[0] == '{' {
		m.NAPI = raw
	}
	m.Binary, _ = decode[map[string]json.RawMessage](fields["binary"])
	return m
}

// decode reads a value of one type; anything else, null included, is absent.
func decode[T any](raw json.RawMessage) (v T, ok bool) {
	if len(raw) == 0 || string(raw) == "null" {
		return v, false
	}
	if json.Unmarshal(raw, &v) != nil {
		var zero T
		return zero, false
	}
	return v, true
}

func text(raw json.RawMessage) string {
	s, _ := decode[string](raw)
	return s
}

// texts reads an object of strings and drops members of other types.
func texts(raw json.RawMessage) map[string]string {
	fields, ok := decode[map[string]json.RawMessage](raw)
	if !ok {
		return nil
	}
	m := make(map[string]string, len(fields))
	for k, v := range fields {
		if s, ok := decode[string](v); ok {
			m[k] = s
		}
	}
	return m
}

// bins reads the files of the field bin: one, or several by their command.
func bins(raw json.RawMessage) []string {
	if s := text(raw); s != "" {
		return []string{s}
	}
	return slices.Sorted(maps.Values(texts(raw)))
}

// words reads a string, or a list of strings.
func words(raw json.RawMessage) []string {
	if s, ok := decode[string](raw); ok {
		return []string{s}
	}
	list, _ := decode[[]json.RawMessage](raw)
	var out []string
	for _, v := range list {
		if s, ok := decode[string](v); ok {
			out = append(out, s)
		}
	}
	return out
}

// dependencies reads an object, or one of the forms of old: a list of
// "name@range", or such a list as one string.
func dependencies(raw json.RawMessage) map[string]string {
	if m := texts(raw); m != nil {
		return m
	}
	list := words(raw)
	if len(list) == 1 {
		list = strings.Fields(strings.ReplaceAll(list[0], ",", " "))
	}
	var m map[string]string
	for _, s := range list {
		name, spec := cutSpec(s)
		if name == "" {
			continue
		}
		if m == nil {
			m = map[string]string{}
		}
		m[name] = spec
	}
	return m
}

// cutSpec splits "name@range"; the @ of a scope is part of the name.
func cutSpec(s string) (name, spec string) {
	if i := strings.IndexByte(s[min(1, len(s)):], '@'); i >= 0 {
		return s[:i+1], s[i+2:]
	}
	return s, ""
}

// Allows reports whether a field os, cpu or libc lets npm install a package
// where the value is value: a list without the value refuses it, unless all
// it holds are other values with "!".
func Allows(list []string, value string) bool {
	if len(list) == 0 || len(list) == 1 && list[0] == "any" {
		return true
	}
	if slices.Contains(list, "!"+value) {
		return false
	}
	return slices.Contains(list, value) || !slices.ContainsFunc(list, func(s string) bool { return !strings.HasPrefix(s, "!") })
}
