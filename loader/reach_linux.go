package loader

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Devices are those the addon may use.
var Devices = []string{"/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom"}

// systemFiles are what libraries and programs read that know no secrets.
var systemFiles = []string{
	"/usr", "/lib", "/lib32", "/lib64", "/libx32", "/opt/lib", "/nix/store", "/gnu/store", "/sys", "/proc/self", "/proc/cgroups",
	"/proc/cpuinfo", "/proc/devices", "/proc/driver", "/proc/filesystems", "/proc/loadavg", "/proc/meminfo", "/proc/modules", "/proc/stat", "/proc/swaps",
	"/proc/sys", "/proc/uptime", "/proc/version", "/proc/vmstat",
	"/etc/alternatives", "/etc/ca-certificates", "/etc/fonts", "/etc/gai.conf", "/etc/group", "/etc/host.conf", "/etc/hosts", "/etc/ld.so.cache",
	"/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/locale.alias", "/etc/localtime", "/etc/machine-id", "/etc/nsswitch.conf", "/etc/os-release",
	"/etc/passwd", "/etc/pki/tls", "/etc/protocols", "/etc/resolv.conf", "/etc/services", "/etc/ssl/certs", "/etc/ssl/openssl.cnf", "/etc/timezone",
}

// reach lists what the addon may read: what all may, its package and those
// beside it, the libraries it is linked to, and what the script is in. Never a
// folder that the user's home is in.
func (c *child) reach(path string) []string {
	list := slices.Clone(systemFiles)
	home, _ := os.UserHomeDir()
	home, _ = filepath.EvalSymlinks(home)
	add := func(folder, file string) {
		if home != "" && within(home, []string{folder}) || folder == "/" || folder == os.TempDir() {
			folder = file
		}
		if !within(folder, list) {
			list = append(list, folder)
		}
	}
	add(packageOf(path), path)
	if c.Script != "" {
		add(packageOf(c.Script), c.Script)
	}
	if c.link != nil {
		for _, f := range c.link.Files {
			file, err := filepath.EvalSymlinks(f.Path)
			if err != nil {
				continue
			}
			add(file, file)
			add(f.Path, f.Path)
		}
	}
	for _, folder := range filepath.SplitList(os.Getenv("LD_LIBRARY_PATH")) {
		if filepath.IsAbs(folder) {
			add(filepath.Clean(folder), "/usr")
		}
	}
	return list
}

// packageOf is the outermost node_modules a file is in, else the folder of the
// nearest package.json above it, else its folder.
func packageOf(file string) string {
	if at := strings.Index(file, "/node_modules/"); at >= 0 {
		return file[:at+len("/node_modules")]
	}
	for dir := filepath.Dir(file); dir != "/"; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "package.json")); err == nil {
			return dir
		}
	}
	return filepath.Dir(file)
}
