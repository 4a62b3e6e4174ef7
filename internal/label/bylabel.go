package label

import (
	"slices"
	"strconv"
	"strings"
)

// accepts reports whether nothing l claims keeps h away, and how much of what
// it claims is about h.
func (l Label) accepts(h Host) (specific int, ok bool) {
	claim := func(is, want string) bool {
		if is == "" {
			return true
		}
		specific++
		return is == want
	}
	if !claim(l.Platform, h.Platform) || !claim(l.ABI, h.ABI) || !claim(l.UV, gypHost(h).UV) {
		return 0, false
	}
	if len(l.Archs) > 0 {
		if !slices.Contains(l.Archs, h.Arch) {
			return 0, false
		}
		specific += 2
		if len(l.Archs) > 1 {
			specific--
		}
	}
	// The tag says nothing on other platforms.
	if h.Platform == "linux" && !claim(l.Libc, h.Libc) {
		return 0, false
	}
	// An older ARM's code runs on a newer one.
	if l.ARMv != "" && h.ARMv != "" {
		if l.ARMv > h.ARMv {
			return 0, false
		}
		if l.ARMv == h.ARMv {
			specific++
		}
	}
	agnostic := l.NAPI != "" && l.Runtime != "electron"
	if l.Runtime != "" && l.Runtime != "napi" && !agnostic && !claim(l.Runtime, h.Runtime) {
		return 0, false
	}
	if n, err := strconv.Atoi(l.NAPI); err == nil && h.NAPI > 0 && n > h.NAPI {
		return 0, false
	}
	if l.Node != "" && h.Runtime == "node" && h.Release != "" && h.Release != l.Node && !strings.HasPrefix(h.Release, l.Node+".") {
		return 0, false
	}
	return specific, true
}

// byLabel chooses, for each addon, the file whose label fits h best. It is
// what is said where nothing is known of the loader.
func (r *resolver) byLabel(h Host) []choice {
	type best struct {
		file           string
		label          Label
		specific, napi int
		twice          bool // another file fits as well
	}
	found := make(map[string]best)
	var names []string
	for _, a := range r.addons {
		if _, ok := found[a.name]; !ok {
			names = append(names, a.name)
			found[a.name] = best{}
		}
		n, ok := a.label.accepts(h)
		if !ok {
			continue
		}
		napi, _ := strconv.Atoi(a.label.NAPI)
		b := found[a.name]
		switch {
		case b.file == "" || n > b.specific || n == b.specific && napi > b.napi:
			found[a.name] = best{file: a.path, label: a.label, specific: n, napi: napi}
		case n == b.specific && napi == b.napi:
			b.twice = true
			found[a.name] = b
		}
	}
	if names == nil {
		return []choice{{why: "it ships no addon" + r.built()}}
	}
	slices.Sort(names)
	var all []choice
	for _, name := range names {
		c := choice{addon: name, file: found[name].file}
		switch b := found[name]; {
		case b.file == "":
			c.why = "no label is for it" + r.built()
		case b.twice:
			c.why = "its label fits; so does that of another file"
		case b.specific == 0:
			c.why = "it claims nothing, so it is for every host"
		case h.Libc == "musl" && b.label.Libc == "":
			c.why = "its label fits; it names no libc"
		default:
			c.why = "its label fits"
		}
		all = append(all, c)
	}
	return all
}

// built says how the package may get an addon it does not ship.
func (r *resolver) built() string {
	for _, event := range []string{"install", "preinstall", "postinstall"} {
		if s := r.Manifest.Scripts[event]; s != "" {
			return "; the " + event + " script may build or fetch one"
		}
	}
	if r.tree.files["binding.gyp"] && (r.Manifest.GypFile == nil || *r.Manifest.GypFile) {
		return "; npm builds it with binding.gyp"
	}
	return ""
}
