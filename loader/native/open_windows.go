//go:build windows && cgo

package native

import "syscall"

// Open opens the library at path; Windows binds all functions at once and
// shares no symbols, so flags change nothing.
func Open(path string, _ Flags) (*Library, error) {
	handle, err := syscall.LoadLibrary(path)
	if err != nil {
		return nil, &Error{Op: "open", Path: path, Msg: err.Error()}
	}
	return &Library{Path: path, handle: uintptr(handle)}, nil
}

// Lookup returns the address of a symbol the library exports.
func (l *Library) Lookup(symbol string) (uintptr, error) {
	address, err := syscall.GetProcAddress(syscall.Handle(l.handle), symbol)
	if err != nil {
		return 0, &Error{Op: "lookup", Path: l.Path, Name: symbol, Msg: err.Error()}
	}
	return address, nil
}

// Close gives the library back to the system, which unloads it once nobody
// else has it open.
func (l *Library) Close() error {
	if err := syscall.FreeLibrary(syscall.Handle(l.handle)); err != nil {
		return &Error{Op: "close", Path: l.Path, Msg: err.Error()}
	}
	return nil
}
