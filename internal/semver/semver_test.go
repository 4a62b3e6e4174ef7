package semver

import (
	"strings"
	"testing"
)

func TestRange(t *testing.T) {
	tests := []struct {
		r   string
		in  string
		out string
	}{
		{"^18.17.0 || ^20.3.0 || >=21.0.0", "18.17.0 18.20.8 20.3.0 21.0.0 26.1.0", "18.16.1 19.9.0 20.2.0 21.0.0-rc.1"},
		{">=24.12.0 <24.13.1", "24.12.0 24.13.0", "24.13.1 24.11.9"},
		{"14.x || >=16", "14.0.0 14.21.3 16.0.0 27.0.0", "15.14.0 13.9.9"},
		{"1.2.3 - 2.3", "1.2.3 2.3.9", "2.4.0 1.2.2"},
		{"1.2 - 2.3.4", "1.2.0 2.3.4", "2.3.5"},
		{"~1.2", "1.2.0 1.2.9", "1.3.0"},
		{"~> 1", "1.9.0", "2.0.0"},
		{"^0.2.3", "0.2.3 0.2.9", "0.3.0"},
		{"^0.0.3", "0.0.3", "0.0.4"},
		{"^ v1.2.3-rc.1", "1.2.3-rc.1 1.2.3-rc.2 1.2.3 1.9.0", "1.2.4-rc.1 1.2.3-beta 2.0.0-0"},
		{">1", "2.0.0", "1.9.9"},
		{"> 1.2", "1.3.0", "1.2.9"},
		{"<=1.2", "1.2.9", "1.3.0"},
		{"<1.2.0+meta", "1.1.9", "1.2.0"},
		{"", "0.0.0 9.9.9", "1.0.0-rc.1"},
		{"*", "0.0.0", ""},
		{"<x", "", "0.0.0 1.0.0"},
		{"1.0.0 || * || 2.0.0-rc.1", "3.0.0", "2.0.0-rc.1"},
		{"=v1.2.3", "1.2.3", "1.2.4"},
		{"*1.2.3", "1.2.3", "1.2.4"},
	}
	for _, test := range tests {
		r, err := ParseRange(test.r)
		if err != nil {
			t.Error(err)
			continue
		}
		for _, s := range strings.Fields(test.in) {
			if v, err := Parse(s); err != nil || !r.Contains(v) {
				t.Errorf("%q does not hold %s (%v)", test.r, s, err)
			}
		}
		for _, s := range strings.Fields(test.out) {
			if v, err := Parse(s); err != nil || r.Contains(v) {
				t.Errorf("%q holds %s (%v)", test.r, s, err)
			}
		}
	}
}

func TestInvalid(t *testing.T) {
	for _, s := range []string{"latest", "1.2.3.4", "01.2.3", ">=", "1.2.3 -", "|", "==1.2.3", "vv1.2.3", "1.x.3", "x.1", "1.2.3-01", "9007199254740992.0.0", "^9007199254740991", "> = 1.2.3", "1.2.3 - 2.0.0 - 3.0.0"} {
		if r, err := ParseRange(s); err == nil {
			t.Errorf("%q was read as %v", s, r.any)
		}
	}
	for _, s := range []string{"", "1.2", "=1.2.3", "1.2.3-", "1.2.3+", "1.2.3+a+b", "1.2.x", "1.02.3"} {
		if v, err := Parse(s); err == nil {
			t.Errorf("%q was read as %s", s, v)
		}
	}
}

// The order is the one of the specification, §11.
func TestCompare(t *testing.T) {
	order := strings.Fields("0.0.0-0 0.0.0 1.0.0-1 1.0.0-9 1.0.0-10 1.0.0-alpha 1.0.0-alpha.1 1.0.0-alpha.beta 1.0.0-beta.2 1.0.0-beta.11 1.0.0-rc.1 1.0.0 1.0.1 1.1.0 2.0.0")
	for i := 1; i < len(order); i++ {
		a, errA := Parse(order[i-1])
		b, errB := Parse(order[i])
		if errA != nil || errB != nil || a.Compare(b) >= 0 || b.Compare(a) <= 0 || a.Compare(a) != 0 || a.String() != order[i-1] {
			t.Errorf("%s and %s are out of order", a, b)
		}
	}
}

func BenchmarkParseRange(b *testing.B) {
	for b.Loop() {
		if _, err := ParseRange("^18.17.0 || ^20.3.0 || >=21.0.0"); err != nil {
			b.Fatal(err)
		}
	}
}

func FuzzParseRange(f *testing.F) {
	for _, s := range oddRanges {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r, err := ParseRange(s)
		if (err == nil) != (r.any != nil) {
			t.Fatalf("%q: %v, %v", s, r.any, err)
		}
		again, err2 := ParseRange(" " + s + "\t")
		if (err == nil) != (err2 == nil) && len(s)+2 <= maxRange {
			t.Fatalf("%q: %v, within blanks %v", s, err, err2)
		}
		for _, v := range []Version{{}, {1, 2, 3, ""}, {1, 2, 3, "rc.1"}} {
			if err == nil && len(s)+2 <= maxRange && r.Contains(v) != again.Contains(v) {
				t.Fatalf("%q: %s", s, v)
			}
		}
	})
}
