package rules

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/napicheck/napicheck/matrix"
	"github.com/napicheck/napicheck/symbols"
)

// ABIBound states which majors a V8 addon is for.
var ABIBound = &Rule{
	ID: "abi-bound", Code: "NC206", Severity: Error,
	Doc: `Bound to one NODE_MODULE_VERSION

An addon of Node's C++ interface loads in exactly the major releases that have
its NODE_MODULE_VERSION; all others refuse it with an error that names both
numbers. A package needs one such file for each, rebuilt for every new major.

Label the file with its abi so that loaders choose it rightly, or move to
Node-API, where one file serves all.`,
	Run: abiBound,
}

func abiBound(p *Pass) {
	b := p.Binary
	abis := modulesFor(b)
	if len(abis) == 0 {
		return
	}
	var hosts, numbers []string
	for _, abi := range abis {
		numbers = append(numbers, strconv.Itoa(abi))
		for _, l := range matrix.Lines() {
			if l.Modules == abi {
				hosts = append(hosts, "Node.js "+strconv.Itoa(l.Major))
			}
		}
		for _, e := range matrix.Electrons() {
			if e.Modules == abi {
				hosts = append(hosts, "Electron "+strconv.Itoa(e.Major))
			}
		}
	}
	message := fmt.Sprintf("is built for NODE_MODULE_VERSION %s", few(numbers, 8))
	if len(hosts) > 0 {
		message += ": " + few(hosts, 8) + " only"
	}
	evidence := map[string]any{"nodeModuleVersions": abis, "hosts": hosts}
	const help = "Build one file for each major you support and label it with its abi, or move to Node-API."
	// A package promises with engines.node what all its files do together; one
	// file need not keep that promise alone. Of a file asked about, it is asked.
	_, on := p.failing(wrongModules)
	alone := p.Promise.Source == "--node" || len(on) == len(p.Promise.Releases)
	if p.promised() && len(on) > 0 && alone {
		p.Report(Error, fmt.Sprintf("%s; Node.js %s cannot load it", message, p.where(on)), help, p.broken(on, evidence))
		return
	}
	p.Report(Note, message, help, evidence)
}

// modulesFor lists every NODE_MODULE_VERSION that b registers for; nil if it
// registers with Node-API, which asks for none.
func modulesFor(b *symbols.Binary) []int {
	if slices.Contains(b.Registration, symbols.RegSymbol) || slices.Contains(b.Registration, symbols.RegConstructor) {
		return nil
	}
	abis := v8Symbols(b)
	if slices.Contains(b.Registration, symbols.RegV8Constructor) && b.NodeModuleVersion != 0 {
		abis = append(abis, b.NodeModuleVersion)
	}
	slices.Sort(abis)
	return slices.Compact(abis)
}
