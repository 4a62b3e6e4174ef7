package main

import (
	"archive/tar"
	"archive/zip"
	"compress/gzip"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// archive OUT DIR... puts the files below DIRs into a .tgz, .tar.gz, .tar or .zip
// archive, under the path DIR has.
func archive(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: archive OUT DIR...")
	}
	out := ts.MkAbs(args[0])
	ts.Check(os.MkdirAll(filepath.Dir(out), 0o777))
	f, err := os.Create(out)
	ts.Check(err)
	var add func(name string, data []byte)
	var closers []func() error
	if strings.HasSuffix(out, ".zip") {
		w := zip.NewWriter(f)
		closers = append(closers, w.Close)
		add = func(name string, data []byte) {
			m, err := w.Create(name)
			ts.Check(err)
			_, err = m.Write(data)
			ts.Check(err)
		}
	} else {
		var w *tar.Writer
		if strings.HasSuffix(out, "gz") {
			gz := gzip.NewWriter(f)
			w = tar.NewWriter(gz)
			closers = append(closers, w.Close, gz.Close)
		} else {
			w = tar.NewWriter(f)
			closers = append(closers, w.Close)
		}
		add = func(name string, data []byte) {
			ts.Check(w.WriteHeader(&tar.Header{Name: name, Mode: 0o644, Size: int64(len(data))}))
			_, err := w.Write(data)
			ts.Check(err)
		}
	}
	for _, dir := range args[1:] {
		top := ts.MkAbs(dir)
		ts.Check(filepath.WalkDir(top, func(path string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			rel, err := filepath.Rel(filepath.Dir(top), path)
			ts.Check(err)
			data, err := os.ReadFile(path)
			ts.Check(err)
			add(filepath.ToSlash(rel), data)
			return nil
		}))
	}
	for _, done := range append(closers, f.Close) {
		ts.Check(done())
	}
}
