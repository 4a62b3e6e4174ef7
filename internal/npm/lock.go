package npm

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// maxLock bounds a lock file (256 MiB) and maxLocked the packages in it.
const (
	maxLock   = 256 << 20
	maxLocked = 1 << 18
)

// A Locked is one package of a lock file.
type Locked struct {
	*Manifest           // as far as npm copies it into lock files
	Path      string    // where it is installed, "node_modules/a/node_modules/b"; "" = the project itself
	Resolved  string    // where it was fetched from; "" = not recorded
	Integrity string    // "sha512-…"; "" = not recorded
	Source    Source    // what kind of place that is
	Bundled   bool      // part of the package that contains it
	Installs  bool      // has an install script
	Platforms []*Locked // those of its optionalDependencies that are platform packages
}

// Source says where a package comes from.
type Source string

const (
	FromRegistry Source = "registry"
	FromGit      Source = "git"
	FromFile     Source = "file"    // a folder or an archive beside the project
	FromLink     Source = "link"    // a folder of the project, or linked into it
	FromAddress  Source = "address" // an archive at an address that is no registry's
)

// IsLock reports whether the beginning of a file is that of a lock file of npm.
func IsLock(head []byte) bool {
	head = bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\ufeff")), " \t\r\n")
	return bytes.HasPrefix(head, []byte("{")) && bytes.Contains(head, []byte(`"lockfileVersion"`))
}

// ReadLock reads a package-lock.json or npm-shrinkwrap.json of lockfileVersion
// 2 or 3. Packages come in the order of their paths.
func ReadLock(r io.Reader) ([]*Locked, error) {
	limited := &io.LimitedReader{R: r, N: maxLock}
	locked, err := readLock(skipBOM(limited))
	if err != nil && limited.N <= 0 {
		err = fmt.Errorf("more than %d bytes", maxLock)
	}
	return locked, err
}

func skipBOM(r io.Reader) io.Reader {
	b := bufio.NewReaderSize(r, 1<<16)
	if mark, _ := b.Peek(3); string(mark) == "\ufeff" {
		b.Discard(3)
	}
	return b
}

func readLock(r io.Reader) ([]*Locked, error) {
	d := json.NewDecoder(r)
	version, found := "", false
	var all []*Locked
	err := object(d, func(key string) error {
		switch key {
		case "lockfileVersion":
			var n json.RawMessage
			if err := d.Decode(&n); err != nil {
				return err
			}
			version = string(n)
			return nil
		case "packages":
			found = true
			return object(d, func(path string) error {
				var fields map[string]json.RawMessage
				if err := d.Decode(&fields); err != nil {
					return fmt.Errorf("packages[%q]: %w", path, err)
				}
				if len(all) == maxLocked {
					return fmt.Errorf("more than %d packages", maxLocked)
				}
				all = append(all, locked(path, fields))
				return nil
			})
		}
		return skip(d)
	})
	switch {
	case err != nil:
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		return nil, err
	case version == "1":
		return nil, errors.New(`lockfileVersion 1 does not say which packages are native; "npm install --package-lock-only" of npm 7 or newer writes one that does`)
	case version != "2" && version != "3":
		if version == "" {
			return nil, errors.New("no lock file of npm: lockfileVersion is missing")
		}
		return nil, fmt.Errorf("lockfileVersion %s is not known; 2 and 3 are", version)
	case !found:
		return nil, errors.New(`a lock file without "packages"`)
	}
	slices.SortFunc(all, func(a, b *Locked) int { return strings.Compare(a.Path, b.Path) })
	resolve(all)
	return all, nil
}

// object reads a JSON object; member reads the value of each key.
func object(d *json.Decoder, member func(key string) error) error {
	t, err := d.Token()
	if err != nil {
		return err
	}
	if t != json.Delim('{') {
		return fmt.Errorf("%v in place of an object", t)
	}
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return err
		}
		if err := member(t.(string)); err != nil {
			return err
		}
	}
	_, err = d.Token()
	return err
}

// skip passes over a value, token by token: it may be the larger part of the file.
func skip(d *json.Decoder) error {
	for depth := 0; ; {
		t, err := d.Token()
		if err != nil {
			return err
		}
		switch t {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
		if depth == 0 {
			return nil
		}
	}
}

func locked(path string, fields map[string]json.RawMessage) *Locked {
	l := &Locked{
		Manifest:  manifest(fields),
		Path:      path,
		Resolved:  text(fields["resolved"]),
		Integrity: text(fields["integrity"]),
	}
	l.Bundled, _ = decode[bool](fields["inBundle"])
	l.Installs, _ = decode[bool](fields["hasInstallScript"])
	link, _ := decode[bool](fields["link"])
	_, installed, in := cutLast(path, "node_modules/")
	if l.Name == "" && in { // npm writes the name only where the path does not tell
		l.Name = installed
	}
	switch low := strings.ToLower(l.Resolved); {
	case link || !in:
		l.Source = FromLink
	case strings.HasPrefix(low, "git"):
		l.Source = FromGit
	case strings.HasPrefix(low, "file:"):
		l.Source = FromFile
	case low == "" || registryAddress(low):
		l.Source = FromRegistry
	default:
		l.Source = FromAddress
	}
	return l
}

// registryAddress reports whether an address is like those that registries
// give their tarballs.
func registryAddress(address string) bool {
	return strings.HasPrefix(address, "http") && (strings.Contains(address, "/-/") || strings.Contains(address, "/download/"))
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

// resolve finds the platform packages of each package where Node.js would
// find them: beside it, or in a node_modules above.
func resolve(all []*Locked) {
	byPath := make(map[string]*Locked, len(all))
	for _, l := range all {
		byPath[l.Path] = l
	}
	for _, l := range all {
		for _, name := range slices.Sorted(maps.Keys(l.OptionalDependencies)) {
			if p := lookup(byPath, l.Path, name); p != nil && p != l && p.isPlatform() {
				l.Platforms = append(l.Platforms, p)
			}
		}
	}
}

func (l *Locked) isPlatform() bool {
	return NamesPlatform(l.Name) || len(l.OS) > 0 && len(l.CPU) > 0
}

func lookup(byPath map[string]*Locked, from, name string) *Locked {
	for dir := from; ; {
		p := "node_modules/" + name
		if dir != "" {
			p = dir + "/" + p
		}
		if l := byPath[p]; l != nil {
			return l
		}
		if dir == "" {
			return nil
		}
		before, _, ok := cutLast(dir, "node_modules/")
		if !ok {
			// A folder of the project: node_modules may lie in any folder above.
			if i := strings.LastIndexByte(dir, '/'); i >= 0 {
				dir = dir[:i]
			} else {
				dir = ""
			}
			continue
		}
		dir = strings.TrimSuffix(before, "/")
	}
}

// Native tells by which sign the package can carry native code; "" = by none.
func (l *Locked) Native() string {
	if sign := l.Manifest.Native(); sign != "" {
		return sign
	}
	if l.Installs {
		return "install script"
	}
	return ""
}
