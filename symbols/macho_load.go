package symbols

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/blacktop/go-macho"
	"github.com/blacktop/go-macho/types"
)

// A machoFile is one thin image: its header, its load commands, and the parts
// of its link-edit data read so far.
type machoFile struct {
	src    source
	order  binary.ByteOrder
	ptr    int // bytes of a pointer
	cpu    uint32
	subcpu uint32

	fileType, flags uint32

	segments []machoSegment
	sections []machoSection
	base     uint64 // address of the header
	id       string
	libs     []string // by ordinal - 1
	weakLibs []string // those of libs that may be missing
	rpaths   []string
	routine  uint64 // LC_ROUTINES; 0 = none
	uuid     string
	version  *machoBuild
	// Link-edit data; nil = the load command is absent.
	dyldInfo  *machoDyldInfo
	chained   *machoRange
	trie      *machoRange
	codeSig   *machoRange
	symtab    machoSymtab
	encrypted bool

	locals  int           // symbols that are neither external nor for debuggers
	undefs  []machoSymbol // ascending by index
	defined []machoSymbol // external definitions; read only where there is no export trie
	fixed   *machoChains
	own     map[string]uint64 // own definitions that serve binds; addresses by name
}

type machoRange struct{ off, size uint32 }

func (f *machoFile) data(r machoRange, limit uint32, what string) ([]byte, error) {
	if r.size > limit {
		return nil, fmt.Errorf("%s: %d bytes are more than the %d this reader takes", what, r.size, limit)
	}
	return f.src.bytes(int64(r.off), int64(r.size), what)
}

// A machoBuild is a minimum OS version with its platform.
type machoBuild struct{ platform, min, sdk uint32 }

type machoDyldInfo struct{ rebase, bind, weak, lazy machoRange }

type machoSegment struct {
	name        string
	addr, size  uint64
	off, filesz int64
	prot        uint32
	constant    bool // made read-only once fixed up
}

type machoSection struct {
	segment, name string
	addr, size    uint64
	off           int64
	flags         uint32
	first, stride uint32 // index of the first indirect symbol, bytes of a stub
	seg           int    // index of the segment
}

// Section types and attributes.
const (
	sectionType            = 0xff
	sZeroFill              = 0x1
	sNonLazyPointers       = 0x6
	sLazyPointers          = 0x7
	sStubs                 = 0x8
	sModInitFuncs          = 0x9
	sGBZeroFill            = 0xc
	sLazyDylibPointers     = 0x10
	sThreadLocalZeroFill   = 0x12
	sThreadLocalPointers   = 0x14
	sInitFuncOffsets       = 0x16
	sAttrInstructions      = 0x80000400
	sAttrSelfModifyingCode = 0x04000000
)

func (s *machoSection) kind() uint32 { return s.flags & sectionType }

func (s *machoSection) zeroFill() bool {
	k := s.kind()
	return k == sZeroFill || k == sGBZeroFill || k == sThreadLocalZeroFill
}

// machoCommands are the load commands that go-macho is let to read. Not among
// them: LC_CODE_SIGNATURE, for which it allocates as much as the command
// claims, and the symbol tables, which it reads whole.
var machoCommands = []types.LoadCmd{
	types.LC_SEGMENT, types.LC_SEGMENT_64,
	types.LC_ID_DYLIB, types.LC_LOAD_DYLIB, types.LC_LOAD_WEAK_DYLIB, types.LC_REEXPORT_DYLIB, types.LC_LAZY_LOAD_DYLIB, types.LC_LOAD_UPWARD_DYLIB,
	types.LC_RPATH, types.LC_UUID, types.LC_ROUTINES, types.LC_ROUTINES_64, types.LC_ENCRYPTION_INFO, types.LC_ENCRYPTION_INFO_64,
	types.LC_BUILD_VERSION, types.LC_VERSION_MIN_MACOSX, types.LC_VERSION_MIN_IPHONEOS, types.LC_VERSION_MIN_TVOS, types.LC_VERSION_MIN_WATCHOS,
	types.LC_DYLD_INFO, types.LC_DYLD_INFO_ONLY, types.LC_DYLD_EXPORTS_TRIE, types.LC_DYLD_CHAINED_FIXUPS,
}

