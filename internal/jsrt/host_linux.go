package jsrt

import (
	"bytes"
	"debug/elf"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
)

// glibcVersion is the version of the system's glibc; "" where there is none.
// The C library says it in a sentence among its strings.
var glibcVersion = sync.OnceValue(func() string {
	path := interpreterLibc()
	if path == "" {
		return ""
	}
	f, err := elf.Open(path)
	if err != nil {
		return ""
	}
	defer f.Close()
	s := f.Section(".rodata")
	if s == nil {
		return ""
	}
	data, err := s.Data()
	if err != nil {
		return ""
	}
	if _, rest, ok := bytes.Cut(data, []byte("GNU C Library ")); ok {
		if _, rest, ok = bytes.Cut(rest, []byte("release version ")); ok {
			if n := bytes.IndexFunc(rest, func(r rune) bool { return r != '.' && (r < '0' || r > '9') }); n > 0 {
				return strings.TrimSuffix(string(rest[:n]), ".")
			}
		}
	}
	return ""
})

// interpreterLibc finds libc.so.6 where a glibc system keeps it.
func interpreterLibc() string {
	for _, pattern := range []string{"/lib/*-linux-gnu*/libc.so.6", "/lib64/libc.so.6", "/usr/lib64/libc.so.6", "/usr/lib/libc.so.6", "/lib/libc.so.6"} {
		found, _ := filepath.Glob(pattern)
		for _, path := range found {
			if f, err := elf.Open(path); err == nil {
				own := f.Machine == machine()
				f.Close()
				if own {
					return path
				}
			}
		}
	}
	return ""
}

func machine() elf.Machine {
	f, err := elf.Open("/proc/self/exe")
	if err != nil {
		return elf.EM_NONE
	}
	defer f.Close()
	return f.Machine
}

// sharedObjects are the libraries loaded, and the loader's own on glibc and
// musl even if this program needs none: packages look for it.
func sharedObjects() []string {
	var list []string
	seen := map[string]bool{}
	program, _ := os.Readlink("/proc/self/exe")
	data, _ := os.ReadFile("/proc/self/maps")
	for line := range strings.Lines(string(data)) {
		fields := strings.Fields(line) // address, permissions, offset, device, inode, path
		if len(fields) >= 6 && strings.Contains(fields[1], "x") && strings.HasPrefix(fields[5], "/") && fields[5] != program && !seen[fields[5]] {
			seen[fields[5]] = true
			list = append(list, fields[5])
		}
	}
	if len(list) == 0 {
		if libc := interpreterLibc(); libc != "" {
			list = append(list, libc)
		} else if musl, _ := filepath.Glob("/lib/ld-musl-*.so.1"); len(musl) > 0 {
			list = append(list, musl[0])
		}
	}
	return list
}

// threadID is the number of the present thread.
func threadID() int { return syscall.Gettid() }

func residentSize(fallback uint64) uint64 {
	data, err := os.ReadFile("/proc/self/statm")
	if fields := strings.Fields(string(data)); err == nil && len(fields) > 1 {
		if pages, err := strconv.ParseUint(fields[1], 10, 64); err == nil {
			return pages * uint64(os.Getpagesize())
		}
	}
	return fallback
}
