package jsrt

import (
	"os"
	"slices"
	"strings"
)

// A variable is one of a file of environment variables.
type variable struct{ name, value string }

// parseEnv reads NAME=value lines: "export" before, quotes of three kinds, over
// several lines too, and comments as Node.js takes them; in the order of names.
func parseEnv(text string) []variable {
	var list []variable
	rest := strings.ReplaceAll(text, "\r\n", "\n")
	for rest = strings.TrimSpace(rest); rest != ""; rest = strings.TrimLeft(rest, " \t\n") {
		line, after, _ := strings.Cut(rest, "\n")
		name, _, ok := strings.Cut(line, "=")
		name = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(name), "export "))
		if !ok || name == "" || line[0] == '#' {
			rest = after
			continue
		}
		value := strings.TrimLeft(line[strings.IndexByte(line, '=')+1:], " \t")
		rest = rest[len(line)-len(value):]
		if value != "" && strings.ContainsRune("\"'`", rune(value[0])) {
			if quoted, _, ok := strings.Cut(rest[1:], value[:1]); ok {
				_, rest, _ = strings.Cut(rest[len(quoted)+2:], "\n")
				if value[0] == '"' {
					quoted = strings.ReplaceAll(quoted, `\n`, "\n")
				}
				list = append(list, variable{name, quoted})
				continue
			}
		}
		rest = after
		value, _, _ = strings.Cut(value, "#")
		list = append(list, variable{name, strings.TrimSpace(value)})
	}
	slices.SortStableFunc(list, func(a, b variable) int { return strings.Compare(a.name, b.name) })
	return list
}

// loadEnvFile adds the variables of a file to process.env; those that are set
// stay as they are.
func (rt *Runtime) loadEnvFile(path string) error {
	data, err := os.ReadFile(rt.abs(path))
	if err != nil {
		return err
	}
	for _, v := range parseEnv(string(data)) {
		if !rt.env.Has(v.name) {
			rt.env.set(v.name, v.value)
		}
	}
	return nil
}
