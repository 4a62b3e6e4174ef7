package symbols

import (
	"bytes"
	"encoding/binary"
	"maps"
	"slices"
	"strings"
)

// resolvers are the functions that find a symbol by its name while the program runs.
var resolvers = map[string]bool{
	"dlsym": true, "__dlsym": true, "dlvsym": true, "dlfunc": true, "NSLookupSymbolInImage": true, "NSAddressOfSymbol": true, "CFBundleGetFunctionPointerForName": true,
	"GetProcAddress": true, "GetProcAddressForCaller": true, "LdrGetProcedureAddress": true, "LdrGetProcedureAddressEx": true,
}

func hasResolver(b *Binary) bool {
	return slices.ContainsFunc(b.Imports, func(i Import) bool { return resolvers[i.Name] })
}

// lookUp settles how b finds Node-API functions: bound by the loader, or named
// in its data for a look-up at run time. The data is searched only where that
// can change the answer.
func lookUp(b *Binary, im *image, opt Options) {
	api := &b.NodeAPI
	api.Lookup = LookupNone
	if len(api.Symbols) > 0 {
		api.Lookup = LookupImports
	}
	if b.Type != SharedLibrary && b.Type != Bundle {
		return
	}
	_, entry := b.export(entrySymbol)
	resolver := hasResolver(b)
	managed := b.PE != nil && b.PE.Managed
	switch {
	case isHost(b), managed && !entry:
		return // names in data are those it offers, or metadata
	case len(api.Symbols) > 0:
		// Besides imports only an optional function is looked up; its name
		// stands alone as a whole C string, and is known.
		if !resolver || len(opt.Names) == 0 {
			return
		}
	case !entry && !resolver:
		return // no way in: the names could not be used
	}
	s := newNameScan(opt.Names)
	// Next to imports, or without an entry, only whole strings are evidence:
	// any other mention may be the text of a message.
	s.whole = len(api.Symbols) > 0 || !entry
	s.run(im)
	names := slices.DeleteFunc(s.names(), func(n string) bool {
		_, imported := slices.BinarySearch(api.Symbols, n)
		return imported
	})
	if !entry && len(api.Symbols) == 0 && !slices.Contains(names, "napi_module_register") {
		return // talks about Node-API, but could not register
	}
	api.RuntimeSymbols = names
	switch {
	case len(names) == 0:
	case api.Lookup == LookupImports:
		api.Lookup = LookupBoth
	default:
		api.Lookup = LookupRuntime
	}
}

// The data is looked at in pieces of scanWindow bytes. Neighbouring pieces share
// two margins, so that each name lies with its surroundings inside one of them.
const (
	scanWindow = 256 << 10
	scanMargin = 256 // bytes: the longest name in UTF-16, and a character more
	maxName    = 120 // characters
)

// A nameScan collects names of Node-API functions from data.
type nameScan struct {
	whole   bool            // only whole C strings count
	given   map[string]bool // the names to tell apart; empty = any that stands alone
	longest int             // of given
	found   map[string]bool
	joined  bool // a name was found among strings without separators
}

func newNameScan(names []string) *nameScan {
	s := &nameScan{given: map[string]bool{}, found: map[string]bool{}}
	for _, n := range names {
		if isAPIName(n) && len(n) <= maxName {
			s.given[n] = true
			s.longest = max(s.longest, len(n))
		}
	}
	return s
}

func (s *nameScan) names() []string { return slices.Sorted(maps.Keys(s.found)) }

// run searches the data of im, in ASCII and, unless only C strings count, in
// UTF-16. Code is searched only where the data holds nothing: a linker may
// have merged both.
func (s *nameScan) run(im *image) {
	data, code := scanRegions(im)
	for _, regions := range [][]region{data, code} {
		s.pass(im, regions, s.ascii)
		if !s.whole {
			s.pass(im, regions, s.wide)
		}
		if len(s.found) > 0 || s.whole && len(s.given) == 0 {
			break
		}
	}
	if s.joined && im.arch == "x64" {
		s.pass(im, code, s.immediates)
	}
}

