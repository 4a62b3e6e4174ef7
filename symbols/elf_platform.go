package symbols

import (
	"debug/elf"
	"encoding/hex"
	"strings"
)

// Note types by owner.
const (
	ntABITag      = 1 // "GNU", the BSDs, "Android", "OHOS"
	ntBuildID     = 3 // "GNU"
	ntProperty    = 5 // "GNU"
	propISANeeded = 0xc0008002
)

// noteSegments lists the notes as program headers have them.
func (f *elfFile) noteSegments() []span {
	var notes []span
	for _, p := range f.progs {
		if size := uint64(f.src.size); p.Type == elf.PT_NOTE && p.Off <= size && p.Filesz <= size-p.Off {
			notes = append(notes, span{int64(p.Off), int64(p.Filesz), p.Align == 8})
		}
	}
	return notes
}

// readNotes takes the facts from the notes and returns the platform they name,
// or "". Bodies of notes of no interest, which may be huge, are not read.
func (f *elfFile) readNotes(b *Binary, notes []span) (platform string) {
	left := 4096 // notes looked at in all
	for _, n := range notes {
		align := int64(4)
		if n.wide {
			align = 8
		}
		up := func(v int64) int64 { return (v + align - 1) &^ (align - 1) }
		for end := n.off + n.size; end-n.off >= 12 && left > 0; left-- {
			head, err := f.at(n.off, 12, "note")
			if err != nil {
				break
			}
			r := f.record(head)
			nameSize, descSize, typ := int64(r.u32()), int64(r.u32()), r.u32()
			desc := n.off + up(12+nameSize)
			if nameSize > end-n.off-12 || desc > end || descSize > end-desc {
				break
			}
			n.off = min(desc+up(descSize), end)
			if nameSize > 16 {
				continue
			}
			owner, err := f.at(desc-up(12+nameSize)+12, nameSize, "note")
			if err != nil {
				break
			}
			name, _, _ := strings.Cut(string(owner), "\x00")
			body, err := f.at(desc, min(descSize, 4096), "note")
			if err != nil {
				break
			}
			if p := f.note(b, name, typ, body); p != "" {
				platform = p
			}
		}
	}
	return platform
}

func (f *elfFile) note(b *Binary, owner string, typ uint32, body []byte) (platform string) {
	switch {
	case owner == "GNU" && typ == ntABITag && len(body) >= 4:
		switch f.order.Uint32(body) {
		case 0:
			return "linux"
		case 2:
			return "sunos"
		case 3:
			return "freebsd"
		case 4:
			return "netbsd"
		}
	case owner == "GNU" && typ == ntBuildID:
		b.ELF.BuildID = hex.EncodeToString(body)
	case owner == "GNU" && typ == ntProperty:
		for len(body) >= 8 {
			kind, size := f.order.Uint32(body), uint64(f.order.Uint32(body[4:]))
			body = body[8:]
			if kind == propISANeeded && size >= 4 && len(body) >= 4 {
				b.ELF.ISANeeded |= f.order.Uint32(body)
			}
			size = (size + f.ptr() - 1) &^ (f.ptr() - 1)
			if size > uint64(len(body)) {
				break
			}
			body = body[size:]
		}
	case owner == "Android" && typ == ntABITag:
		if len(body) >= 4 {
			b.ELF.AndroidAPI = int(f.order.Uint32(body) & 0xffff)
		}
		return "android"
	case owner == "OHOS":
		return "openharmony"
	case owner == "FreeBSD" && typ == ntABITag:
		return "freebsd"
	case owner == "OpenBSD" && typ == ntABITag:
		return "openbsd"
	case owner == "NetBSD" && typ == ntABITag:
		return "netbsd"
	}
	return ""
}

// platformOfELF decides on platform and libc by what the file itself says, the
// plainest evidence first: notes, the OS ABI of the header, the interpreter,
// the libraries by name, the symbol versions they must have, and at last a
// compiler made for one platform. A bare "libc.so" tells nothing: musl,
// bionic and OpenHarmony all call theirs so.
func platformOfELF(b *Binary, note string) (platform, libc string) {
	linuxLibc := libcOfELF(b)
	switch {
	case note != "" && (note != "linux" || linuxLibc != ""):
		platform = note
	case b.ELF.OSABI == uint8(elf.ELFOSABI_FREEBSD):
		platform = "freebsd"
	case b.ELF.OSABI == uint8(elf.ELFOSABI_NETBSD):
		platform = "netbsd"
	case b.ELF.OSABI == uint8(elf.ELFOSABI_OPENBSD):
		platform = "openbsd"
	case b.ELF.OSABI == uint8(elf.ELFOSABI_SOLARIS):
		platform = "sunos"
	case b.ELF.OSABI == uint8(elf.ELFOSABI_AIX):
		platform = "aix"
	default:
		platform = platformOfLibraries(b)
		if platform == "" && linuxLibc != "" {
			platform = "linux"
		}
		if platform == "" && (note == "linux" || b.ELF.OSABI == uint8(elf.ELFOSABI_LINUX)) {
			platform = "linux"
		}
		if platform == "" {
			platform = platformOfCompiler(b.ELF.Compiler)
		}
	}
	if platform == "linux" {
		libc = linuxLibc
	}
	return platform, libc
}

