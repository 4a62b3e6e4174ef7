package loader

import (
	"cmp"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// A Symbolizer names the code of a process that may be gone, from its memory
// map and the files it had mapped. These may be anything: what cannot be read
// is left unnamed.
type Symbolizer struct {
	host     string
	mappings []mapping // ascending
	modules  map[string]*module
	left     work
}

// What a Symbolizer does at most. The bound is one of work, not of time: a slow
// machine names what a fast one does.
const (
	maxMappings = 1 << 16
	maxFrames   = 512     // of one stack
	maxWork     = 1 << 27 // after that nothing more is looked up
)

// Work is counted in attributes of debug information that are read, which take
// some 50 ns each; other things as their time compares.
type work int

// spend takes from the work that is left, and tells whether it was enough.
func (w *work) spend(n int) bool {
	*w -= work(min(n, maxWork))
	return *w >= 0
}

// A mapping is a line of /proc/PID/maps.
type mapping struct {
	start, end, offset uint64
	exec               bool
	path               string // "" = anonymous; "[vdso]", "[stack]", …
	deleted            bool
}

// NewSymbolizer returns one for a process, given the text of its
// /proc/PID/maps and the path of the program it ran, whose own frames are of
// no interest. Close it.
func NewSymbolizer(maps, host string) *Symbolizer {
	s := &Symbolizer{host: host, modules: map[string]*module{}, left: maxWork}
	for line := range strings.Lines(maps) {
		if m, ok := parseMapping(line); ok && len(s.mappings) < maxMappings {
			s.mappings = append(s.mappings, m)
		}
	}
	slices.SortFunc(s.mappings, func(a, b mapping) int { return cmp.Compare(a.start, b.start) })
	return s
}

// parseMapping reads "START-END PERMISSIONS OFFSET DEVICE INODE PATH".
func parseMapping(line string) (m mapping, ok bool) {
	line = strings.TrimSuffix(line, "\n")
	var fields [5]string
	for i := range fields {
		if fields[i], line, ok = strings.Cut(strings.TrimLeft(line, " "), " "); !ok && i < 4 {
			return m, false
		}
	}
	from, to, ok := strings.Cut(fields[0], "-")
	var errs [3]error
	m.start, errs[0] = strconv.ParseUint(from, 16, 64)
	m.end, errs[1] = strconv.ParseUint(to, 16, 64)
	m.offset, errs[2] = strconv.ParseUint(fields[2], 16, 64)
	if !ok || errs != [3]error{} || m.start >= m.end {
		return m, false
	}
	m.exec = strings.Contains(fields[1], "x")
	m.path = strings.TrimLeft(line, " ")
	m.path, m.deleted = strings.CutSuffix(m.path, " (deleted)")
	m.path = strings.ReplaceAll(m.path, `\012`, "\n") // the only byte that is escaped
	return m, true
}

// Close gives back what the Symbolizer holds.
func (s *Symbolizer) Close() {
	for _, m := range s.modules {
		m.close()
	}
}

// Stack names the frames of a stack, innermost first. The addresses lie in the
// instructions that the frames are at: one before a return address, which may
// belong to another line or function. A function that was inlined is a frame
// of its own. Frames of the program itself are told as one, unless they are
// functions it offers to addons, or the innermost.
func (s *Symbolizer) Stack(pcs []uint64) []Frame {
	all := []Frame{}
	folded := false
	for i, pc := range pcs[:min(len(pcs), maxFrames)] {
		frames, own := s.frames(pc, i == 0)
		if own = own && i > 0 && frames[0].Function == ""; own {
			frames[0].Function = filepath.Base(s.host)
		}
		if !own || !folded {
			all = append(all, frames...)
		}
		folded = own
	}
	return all
}

// Function names the function at an address.
func (s *Symbolizer) Function(pc uint64) Frame {
	frames, _ := s.frames(pc, true)
	return frames[len(frames)-1]
}

// frames returns what stands at one address: the function, preceded by those
// inlined into it there. own: it is the program's, and named only if the
// program offers it, or if it is the first of its stack.
func (s *Symbolizer) frames(pc uint64, first bool) (frames []Frame, own bool) {
	i, found := slices.BinarySearchFunc(s.mappings, pc, func(m mapping, pc uint64) int {
		switch {
		case pc < m.start:
			return 1
		case pc >= m.end:
			return -1
		}
		return 0
	})
	if !found {
		return []Frame{{Offset: pc}}, false
	}
	m := &s.mappings[i]
	switch {
	case m.path == "":
		return []Frame{{Offset: pc}}, false
	case m.deleted:
		return []Frame{{Module: m.path + " (deleted)", Offset: pc - m.start + m.offset}}, false
	case !filepath.IsAbs(m.path):
		return []Frame{{Module: m.path, Offset: pc - m.start}}, false
	}
	own = s.host != "" && m.path == s.host
	mod := s.modules[m.path]
	if mod == nil {
		mod = openModule(m.path, &s.left)
		s.modules[m.path] = mod
	}
	addr, ok := mod.address(pc-m.start+m.offset, m.exec)
	if !ok {
		return []Frame{{Module: m.path, Offset: pc - m.start + m.offset}}, own
	}
	frames = mod.frames(addr, own && !first)
	for i := range frames {
		frames[i].Module, frames[i].Offset = m.path, addr
	}
	return frames, own
}
