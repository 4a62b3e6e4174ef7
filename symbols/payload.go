package symbols

import (
	"math"
	"strings"
)

// What makes a part of the file a payload. Machine code has 5.5 to 6.8 bits
// per byte, text and tables less; compressed or encrypted data more than 7.9.
const (
	minPayload = 64 << 10
	minEntropy = 7.5
	samples    = 16
	sampleSize = 4 << 10
)

// maxShellNames is how many Node-API functions a binary may know and still be
// no more than a shell that loads the real addon: enough to report an error.
const maxShellNames = 8

// isShell reports whether b may be a shell around another addon: it registers
// with Node-API, uses next to nothing of it, and can load libraries.
func isShell(b *Binary) bool {
	if !b.registers(RegSymbol) && !b.registers(RegConstructor) || b.registers(RegV8Constructor) || len(b.Unstable.V8)+len(b.Unstable.Node) > 0 {
		return false
	}
	if len(b.NodeAPI.Symbols)+len(b.NodeAPI.RuntimeSymbols) > maxShellNames {
		return false
	}
	for _, i := range b.Imports {
		if i.Name == "dlopen" || i.Name == "android_dlopen_ext" || strings.HasPrefix(i.Name, "LoadLibrary") || i.Name == "LdrLoadDll" || i.Name == "fexecve" || i.Name == "memfd_create" || i.Name == "mprotect" || i.Name == "VirtualProtect" {
			return true
		}
	}
	return false
}

// findPayload finds the largest part of the file that looks compressed or
// encrypted, if it makes up most of the file. It reads samples only.
func findPayload(im *image) *Payload {
	parts := im.sections
	if len(parts) == 0 {
		parts = im.regions
	}
	var best *Payload
	end, tries := int64(0), 8 // honest parts of that size do not overlap: there are at most two
	try := func(name string, off, n int64) {
		if off < 0 || n < minPayload || n < im.src.size/2 || off > im.src.size || n > im.src.size-off || best != nil && n <= best.Size || tries == 0 {
			return
		}
		tries--
		if e := entropy(im.src, off, n); e >= minEntropy {
			best = &Payload{Section: name, Offset: off, Size: n, Entropy: e}
		}
	}
	for _, r := range parts {
		try(r.name, r.off, r.filesz)
	}
	for _, r := range append(im.regions[:len(im.regions):len(im.regions)], im.sections...) {
		if r.filesz > 0 && r.off >= 0 && r.off <= im.src.size {
			end = max(end, r.off+min(r.filesz, im.src.size-r.off))
		}
	}
	try("overlay", end, im.src.size-end)
	return best
}

// entropy estimates the bits of information per byte from evenly spaced samples.
func entropy(src source, off, n int64) float64 {
	var count [256]int
	var buf [sampleSize]byte
	total := 0
	for i := range int64(samples) {
		if !src.fill(buf[:], off+(n-sampleSize)/(samples-1)*i) {
			continue
		}
		for _, c := range buf {
			count[c]++
		}
		total += len(buf)
	}
	bits := 0.0
	for _, c := range count {
		if c > 0 {
			p := float64(c) / float64(total)
			bits -= p * math.Log2(p)
		}
	}
	return bits
}
