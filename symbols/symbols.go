// Package symbols turns the bytes of a Node.js native addon into facts.
//
// It promises that Read either returns an error that names the reason, or a
// File whose facts were all read from the bytes; what the bytes do not tell
// is left at its zero value, which always means "unknown" or "none" as the
// field says. It never loads or runs the file, reads only the parts it needs,
// and survives any input in bounded memory and time.
//
// It knows nothing of Node.js releases: which release exports which function
// is package matrix, what follows from it is package rules.
package symbols

import (
	"fmt"
	"io"
	"os"
)

// Format is the container format of a native binary.
type Format string

// The formats Node.js can load, by operating system family.
const (
	ELF   Format = "elf"
	PE    Format = "pe"
	MachO Format = "macho"
)

// Kind says what a file is to Node.js.
type Kind string

const (
	KindNodeAPI    Kind = "node-api"     // registers with or imports Node-API, and nothing of V8 or node::
	KindV8         Kind = "v8"           // registers with Node's C++ ABI (or imports V8/node:: without Node-API)
	KindMixed      Kind = "mixed"        // Node-API, and imports of V8, cppgc or node:: C++ besides
	KindOpaque     Kind = "opaque"       // no API surface at all, but a packed or encrypted payload
	KindNotAnAddon Kind = "not-an-addon" // readable, and no addon
)

// A File is what one file holds: one Binary for each architecture slice.
type File struct {
	Size     int64
	Kind     Kind
	Reason   string // for KindNotAnAddon and KindOpaque: one sentence that says why, e.g. "HTML page"
	Binaries []*Binary
}

// FileType is the kind of image a Binary is, in words common to all formats.
type FileType string

const (
	SharedLibrary FileType = "shared-library" // ET_DYN, PE DLL, MH_DYLIB
	Bundle        FileType = "bundle"         // MH_BUNDLE
	Executable    FileType = "executable"     // ET_EXEC, PIE with an interpreter and no exports of an addon, PE EXE, MH_EXECUTE
	Object        FileType = "object"         // ET_REL, COFF object, MH_OBJECT
	OtherType     FileType = "other"          // core files, kernel extensions, ...
)

// A Binary holds the facts of one architecture slice. Slices of strings are
// sorted and free of duplicates unless a comment says otherwise.
type Binary struct {
	Format   Format
	Type     FileType
	Platform string // Node's process.platform: "linux", "android", "darwin", "win32", "freebsd", "openbsd", "netbsd", "sunos", "openharmony", ...; "" = not told by the bytes
	Arch     string // Node's process.arch: "x64", "ia32", "arm64", "arm", "ppc64", "ppc", "s390x", "s390", "riscv64", "loong64", "mips", "mipsel", "mips64el"; "unknown" for any other machine
	Machine  string // the format's own name for the machine, e.g. "EM_X86_64", "IMAGE_FILE_MACHINE_ARM64", "CPU_TYPE_ARM64"
	Libc     string // "glibc", "musl" or "" (not a Linux binary, or not told by the bytes)
	Offset   int64  // where the slice begins in the file
	Size     int64  // bytes of the slice
	ID       string // SONAME, DLL name of the export directory, or LC_ID_DYLIB; "" = none

	Imports []Import // in the order of the file
	Exports []Export // in the order of the file
	Needs   []string // libraries the loader must find, in the order of the file: DT_NEEDED, PE imports then delay imports, LC_LOAD_DYLIB and its kin
	RunPath []string // DT_RUNPATH, else DT_RPATH, or LC_RPATH; split at ':', in order
	Binding Binding  // how unresolved functions are bound by default; "" = the format does not say

	NodeAPI           NodeAPI
	Registration      []Registration // every way the binary registers, in the order of the constants
	ModuleName        string         // nm_modname of the module struct, or ""
	NodeModuleVersion int            // NODE_MODULE_VERSION the binary was built for; 0 = none stated
	NotContextAware   bool           // the node_module struct names an initializer, but none that is context-aware: loads once per process
	Unstable          Unstable
	InitCalls         []string    // those of Unstable that a constructor calls in any case, so that they must be there when the file is loaded; there may be more
	Host              *HostImport // PE: how functions of the host executable are imported; nil = no such import
	Floors            Floors
	Payload           *Payload // a packed or encrypted part, if one was found

	Stripped  bool   // no symbol table besides the dynamic one
	DebugInfo bool   // DWARF or CodeView data inside the file
	Signed    string // Mach-O and PE: "none", "adhoc" (Mach-O) or "signed"; "" = not applicable
	ELF       *ELFFacts
	PE        *PEFacts
	MachO     *MachOFacts
}

