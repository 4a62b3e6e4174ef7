package jsrt

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sort"
	"strings"

	"github.com/dop251/goja"
)

// moduleCache keeps what resolution read, for as long as the Runtime lives.
type moduleCache struct {
	packages map[string]*packageFile // by folder; nil = none there
}

// A packageFile is what resolution needs of a package.json.
type packageFile struct {
	dir              string
	name, main, kind string // kind is "type"
	exports, imports *ordered
}

// ordered is a JSON value whose objects keep their order of keys, which the
// conditions of exports and imports need.
type ordered struct {
	text   *string
	list   []*ordered // array, if isList
	isList bool
	isNull bool
	keys   []string // object, if values != nil
	values map[string]*ordered
}

func (o *ordered) UnmarshalJSON(data []byte) error {
	data = bytes.TrimSpace(data)
	if len(data) == 0 {
		return errors.New("empty")
	}
	switch data[0] {
	case '"':
		o.text = new(string)
		return json.Unmarshal(data, o.text)
	case '[':
		o.isList = true
		return json.Unmarshal(data, &o.list)
	case '{':
		if err := json.Unmarshal(data, &o.values); err != nil {
			return err
		}
		d := json.NewDecoder(bytes.NewReader(data))
		if _, err := d.Token(); err != nil {
			return err
		}
		for d.More() {
			key, err := d.Token()
			if err != nil {
				return err
			}
			if k, ok := key.(string); ok {
				o.keys = append(o.keys, k)
			}
			var skip json.RawMessage
			if err := d.Decode(&skip); err != nil {
				return err
			}
		}
		return nil
	}
	o.isNull = true
	return nil
}

// readPackage reads the package.json in dir; nil if there is none.
func (rt *Runtime) readPackage(dir string) (*packageFile, error) {
	if rt.modules.packages == nil {
		rt.modules.packages = map[string]*packageFile{}
	}
	if p, ok := rt.modules.packages[dir]; ok {
		return p, nil
	}
	path := filepath.Join(dir, "package.json")
	data, err := os.ReadFile(path)
	if err != nil {
		rt.modules.packages[dir] = nil
		return nil, nil
	}
	var raw struct {
		Name, Main, Type json.RawMessage
		Exports, Imports *ordered
	}
	if err := json.Unmarshal(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")), &raw); err != nil {
		return nil, &nodeError{kind: "Error", code: "ERR_INVALID_PACKAGE_CONFIG", message: fmt.Sprintf("Invalid package config %s. %v", path, err)}
	}
	text := func(m json.RawMessage) (s string) { _ = json.Unmarshal(m, &s); return s }
	p := &packageFile{dir: dir, name: text(raw.Name), main: text(raw.Main), kind: text(raw.Type), exports: raw.Exports, imports: raw.Imports}
	rt.modules.packages[dir] = p
	return p, nil
}

// packageScope is the nearest package.json at or above dir.
func (rt *Runtime) packageScope(dir string) (*packageFile, error) {
	for {
		if filepath.Base(dir) == "node_modules" {
			return nil, nil
		}
		p, err := rt.readPackage(dir)
		if p != nil || err != nil {
			return p, err
		}
		up := filepath.Dir(dir)
		if up == dir {
			return nil, nil
		}
		dir = up
	}
}

// stat says whether path is a file (0), a folder (1) or nothing (-1).
func stat(path string) int {
	fi, err := os.Stat(path)
	switch {
	case err != nil:
		return -1
	case fi.IsDir():
		return 1
	}
	return 0
}

// realPath is path without symbolic links.
func realPath(path string) string {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		return real
	}
	return path
}

// A resolution is one look-up of a module.
type resolution struct {
	rt         *Runtime
	extensions []string
	conditions []string
	request    string
}

// asFile resolves path as a file, with an extension if need be.
func (r *resolution) asFile(path string) (string, bool) {
	if stat(path) == 0 {
		return realPath(path), true
	}
	return r.withExtension(path)
}

func (r *resolution) withExtension(path string) (string, bool) {
	for _, ext := range r.extensions {
		if stat(path+ext) == 0 {
			return realPath(path + ext), true
		}
	}
	return "", false
}

