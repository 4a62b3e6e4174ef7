// Package npmtest brings files of npm packages to tests: by name, version and
// integrity, with the user's own npm, into the user's cache. Nothing built by
// others needs to be stored in this project. A test that cannot have its
// package (no npm, no network) skips and says so; a package whose bytes are
// not those recorded fails it.
package npmtest

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"flag"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// small is the size of the largest tarball fetched by default, in bytes; the
// packages of testdata/npm.json below it come to 46 MB together.
const small = 5_500_000

var mode = flag.String("npm", "small", "which npm packages tests may download: none, small (tarballs below 5.5 MB) or all")

// Spec names one file of a package.
type Spec struct {
	Package   string `json:"package"`
	Version   string `json:"version"`
	Integrity string `json:"integrity"` // npm's dist.integrity, "sha512-…"
	Tarball   int64  `json:"tarball"`   // bytes of the tarball
	Path      string `json:"path"`      // inside the package; "<tarball>" is the tarball itself
	SHA256    string `json:"sha256"`    // of the file, after Truncate; "" = not checked
	Truncate  int64  `json:"truncate"`  // keep only so many bytes; 0 = all
}

var (
	mu      sync.Mutex
	offline error // why the first download failed
)

// File returns the path of the file s in the cache, fetching its package
// first where it is not there.
func File(t testing.TB, s Spec) string {
	t.Helper()
	tgz := Tarball(t, s)
	sum := sha256.Sum256([]byte(s.Path))
	name := filepath.Join(strings.TrimSuffix(tgz, ".tgz"), hex.EncodeToString(sum[:4]), path.Base(s.Path))
	if s.Path == "<tarball>" {
		return tgz
	}
	if s.Truncate > 0 {
		name += ".cut"
	}
	if _, err := os.Stat(name); err == nil {
		return name
	}
	data, err := member(tgz, s.Path)
	if err != nil {
		t.Fatalf("%s@%s: %v", s.Package, s.Version, err)
	}
	if s.Truncate > 0 {
		data = data[:s.Truncate]
	}
	if got := sha256.Sum256(data); s.SHA256 != "" && hex.EncodeToString(got[:]) != s.SHA256 {
		t.Fatalf("%s@%s %s: sha256 is %x, recorded %s", s.Package, s.Version, s.Path, got, s.SHA256)
	}
	if err := write(name, data); err != nil {
		t.Fatal(err)
	}
	return name
}

// Tarball returns the path of the package's tarball in the cache.
func Tarball(t testing.TB, s Spec) string {
	t.Helper()
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Skipf("no cache folder: %v", err)
	}
	dir := filepath.Join(cache, "napicheck", "test-npm")
	tgz := filepath.Join(dir, strings.NewReplacer("@", "", "/", "-").Replace(s.Package)+"-"+s.Version+".tgz")

	mu.Lock()
	defer mu.Unlock()
	if data, err := os.ReadFile(tgz); err == nil && integrity(data) == s.Integrity {
		return tgz
	}
	switch {
	case testing.Short() || *mode == "none":
		t.Skipf("%s@%s is not in the cache and downloads are off", s.Package, s.Version)
	case *mode == "small" && s.Tarball > small:
		t.Skipf("%s@%s is a download of %d MB: run with -npm=all", s.Package, s.Version, s.Tarball>>20)
	case offline != nil:
		t.Skipf("%s@%s: npm could not fetch an earlier package: %v", s.Package, s.Version, offline)
	}
	data, err := pack(s.Package + "@" + s.Version)
	if err != nil {
		offline = err
		t.Skipf("%s@%s: npm cannot fetch it here: %v", s.Package, s.Version, err)
	}
	if got := integrity(data); got != s.Integrity {
		t.Fatalf("%s@%s: integrity is %s, recorded %s", s.Package, s.Version, got, s.Integrity)
	}
	if err := write(tgz, data); err != nil {
		t.Fatal(err)
	}
	return tgz
}

// Unpack writes the files of a package, without its top folder, below dir.
func Unpack(t testing.TB, s Spec, dir string) {
	t.Helper()
	f, err := os.Open(Tarball(t, s))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		_, name, _ := strings.Cut(h.Name, "/")
		if h.Typeflag != tar.TypeReg {
			continue
		}
		data, err := io.ReadAll(r)
		if err == nil {
			err = root.MkdirAll(path.Dir(name), 0o777)
		}
		if err == nil {
			err = root.WriteFile(name, data, 0o666)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func integrity(data []byte) string {
	sum := sha512.Sum512(data)
	return "sha512-" + base64.StdEncoding.EncodeToString(sum[:])
}

// pack runs npm pack and returns the tarball.
func pack(spec string) ([]byte, error) {
	dir, err := os.MkdirTemp("", "npmtest")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	cmd := exec.Command("npm", "pack", spec, "--silent", "--pack-destination", dir)
	cmd.Dir = dir
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	if err := cmd.Run(); err != nil {
		return nil, errors.Join(err, errors.New(strings.TrimSpace(stderr.String())))
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.tgz"))
	if err != nil || len(files) != 1 {
		return nil, errors.New("npm pack left no tarball")
	}
	return os.ReadFile(files[0])
}

// member returns the file at name below the package's top folder.
func member(tgz, name string) ([]byte, error) {
	f, err := os.Open(tgz)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	gz, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	for tr := tar.NewReader(gz); ; {
		h, err := tr.Next()
		if err == io.EOF {
			return nil, errors.New("no " + name + " in the tarball")
		}
		if err != nil {
			return nil, err
		}
		if _, rest, ok := strings.Cut(h.Name, "/"); ok && rest == name && h.Typeflag == tar.TypeReg {
			return io.ReadAll(tr)
		}
	}
}

// write puts data at name as a whole or not at all.
func write(name string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		return err
	}
	tmp, err := os.CreateTemp(filepath.Dir(name), ".part")
	if err != nil {
		return err
	}
	_, err = tmp.Write(data)
	if err := errors.Join(err, tmp.Close()); err != nil {
		os.Remove(tmp.Name())
		return err
	}
	return os.Rename(tmp.Name(), name)
}
