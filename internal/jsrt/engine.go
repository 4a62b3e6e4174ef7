package jsrt

import (
	"reflect"
	"strconv"
	"unsafe"

	"github.com/dop251/goja"
	"github.com/dop251/goja/file"
	"github.com/dop251/goja/unistring"
)

// What goja does not export and V8's words need: at which instruction an error
// was made, and of which operands. It is read by reflection, by names; where
// goja has changed, errors keep the engine's own words, and TestLikeNode fails.

// A site is where the engine made an error.
type site struct {
	// A function of the engine's own (or of Go) that a script called; else nil.
	callee, this goja.Value
	args         []goja.Value

	code   reflect.Value // of the innermost function of JavaScript; not valid: there is none
	pc     int
	source *file.File
	offset int
	stack  []goja.Value // operands of the instruction, if callee is nil
	of     goja.Value   // the function of JavaScript itself
}

// An instruction is one of the engine: the name of its type, and its operand
// if that is a string or a number.
type instruction struct {
	name, text string
	n          int
	value      reflect.Value
}

func field(v reflect.Value, name string) reflect.Value { return v.FieldByName(name) }

// valuesOf is a slice of Values in a field that is not exported.
func valuesOf(v reflect.Value) []goja.Value { return *(*[]goja.Value)(unsafe.Pointer(v.UnsafeAddr())) }

// literal is the text of a constant string or integer among the instructions.
func literal(v reflect.Value) (text string, ok bool) {
	if v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	switch v.Kind() {
	case reflect.String:
		return v.String(), true
	case reflect.Int64:
		return strconv.FormatInt(v.Int(), 10), true
	}
	return "", false
}

// newSite reads the engine's registers; ok is false where they are not what
// this file knows.
func newSite(vm *goja.Runtime) (s *site, ok bool) {
	defer func() {
		if recover() != nil {
			s, ok = nil, false
		}
	}()
	machine := field(reflect.ValueOf(vm).Elem(), "vm").Elem()
	stack := valuesOf(field(machine, "stack"))
	sp, sb, pc := int(field(machine, "sp").Int()), int(field(machine, "sb").Int()), int(field(machine, "pc").Int())
	s = &site{}
	program := field(machine, "prg")
	if program.IsNil() {
		if sb < 2 {
			return s, true // called by Go
		}
		s.this, s.callee, s.args = stack[sb-2], stack[sb-1], stack[sb:sp]
		calls := field(machine, "callStack")
		if calls.Len() == 0 {
			return s, true
		}
		caller := calls.Index(calls.Len() - 1)
		if program = field(caller, "prg"); program.IsNil() {
			return s, true
		}
		sb, pc = int(field(caller, "sb").Int()), int(field(caller, "pc").Int())
	} else {
		s.stack = stack[:sp]
	}
	if sb > 0 {
		s.of = stack[sb-1]
	}
	program = program.Elem()
	s.code, s.pc = field(program, "code"), pc
	s.source = (*file.File)(field(program, "src").UnsafePointer())
	positions := field(program, "srcMap")
	for i := range positions.Len() {
		p := positions.Index(i)
		if int(field(p, "pc").Int()) > pc {
			break
		}
		s.offset = int(field(p, "srcPos").Int())
	}
	return s, true
}

// at returns the instruction that is d away from the present one.
func (s *site) at(d int) (i instruction) {
	if !s.code.IsValid() || s.pc+d < 0 || s.pc+d >= s.code.Len() {
		return i
	}
	i.value = s.code.Index(s.pc + d).Elem()
	if i.value.Kind() == reflect.Pointer {
		i.value = i.value.Elem()
	}
	i.name = i.value.Type().Name()
	switch i.value.Kind() {
	case reflect.String:
		i.text = unistring.String(i.value.String()).String()
	case reflect.Uint32:
		i.n = int(i.value.Uint())
	case reflect.Int, reflect.Int32:
		i.n = int(i.value.Int())
	}
	return i
}

// top is the operand n from the top of the stack; nil: there is none.
func (s *site) top(n int) goja.Value {
	if n > len(s.stack) || n < 1 {
		return nil
	}
	return s.stack[len(s.stack)-n]
}

// variadic counts the operands above the engine's mark of a call with a spread.
func (s *site) variadic() int {
	for n := 1; n <= len(s.stack); n++ {
		if mark, ok := s.top(n).(*goja.Symbol); ok && mark.String() == "[variadic marker]" {
			return n - 1
		}
	}
	return 0
}

// onMade has made called with what the engine's own constructor of errors makes,
// unless a script or rt.newError asked for it: original is for them.
func onMade(kind *goja.Object, made func(original func([]goja.Value, *goja.Object) *goja.Object, args []goja.Value) *goja.Object) {
	defer func() { _ = recover() }()
	construct := field(field(reflect.ValueOf(kind).Elem(), "self").Elem().Elem(), "construct")
	p := (*func([]goja.Value, *goja.Object) *goja.Object)(unsafe.Pointer(construct.UnsafeAddr()))
	original := *p
	*p = func(args []goja.Value, newTarget *goja.Object) *goja.Object {
		if newTarget != kind {
			return original(args, newTarget)
		}
		return made(original, args)
	}
}
