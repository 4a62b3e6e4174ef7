package heap

import (
	"reflect"
	"sync"
	"unsafe"

	"github.com/dop251/goja"
)

// The engine's stacks keep what was popped from them until it is overwritten:
// an object a script has let go of may be held there. Their places are found by
// reflection; if goja's vm changes its names, they are left alone and such
// objects live until the script returns, when goja drops its stack.

// stacks describes goja's vm.
type stacks struct {
	vm, stack, sp uintptr // offsets: of *vm in Runtime, of the others in vm
	others        []other
}

// other is a slice of the vm whose length is its top.
type other struct {
	offset, size uintptr
	zero         func(first unsafe.Pointer, n int)
}

var findStacks = sync.OnceValue(func() *stacks {
	field, ok := reflect.TypeFor[goja.Runtime]().FieldByName("vm")
	if !ok || field.Type.Kind() != reflect.Pointer || field.Type.Elem().Kind() != reflect.Struct {
		return nil
	}
	vm := field.Type.Elem()
	stack, okStack := vm.FieldByName("stack")
	sp, okSP := vm.FieldByName("sp")
	if !okStack || !okSP || stack.Type.Kind() != reflect.Slice || stack.Type.Elem() != reflect.TypeFor[goja.Value]() || sp.Type.Kind() != reflect.Int {
		return nil
	}
	s := &stacks{vm: field.Offset, stack: stack.Offset, sp: sp.Offset}
	for _, name := range []string{"callStack", "iterStack", "refStack", "tryStack"} {
		f, ok := vm.FieldByName(name)
		if !ok || f.Type.Kind() != reflect.Slice {
			continue
		}
		elem := f.Type.Elem()
		s.others = append(s.others, other{f.Offset, elem.Size(), func(first unsafe.Pointer, n int) {
			reflect.NewAt(reflect.ArrayOf(n, elem), first).Elem().SetZero()
		}})
	}
	return s
})

// clearStacks forgets what lies above the tops of the engine's stacks.
func clearStacks(rt *goja.Runtime) {
	s := findStacks()
	if s == nil {
		return
	}
	vm := *(*unsafe.Pointer)(unsafe.Add(unsafe.Pointer(rt), s.vm))
	stack := *(*[]goja.Value)(unsafe.Add(vm, s.stack))
	if sp := *(*int)(unsafe.Add(vm, s.sp)); sp >= 0 && sp <= cap(stack) {
		clear(stack[sp:cap(stack)])
	}
	for _, o := range s.others {
		slice := (*struct {
			data     unsafe.Pointer
			len, cap int
		})(unsafe.Add(vm, o.offset))
		if n := slice.cap - slice.len; n > 0 {
			o.zero(unsafe.Add(slice.data, uintptr(slice.len)*o.size), n)
		}
	}
}
