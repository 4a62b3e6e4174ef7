package loader

import (
	"debug/dwarf"
	"debug/elf"
	"encoding/binary"
	"iter"
	"slices"
	"strings"

	"github.com/napicheck/napicheck/symbols"
)

// source returns the functions at addr with their places in the source,
// innermost first; nil where debug information does not tell.
func (m *module) source(addr uint64) []Frame {
	for _, m := range []*module{m, m.debug} {
		if m == nil {
			continue
		}
		m.readDebug()
		if m.dwarf == nil {
			continue
		}
		if frames := m.inSource(addr); frames != nil {
			return frames
		}
	}
	return nil
}

// readDebug reads the debug information, if that is of reasonable size.
func (m *module) readDebug() {
	if m.dwarf != nil || m.noDwarf {
		return
	}
	m.noDwarf = true
	if m.elf == nil {
		return
	}
	size, sections := uint64(0), map[string]*elf.Section{}
	for _, s := range m.elf.Sections {
		name, ok := strings.CutPrefix(s.Name, ".debug_")
		if !ok {
			if name, ok = strings.CutPrefix(s.Name, ".zdebug_"); ok {
				s.Open() // tells the size, which was that in the file
			}
		}
		if ok && slices.Contains(debugSections, name) && sections[name] == nil {
			sections[name] = s
			size += min(s.Size, maxDebugInfo)
		}
	}
	if sections["info"] == nil || size > maxDebugInfo || !m.left.spend(int(size)/bytesRead) {
		return
	}
	data := map[string][]byte{}
	for name, s := range sections {
		b, err := s.Data()
		if err != nil {
			return
		}
		data[name] = b
	}
	d, err := dwarf.New(data["abbrev"], nil, nil, data["info"], data["line"], nil, data["ranges"], data["str"])
	if err != nil {
		return
	}
	for name, b := range data { // those of DWARF 5 are taken
		if err := d.AddSection(".debug_"+name, b); err != nil {
			return
		}
	}
	m.dwarf, m.noDwarf = d, false
	m.readUnits(data["info"])
}

// debugSections are what functions and lines take.
var debugSections = []string{"abbrev", "addr", "info", "line", "line_str", "ranges", "rnglists", "str", "str_offsets"}

// A unitRange is code of a compilation unit, which begins with the entry at an
// offset.
type unitRange struct {
	low, high uint64
	unit      dwarf.Offset
}

// readUnits lists which compilation unit has which code: debug/dwarf itself
// looks through all units for each address.
func (m *module) readUnits(info []byte) {
	r := m.dwarf.Reader()
	for unit := range unitEntries(info, m.elf.ByteOrder) {
		r.Seek(unit)
		e, err := r.Next()
		if err != nil || e == nil {
			continue
		}
		ranges, _ := m.dwarf.Ranges(e)
		if !m.left.spend(len(e.Field) + rangesKept*len(ranges)) {
			return
		}
		for _, c := range ranges {
			m.units = append(m.units, unitRange{c[0], c[1], unit})
		}
	}
}

// unitEntries yields the offset of each compilation unit's entry in the bytes of
// .debug_info: that of the first byte behind the unit's header.
func unitEntries(info []byte, order binary.ByteOrder) iter.Seq[dwarf.Offset] {
	return func(yield func(dwarf.Offset) bool) {
		const typeUnit, skeleton, splitUnit, splitType = 2, 4, 5, 6
		for at := 0; len(info)-at > 15; {
			head, wide := info[at:], 4 // of an offset
			length := uint64(order.Uint32(head))
			head = head[4:]
			if length == 1<<32-1 {
				length, head, wide = order.Uint64(head), head[8:], 8
			}
			next := len(info) - len(head)
			if length > uint64(len(head)) {
				return
			}
			next += int(length)
			version, size := order.Uint16(head), 2+wide+1 // an offset and the size of addresses
			if version >= 5 {
				size++
				switch head[2] {
				case typeUnit, splitType:
					size += 8 + wide
				case skeleton, splitUnit:
					size += 8
				}
			}
			if entry := len(info) - len(head) + size; entry < next && !yield(dwarf.Offset(entry)) {
				return
			}
			at = next
		}
	}
}

// An inlining is a function at an address, and where it was called if it was inlined.
type inlining struct {
	name string
	file int64
	line int
}

