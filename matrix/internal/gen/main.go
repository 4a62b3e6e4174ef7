// Gen measures Node.js releases and writes the tables of package matrix.
//
//	go run ./internal/gen [flags]     (in matrix/; go generate does the same)
//
// It takes release binaries from the npm packages node-PLATFORM-ARCH, reads
// what each exports, runs it to learn process.versions, and keeps one small
// record for each release in its cache; the binaries are deleted. Releases
// already in the tables are never measured again, with or without the cache.
// Interrupted, it goes on where it stopped.
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/napicheck/napicheck/matrix/internal/table"
)

func main() {
	log.SetFlags(log.Ltime)
	log.SetPrefix("gen: ")
	cache, err := os.UserCacheDir()
	if err == nil {
		cache = filepath.Join(cache, "napicheck", "matrix")
	}
	dir := flag.String("cache", cache, "keep measurements in this `folder`")
	data := flag.String("data", "data", "read and write tables in this `folder`")
	first := flag.Int("first", 6, "oldest release `line`")
	last := flag.Int("last", 0, "newest release `line`; 0 = the newest on npm")
	all := flag.Bool("all", false, "measure every release instead of bisecting")
	check := flag.String("check", "", "measure one release on this `build` too and print how it differs from the tables, e.g. linux-arm64/26.10.0")
	flag.Parse()
	if *dir == "" {
		log.Fatal("no user cache folder; give one with -cache")
	}
	if *check != "" {
		err = compare(store(*dir), *data, *check)
	} else {
		err = generate(store(*dir), *data, *first, *last, *all)
	}
	if err != nil {
		log.Fatal(err)
	}
}

// builds are the packages that carry binaries, best first: a release is
// measured on the first that has it. Only linux-x64 tells what official builds
// need of glibc.
var builds = []string{"linux-x64", "linux-arm64"}

func generate(s store, data string, first, last int, all bool) error {
	if err := os.MkdirAll(string(s), 0o755); err != nil {
		return err
	}
	for _, pattern := range []string{"pack-*", "node-*"} { // left by an interrupted run
		left, _ := filepath.Glob(filepath.Join(string(s), pattern))
		for _, dir := range left {
			if err := os.RemoveAll(dir); err != nil {
				return err
			}
		}
	}
	d, err := readTables(data)
	if err != nil {
		return err
	}
	where := map[table.Version]string{}
	newest := 0
	for _, platform := range slices.Backward(builds) {
		list, err := published("node-" + platform)
		if err != nil {
			return err
		}
		for _, text := range list {
			v, err := table.ParseVersion(text)
			if err != nil || v.Major < first || last > 0 && v.Major > last {
				continue // pre-releases are no releases
			}
			where[v] = platform
			newest = max(newest, v.Major)
			d.know(v)
		}
	}
	fetched := 0
	measure := func(v table.Version) error {
		if d.measured(v) {
			return nil
		}
		r, err := s.load(v)
		if err != nil {
			return err
		}
		if r == nil {
			if r, err = s.measure(v, where[v]); err != nil {
				return err
			}
			if err := s.save(r); err != nil {
				return err
			}
			fetched++
			log.Printf("%s %s: modules %d, Node-API %d, %d names", r.Platform, v, r.Modules, r.NodeAPI, len(r.Exports))
		}
		d.merge(r)
		return nil
	}
	for line := first; line <= newest; line++ {
		var vs []table.Version
		for v := range where {
			if v.Major == line {
				vs = append(vs, v)
			}
		}
		slices.SortFunc(vs, table.Version.Compare)
		if all {
			for _, v := range vs {
				if err := measure(v); err != nil {
					return err
				}
			}
			continue
		}
		sig := map[table.Version]string{}
		err := bisect(vs, measure, func(a, b table.Version) bool {
			for _, v := range []table.Version{a, b} {
				if sig[v] == "" {
					sig[v] = d.signature(v)
				}
			}
			return sig[a] == sig[b]
		})
		if err != nil {
			return err
		}
	}
	if err := d.releasesAndLines(string(s), first, newest); err != nil {
		return err
	}
	if err := d.electron(string(s)); err != nil {
		return err
	}
	if err := d.write(); err != nil {
		return err
	}
	axis, _ := d.axis()
	log.Printf("%d releases known, %d measured, %d of them now; %d names", len(d.known()), len(axis), fetched, len(d.names))
	return nil
}

// compare prints the names that a release exports on one build only: on the
// given one ("+"), or on the one in the tables ("-").
func compare(s store, data, spec string) error {
	d, err := readTables(data)
	if err != nil {
		return err
	}
	platform, text, _ := strings.Cut(spec, "/")
	v, err := table.ParseVersion(text)
	if err != nil {
		return err
	}
	if !d.measured(v) {
		return fmt.Errorf("%s is not in the tables", v)
	}
	r, err := s.measure(v, platform)
	if err != nil {
		return err
	}
	own := d.releases[v]
	fmt.Printf("# %s of %s, Node-API %d of %s, uv %s of %s\n", strconv.Itoa(r.Modules), own.modules, r.NodeAPI, own.nodeAPI, r.UV, own.uv)
	exports := map[string]bool{}
	for _, name := range r.Exports {
		exports[name] = true
		if (table.NodeAPI(name) || table.Space(name) != "") && !d.has(name, own.index) {
			fmt.Printf("+%s\t%s\n", table.Space(name), name)
		}
	}
	for name := range d.names {
		if d.has(name, own.index) && !exports[name] {
			fmt.Printf("-%s\t%s\n", table.Space(name), name)
		}
	}
	return nil
}
