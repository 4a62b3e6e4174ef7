package matrix

// HostSymbol answers whether release v exports the host symbol called name.
func HostSymbol(name string, v Version) Presence { return Unknown }
