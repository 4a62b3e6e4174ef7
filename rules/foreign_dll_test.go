package rules

import (
	"strings"
	"testing"
)

// TestWindowsDLLs holds the shape of the list, so that every entry can match.
func TestWindowsDLLs(t *testing.T) {
	if n := len(windowsDLLs()); n < 300 {
		t.Errorf("only %d names", n)
	}
	for name := range windowsDLLs() {
		if name != strings.ToLower(name) || strings.HasSuffix(name, ".dll") {
			t.Errorf("%s: want a lower-case name without .dll", name)
		}
		if debugRuntime().MatchString(name+".dll") || vcRuntime().MatchString(name+".dll") || mingwRuntime().MatchString(name+".dll") || isHostFile(name+".dll") {
			t.Errorf("%s is also a runtime or a host", name)
		}
	}
}

func TestRuntimeNames(t *testing.T) {
	for name, want := range map[string]string{
		"VCRUNTIME140.dll": "vc", "vcruntime140_1.dll": "vc", "VCRUNTIME140_1D.dll": "debug", "VCRUNTIME140D.dll": "debug",
		"MSVCP140.dll": "vc", "MSVCP140_ATOMIC_WAIT.dll": "vc", "MSVCP140D.dll": "debug", "msvcp140_1d.dll": "debug", "msvcp_win.dll": "",
		"ucrtbased.dll": "debug", "ucrtbase.dll": "", "MSVCR120.dll": "vc", "MSVCR120D.dll": "debug", "msvcrt.dll": "", "msvcrtd.dll": "",
		"libstdc++-6.dll": "mingw", "libgcc_s_seh-1.dll": "mingw", "libgcc_s_dw2-1.dll": "mingw", "libwinpthread-1.dll": "mingw", "libc++.dll": "mingw",
		"VCOMP140.DLL": "vc", "CONCRT140D.dll": "debug", "libvips-42.dll": "",
	} {
		got := ""
		switch {
		case debugRuntime().MatchString(name):
			got = "debug"
		case vcRuntime().MatchString(name):
			got = "vc"
		case mingwRuntime().MatchString(name):
			got = "mingw"
		}
		if got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}
