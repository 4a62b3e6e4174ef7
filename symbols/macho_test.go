package symbols

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A machoBuilder makes small images: load commands below machoText, then the
// segments __TEXT, __DATA and __LINKEDIT, each at an address equal to its offset.
type machoBuilder struct {
	order           binary.AppendByteOrder
	ptr             int
	cpu, sub        uint32
	fileType, flags uint32

	text, data []machoPart
	cmds       []byte
	count      uint32
	link       []byte
}

type machoPart struct {
	name          string
	flags         uint32
	first, stride uint32
	bytes         []byte
	relocations   uint32
}

const (
	machoText = 0x600
	machoData = 0x700
	machoLink = 0x800
)

func newMachO(cpu uint32) *machoBuilder {
	b := &machoBuilder{order: binary.LittleEndian, ptr: 8, cpu: cpu, fileType: mhBundle, flags: 0x85}
	switch cpu {
	case cpuX86, cpuARM:
		b.ptr = 4
	case cpuPPC:
		b.order, b.ptr = binary.BigEndian, 4
	case cpuPPC64:
		b.order = binary.BigEndian
	}
	return b
}

func (b *machoBuilder) words(dst []byte, words ...uint32) []byte {
	for _, w := range words {
		dst = b.order.AppendUint32(dst, w)
	}
	return dst
}

func (b *machoBuilder) pointers(values ...uint64) []byte {
	var out []byte
	for _, v := range values {
		if b.ptr == 8 {
			out = b.order.AppendUint64(out, v)
		} else {
			out = b.order.AppendUint32(out, uint32(v))
		}
	}
	return out
}

// cmd adds a load command.
func (b *machoBuilder) cmd(cmd uint32, body []byte) {
	for len(body)%8 != 0 {
		body = append(body, 0)
	}
	b.cmds = append(b.words(b.cmds, cmd, uint32(len(body)+8)), body...)
	b.count++
}

func (b *machoBuilder) wordsCmd(cmd uint32, words ...uint32) { b.cmd(cmd, b.words(nil, words...)) }

func (b *machoBuilder) dylib(cmd uint32, name string) {
	b.cmd(cmd, append(b.words(nil, 24, 2, 0x10000, 0x10000), name+"\x00"...))
}

func (b *machoBuilder) rpath(path string) {
	b.cmd(0x8000001c, append(b.words(nil, 12), path+"\x00"...))
}

// linkedit adds link-edit data and returns where it lies.
func (b *machoBuilder) linkedit(data []byte) (off, size uint32) {
	for len(b.link)%8 != 0 {
		b.link = append(b.link, 0)
	}
	off = machoLink + uint32(len(b.link))
	b.link = append(b.link, data...)
	return off, uint32(len(data))
}

type machoTestSymbol struct {
	name  string
	kind  uint8
	desc  uint16
	value uint64
}

// symtab adds a symbol table, an indirect one, and relocations.
func (b *machoBuilder) symtab(symbols []machoTestSymbol, indirect []uint32, external, local [][2]uint32) {
	strtab := []byte{' ', 0}
	var table []byte
	for _, s := range symbols {
		table = b.words(table, uint32(len(strtab)))
		table = append(table, s.kind, 1)
		table = b.order.AppendUint16(table, s.desc)
		table = append(table, b.pointers(s.value)...)
		strtab = append(append(strtab, s.name...), 0)
	}
	symoff, _ := b.linkedit(table)
	stroff, strsize := b.linkedit(strtab)
	b.wordsCmd(0x2, symoff, uint32(len(symbols)), stroff, strsize)
	relocs := func(list [][2]uint32) (uint32, uint32) {
		var t []byte
		for _, r := range list {
			t = b.words(t, r[0], r[1])
		}
		off, _ := b.linkedit(t)
		return off, uint32(len(list))
	}
	indoff, _ := b.linkedit(b.words(nil, indirect...))
	extoff, next := relocs(external)
	locoff, nloc := relocs(local)
	b.wordsCmd(0xb, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, indoff, uint32(len(indirect)), extoff, next, locoff, nloc)
}

func (b *machoBuilder) dyldInfo(rebase, bind, weak, lazy, trie []byte) {
	var w []uint32
	for _, d := range [][]byte{rebase, bind, weak, lazy, trie} {
		off, size := b.linkedit(d)
		w = append(w, off, size)
	}
	b.wordsCmd(0x80000022, w...)
}

func (b *machoBuilder) chained(data []byte) {
	off, size := b.linkedit(data)
	b.wordsCmd(0x80000034, off, size)
}

func (b *machoBuilder) trie(data []byte) {
	off, size := b.linkedit(data)
	b.wordsCmd(0x80000033, off, size)
}

func (b *machoBuilder) segment(name string, off, size, prot uint32, parts []machoPart) []byte {
	name16 := func(s string) []byte { return append([]byte(s), make([]byte, 16-len(s))...) }
	out := name16(name)
	out = append(out, b.pointers(uint64(off), uint64(size), uint64(off), uint64(size))...)
	out = b.words(out, 7, prot, uint32(len(parts)), 0)
	at := off
	for _, p := range parts {
		out = append(append(out, name16(p.name)...), name16(name)...)
		out = append(out, b.pointers(uint64(at), uint64(len(p.bytes)))...)
		out = b.words(out, at, 3, 0, p.relocations, p.flags, p.first, p.stride)
		if b.ptr == 8 {
			out = b.words(out, 0)
		}
		at += uint32(len(p.bytes))
	}
	return out
}

func (b *machoBuilder) bytes() []byte {
	cmd := uint32(0x19)
	if b.ptr == 4 {
		cmd = 0x1
	}
	own, n := b.cmds, b.count
	b.cmds, b.count = nil, 0
	// The segment __TEXT begins with the header, its first section behind the commands.
	text := b.segment("__TEXT", machoText, machoData-machoText, protRead|protExec, b.text)
	copy(text[16:], b.pointers(0, machoData, 0, machoData))
	b.cmd(cmd, text)
	b.cmd(cmd, b.segment("__DATA", machoData, machoLink-machoData, protRead|protWrite, b.data))
	b.cmd(cmd, b.segment("__LINKEDIT", machoLink, uint32(len(b.link)), protRead, nil))
	cmds := append(b.cmds, own...)
	magic := uint32(0xfeedface)
	if b.ptr == 8 {
		magic = 0xfeedfacf
	}
	out := b.words(nil, magic, b.cpu, b.sub, b.fileType, b.count+n, uint32(len(cmds)), b.flags)
	if b.ptr == 8 {
		out = b.words(out, 0)
	}
	b.cmds, b.count = own, n
	out = append(out, cmds...)
	if len(out) > machoText {
		panic("too many load commands for the builder")
	}
	fill := func(to int) { out = append(out, make([]byte, to-len(out))...) }
	fill(machoText)
	for _, p := range b.text {
		out = append(out, p.bytes...)
	}
	fill(machoData)
	for _, p := range b.data {
		out = append(out, p.bytes...)
	}
	fill(machoLink)
	return append(out, b.link...)
}

