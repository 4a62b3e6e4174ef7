package symbols

import (
	"bytes"
	"encoding/binary"
	"io"
	"os"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/saferwall/pe"
)

// A peBuilder assembles a PE image with two sections: code at RVA 0x1000 and
// data at 0x2000.
type peBuilder struct {
	plus    bool
	machine pe.ImageFileHeaderMachineType
	entry   uint32
	dirs    [16]pe.DataDirectory
	ndirs   uint32
	text    []byte
	data    []byte
	relocs  []uint32
	tail    []byte // behind the sections
}

const (
	peText, peData = 0x1000, 0x2000
	peBase         = 0x10000000
	peHeaders      = 0x400
)

func newPE(machine pe.ImageFileHeaderMachineType) *peBuilder {
	return &peBuilder{plus: wantsPlus[machine], machine: machine, ndirs: 16}
}

func (b *peBuilder) ptr() uint32 {
	if b.plus {
		return 8
	}
	return 4
}

// code appends to the code section and returns the RVA.
func (b *peBuilder) code(c ...byte) uint32 {
	for len(b.text)%16 != 0 {
		b.text = append(b.text, 0xcc)
	}
	b.text = append(b.text, c...)
	return peText + uint32(len(b.text)-len(c))
}

func (b *peBuilder) instructions(ins ...uint32) uint32 {
	var c []byte
	for _, i := range ins {
		c = binary.LittleEndian.AppendUint32(c, i)
	}
	return b.code(c...)
}

// bytes appends to the data section.
func (b *peBuilder) bytes(p []byte) uint32 {
	for len(b.data)%8 != 0 {
		b.data = append(b.data, 0)
	}
	b.data = append(b.data, p...)
	return peData + uint32(len(b.data)-len(p))
}

func (b *peBuilder) str(s string) uint32 { return b.bytes(append([]byte(s), 0)) }

func (b *peBuilder) u32(v ...uint32) uint32 {
	var p []byte
	for _, x := range v {
		p = binary.LittleEndian.AppendUint32(p, x)
	}
	return b.bytes(p)
}

// words appends values of pointer size.
func (b *peBuilder) words(v ...uint64) uint32 {
	var p []byte
	for _, x := range v {
		p = binary.LittleEndian.AppendUint64(p, x)[:len(p)+int(b.ptr())]
	}
	return b.bytes(p)
}

// pointers appends relocated addresses; 0 stays 0.
func (b *peBuilder) pointers(rvas ...uint32) uint32 {
	v := make([]uint64, len(rvas))
	for i, r := range rvas {
		if r != 0 {
			v[i] = peBase + uint64(r)
		}
	}
	at := b.words(v...)
	for i, r := range rvas {
		if r != 0 {
			b.relocs = append(b.relocs, at+uint32(i)*b.ptr())
		}
	}
	return at
}

// fill leaves n bytes to the end of a page, and no relocations behind them.
func (b *peBuilder) fill(n int) {
	b.relocs = nil
	b.data = append(b.data, make([]byte, (2*4096-n-len(b.data)%4096)%4096)...)
}

// set overwrites a 32-bit value of the data section.
func (b *peBuilder) set(rva, v uint32) { binary.LittleEndian.PutUint32(b.data[rva-peData:], v) }

func (b *peBuilder) dir(i pe.ImageDirectoryEntry, rva, size uint32) {
	b.dirs[i] = pe.DataDirectory{VirtualAddress: rva, Size: size}
}

type peDLL struct {
	name  string
	funcs []string // "#N" is by ordinal
}

// thunks appends a name table, and returns its entries too.
func (b *peBuilder) thunks(funcs []string) uint32 {
	var v []uint64
	for _, f := range funcs {
		if f[0] == '#' {
			v = append(v, 1<<(8*b.ptr()-1)|uint64(f[1]-'0'))
			continue
		}
		v = append(v, uint64(b.bytes(append([]byte{1, 0}, f+"\x00"...))))
	}
	return b.words(append(v, 0)...)
}

// imports writes the import directory and returns the address table of each DLL.
func (b *peBuilder) imports(dlls ...peDLL) (iats []uint32) {
	var d []uint32
	for _, l := range dlls {
		names := b.thunks(l.funcs)
		iats = append(iats, b.words(make([]uint64, len(l.funcs)+1)...))
		d = append(d, names, 0, 0, b.str(l.name), iats[len(iats)-1])
	}
	d = append(d, 0, 0, 0, 0, 0)
	b.dir(pe.ImageDirectoryEntryImport, b.u32(d...), uint32(4*len(d)))
	return iats
}

