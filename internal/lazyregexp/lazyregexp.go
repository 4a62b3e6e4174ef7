// Package lazyregexp compiles regular expressions when they are first used: a
// run that checks one addon uses few of them, and compiling all at start-up
// would take longer than the check.
package lazyregexp

import (
	"regexp"
	"sync"
)

// New returns a function that answers with the compiled expression. The first
// call panics when it does not compile, so each needs a test that reaches it.
func New(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}
