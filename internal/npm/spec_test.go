package npm

import "testing"

func TestParseSpec(t *testing.T) {
	for text, want := range map[string]Spec{
		"a": {"a", ""}, "a@": {"a", ""}, "@s/a": {"@s/a", ""}, "@s/a@^1.2": {"@s/a", "^1.2"}, "a@>=1 <2 || 3": {"a", ">=1 <2 || 3"},
		"a@latest": {"a", "latest"}, "a@1.2.3-rc.1": {"a", "1.2.3-rc.1"}, "JSONStream@*": {"JSONStream", "*"}, "a@ ~1 ": {"a", "~1"},
	} {
		got, err := ParseSpec(text)
		if err != nil || got != want {
			t.Errorf("%q: %+v, %v", text, got, err)
		}
	}
	// What npm would take for an option, a file, a folder, an address, a
	// repository or an alias.
	for _, text := range []string{
		"", "@", "@s", "@s/", "-g", "--registry=x", "@-s/../a", "a/b", "./a", "../a", "/a", "~/a", "C:a", "a.tgz", "a.tar.gz@1", ".a", "_a", "a b", "a\nb", "a\x00",
		"a@./b", "a@../b", "a@/b", "a@~/b", "a@file:b", "a@b.tgz", "a@1.0.0-x.tgz", "a@user/repo", "a@github:user/repo", "a@git+ssh://x/y", "a@https://x/y.tgz", "a@npm:b@1",
		"a@C:\\b", "a@b c", "a@-g", "a@.", "@s/a@workspace:*", "git@host.example:a/b", "a@\x1b", "a@1 --registry x", "$(a)", "a;b", "a&b",
	} {
		if got, err := ParseSpec(text); err == nil {
			t.Errorf("%q is taken for %+v", text, got)
		}
	}
}