// libcOfELF returns "glibc" or "musl" where a library or interpreter that only
// one of them has is wanted.
func libcOfELF(b *Binary) string {
	musl := strings.HasPrefix(b.ELF.Interp, "/lib/ld-musl-")
	for _, lib := range b.Needs {
		switch {
		case lib == "libc.so.6", lib == "libc.so.6.1", strings.HasPrefix(lib, "ld-linux"), strings.HasPrefix(lib, "ld64.so."):
			return "glibc"
		case strings.HasPrefix(lib, "libc.musl-"), strings.HasPrefix(lib, "ld-musl-"):
			musl = true
		}
	}
	for _, n := range b.Floors.Needs {
		if ofGlibc(n.Library) && strings.HasPrefix(n.Version, "GLIBC_") {
			return "glibc"
		}
	}
	if strings.Contains(b.ELF.Interp, "/ld-linux") || strings.Contains(b.ELF.Interp, "/ld64.so.") {
		return "glibc"
	}
	if musl {
		return "musl"
	}
	return ""
}

// platformOfLibraries knows other systems than Linux by the libraries they
// alone have, by versions of their libc, and by their interpreters.
func platformOfLibraries(b *Binary) string {
	switch b.ELF.Interp {
	case "/system/bin/linker", "/system/bin/linker64":
		return "android"
	case "/libexec/ld-elf.so.1":
		return "freebsd"
	case "/usr/libexec/ld.so":
		return "openbsd"
	case "/libexec/ld.elf_so", "/usr/libexec/ld.elf_so":
		return "netbsd"
	case "/usr/lib/ld.so.1", "/usr/lib/amd64/ld.so.1", "/lib/amd64/ld.so.1", "/lib/64/ld.so.1":
		return "sunos"
	}
	for _, lib := range b.Needs {
		switch {
		case lib == "liblog.so", lib == "libandroid.so", lib == "libnativehelper.so":
			return "android"
		case strings.HasSuffix(lib, ".z.so"):
			return "openharmony"
		case lib == "libc.so.7", lib == "libthr.so.3":
			return "freebsd"
		case lib == "libc.so.12":
			return "netbsd"
		case lib == "libc.so.1":
			return "sunos"
		}
		// OpenBSD numbers its libc twice.
		if v, ok := strings.CutPrefix(lib, "libc.so."); ok && isDotted(v) && strings.Count(v, ".") == 1 && lib != "libc.so.6.1" {
			return "openbsd"
		}
	}
	for _, n := range b.Floors.Needs {
		switch {
		case n.Library == "libc.so" && n.Version == "LIBC":
			return "android"
		case strings.HasPrefix(n.Version, "FBSD_"):
			return "freebsd"
		case strings.HasPrefix(n.Version, "SUNW_"), strings.HasPrefix(n.Version, "ILLUMOS_"):
			return "sunos"
		}
	}
	return ""
}

// platformOfCompiler knows compilers that their vendors build for one platform.
func platformOfCompiler(comments []string) string {
	for _, c := range comments {
		switch {
		case strings.HasPrefix(c, "Android ("), strings.HasPrefix(c, "Android clang"):
			return "android"
		case strings.HasPrefix(c, "OHOS ("):
			return "openharmony"
		case strings.HasPrefix(c, "FreeBSD clang"):
			return "freebsd"
		case strings.HasPrefix(c, "OpenBSD clang"):
			return "openbsd"
		}
	}
	return ""
}

// executableStackByDefault reports whether the loader takes a file without
// PT_GNU_STACK to want an executable stack. glibc does, on most machines.
func executableStackByDefault(b *Binary) bool {
	if b.Platform != "linux" || b.Libc == "musl" {
		return false
	}
	switch b.Arch {
	case "x64", "ia32", "arm", "ppc", "s390x", "s390", "riscv64", "mips", "mipsel", "mips64el":
		return true
	}
	return false
}
