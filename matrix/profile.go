package matrix

import (
	"embed"
	"fmt"
	"strings"
	"sync"

	"github.com/napicheck/napicheck/matrix/internal/table"
)

// A Profile tells which host symbols a JavaScript runtime other than Node
// offers to addons. It is a snapshot of that runtime's source.
type Profile struct {
	Name   string // "deno", "bun"
	Source string // repository and commit
	Date   string // of the snapshot, YYYY-MM; "" = unknown

	names               map[string]Support
	napi, uv, otherwise Support // of names that are not listed
}

// Support says what becomes of a host symbol an addon uses.
type Support int

const (
	SupportUnknown Support = iota // not part of the snapshot
	Missing                       // not exported: the addon does not load, or dies at the first call
	Aborts                        // exported, but calling it ends the process
	Works
)

//go:embed data/profiles
var profileFS embed.FS

var profiles = sync.OnceValue(func() []Profile {
	var all []Profile
	for _, name := range []string{"bun", "deno"} {
		file := "data/profiles/" + name + ".tsv"
		p := must(parseProfile(file, string(must(profileFS.ReadFile(file)))))
		p.Name = name
		all = append(all, p)
	}
	return all
})

func parseProfile(file, text string) (Profile, error) {
	p := Profile{names: map[string]Support{}}
	err := table.Rows(file, text, 2, func(col []string) error {
		others := map[string]Support{"present": Works, "absent": Missing, "aborts": Aborts, "unknown": SupportUnknown}
		switch kind, value := col[0], col[1]; kind {
		case "source":
			p.Source = value
		case "date":
			p.Date = text0(value)
		case "napi others", "uv others", "others":
			s, ok := others[value]
			if !ok {
				return fmt.Errorf("%q is no support", value)
			}
			switch kind {
			case "napi others":
				p.napi = s
			case "uv others":
				p.uv = s
			default:
				p.otherwise = s
			}
		case "napi lacks":
			p.names[value] = Missing
		case "napi only", "uv works":
			p.names[value] = Works
		default:
			return fmt.Errorf("unknown row %q", kind)
		}
		return nil
	})
	return p, err
}

// Profiles returns the runtimes known, by name.
func Profiles() []Profile { return profiles() }

// ProfileByName returns the profile of one runtime.
func ProfileByName(name string) (Profile, bool) {
	for _, p := range profiles() {
		if p.Name == name {
			return p, true
		}
	}
	return Profile{}, false
}

// Symbol tells what the runtime does with the host symbol called name.
func (p Profile) Symbol(name string) Support {
	if s, ok := p.names[name]; ok {
		return s
	}
	switch {
	case table.NodeAPI(name):
		if s, _ := SymbolByName(name); s.Version == 0 && !s.Experimental && p.napi == Works {
			return Missing // a name Node dropped, or never had
		}
		return p.napi
	case strings.HasPrefix(name, "uv_"):
		if p.uv == Aborts && !uvName(name) {
			return Missing
		}
		return p.uv
	}
	return p.otherwise
}

// uvName reports whether any release of Node exports a libuv function of that name.
func uvName(name string) bool { return must(host()["uv"].Find(name)) != nil }
