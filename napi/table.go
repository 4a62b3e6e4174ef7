package napi

import (
	_ "embed"
	"iter"
	"regexp"
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
	line := regexp.MustCompile(`(?m)^(FUNCTION|MISSING)\((\w+), (\w+)\)$`)
	for _, m := range line.FindAllStringSubmatch(functionsH, -1) {
		list = append(list, Function{Name: m[3], Section: m[2], Implemented: m[1] == "FUNCTION"})
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