// machoOnce are load commands that an image has at most once.
var machoOnce = map[types.LoadCmd]types.LoadCmd{
	types.LC_SYMTAB: types.LC_SYMTAB, types.LC_DYSYMTAB: types.LC_DYSYMTAB,
	types.LC_DYLD_INFO: types.LC_DYLD_INFO, types.LC_DYLD_INFO_ONLY: types.LC_DYLD_INFO,
	types.LC_DYLD_EXPORTS_TRIE: types.LC_DYLD_EXPORTS_TRIE, types.LC_DYLD_CHAINED_FIXUPS: types.LC_DYLD_CHAINED_FIXUPS,
	types.LC_CODE_SIGNATURE: types.LC_CODE_SIGNATURE, types.LC_ID_DYLIB: types.LC_ID_DYLIB, types.LC_UUID: types.LC_UUID,
}

// loadMachO reads header and load commands. The bytes handed to go-macho are a
// checked copy of just those, so whatever a command claims, it finds nothing to
// read beyond them.
func loadMachO(src source) (*machoFile, error) {
	head, err := src.bytes(0, min(src.size, types.FileHeaderSize64), "Mach-O header")
	if err != nil {
		return nil, err
	}
	if len(head) < types.FileHeaderSize32 {
		return nil, errors.New("Mach-O header: cut short")
	}
	f := &machoFile{src: src, order: machoOrder(head), ptr: 4}
	bo := f.order
	size := int64(types.FileHeaderSize32)
	if bo.Uint32(head)&1 != 0 {
		f.ptr, size = 8, types.FileHeaderSize64
	}
	f.cpu, f.subcpu, f.fileType, f.flags = bo.Uint32(head[4:]), bo.Uint32(head[8:]), bo.Uint32(head[12:]), bo.Uint32(head[24:])
	ncmds, cmdsize := bo.Uint32(head[16:]), int64(bo.Uint32(head[20:]))
	switch {
	case cmdsize > machoMaxCommands:
		return nil, fmt.Errorf("load commands: %d bytes are more than the %d this reader takes", cmdsize, machoMaxCommands)
	case int64(ncmds) > cmdsize/8:
		return nil, fmt.Errorf("load commands: %d do not fit into the %d bytes they are said to take", ncmds, cmdsize)
	}
	raw, err := src.bytes(0, size+cmdsize, "load commands")
	if err != nil {
		return nil, err
	}
	if err := f.checkCommands(raw[size:], ncmds); err != nil {
		return nil, err
	}
	m, err := machoParse(raw)
	if err != nil {
		return nil, err
	}
	for _, l := range m.Loads {
		if s, ok := l.(*macho.Segment); ok {
			err = f.segment(s, m.Sections[s.Firstsect:s.Firstsect+s.Nsect])
		} else {
			f.command(l)
		}
		if err != nil {
			return nil, err
		}
	}
	for _, s := range f.segments {
		if s.off == 0 && s.filesz > 0 && f.fileType != mhObject {
			f.base = s.addr
			break
		}
	}
	return f, nil
}

// machoParse lets go-macho read header and load commands.
func machoParse(raw []byte) (m *macho.File, err error) {
	defer func() {
		if p := recover(); p != nil {
			m, err = nil, fmt.Errorf("load commands: %v", p)
		}
	}()
	// It reads a header of 64-bit size in any case.
	padded := append(raw[:len(raw):len(raw)], 0, 0, 0, 0)
	m, err = macho.NewFile(bytes.NewReader(padded), macho.FileConfig{LoadIncluding: machoCommands})
	if err != nil {
		return nil, fmt.Errorf("load commands: %w", err)
	}
	return m, nil
}

