package symbols

import (
	"bytes"
	"testing"
)

// TestImageRead reads everywhere in a file shorter than its regions claim,
// back and forth, and wants what lies there.
func TestImageRead(t *testing.T) {
	data := make([]byte, 20000)
	for i := range data {
		data[i] = byte(i ^ i>>8)
	}
	im := &image{src: source{bytes.NewReader(data), 0, int64(len(data))}, regions: []region{
		{addr: 0x1000, size: 9000, off: 100, filesz: 9000},
		{addr: 0x5000, size: 20000, off: 9100, filesz: 20000},
	}}
	for i := range 40000 {
		addr, n := uint64(0x1000+i*7919%0x9000), 1+i%300
		var want []byte
		for _, r := range im.regions {
			if addr >= r.addr && addr-r.addr < r.size {
				from := r.off + int64(addr-r.addr)
				if to := min(from+int64(n), r.off+r.filesz); to <= int64(len(data)) {
					want = data[from:to]
				}
			}
		}
		if got := im.read(addr, n); !bytes.Equal(got, want) || (got == nil) != (want == nil) {
			t.Fatalf("%d bytes at %#x: %d bytes that differ from the %d in the file", n, addr, len(got), len(want))
		}
	}
}
