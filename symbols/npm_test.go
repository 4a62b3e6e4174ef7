package symbols_test

import (
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/napicheck/napicheck/internal/npmtest"
	"github.com/napicheck/napicheck/matrix"
	"github.com/napicheck/napicheck/symbols"
)

// TestNpmAddons compares every fact with what llvm, binutils and pefile found
// in real addons.
func TestNpmAddons(t *testing.T) {
	for _, a := range npmtest.Addons(t) {
		t.Run(a.Package+"/"+path.Base(path.Dir(a.Path))+"/"+path.Base(a.Path), func(t *testing.T) {
			f, err := symbols.Open(npmtest.File(t, a.Spec), symbols.Options{Names: matrix.Names()})
			if a.Kind == "unreadable" {
				if err == nil {
					t.Fatalf("read as %s; want an error: %s", f.Kind, a.Why)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if string(f.Kind) != a.Kind {
				t.Errorf("kind is %s (%s), want %s (%s)", f.Kind, f.Reason, a.Kind, a.Why)
			}
			if f.Kind == symbols.KindNotAnAddon && f.Reason == "" {
				t.Error("no reason for not being an addon")
			}
			if len(f.Binaries) != len(a.Slices) {
				t.Fatalf("%d slices, want %d", len(f.Binaries), len(a.Slices))
			}
			for i, want := range a.Slices {
				b := f.Binaries[i]
				if b.Type == symbols.Object { // other tools' word on objects is not about loading
					continue
				}
				compareSlice(t, b, want)
				if a.NodeModuleVersion != 0 && b.NodeModuleVersion != a.NodeModuleVersion {
					t.Errorf("NODE_MODULE_VERSION is %d, want %d", b.NodeModuleVersion, a.NodeModuleVersion)
				}
				// A name that stands alone in the data beside imports may be looked up; nobody saw it.
				both := a.Lookup == "imports" && b.NodeAPI.Lookup == symbols.LookupBoth && len(b.NodeAPI.RuntimeSymbols) == 1
				if a.Lookup != "" && string(b.NodeAPI.Lookup) != a.Lookup && !both {
					t.Errorf("look-up by %s, want %s; runtime symbols: %v", b.NodeAPI.Lookup, a.Lookup, b.NodeAPI.RuntimeSymbols)
				}
				for _, name := range a.RuntimeSymbols {
					if strings.Contains(name, "napi_") && !slices.Contains(b.NodeAPI.RuntimeSymbols, name) && !slices.Contains(b.NodeAPI.Symbols, name) {
						t.Errorf("looks up %s, which was not found", name)
					}
				}
			}
		})
	}
}

func compareSlice(t *testing.T, b *symbols.Binary, want npmtest.Slice) {
	t.Helper()
	equal := func(what string, got, want any) {
		t.Helper()
		if d := cmp.Diff(want, got, cmpopts.EquateEmpty()); d != "" {
			t.Errorf("%s (-want +got):\n%s", what, d)
		}
	}
	str := func(p *string) string {
		if p == nil {
			return ""
		}
		return *p
	}
	equal("arch", b.Arch, want.Arch)
	if want.Platform != nil {
		equal("platform", b.Platform, *want.Platform)
	}
	equal("libc", b.Libc, str(want.Libc))
	equal("number of imports", len(b.Imports), want.Imports)
	equal("number of exports", len(b.Exports), want.Exports)
	equal("Node-API imports", b.NodeAPI.Symbols, want.NodeAPI)
	equal("weak Node-API imports", b.NodeAPI.WeakSymbols, want.Weak)
	equal("V8 imports", b.Unstable.V8, want.V8)
	equal("node:: imports", cpp(b.Unstable.Node), want.NodeCPP)
	equal("libuv imports", b.Unstable.UV, want.UV)
	equal("other host imports", b.Unstable.Other, want.Other)
	equal("registration", registrations(b), want.Registration)
	switch {
	case want.Version != nil:
		equal("version source", b.NodeAPI.VersionSource, symbols.VersionExport)
		equal("version", b.NodeAPI.Version, *want.Version)
	case want.VersionExport:
		equal("version source", b.NodeAPI.VersionSource, symbols.VersionUndecodable)
	case b.NodeAPI.VersionSource != symbols.VersionDefault:
		equal("version source", b.NodeAPI.VersionSource, symbols.VersionNone)
	default:
		equal("version", b.NodeAPI.Version, 8)
	}
	equal("needs", sorted(b.Needs), sorted(want.Needs))
	equal("stripped", b.Stripped, want.Stripped)
	switch b.Format {
	case symbols.ELF:
		equal("glibc", b.Floors.Glibc, str(want.Glibc))
		equal("glibcxx", b.Floors.Glibcxx, str(want.Glibcxx))
		equal("cxxabi", b.Floors.Cxxabi, str(want.Cxxabi))
		equal("gcc", b.Floors.GCC, str(want.GCC))
		equal("binding", string(b.Binding), want.Binding)
		equal("executable stack", b.ELF.ExecStack, want.ExecStack)
		equal("debug info", b.DebugInfo, want.DebugInfo)
		var needs []string
		for _, n := range b.Floors.Needs {
			needs = append(needs, n.Version)
		}
		equal("version needs", sorted(needs), want.VersionNeeds)
	case symbols.PE:
		var dlls []string
		for _, i := range b.Imports {
			if i.Delay {
				dlls = append(dlls, i.Library+" delayed")
			} else {
				dlls = append(dlls, i.Library)
			}
		}
		equal("DLLs", sorted(dlls), want.DLLs)
		equal("signed", b.Signed == "signed", want.Signed)
		equal("managed", b.PE.Managed, want.Managed)
		equal("PDB", path.Base(strings.ReplaceAll("/"+b.PE.PDB, `\`, "/")), path.Base(strings.ReplaceAll("/"+want.PDB, `\`, "/")))
	case symbols.MachO:
		equal("macOS", strings.TrimSuffix(b.Floors.MacOS, ".0"), strings.TrimSuffix(want.MacOS, ".0"))
		equal("fixups", b.MachO.Fixups, strings.ReplaceAll(want.Fixups, "_", "-"))
		equal("code signature", b.Signed != "none", want.CodeSignature)
		equal("run path", b.RunPath, want.RPaths)
		equal("id", b.ID, str(want.ID))
	}
}

// cpp leaves out the C functions of node, which the truth does not list.
func cpp(names []string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(n string) bool {
		return !strings.HasPrefix(n, "_Z") && !strings.HasPrefix(n, "?")
	})
}

func registrations(b *symbols.Binary) []string {
	var out []string
	for _, r := range b.Registration {
		out = append(out, string(r))
	}
	return out
}

func sorted(s []string) []string {
	s = slices.Clone(s)
	slices.Sort(s)
	return slices.Compact(s)
}
