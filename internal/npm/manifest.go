// Package npm knows what npm knows of a package: the fields of package.json,
// of lock files and of the registry, read the way npm reads them. It fetches
// through the user's own npm, so that registries, proxies, tokens and
// integrity are the user's.
//
// It knows nothing of the bytes of addons.
package npm

import "encoding/json"

// A Manifest holds the fields of a package.json that decide where a package's
// native code is installed, built and looked for. Fields of the wrong type
// are treated as npm treats them, mostly as absent.
type Manifest struct {
	Name, Version        string
	Engines              map[string]string // "node" → range
	OS, CPU, Libc        []string          // as written, "!" kept; nil = not stated
	Main                 string
	Files                []string // nil = not stated
	GypFile              *bool    // nil = not stated
	Scripts              map[string]string
	Dependencies         map[string]string
	OptionalDependencies map[string]string
	Binary               map[string]json.RawMessage // node-pre-gyp and prebuild
	NAPI                 json.RawMessage            // napi-rs
	Deprecated           string
}
