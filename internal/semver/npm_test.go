package semver

import (
	"bytes"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"os/exec"
	"strings"
	"testing"

	"github.com/napicheck/napicheck/internal/npmtest"
)

// npmSemver is the package whose answers ours must be.
var npmSemver = npmtest.Spec{
	Package:   "semver",
	Version:   "7.8.6",
	Integrity: "sha512-9lpSSU4Mly3mrtruwLs1eLK6+gzbzqeBFwRNjIjE+9LuDpWdYctrQlQ3ej1Ilgi7gknpsTRnPoLP8DpCHqHIJw==",
	Tarball:   30_000,
}

// TestNPM compares ranges, versions and their relation with npm's semver.
func TestNPM(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not installed")
	}
	dir := t.TempDir()
	npmtest.Unpack(t, npmSemver, dir)

	rnd := rand.New(rand.NewPCG(1, 2))
	in := struct{ Ranges, Versions []string }{Ranges: oddRanges, Versions: oddVersions}
	for range 6000 {
		in.Ranges = append(in.Ranges, randomRange(rnd))
	}
	for range 40 {
		in.Versions = append(in.Versions, randomVersion(rnd))
	}
	query, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(node, "-e", `
		const {Range, SemVer} = require(process.argv[1]);
		const q = JSON.parse(require("fs").readFileSync(0, "utf8"));
		const versions = q.Versions.map(v => { try { return new SemVer(v) } catch { return null } });
		console.log(JSON.stringify({
			Versions: versions.map(v => v === null ? "" : v.version),
			Ranges: q.Ranges.map(r => {
				try { r = new Range(r) } catch { return "invalid" }
				return versions.map(v => v === null ? "-" : r.test(v) ? "1" : "0").join("");
			}),
		}))`, dir)
	cmd.Stdin = bytes.NewReader(query)
	out, err := cmd.Output()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			t.Fatalf("node: %s", exit.Stderr)
		}
		t.Fatal(err)
	}
	var want struct{ Versions, Ranges []string }
	if err := json.Unmarshal(out, &want); err != nil {
		t.Fatal(err)
	}

	versions := make([]*Version, len(in.Versions))
	for i, s := range in.Versions {
		got := ""
		if v, err := Parse(s); err == nil {
			versions[i], got = &v, v.String()
		}
		if got != want.Versions[i] {
			t.Errorf("version %q: %q, npm says %q", s, got, want.Versions[i])
		}
	}
	valid, pairs := 0, 0
	for i, s := range in.Ranges {
		got := "invalid"
		if r, err := ParseRange(s); err == nil {
			var b strings.Builder
			for _, v := range versions {
				switch {
				case v == nil:
					b.WriteByte('-')
				case r.Contains(*v):
					b.WriteByte('1')
				default:
					b.WriteByte('0')
				}
			}
			got = b.String()
			valid++
		}
		if got != want.Ranges[i] {
			t.Errorf("range %q:\n%s, npm says\n%s", s, got, want.Ranges[i])
		}
		pairs += len(versions)
	}
	t.Logf("%d pairs, %d of %d ranges valid", pairs, valid, len(in.Ranges))
}

var oddVersions = []string{
	"0.0.0", "0.0.0-0", "0.0.1", "0.1.0", "1.0.0", "1.2.3", "v1.2.3", " 1.2.3 ", "=1.2.3", "1.2.3-rc.1", "1.2.3-rc.1+build", "1.2.3+a+b",
	"1.2.3-01", "1.2.3-0", "1.2.3--", "1.2.3-x.7.z.92", "1.2", "1.2.x", "", "9007199254740991.0.0", "9007199254740992.0.0", "1.2.3-",
	"18.17.0", "20.3.0", "22.14.0", "01.2.3", "1.2.3-9007199254740993", "1.2.3 x", "v 1.2.3", "vv1.2.3", strings.Repeat("1", 300) + ".0.0",
}

