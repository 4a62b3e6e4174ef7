package heap

import (
	"weak"

	"github.com/dop251/goja"
)

// A Weak refers to an object or a symbol without keeping it from being
// collected.
type Weak struct {
	object weak.Pointer[goja.Object]
	symbol weak.Pointer[goja.Symbol]
	anchor weak.Pointer[Anchor]
}

// An Anchor is part of something that lives exactly as long as an object. A weak
// reference by it is cheaper: Go lists the weak pointers of each of its memory
// spans in order, and a span holds hundreds of goja's small objects.
type Anchor struct{ Object *goja.Object }

// Weak makes a weak reference to the object.
func (a *Anchor) Weak() Weak { return Weak{anchor: weak.Make(a)} }

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
	if a := w.anchor.Value(); a != nil {
		return a.Object
	}
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
	return w.anchor.Value() != nil || w.object.Value() != nil || w.symbol.Value() != nil
}
