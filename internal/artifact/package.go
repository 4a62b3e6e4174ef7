package artifact

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// maxManifest bounds a package.json (4 MiB); real ones are a thousand times smaller.
const maxManifest = 4 << 20

// A Package is what a package.json says, as far as addons are concerned.
type Package struct {
	Name    string
	Version string
	Dir     string // real path of the folder of package.json
	Engines string // engines.node; "" = not stated
}

// A ManifestError is a package.json that cannot be understood. The addon it
// was read for can still be checked.
type ManifestError struct {
	Path string
	Err  error
}

func (e *ManifestError) Error() string { return e.Path + ": " + e.Err.Error() }
func (e *ManifestError) Unwrap() error { return e.Err }

// packages remembers the package around each folder.
type packages map[string]*Package

// around returns the package of the nearest package.json at or above dir that
// carries a name; one without (as in {"type": "module"}) only configures a
// part of a package. A folder named node_modules ends the search: what lies
// in it belongs to no package above.
func (m packages) around(dir string) (*Package, error) {
	if p, ok := m[dir]; ok {
		return p, nil
	}
	if filepath.Base(dir) == "node_modules" {
		return nil, nil
	}
	p, err := readPackage(dir)
	if p == nil {
		if parent := filepath.Dir(dir); parent != dir {
			above, err2 := m.around(parent)
			p, err = above, errors.Join(err, err2)
		}
	}
	m[dir] = p // an error is told once
	return p, err
}

func readPackage(dir string) (*Package, error) {
	path := filepath.Join(dir, "package.json")
	f, err := os.Open(path)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil, nil
		}
		return nil, &ManifestError{path, errors.Unwrap(err)}
	}
	defer f.Close()
	if st, err := f.Stat(); err != nil || !st.Mode().IsRegular() {
		return nil, nil
	}
	data, err := io.ReadAll(io.LimitReader(f, maxManifest+1))
	if err != nil {
		return nil, &ManifestError{path, err}
	}
	if len(data) > maxManifest {
		return nil, &ManifestError{path, fmt.Errorf("more than %d bytes", maxManifest)}
	}
	p, err := parsePackage(data)
	if err != nil {
		return nil, &ManifestError{path, err}
	}
	if p != nil {
		p.Dir = dir
	}
	return p, nil
}

func parsePackage(data []byte) (*Package, error) {
	var raw struct {
		Name, Version json.RawMessage
		Engines       json.RawMessage // an object, and in old packages a list or a string
	}
	if err := json.Unmarshal(bytes.TrimPrefix(data, []byte("\ufeff")), &raw); err != nil {
		return nil, err
	}
	text := func(m json.RawMessage) (s string) {
		if json.Unmarshal(m, &s) != nil {
			return ""
		}
		return s
	}
	p := &Package{Name: text(raw.Name), Version: text(raw.Version)}
	if p.Name == "" {
		return nil, nil
	}
	var engines map[string]json.RawMessage
	if json.Unmarshal(raw.Engines, &engines) == nil {
		p.Engines = text(engines["node"])
	}
	return p, nil
}
