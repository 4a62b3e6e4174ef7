package matrix

import "testing"

func TestAcross(t *testing.T) {
	for _, name := range []string{
		"napi_create_function", "node_api_symbol_for", "napi_no_such_function",
		"uv_async_init", "uv_no_such_function", "_ZN2v87Isolate10GetCurrentEv", "?GetCurrent@Isolate@v8@@SAPEAV12@XZ",
	} {
		for range 2 { // computed, then remembered
			all := Across(name)
			for i, r := range Releases() {
				want := HostSymbol(name, r.Version)
				if s, ok := SymbolByName(name); ok {
					want = s.In(r.Version)
				}
				if all[i] != want {
					t.Fatalf("%s in %s: %v, want %v", name, r.Version, all[i], want)
				}
			}
		}
	}
}

func TestDocumentedAcross(t *testing.T) {
	for n := 0; n <= MaxNodeAPI()+1; n++ {
		all := DocumentedAcross(n)
		if (all != nil) != (n >= 1 && n <= MaxNodeAPI()) {
			t.Errorf("version %d: %d answers", n, len(all))
		}
		for i, documented := range all {
			if v := Releases()[i].Version; documented != Documented(n, v) {
				t.Errorf("version %d in %s: %v", n, v, documented)
			}
		}
	}
}
