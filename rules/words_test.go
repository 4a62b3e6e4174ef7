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
