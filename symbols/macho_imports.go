package symbols

import (
	"bytes"
	"fmt"
	"strings"
)

// Library ordinals that are no numbers of libraries.
const (
	ordinalSelf = 0
	ordinalMain = -1
	ordinalFlat = -2
	ordinalWeak = -3 // any image that has a weak definition
)

// A machoImports collects imports, each symbol once a library.
type machoImports struct {
	f     *machoFile
	list  []Import
	index map[machoImportKey]int
	weak  map[string]int // those with ordinalWeak, as spelt in the file
}

type machoImportKey struct {
	name    string
	ordinal int
}

func (s *machoImports) add(name []byte, ordinal int, weak bool, bound Binding) error {
	if i, ok := s.index[machoImportKey{string(name), ordinal}]; ok {
		have := &s.list[i]
		have.Weak = have.Weak && weak
		if bound == BindNow {
			have.Bound = bound
		}
		return nil
	}
	if len(s.list) == machoMaxImports {
		return fmt.Errorf("more than %d imports", machoMaxImports)
	}
	lib, err := s.f.library(ordinal)
	if err != nil {
		return fmt.Errorf("import %s: %w", name, err)
	}
	n := string(name)
	s.index[machoImportKey{n, ordinal}] = len(s.list)
	n = strings.TrimPrefix(n, "_")
	if lib == "flat" || lib == "self" {
		s.f.own[n] = 0
	}
	if ordinal == ordinalWeak {
		s.weak[string(name)] = len(s.list)
	}
	s.list = append(s.list, Import{Name: n, Library: lib, Weak: weak, Bound: bound})
	return nil
}

// library names where the loader searches for a symbol.
func (f *machoFile) library(ordinal int) (string, error) {
	switch {
	case f.fileType == mhObject:
		return "", nil
	case ordinal == ordinalFlat, ordinal == ordinalWeak:
		return "flat", nil
	case ordinal == ordinalSelf:
		return "self", nil
	case ordinal == ordinalMain:
		return "main-executable", nil
	case ordinal > 0 && ordinal <= len(f.libs):
		return f.libs[ordinal-1], nil
	}
	return "", fmt.Errorf("library %d of %d", ordinal, len(f.libs))
}

// imports lists what the loader looks up. Where an image has bind information
// that is all it looks at; an undefined entry of the symbol table that no bind
// mentions is never searched for. Images with classic relocations and object
// files have the symbol table alone. Symbols that are not asked of one library
// and that the image exports itself are not imports: its own definition serves.
func (f *machoFile) imports(exports []Export) ([]Import, error) {
	f.own = map[string]uint64{}
	s := &machoImports{f: f, index: make(map[machoImportKey]int, len(f.undefs)), weak: map[string]int{}}
	uses, err := f.uses()
	if err != nil {
		return nil, err
	}
	switch {
	case f.chained != nil:
		err = s.fromChains()
	case f.dyldInfo != nil:
		err = s.fromOpcodes()
	default:
		err = s.fromSymbols(uses)
	}
	if err != nil {
		return nil, err
	}
	candidates := f.own
	f.own = map[string]uint64{}
	for _, e := range exports {
		if _, ok := candidates[e.Name]; ok && e.Forward == "" {
			f.own[e.Name] = e.Addr
		}
	}
	first := make(map[string]int, len(s.list))
	for i := range s.list {
		if _, ok := first[s.list[i].Name]; !ok {
			first[s.list[i].Name] = i
		}
	}
	called := make([]bool, len(s.list))
	for i := range f.undefs {
		u := &f.undefs[i]
		if uses[u.index]&usedByStub != 0 {
			if i, ok := first[string(bytes.TrimPrefix(u.name, []byte("_")))]; ok {
				called[i] = true
			}
		}
		// The symbol table still says where the linker found the symbol.
		if w, ok := s.weak[string(u.name)]; ok {
			if s.list[w].Library, err = f.library(f.ordinal(u)); err != nil {
				return nil, fmt.Errorf("import %s: %w", u.name, err)
			}
		}
	}
	list := s.list[:0]
	for _, im := range s.list {
		if _, ok := f.own[im.Name]; ok && (im.Library == "flat" || im.Library == "self") {
			continue
		}
		im.Func = im.Bound == BindLazy || called[first[im.Name]]
		list = append(list, im)
	}
	return list, nil
}

func (s *machoImports) fromChains() error {
	if err := s.f.readChains(); err != nil {
		return err
	}
	for _, im := range s.f.fixed.imports {
		if err := s.add(im.name, im.ordinal, im.weak, BindNow); err != nil {
			return err
		}
	}
	return nil
}

func (s *machoImports) fromOpcodes() error {
	f := s.f
	lazily := BindLazy
	if f.flags&mhBindAtLoad != 0 {
		lazily = BindNow
	}
	bind := func(bound Binding) func(machoBind) error {
		return func(b machoBind) error { return s.add(b.name, b.ordinal, b.weak, bound) }
	}
	if err := f.bindOpcodes(f.dyldInfo.bind, "bind opcodes", false, bind(BindNow)); err != nil {
		return err
	}
	if err := f.bindOpcodes(f.dyldInfo.lazy, "lazy bind opcodes", true, bind(lazily)); err != nil {
		return err
	}
	if f.dyldInfo.weak.size == 0 {
		return nil
	}
	// Weak binds let a definition elsewhere replace the one found before. Some
	// linkers leave it at that for symbols like operator new.
	named := map[string]bool{}
	for k := range s.index {
		named[k.name] = true
	}
	return f.bindOpcodes(f.dyldInfo.weak, "weak bind opcodes", false, func(b machoBind) error {
		if named[string(b.name)] {
			return nil
		}
		return s.add(b.name, ordinalWeak, b.weak, BindNow)
	})
}

func (s *machoImports) fromSymbols(uses map[uint32]machoUse) error {
	f := s.f
	for i := range f.undefs {
		u := &f.undefs[i]
		bound := BindNow
		switch use := uses[u.index]; {
		case f.fileType == mhObject:
			bound = ""
		case f.flags&mhBindAtLoad != 0 || use&usedAtLoad != 0:
		case use&usedLazily != 0 || use == 0 && u.desc&7 == nReferenceLazy:
			bound = BindLazy
		}
		if err := s.add(u.name, f.ordinal(u), u.desc&nWeakRef != 0, bound); err != nil {
			return err
		}
	}
	return nil
}
