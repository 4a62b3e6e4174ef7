package main

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/napicheck/napicheck/internal/semver"
	"github.com/napicheck/napicheck/matrix/internal/table"
)

// file returns one file of the newest version of an npm package, and that version.
func file(cache, pkg, name string) (data []byte, version string, err error) {
	err = fetch(cache, pkg+"@latest", func(n string, r io.Reader) error {
		var err error
		switch n {
		case name:
			data, err = io.ReadAll(r)
		case "package.json":
			var p struct{ Version string }
			err = json.NewDecoder(r).Decode(&p)
			version = p.Version
		}
		return err
	})
	if err == nil && (data == nil || version == "") {
		err = fmt.Errorf("%s has no %s", pkg, name)
	}
	return data, version, err
}

// releasesAndLines adds the releases that node-releases knows of the lines
// from first to last, and writes the ends of life.
func (d *dataset) releasesAndLines(cache string, first, last int) error {
	data, _, err := file(cache, "node-releases", "data/processed/envs.json")
	if err != nil {
		return err
	}
	var envs []struct{ Version string }
	if err := json.Unmarshal(data, &envs); err != nil {
		return fmt.Errorf("node-releases: %w", err)
	}
	for _, e := range envs {
		if v, err := table.ParseVersion(e.Version); err == nil && first <= v.Major && v.Major <= last {
			d.know(v)
		}
	}
	data, version, err := file(cache, "node-releases", "data/release-schedule/release-schedule.json")
	if err != nil {
		return err
	}
	var schedule map[string]struct{ End string }
	if err := json.Unmarshal(data, &schedule); err != nil {
		return fmt.Errorf("node-releases: %w", err)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "# End of life of the release lines, from node-releases %s; written %s by go generate ./matrix.\n# line\tend of life\n",
		version, time.Now().UTC().Format(time.DateOnly))
	lines := map[int]bool{}
	for _, v := range d.known() {
		lines[v.Major] = true
	}
	for _, line := range sorted(lines) {
		fmt.Fprintf(&b, "%d\t%s\n", line, dash(schedule["v"+strconv.Itoa(line)].End))
	}
	return d.save("lines.tsv", b.String())
}

// electron writes the major versions of Electron.
func (d *dataset) electron(cache string) error {
	data, registryVersion, err := file(cache, "node-abi", "abi_registry.json")
	if err != nil {
		return err
	}
	var registry []struct {
		Runtime, Target, ABI string
		Future               bool
	}
	if err := json.Unmarshal(data, &registry); err != nil {
		return fmt.Errorf("node-abi: %w", err)
	}
	data, listVersion, err := file(cache, "electron-releases", "lite.json")
	if err != nil {
		return err
	}
	var list []struct {
		Version string
		Deps    struct{ Node, Modules string }
	}
	if err := json.Unmarshal(data, &list); err != nil {
		return fmt.Errorf("electron-releases: %w", err)
	}
	// Within a major version the registry names each release where the number
	// changed; the last of them is what the stable releases have.
	type entry struct {
		target semver.Version
		abi    string
	}
	newest := map[int]entry{}
	for _, r := range registry {
		if r.Runtime != "electron" || r.Future {
			continue
		}
		target, err := semver.Parse(r.Target)
		if err != nil {
			return fmt.Errorf("node-abi: %w", err)
		}
		if old, ok := newest[target.Major]; !ok || old.target.Compare(target) < 0 {
			newest[target.Major] = entry{target, r.ABI}
		}
	}
	node := map[int]string{}
	for _, r := range list {
		if v, err := table.ParseVersion(r.Version); err == nil && v.Minor == 0 && v.Patch == 0 && r.Deps.Node != "" {
			node[v.Major] = r.Deps.Node
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "# NODE_MODULE_VERSION of Electron from node-abi %s (abi_registry.json), the Node release of X.0.0 from\n"+
		"# electron-releases %s (lite.json); written %s by go generate ./matrix.\n# major\tmodules\tNode release\n",
		registryVersion, listVersion, time.Now().UTC().Format(time.DateOnly))
	for _, major := range sorted(newest) {
		fmt.Fprintf(&b, "%d\t%s\t%s\n", major, newest[major].abi, dash(node[major]))
	}
	return d.save("electron.tsv", b.String())
}

func sorted[T any](m map[int]T) []int {
	var keys []int
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
