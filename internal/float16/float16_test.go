package float16

import (
	"math"
	"testing"

	"github.com/dop251/goja"
)

func TestBits(t *testing.T) {
	for b := range 1 << 16 {
		f := FromBits(uint16(b))
		if got := Bits(f); got != uint16(b) && !math.IsNaN(f) {
			t.Fatalf("%#x is %v is %#x", b, f, got)
		}
	}
	for f, want := range map[float64]uint16{
		65504: 0x7bff, 65519.99: 0x7bff, 65520: 0x7c00, 1e300: 0x7c00, math.Inf(-1): 0xfc00, 1.00048828125: 0x3c00, 1.00146484375: 0x3c02,
		1.0004882812500002: 0x3c01, 0x1p-24: 1, 0x1p-25: 0, 0x1.0000000000001p-25: 1, 0x1.ffcp-15: 0x0400, 0x1.ff8p-15: 0x03ff, -0x1p-26: 0x8000, 0.1: 0x2e66,
		2047.5: 0x6800, 1.9999: 0x4000,
	} {
		if got := Bits(f); got != want {
			t.Errorf("%v: %#x, want %#x", f, got, want)
		}
	}
	if Bits(math.NaN()) != 0x7e00 {
		t.Error("NaN")
	}
}

// Each answer is what Node.js 26 says.
func TestFloat16Array(t *testing.T) {
	vm := goja.New()
	if err := Define(vm); err != nil {
		t.Fatal(err)
	}
	for script, want := range map[string]string{
		`new Float16Array([1, 0.1, -0, 70000, NaN, '5']).join()`:                                           "1,0.0999755859375,0,Infinity,NaN,5",
		`new Float16Array(new Set([1.5, 2.5])).join()`:                                                     "1.5,2.5",
		`new Float16Array(new Float64Array([0.1, 2])).join()`:                                              "0.0999755859375,2",
		`new Float64Array(new Float16Array([0.1, 2])).join()`:                                              "0.0999755859375,2",
		`new Uint8Array(new Float16Array([1, -2]).buffer).join()`:                                          "0,60,0,192",
		`new Float16Array(new ArrayBuffer(8), 2, 2).length`:                                                "2",
		`new Float16Array(new ArrayBuffer(8), 2).byteOffset`:                                               "2",
		`Object.prototype.toString.call(new Float16Array(1))`:                                              "[object Float16Array]",
		`new Float16Array(2) instanceof Float16Array && !(new Float16Array(2) instanceof Uint16Array)`:     "true",
		`Object.getPrototypeOf(Float16Array) === Object.getPrototypeOf(Uint16Array)`:                       "true",
		`new Float16Array([3, NaN, -1, 0, -0, 2]).sort().join()`:                                           "-1,0,0,2,3,NaN",
		`Object.is(new Float16Array([0, -0]).sort()[0], -0)`:                                               "true",
		`new Float16Array([1.5, 2]).map((x) => x * 2).constructor.name`:                                    "Float16Array",
		`new Float16Array([1.5, 2, 3]).slice(1).join() + new Float16Array([1.5, 2, 3]).subarray(2).join()`: "2,33",
		`new Float16Array([1.5, 2, 2.5]).includes(2.5) + ' ' + new Float16Array([1.5]).indexOf(1.5)`:       "true 0",
		`new Float16Array(3).fill(0.1).join()`:                                                             "0.0999755859375,0.0999755859375,0.0999755859375",
		`{ const a = new Float16Array(2); a.set([1.5, 7]); a.set(new Float32Array([0.5]), 1); a.join() }`:  "1.5,0.5",
		`Float16Array.from([1.5]).join() + Float16Array.of(2.5).join()`:                                    "1.52.5",
		`Float16Array.BYTES_PER_ELEMENT + ' ' + Float16Array.name + ' ' + Float16Array.length`:             "2 Float16Array 3",
		`class X extends Float16Array {}; const x = new X([1.5]); x instanceof X && x[0] === 1.5`:          "true",
		`try { Float16Array(1) } catch (e) { e.name }`:                                                     "TypeError",
		`try { new Float16Array([1n]) } catch (e) { e.name }`:                                              "TypeError",
		`try { new Float16Array(new BigInt64Array(1)) } catch (e) { e.name }`:                              "TypeError",
		`Math.f16round(1.337)`: "1.3369140625",
		`{ const d = new DataView(new ArrayBuffer(4)); d.setFloat16(0, 1.5); d.setFloat16(2, -2, true); d.getFloat16(0) + ' ' + d.getFloat16(2, true) + ' ' + d.getUint16(0) }`: "1.5 -2 15872",
		`new Uint16Array([1, 2]).map((x) => x / 2).join()`: "0,1",
	} {
		v, err := vm.RunString(script)
		if err != nil {
			t.Errorf("%s: %v", script, err)
		} else if got := v.String(); got != want {
			t.Errorf("%s: %s, want %s", script, got, want)
		}
	}
}
