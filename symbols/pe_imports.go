package symbols

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/saferwall/pe"
)

// An iat is a run of import address table slots of one DLL.
type iat struct {
	addr  uint32 // RVA of the first slot
	n     int
	first int // index of the first slot's import
	delay bool
}

// readImports reads the import directory: what the loader binds before any
// code of the image runs.
func (p *peFile) readImports(b *Binary) error {
	rva, _ := p.dir(pe.ImageDirectoryEntryImport)
	if rva == 0 {
		return nil
	}
	const what, entry = "import directory", 20
	for ; ; rva += entry {
		d, err := p.bytes(rva, entry, what)
		if err != nil {
			return err
		}
		names, stamp := binary.LittleEndian.Uint32(d), binary.LittleEndian.Uint32(d[4:])
		dll, slots := binary.LittleEndian.Uint32(d[12:]), binary.LittleEndian.Uint32(d[16:])
		if dll == 0 && slots == 0 {
			return nil
		}
		if dll == 0 || slots == 0 {
			return fmt.Errorf("%s: entry %d has no name or no address table", what, len(p.needs))
		}
		lib, err := p.library(dll, what)
		if err != nil {
			return err
		}
		if names == 0 {
			if stamp != 0 {
				return fmt.Errorf("%s: %s is bound in advance and its names are gone", what, lib)
			}
			names = slots
		}
		if err := p.readThunks(b, Import{Library: lib, Bound: BindNow}, names, slots, 0); err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
	}
}

// readDelayImports reads the delay import directory: what the delay load
// helper binds at the first call.
func (p *peFile) readDelayImports(b *Binary) error {
	rva, _ := p.dir(pe.ImageDirectoryEntryDelayImport)
	if rva == 0 {
		return nil
	}
	const what, entry, rvaBased = "delay import directory", 32, 1
	for ; ; rva += entry {
		d, err := p.bytes(rva, entry, what)
		if err != nil {
			return err
		}
		attrs, dll := binary.LittleEndian.Uint32(d), binary.LittleEndian.Uint32(d[4:])
		slots, names := binary.LittleEndian.Uint32(d[12:]), binary.LittleEndian.Uint32(d[16:])
		if dll == 0 {
			if slots != 0 || names != 0 {
				return fmt.Errorf("%s: entry %d has no name", what, len(p.needs))
			}
			return nil
		}
		// Visual C++ 6 wrote virtual addresses, also into the name table.
		var base uint32
		if attrs&rvaBased == 0 {
			if p.plus {
				return fmt.Errorf("%s: entry %d holds 32-bit addresses in a 64-bit image", what, len(p.needs))
			}
			base = uint32(p.opt.ImageBase)
		}
		lib, err := p.library(dll-base, what)
		if err != nil {
			return err
		}
		if names == 0 || slots == 0 {
			return fmt.Errorf("%s: %s has no name table or no address table", what, lib)
		}
		im := Import{Library: lib, Delay: true, Func: true, Bound: BindLazy}
		if err := p.readThunks(b, im, names-base, slots-base, base); err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
	}
}

// library reads the name of a DLL and counts it.
func (p *peFile) library(rva uint32, what string) (string, error) {
	if len(p.needs) >= maxDLLs {
		return "", fmt.Errorf("%s: more than %d libraries", what, maxDLLs)
	}
	lib, err := p.name(rva, what+", library name")
	if err == nil {
		p.needs = append(p.needs, lib)
	}
	return lib, err
}

