package loader

import (
	"debug/dwarf"
	"strings"
	"time"

	"github.com/napicheck/napicheck/symbols"
)

// source returns the functions at addr with their places in the source,
// innermost first; nil where debug information does not tell.
func (m *module) source(addr uint64, deadline time.Time) []Frame {
	for _, m := range []*module{m, m.debug} {
		if m == nil || time.Now().After(deadline) {
			continue
		}
		m.readDebug()
		if m.dwarf == nil {
			continue
		}
		if frames := m.lookUp(addr, deadline); frames != nil {
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
	size, any := uint64(0), false
	for _, s := range m.elf.Sections {
		if strings.HasPrefix(s.Name, ".debug_") || strings.HasPrefix(s.Name, ".zdebug_") {
			size += min(s.Size, maxDebugInfo)
			any = true
		}
	}
	if !any || size > maxDebugInfo {
		return
	}
	if d, err := m.elf.DWARF(); err == nil {
		m.dwarf, m.noDwarf = d, false
	}
}

// An inlining is a function at an address, and where it was called if it was inlined.
type inlining struct {
	name string
	file int64
	line int
}

// lookUp finds addr among the compilation units, its line, and the functions
// around it.
func (m *module) lookUp(addr uint64, deadline time.Time) []Frame {
	r := m.dwarf.Reader()
	unit, err := r.SeekPC(addr)
	if err != nil {
		return nil
	}
	var place dwarf.LineEntry
	lines, err := m.dwarf.LineReader(unit)
	if err != nil || lines == nil || lines.SeekPC(addr, &place) != nil {
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
	chain := m.chain(r, addr, deadline)
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

// chain walks through the unit r stands in, and returns the function that
// holds addr with those inlined into it there, outermost first. Entries are
// read in the order of the file, so that no offset can lead in a circle.
func (m *module) chain(r *dwarf.Reader, addr uint64, deadline time.Time) (chain []inlining) {
	depth := 0  // of the entry, below the unit's
	inside := 0 // depth of the innermost function that holds addr
	for n := 0; ; n++ {
		if n%1024 == 0 && time.Now().After(deadline) {
			return chain
		}
		e, err := r.Next()
		if err != nil || e == nil {
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
	if err != nil {
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
			if origin, err := r.Next(); err == nil && origin != nil {
				if s := m.name(origin, hops+1); s != "" {
					return s
				}
			}
		}
	}
	s, _ := e.Val(dwarf.AttrName).(string)
	return s
}