// An Import is a symbol the binary wants from elsewhere.
type Import struct {
	Name    string  // as the source language's linker spells it: Mach-O's leading "_" and ELF's "@VERSION" removed; C++ names stay mangled, and so does what PE tables spell "_f@8", for the loader finds nothing else under it; "#N" for an import by ordinal N
	Library string  // PE: DLL; Mach-O two-level: install name, "flat" or "self" or "main-executable"; ELF: the library its symbol version names; "" = any
	Version string  // ELF symbol version, e.g. "GLIBC_2.28"
	Weak    bool    // may stay unresolved
	Delay   bool    // PE delay import
	Func    bool    // known to be code: ELF STT_FUNC or bound through a jump slot; PE: delay import; Mach-O: bound through a stub
	Bound   Binding // when the loader looks it up; "" for ELF: never, as no relocation wants it
}

// Binding says when the loader resolves an import.
type Binding string

const (
	BindNow  Binding = "now"  // when the file is loaded; a missing symbol makes loading fail
	BindLazy Binding = "lazy" // at the first call; a missing symbol ends the process there
)

// An Export is a symbol the binary offers.
type Export struct {
	Name    string // undecorated like Import.Name
	Version string // ELF symbol version
	Addr    uint64 // virtual address (RVA for PE); 0 for forwarders and re-exports
	Func    bool   // known to be code
	Weak    bool   // ELF STB_WEAK or STB_GNU_UNIQUE, Mach-O weak definition
	Hidden  bool   // ELF: not the default among the versions of its name, for those who ask for this version
	Forward string // PE forwarder ("OTHER.func") or Mach-O re-export; "" = defined here
}

// NodeAPI is the binary's Node-API surface.
type NodeAPI struct {
	Version        int           // the Node-API version the module declares; meaningful for VersionExport and VersionDefault
	VersionSource  VersionSource //
	Lookup         Lookup        // how functions are found
	Symbols        []string      // napi_* and node_api_* imports, weak ones included
	WeakSymbols    []string      // those of Symbols that may stay unresolved
	RuntimeSymbols []string      // names found in data for a look-up at run time, not among Symbols; may name more than is called
}

// VersionSource says where NodeAPI.Version comes from.
type VersionSource string

const (
	VersionExport      VersionSource = "export"      // decoded from node_api_module_get_api_version_v1
	VersionDefault     VersionSource = "default"     // a Node-API module without that export: version 8 by definition
	VersionUndecodable VersionSource = "undecodable" // the export is there, its code was not understood
	VersionNone        VersionSource = "none"        // no Node-API module
)

// VersionExperimental is what a module built with NAPI_EXPERIMENTAL declares.
const VersionExperimental = 2147483647

// Lookup says how a binary finds Node-API functions.
type Lookup string

const (
	LookupImports Lookup = "imports" // the loader binds them
	LookupRuntime Lookup = "runtime" // dlsym or GetProcAddress
	LookupBoth    Lookup = "both"
	LookupNone    Lookup = "none"
)

// Registration is one way an addon makes itself known to its host.
type Registration string

const (
	RegSymbol        Registration = "symbol"         // exports napi_register_module_v1
	RegConstructor   Registration = "constructor"    // imports (or looks up) napi_module_register
	RegV8Symbol      Registration = "v8-symbol"      // exports node_register_module_vN, or the NAME_module struct of Node 0.10
	RegV8Constructor Registration = "v8-constructor" // imports node_module_register
)

