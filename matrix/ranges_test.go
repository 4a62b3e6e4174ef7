package matrix

import (
	"math/rand/v2"
	"testing"
)

func version(t testing.TB, s string) Version {
	t.Helper()
	v, err := ParseVersion(s)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// line16 are releases of invented lines; 16.1.0 is one nothing is known of.
func testReleases(t *testing.T) []Release {
	var all []Release
	for _, s := range []string{"15.0.0", "15.1.0", "16.0.0", "16.0.1", "16.1.0", "16.2.0", "16.2.1", "17.0.0", "18.0.0", "18.1.0", "18.1.1"} {
		all = append(all, Release{Version: version(t, s), Modules: 1})
	}
	all[4].Modules = 0
	return append(all, Release{Version: version(t, "18.2.0")})
}

func TestRangeOf(t *testing.T) {
	all := testReleases(t)
	for _, test := range []struct {
		in   []string
		want string
	}{
		{nil, ""},
		{[]string{"15.1.0"}, "^15.1.0"},
		{[]string{"16.0.0"}, "16.0.0"},
		{[]string{"16.0.0", "16.0.1"}, ">=16.0.0 <16.2.0"},
		{[]string{"16.0.1", "16.2.0", "16.2.1"}, "^16.0.1"},
		{[]string{"15.1.0", "16.0.0"}, ">=15.1.0 <16.0.1"},
		{[]string{"15.1.0", "16.0.0", "16.0.1", "16.2.0", "16.2.1", "18.1.1"}, ">=15.1.0 <17.0.0 || >=18.1.1"},
		{[]string{"17.0.0", "18.0.0", "18.1.0", "18.1.1"}, ">=17.0.0"},
		{[]string{"15.0.0", "17.0.0"}, "15.0.0 || ^17.0.0"},
		{[]string{"16.1.0"}, "16.1.0"},
	} {
		var vs []Version
		for _, s := range test.in {
			vs = append(vs, version(t, s))
		}
		if got := rangeOf(all, vs); got != test.want {
			t.Errorf("%v: %q, want %q", test.in, got, test.want)
		}
	}
}

// Evaluating a range gives back the releases it was made of.
func TestRangeOfAgain(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	for _, all := range [][]Release{testReleases(t), Releases()} {
		for range 500 {
			// Runs of every length, as symbols come and go.
			in, want := false, map[Version]bool{}
			var vs []Version
			stay := 1 + rnd.IntN(60)
			for _, r := range all {
				if rnd.IntN(stay) == 0 {
					in = !in
				}
				if in && r.Known() {
					vs, want[r.Version] = append(vs, r.Version), true
				}
			}
			text := rangeOf(all, vs)
			if text == "" {
				if len(vs) > 0 {
					t.Fatalf("no range for %v", vs)
				}
				continue
			}
			r, err := ParseRange(text)
			if err != nil {
				t.Fatal(err)
			}
			for _, rel := range all {
				if rel.Known() && r.Contains(rel.Version) != want[rel.Version] {
					t.Fatalf("%s: %s is %v", text, rel.Version, !want[rel.Version])
				}
			}
		}
	}
}
