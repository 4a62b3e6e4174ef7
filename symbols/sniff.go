package symbols

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// magics are the beginnings by which well-known files are told.
var magics = []struct{ magic, reason string }{
	{"\x00asm", "WebAssembly module: Node.js loads it with WebAssembly.instantiate, not as an addon"},
	{"\x00wasm", "WebAssembly module: Node.js loads it with WebAssembly.instantiate, not as an addon"},
	{"\x1f\x8b", "gzip data: the addon was not unpacked"},
	{"PK\x03\x04", "zip archive: the addon was not unpacked"},
	{"PK\x05\x06", "empty zip archive"},
	{"\xfd7zXZ\x00", "xz data: the addon was not unpacked"},
	{"\x28\xb5\x2f\xfd", "zstd data: the addon was not unpacked"},
	{"BZh", "bzip2 data: the addon was not unpacked"},
	{"7z\xbc\xaf\x27\x1c", "7-zip archive: the addon was not unpacked"},
	{"\x04\x22\x4d\x18", "LZ4 data: the addon was not unpacked"},
	{"!<thin>\n", "thin archive of object files: it was never linked into a shared library"},
	{"BC\xc0\xde", "LLVM bitcode: it was never compiled to machine code"},
	{"\xde\xc0\x17\x0b", "LLVM bitcode: it was never compiled to machine code"},
	{"\x89PNG\r\n\x1a\n", "PNG image"},
	{"\xff\xd8\xff", "JPEG image"},
	{"GIF8", "GIF image"},
	{"RIFF", "RIFF data (image, sound or video)"},
	{"%PDF-", "PDF document"},
	{"SQLite format 3\x00", "SQLite database"},
	{"\xed\xab\xee\xdb", "RPM package"},
	{"\x1aE\xdf\xa3", "Matroska data"},
	{"-----BEGIN ", "PEM text (certificate or key)"},
	{"\xff\xfe", "UTF-16 text"},
	{"\xfe\xff", "UTF-16 text"},
}

// sniff says in one sentence what a file that is no native binary is.
func sniff(src source, head []byte) string {
	if len(head) == 0 {
		return "empty file"
	}
	for _, m := range magics {
		if bytes.HasPrefix(head, []byte(m.magic)) {
			return m.reason
		}
	}
	switch {
	case bytes.HasPrefix(head, []byte("!<arch>\n")):
		return archive(src)
	case bytes.HasPrefix(head, []byte("\xca\xfe\xba\xbe")):
		return "Java class file"
	case bytes.HasPrefix(head, []byte("\x00\x00\xff\xff")):
		return anonymousObject(head)
	case len(head) > 262 && string(head[257:262]) == "ustar":
		return "tar archive: the addon was not unpacked"
	case isCOFFObject(src, head):
		return "COFF object file: it was never linked into a DLL"
	case allZero(head):
		return "zero bytes only: the file was allocated but its content never written"
	}
	return textOrUnknown(src, head)
}

// archive tells what an ar archive holds by its first members.
func archive(src source) string {
	const static = "static library: it was never linked into a shared library"
	for off, n := int64(8), 0; n < 4; n++ {
		h, err := src.bytes(off, 60, "archive member")
		if err != nil {
			return static
		}
		name := strings.TrimRight(string(h[:16]), " ")
		size := int64(0)
		for _, c := range strings.TrimRight(string(h[48:58]), " ") {
			if c < '0' || c > '9' {
				return static
			}
			size = size*10 + int64(c-'0')
		}
		body, err := src.bytes(off+60, min(size, 4, src.size-off-60), "archive member")
		if err != nil {
			return static
		}
		switch {
		case name == "debian-binary":
			return "Debian package"
		case name == "/" || name == "//" || name == "/SYM64/" || strings.HasPrefix(name, "__.SYMDEF") || strings.HasPrefix(name, "/<"):
		case bytes.Equal(body, []byte{0, 0, 0xff, 0xff}):
			return "Windows import library: the linker's list of what a DLL exports, not the DLL"
		case strings.HasSuffix(name, ".dll/") || strings.HasSuffix(name, ".exe/"):
			return "Windows import library: the linker's list of what a DLL exports, not the DLL"
		}
		off += 60 + size + size&1
	}
	return static
}

// anonymousObject tells the two kinds of files that begin like a COFF header
// of an unknown machine.
func anonymousObject(head []byte) string {
	if len(head) >= 6 && binary.LittleEndian.Uint16(head[4:]) == 0 {
		return "Windows import object: one entry of an import library"
	}
	return "COFF object file: it was never linked into a DLL"
}

