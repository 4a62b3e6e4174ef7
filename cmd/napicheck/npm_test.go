package main

import (
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/napicheck/napicheck/internal/semver"
)

// registry is npm as the scripts see it: it serves the folder $REGISTRY, in
// which a tarball lies as NAME@VERSION.tgz, "+" for the slash of a scope. It
// fails with the code in $NPM_FAILS, for packages whose name holds the word
// behind it, refuses arguments that the real npm could take for anything but packages,
// and writes down in $REGISTRY/log what it was asked for.
func registry() {
	dir := os.Getenv("REGISTRY")
	args := os.Args[1:]
	if code, name, _ := strings.Cut(os.Getenv("NPM_FAILS"), " "); code != "" && strings.Contains(strings.Join(args, " "), name) {
		refuse(code, "as the script wants it")
	}
	i := slices.Index(args, "--")
	if i < 0 || !slices.Contains(args, "--json") {
		refuse("EUSAGE", "no -- or no --json")
	}
	options, specs := args[1:i], args[i+1:]
	log, err := os.OpenFile(filepath.Join(dir, "log"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o666)
	if err != nil {
		refuse("EUSAGE", err.Error())
	}
	fmt.Fprintln(log, args[0], strings.Join(specs, " "))
	log.Close()
	var packed []map[string]any
	for i, spec := range specs {
		versions, best, file := find(dir, spec)
		switch {
		case len(versions) == 0:
			refuse("E404", "Not Found")
		case file == "":
			refuse("ETARGET", "No matching version found")
		case args[0] == "view":
			respond(versions)
			return
		}
		if !slices.Contains(options, "--ignore-scripts") {
			refuse("EUSAGE", "scripts would run")
		}
		data, err := os.ReadFile(file)
		to := fmt.Sprintf("%d.tgz", i)
		if err == nil {
			err = os.WriteFile(filepath.Join(options[slices.Index(options, "--pack-destination")+1], to), data, 0o666)
		}
		if err != nil {
			refuse("EUSAGE", err.Error())
		}
		sum := sha512.Sum512(data)
		packed = append(packed, map[string]any{
			"name": best.name, "version": best.Version.String(), "filename": to, "integrity": "sha512-" + base64.StdEncoding.EncodeToString(sum[:]),
		})
	}
	respond(packed)
}

type published struct {
	name string
	semver.Version
}

// find looks for a package in the folder of the registry.
func find(dir, spec string) (versions []string, best published, file string) {
	best.name = spec
	text := "*"
	if at := strings.LastIndex(spec, "@"); at > 0 {
		best.name, text = spec[:at], spec[at+1:]
	}
	rng, err := semver.ParseRange(strings.Replace(text, "latest", "*", 1))
	if err != nil {
		refuse("EUSAGE", err.Error())
	}
	prefix := strings.ReplaceAll(best.name, "/", "+") + "@"
	files, _ := filepath.Glob(filepath.Join(dir, prefix+"*.tgz"))
	for _, f := range files {
		text := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(f), prefix), ".tgz")
		versions = append(versions, text)
		if v, err := semver.Parse(text); err == nil && rng.Contains(v) && v.Compare(best.Version) >= 0 {
			best.Version, file = v, f
		}
	}
	return versions, best, file
}

func respond(v any) {
	json.NewEncoder(os.Stdout).Encode(v)
}

func refuse(code, summary string) {
	respond(map[string]any{"error": map[string]string{"code": code, "summary": summary}})
	os.Exit(1)
}