// scanRegions returns the parts of the file that may hold strings: the
// sections that are mapped and readable, or the segments where there are none.
func scanRegions(im *image) (data, code []region) {
	for _, r := range im.mapped() {
		switch {
		case r.filesz <= 0 || !r.read || stringless[r.name]:
		case r.exec:
			code = append(code, r)
		default:
			data = append(data, r)
		}
	}
	return data, code
}

// stringless are sections that by definition hold no strings of the program.
var stringless = map[string]bool{
	".eh_frame": true, ".eh_frame_hdr": true, ".gcc_except_table": true, ".rela.dyn": true, ".rel.dyn": true, ".relr.dyn": true, ".rela.plt": true, ".rel.plt": true,
	".dynsym": true, ".dynstr": true, ".hash": true, ".gnu.hash": true, ".gnu.version": true, ".gnu.version_r": true, ".dynamic": true, ".got": true, ".got.plt": true,
	".init_array": true, ".fini_array": true, ".ARM.exidx": true, ".ARM.extab": true, ".pdata": true, ".reloc": true,
	"__TEXT,__eh_frame": true, "__TEXT,__unwind_info": true, "__TEXT,__gcc_except_tab": true,
}

// mapped returns the sections that lie in memory, or the segments if the file
// has no section headers.
func (im *image) mapped() []region {
	var in []region
	for _, s := range im.sections {
		if s.addr != 0 && s.size != 0 && s.filesz > 0 {
			in = append(in, s)
		}
	}
	if in == nil {
		return im.regions
	}
	return in
}

// pass streams regions through one buffer and gives each piece to look.
func (s *nameScan) pass(im *image, regions []region, look func(w []byte, from, to int)) {
	var buf []byte
	left := im.src.size // parts that lie over one another get no more reading than the file is long
	for _, r := range regions {
		if buf == nil {
			buf = make([]byte, scanWindow)
		}
		for off := int64(0); ; {
			n := int(min(scanWindow, r.filesz-off))
			if left -= int64(max(n-2*scanMargin, 1)); left < 0 || !im.src.fill(buf[:n], r.off+off) {
				break
			}
			from, to := scanMargin, n-scanMargin
			if off == 0 {
				from = 0
			}
			last := off+int64(n) == r.filesz
			if last {
				to = n
			}
			look(buf[:n], from, to)
			if last {
				break
			}
			off += int64(n) - 2*scanMargin
		}
	}
}

// fill reads len(b) bytes at off and reports whether they are there.
func (s source) fill(b []byte, off int64) bool {
	if off < 0 || off > s.size || int64(len(b)) > s.size-off {
		return false
	}
	n, _ := s.r.ReadAt(b, s.off+off)
	return n == len(b)
}

// ascii looks for names that begin in w[from:to].
func (s *nameScan) ascii(w []byte, from, to int) {
	for p := from; ; {
		// The rarest character of "api_" is looked for first: much faster than
		// looking for all four at once.
		i := bytes.IndexByte(w[p:], '_')
		if i < 0 {
			return
		}
		p += i + 1
		start := p - len("api_")
		if start < 0 || string(w[start:p]) != "api_" {
			continue
		}
		switch {
		case start >= 5 && string(w[start-5:start]) == "node_":
			start -= 5
		case start >= 1 && w[start-1] == 'n':
			start--
		default:
			continue
		}
		if start >= to {
			return
		}
		if start < from {
			continue
		}
		before := byte(0)
		if start > 0 {
			before = w[start-1]
		}
		run := w[start:min(start+maxName+1, len(w))]
		end := 0
		for end < len(run) && isNameByte(run[end]) {
			end++
		}
		after := byte(0)
		if start+end < len(w) {
			after = w[start+end]
		}
		if name := run[:end]; after == 0 && !isPrintable(before) && end <= maxName {
			if s.wanted(string(name)) {
				s.found[string(name)] = true
				continue
			}
		}
		if !s.whole && len(s.given) > 0 {
			if start > 1 && isPrintable(before) && before != '_' && !isPrintable(w[start-2]) {
				before = 0 // what looks like a character is the end of something else
			}
			s.embedded(before, run)
		}
	}
}

