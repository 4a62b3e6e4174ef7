package symbols

import (
	"slices"
	"strings"
)

// The two names an addon offers to Node-API hosts. They carry the prefix of
// the API and are no part of it.
const (
	entrySymbol   = "napi_register_module_v1"
	versionSymbol = "node_api_module_get_api_version_v1"
)

// analyse completes b, whose tables a format's reader has filled in, with the
// facts that are found the same way in every format.
func analyse(b *Binary, im *image, opt Options) {
	classify(b)
	b.NodeAPI.Symbols, b.NodeAPI.WeakSymbols = apiImports(b)
	lookUp(b, im, opt)
	register(b, im)
	b.InitCalls = initCalls(b, im)
	b.NodeAPI.Version, b.NodeAPI.VersionSource = apiVersion(b, im)
	if (b.Type == SharedLibrary || b.Type == Bundle) && (!hasSurface(b) || isShell(b)) {
		b.Payload = findPayload(im)
	}
}

// isAPIName reports whether name lies in the namespace of Node-API functions.
func isAPIName(name string) bool {
	return (strings.HasPrefix(name, "napi_") || strings.HasPrefix(name, "node_api_")) &&
		name != entrySymbol && name != versionSymbol
}

// apiImports lists the Node-API imports of b, and those that may stay unresolved.
func apiImports(b *Binary) (all, weak []string) {
	strong := map[string]bool{}
	for _, i := range b.Imports {
		if !isAPIName(i.Name) {
			continue
		}
		all = append(all, i.Name)
		if i.Weak {
			weak = append(weak, i.Name)
		} else {
			strong[i.Name] = true
		}
	}
	weak = slices.DeleteFunc(weak, func(n string) bool { return strong[n] })
	return set(all), set(weak)
}

// set sorts names and drops duplicates.
func set(names []string) []string {
	slices.Sort(names)
	return slices.Compact(names)
}

// hasSurface reports whether b shows anything by which Node.js could know it.
func hasSurface(b *Binary) bool {
	u := b.Unstable
	return len(b.Registration) > 0 || b.NodeAPI.Lookup != LookupNone || len(u.V8)+len(u.Node) > 0
}

// export finds an export by name.
func (b *Binary) export(name string) (Export, bool) {
	i := slices.IndexFunc(b.Exports, func(e Export) bool { return e.Name == name })
	if i < 0 {
		return Export{}, false
	}
	return b.Exports[i], true
}

// imports reports whether b imports name.
func (b *Binary) imports(name string) bool {
	return slices.ContainsFunc(b.Imports, func(i Import) bool { return i.Name == name })
}
