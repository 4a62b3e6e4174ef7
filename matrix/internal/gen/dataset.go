package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/napicheck/napicheck/matrix/internal/table"
)

// A dataset is all that is known: the tables as they were, and what was
// measured since. The tables lose nothing of the measurements, so that they
// are the only memory the generator needs.
type dataset struct {
	dir      string
	releases map[table.Version]*release
	names    map[string]*bits // Node-API and host names, by index of release
	guards   []string         // rows of functions.tsv; nil = keep the file
	guardsOf string           // where they come from
}

type release struct {
	index    int    // in bits; -1 = known to exist, not measured
	platform string // the build that was measured
	// The rest are columns as written; "-" = none or unknown.
	modules, nodeAPI, uv, v8, glibc, glibcxx string
}

type bits []uint64

func (b bits) has(i int) bool { return i>>6 < len(b) && b[i>>6]>>(i&63)&1 == 1 }

func (b *bits) set(i int) {
	for i>>6 >= len(*b) {
		*b = append(*b, 0)
	}
	(*b)[i>>6] |= 1 << (i & 63)
}

func (d *dataset) has(name string, i int) bool {
	b := d.names[name]
	return b != nil && b.has(i)
}

func (d *dataset) add(name string, i int) {
	b := d.names[name]
	if b == nil {
		b = new(bits)
		d.names[strings.Clone(name)] = b
	}
	b.set(i)
}

// axis returns the measured releases, ascending, and their indices.
func (d *dataset) axis() (axis table.Axis, index []int) {
	for v, r := range d.releases {
		if r.index >= 0 {
			axis = append(axis, v)
		}
	}
	slices.SortFunc(axis, table.Version.Compare)
	for _, v := range axis {
		index = append(index, d.releases[v].index)
	}
	return axis, index
}

// known returns the releases of every line that has a measured one, ascending.
// Changelogs name others.
func (d *dataset) known() []table.Version {
	lines := map[int]bool{}
	for v, r := range d.releases {
		lines[v.Major] = lines[v.Major] || r.index >= 0
	}
	var all []table.Version
	for v := range d.releases {
		if lines[v.Major] {
			all = append(all, v)
		}
	}
	slices.SortFunc(all, table.Version.Compare)
	return all
}

// know notes that a release exists.
func (d *dataset) know(v table.Version) *release {
	r := d.releases[v]
	if r == nil {
		r = &release{index: -1, platform: "-", modules: "-", nodeAPI: "-", uv: "-", v8: "-", glibc: "-", glibcxx: "-"}
		d.releases[v] = r
	}
	return r
}

func (d *dataset) measured(v table.Version) bool {
	r := d.releases[v]
	return r != nil && r.index >= 0
}

// merge adds a measurement.
func (d *dataset) merge(m *record) {
	axis, _ := d.axis()
	r := d.know(m.Version)
	*r = release{len(axis), m.Platform, strconv.Itoa(m.Modules), dash(""), dash(m.UV), dash(m.V8), dash(m.Glibc), dash(m.Glibcxx)}
	if m.Platform != builds[0] {
		r.glibc, r.glibcxx = "-", "-"
	}
	if m.NodeAPI > 0 {
		r.nodeAPI = strconv.Itoa(m.NodeAPI)
	}
	for _, name := range m.Exports {
		if table.NodeAPI(name) || table.Space(name) != "" {
			d.add(name, r.index)
		}
	}
	for _, s := range m.Listed {
		if v, err := table.ParseVersion(s); err == nil {
			d.know(v)
		}
	}
	if v := m.Version; len(m.Declared) > 0 && !slices.ContainsFunc(axis, func(w table.Version) bool { return w.Compare(v) > 0 }) {
		d.guards, d.guardsOf = nil, v.String()
		for name, guard := range m.Declared {
			d.guards = append(d.guards, name+"\t"+guard)
		}
		slices.Sort(d.guards)
	}
}