// asFolder resolves path as a folder: by package.json's main, or index.
func (r *resolution) asFolder(path string) (string, bool, error) {
	if stat(path) != 1 {
		return "", false, nil
	}
	p, err := r.rt.readPackage(path)
	if err != nil {
		return "", false, err
	}
	if p != nil && p.main != "" {
		main := filepath.Join(path, p.main)
		if found, ok := r.asFile(main); ok {
			return found, true, nil
		}
		if found, ok := r.withExtension(filepath.Join(main, "index")); ok {
			return found, true, nil
		}
		if found, ok := r.withExtension(filepath.Join(path, "index")); ok {
			return found, true, nil
		}
		return "", false, &nodeError{kind: "Error", code: "MODULE_NOT_FOUND",
			message: fmt.Sprintf("Cannot find module '%s'. Please verify that the package.json has a valid \"main\" entry", main),
			props:   []prop{{"path", filepath.Join(path, "package.json")}, {"requestPath", r.request}}}
	}
	found, ok := r.withExtension(filepath.Join(path, "index"))
	return found, ok, nil
}

func (r *resolution) asFileOrFolder(path string, folderOnly bool) (string, bool, error) {
	if !folderOnly {
		if found, ok := r.asFile(path); ok {
			return found, true, nil
		}
	}
	return r.asFolder(path)
}

// splitPackage splits "@a/b/c" into the package's name and the rest, "./c".
func splitPackage(request string) (name, rest string, ok bool) {
	end := strings.IndexByte(request, '/')
	if strings.HasPrefix(request, "@") {
		if end < 0 {
			return "", "", false
		}
		if next := strings.IndexByte(request[end+1:], '/'); next >= 0 {
			end += 1 + next
		} else {
			end = -1
		}
	}
	if end < 0 {
		return request, ".", request != ""
	}
	return request[:end], "." + request[end:], true
}

func (r *resolution) inPaths(paths []string) (string, bool, error) {
	folderOnly := strings.HasSuffix(r.request, "/") || strings.HasSuffix(r.request, "/.") || strings.HasSuffix(r.request, "/..")
	name, rest, ok := splitPackage(r.request)
	for _, dir := range paths {
		if stat(dir) != 1 {
			continue
		}
		if ok {
			p, err := r.rt.readPackage(filepath.Join(dir, name))
			if err != nil {
				return "", false, err
			}
			if p != nil && p.exports != nil && !p.exports.isNull {
				found, err := r.packageExports(p, rest)
				return found, err == nil, err
			}
		}
		found, ok, err := r.asFileOrFolder(filepath.Join(dir, r.request), folderOnly)
		if ok || err != nil {
			return found, ok, err
		}
	}
	return "", false, nil
}

// packageExports resolves subpath ("." or "./x") by a package's exports.
func (r *resolution) packageExports(p *packageFile, subpath string) (string, error) {
	exports := p.exports
	isMap := exports.values != nil && len(exports.keys) > 0 && strings.HasPrefix(exports.keys[0], ".")
	if exports.values != nil {
		for _, k := range exports.keys {
			if strings.HasPrefix(k, ".") != isMap {
				return "", &nodeError{kind: "Error", code: "ERR_INVALID_PACKAGE_CONFIG",
					message: fmt.Sprintf("Invalid package config %s. \"exports\" cannot contain some keys starting with '.' and some not. The exports object must either be an object of package subpath keys or an object of main entry condition name keys only.", filepath.Join(p.dir, "package.json"))}
			}
		}
	}
	var target *ordered
	match := ""
	if !isMap {
		if subpath == "." {
			target = exports
		}
	} else {
		target, match = matchKey(exports, subpath)
	}
	if target != nil {
		found, ok, err := r.target(p, target, subpath, match, false)
		if err != nil {
			return "", err
		}
		if ok {
			return r.exact(found)
		}
	}
	message := fmt.Sprintf("No \"exports\" main defined in %s", filepath.Join(p.dir, "package.json"))
	if subpath != "." {
		message = fmt.Sprintf("Package subpath '%s' is not defined by \"exports\" in %s", subpath, filepath.Join(p.dir, "package.json"))
	}
	return "", &nodeError{kind: "Error", code: "ERR_PACKAGE_PATH_NOT_EXPORTED", message: message}
}

