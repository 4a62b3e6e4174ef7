package loader

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"

	"github.com/napicheck/napicheck/symbols"
)

// A libraryCache is the content of ld.so.cache, which names the files that
// libraries of the system lie in. It has one of two layouts, or the second
// behind the first:
//
//	"ld.so-1.7.0", count, entries of 12 bytes; names from the end of the entries
//	"glibc-ld.so.cache1.1", count, …, entries of 24 bytes; names from the beginning
type libraryCache struct {
	entries []cacheEntry
	names   []byte // where key and file of entries point into
	hwcaps  []string
}

type cacheEntry struct {
	flags, key, file uint32
	hwcap            uint64
}

const (
	oldCacheMagic  = "ld.so-1.7.0"
	newCacheMagic  = "glibc-ld.so.cache1.1"
	cacheExtension = 0xeaa42174 // magic of the part behind the entries that names hwcaps
	hwcapsSection  = 1
	hwcapExtended  = 1 << 62 // in an entry's hwcap: the low half is an index into the names of hwcaps
)

// parseCache reads what it can of a file: entries that point outside are never
// found. It returns nil for a file of another kind.
func parseCache(data []byte) *libraryCache {
	const oldHead, oldEntry, newHead, newEntry = 16, 12, 48, 24
	c := &libraryCache{}
	u32 := binary.NativeEndian.Uint32
	if bytes.HasPrefix(data, []byte(oldCacheMagic)) && len(data) >= oldHead {
		n := int(u32(data[12:]))
		if n > (len(data)-oldHead)/oldEntry {
			return nil
		}
		end := oldHead + n*oldEntry
		if at := (end + 7) &^ 7; at < len(data) && bytes.HasPrefix(data[at:], []byte(newCacheMagic)) {
			return parseCache(data[at:])
		}
		for b := data[oldHead:end]; len(b) > 0; b = b[oldEntry:] {
			c.entries = append(c.entries, cacheEntry{flags: u32(b), key: u32(b[4:]), file: u32(b[8:])})
		}
		c.names = data[end:]
		return c
	}
	if !bytes.HasPrefix(data, []byte(newCacheMagic)) || len(data) < newHead {
		return nil
	}
	n := int(u32(data[20:]))
	if n > (len(data)-newHead)/newEntry {
		return nil
	}
	for b := data[newHead : newHead+n*newEntry]; len(b) > 0; b = b[newEntry:] {
		c.entries = append(c.entries, cacheEntry{u32(b), u32(b[4:]), u32(b[8:]), binary.NativeEndian.Uint64(b[16:])})
	}
	c.names = data
	at := func(off uint32) []byte { return data[min(int(off), len(data)):] }
	if head := at(u32(data[32:])); len(head) >= 8 && u32(head) == cacheExtension {
		sections := head[8:]
		for n := u32(head[4:]); n > 0 && len(sections) >= 16; n-- {
			tag, off, size := u32(sections), u32(sections[8:]), u32(sections[12:])
			if tag == hwcapsSection {
				b := at(off)
				for b = b[:min(len(b), int(size))]; len(b) >= 4; b = b[4:] {
					c.hwcaps = append(c.hwcaps, c.name(u32(b)))
				}
			}
			sections = sections[16:]
		}
	}
	return c
}

// name returns the name at off; "" for one outside the file, or without end.
func (c *libraryCache) name(off uint32) string {
	if int(off) >= len(c.names) {
		return ""
	}
	b := c.names[off:]
	return string(b[:max(bytes.IndexByte(b[:min(len(b), 4096)], 0), 0)])
}

// find returns the file of the library name: of the entries for this machine
// the one for the best of its hwcaps, else the first.
func (c *libraryCache) find(name string, flags uint32, hwcaps []string) (file string) {
	const elfLibrary = 1
	best := len(hwcaps) + 1
	for _, e := range c.entries {
		if e.flags != flags && e.flags != elfLibrary || c.names == nil || !c.is(e.key, name) {
			continue
		}
		rank := len(hwcaps)
		if e.hwcap&hwcapExtended != 0 {
			i := uint32(e.hwcap)
			if int(i) >= len(c.hwcaps) {
				continue
			}
			if rank = slices.Index(hwcaps, c.hwcaps[i]); rank < 0 {
				continue
			}
		} else if e.hwcap != 0 {
			continue // of the kind that glibc 2.37 gave up
		}
		if rank < best {
			if f := c.name(e.file); f != "" {
				best, file = rank, f
			}
		}
	}
	return file
}

// is reports whether the name at off is name.
func (c *libraryCache) is(off uint32, name string) bool {
	return int64(off)+int64(len(name)) < int64(len(c.names)) &&
		c.names[int(off)+len(name)] == 0 && string(c.names[off:int(off)+len(name)]) == name
}

// cacheFlag marks the entries for programs like h.
func cacheFlag(h *symbols.Binary) uint32 {
	const libc6 = 3
	hard := func(soft, hard uint32) uint32 {
		if strings.HasPrefix(floatABI(h), "soft") {
			return soft
		}
		return hard
	}
	switch h.Arch {
	case "x64":
		if h.ELF.Class == 32 {
			return 0x0800 | libc6
		}
		return 0x0300 | libc6
	case "s390x":
		return 0x0400 | libc6
	case "ppc64":
		return 0x0500 | libc6
	case "mips64el":
		return 0x0700 | libc6
	case "arm":
		return hard(0x0b00, 0x0900) | libc6
	case "arm64":
		return 0x0a00 | libc6
	case "riscv64":
		return hard(0x0f00, 0x1000) | libc6
	case "loong64":
		return hard(0x1100, 0x1200) | libc6
	}
	return libc6
}

// cached returns the file that ld.so.cache has for the library looked for.
func (h *search) cached() string {
	if h.cache == nil {
		h.cache = parseCache(readSmall(h.real("/etc/ld.so.cache"), maxCache))
		if h.cache == nil {
			h.cache = &libraryCache{}
		}
	}
	return h.cache.find(h.name, h.system.cacheFlag, h.system.hwcaps)
}
