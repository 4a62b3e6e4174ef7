package symbols

// apiVersion decodes the Node-API version that b declares: the constant that
// its export node_api_module_get_api_version_v1 returns on every way through
// its code. A Node-API module without the export has version 8 by definition.
func apiVersion(b *Binary, im *image) (int, VersionSource) {
	if e, ok := b.export(versionSymbol); ok {
		if n, ok := returned(im, e); ok {
			return n, VersionExport
		}
		return 0, VersionUndecodable
	}
	api := b.registers(RegSymbol) || b.registers(RegConstructor)
	v8 := b.registers(RegV8Symbol) || b.registers(RegV8Constructor)
	if api || !v8 && b.NodeAPI.Lookup != LookupNone {
		return 8, VersionDefault
	}
	return 0, VersionNone
}

// returned is the int32_t that the exported function e always returns.
func returned(im *image, e Export) (n int, ok bool) {
	w := newWalk(im)
	if w == nil || e.Addr == 0 || e.Forward != "" {
		return 0, false
	}
	s, ok := w.function(e.Addr)
	if !ok {
		return 0, false
	}
	returns := 0
	w.onReturn = func(s *state) bool {
		r := s.reg[w.isa.result]
		if r.kind != constant || returns > 0 && int(int32(r.n)) != n {
			return false
		}
		n = int(int32(r.n))
		returns++
		return true
	}
	if !w.run(s) || returns == 0 {
		return 0, false
	}
	return n, true
}
