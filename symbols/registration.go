package symbols

import (
	"strconv"
	"strings"
)

// register settles how b makes itself known to its host, and what the module
// struct says that it registers with.
func register(b *Binary, im *image) {
	if b.Type != SharedLibrary && b.Type != Bundle {
		return
	}
	_, symbol := b.export(entrySymbol)
	version, versioned := exportedModuleVersion(b)
	napi, node := b.imports("napi_module_register"), b.imports("node_module_register")
	// A look-up of the register function counts where nothing else would get
	// the module in; elsewhere it is one name of a table of all.
	if !symbol && !versioned && !napi && !node {
		for _, n := range b.NodeAPI.RuntimeSymbols {
			napi = napi || n == "napi_module_register"
		}
	}
	var old *module
	if !symbol && !versioned && !napi && !node && len(b.Unstable.V8)+len(b.Unstable.UV) > 0 {
		old = oldModule(b, im)
	}
	for _, r := range []struct {
		is  bool
		reg Registration
	}{{symbol, RegSymbol}, {napi, RegConstructor}, {versioned || old != nil, RegV8Symbol}, {node, RegV8Constructor}} {
		if r.is {
			b.Registration = append(b.Registration, r.reg)
		}
	}
	b.NodeModuleVersion = version
	switch {
	case old != nil:
		b.ModuleName, b.NodeModuleVersion = old.name, old.version
		return
	case im == nil:
		return
	}
	for _, layout := range []*moduleLayout{&napiModule, &nodeModule} {
		if layout == &napiModule && !napi || layout == &nodeModule && !node {
			continue
		}
		m := findModule(b, im, layout)
		if m == nil {
			continue
		}
		if b.ModuleName == "" {
			b.ModuleName = m.name
		}
		if layout == &nodeModule {
			b.NotContextAware = !m.context
			if b.NodeModuleVersion == 0 {
				b.NodeModuleVersion = m.version
			}
		}
	}
}

// exportedModuleVersion reads N from an export node_register_module_vN.
func exportedModuleVersion(b *Binary) (version int, ok bool) {
	for _, e := range b.Exports {
		if digits, found := strings.CutPrefix(e.Name, "node_register_module_v"); found {
			if n, err := strconv.Atoi(digits); err == nil && n > 0 && n < 1<<16 {
				version, ok = max(version, n), true
			}
		}
	}
	return version, ok
}

// A module is what a module struct says.
type module struct {
	version int
	name    string
	context bool // it names the second of the layout's functions
}

// A moduleLayout describes the struct that the register function takes. Fields
// after the two leading ints are counted in pointers.
type moduleLayout struct {
	register          string // the function that takes it
	min, max          int    // of the version
	filename, modname int
	functions         []int // one of them has to be there
	handles           []int // null or any address
	nulls             []int
	size              int  // pointers
	versionOnly       bool // no flags: the first int is followed by padding
}

// The structs as declared by node_api.h, node.h, and the node.h of Node 0.10.
// nm_version is 1 for Node-API, otherwise the NODE_MODULE_VERSION of the
// headers: 11 for Node 0.10 and more since.
var (
	napiModule = moduleLayout{register: "napi_module_register", min: 1, max: 1, filename: 0, functions: []int{1}, modname: 2, nulls: []int{3, 4, 5, 6, 7}, size: 8}
	nodeModule = moduleLayout{register: "node_module_register", min: 10, max: 999, handles: []int{0}, filename: 1, functions: []int{2, 3}, modname: 4, nulls: []int{5, 6}, size: 7}
	node010    = moduleLayout{min: 1, max: 13, handles: []int{0}, filename: 1, functions: []int{2}, modname: 3, size: 4, versionOnly: true}
)

// head is the size of the leading ints.
func (l *moduleLayout) head(im *image) uint64 {
	if l.versionOnly {
		return uint64(im.ptr)
	}
	return 8
}

// findModule finds the struct that b registers with: the argument of the
// constructor's call, or else the one place in writable data that can be it.
func findModule(b *Binary, im *image, l *moduleLayout) *module {
	if im.ptr != 4 && im.ptr != 8 {
		return nil
	}
	if w := newWalk(im); w != nil {
		for _, init := range im.init[:min(len(im.init), maxConstructors)] {
			if m := registered(b, im, init, l); m != nil {
				return m
			}
		}
	}
	return scanModule(im, l)
}

const maxConstructors = 64

// registered runs the constructor at init up to its call of the register
// function and reads the struct it passes on.
func registered(b *Binary, im *image, init uint64, l *moduleLayout) (m *module) {
	w := newWalk(im)
	s, ok := w.function(init)
	if !ok {
		return nil
	}
	w.onImport = func(name string, s *state) bool {
		if name != l.register {
			return false
		}
		if arg := w.firstArgument(s, b.Format); arg.kind == constant {
			m = readModule(im, uint64(arg.n), l, false)
		}
		return true
	}
	w.onReturn = func(*state) bool { return m == nil }
	w.run(s)
	return m
}

