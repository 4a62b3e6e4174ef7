// Package float16 gives goja what it lacks of half-precision numbers:
// Float16Array, Math.f16round and the Float16 methods of DataView.
package float16

import "math"

// FromBits returns the number whose IEEE 754 half-precision bits are b.
func FromBits(b uint16) float64 {
	sign, exponent, fraction := b>>15, int(b>>10&31), float64(b&1023)
	var f float64
	switch exponent {
	case 0:
		f = math.Ldexp(fraction, -24)
	case 31:
		f = math.Inf(1)
		if fraction != 0 {
			f = math.NaN()
		}
	default:
		f = math.Ldexp(1024+fraction, exponent-25)
	}
	if sign != 0 {
		f = -f
	}
	return f
}

// Bits returns the half-precision number nearest to f, the even one of two.
func Bits(f float64) uint16 {
	bits := math.Float64bits(f)
	sign := uint16(bits >> 48 & 0x8000)
	switch f = math.Abs(f); {
	case math.IsNaN(f):
		return 0x7e00
	case f >= 65520: // halfway between the largest and what would follow
		return sign | 0x7c00
	case f < 0x1p-14: // a multiple of the smallest; 1024 of them are the smallest normal number's bits
		return sign | uint16(math.RoundToEven(f*0x1p24))
	}
	exponent := int(bits>>52&2047) - 1023
	return sign | uint16(exponent+14)<<10 + uint16(math.RoundToEven(math.Ldexp(f, 10-exponent)))
}
