package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/napicheck/napicheck/symbols"
)

// SlicesDiffer compares the slices of a fat file.
var SlicesDiffer = &Rule{
	ID: "slices-differ", Code: "NC402", Severity: Warning, WholeFile: true,
	Doc: `The slices of a universal file are not the same addon

A universal (fat) Mach-O file should be one build for several CPUs. Where its
slices register in different ways, declare different Node-API versions or
are bound to different releases of Node.js, the addon works on one kind of
Mac and not on the other, for which nobody finds the reason. Different macOS
minimums are normal: arm64 begins with macOS 11.

Build all slices from the same sources with the same settings, then join them
with lipo -create.`,
	Run: slicesDiffer,
}

func slicesDiffer(p *Pass) {
	if len(p.File.Binaries) < 2 {
		return
	}
	const help = "Build all slices from the same sources and settings, then join them with lipo -create."
	for _, c := range []struct {
		key, what string
		of        func(*symbols.Binary) string
	}{
		{"registration", "registration", func(b *symbols.Binary) string {
			var ways []string
			for _, r := range b.Registration {
				ways = append(ways, string(r))
			}
			return strings.Join(ways, " and ")
		}},
		{"nodeApiVersion", "Node-API version", func(b *symbols.Binary) string {
			switch b.NodeAPI.VersionSource {
			case symbols.VersionExport, symbols.VersionDefault:
				return fmt.Sprint(b.NodeAPI.Version)
			case symbols.VersionUndecodable:
				return "" // not known, so not known to differ
			}
			return "none"
		}},
		{"nodeModuleVersion", "NODE_MODULE_VERSION", func(b *symbols.Binary) string {
			if b.NodeModuleVersion == 0 {
				return ""
			}
			return fmt.Sprint(b.NodeModuleVersion)
		}},
	} {
		values := map[string]any{}
		var distinct, said []string
		for _, b := range p.File.Binaries {
			v := c.of(b)
			if c.key != "registration" && v == "" {
				continue
			}
			if v == "" {
				v = "none"
			}
			values[b.Arch] = v
			said = append(said, b.Arch+" "+v)
			if !slices.Contains(distinct, v) {
				distinct = append(distinct, v)
			}
		}
		if len(distinct) > 1 {
			p.Report(Warning, fmt.Sprintf("its slices differ in %s: %s", c.what, strings.Join(said, ", ")), help, map[string]any{c.key: values})
		}
	}
}
