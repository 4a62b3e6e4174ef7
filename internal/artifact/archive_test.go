package artifact

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"

	"github.com/napicheck/napicheck/internal/npm"
)

// A member is an entry of an archive made for a test; kind 0 is a regular file.
type member struct {
	name, body string
	kind       byte
	link       string
}

func files(names ...string) (ms []member) {
	for _, n := range names {
		name, body, _ := strings.Cut(n, "=")
		ms = append(ms, member{name: name, body: body})
	}
	return ms
}

func tarball(t testing.TB, ms ...member) []byte {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, m := range ms {
		h := &tar.Header{Name: m.name, Typeflag: m.kind, Linkname: m.link, Size: int64(len(m.body)), Mode: 0o644}
		if m.kind == 0 {
			h.Typeflag = tar.TypeReg
		}
		if err := w.WriteHeader(h); err != nil {
			t.Fatal(err)
		}
		io.WriteString(w, m.body)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func gzipped(data []byte) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write(data)
	w.Close()
	return b.Bytes()
}

func zstded(data []byte) []byte {
	w, _ := zstd.NewWriter(nil)
	return w.EncodeAll(data, nil)
}

func zipball(t testing.TB, ms ...member) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, m := range ms {
		h := &zip.FileHeader{Name: m.name, Method: zip.Deflate}
		body := m.body
		switch m.kind {
		case tar.TypeSymlink:
			h.SetMode(os.ModeSymlink | 0o777)
			body = m.link
		case tar.TypeChar:
			h.SetMode(os.ModeDevice | os.ModeCharDevice)
		}
		f, err := w.CreateHeader(h)
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(f, body)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A result is what Find makes of one archive.
type result struct {
	Files    []string // "MEMBER", "MEMBER=BODY" or "MEMBER: ERROR", in the packages' order
	Problems []string
}

// read has Find read an archive known as name, and checks that it leaves
// nothing behind.
func read(t testing.TB, name string, data []byte) result {
	t.Helper()
	dir, temp := t.TempDir(), t.TempDir()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, data, 0o666); err != nil {
		t.Fatal(err)
	}
	for _, v := range []string{"TMPDIR", "TMP", "TEMP"} {
		if tt, ok := t.(*testing.T); ok {
			tt.Setenv(v, temp)
		}
	}
	r := findAll(t, path, nil)
	// Written to disk it is the same, and nothing is written elsewhere.
	trees := &Trees{}
	if diff := cmp.Diff(r, findAll(t, path, trees)); diff != "" {
		t.Errorf("with its files on disk:\n%s", diff)
	}
	trees.Close()
	for _, d := range []string{dir, temp} {
		entries, err := os.ReadDir(d)
		if err != nil || d == dir && len(entries) != 1 || d == temp && len(entries) != 0 {
			t.Errorf("left in %s: %v %v", d, entries, err)
		}
	}
	return r
}

func all(*npm.Manifest) bool { return true }

func findAll(t testing.TB, path string, trees *Trees) (r result) {
	t.Helper()
	bodies := map[*File]string{}
	for f := range Find(context.Background(), []string{path}, Options{Trees: trees}) {
		if f.File != nil {
			bodies[f.File] = body(t, f.File)
			continue
		}
		for _, file := range f.Package.Files {
			if on, _, err := file.OnDisk(t.Context(), all); trees != nil && file.Member != "" && err == nil {
				if b, err := os.ReadFile(on); err != nil || file.Err == nil && int64(len(b)) != file.Size {
					t.Errorf("%s: %d bytes at %s, %v", file.Member, len(b), on, err)
				}
			}
			file.Release()
			s := file.Member
			if b := bodies[file]; b != "" {
				s += "=" + b
			}
			if file.Err != nil {
				s += ": " + file.Err.Error()
			}
			r.Files = append(r.Files, s)
		}
		for _, p := range f.Package.Problems {
			r.Problems = append(r.Problems, strings.TrimSpace(fmt.Sprintf("%s: %s %s", p.Name, p.Kind, p.Detail)))
		}
	}
	return r
}

// body reads a small file, and of a large one says how large it is.
func body(t testing.TB, f *File) string {
	c, err := f.Open()
	if err != nil {
		return ""
	}
	defer c.Close()
	if c.Size != f.Size {
		t.Errorf("%s: %d bytes, announced as %d", f.Member, c.Size, f.Size)
	}
	if c.Size > 100 {
		n, err := io.Copy(io.Discard, io.NewSectionReader(c, 0, c.Size))
		if n != c.Size || err != nil {
			t.Errorf("%s: %d of %d bytes: %v", f.Member, n, c.Size, err)
		}
		return fmt.Sprintf("%d bytes", n)
	}
	b, err := io.ReadAll(io.NewSectionReader(c, 0, c.Size))
	if err != nil {
		t.Error(err)
	}
	return string(b)
}

func TestFormats(t *testing.T) {
	ms := files(`package/package.json={"name":"p"}`, "package/a.node=A", "package/b.txt=", "package/prebuilds/c.NODE=C")
	want := result{Files: []string{"package/a.node=A", "package/prebuilds/c.NODE=C"}}
	plain := tarball(t, ms...)
	v7 := bytes.Clone(plain)
	for off := 0; off+512 <= len(v7); off += 512 {
		if h := v7[off : off+512]; string(h[257:262]) == "ustar" {
			clear(h[257:265])
			h[263], h[264] = 0, 0
			sum := 8 * 32
			for i, c := range h {
				if i < 148 || i >= 156 {
					sum += int(c)
				}
			}
			copy(h[148:], fmt.Sprintf("%06o\x00 ", sum))
		}
	}
	for name, data := range map[string][]byte{
		"p.tgz": gzipped(plain), "p.tar": plain, "p.zip": zipball(t, ms...), "p.tar.zst": zstded(plain),
		"no-name-tells": gzipped(plain), "v7.tar": v7,
		"self-extracting.zip": append([]byte("PK\x03\x04"), zipball(t, ms...)...),
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(want, read(t, name, data)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestArchives(t *testing.T) {
	prebuild := string(gzipped(tarball(t, files("build/Release/x.node=X")...)))
	deep := string(gzipped(tarball(t, member{name: "prebuilds/inner.tar.gz", body: prebuild})))
	huge := strings.Repeat("\x00", 20<<20)
	long := strings.Repeat("n", maxName)
	for _, test := range []struct {
		name    string
		members []member
		want    result
	}{
		{"prebuild inside", []member{{name: "package/prebuilds/x-v1.0.0-napi-v3-linux-x64.tar.gz", body: prebuild}},
			result{Files: []string{"package/prebuilds/x-v1.0.0-napi-v3-linux-x64.tar.gz/build/Release/x.node=X"}}},
		{"one level only", []member{{name: "prebuilds/x.tgz", body: deep}, {name: "a.node"}}, result{Files: []string{"a.node"}}},
		{"archives elsewhere are data", []member{{name: "test/x.tgz", body: prebuild}, {name: "a.node"}}, result{Files: []string{"a.node"}}},
		{"broken inside", []member{{name: "prebuilds/x.tgz", body: prebuild[:40]}, {name: "a.node"}},
			result{Files: []string{"prebuilds/x.tgz: gzip: unexpected EOF", "a.node"}}},
		{"large", []member{{name: "a.node", body: huge}, {name: "b.node", body: "B"}}, result{Files: []string{"a.node=20971520 bytes", "b.node=B"}}},
		{"nothing", files("a.txt="), result{Files: []string{": no .node file in it"}}},

		{"absolute", files("/etc/a.node=A", "C:/b.node=B"), result{[]string{"etc/a.node=A", "b.node=B"},
			[]string{"/etc/a.node: an absolute path", "C:/b.node: an absolute path"}}},
		{"dots", files("../../a.node=A", "x/../b.node=B", "./c.node=C"), result{[]string{"a.node=A", "b.node=B", "c.node=C"},
			[]string{`../../a.node: a path with ".."`, `x/../b.node: a path with ".."`}}},
		{"backslash", files(`x\..\..\a.node=A`), result{[]string{"a.node=A"},
			[]string{`x\..\..\a.node: a backslash in the name`, `x\..\..\a.node: a path with ".."`}}},
		{"control characters", files("a\x1b[2J.node=A", "\xff.node=B"), result{[]string{"a\x1b[2J.node=A", "\xff.node=B"},
			[]string{"a\x1b[2J.node: characters in the name that are not printable", "\xff.node: characters in the name that are not printable"}}},
		{"links", []member{{name: "d/a.node", kind: tar.TypeSymlink, link: "../../etc/passwd"}, {name: "b.node", kind: tar.TypeSymlink, link: "/x"},
			{name: "d/c.node", kind: tar.TypeSymlink, link: "../e.node"}, {name: "e.node", body: "E"}}, result{[]string{"e.node=E"},
			[]string{"d/a.node: a link that leads out of the archive ../../etc/passwd", "b.node: a link that leads out of the archive /x", "d/c.node: a symbolic link ../e.node"}}},
		{"device", []member{{name: "a.node", kind: tar.TypeChar}, {name: "e.node"}}, result{[]string{"e.node"}, []string{"a.node: a device"}}},
		{"twice", files("a.node=1", "a.node=2", "A.node=3"), result{[]string{"a.node=1", "a.node=2", "A.node=3"},
			[]string{"a.node: a name that occurs twice", "A.node: a name that differs from another only in the case of letters"}}},
		{"long name", files("a.node=A", long+".node="), result{Files: []string{"a.node=A",
			fmt.Sprintf(": a name of %d bytes that begins with %.40q", len(long)+5, long)}}},
		{"deep", files("a.node=A", strings.Repeat("d/", maxDepth+1)+"b.node="), result{Files: []string{"a.node=A",
			fmt.Sprintf(": folders nested %d deep that begin with %.40q", maxDepth+1, strings.Repeat("d/", 20))}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := read(t, "x.tgz", gzipped(tarball(t, test.members...)))
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error("tar", diff)
			}
			got = read(t, "x.zip", zipball(t, test.members...))
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error("zip", diff)
			}
		})
	}
}

func TestTarOnly(t *testing.T) {
	inner := gzipped(tarball(t, files("a.node=A", "b.node="+strings.Repeat("b", 5000))...))
	lying := tarball(t, files("a.node=A")...)
	copy(lying[124:], "77777777777\x00") // 8 GiB
	sum := 8 * 32
	for i, c := range lying[:512] {
		if i < 148 || i >= 156 {
			sum += int(c)
		}
	}
	copy(lying[148:], fmt.Sprintf("%06o\x00 ", sum))
	zeros := gzipped(make([]byte, 100<<20))
	bomb := gzipped(tarball(t, files("a.node=A", "zeros="+string(make([]byte, 80<<20)))...))
	for _, test := range []struct {
		name string
		data []byte
		want result
	}{
		{"hard link and pipe", gzipped(tarball(t, member{name: "a.node", kind: tar.TypeLink, link: "../../x"}, member{name: "b.node", kind: tar.TypeLink, link: "c.node"},
			member{name: "p.node", kind: tar.TypeFifo}, member{name: "c.node"})), result{[]string{"c.node"},
			[]string{"a.node: a link that leads out of the archive ../../x", "b.node: a hard link c.node", "p.node: a named pipe"}}},
		{"truncated", inner[:len(inner)-20], result{Files: []string{"a.node=A", ": b.node: unexpected EOF"}}},
		{"truncated at the end", inner[:len(inner)-4], result{Files: []string{"a.node=A", "b.node=5000 bytes", ": gzip: unexpected EOF"}}},
		{"wrong checksum", append(bytes.Clone(inner[:len(inner)-8]), make([]byte, 8)...), result{Files: []string{"a.node=A", "b.node=5000 bytes", ": gzip: gzip: invalid checksum"}}},
		{"data behind", append(bytes.Clone(inner), "tail of something"...), result{[]string{"a.node=A", "b.node=5000 bytes"}, []string{": data behind the end of the archive"}}},
		{"hidden members", gzipped(append(tarball(t, files("a.node=A")...), tarball(t, files("b.node=B")...)...)), result{[]string{"a.node=A"}, []string{": data behind the end of the archive"}}},
		{"padding", gzipped(append(tarball(t, files("a.node=A")...), make([]byte, 10240)...)), result{Files: []string{"a.node=A"}}},
		{"xz", append([]byte("\xfd7zXZ\x00\x00\x04"), make([]byte, 600)...), result{Files: []string{": xz: archives packed with xz are not read; unpack them first"}}},
		{"no tar", gzipped([]byte("hello")), result{Files: []string{": what is packed in it is no tar archive"}}},
		{"zeros", zeros, result{Files: []string{": what is packed in it is no tar archive"}}},
		{"bomb", bomb, result{Files: []string{"a.node=A", fmt.Sprintf(": a bomb? %d bytes unpack to more than 67108864", len(bomb))}}},
		{"lying size", gzipped(lying), result{Files: []string{fmt.Sprintf(": a bomb? %d bytes unpack to more than 67108864", len(gzipped(lying)))}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, read(t, "x.tgz", test.data)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// patch changes a field of the n-th entry of the directory of a zip archive.
func patch(data []byte, n, off int, v uint32) []byte {
	data = bytes.Clone(data)
	at := bytes.Index(data, []byte("PK\x01\x02"))
	for range n {
		at += 4 + bytes.Index(data[at+4:], []byte("PK\x01\x02"))
	}
	binary.LittleEndian.PutUint32(data[at+off:], v)
	return data
}

func TestZipOnly(t *testing.T) {
	good := zipball(t, files("a.node=A", "b.node="+strings.Repeat("b", 5000))...)
	const size, packed, offset, flags, crc = 24, 20, 42, 8, 16
	for _, test := range []struct {
		name string
		data []byte
		want result
	}{
		{"longer than said", patch(good, 1, size, 100), result{Files: []string{"a.node=A", "b.node: longer than the archive says"}}},
		{"shorter than said", patch(good, 1, size, 6000), result{Files: []string{"a.node=A", "b.node: shorter than the archive says"}}},
		{"huge as said", patch(good, 1, size, 0xfffffff0), result{Files: []string{"a.node=A", fmt.Sprintf(": a bomb? %d bytes unpack to more than 67108864", len(good))}}},
		{"wrong checksum", patch(good, 0, crc, 1), result{Files: []string{"a.node: zip: its checksum is wrong", "b.node=5000 bytes"}}},
		{"behind the end", patch(good, 0, offset, 0x7fffffff), result{[]string{"a.node: zip: it begins behind the end of the archive", "b.node=5000 bytes"}, nil}},
		{"past the end", patch(good, 1, packed, 0x7fffffff), result{[]string{"a.node=A", "b.node: zip: it reaches past the end of the archive"}, nil}},
		{"shared bytes", patch(good, 1, offset, 0), result{[]string{"a.node=A", "b.node: shorter than the archive says"}, []string{": members that share bytes"}}},
		{"encrypted", patch(good, 0, flags, 8<<16|1), result{Files: []string{"a.node: zip: it is encrypted", "b.node=5000 bytes"}}},
		{"method", patch(good, 0, flags, 97<<16), result{Files: []string{"a.node: zip: packed by method 97, which is not read here", "b.node=5000 bytes"}}},
		{"truncated", good[:len(good)-30], result{Files: []string{": zip: no directory at its end: the archive is truncated, or none"}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, read(t, "x.zip", test.data)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// manyEntries is the directory of a zip archive with n members that have no bytes.
func manyEntries(n int) []byte {
	var b bytes.Buffer
	b.WriteString("PK\x03\x04" + string(make([]byte, 26)))
	start := b.Len()
	for i := range n {
		name := fmt.Sprintf("%06x", i)
		h := make([]byte, 46)
		copy(h, "PK\x01\x02")
		binary.LittleEndian.PutUint16(h[28:], uint16(len(name)))
		b.Write(h)
		b.WriteString(name)
	}
	end := make([]byte, 22)
	copy(end, "PK\x05\x06")
	binary.LittleEndian.PutUint32(end[12:], uint32(b.Len()-start))
	binary.LittleEndian.PutUint32(end[16:], uint32(start))
	b.Write(end)
	return b.Bytes()
}

func TestManyEntries(t *testing.T) {
	got := read(t, "x.zip", manyEntries(maxEntries+1))
	if want := fmt.Sprintf(": more than %d entries", maxEntries); len(got.Files) != 1 || got.Files[0] != want {
		t.Errorf("got %q", got.Files)
	}
	got = read(t, "x.zip", manyEntries(maxDirectory/50))
	if len(got.Files) != 1 || !strings.Contains(got.Files[0], "directory of") {
		t.Errorf("got %q", got.Files)
	}
}

// Text of package.json is bounded in all: what is parsed, and what is kept.
func TestManyManifests(t *testing.T) {
	plain := `{"name":"x","keywords":"` + strings.Repeat("k", 1<<20) + `"}`
	native := `{"name":"x","gypfile":true,"scripts":{"x":"` + strings.Repeat("k", 1<<20) + `"}}`
	for _, test := range []struct {
		text string
		n    int
		want string
	}{
		{plain, 12, ""}, {native, 7, ""}, {native, 8, "more package.json files"}, {plain, 16, "package.json files of more than"},
	} {
		ms := files("a.node=A")
		for i := range test.n {
			ms = append(ms, member{name: fmt.Sprintf("%d/package.json", i), body: test.text})
		}
		found := fuzzRead(t, tarball(t, ms...))
		switch last := found[len(found)-1].Err; {
		case test.want == "" && last != nil, test.want != "" && (last == nil || !strings.Contains(last.Error(), test.want)):
			t.Errorf("%d of %.30s: %v", test.n, test.text, last)
		}
	}
}

// An archive of addons that cost nothing to make does not cost much to read.
func TestManyAddons(t *testing.T) {
	var ms []member
	for i := range maxAddons + 1 {
		ms = append(ms, member{name: fmt.Sprintf("%d.node", i)})
	}
	found := fuzzRead(t, tarball(t, ms...))
	if last := found[len(found)-1].Err; len(found) != maxAddons+1 || last == nil || last.Error() != fmt.Sprintf("more than %d addons", maxAddons) {
		t.Errorf("%d files, the last: %v", len(found), last)
	}
}

// Every truncation is an error or an archive, and never loses what was whole.
func TestTruncated(t *testing.T) {
	whole := gzipped(tarball(t, files(`package/package.json={"name":"p"}`, "package/a.node=A", "package/b.node=B")...))
	for n := range len(whole) - 1 {
		r := fuzzRead(t, whole[:n])
		if len(r) == 0 || r[len(r)-1].Err == nil {
			t.Fatalf("%d of %d bytes: no error", n, len(whole))
		}
	}
}

// fuzzRead reads an archive as cheaply as possible.
func fuzzRead(t testing.TB, data []byte) []*File {
	w := &walk{ctx: context.Background(), spool: &spool{}, seen: map[string]bool{}}
	var found []*File
	w.yield = func(f Found) bool {
		if f.File != nil {
			found = append(found, f.File)
			if c, err := f.File.Open(); err == nil {
				c.Close()
			}
		}
		return true
	}
	packages, ok := w.unpack("x.tgz", &Content{bytes.NewReader(data), int64(len(data)), nil}, nil, nil)
	if !ok {
		t.Fatal("stopped")
	}
	n := 0
	for _, p := range packages {
		n += len(p.Files)
		for _, f := range p.Files {
			if f.Member != "" && f.Name == "" {
				t.Errorf("%q has no name in its package", f.Member)
			}
		}
	}
	if n != len(found) {
		t.Errorf("%d files yielded, %d in packages", len(found), n)
	}
	if w.spool.held != 0 {
		t.Errorf("%d bytes still held", w.spool.held)
	}
	return found
}

func FuzzArchive(f *testing.F) {
	prebuild := string(gzipped(tarball(f, files("build/Release/x.node=X")...)))
	ms := append(files(`package/package.json={"name":"p"}`, "package/a.node=A", "../b.node=B", "package/index.js=x"),
		member{name: "package/prebuilds/x.tgz", body: prebuild}, member{name: "l", kind: tar.TypeSymlink, link: "../x"})
	plain := tarball(f, ms...)
	for _, data := range [][]byte{plain, gzipped(plain), zstded(plain), zipball(f, ms...), manyEntries(3)} {
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<20 {
			return
		}
		fuzzRead(t, data)
	})
}

// BenchmarkArchive reads an archive of 48 MB in twelve addons.
func BenchmarkArchive(b *testing.B) {
	noise := make([]byte, 4<<20)
	for i := range noise {
		noise[i] = byte(crc32.ChecksumIEEE(noise[max(0, i-4):i]) >> (i & 7) & 0x3f)
	}
	var ms []member
	for i := range 12 {
		ms = append(ms, member{name: fmt.Sprintf("package/prebuilds/%d/x.node", i), body: string(noise)})
	}
	data := gzipped(tarball(b, ms...))
	b.SetBytes(int64(len(noise) * len(ms)))
	b.ReportAllocs()
	for b.Loop() {
		fuzzRead(b, data)
	}
}
