//go:build !linux

package jsrt

import "runtime"

// systemName is what uname(1) says: name, release, version, machine.
func systemName() [4]string {
	name := map[string]string{"darwin": "Darwin", "windows": "Windows_NT", "freebsd": "FreeBSD", "openbsd": "OpenBSD", "netbsd": "NetBSD"}[runtime.GOOS]
	machine := map[string]string{"amd64": "x86_64", "386": "i386"}[runtime.GOARCH]
	if machine == "" {
		machine = runtime.GOARCH
	}
	return [4]string{name, "", "", machine}
}