func dash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// signature is what bisecting tells releases apart by. The exact boundaries of
// all it holds are found.
func (d *dataset) signature(v table.Version) string {
	r := d.releases[v]
	var names []string
	for name, b := range d.names {
		if (table.NodeAPI(name) || strings.HasPrefix(name, "uv_")) && b.has(r.index) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return r.modules + " " + r.nodeAPI + "\n" + strings.Join(names, "\n")
}

// readTables reads the tables in dir; those that do not exist are empty.
func readTables(dir string) (*dataset, error) {
	d := &dataset{dir: dir, releases: map[table.Version]*release{}, names: map[string]*bits{}}
	read := func(name string) (string, string, error) {
		path := filepath.Join(dir, name)
		text, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			err = nil
		}
		return path, string(text), err
	}
	path, text, err := read("releases.tsv")
	if err != nil {
		return nil, err
	}
	var axis table.Axis
	err = table.Rows(path, text, 8, func(col []string) error {
		v, err := table.ParseVersion(col[0])
		if err != nil {
			return err
		}
		r := d.know(v)
		if col[1] != "-" {
			*r = release{len(axis), col[1], col[2], col[3], col[4], col[5], col[6], col[7]}
			axis = append(axis, v)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	add := func(name string, runs []table.Run) {
		for _, r := range runs {
			for i := r.First; i <= r.Last; i++ {
				d.add(name, i)
			}
		}
	}
	if path, text, err = read("symbols.tsv"); err != nil {
		return nil, err
	}
	err = table.Rows(path, text, 2, func(col []string) error {
		runs, err := axis.ParseRuns(col[1])
		add(col[0], runs)
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, space := range table.Spaces {
		if path, text, err = read("host/" + space + ".tsv"); err != nil {
			return nil, err
		}
		if err := table.NewNames(axis, path, text).Each(add); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// write writes all tables of what was measured.
func (d *dataset) write() error {
	axis, index := d.axis()
	when := time.Now().UTC().Format(time.DateOnly)
	source := fmt.Sprintf("# Measured on the binaries in the npm packages node-PLATFORM-ARCH; written %s by go generate ./matrix.\n", when)
	runs := "# Sets of releases are runs along the measured ones: a bare number stands for the\n" +
		"# first (before the dash) or last (behind it) measured release of a line, alone for all of it.\n"

	var b strings.Builder
	b.WriteString(source + "# Releases that were not measured (build \"-\") are known from the changelogs in these packages,\n" +
		"# from npm's lists of their versions, and from the package node-releases.\n" +
		"# release\tbuild\tmodules\tnapi\tuv\tv8\tglibc needed\tlibstdc++ needed\n")
	for _, v := range d.known() {
		r := d.releases[v]
		fmt.Fprintln(&b, strings.Join([]string{v.String(), r.platform, r.modules, r.nodeAPI, r.uv, r.v8, r.glibc, r.glibcxx}, "\t"))
	}
	if err := d.save("releases.tsv", b.String()); err != nil {
		return err
	}

	symbols := map[string]string{}
	spaces := map[string]map[string]string{}
	for name, b := range d.names {
		set := axis.FormatRuns(func(i int) bool { return b.has(index[i]) })
		if table.NodeAPI(name) {
			symbols[name] = set
			continue
		}
		space := table.Space(name)
		if spaces[space] == nil {
			spaces[space] = map[string]string{}
		}
		spaces[space][name] = set
	}
	b.Reset()
	b.WriteString(source + runs + "# Node-API name\treleases that export it\n")
	names := make([]string, 0, len(symbols))
	for name := range symbols {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		fmt.Fprintf(&b, "%s\t%s\n", name, symbols[name])
	}
	if err := d.save("symbols.tsv", b.String()); err != nil {
		return err
	}
	for _, space := range table.Spaces {
		text := source + runs + "# =set of releases, numbered from 0; then the names: @name or bytes shared with the previous one and the rest; number of the set\n" +
			table.FormatNames(spaces[space])
		if err := d.save("host/"+space+".tsv", text); err != nil {
			return err
		}
	}

	if d.guards != nil {
		text := fmt.Sprintf("# Functions declared by the headers of Node %s (include/node in its npm package), with the\n"+
			"# Node-API version that guards them; written %s by go generate ./matrix.\n%s\n",
			d.guardsOf, when, strings.Join(d.guards, "\n"))
		if err := d.save("functions.tsv", text); err != nil {
			return err
		}
	}
	return nil
}

// save writes a table, unless nothing but its date changed.
func (d *dataset) save(name, text string) error {
	path := filepath.Join(d.dir, name)
	date := regexp.MustCompile(`written \d{4}-\d\d-\d\d`)
	if old, err := os.ReadFile(path); err == nil && date.ReplaceAllString(string(old), "") == date.ReplaceAllString(text, "") {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, []byte(text), 0o644)
}