// firstArgument is what a function about to be called finds as its first argument.
func (w *walk) firstArgument(s *state, f Format) value {
	switch {
	case w.isa == isaX64 && f == PE:
		return s.reg[rCX]
	case w.isa.arg != none:
		return s.reg[w.isa.arg]
	}
	sp := s.reg[w.isa.sp] // at the return address
	if sp.kind != onStack {
		return value{}
	}
	return s.get(sp.n+int64(w.im.ptr), uint8(w.im.ptr))
}

// Bounds of the search for a struct.
const (
	maxModuleData  = 64 << 20 // bytes of writable data
	maxModuleTests = 1 << 12  // places that begin like the struct
)

// scanModule searches the writable data. Each field has to fit, and places
// that fit have to agree.
func scanModule(im *image, l *moduleLayout) *module {
	var found *module
	left, tests := min(maxModuleData, im.src.size), maxModuleTests
	size := int(l.head(im)) + l.size*im.ptr
	var buf []byte
	for _, r := range im.mapped() {
		if !r.write || r.exec {
			continue
		}
		for off := int64(0); off < r.filesz && left > 0; {
			n := int(min(scanWindow, r.filesz-off))
			if buf == nil {
				buf = make([]byte, scanWindow)
			}
			if !im.src.fill(buf[:n], r.off+off) {
				break
			}
			addr := r.addr + uint64(off)
			skew := int(-addr % uint64(im.ptr))
			for i := skew; i+8 <= n; i += im.ptr {
				version, flags := im.order.Uint32(buf[i:]), im.order.Uint32(buf[i+4:])
				if version < uint32(l.min) || version > uint32(l.max) || flags > maxFlags {
					continue
				}
				if tests--; tests < 0 {
					return nil
				}
				m := readModule(im, addr+uint64(i), l, true)
				if m == nil {
					continue
				}
				if found != nil && *found != *m {
					return nil
				}
				found = m
			}
			left -= int64(n)
			if off+int64(n) == r.filesz {
				break
			}
			off += int64(n - size&^(im.ptr-1) - im.ptr)
		}
	}
	return found
}

const (
	maxFlags      = 0xff
	maxModuleName = 256
)

// readModule reads the struct at addr, if all of it fits. Where nothing but
// the content tells that it is one, strict demands the source file name too.
func readModule(im *image, addr uint64, l *moduleLayout, strict bool) *module {
	head := im.read(addr, 8)
	if len(head) < 8 {
		return nil
	}
	version, flags := im.order.Uint32(head), im.order.Uint32(head[4:])
	if version < uint32(l.min) || version > uint32(l.max) || !l.versionOnly && flags > maxFlags {
		return nil
	}
	field := func(i int) (uint64, bool) { return im.address(addr + l.head(im) + uint64(i*im.ptr)) }
	for _, i := range l.nulls {
		if p, ok := field(i); !ok || p != 0 && (strict || i == l.nulls[0]) {
			return nil
		}
	}
	for _, i := range l.handles {
		if _, ok := field(i); !ok {
			return nil
		}
	}
	functions, context := 0, false
	for n, i := range l.functions {
		p, ok := field(i)
		switch {
		case !ok:
			return nil
		case p != 0 && !im.isCode(p):
			return nil
		case p != 0:
			functions++
			context = n > 0
		}
	}
	if functions == 0 {
		return nil
	}
	if p, ok := field(l.filename); !ok || p == 0 && strict {
		return nil
	} else if p != 0 {
		if s, ok := im.cstring(p, 4096); !ok || !isLine(s) || s == "" && strict {
			return nil
		}
	}
	p, ok := field(l.modname)
	if !ok || p == 0 {
		return nil
	}
	name, ok := im.cstring(p, maxModuleName)
	if !ok || name == "" || !isLine(name) {
		return nil
	}
	return &module{int(version), name, context}
}

// address is the pointer at addr after loading: 0 for null; false if it is no
// pointer or not inside the image.
func (im *image) address(addr uint64) (uint64, bool) {
	if target, symbol, ok := im.pointer(addr); ok {
		return target, symbol == "" || target != 0
	}
	for _, r := range im.regions {
		if addr < r.addr || addr-r.addr >= r.size {
			continue
		}
		b := im.read(addr, im.ptr)
		for _, c := range b {
			if c != 0 {
				return 0, false
			}
		}
		return 0, true
	}
	return 0, false
}

// isCode reports whether a function pointer may hold p.
func (im *image) isCode(p uint64) bool {
	w := newWalk(im)
	if w == nil {
		return (&walk{im: im}).executable(p)
	}
	_, ok := w.function(p)
	return ok
}

// isLine reports whether s is text without control characters.
func isLine(s string) bool {
	for i := range len(s) {
		if s[i] < 0x20 || s[i] == 0x7f {
			return false
		}
	}
	return true
}

// oldModule finds the module of an addon for Node 0.10 and older, which
// exports its struct as NAME_module.
func oldModule(b *Binary, im *image) *module {
	for _, e := range b.Exports {
		if name, ok := strings.CutSuffix(e.Name, "_module"); !ok || name == "" || e.Addr == 0 || e.Func {
			continue
		}
		if m := readModule(im, e.Addr, &node010, false); m != nil && m.name+"_module" == e.Name {
			return m
		}
	}
	return nil
}