// Unstable lists imports that the host may provide but whose ABI it does not
// promise. C++ names are mangled as in the file.
type Unstable struct {
	V8    []string // v8:: and cppgc::
	Node  []string // node:: C++
	UV    []string // uv_*
	Other []string // node_module_register, and symbols of other libraries bundled into Node (OpenSSL, zlib, nghttp2, c-ares, ICU, sqlite, ...)
}

// HostImport describes the import of the host executable by a PE binary.
type HostImport struct {
	Library string // as written in the file, e.g. "node.exe", "NODE.EXE", "libnode.dll"
	Delay   bool
	Hook    bool // a delay-load notification hook is set in the file, so that a renamed host is found; false also where the code of the delay load helper was not understood or sets it while running; meaningful with Delay
}

// Floors are the oldest systems the binary can load on, as far as its symbol
// versions and load commands say. "" = no such need. Versions that are only
// weakly needed keep nothing from loading and raise no floor.
type Floors struct {
	Glibc   string // highest GLIBC_x.y needed from a library of glibc
	Glibcxx string // highest GLIBCXX_x.y.z
	Cxxabi  string // highest CXXABI_x.y.z
	GCC     string // highest GCC_x.y.z (libgcc)
	MacOS   string // LC_BUILD_VERSION minos or LC_VERSION_MIN_MACOSX, e.g. "10.15"; "0.0.0" if the file says so
	Windows string // PE major.minor OS version of the subsystem, e.g. "6.0"
	Needs   []VersionNeed
}

// A VersionNeed is one symbol version wanted from one library (ELF
// .gnu.version_r), with the imports that carry it.
type VersionNeed struct {
	Library string   // e.g. "libc.so.6"
	Version string   // e.g. "GLIBC_2.28", "GLIBC_ABI_DT_RELR"
	Weak    bool     // VER_FLG_WEAK
	Symbols []string // imports bound to it; may be empty
}

// A Payload is a part of the file that looks packed or encrypted.
type Payload struct {
	Section string  // section or segment name, "overlay" for bytes behind the last one
	Offset  int64   // in the file
	Size    int64   // bytes
	Entropy float64 // bits per byte, 0 to 8, estimated from samples
}

// ELFFacts are facts that only ELF has.
type ELFFacts struct {
	Class          int // 32 or 64
	BigEndian      bool
	OSABI          uint8
	Flags          uint32 // e_flags
	Interp         string
	HashSysV       bool
	HashGNU        bool
	Relr           bool // DT_RELR
	AndroidPacked  bool // DT_ANDROID_REL[A]
	TextRel        bool
	StaticTLS      bool     // DF_STATIC_TLS
	TLSSize        uint64   // memory size of PT_TLS
	GNUStack       bool     // a PT_GNU_STACK header is present
	ExecStack      bool     // PT_GNU_STACK asks for an executable stack (or, on arches where that is the default, is absent)
	RelRO          string   // "none", "partial", "full"
	Symbolic       bool     // DT_SYMBOLIC or DF_SYMBOLIC
	NoDelete       bool     // DF_1_NODELETE
	NoOpen         bool     // DF_1_NOOPEN: dlopen refuses it
	NoDefaultLib   bool     // DF_1_NODEFLIB: its needs are not looked for in the system's folders
	Filters        []Filter // libraries that are searched before this one for what it exports
	Versions       []string // symbol versions defined, in the order of their indices; without the file's own name
	Fixed          bool     // ET_EXEC: an executable at a fixed address
	PIE            bool     // DF_1_PIE
	WX             bool     // a loaded segment is writable and executable
	MaxPageSize    uint64   // smallest p_align of the PT_LOAD segments; 0 = none
	RPath          bool     // RunPath comes from DT_RPATH
	SectionHeaders bool
	ISANeeded      uint32            // x86 ISA level bits of .note.gnu.property (GNU_PROPERTY_X86_ISA_1_NEEDED)
	AndroidAPI     int               // API level of .note.android.ident
	ARMAttributes  map[string]string // .ARM.attributes of interest, by name, values in words: "Tag_CPU_arch" ("v7"), "Tag_FP_arch" ("VFPv3-D16"), "Tag_ABI_VFP_args" ("VFP registers"; absent for the base standard)
	BuildID        string            // hex
	Compiler       []string          // strings of .comment
	StackProtector bool              // imports __stack_chk_fail
	Fortified      bool              // imports a __*_chk function
}

