// Package label reads what the place of a file claims about its bytes: the
// naming conventions of prebuildify, node-gyp-build, prebuild, node-pre-gyp,
// napi-rs, neon and their kin. It also knows how their loaders choose among
// files, and so which file a given host gets.
//
// It looks at names only, never at bytes.
package label

// A Label is what a path or a package claims; "" or nil where it claims nothing.
type Label struct {
	Convention string   // which grammar the claim was read by: "prebuildify", "napi-rs", "pkg-prebuilds", ...; "" = none
	Platform   string   // Node's process.platform
	Archs      []string // Node's process.arch; several for one multi-architecture file
	Libc       string   // "glibc" or "musl"
	Runtime    string   // "node", "electron", "node-webkit", "napi"
	ABI        string   // NODE_MODULE_VERSION as written
	NAPI       string   // Node-API version as written; "any" where only "napi" is claimed
	ARMv       string   // "6", "7", "8"
	UV         string   // major version of libuv
}

// A Host is a machine and a runtime that loads an addon.
type Host struct {
	Platform, Arch, Libc, ARMv string // Libc "" other than on linux
	Runtime                    string // "node" or "electron"
	ABI                        string // NODE_MODULE_VERSION
	UV                         string // major version of libuv
	NAPI                       int    // process.versions.napi
}

// A Target is what one kind of host gets from a package.
type Target struct {
	Platform string `json:"platform"`
	Arch     string `json:"arch"`
	Libc     string `json:"libc"`    // "" other than on linux
	Runtime  string `json:"runtime"` // "node", "electron"; "" = any
	ABI      string `json:"abi"`     // "" = any
	File     string `json:"file"`    // path in the package (or of the platform package); "" = none
	Package  string `json:"package"` // name of the platform package that holds it; "" = this one
	Why      string `json:"why"`     // by which rule it is chosen, or why there is none
}