// checkCommands walks the raw load commands: sizes, repetitions, the commands
// we read ourselves. It takes the relocations of sections out, which only
// object files have and nobody here asks for.
func (f *machoFile) checkCommands(cmds []byte, n uint32) error {
	bo := f.order
	seen := map[types.LoadCmd]bool{}
	for i := range n {
		if len(cmds) < 8 {
			return fmt.Errorf("load command %d: cut short", i)
		}
		cmd, size := types.LoadCmd(bo.Uint32(cmds)), bo.Uint32(cmds[4:])
		if size < 8 || size%4 != 0 || uint64(size) > uint64(len(cmds)) {
			return fmt.Errorf("load command %d (%#x): size %d with %d bytes left", i, uint32(cmd), size, len(cmds))
		}
		if once, ok := machoOnce[cmd]; ok {
			if seen[once] {
				return fmt.Errorf("load command %d: a second %s", i, once)
			}
			seen[once] = true
		}
		c := cmds[:size]
		short := false
		switch cmd {
		case types.LC_SYMTAB:
			if short = len(c) < 24; !short {
				f.symtab.symbols, f.symtab.count = bo.Uint32(c[8:]), bo.Uint32(c[12:])
				f.symtab.strings = machoRange{bo.Uint32(c[16:]), bo.Uint32(c[20:])}
			}
		case types.LC_DYSYMTAB:
			if short = len(c) < 80; !short {
				f.symtab.indirect, f.symtab.indirects = bo.Uint32(c[56:]), bo.Uint32(c[60:])
				f.symtab.external, f.symtab.externals = bo.Uint32(c[64:]), bo.Uint32(c[68:])
				f.symtab.local, f.symtab.locals = bo.Uint32(c[72:]), bo.Uint32(c[76:])
			}
		case types.LC_CODE_SIGNATURE:
			if short = len(c) < 16; !short {
				f.codeSig = &machoRange{bo.Uint32(c[8:]), bo.Uint32(c[12:])}
			}
		case types.LC_SEGMENT:
			for o := 56; o+68 <= len(c); o += 68 {
				bo.PutUint32(c[o+52:], 0)
			}
		case types.LC_SEGMENT_64:
			for o := 72; o+80 <= len(c); o += 80 {
				bo.PutUint32(c[o+60:], 0)
			}
		}
		if short {
			return fmt.Errorf("load command %d (%s): cut short", i, cmd)
		}
		cmds = cmds[size:]
	}
	return nil
}

// command takes the facts out of one load command.
func (f *machoFile) command(l macho.Load) {
	switch l := l.(type) {
	case *macho.IDDylib:
		f.id = l.Name
	case *macho.LoadDylib:
		f.libs = append(f.libs, l.Name)
	case *macho.WeakDylib:
		f.libs = append(f.libs, l.Name)
		f.weakLibs = append(f.weakLibs, l.Name)
	case *macho.ReExportDylib:
		f.libs = append(f.libs, l.Name)
	case *macho.LazyLoadDylib:
		f.libs = append(f.libs, l.Name)
	case *macho.UpwardDylib:
		f.libs = append(f.libs, l.Name)
	case *macho.Rpath:
		f.rpaths = append(f.rpaths, l.Path)
	case *macho.UUID:
		f.uuid = l.UUID.String()
	case *macho.Routines:
		f.routine = uint64(l.InitAddress)
	case *macho.Routines64:
		f.routine = l.InitAddress
	case *macho.EncryptionInfo:
		f.encrypted = f.encrypted || l.CryptID != 0
	case *macho.EncryptionInfo64:
		f.encrypted = f.encrypted || l.CryptID != 0
	case *macho.BuildVersion:
		f.build(uint32(l.Platform), uint32(l.Minos), uint32(l.Sdk))
	case *macho.VersionMinMacOSX:
		f.build(1, uint32(l.Version), uint32(l.Sdk))
	case *macho.VersionMiniPhoneOS:
		f.build(2, uint32(l.Version), uint32(l.Sdk))
	case *macho.VersionMinTvOS:
		f.build(3, uint32(l.Version), uint32(l.Sdk))
	case *macho.VersionMinWatchOS:
		f.build(4, uint32(l.Version), uint32(l.Sdk))
	case *macho.DyldInfo:
		f.info(l)
	case *macho.DyldInfoOnly:
		f.info(&l.DyldInfo)
	case *macho.DyldExportsTrie:
		f.trie = &machoRange{l.Offset, l.Size}
	case *macho.DyldChainedFixups:
		f.chained = &machoRange{l.Offset, l.Size}
	}
}