// exact is a file that a map names: it must exist as it is.
func (r *resolution) exact(path string) (string, error) {
	if stat(path) != 0 {
		return "", &nodeError{kind: "Error", code: "MODULE_NOT_FOUND", message: fmt.Sprintf("Cannot find module '%s'", path)}
	}
	return realPath(path), nil
}

// matchKey finds the entry for key: itself, or the most specific pattern.
func matchKey(m *ordered, key string) (*ordered, string) {
	if v, ok := m.values[key]; ok && !strings.Contains(key, "*") && !strings.HasSuffix(key, "/") {
		return v, ""
	}
	patterns := []string{}
	for _, k := range m.keys {
		if strings.Count(k, "*") == 1 {
			patterns = append(patterns, k)
		}
	}
	sort.SliceStable(patterns, func(i, j int) bool {
		a, b := patterns[i], patterns[j]
		pa, pb := strings.IndexByte(a, '*'), strings.IndexByte(b, '*')
		if pa != pb {
			return pa > pb
		}
		return len(a) > len(b)
	})
	for _, k := range patterns {
		before, after, _ := strings.Cut(k, "*")
		if strings.HasPrefix(key, before) && key != before && strings.HasSuffix(key, after) && len(key) >= len(k) {
			return m.values[k], key[len(before) : len(key)-len(after)]
		}
	}
	return nil, ""
}

// target resolves the value of a map's entry; not ok means no condition fits.
func (r *resolution) target(p *packageFile, t *ordered, key, match string, imports bool) (string, bool, error) {
	switch {
	case t.text != nil:
		s := *t.text
		kind := "exports"
		if imports {
			kind = "imports"
		}
		if !strings.HasPrefix(s, "./") {
			if imports && !strings.HasPrefix(s, "../") && !strings.HasPrefix(s, "/") {
				sub := *r
				sub.request = strings.ReplaceAll(s, "*", match)
				found, err := sub.resolve(filepath.Join(p.dir, "package.json"), nil)
				return found, err == nil, err
			}
			return "", false, &nodeError{kind: "Error", code: "ERR_INVALID_PACKAGE_TARGET",
				message: fmt.Sprintf("Invalid \"%s\" target %q defined for '%s' in the package config %s; targets must start with \"./\"", kind, s, key, filepath.Join(p.dir, "package.json"))}
		}
		for _, part := range strings.FieldsFunc(s[2:], func(c rune) bool { return c == '/' || c == '\\' }) {
			if part == ".." || part == "." || part == "node_modules" {
				return "", false, &nodeError{kind: "Error", code: "ERR_INVALID_PACKAGE_TARGET",
					message: fmt.Sprintf("Invalid \"%s\" target %q defined for '%s' in the package config %s", kind, s, key, filepath.Join(p.dir, "package.json"))}
			}
		}
		return filepath.Join(p.dir, filepath.FromSlash(strings.ReplaceAll(s, "*", match))), true, nil
	case t.isList:
		var last error
		for _, item := range t.list {
			if item == nil {
				continue
			}
			found, ok, err := r.target(p, item, key, match, imports)
			if err != nil {
				last = err
				continue
			}
			if ok {
				return found, true, nil
			}
		}
		return "", false, last
	case t.values != nil:
		for _, condition := range t.keys {
			if condition != "default" && !contains(r.conditions, condition) {
				continue
			}
			value := t.values[condition]
			if value == nil {
				return "", false, nil
			}
			found, ok, err := r.target(p, value, key, match, imports)
			if ok || err != nil {
				return found, ok, err
			}
		}
	}
	return "", false, nil
}

func contains(list []string, s string) bool {
	for _, v := range list {
		if v == s {
			return true
		}
	}
	return false
}