// machoFatFile joins images; entries of 64 bits with wide.
func machoFatFile(wide bool, images ...[]byte) []byte {
	be := binary.BigEndian
	out := be.AppendUint32(nil, machoFat)
	if wide {
		out = be.AppendUint32(nil, machoFat64)
	}
	out = be.AppendUint32(out, uint32(len(images)))
	off := 0x100
	var body []byte
	for _, im := range images {
		le := binary.LittleEndian
		out = be.AppendUint32(be.AppendUint32(out, le.Uint32(im[4:])), le.Uint32(im[8:]))
		if wide {
			out = be.AppendUint64(be.AppendUint64(out, uint64(off)), uint64(len(im)))
			out = be.AppendUint32(be.AppendUint32(out, 4), 0)
		} else {
			out = be.AppendUint32(be.AppendUint32(be.AppendUint32(out, uint32(off)), uint32(len(im))), 4)
		}
		body = append(body, im...)
		off += len(im)
	}
	return append(append(out, make([]byte, 0x100-len(out))...), body...)
}

// bindStep is one bind: everything set anew.
func bindStep(special bool, ordinal byte, name string, weak bool, seg byte, off uint64) []byte {
	set := byte(0x10)
	if special {
		set = 0x30
	}
	flags := byte(0x40)
	if weak {
		flags |= 1
	}
	out := append([]byte{set | ordinal&0xf, flags}, name...)
	out = append(out, 0, 0x51, 0x70|seg)
	return append(binary.AppendUvarint(out, off), 0x90)
}

// trieLeaf is one terminal node without children.
func trieLeaf(entry ...byte) []byte { return append(append([]byte{byte(len(entry))}, entry...), 0) }

// trieOf makes a trie with one level of edges.
func trieOf(names []string, leaves [][]byte) []byte {
	size := 2
	for _, n := range names {
		size += len(n) + 2
	}
	root := []byte{0, byte(len(names))}
	var rest []byte
	for i, n := range names {
		root = append(append(root, n...), 0, byte(size+len(rest)))
		rest = append(rest, leaves[i]...)
	}
	return append(root, rest...)
}

func readMachOBytes(b []byte, opt Options) ([]*Binary, []*image, error) {
	return readMachO(source{bytes.NewReader(b), 0, int64(len(b))}, opt)
}

