package rules

// CompilesAnyway finds prebuilt packages that npm compiles on every install.
var CompilesAnyway = &Rule{
	ID: "compiles-anyway", Code: "NC510", Severity: Warning,
	Doc: `Ships prebuilt addons, and npm compiles it all the same

npm runs "node-gyp rebuild" for every package that holds a binding.gyp and has
no install script, unless "gypfile": false forbids it. The prebuilt files are
then never used: the install needs Python and a compiler, takes minutes, and
fails without them.

Set "gypfile": false, or an install script that looks for the prebuilt file
first (node-gyp-build does), or leave binding.gyp out of the package.`,
	RunPackage: compilesAnyway,
}

func compilesAnyway(p *PackagePass) {
	m := p.Manifest
	if !p.has("binding.gyp") || m.GypFile != nil && !*m.GypFile || m.Scripts["install"] != "" || m.Scripts["preinstall"] != "" {
		return
	}
	prebuilt := ""
	for i := range p.Files {
		if f := &p.Files[i]; f.prebuilt() {
			prebuilt = f.Path
			break
		}
	}
	if names := m.PlatformPackages(); prebuilt == "" && len(names) > 0 {
		prebuilt = names[0]
	}
	if prebuilt == "" {
		return
	}
	p.Report(Warning, "binding.gyp", "holds a binding.gyp and no install script: npm compiles it on every install, although "+prebuilt+" is there",
		`Set "gypfile": false, or let the install script look for the prebuilt file first.`,
		map[string]any{"prebuilt": prebuilt, "scripts": m.Scripts["install"] + m.Scripts["preinstall"]})
}