// resolve finds the file for the request, from paths if given, else from
// where the parent lies.
func (r *resolution) resolve(parent string, paths []string) (string, error) {
	request := r.request
	dir := r.rt.dir
	if parent != "" {
		dir = filepath.Dir(parent)
	}
	if strings.HasPrefix(request, "#") {
		p, err := r.rt.packageScope(dir)
		if err != nil {
			return "", err
		}
		if p != nil && p.imports != nil && p.imports.values != nil && request != "#" && !strings.HasPrefix(request, "#/") {
			if t, match := matchKey(p.imports, request); t != nil {
				found, ok, err := r.target(p, t, request, match, true)
				if err != nil {
					return "", err
				}
				if ok {
					if strings.HasPrefix(found, "node:") || !filepath.IsAbs(found) {
						return found, nil
					}
					return r.exact(found)
				}
			}
		}
		where := ""
		if p != nil {
			where = " in package " + filepath.Join(p.dir, "package.json")
		}
		return "", &nodeError{kind: "TypeError", code: "ERR_PACKAGE_IMPORT_NOT_DEFINED",
			message: fmt.Sprintf("Package import specifier \"%s\" is not defined%s imported from %s", request, where, parent)}
	}
	if id, ok := coreModule(request); ok {
		return id, nil
	}
	if isPath(request) {
		path := request
		if !filepath.IsAbs(path) {
			path = filepath.Join(dir, path)
		}
		folderOnly := strings.HasSuffix(request, "/") || strings.HasSuffix(request, "/.") || strings.HasSuffix(request, "/..") || request == "." || request == ".."
		found, ok, err := r.asFileOrFolder(path, folderOnly)
		if err != nil {
			return "", err
		}
		if ok {
			return found, nil
		}
		return "", r.notFound(parent)
	}
	// A package may name itself.
	if name, rest, ok := splitPackage(request); ok && parent != "" {
		p, err := r.rt.packageScope(dir)
		if err != nil {
			return "", err
		}
		if p != nil && p.name == name && p.exports != nil && !p.exports.isNull {
			return r.packageExports(p, rest)
		}
	}
	if paths == nil {
		paths = append(nodeModulePaths(dir), globalPaths(r.rt)...)
	}
	found, ok, err := r.inPaths(paths)
	if err != nil {
		return "", err
	}
	if !ok {
		return "", r.notFound(parent)
	}
	return found, nil
}

func (r *resolution) notFound(parent string) error {
	return &nodeError{kind: "Error", code: "MODULE_NOT_FOUND", message: fmt.Sprintf("Cannot find module '%s'", r.request)}
}

func isPath(request string) bool {
	return filepath.IsAbs(request) || request == "." || request == ".." || strings.HasPrefix(request, "./") || strings.HasPrefix(request, "../") ||
		runtime.GOOS == "windows" && (strings.HasPrefix(request, ".\\") || strings.HasPrefix(request, "..\\"))
}

// coreModule is the id of a core module: "fs" for "fs" and "node:fs".
func coreModule(request string) (string, bool) {
	id := strings.TrimPrefix(request, "node:")
	return "node:" + id, isPublic(id)
}

// nodeModulePaths are the node_modules folders seen from dir.
func nodeModulePaths(dir string) []string {
	var paths []string
	for {
		if filepath.Base(dir) != "node_modules" {
			paths = append(paths, filepath.Join(dir, "node_modules"))
		}
		up := filepath.Dir(dir)
		if up == dir {
			return paths
		}
		dir = up
	}
}

// globalPaths are the folders Node looks into last.
func globalPaths(rt *Runtime) []string {
	var paths []string
	home := rt.env.vars["HOME"]
	if runtime.GOOS == "windows" {
		home = rt.env.vars["USERPROFILE"]
	}
	if home != "" {
		paths = append(paths, filepath.Join(home, ".node_modules"), filepath.Join(home, ".node_libraries"))
	}
	return paths
}

func strs(v goja.Value) []string {
	o, ok := v.(*goja.Object)
	if !ok {
		return nil
	}
	list := []string{}
	n := int(o.Get("length").ToInteger())
	for i := range n {
		list = append(list, o.Get(fmt.Sprint(i)).String())
	}
	return list
}

