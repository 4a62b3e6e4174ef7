package symbols

import (
	"encoding/binary"
	"slices"
	"testing"
)

// TestInitCalls finds what constructors call before their first branch.
func TestInitCalls(t *testing.T) {
	im, data := moduleImage(8, binary.LittleEndian, [2]uint32{})
	copy(data[0x1000:], "\x48\x83\xec\x08"+ // sub rsp, 8
		"\xe8\xf7\x07\x00\x00"+ // call 0x1800
		"\x48\x83\xc4\x08"+ // add rsp, 8
		"\x85\xc0"+ // test eax, eax
		"\x74\x05"+ // je 0x1016
		"\xe8\xfa\x07\x00\x00"+ // call 0x1810
		"\xc3")
	copy(data[0x1100:], "\xe9\x1b\x07\x00\x00") // jmp 0x1820
	im.init = []uint64{0x1000, 0x1100}
	im.stub = func(a uint64) string {
		return map[uint64]string{0x1800: "SSL_library_init", 0x1810: "SSL_new", 0x1820: "uv_hrtime"}[a]
	}
	b := &Binary{Format: ELF, Type: SharedLibrary}
	for _, n := range []string{"SSL_library_init", "SSL_new", "uv_hrtime"} {
		b.Imports = append(b.Imports, Import{Name: n, Bound: BindLazy})
	}
	analyse(b, im, Options{})
	if want := []string{"SSL_library_init", "uv_hrtime"}; !slices.Equal(b.InitCalls, want) {
		t.Errorf("constructors call %v, want %v", b.InitCalls, want)
	}
}