func mustReadMachO(t testing.TB, b []byte) (*Binary, *image) {
	t.Helper()
	bins, images, err := readMachOBytes(b, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return bins[0], images[0]
}

// dyldInfoAddon is a bundle as ld64 makes them for macOS before 12.
func dyldInfoAddon() *machoBuilder {
	b := newMachO(cpuX64)
	b.text = []machoPart{
		{name: "__text", flags: 0x80000400, bytes: bytes.Repeat([]byte{0xc3}, 0x40)},
		{name: "__stubs", flags: sStubs | 0x80000400, first: 0, stride: 6, bytes: make([]byte, 12)},
	}
	b.data = []machoPart{
		{name: "__got", flags: sNonLazyPointers, first: 2, bytes: b.pointers(0, 0)},
		{name: "__la_symbol_ptr", flags: sLazyPointers, first: 4, bytes: b.pointers(0, 0)},
		{name: "__mod_init_func", flags: sModInitFuncs, bytes: b.pointers(machoText + 8)},
	}
	b.dylib(0xc, "/usr/lib/libSystem.B.dylib")
	b.dylib(0x80000018, "@rpath/libmaybe.dylib")
	b.rpath("@loader_path/../lib")
	b.wordsCmd(0x24, 10<<16|13<<8, 11<<16|3<<8|1)
	b.cmd(0x1b, []byte("0123456789abcdef"))
	rebase := []byte{0x11, 0x21, 0x10, 0x51, 0x21, 0x20, 0x51} // lazy pointer 0, constructor
	bind := slices.Concat(
		bindStep(false, 1, "_environ", false, 1, 0),
		bindStep(false, 2, "_maybe", true, 1, 8),
		[]byte{0})
	weak := slices.Concat(
		bindStep(true, 0, "__Znwm", false, 1, 0x18), // a second look for what is bound lazily
		bindStep(true, 0, "_own_weak", false, 1, 0x20),
		[]byte{0})
	lazy := slices.Concat(
		bindStep(true, 0xe, "_napi_create_function", false, 1, 0x10), []byte{0},
		bindStep(false, 1, "__Znwm", false, 1, 0x18), []byte{0})
	trie := trieOf([]string{"_napi_register_module_v1", "_own_weak", "_abs", "_re"}, [][]byte{
		trieLeaf(0, 0x80, 0x0c), // 0x600
		trieLeaf(4, 0x80, 0x0e),
		trieLeaf(2, 0x2a),
		trieLeaf(8, 1, '_', 'x', 0),
	})
	b.dyldInfo(rebase, bind, weak, lazy, trie)
	b.symtab([]machoTestSymbol{
		{"_local", nSection, 0, machoText},
		{"debug.c", 0x64, 0, 0},
		{"_napi_create_function", nExternal, 0xfe << 8, 0},
		{"__Znwm", nExternal, 1 << 8, 0},
		{"_environ", nExternal, 1 << 8, 0},
		{"_maybe", nExternal, 2<<8 | nWeakRef, 0},
	}, []uint32{2, 3, 4, 5, 2, 3}, nil, nil)
	return b
}

func TestMachODyldInfo(t *testing.T) {
	b, im := mustReadMachO(t, dyldInfoAddon().bytes())
	const system = "/usr/lib/libSystem.B.dylib"
	want := &Binary{
		Format: MachO, Type: Bundle, Platform: "darwin", Arch: "x64", Machine: "CPU_TYPE_X86_64", Size: b.Size,
		Imports: []Import{
			{Name: "environ", Library: system, Bound: BindNow},
			{Name: "maybe", Library: "@rpath/libmaybe.dylib", Weak: true, Bound: BindNow},
			{Name: "napi_create_function", Library: "flat", Func: true, Bound: BindLazy},
			{Name: "_Znwm", Library: system, Func: true, Bound: BindLazy},
		},
		Exports: []Export{
			{Name: "napi_register_module_v1", Addr: 0x600, Func: true},
			{Name: "own_weak", Addr: 0x700, Weak: true},
			{Name: "abs", Addr: 0x2a},
			{Name: "re", Forward: system + ":x"},
		},
		Needs:   []string{system, "@rpath/libmaybe.dylib"},
		RunPath: []string{"@loader_path/../lib"},
		Binding: BindLazy,
		Floors:  Floors{MacOS: "10.13"},
		Signed:  "none",
		MachO: &MachOFacts{
			FileType: "MH_BUNDLE", Flags: []string{"MH_NOUNDEFS", "MH_DYLDLINK", "MH_TWOLEVEL"}, Platform: "macos", SDK: "11.3.1",
			Fixups: "dyld-info", ExportsTrie: true, TwoLevel: true, CodePagesBad: -1, LocalSymbols: 1, UUID: "30313233-3435-3637-3839-616263646566",
			WeakNeeds: []string{"@rpath/libmaybe.dylib"},
		},
	}
	if d := cmp.Diff(want, b); d != "" {
		t.Error(d)
	}
	if len(im.init) != 1 || im.init[0] != machoText+8 {
		t.Errorf("constructors %#x", im.init)
	}
	for addr, want := range map[uint64]string{
		machoText + 0x40: "napi_create_function", // stubs
		machoText + 0x46: "_Znwm",
		machoData:        "environ", // pointers
		machoData + 8:    "maybe",
		machoData + 0x18: "_Znwm",
		machoText:        "",
	} {
		if got := im.stub(addr); got != want {
			t.Errorf("stub %#x: %q, want %q", addr, got, want)
		}
	}
	for addr, want := range map[uint64]struct {
		target uint64
		symbol string
		ok     bool
	}{
		machoData:        {0, "environ", true},
		machoData + 0x10: {0, "napi_create_function", true},
		machoData + 0x20: {0x700, "", true}, // bound to the image's own definition
		machoText:        {0, "", false},
	} {
		target, symbol, ok := im.pointer(addr)
		if target != want.target || symbol != want.symbol || ok != want.ok {
			t.Errorf("pointer %#x: %#x %q %v", addr, target, symbol, ok)
		}
	}
	if len(im.regions) != 2 || !im.regions[0].exec || im.regions[0].write || !im.regions[1].write {
		t.Errorf("regions %+v", im.regions)
	}
}

func TestMachOBindAtLoad(t *testing.T) {
	a := dyldInfoAddon()
	a.flags |= mhBindAtLoad
	b, _ := mustReadMachO(t, a.bytes())
	if b.Binding != BindNow || slices.ContainsFunc(b.Imports, func(i Import) bool { return i.Bound != BindNow }) {
		t.Errorf("%s %+v", b.Binding, b.Imports)
	}
}

// TestMachOWeakOnly: a linker may list operator new among the weak binds alone;
// the symbol table then tells the library.
func TestMachOWeakOnly(t *testing.T) {
	for _, stripped := range []bool{false, true} {
		b := newMachO(cpuARM64)
		b.data = []machoPart{{name: "__got", bytes: b.pointers(0)}}
		b.dylib(0xc, "/usr/lib/libc++.1.dylib")
		b.dyldInfo(nil, nil, bindStep(true, 0, "__Znwm", false, 1, 0), nil, nil)
		want := "flat"
		if !stripped {
			b.symtab([]machoTestSymbol{{"__Znwm", nExternal, 1 << 8, 0}}, nil, nil, nil)
			want = "/usr/lib/libc++.1.dylib"
		}
		bin, _ := mustReadMachO(t, b.bytes())
		if d := cmp.Diff([]Import{{Name: "_Znwm", Library: want, Bound: BindNow}}, bin.Imports); d != "" {
			t.Error(d)
		}
	}
}

// chainedFixups makes the data of LC_DYLD_CHAINED_FIXUPS for one page of __DATA.
func chainedFixups(format, pointers uint16, packed uint32, names []string, ordinals []int) []byte {
	le := binary.LittleEndian
	starts := le.AppendUint32(nil, 3) // segments
	for _, off := range []uint32{0, 16, 0} {
		starts = le.AppendUint32(starts, off)
	}
	starts = le.AppendUint32(starts, 24)
	starts = le.AppendUint16(starts, 0x1000)
	starts = le.AppendUint16(starts, pointers)
	starts = le.AppendUint64(starts, machoData)
	starts = le.AppendUint32(starts, 0)
	starts = le.AppendUint16(starts, 1) // pages
	starts = le.AppendUint16(starts, 0)
	pool := []byte{0}
	var table []byte
	for i, n := range names {
		weak := uint64(0)
		if strings.HasSuffix(n, "?") {
			n, weak = n[:len(n)-1], 1
		}
		switch format {
		case 3:
			v := uint64(uint16(ordinals[i])) | weak<<16 | uint64(len(pool))<<32
			table = le.AppendUint64(le.AppendUint64(table, v), 7)
		default:
			table = le.AppendUint32(table, uint32(uint8(ordinals[i]))|uint32(weak)<<8|uint32(len(pool))<<9)
			if format == 2 {
				table = le.AppendUint32(table, 7)
			}
		}
		pool = append(append(pool, n...), 0)
	}
	at := uint32(32)
	out := le.AppendUint32(nil, 0)
	for _, w := range []uint32{at, at + uint32(len(starts)), at + uint32(len(starts)+len(table)), uint32(len(names)), uint32(format), packed, 0} {
		out = le.AppendUint32(out, w)
	}
	return slices.Concat(out, starts, table, pool)
}

func chainedAddon(format uint16, packed uint32) *machoBuilder {
	b := newMachO(cpuARM64)
	b.text = []machoPart{
		{name: "__text", flags: 0x80000400, bytes: make([]byte, 0x40)},
		{name: "__init_offsets", flags: sInitFuncOffsets, bytes: b.words(nil, machoText+4, machoText+8)},
		// adrp x16, 0; ldr x16, [x16, #0x710]; br x16: its indirect symbol is not kept
		{name: "__stubs", flags: sStubs | 0x80000400, stride: 12, bytes: b.words(nil, 0x90000010, 0xf9438a10, 0xd61f0200)},
	}
	next := func(v uint64, n uint64) uint64 { return v | n/4<<51 }
	b.data = []machoPart{
		{name: "__const", bytes: b.pointers(
			next(1<<63, 8),          // import 0
			next(machoText+4, 8),    // rebase
			next(1<<63|1, 8),        // import 1
			next(1<<63|2, 0),        // import 2: an own definition
			uint64(machoText)|1<<40, // no chain runs through this
		)},
	}
	b.dylib(0xc, "/usr/lib/libSystem.B.dylib")
	b.dylib(0x8000001f, "@rpath/liball.dylib")
	b.wordsCmd(0x32, 1, 12<<16, 0, 0)
	b.chained(chainedFixups(format, ptr64Offset, packed, []string{"_napi_create_function", "_maybe?", "_own"}, []int{ordinalFlat, 1, ordinalWeak}))
	b.trie(trieOf([]string{"_own"}, [][]byte{trieLeaf(4, 0x84, 0x0c)}))
	return b
}

func TestMachOChained(t *testing.T) {
	for format := uint16(1); format <= 3; format++ {
		b, im := mustReadMachO(t, chainedAddon(format, 0).bytes())
		want := []Import{
			{Name: "napi_create_function", Library: "flat", Bound: BindNow},
			{Name: "maybe", Library: "/usr/lib/libSystem.B.dylib", Weak: true, Bound: BindNow},
		}
		if d := cmp.Diff(want, b.Imports); d != "" {
			t.Errorf("format %d: %s", format, d)
		}
		if b.MachO.Fixups != "chained" || b.Binding != BindNow || b.Floors.MacOS != "12.0" || b.MachO.SDK != "" || !b.Stripped {
			t.Errorf("%+v %+v", b, b.MachO)
		}
		if d := cmp.Diff([]uint64{machoText + 4, machoText + 8}, im.init); d != "" {
			t.Error(d)
		}
		var got []string
		for addr := uint64(machoData); addr < machoData+0x28; addr += 8 {
			target, symbol, ok := im.pointer(addr)
			got = append(got, fmt.Sprintf("%#x %s %v", target, symbol, ok))
		}
		if d := cmp.Diff([]string{"0x0 napi_create_function true", "0x604 true", "0x0 maybe true", "0x604  true", "0x0  false"},
			[]string{got[0], strings.ReplaceAll(got[1], "  ", " "), got[2], got[3], got[4]}); d != "" {
			t.Error(d)
		}
		if s := im.stub(machoText + 0x48); s != "maybe" {
			t.Errorf("stub: %q", s)
		}
	}
	if _, _, err := readMachOBytes(chainedAddon(1, 1).bytes(), Options{}); err == nil || !strings.Contains(err.Error(), "compressed symbol pool") {
		t.Errorf("compressed pool: %v", err)
	}
}

// TestMachOChainedPointers decodes one pointer of every format.
func TestMachOChainedPointers(t *testing.T) {
	f := &machoFile{order: binary.LittleEndian, base: 0x1000}
	for _, c := range []struct {
		format uint16
		value  uint64
		want   machoSlot
		next   uint64
	}{
		{ptrARM64E, 0x2000 | 2<<51, machoSlot{target: 0x2000, ordinal: -1}, 16},
		{ptrARM64E, 0x20 | 1<<63 | 1<<51, machoSlot{target: 0x1020, ordinal: -1}, 8},
		{ptrARM64E, 5 | 1<<62, machoSlot{ordinal: 5}, 0},
		{ptrARM64EUserland, 0x20 | 1<<51, machoSlot{target: 0x1020, ordinal: -1}, 8},
		{ptrARM64EUserland24, 0x12345 | 1<<62, machoSlot{ordinal: 0x12345}, 0},
		{ptrARM64EKernel, 0x20 | 1<<51, machoSlot{target: 0x1020, ordinal: -1}, 4},
		{ptrARM64EFirmware, 0x2000 | 1<<51, machoSlot{target: 0x2000, ordinal: -1}, 4},
		{ptr64, 0x2000 | 0xff<<36 | 3<<51, machoSlot{target: 0x2000, ordinal: -1}, 12},
		{ptr64, 9 | 1<<63, machoSlot{ordinal: 9}, 0},
		{ptr64Offset, 0x20 | 1<<51, machoSlot{target: 0x1020, ordinal: -1}, 4},
		{ptr32, 0x2000 | 2<<26, machoSlot{target: 0x2000, ordinal: -1}, 8},
		{ptr32, 7 | 1<<31, machoSlot{ordinal: 7}, 0},
		{ptr32Cache, 0x2000 | 1<<30, machoSlot{target: 0x2000, ordinal: -1}, 4},
		{ptr32Firmware, 0x2000 | 1<<26, machoSlot{target: 0x2000, ordinal: -1}, 4},
		{ptr64KernelCache, 0x20 | 1<<51, machoSlot{target: 0x1020, ordinal: -1}, 4},
		{ptrX64KernelCache, 0x20 | 1<<51, machoSlot{target: 0x1020, ordinal: -1}, 1},
	} {
		data := binary.LittleEndian.AppendUint64(nil, c.value)
		got, next, ok := f.chainPointer(&machoChainStart{format: c.format}, data, 0)
		if !ok || got != c.want || next != c.next {
			t.Errorf("format %d %#x: %+v, next %d, %v", c.format, c.value, got, next, ok)
		}
	}
	if _, _, ok := f.chainPointer(&machoChainStart{format: 99}, make([]byte, 8), 0); ok {
		t.Error("an unknown format was decoded")
	}
}

// classicAddon is an image with relocations alone.
func classicAddon(cpu uint32) *machoBuilder {
	b := newMachO(cpu)
	b.text = []machoPart{{name: "__text", flags: 0x80000400, bytes: make([]byte, 0x40)}}
	b.data = []machoPart{
		{name: "__la_symbol_ptr", flags: sLazyPointers, first: 0, bytes: b.pointers(0)},
		{name: "__nl_symbol_ptr", flags: sNonLazyPointers, first: 1, bytes: b.pointers(0, machoText)},
		{name: "__data", bytes: b.pointers(0, machoText+4)},
	}
	p := uint32(b.ptr)
	// The addresses of relocations count from the first segment, on x64 from
	// the first writable one.
	base := uint32(machoData)
	if cpu == cpuX64 {
		base = 0
	}
	info := func(symbol, external uint32) uint32 {
		if b.order.String() == binary.BigEndian.String() {
			return symbol<<8 | 2<<5 | external<<4
		}
		return symbol | 2<<25 | external<<27
	}
	b.dylib(0xc, "/usr/lib/libSystem.B.dylib")
	b.symtab([]machoTestSymbol{
		{"_uv_run", nExternal, 0xfe<<8 | nReferenceLazy, 0},
		{"_errno", nExternal, 1 << 8, 0},
		{"_napi_weak", nExternal, 0xff<<8 | nWeakRef, 0},
		{"_never_used", nExternal, 1<<8 | nReferenceLazy, 0},
		{"_node_module", nExternal | nSection, 0, machoData},
		{"_hidden", nExternal | nPrivate | nSection, 0, machoData},
		{"_absolute", nExternal | nAbsolute, nWeakDef, 5},
	}, []uint32{0, 1, 0x80000000}, [][2]uint32{{base + 3*p, info(2, 1)}}, [][2]uint32{{base + 4*p, info(1, 0)}})
	return b
}

func TestMachOClassic(t *testing.T) {
	for _, cpu := range []uint32{cpuX64, cpuX86, cpuPPC, cpuPPC64, cpuARM} {
		a := classicAddon(cpu)
		b, im := mustReadMachO(t, a.bytes())
		const system = "/usr/lib/libSystem.B.dylib"
		want := []Import{
			{Name: "uv_run", Library: "flat", Bound: BindLazy, Func: true},
			{Name: "errno", Library: system, Bound: BindNow},
			{Name: "napi_weak", Library: "main-executable", Bound: BindNow, Weak: true},
			{Name: "never_used", Library: system, Bound: BindLazy, Func: true},
		}
		if d := cmp.Diff(want, b.Imports); d != "" {
			t.Errorf("%s: %s", b.Machine, d)
		}
		if d := cmp.Diff([]Export{{Name: "node_module", Addr: machoData}, {Name: "absolute", Addr: 5, Weak: true}}, b.Exports); d != "" {
			t.Errorf("%s: %s", b.Machine, d)
		}
		if b.MachO.Fixups != "relocations" || b.Binding != BindLazy || b.MachO.ExportsTrie || b.Platform != "darwin" {
			t.Errorf("%s: %+v", b.Machine, b.MachO)
		}
		p := uint64(a.ptr)
		if _, s, _ := im.pointer(machoData + 3*p); s != "napi_weak" {
			t.Errorf("%s: bound to %q", b.Machine, s)
		}
		if target, _, ok := im.pointer(machoData + 4*p); !ok || target != machoText+4 {
			t.Errorf("%s: rebased to %#x %v", b.Machine, target, ok)
		}
		if s := im.stub(machoData); s != "uv_run" {
			t.Errorf("%s: lazy pointer to %q", b.Machine, s)
		}
	}
}

func TestMachOFlatNamespace(t *testing.T) {
	a := classicAddon(cpuX64)
	a.flags &^= mhTwoLevel
	b, _ := mustReadMachO(t, a.bytes())
	for _, i := range b.Imports {
		if i.Library != "flat" {
			t.Errorf("%s from %s", i.Name, i.Library)
		}
	}
	if b.MachO.TwoLevel {
		t.Error("two-level")
	}
}

// TestMachOOrdinalsCount: Go's linker sets no MH_TWOLEVEL, and the loader goes
// by the ordinals of binds all the same.
func TestMachOOrdinalsCount(t *testing.T) {
	a := dyldInfoAddon()
	a.flags &^= mhTwoLevel
	b, _ := mustReadMachO(t, a.bytes())
	if b.Imports[0].Library != "/usr/lib/libSystem.B.dylib" {
		t.Errorf("%+v", b.Imports[0])
	}
}

// TestMachOGoStubs: Go's linker says that stubs of arm64 have 6 bytes.
func TestMachOGoStubs(t *testing.T) {
	b := newMachO(cpuARM64)
	b.text = []machoPart{{name: "__stubs", flags: sStubs | 0x80000400, stride: 6, bytes: make([]byte, 24)}}
	b.symtab([]machoTestSymbol{{"_a", nExternal, 0xfe << 8, 0}, {"_b", nExternal, 0xfe << 8, 0}}, []uint32{0, 1}, nil, nil)
	_, im := mustReadMachO(t, b.bytes())
	if x, y := im.stub(machoText), im.stub(machoText+12); x != "a" || y != "b" {
		t.Errorf("stubs %q %q", x, y)
	}
}

func TestMachOObject(t *testing.T) {
	b := newMachO(cpuX64)
	b.fileType = mhObject
	b.text = []machoPart{{name: "__text", flags: 0x80000400, bytes: make([]byte, 8), relocations: 0x0fffffff}}
	b.symtab([]machoTestSymbol{
		{"_wanted", nExternal, 0, 0},
		{"_common", nExternal, 0, 16},
		{"_code", nExternal | nSection, 0, machoText},
	}, nil, nil, nil)
	bin, _ := mustReadMachO(t, b.bytes()) // go-macho would read a gigabyte of relocations
	if bin.Type != Object || bin.Binding != "" {
		t.Errorf("%s, bound %q", bin.Type, bin.Binding)
	}
	if d := cmp.Diff([]Import{{Name: "wanted"}}, bin.Imports); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]Export{{Name: "common", Addr: 16}, {Name: "code", Addr: machoText, Func: true}}, bin.Exports); d != "" {
		t.Error(d)
	}
}