// wanted reports whether a name that stands alone counts. Without a list, one
// made of several is left out.
func (s *nameScan) wanted(name string) bool {
	if len(s.given) > 0 {
		return s.given[name]
	}
	return isAPIName(name) && !strings.Contains(name[1:], "napi_") && !strings.Contains(name[1:], "node_api_")
}

// embedded looks for a given name at the beginning of run, among strings that
// stand without separators. A mention inside a sentence or inside a longer
// identifier is not one of them (with a digit behind it only a string of C is);
// a name that another one follows at once is.
func (s *nameScan) embedded(before byte, run []byte) {
	for n := min(s.longest, len(run)); n > len("napi_"); n-- {
		if !s.given[string(run[:n])] {
			continue
		}
		rest := run[n:]
		follows := bytes.HasPrefix(rest, []byte("napi_")) || bytes.HasPrefix(rest, []byte("node_api_"))
		inside := before != 0 && strings.IndexByte(" _`'\"(:-<.,=/", before) >= 0
		goesOn := len(rest) > 0 && (strings.IndexByte(" _`'\"(:)", rest[0]) >= 0 || before == 0 && '0' <= rest[0] && rest[0] <= '9')
		if follows && before != '_' || !inside && !goesOn {
			s.found[string(run[:n])] = true
			s.joined = true
		}
		return
	}
}

// immediates looks in x64 code for short names of the list, which compilers
// build from numbers: the first eight characters in a register, the others,
// perhaps with some of the eight again, in a second one or in memory.
func (s *nameScan) immediates(w []byte, from, to int) {
	const reach = 32 // bytes of code between both
	for p := from; ; {
		i := bytes.Index(w[p:], []byte("napi_"))
		if i < 0 || p+i >= to {
			return
		}
		start := p + i
		p = start + 1
		if start < 2 || len(w)-start < 8 || w[start-2]&^1 != 0x48 || w[start-1]&^7 != 0xb8 { // mov reg, imm64
			continue
		}
		head, rest := string(w[start:start+8]), w[start+8:min(start+8+reach, len(w))]
		for name := range s.given {
			if len(name) <= 8 || len(name) > 16 || name[:8] != head {
				continue
			}
			for _, n := range []int{1, 2, 4, 8} {
				if n >= len(name)-8 {
					if bytes.Contains(rest, []byte(name[len(name)-n:])) {
						s.found[name] = true
					}
					break
				}
			}
		}
	}
}

// wide looks for names in UTF-16LE that begin in w[from:to].
func (s *nameScan) wide(w []byte, from, to int) {
	for p := from; ; {
		i := bytes.IndexByte(w[p:], '_')
		if i < 0 {
			return
		}
		p += i + 1
		start := p - 7
		if start < 0 || string(w[start:p]) != "a\x00p\x00i\x00_" {
			continue
		}
		switch {
		case start >= 10 && string(w[start-10:start]) == "n\x00o\x00d\x00e\x00_\x00":
			start -= 10
		case start >= 2 && w[start-2] == 'n' && w[start-1] == 0:
			start -= 2
		default:
			continue
		}
		if start >= to {
			return
		}
		if start < from || start >= 2 && w[start-1] == 0 && isPrintable(w[start-2]) {
			continue
		}
		var name []byte
		end := start
		for end+1 < len(w) && w[end+1] == 0 && isNameByte(w[end]) && len(name) <= maxName {
			name = append(name, w[end])
			end += 2
		}
		if end+1 < len(w) && isNameByte(w[end]) && w[end+1] != 0 {
			// .NET's ahead-of-time compiler leaves out the zeros behind a
			// string, and so the upper half of its last character.
			whole := string(append(name, w[end]))
			if s.given[whole] || start >= 4 && binary.LittleEndian.Uint32(w[start-4:]) == uint32(len(whole)) {
				name = append(name, w[end])
			}
		} else if end+1 < len(w) && w[end+1] == 0 && isPrintable(w[end]) {
			continue // a sentence goes on
		}
		if s.wanted(string(name)) {
			s.found[string(name)] = true
		}
	}
}

func isNameByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_' || c >= 'A' && c <= 'Z'
}

func isPrintable(c byte) bool { return c >= 0x20 && c < 0x7f }
