package rules

// DebugInfo finds debug information inside the shipped file.
var DebugInfo = &Rule{
	ID: "debug-info", Code: "NC006", Severity: Note,
	Doc: `Debug information is shipped inside the file

DWARF sections are often larger than the code, every user downloads them, and
they hold the paths and names of the sources.

Strip the file after linking and keep the debug information beside your
release: strip --strip-debug, objcopy --only-keep-debug, prebuildify --strip,
napi build --strip, [profile.release] strip = "debuginfo" in Cargo.toml. On
macOS sign again afterwards.`,
	Run: func(p *Pass) {
		if p.Binary.DebugInfo {
			p.Report(Note, "ships debug information inside the file", "Strip it: strip --strip-debug, prebuildify --strip, napi build --strip.",
				map[string]any{"debugInfo": true, "size": p.Binary.Size})
		}
	},
}
