package addons

import (
	"debug/elf"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/dop251/goja"

	"github.com/napicheck/napicheck/internal/jsrt"
	"github.com/napicheck/napicheck/loader"
	"github.com/napicheck/napicheck/symbols"
)

// registersWithNode reports whether an addon calls Node's own registration. The
// program has no such function, and the call, from a constructor, would end it.
func registersWithNode(path string) bool {
	f, err := elf.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	imports, _ := f.ImportedSymbols()
	return slices.ContainsFunc(imports, func(s elf.ImportedSymbol) bool { return s.Name == "node_module_register" })
}

// explained adds to what the system's loader said why, and what can be done.
func explained(rt *jsrt.Runtime, path string, err error) error {
	exception := (*goja.Exception)(nil)
	if !errors.As(err, &exception) {
		return err
	}
	e, ok := exception.Value().(*goja.Object)
	if !ok {
		return err
	}
	var code, message string
	text := func(name string) string {
		if v := e.Get(name); v != nil { // what addons throw need not have it
			return v.String()
		}
		return ""
	}
	if rt.VM().Try(func() { code, message = text("code"), text("message") }) != nil || code != "ERR_DLOPEN_FAILED" {
		return err
	}
	if why := explain(path); why != "" {
		return errors.New(message + "\n" + why)
	}
	return err
}

// explain says what keeps an addon from being loaded, as far as its files tell.
func explain(path string) string {
	if f, err := symbols.Open(path, symbols.Options{}); err == nil && f.Kind == symbols.KindV8 {
		return path + " is built on the C++ interface of V8 and Node.js, which only Node.js has: napicheck run loads addons of Node-API. " +
			"napicheck check tells the releases of Node.js it was built for"
	}
	l, err := loader.Scan(path, loader.ScanOptions{})
	if err != nil {
		return ""
	}
	var lines []string
	for _, m := range l.Missing {
		lines = append(lines, fmt.Sprintf("%s, which %s needs, %s: install the package that has it", m.Name, m.By, m.Reason))
	}
	if reason := l.CannotLoad(); reason != "" && len(l.Missing) == 0 {
		lines = append(lines, reason)
	}
	var wanted []string
	for _, u := range l.Unresolved {
		wanted = append(wanted, symbols.FunctionName(u.Symbol))
	}
	slices.Sort(wanted)
	wanted = slices.Compact(wanted)
	const most = 10
	switch n := len(wanted); {
	case n > most:
		lines = append(lines, fmt.Sprintf("Nothing here provides %s and %d more of the symbols it needs", strings.Join(wanted[:most], ", "), n-most))
	case n > 0:
		lines = append(lines, "Nothing here provides "+strings.Join(wanted, ", "))
	}
	if len(wanted) > 0 {
		lines = append(lines, "napicheck symbols "+path+" lists all, and napicheck check the releases of Node.js that have them")
	}
	return strings.Join(lines, "\n")
}
