package rules

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/napicheck/napicheck/internal/lazyregexp"
)

// NodePreGypFields looks at what node-pre-gyp requires of package.json.
var NodePreGypFields = &Rule{
	ID: "node-pre-gyp-fields", Code: "NC511", Severity: Error,
	Doc: `Its binary field is not what node-pre-gyp accepts

node-pre-gyp ends the installation when binary lacks module_name, module_path or
host, when host is no https address, or when napi_versions is not mirrored in
the templates: {napi_build_version} or {node_napi_label} must be in module_path
and in remote_path or package_name, and nowhere without napi_versions.

Correct the field, and try an installation from the packed tarball.`,
	RunPackage: nodePreGypFields,
}

var moduleName = lazyregexp.New(`^[A-Za-z_][A-Za-z0-9_]*$`)

func nodePreGypFields(p *PackagePass) {
	m := p.Manifest
	if m.Binary == nil || !p.uses("@mapbox/node-pre-gyp", "node-pre-gyp") {
		return
	}
	text := func(name string) (s string) {
		if json.Unmarshal(m.Binary[name], &s) != nil {
			return ""
		}
		return s
	}
	var wrong []string
	for _, name := range []string{"module_name", "module_path", "host"} {
		if text(name) == "" {
			wrong = append(wrong, "binary."+name+" is missing")
		}
	}
	if s := text("module_name"); s != "" && !moduleName().MatchString(s) {
		wrong = append(wrong, fmt.Sprintf("binary.module_name %q is no name of C", s))
	}
	if s := text("host"); s != "" && !strings.HasPrefix(s, "https://") {
		wrong = append(wrong, fmt.Sprintf("binary.host %q is no https address", s))
	}
	versions, stated := m.Binary["napi_versions"]
	templated := func(s string) bool {
		return strings.Contains(s, "{napi_build_version}") || strings.Contains(s, "{node_napi_label}")
	}
	inPath, inName := templated(text("module_path")), templated(text("remote_path")) || templated(text("package_name"))
	switch {
	case stated && (!inPath || !inName):
		wrong = append(wrong, "binary.napi_versions is stated, and {napi_build_version} is not in module_path and in remote_path or package_name")
	case !stated && (inPath || inName):
		wrong = append(wrong, "the templates use {napi_build_version}, and binary.napi_versions is missing")
	}
	if stated {
		wrong = append(wrong, napiVersions(p, versions)...)
	}
	if len(wrong) > 0 {
		p.Report(Error, "package.json", strings.Join(wrong, "; "), "Correct the field binary: node-pre-gyp refuses it.", map[string]any{"binary": m.Binary, "wrong": wrong})
	}
}

// napiVersions compares binary.napi_versions with what the files are labelled.
func napiVersions(p *PackagePass, raw json.RawMessage) (wrong []string) {
	var versions []int
	if json.Unmarshal(raw, &versions) != nil || len(versions) == 0 || slices.Min(versions) < 1 {
		return []string{fmt.Sprintf("binary.napi_versions %s is no list of positive numbers", raw)}
	}
	for _, f := range p.Files {
		if n, err := strconv.Atoi(f.Label.NAPI); err == nil && f.Label.Convention == "node-pre-gyp" && !slices.Contains(versions, n) {
			wrong = append(wrong, fmt.Sprintf("%s is labelled Node-API %d, which is not in binary.napi_versions", f.Path, n))
		}
	}
	return wrong
}
