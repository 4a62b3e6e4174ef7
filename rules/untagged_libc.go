package rules

import (
	"fmt"
	"path"
	"slices"
)

// UntaggedLibc finds Linux files whose libc loaders cannot tell.
var UntaggedLibc = &Rule{
	ID: "untagged-libc", Code: "NC506", Severity: Warning,
	Doc: `Linux files of one libc that are given to both

A prebuilt file without a libc tag is taken on glibc and on musl systems. Built
for glibc it may load on Alpine, because musl answers for libc.so.6, and fails
there with the first function that musl lacks. Two files without tags, one for
each libc, are worse: which one is taken is a matter of their names.

Tag the files (prebuildify --tag-libc), and ship one for each libc.`,
	RunPackage: untaggedLibc,
}

func untaggedLibc(p *PackagePass) {
	type folder struct{ glibc, musl, taggedMusl, taggedGlibc []string }
	dirs := map[string]*folder{}
	var order []string
	for i := range p.Files {
		f := &p.Files[i]
		if f.Label.Convention != "prebuildify" || f.Label.Platform != "linux" || f.Facts == nil || len(f.Facts.Binaries) != 1 {
			continue
		}
		// Files for different ABIs and boards are no alternatives to each other.
		key := path.Dir(f.Path) + " " + f.Label.Runtime + f.Label.ABI + f.Label.ARMv
		if dirs[key] == nil {
			dirs[key] = &folder{}
			order = append(order, key)
		}
		d, b := dirs[key], f.Facts.Binaries[0]
		switch {
		case f.Label.Libc == "musl":
			d.taggedMusl = append(d.taggedMusl, f.Path)
		case f.Label.Libc == "glibc":
			d.taggedGlibc = append(d.taggedGlibc, f.Path)
		case b.Libc == "glibc":
			d.glibc = append(d.glibc, f.Path)
		case b.Libc == "musl":
			d.musl = append(d.musl, f.Path)
		}
	}
	var onMusl []string
	for _, key := range order {
		d := dirs[key]
		switch {
		case len(d.glibc) > 0 && len(d.musl) > 0:
			both := slices.Concat(d.glibc, d.musl)
			p.Report(Warning, d.musl[0], fmt.Sprintf("%s are for different libcs and have no tag that tells: both kinds of system get the same one", few(both, 4)),
				"Tag them .glibc and .musl.", map[string]any{"glibc": d.glibc, "musl": d.musl})
		case len(d.musl) > 0 && len(d.taggedGlibc) == 0:
			p.Report(Warning, d.musl[0], fmt.Sprintf("%s is built for musl and has no tag that says so: glibc systems get it and cannot load it", d.musl[0]),
				"Tag it .musl, and ship a file for glibc.", map[string]any{"musl": d.musl})
		case len(d.glibc) > 0 && len(d.taggedMusl) == 0:
			onMusl = append(onMusl, d.glibc...)
		}
	}
	if len(onMusl) > 0 {
		p.Report(Note, onMusl[0], fmt.Sprintf("%s built for glibc and not tagged: musl systems get %s too", few(onMusl, 2)+plural(len(onMusl), " is", " are"), plural(len(onMusl), "it", "them")),
			"Tag with prebuildify --tag-libc, and ship a file for musl.", map[string]any{"files": onMusl})
	}
}
