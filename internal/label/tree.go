package label

import (
	"slices"
	"strings"
)

// A tree is the folders of a package, as a loader sees them.
type tree struct {
	files map[string]bool
	dirs  map[string][]entry // in the order of readdir, which libuv sorts by bytes
}

type entry struct {
	name string
	dir  bool
}

func newTree(files []string) *tree {
	t := &tree{files: make(map[string]bool, len(files)), dirs: make(map[string][]entry)}
	for _, f := range files {
		if t.files[f] || strings.Count(f, "/") >= maxDepth {
			continue
		}
		t.files[f] = true
		for name, isDir := f, false; ; isDir = true {
			i := strings.LastIndexByte(name, '/')
			parent := name[:max(i, 0)]
			_, known := t.dirs[parent]
			t.dirs[parent] = append(t.dirs[parent], entry{name[i+1:], isDir})
			if known || i < 0 {
				break
			}
			name = parent
		}
	}
	for dir, entries := range t.dirs {
		slices.SortFunc(entries, func(a, b entry) int { return strings.Compare(a.name, b.name) })
		t.dirs[dir] = slices.CompactFunc(entries, func(a, b entry) bool { return a.name == b.name })
	}
	return t
}

// entries returns what dir holds; "" is the root.
func (t *tree) entries(dir string) []entry { return t.dirs[dir] }

// join joins parts of a path, leaving out empty ones.
func join(parts ...string) string {
	var b strings.Builder
	for _, p := range parts {
		if p == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('/')
		}
		b.WriteString(p)
	}
	return b.String()
}
