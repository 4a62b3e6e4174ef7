package jsrt

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/dop251/goja"
)

// NewBuffer is a Buffer over data, which it shares. It is made on the loop's
// thread.
func (rt *Runtime) NewBuffer(data []byte) *goja.Object { return rt.newBuffer(data) }

func (rt *Runtime) newBuffer(data []byte) *goja.Object {
	return rt.BufferOver(rt.vm.ToValue(rt.vm.NewArrayBuffer(data)).(*goja.Object), 0, len(data))
}

// BufferOver is a Buffer that views length bytes of an ArrayBuffer.
func (rt *Runtime) BufferOver(arrayBuffer *goja.Object, offset, length int) *goja.Object {
	fast := rt.lib("internal/fast_buffer").(*goja.Object)
	b, err := rt.vm.New(fast, arrayBuffer, rt.vm.ToValue(offset), rt.vm.ToValue(length))
	rt.throw(err)
	return b
}

// encode are the bytes of a string in an encoding of lib/buffer.js.
func encode(s goja.String, encoding string) []byte {
	switch encoding {
	case "latin1", "ascii":
		out := make([]byte, s.Length())
		for i := range out {
			out[i] = byte(s.CharAt(i))
		}
		return out
	case "utf16le":
		n := s.Length()
		out := make([]byte, 2*n)
		for i := range n {
			c := s.CharAt(i)
			out[2*i], out[2*i+1] = byte(c), byte(c>>8)
		}
		return out
	case "hex":
		text := s.String()
		n := 0
		for n+1 < len(text) && isHex(text[n]) && isHex(text[n+1]) {
			n += 2
		}
		out, _ := hex.DecodeString(text[:n])
		return out
	case "base64", "base64url":
		return decodeBase64(s.String())
	}
	return utf8Of(s)
}

// utf8Of encodes as UTF-8, lone surrogates as U+FFFD.
func utf8Of(s goja.String) []byte { return []byte(s.String()) }

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

// decodeBase64 takes both alphabets, skips what is of neither, and ends at "=".
func decodeBase64(s string) []byte {
	s, _, _ = strings.Cut(s, "=")
	clean := make([]byte, 0, len(s))
	for i := range len(s) {
		switch c := s[i]; {
		case c == '-':
			clean = append(clean, '+')
		case c == '_':
			clean = append(clean, '/')
		case c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c == '+' || c == '/':
			clean = append(clean, c)
		}
	}
	if len(clean)%4 == 1 {
		clean = clean[:len(clean)-1]
	}
	out := make([]byte, base64.RawStdEncoding.DecodedLen(len(clean)))
	n, _ := base64.RawStdEncoding.Decode(out, clean)
	return out[:n]
}

// decode is the string that data are in an encoding.
func (rt *Runtime) decode(data []byte, encoding string) goja.Value {
	switch encoding {
	case "latin1", "ascii":
		mask := byte(0xff)
		if encoding == "ascii" {
			mask = 0x7f
		}
		chars := make([]uint16, len(data))
		for i, c := range data {
			chars[i] = uint16(c & mask)
		}
		return goja.StringFromUTF16(chars)
	case "utf16le":
		chars := make([]uint16, len(data)/2)
		for i := range chars {
			chars[i] = uint16(data[2*i]) | uint16(data[2*i+1])<<8
		}
		return goja.StringFromUTF16(chars)
	case "hex":
		return rt.vm.ToValue(hex.EncodeToString(data))
	case "base64":
		return rt.vm.ToValue(base64.StdEncoding.EncodeToString(data))
	case "base64url":
		return rt.vm.ToValue(base64.RawURLEncoding.EncodeToString(data))
	}
	return rt.vm.ToValue(validUTF8(data))
}

// validUTF8 replaces each maximal part of a broken sequence by U+FFFD, as the
// WHATWG decoder does.
func validUTF8(data []byte) string {
	if utf8.Valid(data) {
		return string(data)
	}
	var b strings.Builder
	for len(data) > 0 {
		r, n := utf8.DecodeRune(data)
		if r == utf8.RuneError && n <= 1 {
			n = brokenLength(data)
		}
		b.WriteRune(r)
		data = data[n:]
	}
	return b.String()
}

// brokenLength is how many bytes of an ill-formed sequence belong together.
func brokenLength(data []byte) int {
	c := data[0]
	need, low, high := 0, byte(0x80), byte(0xbf)
	switch {
	case c >= 0xc2 && c <= 0xdf:
		need = 1
	case c >= 0xe0 && c <= 0xef:
		need = 2
		if c == 0xe0 {
			low = 0xa0
		} else if c == 0xed {
			high = 0x9f
		}
	case c >= 0xf0 && c <= 0xf4:
		need = 3
		if c == 0xf0 {
			low = 0x90
		} else if c == 0xf4 {
			high = 0x8f
		}
	}
	n := 1
	for ; n <= need && n < len(data); n++ {
		if data[n] < low || data[n] > high {
			break
		}
		low, high = 0x80, 0xbf
	}
	return n
}

func toString(v goja.Value) goja.String {
	s, _ := v.ToString().(goja.String)
	return s
}