// delayImport writes a delay import directory of one DLL whose slots hold the
// addresses of thunks.
func (b *peBuilder) delayImport(l peDLL, thunks ...uint32) (iat uint32) {
	iat = b.pointers(thunks...)
	d := b.u32(1, b.str(l.name), b.words(0), iat, b.thunks(l.funcs), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
	b.dir(pe.ImageDirectoryEntryDelayImport, d, 64)
	return iat
}

// exports writes an export directory: names of the first functions, then
// functions without; a string is a forwarder.
func (b *peBuilder) exports(dll string, base uint32, names []string, funcs ...any) uint32 {
	id := b.str(dll)
	var ns []uint32
	for _, n := range names {
		ns = append(ns, b.str(n))
	}
	names32, ords := b.u32(ns...), []byte{}
	for i := range names {
		ords = binary.LittleEndian.AppendUint16(ords, uint16(i))
	}
	ordinals := b.bytes(ords)
	dir := b.u32(0, 0, 0, id, base, uint32(len(funcs)), uint32(len(names)), 0, names32, ordinals)
	var fs []uint32
	for _, f := range funcs {
		switch f := f.(type) {
		case string:
			fs = append(fs, b.str(f)) // inside the directory
		case uint32:
			fs = append(fs, f)
		}
	}
	size := peData + uint32(len(b.data)) - dir
	b.set(dir+28, b.u32(fs...))
	b.dir(pe.ImageDirectoryEntryExport, dir, size)
	return dir
}

// file returns the bytes of the image, a DLL.
func (b *peBuilder) file() []byte {
	if len(b.relocs) > 0 {
		slices.Sort(b.relocs)
		kind := uint16(relHighLow)
		if b.plus {
			kind = relDir64
		}
		var all []byte
		for rest := b.relocs; len(rest) > 0; {
			page, block := rest[0]&^0xfff, []byte{}
			for ; len(rest) > 0 && rest[0]&^0xfff == page; rest = rest[1:] {
				block = binary.LittleEndian.AppendUint16(block, kind<<12|uint16(rest[0]&0xfff))
			}
			all = binary.LittleEndian.AppendUint32(all, page)
			all = binary.LittleEndian.AppendUint32(all, uint32(8+len(block)))
			all = append(all, block...)
		}
		b.dir(pe.ImageDirectoryEntryBaseReloc, b.bytes(all), uint32(len(all)))
	}
	pad := func(p []byte) []byte { return append(p, make([]byte, (512-len(p)%512)%512)...) }
	text, data := pad(slices.Clone(b.text)), pad(slices.Clone(b.data))

	f := make([]byte, 0x80, peHeaders+len(text)+len(data))
	copy(f, "MZ")
	f[0x3c] = 0x80
	put := func(v any) { f, _ = binary.Append(f, binary.LittleEndian, v) }
	put([]byte("PE\x00\x00"))
	fh := pe.ImageFileHeader{Machine: b.machine, NumberOfSections: 2, TimeDateStamp: 0x5f000000,
		Characteristics: pe.ImageFileDLL | pe.ImageFileExecutableImage, SizeOfOptionalHeader: 224}
	if b.plus {
		fh.SizeOfOptionalHeader = 240
	}
	put(fh)
	const chars = pe.ImageDllCharacteristicsDynamicBase | pe.ImageDllCharacteristicsNXCompact
	image := uint32(peData+len(data)+0xfff) &^ 0xfff
	if b.plus {
		put(pe.ImageOptionalHeader64{Magic: 0x20b, MajorLinkerVersion: 14, MinorLinkerVersion: 42, AddressOfEntryPoint: b.entry,
			ImageBase: peBase, SectionAlignment: 0x1000, FileAlignment: 512, MajorSubsystemVersion: 6, MinorSubsystemVersion: 2,
			SizeOfImage: image, SizeOfHeaders: peHeaders, Subsystem: 2, DllCharacteristics: chars, NumberOfRvaAndSizes: b.ndirs, DataDirectory: b.dirs})
	} else {
		put(pe.ImageOptionalHeader32{Magic: 0x10b, MajorLinkerVersion: 14, MinorLinkerVersion: 42, AddressOfEntryPoint: b.entry,
			ImageBase: peBase, SectionAlignment: 0x1000, FileAlignment: 512, MajorSubsystemVersion: 6, MinorSubsystemVersion: 2,
			SizeOfImage: image, SizeOfHeaders: peHeaders, Subsystem: 2, DllCharacteristics: chars, NumberOfRvaAndSizes: b.ndirs, DataDirectory: b.dirs})
	}
	section := func(name string, rva uint32, off, n int, chars uint32) {
		h := pe.ImageSectionHeader{VirtualSize: uint32(n), VirtualAddress: rva, SizeOfRawData: uint32(n), PointerToRawData: uint32(off), Characteristics: chars}
		copy(h.Name[:], name)
		put(h)
	}
	section(".text", peText, peHeaders, len(text), sectionRead|sectionExecute)
	section(".data", peData, peHeaders+len(text), len(data), sectionRead|sectionWrite)
	f = append(f, make([]byte, peHeaders-len(f))...)
	return slices.Concat(f, text, data, b.tail)
}

// peSections64 is where file puts the section table of a 64-bit image.
const peSections64 = 0x80 + 24 + 240

func parsePE(file []byte) (*Binary, *image, error) {
	return readPE(source{bytes.NewReader(file), 0, int64(len(file))})
}

func mustPE(t testing.TB, file []byte) (*Binary, *image) {
	t.Helper()
	b, im, err := parsePE(file)
	if err != nil {
		t.Fatal(err)
	}
	return b, im
}

var peMachines = map[string]pe.ImageFileHeaderMachineType{
	"x64": pe.ImageFileMachineAMD64, "ia32": pe.ImageFileMachineI386, "arm64": pe.ImageFileMachineARM64, "arm": pe.ImageFileMachineARMNT,
}

func TestReadPE(t *testing.T) {
	for arch, machine := range peMachines {
		t.Run(arch, func(t *testing.T) {
			p := newPE(machine)
			fn := p.code(0xc3)
			p.entry = fn
			p.imports(
				peDLL{"VCRUNTIME140D.dll", []string{"memcpy"}},
				peDLL{"OLEAUT32.dll", []string{"#6", "SysStringLen"}},
				peDLL{"VCRUNTIME140D.dll", []string{"memset"}})
			p.delayImport(peDLL{"NODE.EXE", []string{"napi_create_object", "_odd@8"}}, fn, fn)
			p.exports("addon.dll", 5, []string{"data", "fwd", "napi_register_module_v1"}, uint32(peData), "OTHER.f", fn, uint32(0), fn)
			pdb := p.bytes(append([]byte("RSDS................\x01\x00\x00\x00"), `C:\b\addon.pdb`+"\x00"...))
			p.dir(pe.ImageDirectoryEntryDebug, p.u32(
				0, 0, 0, debugCodeView, 40, pdb, 0,
				0, 0, 0, debugRepro, 0, 0, 0), 56)
			cfg := make([]uint32, 40)
			cfg[0] = 160
			cfg[0x58/4], cfg[0x90/4] = 0x100, 0x100
			p.dir(pe.ImageDirectoryEntryLoadConfig, p.u32(cfg...), 160)
			p.tail = make([]byte, 100)
			b, im := mustPE(t, p.file())

			if b.Arch != arch || b.Platform != "win32" || b.Format != PE || b.Type != SharedLibrary || b.ID != "addon.dll" {
				t.Errorf("%s %s %s %s %q", b.Arch, b.Platform, b.Format, b.Type, b.ID)
			}
			now, lazy := Import{Bound: BindNow}, Import{Bound: BindLazy, Delay: true, Func: true, Library: "NODE.EXE"}
			with := func(i Import, lib, name string) Import {
				i.Library, i.Name = lib, name
				return i
			}
			if want := []Import{
				with(now, "VCRUNTIME140D.dll", "memcpy"), with(now, "OLEAUT32.dll", "#6"), with(now, "OLEAUT32.dll", "SysStringLen"),
				with(now, "VCRUNTIME140D.dll", "memset"),
				with(lazy, "NODE.EXE", "napi_create_object"), with(lazy, "NODE.EXE", "_odd@8"),
			}; !reflect.DeepEqual(b.Imports, want) {
				t.Errorf("imports %+v", b.Imports)
			}
			if want := []Export{
				{Name: "data", Addr: peData}, {Name: "fwd", Forward: "OTHER.f"},
				{Name: "napi_register_module_v1", Addr: uint64(fn), Func: true}, {Name: "#9", Addr: uint64(fn), Func: true},
			}; !reflect.DeepEqual(b.Exports, want) {
				t.Errorf("exports %+v", b.Exports)
			}
			if want := []string{"VCRUNTIME140D.dll", "OLEAUT32.dll", "NODE.EXE"}; !slices.Equal(b.Needs, want) {
				t.Errorf("needs %q", b.Needs)
			}
			if want := (&HostImport{Library: "NODE.EXE", Delay: true}); !reflect.DeepEqual(b.Host, want) {
				t.Errorf("host %+v", b.Host)
			}
			if b.Signed != "none" || !b.Stripped || b.DebugInfo || b.Floors.Windows != "6.2" {
				t.Errorf("signed %q, stripped %v, debug %v, Windows %s", b.Signed, b.Stripped, b.DebugInfo, b.Floors.Windows)
			}
			if want := (&PEFacts{
				Subsystem: 2, DLLCharacteristics: 0x140, CRT: []string{"VCRUNTIME140D.dll"}, DebugCRT: true, LinkerVersion: "14.42",
				PDB: `C:\b\addon.pdb`, Timestamp: 0x5f000000, Repro: true, Overlay: 100, LoadConfig: true, GuardFlags: 0x100,
			}); !reflect.DeepEqual(b.PE, want) {
				t.Errorf("facts %+v", b.PE)
			}
			if !slices.Equal(im.init, []uint64{uint64(fn)}) || im.ptr != int(p.ptr()) || im.arch != arch {
				t.Errorf("image: init %x, pointers of %d, %s", im.init, im.ptr, im.arch)
			}
			if got := im.read(uint64(fn), 1); !bytes.Equal(got, []byte{0xc3}) {
				t.Errorf("code %x", got)
			}
		})
	}
}

// TestPEHost names the library that stands for the host.
func TestPEHost(t *testing.T) {
	napi := []string{"napi_create_object"}
	for _, c := range []struct {
		now, delay *peDLL
		want       *HostImport
	}{
		{&peDLL{"KERNEL32.dll", []string{"Sleep"}}, nil, nil},
		{&peDLL{"LibNode.DLL", napi}, nil, &HostImport{Library: "LibNode.DLL"}},
		{&peDLL{"iojs.exe", []string{"uv_run"}}, nil, &HostImport{Library: "iojs.exe"}},
		{&peDLL{"myapp.exe", napi}, nil, &HostImport{Library: "myapp.exe"}},
		{&peDLL{"node.exe", napi}, &peDLL{"node.exe", napi}, &HostImport{Library: "node.exe"}},
		{&peDLL{"shim.dll", napi}, &peDLL{"electron.exe", napi}, &HostImport{Library: "electron.exe", Delay: true}},
	} {
		p := newPE(pe.ImageFileMachineAMD64)
		fn := p.code(0xc3)
		p.imports(*c.now)
		if c.delay != nil {
			p.delayImport(*c.delay, fn)
		}
		if b, _ := mustPE(t, p.file()); !reflect.DeepEqual(b.Host, c.want) {
			t.Errorf("%+v %+v: %+v", c.now, c.delay, b.Host)
		}
	}
}

// TestPEOldDelayImport reads the virtual addresses of Visual C++ 6.
func TestPEOldDelayImport(t *testing.T) {
	p := newPE(pe.ImageFileMachineI386)
	fn := p.code(0xc3)
	p.delayImport(peDLL{"node.exe", []string{"uv_run", "#3"}}, fn, fn)
	d := p.dirs[pe.ImageDirectoryEntryDelayImport].VirtualAddress
	get := func(rva uint32) uint32 { return binary.LittleEndian.Uint32(p.data[rva-peData:]) }
	names := get(d + 16)
	p.set(names, get(names)+peBase)
	p.set(d, 0)
	for _, i := range []uint32{4, 8, 12, 16} {
		p.set(d+i, get(d+i)+peBase)
	}
	b, im := mustPE(t, p.file())
	if len(b.Imports) != 2 || b.Imports[0].Name != "uv_run" || b.Imports[1].Name != "#3" || b.Needs[0] != "node.exe" {
		t.Errorf("%+v", b.Imports)
	}
	if got := im.stub(uint64(get(d+12) - peBase)); got != "uv_run" {
		t.Errorf("slot: %q", got)
	}
}

// TestPEImage reads what the loader puts into slots, and follows thunks.
func TestPEImage(t *testing.T) {
	le := binary.LittleEndian
	for arch, machine := range peMachines {
		t.Run(arch, func(t *testing.T) {
			p := newPE(machine)
			slot := p.imports(peDLL{"node.exe", []string{"first", "second"}})[0] + p.ptr()
			delayed := p.delayImport(peDLL{"node.exe", []string{"late"}}, peText)
			next := func() uint32 { return peText + uint32(len(p.text)+15)&^15 }
			var jump, delay uint32
			switch arch {
			case "x64":
				jump = p.code(le.AppendUint32([]byte{0xff, 0x25}, slot-next()-6)...)
				delay = p.code(append(le.AppendUint32([]byte{0x48, 0x8d, 0x05}, delayed-next()-7), 0xe9, 0, 0, 0, 0)...)
			case "ia32":
				jump = p.code(le.AppendUint32([]byte{0xff, 0x25}, peBase+slot)...)
				delay = p.code(append(le.AppendUint32([]byte{0xb8}, peBase+delayed), 0xe9, 0, 0, 0, 0)...)
			case "arm64":
				jump = p.instructions(0xb0000010, 0xf9400000|slot&0xfff/8<<10|16<<5|16, 0xd61f0200)
				delay = p.instructions(0xb0000011, 0x91000000|delayed&0xfff<<10|17<<5|17, 0x14000000)
			case "arm":
				mov := func(op, v uint32) uint32 { // movw or movt ip, v
					return op | v>>12 | v>>11&1<<10 | (v>>8&7<<12|12<<8|v&0xff)<<16
				}
				jump = p.instructions(mov(0xf240, (peBase+slot)&0xffff), mov(0xf2c0, (peBase+slot)>>16), 0xf000f8dc)
			}
			plain := p.code(0x90, 0x90, 0xc3)
			holder := p.pointers(plain)
			unmoved := p.words(peBase + peText)
			_, im := mustPE(t, p.file())
			for addr, want := range map[uint32]string{slot - p.ptr(): "first", slot: "second", slot + p.ptr(): "", slot + 1: "", delayed: "late", jump: "second", plain: "", holder: "", 0: ""} {
				if got := im.stub(uint64(addr)); got != want {
					t.Errorf("stub %#x: %q, want %q", addr, got, want)
				}
			}
			if got := im.stub(uint64(delay)); delay != 0 && got != "late" {
				t.Errorf("delay thunk: %q", got)
			}
			if to, name, ok := im.pointer(uint64(holder)); !ok || name != "" || to != uint64(plain) {
				t.Errorf("relocated pointer: %#x %q %v", to, name, ok)
			}
			if _, name, ok := im.pointer(uint64(slot)); !ok || name != "second" {
				t.Errorf("import slot: %q %v", name, ok)
			}
			if _, _, ok := im.pointer(uint64(unmoved)); ok {
				t.Error("a value without relocation is taken for a pointer")
			}
			if im.stub(1<<40) != "" {
				t.Error("stub far outside the image")
			}
		})
	}
}

// delayHookImage builds a delay import of node.exe with the thunk, the common
// part and the helper that Microsoft's compilers make; the helper loads the
// stack cookie, then the hook.
func delayHookImage(arch string, hook func(p *peBuilder) uint32) *peBuilder {
	le := binary.LittleEndian
	p := newPE(peMachines[arch])
	p.code(0xc3)
	cookie := p.words(0x2b992d)
	at := hook(p)
	next := func() uint32 { return peText + uint32(len(p.text)+15)&^15 }
	rel := func(from, to uint32) []byte { return le.AppendUint32(nil, to-from) }
	var thunk uint32
	iat := peData + uint32(len(p.data)+7)&^7
	switch arch {
	case "x64":
		n := next()
		helper := p.code(slices.Concat([]byte{0x48, 0x8b, 0x05}, rel(n+7, cookie), []byte{0x48, 0x8b, 0x35}, rel(n+14, at), []byte{0xc3})...)
		n = next()
		common := p.code(slices.Concat([]byte{0x51, 0x48, 0x8b, 0xd0, 0xe8}, rel(n+9, helper), []byte{0xc3})...)
		n = next()
		thunk = p.code(slices.Concat([]byte{0x48, 0x8d, 0x05}, rel(n+7, iat), []byte{0xe9}, rel(n+12, common))...)
	case "ia32":
		helper := p.code(slices.Concat([]byte{0x55, 0xa1}, rel(0, peBase+cookie), []byte{0x8b, 0x1d}, rel(0, peBase+at), []byte{0xc3})...)
		n := next()
		common := p.code(slices.Concat([]byte{0x51, 0x52, 0x50, 0xe8}, rel(n+8, helper), []byte{0x5a, 0xc3})...)
		n = next()
		thunk = p.code(slices.Concat([]byte{0xb8}, rel(0, peBase+iat), []byte{0xe9}, rel(n+10, common))...)
	case "arm64":
		ldr := func(rd, rn, to uint32) uint32 { return 0xf9400000 | to&0xfff/8<<10 | rn<<5 | rd }
		helper := p.instructions(0xb0000008, ldr(8, 8, cookie), 0xb0000013, ldr(8, 19, at), 0xd65f03c0)
		n := next()
		common := p.instructions(0xa9b27bfd, 0x94000000|(helper-n-4)>>2&0x3ffffff)
		n = next()
		thunk = p.instructions(0xb0000011, 0x91000000|iat&0xfff<<10|17<<5|17, 0x14000000|(common-n-8)>>2&0x3ffffff)
	}
	p.delayImport(peDLL{"node.exe", []string{"napi_create_object"}}, thunk)
	return p
}

func TestPEDelayHook(t *testing.T) {
	for _, arch := range []string{"x64", "ia32", "arm64"} {
		for name, c := range map[string]struct {
			hook func(p *peBuilder) uint32
			want bool
		}{
			"set":          {func(p *peBuilder) uint32 { return p.pointers(peText) }, true},
			"through data": {func(p *peBuilder) uint32 { return p.pointers(p.pointers(peText)) }, true},
			"unset":        {func(p *peBuilder) uint32 { return p.words(0) }, false},
			"data":         {func(p *peBuilder) uint32 { return p.pointers(p.words(1)) }, false},
		} {
			t.Run(arch+" "+name, func(t *testing.T) {
				b, _ := mustPE(t, delayHookImage(arch, c.hook).file())
				if b.Host == nil || !b.Host.Delay || b.Host.Hook != c.want || b.PE.DelayLoadHook != c.want {
					t.Errorf("%+v", b.Host)
				}
			})
		}
	}
}

// TestPEConstructors finds the tables that start-up code hands to _initterm.
func TestPEConstructors(t *testing.T) {
	le := binary.LittleEndian
	for _, arch := range []string{"x64", "ia32", "arm64", "gnu"} {
		t.Run(arch, func(t *testing.T) {
			p := newPE(peMachines[arch])
			if arch == "gnu" {
				p = newPE(pe.ImageFileMachineAMD64)
			}
			one, two := p.code(0xc3), p.code(0x90, 0xc3)
			begin := p.pointers(0, one, 0, two)
			end := begin + 4*p.ptr()
			n := peText + uint32(len(p.text)+15)&^15
			want := []uint64{uint64(one), uint64(two), uint64(n)}
			switch arch {
			case "x64":
				p.entry = p.code(slices.Concat([]byte{0x48, 0x8d, 0x15}, le.AppendUint32(nil, end-n-7),
					[]byte{0x48, 0x8d, 0x0d}, le.AppendUint32(nil, begin-n-14), []byte{0xe8, 0, 0, 0, 0, 0xc3})...)
			case "ia32":
				p.entry = p.code(slices.Concat([]byte{0x68}, le.AppendUint32(nil, peBase+end),
					[]byte{0x68}, le.AppendUint32(nil, peBase+begin), []byte{0xe8, 0, 0, 0, 0, 0xc3})...)
			case "arm64":
				add := func(r, to uint32) uint32 { return 0x91000000 | to&0xfff<<10 | r<<5 | r }
				p.entry = p.instructions(0xb0000001, 0xb0000000, add(0, begin), add(1, end), 0x94000000, 0xd65f03c0)
			case "gnu":
				p.entry = p.code(0xc3)
				p.words(^uint64(0))
				p.pointers(two, one)
				p.words(0)
			}
			file := p.file()
			if arch == "gnu" {
				file[0x80+24+2] = 2 // linker 2.x
			}
			if _, im := mustPE(t, file); !slices.Equal(im.init, want) {
				t.Errorf("%x, want %x", im.init, want)
			}
		})
	}
}

func TestPETLS(t *testing.T) {
	for _, arch := range []string{"x64", "ia32"} {
		p := newPE(peMachines[arch])
		p.entry = p.code(0xc3)
		callback := p.code(0xc3)
		list := p.pointers(callback, 0)
		p.dir(pe.ImageDirectoryEntryTLS, p.pointers(peData, peData, peData, list, 0), 5*p.ptr())
		b, im := mustPE(t, p.file())
		if !b.PE.TLS || !slices.Equal(im.init, []uint64{uint64(callback), uint64(p.entry)}) {
			t.Errorf("%s: TLS %v, init %x", arch, b.PE.TLS, im.init)
		}
	}
}

func TestPEManaged(t *testing.T) {
	for name, c := range map[string]struct {
		lib   string
		mixed bool
	}{"pure": {"mscoree.dll", false}, "mixed": {"KERNEL32.dll", true}} {
		p := newPE(pe.ImageFileMachineI386)
		p.code(0xc3)
		p.imports(peDLL{c.lib, []string{"_CorDllMain"}})
		p.dir(pe.ImageDirectoryEntryCLR, p.u32(append([]uint32{72}, make([]uint32, 17)...)...), 72)
		if b, _ := mustPE(t, p.file()); !b.PE.Managed || b.PE.MixedMode != c.mixed {
			t.Errorf("%s: %+v", name, b.PE)
		}
	}
}

// TestPETail tells signatures and symbols from an overlay.
func TestPETail(t *testing.T) {
	le := binary.LittleEndian
	p := newPE(pe.ImageFileMachineAMD64)
	p.code(0xc3)
	plain := p.file()
	cert := append(le.AppendUint32(nil, 64), 0, 2, 2, 0)
	p.tail = append(cert, make([]byte, 56)...)
	p.dir(pe.ImageDirectoryEntryCertificate, uint32(len(plain)), 64)
	if b, _ := mustPE(t, p.file()); b.Signed != "signed" || b.PE.Overlay != 0 {
		t.Errorf("signed %q, overlay %d", b.Signed, b.PE.Overlay)
	}
	p.tail[6] = 9
	if b, _ := mustPE(t, p.file()); b.Signed != "none" {
		t.Errorf("signed %q", b.Signed)
	}

	// One COFF symbol, and a section whose name stands in the string table.
	q := newPE(pe.ImageFileMachineAMD64)
	q.code(0xc3)
	q.tail = slices.Concat(make([]byte, 18), le.AppendUint32(nil, 16), []byte(".debug_info\x00"), make([]byte, 32))
	f := q.file()
	le.PutUint32(f[0x80+4+8:], uint32(len(plain)))
	le.PutUint32(f[0x80+4+12:], 1)
	copy(f[peSections64:], "/4\x00\x00\x00")
	b, im := mustPE(t, f)
	if b.Stripped || !b.DebugInfo || b.PE.Overlay != 32 || im.sections[0].name != ".debug_info" {
		t.Errorf("stripped %v, debug info %v, overlay %d, section %q", b.Stripped, b.DebugInfo, b.PE.Overlay, im.sections[0].name)
	}
}

func TestPEHybrid(t *testing.T) {
	for arch, want := range map[string]string{"x64": "ARM64EC", "arm64": "ARM64X", "ia32": ""} {
		p := newPE(peMachines[arch])
		p.code(0xc3)
		cfg := make([]uint32, 64)
		cfg[0], cfg[0xc8/4] = 256, peBase+peData
		p.dir(pe.ImageDirectoryEntryLoadConfig, p.u32(cfg...), 256)
		if b, _ := mustPE(t, p.file()); b.PE.Hybrid != want || b.Arch != arch {
			t.Errorf("%s: %s %q", arch, b.Arch, b.PE.Hybrid)
		}
	}
}

// TestPEFewDirectories: what follows a short directory table is none.
func TestPEFewDirectories(t *testing.T) {
	p := newPE(pe.ImageFileMachineAMD64)
	p.code(0xc3)
	p.imports(peDLL{"node.exe", []string{"f"}})
	p.dir(pe.ImageDirectoryEntryTLS, 0x7fff0000, 40)
	p.ndirs = 2
	if b, _ := mustPE(t, p.file()); len(b.Imports) != 1 || b.PE.TLS {
		t.Errorf("%+v", b)
	}
}

// TestPEDefects: every lie is an error that names the part.
func TestPEDefects(t *testing.T) {
	le := binary.LittleEndian
	sample := func() *peBuilder {
		p := newPE(pe.ImageFileMachineAMD64)
		fn := p.code(0xc3)
		p.entry = fn
		p.imports(peDLL{"KERNEL32.dll", []string{"Sleep", "Beep"}})
		p.delayImport(peDLL{"node.exe", []string{"napi_create_object"}}, fn)
		p.exports("a.dll", 1, []string{"f"}, fn)
		return p
	}
	dir := func(p *peBuilder, i pe.ImageDirectoryEntry) uint32 { return p.dirs[i].VirtualAddress }
	get := func(p *peBuilder, rva uint32) uint32 { return le.Uint32(p.data[rva-peData:]) }
	const (
		imp, exp, delay = pe.ImageDirectoryEntryImport, pe.ImageDirectoryEntryExport, pe.ImageDirectoryEntryDelayImport
	)
	for name, c := range map[string]struct {
		build func(p *peBuilder)
		file  func(f []byte) []byte
		want  string
	}{
		"DOS header cut":    {file: func(f []byte) []byte { return f[:40] }, want: "DOS header: the file ends"},
		"PE header cut":     {file: func(f []byte) []byte { return f[:0x90] }, want: "PE header: offset 0x80 reaches past the end of the file"},
		"DOS program":       {file: func(f []byte) []byte { f[0x18] = 0x1c; le.PutUint32(f[0x3c:], 0x40000000); return f }, want: "DOS executable without a PE header"},
		"no signature":      {file: func(f []byte) []byte { copy(f[0x80:], "xxxx"); return f }, want: "DOS executable without a PE header"},
		"NE":                {file: func(f []byte) []byte { copy(f[0x80:], "NE"); return f }, want: "(NE)"},
		"LE":                {file: func(f []byte) []byte { copy(f[0x80:], "LE"); return f }, want: "(LE)"},
		"LX":                {file: func(f []byte) []byte { copy(f[0x80:], "LX"); return f }, want: "(LX)"},
		"optional magic":    {file: func(f []byte) []byte { f[0x98] = 0; return f }, want: "PE header: "},
		"optional cut":      {file: func(f []byte) []byte { return f[:0x100] }, want: "optional header: its end"},
		"optional small":    {file: func(f []byte) []byte { le.PutUint16(f[0x80+20:], 60); return f }, want: "optional header: 60 bytes"},
		"machine and magic": {file: func(f []byte) []byte { le.PutUint16(f[0x84:], 0x14c); return f }, want: "magic does not fit machine IMAGE_FILE_MACHINE_I386"},
		"alignment":         {file: func(f []byte) []byte { le.PutUint32(f[0x98+32:], 3); return f }, want: "section alignment 0x3"},
		"headers cut":       {file: func(f []byte) []byte { return f[:peHeaders-16] }, want: "headers: 0x400 bytes claimed"},
		"section name":      {file: func(f []byte) []byte { copy(f[peSections64:], "\x1b[2J\xff"); return f[:0x500] }, want: "section ?[2J?: offset"},
		"sections many":     {file: func(f []byte) []byte { le.PutUint16(f[0x80+6:], 0xffff); return f }, want: "section table: 65535 sections"},
		"section table cut": {file: func(f []byte) []byte { le.PutUint16(f[0x80+6:], 2000); return f }, want: "section table: "},
		"section cut":       {file: func(f []byte) []byte { return f[:len(f)-1] }, want: "section .data: offset"},
		"section far":       {file: func(f []byte) []byte { le.PutUint32(f[peSections64+20:], 0xfffff000); return f }, want: "section .text: offset"},
		"sections overlap":  {file: func(f []byte) []byte { le.PutUint32(f[peSections64+8:], 0x1001); return f }, want: "section .data: RVA 0x2000 lies inside or before section .text"},
		"section 4 GB":      {file: func(f []byte) []byte { le.PutUint32(f[peSections64+40+8:], 0xffffffff); return f }, want: "section .data: RVA 0x2000 and length"},
		"entry point":       {build: func(p *peBuilder) { p.entry = 0x900000 }, want: "entry point: RVA 0x900000"},
		"COFF symbols":      {file: func(f []byte) []byte { le.PutUint32(f[0x8c:], 16); le.PutUint32(f[0x90:], 1<<30); return f }, want: "COFF symbol table"},
		"import outside":    {build: func(p *peBuilder) { p.dir(imp, 0x900000, 40) }, want: "import directory: RVA 0x900000 lies in no section"},
		"resource outside":  {build: func(p *peBuilder) { p.dir(pe.ImageDirectoryEntryResource, 0x900000, 40) }, want: "resource directory: RVA 0x900000"},
		"import half":       {build: func(p *peBuilder) { p.set(dir(p, imp)+12, 0) }, want: "import directory: entry 0 has no name or no address table"},
		"import unterminated": {build: func(p *peBuilder) {
			d := slices.Clone(p.data[dir(p, imp)-peData:][:20])
			p.fill(20)
			p.dir(imp, peData+uint32(len(p.data)), 40)
			p.data = append(p.data, d...)
		}, want: "import directory: RVA 0x3000 lies in no section"},
		"import bound":        {build: func(p *peBuilder) { p.set(dir(p, imp), 0); p.set(dir(p, imp)+4, 1) }, want: "bound in advance"},
		"import name":         {build: func(p *peBuilder) { p.set(get(p, dir(p, imp))+8, 0x900000) }, want: "import directory: KERNEL32.dll: RVA 0x900002"},
		"import name high":    {build: func(p *peBuilder) { p.set(get(p, dir(p, imp))+12, 1) }, want: "import directory: KERNEL32.dll: name address"},
		"import name garbage": {build: func(p *peBuilder) { p.data[get(p, get(p, dir(p, imp)))-peData+3] = 7 }, want: "is not a name"},
		"import name empty":   {build: func(p *peBuilder) { p.data[get(p, get(p, dir(p, imp)))-peData+2] = 0 }, want: "empty name"},
		"import table":        {build: func(p *peBuilder) { p.set(dir(p, imp), 0x900000) }, want: "KERNEL32.dll: RVA 0x900000 lies in no section"},
		"import slots":        {build: func(p *peBuilder) { p.set(dir(p, imp)+16, 0x900000) }, want: "KERNEL32.dll: address table RVA 0x900000"},
		"import slots short":  {build: func(p *peBuilder) { p.set(dir(p, imp)+16, peData-8) }, want: "has no room"},
		"import library":      {build: func(p *peBuilder) { p.set(dir(p, imp)+12, 0x900000) }, want: "import directory, library name: RVA"},
		"delay outside":       {build: func(p *peBuilder) { p.dir(delay, 0x900000, 64) }, want: "delay import directory: RVA"},
		"delay addresses":     {build: func(p *peBuilder) { p.set(dir(p, delay), 0) }, want: "32-bit addresses in a 64-bit image"},
		"delay half":          {build: func(p *peBuilder) { p.set(dir(p, delay)+4, 0) }, want: "delay import directory: entry 1 has no name"},
		"delay names":         {build: func(p *peBuilder) { p.set(dir(p, delay)+16, 0) }, want: "node.exe has no name table"},
		"delay name":          {build: func(p *peBuilder) { p.set(get(p, dir(p, delay)+16), 0x900000) }, want: "delay import directory: node.exe: RVA"},
		"export functions":    {build: func(p *peBuilder) { p.set(dir(p, exp)+20, 1<<30) }, want: "export directory: 1073741824 functions"},
		"export names":        {build: func(p *peBuilder) { p.set(dir(p, exp)+24, 60000) }, want: "export directory: 240000 bytes"},
		"export index":        {build: func(p *peBuilder) { p.data[get(p, dir(p, exp)+36)-peData] = 3 }, want: "export directory: f has index 3 of 1"},
		"export address":      {build: func(p *peBuilder) { p.set(get(p, dir(p, exp)+28), 0x900000) }, want: "export directory: f at RVA 0x900000"},
		"export no address":   {build: func(p *peBuilder) { p.set(get(p, dir(p, exp)+28), 0) }, want: "export directory: f has no address"},
		"relocation block":    {build: func(p *peBuilder) { p.dir(pe.ImageDirectoryEntryBaseReloc, p.u32(0x1000, 4), 8); p.relocs = nil }, want: "base relocations: block of page 0x1000 has 4 bytes"},
		"relocation page":     {build: func(p *peBuilder) { p.dir(pe.ImageDirectoryEntryBaseReloc, p.u32(0x1001, 8), 8); p.relocs = nil }, want: "base relocations: block address 0x1001"},
		"relocations many": {build: func(p *peBuilder) {
			p.dir(pe.ImageDirectoryEntryBaseReloc, p.u32(slices.Repeat([]uint32{0x1000, 8}, 100)...), 800)
			p.relocs = nil
		}, want: "base relocations: more blocks"},
		"relocations same": {build: func(p *peBuilder) {
			p.dir(pe.ImageDirectoryEntryBaseReloc, p.u32(slices.Repeat([]uint32{0x1000, 8}, 5)...), 40)
			p.relocs = nil
		}, want: "more than 4 blocks for page 0x1000"},
		"TLS callbacks": {build: func(p *peBuilder) { p.dir(pe.ImageDirectoryEntryTLS, p.words(0, 0, 0, 1, 0), 40) }, want: "TLS directory: callbacks at 0x1"},
		"TLS callback": {build: func(p *peBuilder) {
			p.dir(pe.ImageDirectoryEntryTLS, p.words(0, 0, 0, peBase+uint64(p.words(1)), 0), 40)
		}, want: "TLS directory: callback 0x1"},
		"debug entries": {build: func(p *peBuilder) { p.dir(pe.ImageDirectoryEntryDebug, peData, 1<<30) }, want: "debug directory: "},
		"CodeView":      {build: func(p *peBuilder) { p.dir(pe.ImageDirectoryEntryDebug, p.u32(0, 0, 0, 2, 40, 0, 1<<30), 28) }, want: "CodeView record: offset"},
		"certificate":   {build: func(p *peBuilder) { p.dir(pe.ImageDirectoryEntryCertificate, 1<<30, 8) }, want: "certificate table: offset"},
		"CLR header":    {build: func(p *peBuilder) { p.dir(pe.ImageDirectoryEntryCLR, p.u32(make([]uint32, 18)...), 72) }, want: "CLR header: 0 bytes"},
		"load config":   {build: func(p *peBuilder) { p.dir(pe.ImageDirectoryEntryLoadConfig, peData+0xfff, 64) }, want: "load configuration: "},
		"name too long": {build: func(p *peBuilder) { p.set(dir(p, exp)+12, p.str(strings.Repeat("x", maxPEName+1))) }, want: "longer than"},
		"name endless": {build: func(p *peBuilder) {
			p.fill(16)
			p.set(dir(p, exp)+12, peData+uint32(len(p.data)))
			p.data = append(p.data, bytes.Repeat([]byte("x"), 16)...)
		}, want: "has no end"},
		"names too many": {build: func(p *peBuilder) { manyNames(p, 3000) }, want: "names take more than"},
		"endless thunks": {build: func(p *peBuilder) {
			at := p.words(slices.Repeat([]uint64{1<<63 | 1}, maxPEImports+1)...)
			p.words(0)
			p.set(dir(p, imp), at)
			p.set(dir(p, imp)+16, at)
		}, want: "more than 65536 imports"},
	} {
		t.Run(name, func(t *testing.T) {
			p := sample()
			if c.build != nil {
				c.build(p)
			}
			f := p.file()
			if c.file != nil {
				f = c.file(f)
			}
			b, im, err := parsePE(f)
			if err == nil {
				t.Fatalf("no error: %+v", b)
			}
			if b != nil || im != nil {
				t.Error("error and result")
			}
			if !strings.Contains(err.Error(), c.want) {
				t.Errorf("%q, want %q", err, c.want)
			}
		})
	}
}

// manyNames lets n imports share one name of 60 KB.
func manyNames(p *peBuilder, n int) {
	at := p.bytes(append([]byte{0, 0}, strings.Repeat("x", 60000)+"\x00"...))
	names := p.words(append(slices.Repeat([]uint64{uint64(at)}, n), 0)...)
	d := p.dirs[pe.ImageDirectoryEntryImport].VirtualAddress
	p.set(d, names)
	p.set(d+16, names)
}

// TestPEMemory: a file that claims all it can stays under the bound.
func TestPEMemory(t *testing.T) {
	p := newPE(pe.ImageFileMachineAMD64)
	p.code(0xc3)
	p.imports(peDLL{"node.exe", []string{"f"}})
	manyNames(p, 130)
	words := p.words(append(slices.Repeat([]uint64{1<<63 | 1}, maxPEImports-200), 0)...)
	name := p.str("node.exe")
	d := p.u32(words, 0, 0, name, words, 0, 0, 0, 0, 0)
	p.dir(pe.ImageDirectoryEntryImport, d, 40)
	names := p.u32(slices.Repeat([]uint32{name}, maxPEExports)...)
	ordinals := p.bytes(make([]byte, 2*maxPEExports))
	funcs := p.u32(slices.Repeat([]uint32{peText}, maxPEExports)...)
	p.dir(pe.ImageDirectoryEntryExport, p.u32(0, 0, 0, name, 1, maxPEExports, maxPEExports, funcs, names, ordinals), 40)
	file := p.file()
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	b, _ := mustPE(t, file)
	runtime.ReadMemStats(&after)
	if n := len(b.Imports); n != maxPEImports-200 {
		t.Errorf("%d imports", n)
	}
	if used := after.TotalAlloc - before.TotalAlloc; used > 64<<20 {
		t.Errorf("%d MB allocated in all", used>>20)
	}
}

// silent runs f and returns what it wrote to standard output.
func silent(t testing.TB, f func()) string {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	old := os.Stdout
	os.Stdout = w
	done := make(chan string)
	go func() {
		b, _ := io.ReadAll(r)
		done <- string(b)
	}()
	func() {
		defer func() { os.Stdout = old; w.Close() }()
		f()
	}()
	return <-done
}

// TestPELibraryDangers feeds what makes saferwall/pe v1.6.5 print to standard
// output, shorten a list or drop a section without an error, and first makes
// sure that it does: a release that does not lets the guard go.
func TestPELibraryDangers(t *testing.T) {
	le := binary.LittleEndian
	for name, c := range map[string]struct {
		build  func(p *peBuilder)
		file   func(f []byte)
		danger func(lib *pe.File, printed string) bool
		check  func(b *Binary, im *image) bool
		err    string
	}{
		"prints in exports": {
			build: func(p *peBuilder) {
				p.exports("a.dll", 1, []string{"f.llvm.1", "g"}, uint32(peText), uint32(peText))
			},
			danger: func(_ *pe.File, printed string) bool { return printed != "" },
			check:  func(b *Binary, _ *image) bool { return len(b.Exports) == 2 && b.Exports[0].Name == "f.llvm.1" },
		},
		"prints in load configuration": {
			build: func(p *peBuilder) {
				p.words(0)
				table := p.u32(2, 0) // dynamic value relocations, version 2
				cfg := make([]uint32, 64)
				cfg[0], cfg[0xe0/4], cfg[0xe4/4] = 256, table-peData, 2
				p.dir(pe.ImageDirectoryEntryLoadConfig, p.u32(cfg...), 256)
			},
			file:   func(f []byte) { copy(f[peSections64+40:], ".reloc\x00") },
			danger: func(_ *pe.File, printed string) bool { return printed != "" },
			check:  func(b *Binary, _ *image) bool { return b.PE.LoadConfig },
		},
		"logs a panic to standard output": {
			build: func(p *peBuilder) {
				p.data = append(p.data, make([]byte, 512-64-len(p.data)%512)...)
				p.dir(pe.ImageDirectoryEntryLoadConfig, p.u32(0x100), 64)
			},
			danger: func(_ *pe.File, printed string) bool { return strings.Contains(printed, "unhandled") },
			check:  func(b *Binary, _ *image) bool { return b.PE.LoadConfig },
		},
		"skips a library with an odd name": {
			build: func(p *peBuilder) {
				p.imports(peDLL{"nöde helper.exe", []string{"f"}}, peDLL{"KERNEL32.dll", []string{"g"}})
			},
			danger: func(lib *pe.File, _ string) bool { return len(lib.Imports) == 1 },
			check:  func(b *Binary, _ *image) bool { return len(b.Imports) == 2 && b.Needs[0] == "nöde helper.exe" },
		},
		"shortens imports": { // the table ends with the section, without an empty entry
			build: func(p *peBuilder) {
				p.imports(peDLL{"KERNEL32.dll", []string{"g"}}, peDLL{"node.exe", []string{"f"}})
				p.fill(16)
				p.set(p.dirs[1].VirtualAddress+20, p.words(1<<63|1, 1<<63|2))
			},
			danger: func(lib *pe.File, _ string) bool { return len(lib.Imports) == 1 },
			err:    "import directory: node.exe",
		},
		"drops sections": { // far away, huge and not aligned in the file
			file: func(f []byte) {
				h := f[peSections64+40:]
				le.PutUint32(h[8:], 0x20000000)
				le.PutUint32(h[12:], 0x20000000)
				le.PutUint32(h[20:], le.Uint32(h[20:])+1)
			},
			danger: func(lib *pe.File, _ string) bool { return len(lib.Sections) == 1 },
			check:  func(_ *Binary, im *image) bool { return len(im.sections) == 2 },
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPE(pe.ImageFileMachineAMD64)
			p.code(0xc3)
			p.words(0)
			if c.build != nil {
				c.build(p)
			}
			f := p.file()
			if c.file != nil {
				c.file(f)
			}
			f = f[:len(f):len(f)]
			var lib *pe.File
			printed := silent(t, func() {
				lib, _ = pe.NewBytes(f, &pe.Options{})
				_ = lib.Parse()
			})
			if !c.danger(lib, printed) {
				t.Error("the library does not show the danger")
			}
			var b *Binary
			var im *image
			var err error
			if printed := silent(t, func() { b, im, err = parsePE(f) }); printed != "" {
				t.Errorf("printed %q", printed)
			}
			switch {
			case c.err != "" && (err == nil || !strings.Contains(err.Error(), c.err)):
				t.Errorf("error %v, want %q", err, c.err)
			case c.err == "" && err != nil:
				t.Error(err)
			case err == nil && !c.check(b, im):
				t.Errorf("%+v", b)
			}
		})
	}
}

