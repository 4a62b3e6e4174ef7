package napi

import (
	_ "embed"
	"iter"
	"strings"
	"sync"
)

//go:embed functions.h
var functionsH string

// A Function is a line of functions.h.
type Function struct {
	Name        string
	Section     string // stem of the files that hold it
	Implemented bool
}

var table = sync.OnceValue(func() (list []Function) {
	for line := range strings.Lines(functionsH) {
		macro, args, _ := strings.Cut(line, "(")
		section, name, _ := strings.Cut(args, ", ")
		if name, whole := strings.CutSuffix(name, ")\n"); whole && (macro == "FUNCTION" || macro == "MISSING") {
			list = append(list, Function{Name: name, Section: section, Implemented: macro == "FUNCTION"})
		}
	}
	return list
})

// CountersLen is the length of Options.Counters.
func CountersLen() int { return len(table()) + 1 }

// Functions returns all functions of Node-API by section of its documentation.
func Functions() iter.Seq[Function] {
	return func(yield func(Function) bool) {
		for _, f := range table() {
			if !yield(f) {
				return
			}
		}
	}
}
