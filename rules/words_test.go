package rules

import "testing"

func TestFew(t *testing.T) {
	names := []string{"a", "b", "c", "d", "e"}
	for n, want := range map[int]string{0: "", 1: "a", 2: "a and b", 3: "a, b and c", 4: "a, b, c and d", 5: "a, b, c and 2 more"} {
		if got := few(names[:n], 3); got != want {
			t.Errorf("few of %d: %q, want %q", n, got, want)
		}
	}
}

func TestCompareDotted(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"2.4", "2.28", -1}, {"2.28", "2.4", 1}, {"2.28", "2.28", 0}, {"2.2.5", "2.2", 1},
		{"11", "11.0", 0}, {"3.4.9", "3.4.21", -1}, {"", "2.17", -1}, {"10.15", "11.0", -1},
	} {
		if got := compareDotted(c.a, c.b); got < 0 != (c.want < 0) || got > 0 != (c.want > 0) {
			t.Errorf("compareDotted(%q, %q) = %d, want %d", c.a, c.b, got, c.want)
		}
	}
}
