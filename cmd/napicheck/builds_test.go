package main

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestBuilds builds the program without cgo: for this system as users do, for
// every system it is for as far as the types go. The compiler would find no
// more there, and would compile the world six times. (.github/workflows/ci.yml
// builds and tests on each of the three systems.)
func TestBuilds(t *testing.T) {
	if testing.Short() {
		t.Skip("builds take a while; run without -short")
	}
	t.Run("here", func(t *testing.T) {
		t.Parallel()
		cmd := exec.Command("go", "build", "-o", t.TempDir(), ".")
		cmd.Env = append(cmd.Environ(), "CGO_ENABLED=0")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
	})
	t.Run("elsewhere", func(t *testing.T) {
		t.Parallel()
		b := builds{files: token.NewFileSet(), parsed: map[string]*ast.File{}}
		for _, system := range []string{"linux", "darwin", "windows"} {
			for _, arch := range []string{"amd64", "arm64"} {
				t.Run(system+"/"+arch, func(t *testing.T) { b.check(t, system, arch) })
			}
		}
	})
}

// builds checks the types of the program for several systems, which have most
// files in common.
type builds struct {
	files  *token.FileSet
	parsed map[string]*ast.File
}

func (b *builds) check(t *testing.T, system, arch string) {
	cmd := exec.Command("go", "list", "-deps", "-json=ImportPath,Dir,GoFiles,ImportMap,Module,Standard", ".")
	cmd.Env = append(cmd.Environ(), "CGO_ENABLED=0", "GOOS="+system, "GOARCH="+arch)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal("go list: ", err)
	}
	checked := importer{"unsafe": types.Unsafe}
	for list := json.NewDecoder(strings.NewReader(string(out))); ; { // each package comes after those it imports
		var pkg struct {
			ImportPath, Dir string
			GoFiles         []string
			ImportMap       map[string]string
			Standard        bool
			Module          *struct{ GoVersion string }
		}
		if err := list.Decode(&pkg); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal("go list: ", err)
		}
		if pkg.ImportPath == "unsafe" {
			continue
		}
		own := strings.HasPrefix(pkg.ImportPath+"/", module)
		var files []*ast.File
		for _, name := range pkg.GoFiles {
			file, err := b.parse(filepath.Join(pkg.Dir, name), own)
			if err != nil {
				t.Fatal(err)
			}
			files = append(files, file)
		}
		config := types.Config{
			Importer:         mapped{checked, pkg.ImportMap},
			Sizes:            types.SizesFor("gc", arch),
			IgnoreFuncBodies: !own,
			Error: func(err error) {
				if own {
					t.Error(err)
				}
			},
		}
		if pkg.Module != nil && pkg.Module.GoVersion != "" {
			config.GoVersion = "go" + pkg.Module.GoVersion
		}
		checked[pkg.ImportPath], err = config.Check(pkg.ImportPath, b.files, files, nil)
		if err != nil && !own {
			t.Errorf("%s: %v", pkg.ImportPath, err)
		}
	}
	if checked[strings.TrimSuffix(module, "/")+"/cmd/napicheck"] == nil {
		t.Errorf("the program is not among %d packages", len(checked))
	}
}

// parse parses a file; bodies of functions only where they are looked at.
func (b *builds) parse(path string, bodies bool) (*ast.File, error) {
	if file := b.parsed[path]; file != nil {
		return file, nil
	}
	file, err := parser.ParseFile(b.files, path, nil, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	if !bodies {
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Body != nil {
				f.Body = &ast.BlockStmt{}
			}
		}
	}
	b.parsed[path] = file
	return file, nil
}

type importer map[string]*types.Package

func (i importer) Import(path string) (*types.Package, error) {
	if pkg := i[path]; pkg != nil {
		return pkg, nil
	}
	return nil, errors.New("not listed: " + path)
}

// mapped imports as one package does: the standard library has copies of others.
type mapped struct {
	importer
	paths map[string]string
}

func (m mapped) Import(path string) (*types.Package, error) {
	if real, ok := m.paths[path]; ok {
		path = real
	}
	return m.importer.Import(path)
}
