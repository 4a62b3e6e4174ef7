package rules

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/napicheck/napicheck/internal/lazyregexp"
)

// NeededLibrary looks for shared libraries that not every system has.
var NeededLibrary = &Rule{
	ID: "needed-library", Code: "NC406", Severity: Warning,
	Doc: `Needs a library that systems do not have by default

The loader must find every library an addon needs, or require() throws
"cannot open shared object file". Only few belong to every system that runs
Node.js: the C library and its parts, libgcc_s, libstdc++ and zlib. Libraries
whose version is part of the distribution (OpenSSL, ICU, Python, Boost) are
missing on all others. Libraries of desktop and device subsystems are named in
a note; those that a run path of $ORIGIN lets the addon bring along are not
reported.

Link the library statically, or ship it beside the addon and link with
-Wl,-rpath,'$ORIGIN', or tell users which system package to install.`,
	Run: neededLibrary,
}

// baseLibraries match what every system that runs Node.js has, by platform and
// for Linux by libc.
var baseLibraries = map[string]func() *regexp.Regexp{
	"glibc":   lazyregexp.New(`^(lib(c|m|pthread|dl|rt|util|resolv|anl|mvec|gcc_s|stdc\+\+|z|thread_db|BrokenLocale)\.so\.[0-9.]+|ld(-linux[a-z0-9-]*|64)?\.so\.[0-9]+|linux-(vdso|gate)\.so\.1)$`),
	"musl":    lazyregexp.New(`^(libc\.so|lib(c|m|pthread|dl|rt|util|resolv)\.musl-[a-z0-9_]+\.so\.1|ld-musl-[a-z0-9_-]+\.so\.1|libz\.so\.1)$`),
	"android": lazyregexp.New(`^lib(c|m|dl|log|z|android|EGL|GLESv[123].*|OpenSLES|OpenMAXAL|jnigraphics|aaudio|amidi|camera2ndk|mediandk|nativewindow|neuralnetworks|binder_ndk|sync|vulkan|icu|nativehelper|ld-android)\.so$`),
	"freebsd": lazyregexp.New(`^lib(c|m|thr|pthread|gcc_s|c\+\+|cxxrt|util|rt|dl|z|md|kvm|execinfo|procstat|elf|sys|stdthreads)\.so\.[0-9]+$`),
	"openbsd": lazyregexp.New(`^lib(c|m|pthread|c\+\+|c\+\+abi|util|kvm|z|execinfo|crypto|ssl|tls)\.so\.[0-9.]+$`),
}

// compilerRuntimes come with the compiler and are installed on many systems, not on all.
var compilerRuntimes = lazyregexp.New(`^lib(atomic|stdc\+\+|gcc_s|c\+\+_shared)\.so(\.|$)`)

// subsystemLibraries keep their names for decades and belong to a desktop, a
// device or a service that the addon is about.
var subsystemLibraries = lazyregexp.New(`^lib(X[A-Za-z0-9]+|xcb|xcb-[a-z0-9]+|xkbcommon(-x11)?|wayland-[a-z]+|GL|GLX|OpenGL|EGL|GLESv[0-9].*|GLU|GLdispatch|vulkan|OpenCL|cuda|drm|gbm|va|va-drm|va-x11|asound|pulse|pulse-simple|jack|pipewire-0\.3|` +
	`dbus-1|glib-2\.0|gobject-2\.0|gio-2\.0|gmodule-2\.0|gthread-2\.0|gtk-[0-9.x-]+|gdk-[0-9.x-]+|gdk_pixbuf-2\.0|pango-1\.0|pangocairo-1\.0|cairo|atk-1\.0|notify|secret-1|udev|usb-1\.0|systemd|` +
	`fuse|fuse3|bluetooth|pcap|cups|pcsclite|nfc|v4l2|gphoto2|fontconfig|freetype|selinux|cap|acl|attr|uuid|blkid|mount|nl-3|nl-genl-3|appindicator3|ayatana-appindicator3)\.so\.[0-9.]+$`)

func neededLibrary(p *Pass) {
	b := p.Binary
	if b.ELF == nil {
		return
	}
	var base []func() *regexp.Regexp
	switch {
	case b.Platform != "linux" && baseLibraries[b.Platform] == nil:
		return // nothing is known of such a system
	case b.Platform != "linux":
		base = append(base, baseLibraries[b.Platform])
	case b.Libc == "":
		base = append(base, baseLibraries["glibc"], baseLibraries["musl"])
	default:
		base = append(base, baseLibraries[b.Libc])
	}
	var missing, runtimes, subsystems []string
	for _, n := range b.Needs {
		switch {
		case isHostFile(n) || slices.ContainsFunc(base, func(re func() *regexp.Regexp) bool { return re().MatchString(n) }):
		case besideAddon(b.RunPath):
		case compilerRuntimes().MatchString(n):
			runtimes = append(runtimes, n)
		case b.Platform != "android" && subsystemLibraries().MatchString(n):
			subsystems = append(subsystems, n)
		case strings.HasPrefix(n, "libc.musl-") || n == "libc.so.6":
			// mixed-libc speaks of these
		default:
			missing = append(missing, n)
		}
	}
	if len(missing) > 0 {
		evidence := map[string]any{"libraries": missing}
		if len(b.RunPath) > 0 {
			evidence["runPath"] = b.RunPath
		}
		p.Report(Warning, fmt.Sprintf("needs %s: not every system has %s, and no run path leads to a copy", few(missing, 4), plural(len(missing), "it", "them")),
			"Link statically, or ship a copy beside the addon and link with -Wl,-rpath,'$ORIGIN', or document the system package.",
			evidence)
	}
	if len(subsystems) > 0 {
		p.Report(Note, fmt.Sprintf("needs %s of the system: slim container images lack %s", few(subsystems, 4), plural(len(subsystems), "it", "them")),
			"Tell users which system packages to install.", map[string]any{"libraries": subsystems})
	}
	if len(runtimes) > 0 {
		what, help := "the system may lack "+plural(len(runtimes), "it", "them"), "Link with -static-libstdc++ -static-libgcc."
		if b.Platform == "android" {
			what, help = "the application must bring "+plural(len(runtimes), "it", "them"), "Ship the library inside the application, or link with -static-libstdc++."
		}
		p.Report(Note, fmt.Sprintf("needs the compiler's %s: %s", few(runtimes, 4), what), help, map[string]any{"libraries": runtimes})
	}
}

// besideAddon reports whether a run path leads to libraries shipped with the addon.
func besideAddon(runPath []string) bool {
	return slices.ContainsFunc(runPath, func(d string) bool {
		return strings.HasPrefix(d, "$ORIGIN") || strings.HasPrefix(d, "${ORIGIN}") || strings.HasPrefix(d, "@loader_path") || strings.HasPrefix(d, "@executable_path")
	})
}
