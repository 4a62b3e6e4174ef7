package rules

import (
	"fmt"
	"strings"

	"github.com/napicheck/napicheck/internal/lazyregexp"
)

// UncheckedDownload finds install scripts that fetch binaries nobody verifies.
var UncheckedDownload = &Rule{
	ID: "unchecked-download", Code: "NC517", Severity: Warning,
	Doc: `Downloads a binary at install time without checking it

What the registry delivers is checked against the integrity in the lock file.
What an install script fetches from elsewhere is not: whoever controls that
host, or the way to it, decides what runs. It also fails behind proxies, without
a network, and where install scripts are not run at all.

Ship the files through the registry, or compare what was fetched with a hash
that is part of the package.`,
	RunPackage: uncheckedDownload,
}

var (
	fetches     = lazyregexp.New(`\b(https?(['"]\))?\.(get|request)\(|fetch\(|axios|got\(|needle|superagent|node-fetch|undici|XMLHttpRequest|curl |wget |Invoke-WebRequest|download\()`)
	plainHTTP   = lazyregexp.New("[\"'`]http://[a-zA-Z0-9.-]+\\.[a-z]{2,}")
	verifies    = lazyregexp.New(`(?i)sha-?(256|384|512)|createHash|integrity|checksum|gpg|minisign|cosign`)
	downloaders = lazyregexp.New(`(^|[\s/])(prebuild-install|node-pre-gyp install|install-from-cache|cmake-ts install)`)
)

func uncheckedDownload(p *PackagePass) {
	const help = "Ship the file through the registry, or check what is fetched against a hash in the package."
	for _, event := range installEvents {
		command := p.Manifest.Scripts[event]
		if command == "" {
			continue
		}
		if m := downloaders().FindString(command); m != "" {
			p.Report(Note, "", fmt.Sprintf("its %s script (%s) fetches the addon from outside the registry and checks no hash", event, strings.TrimSpace(strings.Trim(m, " /"))),
				help, map[string]any{"script": event, "command": command})
			continue
		}
		if (strings.Contains(command, "curl ") || strings.Contains(command, "wget ")) && !verifies().MatchString(command) {
			p.Report(Note, "", fmt.Sprintf("its %s script fetches a file and checks no hash", event), help, map[string]any{"script": event, "command": command})
		}
		for _, path := range p.scripts(command) {
			text := p.text(path)
			if !fetches().MatchString(text) || !strings.Contains(text, "http") {
				continue
			}
			evidence := map[string]any{"script": event, "command": command, "file": path, "fetches": fetches().FindString(text)}
			switch plain := plainHTTP().FindString(text); {
			case verifies().MatchString(text):
			case plain != "":
				evidence["address"] = plain[1:]
				p.Report(Warning, path, fmt.Sprintf("its %s script runs %s, which fetches over plain HTTP and checks no hash", event, path), help, evidence)
			default:
				p.Report(Note, path, fmt.Sprintf("its %s script runs %s, which fetches a file and checks no hash", event, path), help, evidence)
			}
		}
	}
}
