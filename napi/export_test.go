//go:build cgo

package napi

// Holds counts what a Runtime has memory for: what is used, and what was needed
// at most and is kept.
func (rt *Runtime) Holds() map[string]int {
	n := map[string]int{
		"slots":           int(rt.c.top),
		"room for slots":  int(rt.c.slots_cap),
		"scopes":          int(rt.c.depth),
		"room for scopes": int(rt.c.scopes_cap),
		"values":          int(rt.high),
		"room for values": len(rt.values),
		"arguments":       len(rt.args),
		"references":      len(rt.refs.list),
		"watches":         rt.heap.Watching(),
		"promises":        len(rt.promises.open),
		"contexts":        len(rt.async.list),
		"works":           int(rt.loop.works),
		"functions":       int(rt.loop.references),
		"environments":    len(rt.envs),
	}
	for c := rt.c.chunk; c != nil; c = c.next {
		n["chunks"]++
	}
	for h := rt.loop.hooks; h != nil; h = h.next {
		n["hooks"]++
	}
	for _, e := range rt.envs {
		for _, r := range heads(e.c.refs.first, e.c.finalizing.first, e.c.memory.first, e.c.due.first) {
			for ; r != nil; r = r.next {
				n["napi_refs"]++
			}
		}
	}
	return n
}

func heads[T any](items ...T) []T { return items }