// inSource finds addr among the compilation units, its line, and the functions
// around it.
func (m *module) inSource(addr uint64) []Frame {
	i := slices.IndexFunc(m.units, func(u unitRange) bool { return u.low <= addr && addr < u.high })
	if i < 0 || !m.left.spend(len(m.units)/rangesSought) {
		return nil
	}
	r := m.dwarf.Reader()
	r.Seek(m.units[i].unit)
	unit, err := r.Next()
	if err != nil || unit == nil {
		return nil
	}
	lines, err := m.dwarf.LineReader(unit)
	if err != nil {
		lines = nil
	}
	place, ok := m.line(lines, addr)
	if !ok {
		lines = nil
	}
	file := func(f *dwarf.LineFile) string {
		// The reader of DWARF 5 puts the folder before absolute names, too.
		name, _ := unit.Val(dwarf.AttrName).(string)
		folder, _ := unit.Val(dwarf.AttrCompDir).(string)
		if strings.HasPrefix(name, "/") && f.Name == folder+name {
			return name
		}
		return f.Name
	}
	chain := m.chain(r, addr)
	if lines == nil && chain == nil {
		return nil
	}
	at := Frame{}
	if lines != nil && place.File != nil {
		at.File, at.Line = file(place.File), place.Line
	}
	if chain == nil {
		return []Frame{at}
	}
	var frames []Frame
	for i := len(chain) - 1; i >= 0; i-- { // innermost first
		at.Function = chain[i].name
		frames = append(frames, at)
		at = Frame{Line: chain[i].line}
		if lines != nil {
			if files := lines.Files(); chain[i].file >= 0 && chain[i].file < int64(len(files)) && files[chain[i].file] != nil {
				at.File = file(files[chain[i].file])
			}
		}
	}
	return frames
}

// line returns the row of a line table that addr belongs to.
func (m *module) line(lines *dwarf.LineReader, addr uint64) (row dwarf.LineEntry, ok bool) {
	if lines == nil || !m.left.spend(len(lines.Files())) {
		return row, false
	}
	row.EndSequence = true // as if one had ended before the first
	for next := (dwarf.LineEntry{}); m.left.spend(1) && lines.Next(&next) == nil; row = next {
		if !row.EndSequence && row.Address <= addr && addr < next.Address {
			return row, true
		}
	}
	return row, false
}

// chain walks through the unit r stands in, and returns the function that
// holds addr with those inlined into it there, outermost first. Entries are
// read in the order of the file, so that no offset can lead in a circle.
func (m *module) chain(r *dwarf.Reader, addr uint64) (chain []inlining) {
	depth := 0  // of the entry, below the unit's
	inside := 0 // depth of the innermost function that holds addr
	for {
		e, err := r.Next()
		if err != nil || e == nil || !m.left.spend(1+len(e.Field)) {
			return chain
		}
		if e.Tag == 0 { // ends the children of an entry
			if depth--; depth < 0 || inside > 0 && depth < inside {
				return chain // of the unit, or of the innermost function
			}
			continue
		}
		holds := false
		switch e.Tag {
		case dwarf.TagSubprogram, dwarf.TagInlinedSubroutine:
			if holds = m.holds(e, addr); holds {
				i := inlining{name: m.name(e, 0), file: -1}
				i.file, _ = e.Val(dwarf.AttrCallFile).(int64)
				if line, ok := e.Val(dwarf.AttrCallLine).(int64); ok {
					i.line = int(line)
				}
				chain = append(chain, i)
			}
		}
		if !e.Children {
			if holds {
				return chain
			}
			continue
		}
		if holds {
			inside = depth + 1
		} else if next, ok := e.Val(dwarf.AttrSibling).(dwarf.Offset); ok && next > e.Offset && (e.Tag == dwarf.TagSubprogram || e.Tag == dwarf.TagInlinedSubroutine) {
			r.Seek(next)
			continue
		}
		depth++
	}
}

func (m *module) holds(e *dwarf.Entry, addr uint64) bool {
	ranges, err := m.dwarf.Ranges(e)
	if err != nil || !m.left.spend(len(ranges)) {
		return false
	}
	for _, r := range ranges {
		if r[0] <= addr && addr < r[1] {
			return true
		}
	}
	return false
}

// name returns the name of a function, which may stand with its declaration or
// with the function that was inlined.
func (m *module) name(e *dwarf.Entry, hops int) string {
	for _, a := range []dwarf.Attr{dwarf.AttrLinkageName} {
		if s, ok := e.Val(a).(string); ok {
			return symbols.FunctionName(s)
		}
	}
	const most = 8
	for _, a := range []dwarf.Attr{dwarf.AttrAbstractOrigin, dwarf.AttrSpecification} {
		if off, ok := e.Val(a).(dwarf.Offset); ok && hops < most {
			r := m.dwarf.Reader()
			r.Seek(off)
			if origin, err := r.Next(); err == nil && origin != nil && m.left.spend(len(origin.Field)) {
				if s := m.name(origin, hops+1); s != "" {
					return s
				}
			}
		}
	}
	s, _ := e.Val(dwarf.AttrName).(string)
	return s
}
