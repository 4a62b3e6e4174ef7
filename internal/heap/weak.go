package heap

import (
	"weak"

	"github.com/dop251/goja"
)

// A Weak refers to an object or a symbol without keeping it from being
// collected. Two of the same value are equal.
type Weak struct {
	object weak.Pointer[goja.Object]
	symbol weak.Pointer[goja.Symbol]
}

// MakeWeak makes a weak reference. Values other than objects and symbols have
// none: ok is false.
func MakeWeak(v goja.Value) (w Weak, ok bool) {
	switch v := v.(type) {
	case *goja.Object:
		return Weak{object: weak.Make(v)}, true
	case *goja.Symbol:
		return Weak{symbol: weak.Make(v)}, true
	}
	return Weak{}, false
}

// Value returns what w refers to; nil when it was collected.
func (w Weak) Value() goja.Value {
	if o := w.object.Value(); o != nil {
		return o
	}
	if s := w.symbol.Value(); s != nil {
		return s
	}
	return nil
}

// Alive reports whether what w refers to was not collected.
func (w Weak) Alive() bool {
	return w.object.Value() != nil || w.symbol != (weak.Pointer[goja.Symbol]{}) && w.symbol.Value() != nil
}