func (f *machoFile) info(l *macho.DyldInfo) {
	f.dyldInfo = &machoDyldInfo{
		rebase: machoRange{l.RebaseOff, l.RebaseSize},
		bind:   machoRange{l.BindOff, l.BindSize},
		weak:   machoRange{l.WeakBindOff, l.WeakBindSize},
		lazy:   machoRange{l.LazyBindOff, l.LazyBindSize},
	}
	if f.trie == nil {
		f.trie = &machoRange{l.ExportOff, l.ExportSize}
	}
}

// build keeps one build version. Images for several platforms at once are made
// for macOS first of all.
func (f *machoFile) build(platform, min, sdk uint32) {
	if f.version == nil || platform == 1 {
		f.version = &machoBuild{platform, min, sdk}
	}
}

func (f *machoFile) segment(l *macho.Segment, sections []*types.Section) error {
	switch {
	case len(f.segments) == machoMaxSegments:
		return fmt.Errorf("more than %d segments", machoMaxSegments)
	case len(f.sections)+len(sections) > machoMaxSections:
		return fmt.Errorf("more than %d sections", machoMaxSections)
	case l.Offset > uint64(f.src.size) || l.Filesz > uint64(f.src.size)-l.Offset:
		return fmt.Errorf("segment %s: offset %#x and length %#x reach past the end of the file (%#x bytes)", l.Name, l.Offset, l.Filesz, f.src.size)
	case l.Filesz > l.Memsz:
		return fmt.Errorf("segment %s: %#x bytes in the file, but %#x in memory", l.Name, l.Filesz, l.Memsz)
	case l.Addr+l.Memsz < l.Addr:
		return fmt.Errorf("segment %s: address %#x and size %#x overflow", l.Name, l.Addr, l.Memsz)
	}
	f.segments = append(f.segments, machoSegment{
		name: l.Name, addr: l.Addr, size: l.Memsz, off: int64(l.Offset), filesz: int64(l.Filesz),
		prot: uint32(l.Prot), constant: l.Flag&0x10 != 0, // SG_READ_ONLY
	})
	for _, s := range sections {
		if err := f.section(s, len(f.segments)-1); err != nil {
			return err
		}
	}
	return nil
}

func (f *machoFile) section(h *types.Section, seg int) error {
	s := machoSection{
		segment: h.Seg, name: h.Name, addr: h.Addr, size: h.Size, off: int64(h.Offset),
		flags: uint32(h.Flags), first: h.Reserved1, stride: h.Reserved2, seg: seg,
	}
	if s.addr+s.size < s.addr {
		return fmt.Errorf("section %s,%s: address %#x and size %#x overflow", s.segment, s.name, s.addr, s.size)
	}
	// Files of debug symbols describe sections whose bytes are elsewhere.
	if f.segments[seg].filesz == 0 {
		s.off, s.flags = 0, s.flags&^sectionType|sZeroFill
	}
	if !s.zeroFill() && (s.off > f.src.size || s.size > uint64(f.src.size-s.off)) {
		return fmt.Errorf("section %s,%s: offset %#x and length %#x reach past the end of the file (%#x bytes)", s.segment, s.name, s.off, s.size, f.src.size)
	}
	f.sections = append(f.sections, s)
	return nil
}
