package label

import "strings"

// requireAddon is require-addon, of the Bare runtime's packages, under Node:
// prebuilds/<platform>-<arch>[-musl]/<name>[@<version>].node, with "/" in the
// name as "__", and on darwin <platform>-universal after that.
func (r *resolver) requireAddon(evidence string) loader {
	m := r.Manifest
	name := strings.TrimPrefix(strings.ReplaceAll(m.Name, "/", "__"), "@")
	return loader{
		name: "require-addon", evidence: evidence,
		resolve: func(h Host) []choice {
			dirs := []string{h.Platform + "-" + h.Arch}
			switch {
			case h.Libc == "musl":
				dirs[0] += "-musl"
			case h.Platform == "darwin":
				dirs = append(dirs, "darwin-universal")
			}
			for _, file := range []string{name + "@" + m.Version, name} {
				for _, dir := range dirs {
					if f := "prebuilds/" + dir + "/" + file + ".node"; r.tree.files[f] {
						return []choice{{file: f, why: "require-addon takes the file of this name"}}
					}
				}
			}
			return none("no prebuilds/" + dirs[0] + "/" + name + ".node" + r.built())
		},
	}
}