func TestMachOPlatform(t *testing.T) {
	build := func(platform uint32) func(*machoBuilder) {
		return func(b *machoBuilder) { b.wordsCmd(0x32, platform, 11<<16|1<<8|2, 13<<16, 0) }
	}
	for name, c := range map[string]struct {
		commands       []func(*machoBuilder)
		platform, want string
		floor          string
	}{
		"none":       {nil, "darwin", "macos", ""},
		"macos":      {[]func(*machoBuilder){build(1)}, "darwin", "macos", "11.1.2"},
		"zero":       {[]func(*machoBuilder){func(b *machoBuilder) { b.wordsCmd(0x32, 1, 0, 0, 0) }}, "darwin", "macos", "0.0.0"},
		"ios":        {[]func(*machoBuilder){build(2)}, "ios", "ios", ""},
		"simulator":  {[]func(*machoBuilder){build(7)}, "ios", "ios-simulator", ""},
		"zippered":   {[]func(*machoBuilder){build(6), build(1)}, "darwin", "macos", "11.1.2"},
		"catalyst":   {[]func(*machoBuilder){build(6)}, "maccatalyst", "maccatalyst", ""},
		"min iphone": {[]func(*machoBuilder){func(b *machoBuilder) { b.wordsCmd(0x25, 9<<16, 0) }}, "ios", "ios", ""},
		"min macosx": {[]func(*machoBuilder){func(b *machoBuilder) { b.wordsCmd(0x24, 10<<16|5<<8, 0) }}, "darwin", "macos", "10.5"},
		"unknown":    {[]func(*machoBuilder){build(99)}, "", "platform 99", ""},
	} {
		b := newMachO(cpuARM64)
		for _, add := range c.commands {
			add(b)
		}
		bin, _ := mustReadMachO(t, b.bytes())
		if bin.Platform != c.platform || bin.MachO.Platform != c.want || bin.Floors.MacOS != c.floor {
			t.Errorf("%s: %q %q %q", name, bin.Platform, bin.MachO.Platform, bin.Floors.MacOS)
		}
	}
}

