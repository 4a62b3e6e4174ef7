//go:build linux

package loader

import (
	"io"
	"os"
	"strings"
	"testing"
	"time"
)

// What the dead have written is read to the end, at whatever time; what others
// go on writing is not waited for.
func TestPipe(t *testing.T) {
	from, to, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer from.Close()
	defer to.Close()
	want := strings.Repeat("x", 50_000)
	if _, err := to.WriteString(want); err != nil {
		t.Fatal(err)
	}
	if err := from.SetReadDeadline(time.Now().Add(-time.Second)); err != nil {
		t.Fatal(err)
	}
	p := &pipe{file: from}
	if got, err := io.ReadAll(p); err != nil || string(got) != want {
		t.Errorf("%d bytes, %v", len(got), err)
	}
	p.rest = 3
	if _, err := to.WriteString("more"); err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(p); err != nil || string(got) != "mor" {
		t.Errorf("%q, %v", got, err)
	}
}
