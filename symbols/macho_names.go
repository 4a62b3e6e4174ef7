package symbols

import "fmt"

// Numbers of <mach-o/loader.h>, <mach/machine.h> and <mach/vm_prot.h>.
const (
	mhObject  = 0x1
	mhExecute = 0x2
	mhDylib   = 0x6
	mhBundle  = 0x8

	mhBindAtLoad = 0x8
	mhSplitSegs  = 0x20
	mhTwoLevel   = 0x80
	mhForceFlat  = 0x100

	cpuX86    = 7
	cpuX64    = 0x01000007
	cpuARM    = 12
	cpuARM64  = 0x0100000c
	cpuARM32  = 0x0200000c
	cpuPPC    = 18
	cpuPPC64  = 0x01000012
	cpuSubEnd = 0x00ffffff // mask of the subtype; the upper byte holds capabilities

	protRead  = 1
	protWrite = 2
	protExec  = 4
)

// machoArch names a CPU type in Node's words.
func machoArch(cpu uint32) string {
	switch cpu {
	case cpuX64:
		return "x64"
	case cpuX86:
		return "ia32"
	case cpuARM64:
		return "arm64"
	case cpuARM:
		return "arm"
	case cpuPPC:
		return "ppc"
	case cpuPPC64:
		return "ppc64"
	}
	return "unknown"
}

// machoMachine names a CPU type, and the subtype where it narrows the machines.
func machoMachine(cpu, sub uint32) string {
	sub &= cpuSubEnd
	switch cpu {
	case cpuX64:
		if sub == 8 {
			return "CPU_TYPE_X86_64 (x86_64h)"
		}
		return "CPU_TYPE_X86_64"
	case cpuX86:
		return "CPU_TYPE_I386"
	case cpuARM64:
		if sub == 2 {
			return "CPU_TYPE_ARM64 (arm64e)"
		}
		return "CPU_TYPE_ARM64"
	case cpuARM32:
		return "CPU_TYPE_ARM64_32"
	case cpuARM:
		if v, ok := map[uint32]string{6: "armv6", 9: "armv7", 11: "armv7s", 12: "armv7k"}[sub]; ok {
			return "CPU_TYPE_ARM (" + v + ")"
		}
		return "CPU_TYPE_ARM"
	case cpuPPC:
		return "CPU_TYPE_POWERPC"
	case cpuPPC64:
		return "CPU_TYPE_POWERPC64"
	}
	return fmt.Sprintf("CPU type %#x", cpu)
}

var machoFileTypes = []string{
	1: "MH_OBJECT", "MH_EXECUTE", "MH_FVMLIB", "MH_CORE", "MH_PRELOAD", "MH_DYLIB", "MH_DYLINKER", "MH_BUNDLE",
	"MH_DYLIB_STUB", "MH_DSYM", "MH_KEXT_BUNDLE", "MH_FILESET", "MH_GPU_EXECUTE", "MH_GPU_DYLIB",
}

func machoFileType(t uint32) string {
	if t > 0 && int64(t) < int64(len(machoFileTypes)) {
		return machoFileTypes[t]
	}
	return fmt.Sprintf("type %#x", t)
}

// machoFlagNames are the names of the header's flags, from the lowest bit on.
var machoFlagNames = []string{
	"NOUNDEFS", "INCRLINK", "DYLDLINK", "BINDATLOAD", "PREBOUND", "SPLIT_SEGS", "LAZY_INIT", "TWOLEVEL",
	"FORCE_FLAT", "NOMULTIDEFS", "NOFIXPREBINDING", "PREBINDABLE", "ALLMODSBOUND", "SUBSECTIONS_VIA_SYMBOLS", "CANONICAL", "WEAK_DEFINES",
	"BINDS_TO_WEAK", "ALLOW_STACK_EXECUTION", "ROOT_SAFE", "SETUID_SAFE", "NO_REEXPORTED_DYLIBS", "PIE", "DEAD_STRIPPABLE_DYLIB", "HAS_TLV_DESCRIPTORS",
	"NO_HEAP_EXECUTION", "APP_EXTENSION_SAFE", "NLIST_OUTOFSYNC_WITH_DYLDINFO", "SIM_SUPPORT", "IMPLICIT_PAGEZERO",
	31: "DYLIB_IN_CACHE",
}

func machoFlags(flags uint32) []string {
	var names []string
	for i := range 32 {
		if flags>>i&1 == 0 {
			continue
		}
		if n := machoFlagNames[i]; n != "" {
			names = append(names, "MH_"+n)
		} else {
			names = append(names, fmt.Sprintf("%#x", uint32(1)<<i))
		}
	}
	return names
}

// machoPlatforms are the platforms of LC_BUILD_VERSION: process.platform, and
// the platform's own name.
var machoPlatforms = [][2]string{
	1: {"darwin", "macos"}, {"ios", "ios"}, {"tvos", "tvos"}, {"watchos", "watchos"}, {"bridgeos", "bridgeos"}, {"maccatalyst", "maccatalyst"},
	{"ios", "ios-simulator"}, {"tvos", "tvos-simulator"}, {"watchos", "watchos-simulator"}, {"driverkit", "driverkit"},
	{"visionos", "visionos"}, {"visionos", "visionos-simulator"}, {"firmware", "firmware"}, {"sepos", "sepos"},
}

func machoPlatform(p uint32) (node, name string) {
	if p > 0 && int64(p) < int64(len(machoPlatforms)) {
		return machoPlatforms[p][0], machoPlatforms[p][1]
	}
	return "", fmt.Sprintf("platform %d", p)
}

// machoVersion writes a version packed as xxxx.yy.zz.
func machoVersion(v uint32) string {
	switch {
	case v == 0:
		return "0.0.0"
	case v&0xff == 0:
		return fmt.Sprintf("%d.%d", v>>16, v>>8&0xff)
	}
	return fmt.Sprintf("%d.%d.%d", v>>16, v>>8&0xff, v&0xff)
}
