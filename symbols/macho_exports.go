package symbols

import (
	"errors"
	"fmt"
	"strings"
)

// Flags of an entry of the export trie.
const (
	exportKind     = 0x3
	exportAbsolute = 0x2
	exportWeak     = 0x4
	exportReexport = 0x8
)

// machoMaxDepth bounds the nodes from the root of an export trie to a leaf.
const machoMaxDepth = 1 << 12

// exports lists what the image offers: the export trie is all the loader looks
// at, where there is one; older images have the symbol table alone.
func (f *machoFile) exports() ([]Export, error) {
	if f.trie == nil {
		return f.symbolExports(), nil
	}
	trie, err := f.data(*f.trie, machoMaxTrie, "export trie")
	if err != nil || len(trie) == 0 {
		return nil, err
	}
	list, err := f.walkTrie(trie)
	if err != nil {
		return nil, fmt.Errorf("export trie: %w", err)
	}
	return list, nil
}

// A machoNode is a node of the export trie on the way to the current one.
type machoNode struct {
	next   int // offset of the next edge
	edges  int // edges left
	prefix int // length of the name up to here
}

// walkTrie visits every node once, in the order of the file. A node reached a
// second time makes the trie no tree.
func (f *machoFile) walkTrie(trie []byte) ([]Export, error) {
	var list []Export
	var name []byte
	seen := make([]byte, len(trie)/8+1)
	total := 0

	// enter reads what is at a node and returns its edges.
	enter := func(off int) (machoNode, error) {
		if seen[off/8]>>(off%8)&1 != 0 {
			return machoNode{}, fmt.Errorf("the node at %#x is reached twice", off)
		}
		seen[off/8] |= 1 << (off % 8)
		s := machoStream{b: trie, i: off}
		size := s.uleb()
		if s.err != nil {
			return machoNode{}, s.err
		}
		if size > uint64(len(trie)-s.i) {
			return machoNode{}, fmt.Errorf("the entry at %#x reaches past the end", off)
		}
		edges := s.i + int(size)
		if size > 0 {
			if total += len(name); total > machoMaxNames {
				return machoNode{}, fmt.Errorf("the names are longer than %d bytes", machoMaxNames)
			}
			if len(list) == machoMaxExports {
				return machoNode{}, fmt.Errorf("more than %d exports", machoMaxExports)
			}
			entry := machoStream{b: trie[:edges], i: s.i}
			e, err := f.trieEntry(&entry, name)
			if err != nil {
				return machoNode{}, err
			}
			list = append(list, e)
		}
		s.i = edges
		return machoNode{edges: int(s.byte()), next: s.i, prefix: len(name)}, s.err
	}

	root, err := enter(0)
	if err != nil {
		return nil, err
	}
	path := []machoNode{root}
	for len(path) > 0 {
		n := &path[len(path)-1]
		if n.edges == 0 {
			path = path[:len(path)-1]
			continue
		}
		n.edges--
		name = name[:n.prefix]
		s := machoStream{b: trie, i: n.next}
		name = append(name, s.cstring()...)
		child := s.uleb()
		n.next = s.i
		switch {
		case s.err != nil:
			return nil, s.err
		case child >= uint64(len(trie)):
			return nil, fmt.Errorf("a node at %#x of %#x bytes", child, len(trie))
		case len(name) > machoMaxName:
			return nil, fmt.Errorf("a name longer than %d bytes", machoMaxName)
		case len(path) == machoMaxDepth:
			return nil, fmt.Errorf("deeper than %d nodes", machoMaxDepth)
		}
		next, err := enter(int(child))
		if err != nil {
			return nil, err
		}
		path = append(path, next)
	}
	return list, nil
}

func (f *machoFile) trieEntry(s *machoStream, name []byte) (Export, error) {
	flags := s.uleb()
	e := Export{Name: strings.TrimPrefix(string(name), "_"), Weak: flags&exportWeak != 0}
	if flags&exportReexport != 0 {
		ordinal := s.uleb()
		as := strings.TrimPrefix(string(s.cstring()), "_")
		if as == "" {
			as = e.Name
		}
		if s.err == nil && (ordinal == 0 || ordinal > uint64(len(f.libs))) {
			return e, fmt.Errorf("%s: re-exported from library %d of %d", e.Name, ordinal, len(f.libs))
		}
		if s.err == nil {
			e.Forward = f.libs[ordinal-1] + ":" + as
		}
		return e, s.err
	}
	e.Addr = s.uleb()
	if s.err != nil {
		return e, s.err
	}
	if flags&exportKind == exportKind {
		return e, errors.New(e.Name + ": unknown kind of symbol")
	}
	if flags&exportKind != exportAbsolute {
		e.Addr += f.base
		e.Func = f.isCode(e.Addr)
	}
	return e, nil
}