// peSeeds are small images with every table.
func peSeeds() [][]byte {
	var seeds [][]byte
	for _, arch := range []string{"x64", "ia32", "arm64"} {
		p := delayHookImage(arch, func(p *peBuilder) uint32 { return p.pointers(peText) })
		p.entry = peText
		p.imports(peDLL{"KERNEL32.dll", []string{"Sleep", "#5"}})
		p.exports("a.dll", 1, []string{"f", "g"}, uint32(peText), "OTHER.f", uint32(peText))
		p.dir(pe.ImageDirectoryEntryTLS, p.pointers(peData, peData, peData, p.pointers(peText, 0), 0), 5*p.ptr())
		p.dir(pe.ImageDirectoryEntryLoadConfig, p.u32(append([]uint32{256}, make([]uint32, 63)...)...), 256)
		p.dir(pe.ImageDirectoryEntryCLR, p.u32(append([]uint32{72}, make([]uint32, 17)...)...), 72)
		pdb := p.bytes([]byte("RSDS................\x01\x00\x00\x00a.pdb\x00"))
		p.dir(pe.ImageDirectoryEntryDebug, p.u32(0, 0, 0, debugCodeView, 30, pdb, 0), 28)
		seeds = append(seeds, p.file())
	}
	return seeds
}

func FuzzReadPE(f *testing.F) {
	for _, s := range peSeeds() {
		if len(s) > 4096 {
			f.Fatalf("seed of %d bytes", len(s))
		}
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		var b *Binary
		var im *image
		var err error
		if out := silent(t, func() { b, im, err = parsePE(file) }); out != "" {
			t.Errorf("printed %q", out)
		}
		if (err == nil) != (b != nil && im != nil) || err != nil && (b != nil || im != nil) {
			t.Fatalf("%v, %v, %v", b, im, err)
		}
		if err != nil {
			return
		}
		for _, r := range im.regions {
			for _, addr := range []uint64{r.addr, r.addr + r.size/2, r.addr + r.size} {
				im.stub(addr)
				im.pointer(addr)
				im.read(addr, 16)
			}
		}
		for _, e := range b.Exports {
			im.stub(e.Addr)
		}
	})
}

func BenchmarkReadPE(b *testing.B) {
	p := newPE(pe.ImageFileMachineAMD64)
	fn := p.code(0xc3)
	p.entry = fn
	var funcs []string
	for i := range 100 {
		funcs = append(funcs, "napi_function_number_"+string(rune('a'+i/26))+string(rune('a'+i%26)))
	}
	p.imports(peDLL{"KERNEL32.dll", funcs}, peDLL{"ADVAPI32.dll", funcs})
	p.delayImport(peDLL{"node.exe", funcs}, slices.Repeat([]uint32{fn}, len(funcs))...)
	p.exports("a.dll", 1, []string{"napi_register_module_v1"}, fn)
	file := p.file()
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := parsePE(file); err != nil {
			b.Fatal(err)
		}
	}
}