func bindModule(rt *Runtime, o *goja.Object) {
	vm := rt.vm
	set := func(name string, f func(goja.FunctionCall) goja.Value) { _ = o.Set(name, f) }
	_ = o.Set("exportsName", rt.node.major >= 23) // namespaces of CommonJS have 'module.exports'
	_ = o.Set("builtins", vm.NewArray(anys(publicModules)...))
	set("lib", func(call goja.FunctionCall) goja.Value { return rt.lib(call.Argument(0).String()) })
	set("isCore", func(call goja.FunctionCall) goja.Value {
		id, ok := coreModule(call.Argument(0).String())
		if !ok {
			return goja.Undefined()
		}
		return vm.ToValue(id[len("node:"):])
	})
	// resolve(request, parent file or "", paths or undefined, extensions, esm)
	set("resolve", func(call goja.FunctionCall) goja.Value {
		r := &resolution{rt: rt, request: call.Argument(0).String(), extensions: strs(call.Argument(3)),
			conditions: []string{"node", "require", "module-sync", "node-addons"}}
		if call.Argument(4).ToBoolean() {
			r.conditions[1] = "import"
		}
		var paths []string
		if !goja.IsUndefined(call.Argument(2)) {
			paths = strs(call.Argument(2))
		}
		found, err := r.resolve(call.Argument(1).String(), paths)
		rt.throw(err)
		return vm.ToValue(found)
	})
	set("paths", func(call goja.FunctionCall) goja.Value {
		return vm.NewArray(anys(nodeModulePaths(call.Argument(0).String()))...)
	})
	set("globalPaths", func(goja.FunctionCall) goja.Value { return vm.NewArray(anys(globalPaths(rt))...) })
	set("realpath", func(call goja.FunctionCall) goja.Value { return vm.ToValue(realPath(call.Argument(0).String())) })
	set("read", func(call goja.FunctionCall) goja.Value {
		path := call.Argument(0).String()
		data, err := os.ReadFile(path)
		if err != nil {
			rt.throwSys(err, "open", path)
		}
		return vm.ToValue(string(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))))
	})
	set("packageType", func(call goja.FunctionCall) goja.Value {
		p, err := rt.packageScope(filepath.Dir(call.Argument(0).String()))
		rt.throw(err)
		if p == nil {
			return vm.ToValue("")
		}
		return vm.ToValue(p.kind)
	})
	// compile(source, filename, esm, main) → {run, lowered, module}: it was an ECMAScript module
	set("compile", func(call goja.FunctionCall) goja.Value {
		program, changed, isModule, err := rt.compileModule(call.Argument(0).String(), call.Argument(1).String(), call.Argument(2).ToBoolean(), call.Argument(3).ToBoolean())
		rt.throw(err)
		f, err := vm.RunProgram(program)
		rt.throw(err)
		result := vm.NewObject()
		_ = result.Set("run", f)
		_ = result.Set("lowered", changed)
		_ = result.Set("module", isModule)
		return result
	})
	set("load", func(call goja.FunctionCall) goja.Value {
		rt.loadAddon(call.Argument(0).(*goja.Object), call.Argument(1).String())
		return goja.Undefined()
	})
	set("exists", func(call goja.FunctionCall) goja.Value { return vm.ToValue(stat(call.Argument(0).String())) })
}

// loadAddon loads a .node file into module.exports.
func (rt *Runtime) loadAddon(module *goja.Object, path string) {
	if rt.opts.LoadAddon == nil {
		rt.throw(&nodeError{kind: "Error", code: "ERR_DLOPEN_FAILED", message: "this build cannot load addons"})
	}
	err := rt.opts.LoadAddon(rt, path, module)
	var exception *goja.Exception
	var interrupted *goja.InterruptedError
	switch {
	case err == nil:
	case errors.As(err, &exception):
		panic(exception)
	case errors.As(err, &interrupted):
		panic(interrupted)
	default:
		rt.throw(&nodeError{kind: "Error", code: "ERR_DLOPEN_FAILED", message: err.Error()})
	}
}
