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
	last := flag.Int("last", 26, "newest release `line`")
	all := flag.Bool("all", false, "measure every release instead of bisecting")
	flag.Parse()
	if *dir == "" {
		log.Fatal("no user cache folder; give one with -cache")
	}
	if err := os.MkdirAll(*dir, 0o755); err != nil {
		log.Fatal(err)
	}
	_ = data
	if err := measureAll(store(*dir), *first, *last, *all); err != nil {
		log.Fatal(err)
	}
}

// builds are the packages that carry binaries, best first: a release is
// measured on the first that has it.
var builds = []string{"linux-x64", "linux-arm64"}

func measureAll(s store, first, last int, every bool) error {
	where := map[table.Version]string{}
	for _, platform := range slices.Backward(builds) {
		all, err := published("node-" + platform)
		if err != nil {
			return err
		}
		for _, text := range all {
			if v, err := table.ParseVersion(text); err == nil { // pre-releases are not releases
				where[v] = platform
			}
		}
	}
	records := map[table.Version]*record{}
	n := 0
	measure := func(v table.Version) error {
		if records[v] != nil {
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
			log.Printf("%s %s: modules %d, Node-API %d, %d names", r.Platform, v, r.Modules, r.NodeAPI, len(r.Exports))
		}
		n++
		records[v] = r
		return nil
	}
	for line := first; line <= last; line++ {
		var vs []table.Version
		for v := range where {
			if v.Major == line {
				vs = append(vs, v)
			}
		}
		slices.SortFunc(vs, table.Version.Compare)
		if every {
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
					sig[v] = records[v].signature()
				}
			}
			return sig[a] == sig[b]
		})
		if err != nil {
			return err
		}
		log.Printf("line %d: %d releases on npm, %d measured so far", line, len(vs), n)
	}
	return nil
}

// signature is what bisecting tells releases apart by: the exact boundaries of
// all it holds are found.
func (r *record) signature() string {
	var b strings.Builder
	fmt.Fprintln(&b, r.Modules, r.NodeAPI)
	for _, name := range r.Exports {
		if table.NodeAPI(name) || strings.HasPrefix(name, "uv_") {
			fmt.Fprintln(&b, name)
		}
	}
	return b.String()
}
