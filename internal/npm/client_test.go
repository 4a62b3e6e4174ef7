package npm

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// TestMain makes this binary npm where a test asks for it: $NPM_OUT is what
// it writes, $NPM_ERR what it writes besides, failing.
func TestMain(m *testing.M) {
	if strings.TrimSuffix(filepath.Base(os.Args[0]), ".exe") == "npm" {
		pretend()
	}
	os.Exit(m.Run())
}

func pretend() {
	if os.Getenv("NPM_HANG") != "" {
		time.Sleep(time.Minute)
	}
	for i, arg := range os.Args {
		if arg == "--pack-destination" {
			os.WriteFile(filepath.Join(os.Args[i+1], "s-a-1.2.3.tgz"), []byte(os.Getenv("NPM_TARBALL")), 0o666)
		}
	}
	os.Stdout.WriteString(os.Getenv("NPM_OUT"))
	if text := os.Getenv("NPM_ERR"); text != "" {
		os.Stderr.WriteString(text)
		os.Exit(1)
	}
	os.Exit(0)
}

// fakeNPM puts this binary into PATH as npm.
func fakeNPM(t *testing.T, env ...string) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	name := "npm"
	if runtime.GOOS == "windows" {
		name = "npm.exe"
	}
	npm := filepath.Join(dir, name)
	if os.Link(self, npm) != nil {
		if err := os.Symlink(self, npm); err != nil {
			t.Skip("no links here: ", err)
		}
	}
	t.Setenv("PATH", dir)
	for i := 0; i < len(env); i += 2 {
		t.Setenv(env[i], env[i+1])
	}
}

func TestPack(t *testing.T) {
	const out = `[{"name":"a","version":"1.2.3","filename":"@s/a-1.2.3.tgz","integrity":"INTEGRITY"}]`
	// Of "hello", by openssl.
	const sum = "sha512-m3HSJL1i83hdltRq0+o9czGb+8KJDKra4t/3JRlnPKcjI8PZm6XBHXx6zG4UuMXaDEZjR1wuXDre9G9zvN7AQw=="
	const sha1 = "sha1-qvTGHdzF6KLavt4PO0gs2a6pQ00="
	for _, test := range []struct{ registry, recorded, want string }{
		{sum, "", ""}, {sum, sum, ""}, {"sha512-AAAA", sum, ""}, {"", "", ""}, {sha1, "", ""}, {sha1 + " " + sum, "", ""}, {"sha512-AAAA " + sum, "", ""},
		{"sha512-AAAA", "", "other bytes"}, {sum, "sha512-AAAA", "other bytes"}, {sum, "md5-AAAA", "no known kind"},
		{sum, "sha512-AAAA " + sha1, "other bytes"}, // the weaker hash does not save it
	} {
		fakeNPM(t, "NPM_OUT", strings.Replace(out, "INTEGRITY", test.registry, 1), "NPM_TARBALL", "hello")
		all, err := Pack(context.Background(), t.TempDir(), Want{Spec{"a", "^1"}, test.recorded})
		if test.want != "" {
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%+v: %v", test, err)
			}
			continue
		}
		if err != nil || len(all) != 1 || all[0].ID() != "a@1.2.3" {
			t.Errorf("%+v: %+v, %v", test, all, err)
			continue
		}
		got := all[0]
		if data, err := os.ReadFile(got.Path); string(data) != "hello" {
			t.Errorf("%q, %v", data, err)
		}
	}
	for _, out := range []string{"", "[]", "{}", "nonsense", `[{},{}]`} {
		fakeNPM(t, "NPM_OUT", out)
		if _, err := Pack(context.Background(), t.TempDir(), Want{Spec: Spec{"a", ""}}); err == nil || !strings.Contains(err.Error(), "not understood") {
			t.Errorf("%q: %v", out, err)
		}
	}
}

func TestVersions(t *testing.T) {
	for _, test := range []struct{ out, rng, want string }{
		{`["1.0.0","2.0.0-rc.1","1.10.0","1.9.0"]`, "", "1.10.0 1.9.0 1.0.0"},
		{`["1.0.0","2.0.0-rc.1","1.10.0","1.9.0","x"]`, ">=2.0.0-a", "2.0.0-rc.1"},
		{`"1.0.0"`, "^1", "1.0.0"},
	} {
		fakeNPM(t, "NPM_OUT", test.out)
		got, err := Versions(context.Background(), Spec{"a", test.rng})
		if err != nil || strings.Join(got, " ") != test.want {
			t.Errorf("%s %s: %v, %v", test.out, test.rng, got, err)
		}
	}
	for _, test := range []struct{ out, rng, want string }{
		{`["1.0.0"]`, ">=2", "no version"}, {`["1.0.0"]`, "latest", "not a tag"}, {`{}`, "", "not understood"},
	} {
		fakeNPM(t, "NPM_OUT", test.out)
		if got, err := Versions(context.Background(), Spec{"a", test.rng}); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s %s: %v, %v", test.out, test.rng, got, err)
		}
	}
}

