package label

import (
	"cmp"
	"encoding/json"
	"errors"
	gopath "path"
	"regexp"
	"strconv"
	"strings"

	"github.com/napicheck/napicheck/internal/npm"
	"github.com/napicheck/napicheck/internal/semver"

	"github.com/napicheck/napicheck/internal/lazyregexp"
)

// node-pre-gyp puts an addon where the template binary.module_path says. Its
// variables {node_abi} and {node_napi_label} are recognised without the
// template too: node-v115, electron-v1.8, node-webkit-v0.12, napi-v6, alone or
// with a tuple behind.
var preGypFolder = lazyregexp.New(`^(?:(node|electron|node-webkit)-v([0-9][0-9.]*)|napi-v([0-9]{1,3}))(?:-(.+))?$`)

func readNodePreGyp(p place, m *npm.Manifest) (Label, string, bool) {
	if m != nil {
		if l, ok := preGypTemplate(p, m); ok {
			return l, p.stem, true
		}
	}
	for i := len(p.dirs) - 1; i >= 0; i-- {
		match := preGypFolder().FindStringSubmatch(p.dirs[i])
		if match == nil {
			continue
		}
		l := Label{Runtime: match[1], NAPI: match[3]}
		if digits(match[2]) {
			l.ABI = match[2]
		}
		if match[4] != "" {
			t, name, ok := aTuple(match[4])
			if !ok || name != "" {
				continue
			}
			l = l.or(t)
		} else if t, _, ok := readTuple(p, m); ok {
			l = l.or(t)
		}
		return l, p.stem, true
	}
	return Label{}, "", false
}

// preGypVariables are the variables of a template that claim something, as
// patterns of what they may stand for, and those that vary without a claim.
var preGypVariables = map[string]string{
	"platform": alternatives(platforms), "target_platform": alternatives(platforms), "arch": alternatives(archs), "target_arch": alternatives(archs),
	"libc": `glibc|musl|unknown`, "runtime": `node|electron|node-webkit`,
	"node_abi":           `(?:node|electron|node-webkit)-v[0-9.]+`,
	"node_abi_napi":      `napi|(?:node|electron|node-webkit)-v[0-9.]+`,
	"node_napi_label":    `napi-v[0-9]+|(?:node|electron|node-webkit)-v[0-9.]+`,
	"napi_build_version": `[0-9]*`, "napi_version": `[0-9]*`,
	"libc_version":  `[^/]*`, // of @discordjs/node-pre-gyp
	"configuration": `Release|Debug`, "debug": `[^/]*`, "target": `[^/]*`, "toolset": `[^/]*`,
}

var templateVariable = lazyregexp.New(`\{([A-Za-z0-9_]+)\}`)

// preGypTemplate reads a place by the template of the package.
func preGypTemplate(p place, m *npm.Manifest) (Label, bool) {
	module, ok1 := binaryString(m, "module_name")
	template, ok2 := binaryString(m, "module_path")
	if !ok1 || !ok2 || p.stem != module || len(template) > 256 || strings.Count(template, "{") > 8 {
		return Label{}, false
	}
	template = cleanPath(template)
	var pattern strings.Builder
	var variables []string
	last := 0
	for _, at := range templateVariable().FindAllStringSubmatchIndex(template, -1) {
		pattern.WriteString(regexp.QuoteMeta(template[last:at[0]]))
		name := template[at[2]:at[3]]
		last = at[1]
		if fixed, ok := preGypFixed(m, name); ok {
			pattern.WriteString(regexp.QuoteMeta(fixed))
		} else if choice, ok := preGypVariables[name]; ok {
			pattern.WriteString("(" + choice + ")")
			variables = append(variables, name)
		} else {
			pattern.WriteString(regexp.QuoteMeta(template[at[0]:at[1]]))
		}
	}
	if variables == nil {
		return Label{}, false
	}
	pattern.WriteString(regexp.QuoteMeta(template[last:]))
	re, err := regexp.Compile("^" + pattern.String() + "$")
	if err != nil {
		return Label{}, false
	}
	match := re.FindStringSubmatch(strings.Join(p.dirs, "/"))
	if match == nil {
		return Label{}, false
	}
	var l Label
	for i, name := range variables {
		value := match[i+1]
		switch name {
		case "platform", "target_platform":
			if platforms[value].platform == value {
				l.Platform = value
			}
		case "arch", "target_arch":
			if archs[value].arch == value {
				l.Archs = []string{value}
			}
		case "libc":
			l.Libc = libcs[value]
		case "runtime":
			l.Runtime = value
		case "napi_build_version":
			l.NAPI = value
		case "node_abi", "node_abi_napi", "node_napi_label":
			runtime, number, ok := strings.Cut(value, "-v")
			switch {
			case runtime == "napi" && ok:
				l.NAPI = number
			case runtime == "napi":
				l.NAPI = "any"
			default:
				l.Runtime = runtime
				if digits(number) {
					l.ABI = number
				}
			}
		}
	}
	return l, l.claims()
}

