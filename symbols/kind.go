package symbols

import (
	"fmt"
	"slices"
	"strings"
)

// kindOf says what the file is to Node.js: what its slices are, the most
// telling first, and for what is no addon the reason in one sentence.
func kindOf(f *File) (Kind, string) {
	var kinds []Kind
	for _, b := range f.Binaries {
		kinds = append(kinds, binaryKind(b))
	}
	has := func(k Kind) bool { return slices.Contains(kinds, k) }
	switch {
	case has(KindMixed) || has(KindNodeAPI) && has(KindV8):
		return KindMixed, ""
	case has(KindNodeAPI):
		return KindNodeAPI, ""
	case has(KindV8):
		return KindV8, ""
	}
	if i := slices.Index(kinds, KindOpaque); i >= 0 {
		b := f.Binaries[i]
		what := "no interface of Node.js in sight"
		if hasSurface(b) {
			what = "a shell that registers with Node.js and loads something else"
		}
		return KindOpaque, fmt.Sprintf("%s: %s holds %s of packed or encrypted data (%.2f bits per byte)", what, place(b.Payload), size(b.Payload.Size), b.Payload.Entropy)
	}
	return KindNotAnAddon, notAnAddon(f.Binaries[0])
}

func place(p *Payload) string {
	switch p.Section {
	case "overlay":
		return "the part behind the last section"
	case "":
		return fmt.Sprintf("the segment at offset %#x", p.Offset)
	}
	return "section " + p.Section
}

func size(n int64) string {
	if n >= 1<<20 {
		return fmt.Sprintf("%.1f MiB", float64(n)/(1<<20))
	}
	return fmt.Sprintf("%d KiB", n>>10)
}

func binaryKind(b *Binary) Kind {
	switch b.Type {
	case SharedLibrary, Bundle:
	default:
		return KindNotAnAddon
	}
	if isHost(b) || b.PE != nil && b.PE.Managed && len(b.Registration) == 0 && len(b.NodeAPI.Symbols) == 0 {
		return KindNotAnAddon
	}
	if slices.ContainsFunc(b.Imports, func(i Import) bool { return !i.Weak && strings.HasPrefix(i.Name, "js_create_") }) && foreignRuntime(b) {
		return KindNotAnAddon // Node-API as Bare's headers spell it over functions that only Bare has
	}
	api := b.NodeAPI.Lookup != LookupNone || b.registers(RegSymbol) || b.registers(RegConstructor)
	v8 := len(b.Unstable.V8) > 0 || len(b.Unstable.Node) > 0 || b.registers(RegV8Symbol) || b.registers(RegV8Constructor)
	switch {
	case b.Payload != nil && !foreignRuntime(b):
		return KindOpaque
	case api && v8:
		return KindMixed
	case api:
		return KindNodeAPI
	case v8:
		return KindV8
	}
	return KindNotAnAddon
}

// isHost reports whether b provides Node-API instead of using it: libnode,
// another JavaScript runtime, a shim.
func isHost(b *Binary) bool {
	return len(b.Registration) == 0 && slices.ContainsFunc(b.Exports, func(e Export) bool {
		return e.Name == "napi_create_function" || e.Name == "napi_module_register"
	})
}

func (b *Binary) registers(r Registration) bool { return slices.Contains(b.Registration, r) }

// foreignRuntime reports whether b is made for a runtime that is not Node.js.
func foreignRuntime(b *Binary) bool { return runtimeOf(b) != "" }

// runtimeOf names the runtime b is made for, if it is one we know and not Node.js.
func runtimeOf(b *Binary) string {
	for _, e := range b.Exports {
		switch {
		case strings.HasPrefix(e.Name, "bare_register_module"):
			return "an addon of the Bare runtime"
		case e.Name == "Java_com_facebook_react_bridge_NativeModule_init" || strings.HasPrefix(e.Name, "_ZN8facebook") || strings.HasPrefix(e.Name, "Java_com_facebook_react"):
			return "a native module of React Native"
		case strings.HasPrefix(e.Name, "PyInit_"):
			return "an extension module of Python"
		case strings.HasPrefix(e.Name, "Init_") && importsPrefix(b, "rb_"):
			return "an extension of Ruby"
		case e.Name == "JNI_OnLoad" || strings.HasPrefix(e.Name, "Java_"):
			return "a JNI library of Java"
		case strings.HasPrefix(e.Name, "sqlite3_") && strings.HasSuffix(e.Name, "_init"):
			return "an extension of SQLite"
		case strings.HasPrefix(e.Name, "luaopen_"):
			return "a module of Lua"
		}
	}
	switch {
	case b.imports("bare_module_register") || importsPrefix(b, "js_create_") && importsPrefix(b, "js_get_"):
		return "an addon of the Bare runtime"
	case importsPrefix(b, "_ZN8facebook3jsi"):
		return "a native module of React Native"
	}
	return ""
}

func importsPrefix(b *Binary, prefix string) bool {
	return slices.ContainsFunc(b.Imports, func(i Import) bool { return strings.HasPrefix(i.Name, prefix) })
}

// notAnAddon says in one sentence why b is no addon.
func notAnAddon(b *Binary) string {
	name := map[Format]string{ELF: "ELF", PE: "Windows", MachO: "Mach-O"}[b.Format]
	switch b.Type {
	case Executable:
		return name + " executable: a program, not a library that Node.js could load"
	case Object:
		return name + " object file: it was never linked into a shared library"
	case OtherType:
		return name + " file that is neither a shared library nor a bundle"
	}
	if b.PE != nil && b.PE.Managed {
		return "managed .NET assembly: only a .NET runtime can load it"
	}
	if isHost(b) {
		return name + " library that provides Node-API itself: a host of addons, not an addon"
	}
	if r := runtimeOf(b); r != "" {
		if b.registers(RegSymbol) {
			return name + " shared library: " + r + ", which calls functions that Node.js does not have"
		}
		return name + " shared library: " + r + ", without an entry for Node.js"
	}
	return name + " shared library without an entry for Node.js: it neither registers a module nor uses any interface of Node.js"
}