// readThunks reads the names or ordinals of the functions of one DLL, up to
// the empty entry. Each fills the slot of the address table with its index.
func (p *peFile) readThunks(b *Binary, im Import, names, slots, base uint32) error {
	t := iat{addr: slots, first: len(b.Imports), delay: im.Delay}
	ptr := uint32(p.ptr())
	ordinal := uint64(1) << (8*ptr - 1)
	r := p.region(slots)
	if r == nil {
		return fmt.Errorf("%s: address table RVA %#x lies in no section", im.Library, slots)
	}
	room := (r.addr + r.size - uint64(slots)) / uint64(ptr)
	for rva := names; ; rva += ptr {
		e, err := p.bytes(rva, int(ptr), im.Library)
		if err != nil {
			return err
		}
		v := p.word(e)
		if v == 0 {
			break
		}
		if len(b.Imports) >= maxPEImports {
			return fmt.Errorf("%s: more than %d imports", im.Library, maxPEImports)
		}
		if uint64(t.n) >= room {
			return fmt.Errorf("%s: address table at RVA %#x has no room for its %d functions", im.Library, slots, t.n+1)
		}
		if v&ordinal != 0 {
			im.Name = "#" + strconv.Itoa(int(uint16(v)))
		} else {
			if v > 0xffffffff || uint32(v)-base > 0xfffffffd {
				return fmt.Errorf("%s: name address %#x is out of range", im.Library, v)
			}
			// Two bytes of hint come first.
			if im.Name, err = p.name(uint32(v)-base+2, im.Library); err != nil {
				return err
			}
		}
		b.Imports = append(b.Imports, im)
		t.n++
	}
	if t.n > 0 {
		p.iats = append(p.iats, t)
	}
	return nil
}

// unique drops repeated strings and keeps the order.
func unique(list []string) []string {
	seen := make(map[string]bool, len(list))
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool {
		defer func() { seen[s] = true }()
		return seen[s]
	})
}

// hostNames are the images that Node.js and its kin are built as.
var hostNames = map[string]bool{
	"node.exe": true, "iojs.exe": true, "electron.exe": true, "nw.exe": true, "bun.exe": true, "deno.exe": true,
	"node.dll": true, "libnode.dll": true, "nw.dll": true,
}

// host finds the import of the host: a DLL or executable known by name, else
// one that functions of Node-API are imported from. Where it is imported both
// at once and delayed, the import that must succeed at loading counts.
func (p *peFile) host(b *Binary) *HostImport {
	var h *HostImport
	known := false
	var index int
	for n, i := range b.Imports {
		k := hostNames[strings.ToLower(i.Library)]
		if !k && !strings.HasPrefix(i.Name, "napi_") && !strings.HasPrefix(i.Name, "node_api_") {
			continue
		}
		if h == nil || k && !known || k == known && h.Delay && !i.Delay {
			h, known, index = &HostImport{Library: i.Library, Delay: i.Delay}, k, n
		}
	}
	if h != nil && h.Delay {
		i := slices.IndexFunc(p.iats, func(t iat) bool { return t.first <= index && index < t.first+t.n })
		h.Hook = p.delayHook(p.iats[i].addr)
	}
	return h
}

// runtimes picks the C and C++ runtime DLLs, and tells whether one of them is
// a debug build, which no machine has without Visual Studio.
func runtimes(needs []string) (crt []string, debug bool) {
	for _, lib := range needs {
		name, ok := strings.CutSuffix(strings.ToLower(lib), ".dll")
		if !ok {
			continue
		}
		switch {
		case strings.HasPrefix(name, "api-ms-win-crt-"),
			strings.HasPrefix(name, "libgcc_s"), strings.HasPrefix(name, "libstdc++"), strings.HasPrefix(name, "libwinpthread"),
			name == "libc++", name == "libunwind", strings.HasPrefix(name, "libssp"):
		case strings.HasPrefix(name, "vcruntime"), strings.HasPrefix(name, "msvcp"), strings.HasPrefix(name, "msvcr"),
			strings.HasPrefix(name, "ucrtbase"), strings.HasPrefix(name, "concrt"), strings.HasPrefix(name, "vccorlib"), strings.HasPrefix(name, "vcomp"):
			debug = debug || strings.HasSuffix(name, "d") || strings.Contains(name, "0d_")
		default:
			continue
		}
		crt = append(crt, lib)
	}
	slices.Sort(crt)
	return crt, debug
}
