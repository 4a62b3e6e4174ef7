package symbols

func msvcNamespace(name string) string { return "" }