// isCOFFObject recognises the header of a COFF object, which has no magic: a
// known machine, no optional header, and tables that lie inside the file.
func isCOFFObject(src source, head []byte) bool {
	if len(head) < 20 {
		return false
	}
	le := binary.LittleEndian
	switch le.Uint16(head) {
	case 0x8664, 0x14c, 0xaa64, 0x1c4, 0xa641, 0x1c0:
	default:
		return false
	}
	sections, symbols := int64(le.Uint16(head[2:])), int64(le.Uint32(head[8:]))
	return sections > 0 && le.Uint16(head[16:]) == 0 && 20+40*sections <= src.size && symbols < src.size
}

func allZero(b []byte) bool { return len(bytes.Trim(b, "\x00")) == 0 }

// textOrUnknown tells kinds of text by their beginning.
func textOrUnknown(src source, head []byte) string {
	text := bytes.TrimPrefix(head, []byte("\xef\xbb\xbf"))
	if !isText(text, int64(len(head)) < src.size) {
		return "data of an unknown kind: it begins like no native binary"
	}
	t := string(bytes.TrimSpace(text))
	low := strings.ToLower(t)
	switch {
	case t == "":
		return "blank text"
	case strings.HasPrefix(t, "version https://git-lfs.github.com/spec/"):
		return "Git LFS pointer: the real file was not checked out"
	case strings.HasPrefix(low, "<!doctype html") || strings.HasPrefix(low, "<html") || strings.HasPrefix(low, "<!--") && strings.Contains(low, "<html") || strings.HasPrefix(low, "<head") || strings.HasPrefix(low, "<body"):
		return "HTML page: a server's answer was saved in place of the file"
	case strings.HasPrefix(low, "<?xml"), strings.HasPrefix(low, "<error>"):
		return "XML document: perhaps a server's error message saved in place of the file"
	case strings.HasPrefix(t, "#!"):
		line, _, _ := strings.Cut(t, "\n")
		if strings.Contains(line, "node") {
			return "JavaScript with a #! line"
		}
		return "script with a #! line"
	case strings.HasPrefix(t, "{") || strings.HasPrefix(t, "["):
		if isJSON(src, text) {
			return "JSON text"
		}
	case strings.HasPrefix(low, "404") || strings.HasPrefix(low, "403") || strings.HasPrefix(low, "not found") || strings.HasPrefix(low, "access denied"):
		return "text of a server's error message, saved in place of the file"
	case strings.HasPrefix(t, "/* GNU ld script") || strings.HasPrefix(t, "OUTPUT_FORMAT") || strings.HasPrefix(t, "INPUT(") || strings.HasPrefix(t, "INPUT ("):
		return "linker script"
	case strings.HasPrefix(t, "--- !tapi-tbd"):
		return "text stub of a macOS library (.tbd)"
	}
	if !strings.ContainsAny(t, "\n\r") && len(t) < 256 && (strings.HasPrefix(t, "../") || strings.HasPrefix(t, "./") || strings.HasSuffix(t, ".node")) {
		return "text that names another file: perhaps a symbolic link checked out as text"
	}
	for _, mark := range []string{"require(", "module.exports", "exports.", "import ", "export ", "'use strict'", "\"use strict\"", "function ", "const ", "=> ", "var ", "let "} {
		if strings.Contains(t, mark) {
			return "JavaScript (or text like it)"
		}
	}
	return "text, not a native binary"
}

// isText reports whether b reads as UTF-8 without control characters; cut
// allows an unfinished character at its end.
func isText(b []byte, cut bool) bool {
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if r == utf8.RuneError && n <= 1 && !(cut && len(b) < utf8.UTFMax && !utf8.FullRune(b)) {
			return false
		}
		if r < 0x20 && !strings.ContainsRune("\t\n\r\f\x1b\b", r) || r == 0x7f {
			return false
		}
		b = b[n:]
	}
	return true
}

// isJSON reports whether the text is JSON as far as it was read: whole where
// it is small, by its first token where it is not.
func isJSON(src source, head []byte) bool {
	const whole = 1 << 20
	if src.size <= whole {
		b, err := src.bytes(0, src.size, "text")
		return err == nil && json.Valid(bytes.TrimPrefix(b, []byte("\xef\xbb\xbf")))
	}
	d := json.NewDecoder(bytes.NewReader(head))
	for range 2 {
		if _, err := d.Token(); err != nil {
			return false
		}
	}
	return true
}