// A Filter is a library that has what another exports, and is searched for it first.
type Filter struct {
	Name      string
	Auxiliary bool // DT_AUXILIARY: it may be missing; otherwise DT_FILTER
}

// PEFacts are facts that only PE has.
type PEFacts struct {
	Subsystem          uint16
	DLLCharacteristics uint16
	Managed            bool     // CLR header: a .NET assembly
	MixedMode          bool     // CLR header and native imports or exports besides
	CRT                []string // C and C++ runtime DLLs imported
	DebugCRT           bool     // one of them is a debug build
	LinkerVersion      string
	PDB                string // path recorded in the debug directory
	Timestamp          uint32
	DelayLoadHook      bool  // see HostImport.Hook
	WX                 bool  // a section is writable and executable
	Repro              bool  // IMAGE_DEBUG_TYPE_REPRO present
	Overlay            int64 // bytes behind the last section that no header accounts for (certificates and symbols are)
	TLS                bool  // TLS directory
	LoadConfig         bool
	GuardFlags         uint32 // Control Flow Guard flags of the load configuration; 0x100 = IMAGE_GUARD_CF_INSTRUMENTED
	Hybrid             string // "ARM64EC" (Arch x64) or "ARM64X" (Arch arm64); "" = plain
}

// MachOFacts are facts that only Mach-O has.
type MachOFacts struct {
	FileType     string   // "MH_BUNDLE", "MH_DYLIB", ...
	Flags        []string // "MH_TWOLEVEL", ...
	Platform     string   // "macos", "ios", "ios-simulator", "maccatalyst", ...
	SDK          string
	Fixups       string // "chained", "dyld-info", "relocations"
	ExportsTrie  bool
	TwoLevel     bool
	Encrypted    bool
	CodePagesBad int // pages whose hash in the code directory differs; -1 = not checked
	LocalSymbols int // symbols neither external nor for debuggers; none are left in a stripped image
	UUID         string
	WeakNeeds    []string // those of Needs that may be missing (LC_LOAD_WEAK_DYLIB), in the order of the file
	WX           bool     // a segment's initial protection is writable and executable
}

// Options guide Read. The zero value is useful.
type Options struct {
	// Names are the Node-API function names to tell apart in data where they
	// stand without separators. Without them only names that stand alone are found.
	Names []string
	// VerifySignatures has the pages of signed Mach-O images hashed and counted
	// in MachOFacts.CodePagesBad. It reads every byte.
	VerifySignatures bool
	// Tables leaves it at what loading depends on: headers, tables, and what
	// constructors call. Other code and data are not looked at, and the facts
	// told by them stay unknown.
	Tables bool
}

// Open reads the file at path. Errors carry the path.
func Open(path string, opt Options) (*File, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !st.Mode().IsRegular() {
		return nil, fmt.Errorf("%s: not a regular file", path)
	}
	file, err := Read(f, st.Size(), opt)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return file, nil
}

// Read reads size bytes of r. A *os.File is mapped where that saves copies.
// It returns a File or an error, never both and never a panic.
func Read(r io.ReaderAt, size int64, opt Options) (file *File, err error) {
	defer func() {
		if p := recover(); p != nil {
			file, err = nil, fmt.Errorf("malformed beyond what the reader expects: %v", p)
		}
	}()
	return read(source{r, 0, size}, opt)
}
