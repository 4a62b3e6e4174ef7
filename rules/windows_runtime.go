package rules

import (
	"fmt"
	"slices"

	"github.com/napicheck/napicheck/internal/lazyregexp"
)

// WindowsRuntime looks for C and C++ runtimes that Windows does not have.
var WindowsRuntime = &Rule{
	ID: "windows-runtime", Code: "NC416", Severity: Error,
	Doc: `Needs a C or C++ runtime that Windows does not have

Node.js for Windows contains its C++ runtime and installs none. An addon that
needs VCRUNTIME140.dll or MSVCP140.dll loads only where some other program
installed the Visual C++ redistributable; elsewhere require() throws "The
specified module could not be found". The debug runtimes exist only on
machines with Visual Studio and may not be shipped. MinGW's runtimes exist
only where the addon brings them.

Link the runtime statically: "RuntimeLibrary": 0 in binding.gyp (/MT; the
default of node-gyp for Release builds), CMAKE_MSVC_RUNTIME_LIBRARY
MultiThreaded, RUSTFLAGS="-C target-feature=+crt-static", MinGW -static.`,
	Run: windowsRuntime,
}

var (
	debugRuntime = lazyregexp.New(`(?i)^(vcruntime[0-9]+(_[0-9]+)?d|msvcp[0-9]+(_[a-z0-9]+)?d(_[a-z0-9_]+)?|msvcr[0-9]+d|ucrtbased|concrt[0-9]+d|vcomp[0-9]+d|mfc[0-9]+u?d)\.dll$`)
	vcRuntime    = lazyregexp.New(`(?i)^(vcruntime[0-9]+(_[a-z0-9]+)?|msvcp[0-9]+(_[a-z0-9_]+)?|msvcr[0-9]+|concrt[0-9]+|vcomp[0-9]+|vccorlib[0-9]+|mfc[0-9]+u?)\.dll$`)
	mingwRuntime = lazyregexp.New(`(?i)^(libgcc_s_[a-z0-9_-]+|libstdc\+\+-[0-9]+|libwinpthread-[0-9]+|libc\+\+|libunwind|libgomp-[0-9]+|libssp-[0-9]+|libquadmath-[0-9]+|libatomic-[0-9]+|cygwin1|msys-2\.0)\.dll$`)
)

func windowsRuntime(p *Pass) {
	b := p.Binary
	if b.PE == nil {
		return
	}
	var debug, vc, mingw []string
	for _, n := range b.Needs {
		switch {
		case debugRuntime().MatchString(n):
			debug = append(debug, n)
		case vcRuntime().MatchString(n):
			vc = append(vc, n)
		case mingwRuntime().MatchString(n):
			mingw = append(mingw, n)
		}
	}
	for _, names := range [][]string{debug, vc, mingw} {
		slices.Sort(names)
	}
	const static = `Link the runtime statically: "RuntimeLibrary": 0 (/MT) in binding.gyp, CMAKE_MSVC_RUNTIME_LIBRARY=MultiThreaded, Rust -C target-feature=+crt-static.`
	if len(debug) > 0 {
		p.Report(Error, fmt.Sprintf("is a debug build: %s only on machines with Visual Studio", few(debug, 3)+plural(len(debug), " exists", " exist")),
			"Build the Release configuration (node-gyp build --release, cmake-js without --debug).", map[string]any{"libraries": debug})
	}
	if len(vc) > 0 {
		p.Report(Warning, fmt.Sprintf("needs %s, which Windows has only after the Visual C++ redistributable was installed", few(vc, 3)),
			static, map[string]any{"libraries": vc})
	}
	if len(mingw) > 0 {
		p.Report(Warning, fmt.Sprintf("needs %s of MinGW, which Windows does not have", few(mingw, 3)),
			"Link with -static (or -static-libgcc -static-libstdc++ and libwinpthread as an archive), or ship the libraries beside the addon.",
			map[string]any{"libraries": mingw})
	}
}
