package loader

import (
	"bufio"
	"io"
	"slices"
	"strconv"
	"strings"
)

// A note is what a child has noted of itself: see loader/native/watch_linux.h.
type note struct {
	tid    int
	kind   string // "crash", "exit", "stack"
	words  []string
	frames []uint64
	maps   []string
	whole  bool
}

// notes are all of a child.
type notes struct {
	list     []*note
	lookups  []string // each once, in order
	tooLarge bool     // a file was to grow over the limit
}

// maxNotes bounds what is kept of what a child says of itself.
const maxNotes = 4096

// readNotes reads to the end. Lines that make no sense are passed over: the
// addon can write there too.
func readNotes(r io.Reader) (n notes) {
	open := map[int]*note{}
	seen := map[string]bool{}
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		id, rest, _ := strings.Cut(lines.Text(), " ")
		tid, err := strconv.Atoi(id)
		if err != nil {
			continue
		}
		word, rest, _ := strings.Cut(rest, " ")
		at := open[tid]
		switch word {
		case "crash", "exit", "stack":
			if len(n.list) == maxNotes {
				continue
			}
			open[tid] = &note{tid: tid, kind: word, words: strings.SplitN(rest, " ", 4)}
			n.list = append(n.list, open[tid])
		case "f":
			if pc, err := strconv.ParseUint(rest, 16, 64); err == nil && at != nil && len(at.frames) < maxNotes {
				at.frames = append(at.frames, pc)
			}
		case "m":
			if at != nil && len(at.maps) < maxNotes {
				at.maps = append(at.maps, rest)
			}
		case ".":
			if at != nil {
				at.whole = true
			}
			delete(open, tid)
		case "lookup":
			if !seen[rest] && len(n.lookups) < maxNotes {
				seen[rest] = true
				n.lookups = append(n.lookups, rest)
			}
		case "toolarge":
			n.tooLarge = true
		}
	}
	_, _ = io.Copy(io.Discard, r) // after a line too long to be a note
	return n
}

// of returns the first note of a kind.
func (n *notes) of(kind string) *note {
	i := slices.IndexFunc(n.list, func(x *note) bool { return x.kind == kind })
	if i < 0 {
		return nil
	}
	return n.list[i]
}

// A mapping is a part of a file in memory.
type mapping struct {
	start, end, offset uint64
	path               string
}

// parseMaps reads lines of /proc/PID/maps.
func parseMaps(lines []string) (maps []mapping) {
	for _, line := range lines {
		fields := strings.Fields(line)
		if len(fields) < 6 || !strings.HasPrefix(fields[5], "/") {
			continue
		}
		from, to, _ := strings.Cut(fields[0], "-")
		start, err1 := strconv.ParseUint(from, 16, 64)
		end, err2 := strconv.ParseUint(to, 16, 64)
		offset, err3 := strconv.ParseUint(fields[2], 16, 64)
		if err1 != nil || err2 != nil || err3 != nil {
			continue
		}
		maps = append(maps, mapping{start, end, offset, line[strings.Index(line, fields[5]):]})
	}
	return maps
}

// frames finds what the addresses lie in.
func frames(pcs []uint64, maps []mapping) []Frame {
	list := make([]Frame, 0, len(pcs))
	for _, pc := range pcs {
		list = append(list, frameOf(pc, maps))
	}
	return list
}

func frameOf(pc uint64, maps []mapping) Frame {
	i := slices.IndexFunc(maps, func(m mapping) bool { return pc >= m.start && pc < m.end })
	if i < 0 {
		return Frame{Offset: pc}
	}
	return Frame{Module: maps[i].path, Offset: pc - maps[i].start + maps[i].offset}
}
