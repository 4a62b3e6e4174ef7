package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/napicheck/napicheck/matrix/internal/table"
)

// A record is what is kept of one measured release.
type record struct {
	Version  table.Version
	Platform string // "linux-x64", or another build where npm lacks that one
	Modules  int
	NodeAPI  int // 0 = none
	UV, V8   string
	Glibc    string // highest GLIBC_ version the binary needs; "" = not an official linux-x64 build
	Glibcxx  string
	// Exports are the exported names, sorted, without those of v8::internal.
	Exports []string
	// Listed are the releases that the changelog in the package names.
	Listed []string
	// Declared are the functions in node_api.h and js_native_api.h with the
	// Node-API version that guards them, "experimental" included.
	Declared map[string]string
}

// A store keeps records below a folder, one compressed file each.
type store string

func (s store) path(v table.Version) string {
	return filepath.Join(string(s), "release", v.String()+".json.gz")
}

// load returns the record of v; nil if there is none.
func (s store) load(v table.Version) (*record, error) {
	f, err := os.Open(s.path(v))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(bufio.NewReader(f))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.Name(), err)
	}
	r := new(record)
	if err := json.NewDecoder(z).Decode(r); err != nil {
		return nil, fmt.Errorf("%s: %w", f.Name(), err)
	}
	return r, nil
}

// save writes a record so that an interruption leaves either all of it or nothing.
func (s store) save(r *record) error {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if err := json.NewEncoder(z).Encode(r); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	path := s.path(r.Version)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(path+".tmp", b.Bytes(), 0o644); err != nil {
		return err
	}
	return os.Rename(path+".tmp", path)
}

// measure fetches the build of v for platform and reads it.
func (s store) measure(v table.Version, platform string) (*record, error) {
	tmp, err := os.MkdirTemp(string(s), "node-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(tmp)
	bin := filepath.Join(tmp, "node")
	headers := map[string]string{}
	r := &record{Version: v, Platform: platform}
	err = fetch(string(s), "node-"+platform+"@"+v.String(), func(name string, in io.Reader) error {
		switch name {
		case "bin/node":
			f, err := os.OpenFile(bin, os.O_CREATE|os.O_WRONLY, 0o755)
			if err != nil {
				return err
			}
			_, err = io.Copy(f, in)
			return errors.Join(err, f.Close())
		case "CHANGELOG.md":
			text, err := io.ReadAll(in)
			r.Listed = listed(string(text))
			return err
		case "include/node/node_api.h", "include/node/js_native_api.h", "include/node/node_version.h",
			"include/node/uv/version.h", "include/node/uv-version.h", "include/node/v8-version.h":
			text, err := io.ReadAll(in)
			headers[strings.TrimPrefix(name, "include/node/")] = string(text)
			return err
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if err := r.readBinary(bin); err != nil {
		return nil, err
	}
	if platform == "linux-x64" {
		err = r.run(bin)
	} else {
		err = r.readHeaders(headers)
	}
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", platform, v, err)
	}
	r.Declared = declared(headers["js_native_api.h"] + "\n" + headers["node_api.h"])
	return r, nil
}

// run asks the binary for its process.versions.
func (r *record) run(bin string) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, bin, "-p", "JSON.stringify(process.versions)")
	cmd.Env = []string{"HOME=" + filepath.Dir(bin)}
	out, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("run: %w", err)
	}
	var p struct{ Node, Modules, NAPI, UV, V8 string }
	if err := json.Unmarshal(out, &p); err != nil {
		return fmt.Errorf("process.versions: %w", err)
	}
	if !strings.HasPrefix(p.Node, r.Version.String()) {
		return fmt.Errorf("the binary is Node %s", p.Node)
	}
	if r.Modules, err = strconv.Atoi(p.Modules); err != nil {
		return fmt.Errorf("process.versions.modules: %w", err)
	}
	if p.NAPI != "" {
		if r.NodeAPI, err = strconv.Atoi(p.NAPI); err != nil {
			return fmt.Errorf("process.versions.napi: %w", err)
		}
	}
	r.UV, r.V8 = p.UV, p.V8
	return nil
}

// readHeaders finds the same numbers in the headers of a build this machine
// cannot run.
func (r *record) readHeaders(headers map[string]string) error {
	var err error
	define := func(header, name string) string {
		m := regexp.MustCompile(`(?m)^#\s*define\s+` + name + `\s+(\d+)\b`).FindStringSubmatch(headers[header])
		if m == nil {
			err = fmt.Errorf("%s does not define %s", header, name)
			return "0"
		}
		return m[1]
	}
	node := []string{define("node_version.h", "NODE_MAJOR_VERSION"), define("node_version.h", "NODE_MINOR_VERSION"), define("node_version.h", "NODE_PATCH_VERSION")}
	if v := strings.Join(node, "."); err == nil && v != r.Version.String() {
		err = fmt.Errorf("the headers are of Node %s", v)
	}
	r.Modules, _ = strconv.Atoi(define("node_version.h", "NODE_MODULE_VERSION"))
	api := "NODE_API_SUPPORTED_VERSION_MAX"
	if !strings.Contains(headers["node_version.h"], api) {
		api = "NAPI_VERSION"
	}
	r.NodeAPI, _ = strconv.Atoi(define("node_version.h", api))
	uv := "uv/version.h"
	r.UV = strings.Join([]string{define(uv, "UV_VERSION_MAJOR"), define(uv, "UV_VERSION_MINOR"), define(uv, "UV_VERSION_PATCH")}, ".")
	return err
}

// listed returns the releases that the table of a changelog links to.
func listed(changelog string) []string {
	var all []string
	for _, m := range regexp.MustCompile(`#(\d+\.\d+\.\d+)">`).FindAllStringSubmatch(changelog, -1) {
		all = append(all, m[1])
	}
	return all
}

// declared returns the functions that a Node-API header declares, each with
// the condition of the innermost #if around it that is about NAPI_VERSION or
// NAPI_EXPERIMENTAL: "9", "experimental", or "1" for none.
func declared(header string) map[string]string {
	token := regexp.MustCompile(`(?m)^#\s*(if|ifdef|ifndef|endif)\b(.*)$|\bNAPI_EXTERN[\w\s*]*?\b(napi_\w+|node_api_\w+)\s*\(`)
	version := regexp.MustCompile(`\bNAPI_VERSION\s*>=\s*(\d+)`)
	all := map[string]string{}
	var stack []string
	for _, m := range token.FindAllStringSubmatch(header, -1) {
		switch directive, cond, name := m[1], m[2], m[3]; directive {
		case "":
			guard := "1"
			for _, c := range slices.Backward(stack) {
				if c != "" {
					guard = c
					break
				}
			}
			all[name] = guard
		case "endif":
			stack = stack[:max(0, len(stack)-1)]
		default:
			guard := ""
			if v := version.FindStringSubmatch(cond); v != nil {
				guard = v[1]
			} else if directive != "ifndef" && strings.Contains(cond, "NAPI_EXPERIMENTAL") {
				guard = "experimental"
			}
			stack = append(stack, guard)
		}
	}
	return all
}