// What the registry lists tells whether a package is missing for certain.
func TestWhyAbsent(t *testing.T) {
	absent := &Error{"a@1.1.0", "ETARGET", "no version"}
	for _, test := range []struct {
		out, rng, want string
		passed         bool
	}{
		{`["1.0.0","2.0.0"]`, "1.1.0", "the registry lists no version 1.1.0 of a; the newest is 2.0.0", true},
		{`["1.0.0"]`, "1.1.0", "the registry lists no version 1.1.0 of a; the newest is 1.0.0", false},
		{`["1.0.0","1.1.0-rc.1"]`, "1.1.0", "the registry lists no version 1.1.0 of a; the newest is 1.1.0-rc.1", false},
		{`["1.0.0","3.0.0"]`, "^2", "the registry lists no version ^2 of a; the newest is 3.0.0", false},
		{`["1.0.0","1.1.0"]`, "1.1.0", "the registry lists a@1.1.0, and does not deliver it", false},
		{`["1.1.0-canary.2"]`, "1.1.0-canary.2", "the registry lists a@1.1.0-canary.2, and does not deliver it", false},
		{`{}`, "1.1.0", "no version", false},
	} {
		fakeNPM(t, "NPM_OUT", test.out, "NPM_ERR", "")
		err := WhyAbsent(context.Background(), Spec{"a", test.rng}, absent)
		u := (*UnlistedError)(nil)
		if err.Error() != test.want || (errors.As(err, &u) && u.Passed) != test.passed {
			t.Errorf("%s %s: %v %+v", test.out, test.rng, err, u)
		}
	}
	fakeNPM(t, "NPM_OUT", `{"error":{"code":"E404"}}`, "NPM_ERR", "x")
	if err := WhyAbsent(context.Background(), Spec{"a", "1.1.0"}, absent); err.Error() != "the registry lists no package a" {
		t.Error(err)
	}
	other := &Error{"a@1.1.0", "ENOTFOUND", "cannot reach"}
	if err := WhyAbsent(context.Background(), Spec{"a", "1.1.0"}, other); err != other {
		t.Error(err)
	}
}

func TestErrors(t *testing.T) {
	answer := func(code, summary string) string {
		return `{"error":{"code":"` + code + `","summary":"` + summary + `","detail":"more"}}`
	}
	for _, test := range []struct{ out, err, code, want string }{
		{answer("E404", "Not Found - GET x"), "npm error", "E404", "not in the registry"},
		{"", "npm warn x\n" + answer("ETARGET", "No matching"), "ETARGET", "no version of the package matches a@9"},
		{answer("ENOTFOUND", "getaddrinfo"), "x", "ENOTFOUND", "cannot reach the registry (ENOTFOUND): getaddrinfo"},
		{answer("EAI_AGAIN", "x"), "x", "EAI_AGAIN", "cannot reach"}, {answer("ECONNREFUSED", "x"), "x", "ECONNREFUSED", "cannot reach"},
		{answer("ETIMEDOUT", "x"), "x", "ETIMEDOUT", "does not answer"}, {answer("ERR_SOCKET_TIMEOUT", "x"), "x", "ERR_SOCKET_TIMEOUT", "does not answer"},
		{answer("E401", "Unauthorized"), "x", "E401", "refuses a@9"}, {answer("ENOTCACHED", "x"), "x", "ENOTCACHED", "offline"},
		{answer("EINTEGRITY", "x"), "x", "EINTEGRITY", "not what it promised"}, {answer("EWEIRD", "first\\nsecond"), "x", "EWEIRD", "npm cannot fetch a@9: EWEIRD first"},
		{"", "npm ERR! code E404\nnpm ERR! 404 Not Found\n", "E404", "not in the registry"},
		{"", "npm error code EFOO\nnpm error something is wrong\n", "EFOO", "EFOO something is wrong"},
		{"", "sh: broken\n", "", "npm cannot fetch a@9: sh: broken"},
	} {
		fakeNPM(t, "NPM_OUT", test.out, "NPM_ERR", test.err)
		_, err := Pack(context.Background(), t.TempDir(), Want{Spec: Spec{"a", "9"}})
		e := (*Error)(nil)
		if !errors.As(err, &e) || e.Code != test.code || !strings.Contains(e.Message, test.want) {
			t.Errorf("%s%s: %v", test.out, test.err, err)
		}
	}
	t.Setenv("PATH", t.TempDir())
	if _, err := Pack(context.Background(), t.TempDir(), Want{Spec: Spec{"a", "9"}}); !errors.Is(err, ErrNoNPM) {
		t.Error(err)
	}
}

// An interrupt ends npm and is said as such.
func TestInterrupt(t *testing.T) {
	fakeNPM(t, "NPM_HANG", "1")
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	if _, err := Pack(ctx, t.TempDir(), Want{Spec: Spec{"a", ""}}); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
}