var oddRanges = []string{
	"", " ", "*", "x", "X.x", "v*", "=*", ">*", "<*", ">=*", "<=*", "~*", "^*", "~", "^", "~>", ">", "=", "v", "||", "|", "|||", "1||", "||1",
	"1 || || 2", "* || 1.2.3-rc.1", ">=0.0.0 || 1.2.3-rc.1", "*1.2.3", "1.2.3*", ">*1.2.3", ">=*1.2.3", "1.2.3-rc*", "1.*.3", "x.1", "*.1", "*.1.2",
	"1.x.3", "~1.x.3", "^1.x.3", "~x.1", "^x.1.2", "1.x.3 - 2", "x.1.2 - 3", "x - x", "1 - x", "x - 1",
	"> 1", "> 1.2.3", "> = 1", "> =1", ">= =1.2", ">= =1.2.3", ">v1", "> v1.2.3", ">vv1.2", ">vv1.2.3", "v=1.2", "v= 1.2", "v=1.2.3", "== 1.2", "==1.2", "==1.2.3",
	"~ 1.2", "~> 1.2", "~ > 1.2", "~ >1.2", "~ >= 1.2", "~= 1", "~>=1.2.3", "~> >1", "~> ~1", "~~1", "^ 1.2", "^=1", "^= 1", "^ =1.2.3", "^v1", "^v 1", "^>1", "^ >1", "^ ~1", "~ ^1", "^ ^1",
	"1.2.3 - 2", "1.2.3-2", "1.2.3 -2", "1.2.3- 2", "1.2.3 - 2 - 3", "v1.2.3 - v2.0.0", "=1.2.3 - 2", "1.2.3 - =2.0.0", "=1.2 - =2.0", "v 1.2 - 2", "v 1.2.3 - 2", "1.2.3 - v 2.0", "1.2.3 - v 2.0.0",
	"1.2.3-rc.1 - 1.2.3", "1 - 1.2.3-rc.1", "1 - =1.2.3-rc.1", "1.2-rc.1 - 2", "1 - 1.2.x-rc.1", "x.x.x-rc.1",
	"1.2.3+build", "1.2.3+", "1.2.3 +build", "+build", "1+build", "1.2+build.5 || 3", "1.2.3+a+b", "1.2.3+a.", "1.2.3+a..b", ">=1.2.3+é",
	"1.2.3-01", "1.2.3-1.01", "1.2.3--", "1.2.3-a.-.b", "^1.2.3-", "1.2.3-é", "~1.2.3-beta.2", "^0.0.1-beta", "^0.1.2-beta", "^0", "^0.0", "^0.0.0", "~0", "~0.0.0-0", "<0.0.0-0", "<0.0.0", ">=0.0.0-0",
	"9007199254740991.0.0", "9007199254740992.0.0", "^9007199254740991", "~1.9007199254740991", ">9007199254740991", "<=1.9007199254740991.x", "1.2.99999999999999999999", "~1.x.99999999999999999999",
	"01.2.3", "1.02", "00", "1.2.3.4", "1.2.3 foo", "foo", "latest", "1,2", "1.2.3,", "1 2", "1.2 1.2.3", ">=1\t<2", "\n>=1 \u00a0<2\ufeff", "1\u200b", "<1>2", "<>1", "<> 1", "1.2.3>", "1.2.3 >", "1.2.3~ 2",
	">=18.17 <19 || ^20.3.0 || >=21", strings.Repeat("1", 300), "1.2.3-" + strings.Repeat("a", 300), ">=1.2.3-" + strings.Repeat("a", 240), strings.Repeat(" ", 300) + "1",
}

func pick(rnd *rand.Rand, from ...string) string { return from[rnd.IntN(len(from))] }

func randomNumber(rnd *rand.Rand) string { return pick(rnd, "0", "1", "2", "3", "18", "0", "1") }

func randomVersion(rnd *rand.Rand) string {
	return randomNumber(rnd) + "." + randomNumber(rnd) + "." + randomNumber(rnd) + pick(rnd, "", "", "", "-0", "-rc.1", "-rc.2", "-alpha", "+build", "-1.a")
}

func randomRange(rnd *rand.Rand) string {
	partial := func() string {
		part := func() string { return pick(rnd, randomNumber(rnd), randomNumber(rnd), randomNumber(rnd), "x", "*") }
		switch rnd.IntN(6) {
		case 0:
			return part()
		case 1:
			return part() + "." + part()
		case 2:
			return part() + "." + part() + "." + part()
		}
		return randomVersion(rnd)
	}
	var b strings.Builder
	for i := range 1 + rnd.IntN(3) {
		if i > 0 {
			b.WriteString(pick(rnd, "||", " || ", "  ||", " ", "  "))
		}
		b.WriteString(pick(rnd, "", "", "", " "))
		if rnd.IntN(6) == 0 {
			b.WriteString(pick(rnd, "", "", "v", "=") + partial() + pick(rnd, " - ", "  -  ", " - ", "- ") + pick(rnd, "", "", "v", "=") + partial())
			continue
		}
		b.WriteString(pick(rnd, "", "", "^", "~", ">", ">=", "<", "<=", "=", "~>", "~ ", "^  ", ">= ", "~ >", "= ", "v", "> =", "^="))
		b.WriteString(pick(rnd, "", "", "", "", "v", "=", " "))
		b.WriteString(partial())
	}
	return b.String()
}
