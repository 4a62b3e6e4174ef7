package loader

import (
	"bufio"
	"io"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

// A note is what a child has noted of itself: see loader/native/watch_linux.h.
type note struct {
	tid    int
	kind   string // "crash", "exit", "stack"
	errno  syscall.Errno
	words  []string // behind it
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

// wordsOf is how many words a note has, of which the last may have spaces.
var wordsOf = map[string]int{"crash": 4, "exit": 3, "stack": 1}

// maxNotes bounds what is kept of what a child says of itself.
const maxNotes = 4096

// readNotes reads to the end, and tells of each note that is whole. Lines that
// make no sense are passed over: the addon can write there too.
func readNotes(r io.Reader, tell func(*note)) (n notes) {
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
			x := &note{tid: tid, kind: word}
			if word != "stack" {
				var errno string
				errno, rest, _ = strings.Cut(rest, " ")
				number, _ := strconv.Atoi(errno)
				x.errno = syscall.Errno(number)
			}
			x.words = strings.SplitN(rest, " ", wordsOf[word])
			open[tid] = x
			n.list = append(n.list, x)
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
				tell(at)
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

// of returns the first note of a kind, or the last of crashes where what was
// noted before was no crash yet.
func (n *notes) of(kind string) *note {
	if kind == "crash" && runtime.GOOS == "windows" {
		for _, x := range slices.Backward(n.list) {
			if x.kind == kind {
				return x
			}
		}
	}
	i := slices.IndexFunc(n.list, func(x *note) bool { return x.kind == kind })
	if i < 0 {
		return nil
	}
	return n.list[i]
}
