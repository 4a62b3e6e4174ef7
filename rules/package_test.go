package rules

import (
	"encoding/json"
	"errors"
	"io/fs"
	"slices"
	"testing"

	"github.com/napicheck/napicheck/internal/label"
	"github.com/napicheck/napicheck/internal/npm"
	"github.com/napicheck/napicheck/symbols"
)

// A packageCase is a package as testdata writes it. Labels are read from the
// paths, verdicts from the facts, as for any other package.
type packageCase struct {
	Manifest json.RawMessage // package.json
	Files    []struct {
		Path   string
		Size   int64
		SHA256 string
		Error  string
		Kind   symbols.Kind // of a file with one Binary; "" = node-api
		Binary *symbols.Binary
		Facts  *symbols.File
	}
	Paths    []string          // besides Files and Sources
	Sources  map[string]string // text by path
	Size     int64
	Platform []packageCase
	Missing  map[string]struct {
		npm.UnlistedError
		Error string // not an UnlistedError but this
	}
	Problems  []Problem
	Installed bool
	Folder    bool
}

func (c *packageCase) pkg(t *testing.T) *Package {
	p := &Package{Path: "pkg", Size: c.Size, Installed: c.Installed, Folder: c.Folder, Problems: c.Problems, Paths: slices.Clone(c.Paths)}
	if c.Manifest != nil {
		m, err := npm.ParseManifest(c.Manifest)
		if err != nil {
			t.Fatal(err)
		}
		p.Manifest = m
	}
	for _, f := range c.Files {
		pf := PackageFile{Path: f.Path, Size: f.Size, SHA256: f.SHA256, Label: label.Of(f.Path, p.Manifest), Facts: f.Facts}
		if f.Binary != nil {
			pf.Facts = &symbols.File{Kind: f.Kind, Binaries: []*symbols.Binary{f.Binary}}
			if f.Kind == "" {
				pf.Facts.Kind = symbols.KindNodeAPI
			}
		}
		if f.Error != "" {
			pf.Err = errors.New(f.Error)
		}
		if pf.Facts != nil {
			pf.Verdicts = Check(pf.Facts, pf.Label, Promise{}, Options{Disable: []string{"all"}}).Verdicts
		}
		p.Files = append(p.Files, pf)
		p.Paths = append(p.Paths, f.Path)
	}
	for path := range c.Sources {
		p.Paths = append(p.Paths, path)
	}
	slices.Sort(p.Paths)
	p.Read = func(path string) ([]byte, error) {
		if s, ok := c.Sources[path]; ok {
			return []byte(s), nil
		}
		return nil, fs.ErrNotExist
	}
	for i := range c.Platform {
		p.Platform = append(p.Platform, c.Platform[i].pkg(t))
	}
	for name, why := range c.Missing {
		if p.Missing == nil {
			p.Missing = map[string]error{}
		}
		why.Spec = npm.Spec{Name: name, Range: p.Manifest.OptionalDependencies[name]}
		p.Missing[name] = &why.UnlistedError
		if why.Error != "" {
			p.Missing[name] = errors.New(why.Error)
		}
	}
	return p
}
