//go:build linux || darwin

package jsrt

import (
	"math"
	"runtime"

	"golang.org/x/sys/unix"
)

// userLimits are the limits of resources of the process, by Node's names.
func userLimits() map[string]limits {
	value := func(n uint64) any {
		if n >= math.MaxInt64 { // RLIM_INFINITY
			return "unlimited"
		}
		return n
	}
	list := map[string]limits{}
	for name, resource := range map[string]int{
		"core_file_size_blocks": unix.RLIMIT_CORE, "data_seg_size_bytes": unix.RLIMIT_DATA, "file_size_blocks": unix.RLIMIT_FSIZE,
		"max_locked_memory_bytes": unix.RLIMIT_MEMLOCK, "max_memory_size_bytes": unix.RLIMIT_RSS, "open_files": unix.RLIMIT_NOFILE,
		"stack_size_bytes": unix.RLIMIT_STACK, "cpu_time_seconds": unix.RLIMIT_CPU, "max_user_processes": unix.RLIMIT_NPROC,
		"virtual_memory_bytes": unix.RLIMIT_AS,
	} {
		var r unix.Rlimit
		if unix.Getrlimit(resource, &r) == nil {
			list[name] = limits{value(r.Cur), value(r.Max)}
		}
	}
	return list
}

// usageOf fills in what getrusage(2) tells.
func usageOf(r *resourceUsage) {
	var u unix.Rusage
	if unix.Getrusage(unix.RUSAGE_SELF, &u) != nil {
		return
	}
	r.MaxRSS = int64(u.Maxrss)
	if runtime.GOOS == "linux" { // in kilobytes
		r.MaxRSS *= 1024
	}
	r.Faults["IORequired"], r.Faults["IONotRequired"] = int(u.Majflt), int(u.Minflt)
	r.Files["reads"], r.Files["writes"] = int(u.Inblock), int(u.Oublock)
}
