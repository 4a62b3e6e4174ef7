package rules

import (
	"fmt"

	"github.com/napicheck/napicheck/symbols"
)

// WindowsVersion looks at the subsystem and the Windows version of a DLL.
var WindowsVersion = &Rule{
	ID: "windows-version", Code: "NC418", Severity: Note,
	Doc: `Marked for an unusual Windows subsystem or version

A DLL says for which subsystem and Windows version it was linked. Node.js 18
and newer needs Windows 10, so any version up to 10.0 is fine; a newer one is
refused. Subsystems other than GUI and console are those of drivers, firmware
and boot code.

Link with /SUBSYSTEM:WINDOWS or CONSOLE and without a version.`,
	Run: windowsVersion,
}

func windowsVersion(p *Pass) {
	b := p.Binary
	if b.PE == nil {
		return
	}
	const help = "Link with /SUBSYSTEM:WINDOWS or CONSOLE and without a version."
	const gui, console = 2, 3 // IMAGE_SUBSYSTEM_WINDOWS_GUI, _CUI
	if s := b.PE.Subsystem; s != gui && s != console {
		p.Report(Note, fmt.Sprintf("is marked for subsystem %d, neither GUI (2) nor console (3)", s), help, map[string]any{"subsystem": s})
	}
	if symbols.CompareVersions(b.Floors.Windows, "10.0") > 0 {
		p.Report(Note, "is marked for Windows "+b.Floors.Windows+"; the newest there is calls itself 10.0", help, map[string]any{"version": b.Floors.Windows})
	}
}
