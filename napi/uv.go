//go:build cgo

package napi

/*
#include "loop.h"
#include "uv_library.h"
*/
import "C"

import (
	stdbytes "bytes"
	"debug/elf"
	"debug/macho"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/napicheck/napicheck/loader/native"
)

// libuv event loop

// Addons may call libuv directly, as Node exports it. Here the system's libuv
// is offered to those that do: it is opened before them, its symbols global,
// and its loop driven inside ours. The executable itself exports no uv_*
// function, which would stand before the library's.

// libraryUV is the system's libuv, once an addon wanted it.
var libraryUV struct {
	sync.Mutex
	*native.Library
}

// files of libuv, by system; its ABI has been stable since 1.0.
var filesUV = map[string][]string{
	"linux":   {"libuv.so.1"},
	"freebsd": {"libuv.so.1"},
	"darwin":  {"libuv.1.dylib", "/opt/homebrew/lib/libuv.1.dylib", "/usr/local/lib/libuv.1.dylib", "/opt/local/lib/libuv.1.dylib"},
}

const installUV = "install libuv: the package libuv1 or libuv1t64 on Debian and Ubuntu, libuv on Fedora, Alpine, Arch and in Homebrew"

// provideUV opens libuv if the addon at path wants functions of it.
func (rt *Runtime) provideUV(path string) error {
	wanted := importsUV(path)
	if len(wanted) == 0 {
		return nil
	}
	refuse := func(names []string, why string) error {
		return &native.Error{Op: "open", Path: path, Msg: fmt.Sprintf("%s calls %s of libuv, %s", path, list(names), why)}
	}
	libraryUV.Lock()
	defer libraryUV.Unlock()
	if libraryUV.Library == nil {
		library, err := openUV()
		if err != nil {
			return refuse(wanted, err.Error())
		}
		libraryUV.Library = library
	}
	missing := slices.DeleteFunc(wanted, func(name string) bool {
		_, err := libraryUV.Lookup(name)
		return err == nil
	})
	if len(missing) > 0 {
		return refuse(missing, "which the installed one ("+libraryUV.Path+") does not have: a newer one is needed")
	}
	if !bool(C.uv_begin(rt.loop)) {
		return refuse(wanted, "whose loop cannot be opened")
	}
	return nil
}

// openUV opens the system's libuv and takes from it what uv.c calls.
func openUV() (library *native.Library, err error) {
	err = fmt.Errorf("which this package does not offer to addons on %s", runtime.GOOS)
	for _, file := range filesUV[runtime.GOOS] {
		if library, err = native.Open(file, native.Lazy|native.Global); err == nil {
			break
		}
		err = fmt.Errorf("which is not installed (%w): %s", err, installUV)
	}
	if err != nil {
		return nil, err
	}
	for i := C.int(0); C.uv_function(i) != nil; i++ {
		address, err := library.Lookup(C.GoString(C.uv_function(i)))
		if err != nil {
			return nil, fmt.Errorf("which is too old here: %w", err)
		}
		C.uv_bind(i, C.uintptr_t(address))
	}
	return library, nil
}

// importsUV returns the functions of libuv a file imports. A file that cannot
// be read is for the loader to refuse.
func importsUV(path string) (names []string) {
	if f, err := elf.Open(path); err == nil {
		defer f.Close()
		if !namesUV(f) {
			return nil
		}
		symbols, _ := f.ImportedSymbols()
		for _, s := range symbols {
			if strings.HasPrefix(s.Name, "uv_") {
				names = append(names, s.Name)
			}
		}
	} else if f, err := macho.Open(path); err == nil {
		defer f.Close()
		symbols, _ := f.ImportedSymbols()
		for _, name := range symbols {
			if name = strings.TrimPrefix(name, "_"); strings.HasPrefix(name, "uv_") {
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// namesUV tells whether a name of libuv's may be among a file's dynamic symbols,
// which are not looked at: large addons have many.
func namesUV(f *elf.File) bool {
	table := f.SectionByType(elf.SHT_DYNSYM)
	if table == nil || int64(table.Link) >= int64(len(f.Sections)) {
		return true
	}
	names, err := f.Sections[table.Link].Data()
	return err != nil || stdbytes.Contains(names, []byte("uv_")) // also as the end of another
}

// list names a few and counts the others.
func list(names []string) string {
	const most = 8
	if n := len(names); n > most {
		return fmt.Sprintf("%s and %d more functions", strings.Join(names[:most], ", "), n-most)
	}
	return strings.Join(names, ", ")
}

// turnUV runs what is due in libuv's loop. Its callbacks are no callbacks of
// the scripts' loop: they begin and end those they need, by napi_make_callback.
func (rt *Runtime) turnUV() {
	C.uv_turn(rt.loop)
	for _, e := range rt.envs {
		if err := e.thrown(true); err != nil { // nobody else will
			_ = rt.host.Callback(func() error { return err })
		}
	}
	rt.catchUp()
}
