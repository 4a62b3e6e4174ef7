package symbols

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"os"
	"strings"
	"testing"
)

// codeImage is an image that holds nothing but code at addr. Functions outside
// of it are imports: ones that stop the program, or ones that return.
func codeImage(arch, order string, addr uint64, stops bool, code []byte) *image {
	at := addr
	if arch == "arm" {
		at &^= 1
	}
	im := &image{src: source{bytes.NewReader(code), 0, int64(len(code))}, order: binary.LittleEndian, ptr: 8, arch: arch,
		regions: []region{{addr: at, size: uint64(len(code)), filesz: int64(len(code)), read: true, exec: true}},
		pointer: func(uint64) (uint64, string, bool) { return 0, "", false }}
	if order == "be" {
		im.order = binary.BigEndian
	}
	switch arch {
	case "ia32", "arm", "mips", "mipsel":
		im.ptr = 4
	}
	im.stub = func(a uint64) string {
		switch {
		case a >= at && a < at+uint64(len(code)):
			return ""
		case stops:
			return "__stack_chk_fail"
		}
		return "outside"
	}
	return im
}

// TestReturned decodes functions as compilers make them. testdata/returned.txt
// holds one a line: arch, byte order, address, what calls to the outside do,
// the value returned ("-" where none is constant), code, and its origin.
func TestReturned(t *testing.T) {
	f, err := os.Open("testdata/returned.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows := 0
	for s := bufio.NewScanner(f); s.Scan(); {
		row, origin, _ := strings.Cut(s.Text(), " # ")
		if row == "" || row[0] == '#' {
			continue
		}
		var arch, order, outside, want, code string
		var addr uint64
		if _, err := fmt.Sscanf(row, "%s %s %v %s %s %s", &arch, &order, &addr, &outside, &want, &code); err != nil {
			t.Fatalf("%q: %v", row, err)
		}
		b, err := hex.DecodeString(code)
		if err != nil {
			t.Fatal(err)
		}
		got := "-"
		if n, ok := returned(codeImage(arch, order, addr, outside == "stops", b), Export{Addr: addr}); ok {
			got = fmt.Sprint(n)
		}
		if got != want {
			t.Errorf("%s (%s): %s, want %s: %s", arch, origin, got, want, code)
		}
		rows++
	}
	if rows < 300 {
		t.Errorf("only %d functions", rows)
	}
}

func BenchmarkReturned(b *testing.B) {
	code, _ := hex.DecodeString("f30f1efab808000000c3") // endbr64; mov eax, 8; ret
	im := codeImage("x64", "le", 0x1000, false, code)
	for b.Loop() {
		if n, ok := returned(im, Export{Addr: 0x1000}); !ok || n != 8 {
			b.Fatal(n, ok)
		}
	}
}