func TestMachOMachine(t *testing.T) {
	for _, c := range []struct {
		cpu, sub      uint32
		arch, machine string
	}{
		{cpuX64, 3, "x64", "CPU_TYPE_X86_64"},
		{cpuX64, 8, "x64", "CPU_TYPE_X86_64 (x86_64h)"},
		{cpuARM64, 0x80000002, "arm64", "CPU_TYPE_ARM64 (arm64e)"},
		{cpuARM, 9, "arm", "CPU_TYPE_ARM (armv7)"},
		{cpuARM32, 1, "unknown", "CPU_TYPE_ARM64_32"},
		{99, 0, "unknown", "CPU type 0x63"},
	} {
		if a, m := machoArch(c.cpu), machoMachine(c.cpu, c.sub); a != c.arch || m != c.machine {
			t.Errorf("%#x: %s %s", c.cpu, a, m)
		}
	}
}

func TestIsMachO(t *testing.T) {
	for name, c := range map[string]struct {
		head string
		want bool
	}{
		"64 little": {"\xcf\xfa\xed\xfe\x07\x00\x00\x01", true},
		"32 little": {"\xce\xfa\xed\xfe\x07\x00\x00\x00", true},
		"64 big":    {"\xfe\xed\xfa\xcf\x01\x00\x00\x12", true},
		"32 big":    {"\xfe\xed\xfa\xce\x00\x00\x00\x12", true},
		"fat":       {"\xca\xfe\xba\xbe\x00\x00\x00\x02", true},
		"fat64":     {"\xca\xfe\xba\xbf\x00\x00\x00\x02", true},
		"Java 1.1":  {"\xca\xfe\xba\xbe\x00\x03\x00\x2d", false},
		"Java 8":    {"\xca\xfe\xba\xbe\x00\x00\x00\x34", false},
		"short":     {"\xcf\xfa\xed", false},
		"ELF":       {"\x7fELF\x02\x01\x01\x00", false},
	} {
		if got := isMachO([]byte(c.head)); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestMachOFat(t *testing.T) {
	x64, arm64 := dyldInfoAddon().bytes(), chainedAddon(1, 0).bytes()
	for _, wide := range []bool{false, true} {
		fat := machoFatFile(wide, x64, arm64)
		bins, images, err := readMachOBytes(fat, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if len(bins) != 2 || len(images) != 2 || bins[0].Arch != "x64" || bins[1].Arch != "arm64" ||
			bins[1].Offset != int64(0x100+len(x64)) || bins[1].Size != int64(len(arm64)) {
			t.Errorf("%+v", bins)
		}
		if s := images[1].stub(machoText + 0x48); s != "maybe" {
			t.Errorf("stub of slice 2: %q", s)
		}
		entry, off := 20, 8
		if wide {
			entry, off = 32, 12
		}
		put := func(slice, field int, v uint32) []byte {
			c := bytes.Clone(fat)
			binary.BigEndian.PutUint32(c[8+slice*entry+field:], v)
			return c
		}
		for want, b := range map[string][]byte{
			"slice 2 (arm64): offset":                         fat[:len(fat)-1],
			"inside the fat header":                           put(0, off, 8),
			"slice 2 (arm64) overlaps slice 1 (x64)":          put(1, off, 0x108),
			"slice 1 (arm64): holds code for CPU_TYPE_X86_64": put(0, 0, cpuARM64),
			"slice 2 (CPU type 0x63): holds code":             put(1, 0, 99),
			"0 slices claimed":                                append(slices.Clone(fat[:4]), 0, 0, 0, 0),
			"fat header: offset":                              fat[:30],
			"slice 1 (x64): no Mach-O image":                  append(slices.Clone(fat[:0x100]), make([]byte, len(fat)-0x100)...),
			"slice 1 (x64): a static library":                 slices.Concat(fat[:0x100], []byte("!<arch>\n"), fat[0x108:]),
		} {
			if _, _, err := readMachOBytes(b, Options{}); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("wide %v, %s: %v", wide, want, err)
			}
		}
	}
}

// signedAddon is an image with a code signature: a directory of hashes of the
// given kind, and cms bytes of certificates.
func signedAddon(adhoc bool, cms int, kind byte) []byte {
	b := newMachO(cpuARM64)
	b.text = []machoPart{{name: "__text", flags: 0x80000400, bytes: make([]byte, 0x40)}}
	const room = 0x400
	off, _ := b.linkedit(make([]byte, room))
	b.wordsCmd(0x1d, off, room)
	out := b.bytes()
	be := binary.BigEndian
	const page = 0x200
	pages := (off + page - 1) / page
	size := map[byte]uint32{1: 20, 2: 32, 3: 20}[kind]
	directory := be.AppendUint32(nil, csDirectory)
	directory = be.AppendUint32(directory, 44+pages*size)
	flags := uint32(0x20000)
	if adhoc {
		flags |= csAdhoc
	}
	for _, w := range []uint32{0x20100, flags, 44, 44, 0, pages, off} {
		directory = be.AppendUint32(directory, w)
	}
	directory = append(directory, byte(size), kind, 0, 9, 0, 0, 0, 0)
	for p := uint32(0); p < off; p += page {
		h := (&codeDirectory{kind: kind, size: byte(size)}).newHash()
		h.Write(out[p:min(off, p+page)])
		directory = append(directory, h.Sum(nil)[:size]...)
	}
	index := be.AppendUint32(nil, csSlotDirectory)
	index = be.AppendUint32(index, 28)
	index = be.AppendUint32(index, csSlotSignature)
	index = be.AppendUint32(index, uint32(28+len(directory)))
	wrapper := be.AppendUint32(nil, csWrapper)
	wrapper = be.AppendUint32(wrapper, uint32(8+cms))
	blob := be.AppendUint32(nil, csSuperBlob)
	blob = be.AppendUint32(blob, uint32(28+len(directory)+8+cms))
	blob = be.AppendUint32(blob, 2)
	blob = slices.Concat(blob, index, directory, wrapper, make([]byte, cms))
	copy(out[off:], blob)
	return out
}

func TestMachOSignature(t *testing.T) {
	for name, c := range map[string]struct {
		bytes []byte
		want  string
	}{
		"none":             {dyldInfoAddon().bytes(), "none"},
		"linker":           {signedAddon(true, 0, 2), "adhoc"},
		"no certificates":  {signedAddon(false, 0, 2), "adhoc"},
		"certificates":     {signedAddon(false, 64, 2), "signed"},
		"sha1":             {signedAddon(true, 0, 1), "adhoc"},
		"truncated sha256": {signedAddon(true, 0, 3), "adhoc"},
	} {
		for _, verify := range []bool{false, true} {
			bins, _, err := readMachOBytes(c.bytes, Options{VerifySignatures: verify})
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			bad := -1
			if verify && c.want != "none" {
				bad = 0
			}
			if bins[0].Signed != c.want || bins[0].MachO.CodePagesBad != bad {
				t.Errorf("%s: %s, %d bad pages", name, bins[0].Signed, bins[0].MachO.CodePagesBad)
			}
		}
	}
	changed := signedAddon(true, 0, 2)
	changed[machoText] ^= 1
	changed[machoData] ^= 1 // in the same page as machoText
	bins, _, err := readMachOBytes(changed, Options{VerifySignatures: true})
	if err != nil || bins[0].MachO.CodePagesBad != 1 {
		t.Errorf("changed page: %v, %+v", err, bins)
	}
	empty := signedAddon(true, 0, 2)
	clear(empty[machoLink:])
	if b, _ := mustReadMachO(t, empty); b.Signed != "none" {
		t.Errorf("empty room: %s", b.Signed)
	}
}

// TestMachODefects: each is refused with the reason.
func TestMachODefects(t *testing.T) {
	type edit func(b *machoBuilder)
	plain := func() *machoBuilder { return newMachO(cpuX64) }
	build := func(b *machoBuilder, e edit) []byte { e(b); return b.bytes() }
	patch := func(b []byte, off int, v uint32) []byte {
		binary.LittleEndian.PutUint32(b[off:], v)
		return b
	}
	info := func(rebase, bind, lazy, trie []byte) edit {
		return func(b *machoBuilder) {
			b.dylib(0xc, "/usr/lib/libSystem.B.dylib")
			b.dyldInfo(rebase, bind, nil, lazy, trie)
		}
	}
	var deep []byte // one node below the other
	for range machoMaxDepth {
		next := len(deep) + 6
		deep = append(deep, 0, 1, 0, byte(next)|0x80, byte(next>>7)|0x80, byte(next>>14))
	}
	deep = append(deep, 0, 0)
	inits := build(plain(), func(b *machoBuilder) {
		b.data = []machoPart{{name: "__mod_init_func", flags: sModInitFuncs, bytes: make([]byte, 8)}}
	})
	patch(inits, bytes.Index(inits, []byte("__mod_init_func"))+40, 8*(machoMaxInits+1))
	inits = append(inits, make([]byte, 8*(machoMaxInits+1))...)
	for want, b := range map[string][]byte{
		"Mach-O header: cut short":       plain().bytes()[:20],
		"load commands: offset":          plain().bytes()[:100],
		"reach past the end of the file": plain().bytes()[:machoText+8],
		"do not fit into the":            patch(plain().bytes(), 16, 1000),
		"more than the 1048576":          patch(plain().bytes(), 20, 1<<24),
		"load command 0 (0x19): size 4":  patch(plain().bytes(), 36, 4),
		"a second LC_SYMTAB":             build(plain(), func(b *machoBuilder) { b.symtab(nil, nil, nil, nil); b.wordsCmd(2, 0, 0, 0, 0) }),
		"LC_SYMTAB): cut short":          build(plain(), func(b *machoBuilder) { b.wordsCmd(2, 0, 0) }),
		"symbol table: offset":           build(plain(), func(b *machoBuilder) { b.wordsCmd(2, 0, 0xffffffff, 0, 0) }),
		"string table: offset":           build(plain(), func(b *machoBuilder) { b.wordsCmd(2, 0, 0, 0x800, 0xffffffff) }),
		"a name at 0x2 of a string table of 0x1": build(plain(), func(b *machoBuilder) {
			b.symtab([]machoTestSymbol{{"_a", nExternal, 0, 0}}, nil, nil, nil)
			binary.LittleEndian.PutUint32(b.cmds[20:], 1)
		}),
		"the name at 0x2 has no end": build(plain(), func(b *machoBuilder) {
			b.symtab([]machoTestSymbol{{"_a", nExternal, 0, 0}}, nil, nil, nil)
			binary.LittleEndian.PutUint32(b.cmds[20:], 3)
		}),
		"import _a: library 9 of 0": build(plain(), func(b *machoBuilder) {
			b.symtab([]machoTestSymbol{{"_a", nExternal, 9 << 8, 0}}, nil, nil, nil)
		}),
		"its indirect symbols begin at 4 of 1": build(plain(), func(b *machoBuilder) {
			b.data = []machoPart{{name: "__got", flags: sNonLazyPointers, first: 4, bytes: make([]byte, 8)}}
			b.symtab(nil, []uint32{0}, nil, nil)
		}),
		"__DATA,__b: shares its indirect symbols": build(plain(), func(b *machoBuilder) {
			b.data = []machoPart{{name: "__a", flags: sNonLazyPointers, bytes: make([]byte, 8)}, {name: "__b", flags: sNonLazyPointers, bytes: make([]byte, 8)}}
			b.symtab(nil, []uint32{0}, nil, nil)
		}),
		"relocations: offset": build(plain(), func(b *machoBuilder) {
			b.wordsCmd(0xb, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x800, 0x00100000, 0, 0)
		}),
		"__DATA,__mod_init_func: more than 65536 constructors": inits,

		// bind opcodes
		"bind opcodes: at 0x2: cut short":             build(plain(), info(nil, []byte{0x11, 0x72}, nil, nil)),
		"bind opcodes: at 0x1: a name without end":    build(plain(), info(nil, []byte{0x40, 'a'}, nil, nil)),
		"a bind without a symbol":                     build(plain(), info(nil, []byte{0x71, 0, 0x90}, nil, nil)),
		"no segment is set":                           build(plain(), info(nil, []byte{0x40, 'a', 0, 0x90}, nil, nil)),
		"segment 9 of 3":                              build(plain(), info(nil, []byte{0x79, 0}, nil, nil)),
		"1 pointers at offset 0xff of segment __DATA": build(plain(), info(nil, bindStep(false, 1, "_a", false, 1, 0xff), nil, nil)),
		"unknown opcode 0xe0":                         build(plain(), info(nil, []byte{0xe0}, nil, nil)),
		"more than 64 bits":                           build(plain(), info(nil, append([]byte{0x71}, bytes.Repeat([]byte{0xff}, 20)...), nil, nil)),
		"import _a: library 9 of 1":                   build(plain(), info(nil, bindStep(false, 9, "_a", false, 1, 0), nil, nil)),
		"4294967295 pointers":                         build(plain(), info(nil, append(bindStep(false, 1, "_a", false, 1, 0), 0xc0, 0xff, 0xff, 0xff, 0xff, 0x0f, 0), nil, nil)),
		"2 pointers":                                  build(plain(), info(nil, append(bindStep(false, 1, "_a", false, 1, 0), 0xc0, 2, 0xf8, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01), nil, nil)), // step 0
		"lazy bind opcodes: at":                       build(plain(), info(nil, nil, []byte{0, 0, 0xe0}, nil)),

		// export trie; the first is five bytes that send go-macho's parser into
		// a recursion without end
		"the node at 0x0 is reached twice":        build(plain(), info(nil, nil, nil, []byte{0, 1, 'a', 0, 0})),
		"the entry at 0x0 reaches past":           build(plain(), info(nil, nil, nil, []byte{0x7f, 0})),
		"export trie: a node at 0x7f":             build(plain(), info(nil, nil, nil, []byte{0, 1, 'a', 0, 0x7f})),
		"export trie: at 0x2: a name without":     build(plain(), info(nil, nil, nil, []byte{0, 1, 'a'})),
		"re-exported from library 7 of 1":         build(plain(), info(nil, nil, nil, trieOf([]string{"_a"}, [][]byte{trieLeaf(8, 7, 0)}))),
		"a: unknown kind of symbol":               build(plain(), info(nil, nil, nil, trieOf([]string{"_a"}, [][]byte{trieLeaf(3, 7)}))),
		fmt.Sprint("deeper than ", machoMaxDepth): build(plain(), info(nil, nil, nil, deep)),

		// chained fixups
		"chained fixups: cut short":   build(plain(), func(b *machoBuilder) { b.chained(make([]byte, 20)) }),
		"chained fixups: version 1":   build(plain(), func(b *machoBuilder) { b.chained(append([]byte{1}, make([]byte, 40)...)) }),
		"unknown format 9 of imports": build(plain(), func(b *machoBuilder) { b.chained(chainedFixups(9, ptr64, 0, []string{"_a"}, []int{1})) }),
		"more than 65536 imports":     build(plain(), func(b *machoBuilder) { b.chained(patch(chainedFixups(1, ptr64, 0, nil, nil), 16, 1<<31)) }),
		"imports are cut short":       build(plain(), func(b *machoBuilder) { b.chained(patch(chainedFixups(1, ptr64, 0, nil, nil), 16, 99)) }),
		"tables lie past its end":     build(plain(), func(b *machoBuilder) { b.chained(patch(chainedFixups(1, ptr64, 0, nil, nil), 12, 1<<31)) }),
		"its name lies past the end": build(plain(), func(b *machoBuilder) {
			b.chained(patch(chainedFixups(1, ptr64, 0, []string{"_a"}, []int{1}), 72, 0xffff<<9))
		}),
		"starts of chains: 9 segments": build(plain(), func(b *machoBuilder) { b.chained(patch(chainedFixups(1, ptr64, 0, nil, nil), 32, 9)) }),
		"starts of chains: cut short":  build(plain(), func(b *machoBuilder) { b.chained(patch(chainedFixups(1, ptr64, 0, nil, nil), 48, 1<<30)) }),
		"0 bytes in segment __DATA":    build(plain(), func(b *machoBuilder) { b.chained(patch(chainedFixups(1, ptr64, 0, nil, nil), 52, 0)) }),
	} {
		bins, images, err := readMachOBytes(b, Options{})
		if err == nil || bins != nil || images != nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
}

// TestMachOSignatureClaims: go-macho allocates what a signature claims; a file
// of 34 KB made it ask for gigabytes.
func TestMachOSignatureClaims(t *testing.T) {
	sign := func(off int, v uint32) []byte {
		b := append(signedAddon(true, 0, 2), make([]byte, 30<<10)...)
		binary.BigEndian.PutUint32(b[machoLink+off:], v)
		return b
	}
	command := newMachO(cpuARM64)
	command.wordsCmd(0x1d, 0x100, 0xffffff00)
	for want, b := range map[string][]byte{
		"code signature: offset 0x100 and length 0xffffff00": append(command.bytes(), make([]byte, 32<<10)...),
		"4294967295 parts claimed":                           sign(8, 0xffffffff),
		"code signature: part":                               sign(16, 0xfffffff0),   // offset of the directory
		"code signature: part 0x0: offset":                   sign(28+4, 0xffffffff), // its length
		"hashes for":                                         sign(28+28, 0xffffffff),
		"covers":                                             sign(28+32, 0xffffffff),
		"its hashes reach past its end":                      sign(28+16, 0xfffffff0),
		"pages of 2^":                                        sign(28+36, 32<<24|2<<16|63),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, _, err := readMachOBytes(b, Options{VerifySignatures: true})
		runtime.ReadMemStats(&after)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
		if n := after.TotalAlloc - before.TotalAlloc; n > 8<<20 {
			t.Errorf("%s: %d bytes allocated", want, n)
		}
	}
}

// TestMachOTrieNames: every name of a trie repeats those on its way, so that a
// small trie can spell gigabytes.
func TestMachOTrieNames(t *testing.T) {
	var trie []byte
	// Nodes along one path, each with an entry.
	edge := strings.Repeat("x", 250)
	for range 255 {
		trie = append(trie, 2, 0, 0, 1)
		trie = append(append(trie, edge...), 0)
		next := len(trie) + 3
		trie = append(trie, byte(next)|0x80, byte(next>>7)|0x80, byte(next>>14))
	}
	trie = append(trie, 0, 0)
	b := newMachO(cpuARM64)
	b.trie(trie)
	bin, _ := mustReadMachO(t, b.bytes())
	if len(bin.Exports) != 255 || len(bin.Exports[254].Name) != 254*250 {
		t.Errorf("%d exports", len(bin.Exports))
	}
	// One edge more makes names longer than any compiler's.
	long := append(bytes.Clone(trie[:len(trie)-2]), 0, 1)
	long = append(append(long, strings.Repeat("y", 2000)...), 0)
	next := len(long) + 3
	long = append(long, byte(next)|0x80, byte(next>>7)|0x80, byte(next>>14), 0, 0)
	b = newMachO(cpuARM64)
	b.trie(long)
	if _, _, err := readMachOBytes(b.bytes(), Options{}); err == nil || !strings.Contains(err.Error(), "a name longer than") {
		t.Error(err)
	}
}

func FuzzReadMachO(f *testing.F) {
	for _, b := range [][]byte{
		dyldInfoAddon().bytes(), chainedAddon(1, 0).bytes(), chainedAddon(3, 0).bytes(),
		classicAddon(cpuX64).bytes(), classicAddon(cpuPPC).bytes(), signedAddon(false, 64, 2),
		machoFatFile(false, dyldInfoAddon().bytes()), machoFatFile(true, chainedAddon(2, 0).bytes()),
	} {
		if len(b) > 4<<10 {
			f.Fatalf("a seed of %d bytes", len(b))
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		bins, images, err := readMachOBytes(b, Options{VerifySignatures: true})
		if (err == nil) != (len(bins) > 0) || len(bins) != len(images) {
			t.Fatalf("%d binaries, %d images, error %v", len(bins), len(images), err)
		}
		for _, im := range images {
			for _, r := range im.sections {
				for a := r.addr; a < r.addr+min(r.size, 256); a += 4 {
					im.pointer(a)
					im.stub(a)
				}
			}
			for _, a := range im.init {
				im.read(a, 16)
			}
		}
	})
}

func BenchmarkReadMachO(b *testing.B) {
	for name, data := range map[string][]byte{
		"dyld-info": dyldInfoAddon().bytes(),
		"chained":   chainedAddon(1, 0).bytes(),
		"large":     largeAddon(),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, _, err := readMachOBytes(data, Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	data := make([]byte, 8<<20)
	b.Run("verify", func(b *testing.B) {
		b.SetBytes(int64(len(data)))
		for b.Loop() {
			f := &machoFile{src: source{bytes.NewReader(data), 0, int64(len(data))}}
			d := &codeDirectory{blob: machoRange{0, uint32(len(data))}, slots: uint32(len(data) / 4096), limit: uint64(len(data)), size: sha256.Size, kind: 2, page: 12}
			if _, err := f.badPages(d); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// largeAddon has 2000 imports, 2000 exports and 20000 local symbols.
func largeAddon() []byte {
	b := newMachO(cpuX64)
	b.dylib(0xc, "/usr/lib/libSystem.B.dylib")
	var lazy []byte
	var symbols []machoTestSymbol
	for i := range 20000 {
		symbols = append(symbols, machoTestSymbol{fmt.Sprintf("_local_function_of_some_length_%d", i), nSection, 0, machoText})
	}
	for i := range 2000 {
		name := fmt.Sprintf("_napi_function_%d", i)
		lazy = append(append(lazy, bindStep(true, 0xe, name, false, 1, 8)...), 0)
		symbols = append(symbols, machoTestSymbol{name, nExternal, 0xfe << 8, 0})
	}
	// 20 branches of 100 names each, with two-byte offsets
	var names []string
	for i := range 2000 {
		names = append(names, fmt.Sprintf("_export_%d", i))
	}
	b.dyldInfo(nil, nil, nil, lazy, wideTrie(names))
	b.symtab(symbols, nil, nil, nil)
	return b.bytes()
}

// wideTrie is a trie of two levels for any number of names.
func wideTrie(names []string) []byte {
	leb := func(n int) []byte { return []byte{byte(n) | 0x80, byte(n>>7) | 0x80, byte(n>>14) & 0x7f} }
	groups := slices.Collect(slices.Chunk(names, 100))
	rootSize := 2 + len(groups)*(1+1+3)
	root := []byte{0, byte(len(groups))}
	var rest []byte
	for i, g := range groups {
		root = append(append(root, byte('A'+i), 0), leb(rootSize+len(rest))...)
		size := 2
		for _, n := range g {
			size += len(n) + 4
		}
		node := []byte{0, byte(len(g))}
		var leaves []byte
		for _, n := range g {
			node = append(append(append(node, n...), 0), leb(rootSize+len(rest)+size+len(leaves))...)
			leaves = append(leaves, trieLeaf(0, 0x80, 0x0c)...)
		}
		rest = append(append(rest, node...), leaves...)
	}
	return append(root, rest...)
}