// preGypFixed returns the variables that are the same for every host.
func preGypFixed(m *npm.Manifest, name string) (string, bool) {
	switch name {
	case "name":
		return m.Name, true
	case "module_name", "bucket", "region", "host", "acl":
		return binaryString(m, name)
	case "module_main":
		return m.Main, true
	}
	v, err := semver.Parse(m.Version)
	if err != nil {
		return "", false
	}
	switch name {
	case "version":
		return v.String(), true
	case "major":
		return strconv.Itoa(v.Major), true
	case "minor":
		return strconv.Itoa(v.Minor), true
	case "patch":
		return strconv.Itoa(v.Patch), true
	case "prerelease":
		return v.Pre, true
	case "build":
		_, build, _ := strings.Cut(m.Version, "+")
		return build, true
	}
	return "", false
}

func binaryString(m *npm.Manifest, key string) (s string, ok bool) {
	return s, json.Unmarshal(m.Binary[key], &s) == nil && s != ""
}

// cleanPath takes "./", "//" and a slash at the end out of a path.
func cleanPath(path string) string {
	var parts []string
	for s := range strings.SplitSeq(path, "/") {
		if s != "" && s != "." {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, "/")
}

// release reports whether s is a release of Node.
func release(s string) bool {
	numbers := strings.Split(s, ".")
	if len(numbers) != 3 {
		return false
	}
	for _, n := range numbers {
		if !digits(n) {
			return false
		}
	}
	return true
}

// preGypModule is the path node-pre-gyp's find gives on h, or why it gives none.
func preGypModule(m *npm.Manifest, h Host) (string, error) {
	module, ok1 := binaryString(m, "module_name")
	template, ok2 := binaryString(m, "module_path")
	if _, ok3 := binaryString(m, "host"); !ok1 || !ok2 || !ok3 {
		return "", errors.New("binary lacks module_name, module_path or host")
	}
	napi, err := preGypNAPI(m, h)
	if err != nil {
		return "", err
	}
	var abi string
	switch h.Runtime {
	case "electron":
		major, rest, ok := strings.Cut(h.Release, ".")
		minor, _, _ := strings.Cut(rest, ".")
		if !ok && strings.Contains(template, "abi") {
			return "", errors.New("the path depends on Electron's version")
		}
		abi = "electron-v" + major + "." + minor
	default:
		abi = "node-v" + h.ABI
	}
	label := abi
	if napi != "" {
		label = "napi-v" + napi
	}
	libc := "unknown"
	if h.Platform == "linux" {
		libc = cmp.Or(h.Libc, "glibc")
	}
	values := map[string]string{
		"configuration": "Release", "debug": "undefined", "runtime": cmp.Or(h.Runtime, "node"),
		"node_abi": abi, "node_abi_napi": "napi", "napi_version": strconv.Itoa(h.NAPI), "napi_build_version": napi, "node_napi_label": label,
		"target": "", "platform": h.Platform, "target_platform": h.Platform, "arch": h.Arch, "target_arch": h.Arch,
		"libc": libc, "toolset": "",
	}
	path := templateVariable().ReplaceAllStringFunc(template, func(v string) string {
		name := v[1 : len(v)-1]
		if value, ok := values[name]; ok {
			return value
		}
		if value, ok := preGypFixed(m, name); ok {
			return value
		}
		return v
	})
	return cleanPath(gopath.Join("/", path, module+".node")), nil
}

// preGypNAPI is the Node-API version of the build h gets: the highest that
// binary.napi_versions has and h knows; "" where builds have none.
func preGypNAPI(m *npm.Manifest, h Host) (string, error) {
	var versions []int
	if json.Unmarshal(m.Binary["napi_versions"], &versions) != nil || len(versions) == 0 {
		return "", nil
	}
	best := 0
	for _, v := range versions {
		if v > best && (v <= h.NAPI || h.NAPI == 0) {
			best = v
		}
	}
	if best > 0 {
		return strconv.Itoa(best), nil
	}
	if name, ok := binaryString(m, "package_name"); ok && !strings.Contains(name, "{node_napi_label}") {
		return "", errors.New("the host's Node-API is older than all of binary.napi_versions")
	}
	return "", nil
}
