package symbols

// initCalls lists the functions of the host that constructors call whatever
// happens: those reached before the first branch. Bound lazily or not, they
// have to be there when the file is loaded. Functions of Node-API are left
// out: constructors have no environment to call them with.
func initCalls(b *Binary, im *image) []string {
	u := &b.Unstable
	if im == nil || len(u.V8)+len(u.Node)+len(u.UV)+len(u.Other) == 0 {
		return nil
	}
	host := map[string]bool{}
	for _, names := range [][]string{u.V8, u.Node, u.UV, u.Other} {
		for _, n := range names {
			host[n] = true
		}
	}
	var calls []string
	for _, init := range im.init[:min(len(im.init), maxConstructors)] {
		w := newWalk(im)
		if w == nil {
			return nil
		}
		s, ok := w.function(init)
		if !ok {
			continue
		}
		w.onImport = func(name string, _ *state) bool {
			if host[name] {
				calls = append(calls, name)
			}
			return false
		}
		w.path(s)
	}
	return set(calls)
}
