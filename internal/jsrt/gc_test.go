package jsrt

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Weak references and registries follow gc(), and the turns of the loop.
func TestGC(t *testing.T) {
	script := filepath.Join(t.TempDir(), "main.js")
	source := `
const turn = () => new Promise((resolve) => setImmediate(resolve));
const registry = new FinalizationRegistry((held) => console.log('gone ' + held));
const token = {};
let kept = {};
const make = () => {
  const o = {};
  registry.register(o, 'one');
  registry.register({}, 'two', token);
  registry.register({}, 'three');
  registry.register(Symbol(), 'symbol');
  registry.register(kept, 'kept');
  return new WeakRef(o);
};
(async () => {
  const ref = make(), strong = new WeakRef(kept);
  gc();
  console.log(typeof ref.deref() + ' in the turn it was made in');
  console.log(registry.unregister(token), registry.unregister(token));
  await turn();
  await turn();
  gc();
  console.log(typeof ref.deref(), strong.deref() === kept);
  await turn();
  await turn();
  kept = undefined;
  console.log('let go');
  gc();
  await turn();
  await turn();
  console.log(typeof strong.deref());
})();
`
	if err := os.WriteFile(script, []byte(source), 0o644); err != nil {
		t.Fatal(err)
	}
	var out, stderr strings.Builder
	rt, err := New(Options{Stdout: &out, Stderr: &stderr, ExecArgv: []string{"--expose-gc"}})
	if err != nil {
		t.Fatal(err)
	}
	if code := rt.RunMain(script); code != 0 {
		t.Fatalf("exit %d\n%s", code, stderr.String())
	}
	want := `object in the turn it was made in
true false
gone three
gone symbol
undefined true
gone one
let go
gone kept
undefined
`
	if out.String() != want {
		t.Errorf("%s\nwant\n%s", out.String(), want)
	}
}