func bindBuffer(rt *Runtime, o *goja.Object) {
	vm := rt.vm
	set := func(name string, f func(goja.FunctionCall) goja.Value) { _ = o.Set(name, f) }
	data := func(v goja.Value) []byte { b, _ := bytesOf(v); return b }
	integer := func(call goja.FunctionCall, i int) int { return int(call.Argument(i).ToInteger()) }
	// encode(string, encoding) is an ArrayBuffer.
	set("encode", func(call goja.FunctionCall) goja.Value {
		return vm.ToValue(vm.NewArrayBuffer(encode(toString(call.Argument(0)), call.Argument(1).String())))
	})
	set("byteLength", func(call goja.FunctionCall) goja.Value {
		s := toString(call.Argument(0))
		n := 0
		for i := range s.Length() {
			switch c := s.CharAt(i); {
			case c < 0x80:
				n++
			case c < 0x800:
				n += 2
			case utf16.IsSurrogate(rune(c)) && c < 0xdc00 && i+1 < s.Length() && s.CharAt(i+1) >= 0xdc00 && s.CharAt(i+1) < 0xe000:
				n++ // its partner counts three
			default:
				n += 3
			}
		}
		return vm.ToValue(n)
	})
	// write(buffer, string, offset, length, encoding): whole characters only.
	set("write", func(call goja.FunctionCall) goja.Value {
		dst, encoding := data(call.Argument(0)), call.Argument(4).String()
		offset, length := integer(call, 2), integer(call, 3)
		if offset < 0 || offset > len(dst) {
			return vm.ToValue(0)
		}
		dst = dst[offset:min(len(dst), offset+max(0, length))]
		src := encode(toString(call.Argument(1)), encoding)
		if len(src) > len(dst) {
			n := len(dst)
			switch encoding {
			case "utf8":
				for n > 0 && !utf8.RuneStart(src[n]) {
					n--
				}
			case "utf16le":
				n &^= 1
			}
			src = src[:n]
		}
		return vm.ToValue(copy(dst, src))
	})
	// decode(buffer, encoding, start, end)
	set("decode", func(call goja.FunctionCall) goja.Value {
		b := data(call.Argument(0))
		start, end := integer(call, 2), integer(call, 3)
		start, end = max(0, min(start, len(b))), max(0, min(end, len(b)))
		if start >= end {
			return vm.ToValue("")
		}
		return rt.decode(b[start:end], call.Argument(1).String())
	})
	set("compare", func(call goja.FunctionCall) goja.Value {
		return vm.ToValue(bytes.Compare(data(call.Argument(0)), data(call.Argument(1))))
	})
	// copy(source, target, targetStart, sourceStart, sourceEnd)
	set("copy", func(call goja.FunctionCall) goja.Value {
		src, dst := data(call.Argument(0)), data(call.Argument(1))
		at, start, end := integer(call, 2), integer(call, 3), integer(call, 4)
		if at >= len(dst) || start >= end || start >= len(src) {
			return vm.ToValue(0)
		}
		return vm.ToValue(copy(dst[at:], src[start:min(end, len(src))]))
	})
	// indexOf(buffer, needle, offset, forward, step)
	set("indexOf", func(call goja.FunctionCall) goja.Value {
		b, needle := data(call.Argument(0)), data(call.Argument(1))
		return vm.ToValue(indexOf(b, needle, integer(call, 2), call.Argument(3).ToBoolean(), integer(call, 4)))
	})
	set("fill", func(call goja.FunctionCall) goja.Value {
		b, with := data(call.Argument(0)), data(call.Argument(1))
		start, end := integer(call, 2), integer(call, 3)
		if len(with) > 0 && start < end && end <= len(b) {
			for b = b[start:end]; len(b) > 0; b = b[min(len(b), len(with)):] {
				copy(b, with)
			}
		}
		return goja.Undefined()
	})
	set("isUtf8", func(call goja.FunctionCall) goja.Value { return vm.ToValue(utf8.Valid(data(call.Argument(0)))) })
	set("isAscii", func(call goja.FunctionCall) goja.Value {
		for _, c := range data(call.Argument(0)) {
			if c >= 0x80 {
				return vm.ToValue(false)
			}
		}
		return vm.ToValue(true)
	})
	// utf8Valid(buffer) is the length of its longest start that ends with a
	// whole character.
	set("utf8Whole", func(call goja.FunctionCall) goja.Value {
		b := data(call.Argument(0))
		for n := 1; n <= min(3, len(b)); n++ {
			if tail := b[len(b)-n:]; utf8.RuneStart(tail[0]) {
				if !utf8.FullRune(tail) {
					return vm.ToValue(len(b) - n)
				}
				break
			}
		}
		return vm.ToValue(len(b))
	})
	set("detach", func(call goja.FunctionCall) goja.Value {
		if b, ok := call.Argument(0).(*goja.Object); ok && b.ExportType() == typeArrayBuffer && !rt.IsSharedArrayBuffer(b) {
			b.Export().(goja.ArrayBuffer).Detach()
		}
		return goja.Undefined()
	})
	set("shared", func(call goja.FunctionCall) goja.Value {
		return vm.ToValue(vm.NewArrayBuffer(make([]byte, integer(call, 0))))
	})
}

func indexOf(b, needle []byte, offset int, forward bool, step int) int {
	if offset < 0 {
		offset += len(b)
		if offset < 0 {
			if !forward {
				return -1
			}
			offset = 0
		}
	}
	if offset > len(b) {
		if forward {
			return -1
		}
		offset = len(b)
	}
	if len(needle) == 0 {
		return offset
	}
	if forward {
		for offset <= len(b) {
			i := bytes.Index(b[offset:], needle)
			if i < 0 {
				return -1
			}
			if (offset+i)%step == 0 {
				return offset + i
			}
			offset += i + 1
		}
		return -1
	}
	end := min(len(b), offset+len(needle))
	for {
		i := bytes.LastIndex(b[:end], needle)
		if i < 0 || i%step == 0 {
			return i
		}
		end = i + len(needle) - 1
	}
}
