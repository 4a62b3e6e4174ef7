package main

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// npm runs npm without anything of the user's configuration showing up in
// what is kept: only standard output is read.
func npm(dir string, args ...string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "npm", args...)
	cmd.Dir = dir
	out, err := cmd.Output()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			return nil, fmt.Errorf("npm %s: %w: %s", strings.Join(args, " "), err, strings.TrimSpace(string(exit.Stderr)))
		}
		return nil, fmt.Errorf("npm %s: %w", strings.Join(args, " "), err)
	}
	return out, nil
}

// published lists the versions of an npm package.
func published(pkg string) ([]string, error) {
	out, err := npm("", "view", pkg, "versions", "--json")
	if err != nil {
		return nil, err
	}
	var all []string
	if err := json.Unmarshal(out, &all); err != nil {
		return nil, fmt.Errorf("versions of %s: %w", pkg, err)
	}
	return all, nil
}

// fetch packs pkg@version into a temporary folder under dir, calls file for
// each of its regular files, and removes what it downloaded. Names are those
// inside the package, without the leading "package/".
func fetch(dir, spec string, file func(name string, r io.Reader) error) error {
	tmp, err := os.MkdirTemp(dir, "pack-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	if _, err := npm(tmp, "pack", "--silent", spec); err != nil {
		return err
	}
	packed, err := filepath.Glob(filepath.Join(tmp, "*.tgz"))
	if err != nil || len(packed) != 1 {
		return fmt.Errorf("npm pack %s left %d archives", spec, len(packed))
	}
	f, err := os.Open(packed[0])
	if err != nil {
		return err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return fmt.Errorf("%s: %w", spec, err)
	}
	for t := tar.NewReader(z); ; {
		h, err := t.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: %w", spec, err)
		}
		if h.Typeflag != tar.TypeReg {
			continue
		}
		_, name, _ := strings.Cut(h.Name, "/")
		if err := file(name, t); err != nil {
			return fmt.Errorf("%s: %s: %w", spec, name, err)
		}
	}
}
