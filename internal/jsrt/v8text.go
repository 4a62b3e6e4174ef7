package jsrt

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/dop251/goja"
	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/file"
	"github.com/dop251/goja/unistring"
)

// The engine's own errors say what V8 says, as far as the place they were made
// at tells enough: packages and tests compare texts. An error that a script
// makes never comes here. What is said must follow from the operands: a native
// function may have been called without leaving a trace in the engine's
// registers, and its errors are not to be taken for those of the operation.

// v8Text gives the engine's error classes V8's texts, and their stacks Node's
// form.
func (rt *Runtime) v8Text(kind *goja.Object) {
	onMade(kind, func(original func([]goja.Value, *goja.Object) *goja.Object, args []goja.Value) *goja.Object {
		if rt.rewording { // what is looked up meanwhile failed
			return original(args, kind)
		}
		rt.rewording = true
		defer func() { rt.rewording = false }()
		if len(args) > 0 {
			if better := rt.reword(args[0].String()); better != "" {
				args = []goja.Value{rt.vm.ToValue(better)}
			}
		}
		o := original(args, kind)
		rt.setStackOf(o, "", func(limit int) []frame { return rt.convert(rt.vm.CaptureCallStack(limit+2, nil), limit) })
		return o
	})
}

// fixedTexts are those that do not depend on operands.
var fixedTexts = map[string]string{
	"Must call super constructor in derived class before accessing 'this'":                   "Must call super constructor in derived class before accessing 'this' or returning from derived constructor",
	"Must call super constructor in derived class before returning from derived constructor": "Must call super constructor in derived class before accessing 'this' or returning from derived constructor",
	"The normalization form should be one of NFC, NFD, NFKC, NFKD":                           "The normalization form should be one of NFC, NFD, NFKC, NFKD.",
	"toFixed() precision must be between 0 and 100":                                          "toFixed() digits argument must be between 0 and 100",
	"toPrecision() precision must be between 1 and 100":                                      "toPrecision() argument must be between 1 and 100",
	"toExponential() precision must be between 0 and 100":                                    "toExponential() argument must be between 0 and 100",
	"Method Boolean.prototype.toString is called on incompatible receiver":                   "Boolean.prototype.toString requires that 'this' be a Boolean",
	"Method Boolean.prototype.valueOf is called on incompatible receiver":                    "Boolean.prototype.valueOf requires that 'this' be a Boolean",
	"Method Symbol.prototype.toString is called on incompatible receiver":                    "Symbol.prototype.toString requires that 'this' be a Symbol",
	"requires that 'this' be a BigInt":                                                       "BigInt.prototype.valueOf requires that 'this' be a BigInt",
	"No initial value":                                                                       "Reduce of empty array with no initial value",
	"Malformed URI":                                                                          "URI malformed",
	"Illegal generator state":                                                                "Generator is already running",
	"Promise self-resolution":                                                                "Chaining cycle detected for promise #<Promise>",
	"Constructor Promise requires 'new'":                                                     "Promise constructor cannot be invoked without 'new'",
	"Source is too large":                                                                    "offset is out of bounds",
	"offset should be >= 0":                                                                  "offset is out of bounds",
	"RegExp doesn't have global flag set":                                                    "String.prototype.matchAll called with a non-global RegExp argument",
	"Class constructor cannot be invoked without 'new'":                                      "Class constructors cannot be invoked without 'new'",
}

// reword is what V8 says for what the engine says; "" = the same, or unknown.
func (rt *Runtime) reword(text string) (better string) {
	defer func() {
		if recover() != nil { // a getter of an error threw
			better = ""
		}
	}()
	s, ok := newSite(rt.vm)
	if !ok {
		return ""
	}
	if s.callee != nil {
		better = rt.nativeText(s, text)
	} else if s.code.IsValid() {
		better = rt.operationText(s, text)
	}
	if better != "" {
		return better
	}
	switch {
	case strings.HasPrefix(text, "Could not convert "):
		return "Cannot convert object to primitive value"
	case strings.HasPrefix(text, "Cannot write private member "):
		return strings.Replace(text, " from an object", " to an object", 1)
	case strings.HasPrefix(text, "Byte length of "), strings.HasPrefix(text, "Start offset of "):
		return strings.ToLower(text[:1]) + text[1:]
	}
	return fixedTexts[text]
}

// Of operations.

func (rt *Runtime) operationText(s *site, text string) string {
	op := s.at(0)
	name := strings.TrimPrefix(op.name, "_")
	ownKey := rt.vm.ToValue(op.text)
	switch {
	case strings.HasPrefix(name, "setPropRecv"): // super: V8 names where it looks
		return rt.settingText(s.top(2), ownKey, text)
	case strings.HasPrefix(name, "setProp"):
		return rt.settingText(s.top(2), ownKey, text)
	case strings.HasPrefix(name, "setElemRecv"):
		return rt.settingText(s.top(2), s.top(3), text)
	case strings.HasPrefix(name, "setElem"):
		return rt.settingText(s.top(3), s.top(2), text)
	case strings.HasPrefix(name, "setGlobal"):
		return rt.readOnlyText(rt.global, ownKey, text)
	case strings.HasPrefix(name, "deleteProp"):
		return rt.deletingText(s.top(1), ownKey, text)
	case strings.HasPrefix(name, "deleteElem"):
		return rt.deletingText(s.top(2), s.top(1), text)
	case name == "getProp", name == "getPropCallee":
		return rt.readingText(s.top(1), ownKey, text)
	case name == "getElem", name == "getElemCallee", name == "getKey":
		return rt.readingText(s.top(2), s.top(1), text)
	case name == "getPropRef", name == "getPropRefStrict":
		return rt.referringText(s, s.top(1), ownKey, text)
	case name == "getElemRef", name == "getElemRefStrict":
		return rt.referringText(s, s.top(2), s.top(1), text)
	case name == "call", name == "callEval", name == "callEvalStrict":
		return rt.callingText(s, op.n, text)
	case name == "callVariadic", name == "callEvalVariadic", name == "callEvalVariadicStrict":
		return rt.callingText(s, s.variadic()-2, text)
	case name == "new":
		return rt.constructingText(s, op.n, text)
	case name == "newVariadic":
		return rt.constructingText(s, s.variadic()-1, text)
	case name == "op_in":
		if container := s.top(1); !isObject(container) {
			return fmt.Sprintf("Cannot use 'in' operator to search for '%s' in %s", keyText(s.top(2)), rt.describe(container))
		}
	case name == "op_instanceof":
		right, ok := s.top(1).(*goja.Object)
		switch {
		case !ok:
			return "Right-hand side of 'instanceof' is not an object"
		case strings.HasPrefix(text, "Expecting a function in instanceof check"):
			return "Right-hand side of 'instanceof' is not callable"
		case text == "prototype is not an object":
			return fmt.Sprintf("Function has non-object prototype '%s' in instanceof check", rt.describe(rt.data(right, rt.vm.ToValue("prototype"))))
		}
	case name == "checkObjectCoercible", name == "createDestructSrc":
		if text == "Value is not object coercible" {
			return rt.destructuringText(s)
		}
	case name == "iterate", name == "iterateP", name == "pushArraySpread", name == "pushSpread":
		return rt.iteratingText(s, name, text)
	case name == "iterNext", name == "iterGetNextOrUndef":
		if v, ok := strings.CutPrefix(text, "Value is not an object: "); ok {
			return "Iterator result " + v + " is not an object"
		}
	case name == "newDerivedClass":
		return rt.extendingText(s, text)
	case name == "getPrivatePropRes", name == "getPrivatePropId":
		if names := op.value; !isObject(s.top(1)) && names.FieldByName("name").IsValid() {
			return fmt.Sprintf("Cannot read private member #%s from an object whose class did not declare it", unistring.String(names.FieldByName("name").String()))
		}
	}
	if text == "Cannot access a variable before initialization" {
		if name := identifierAt(s); name != "" {
			return "Cannot access '" + name + "' before initialization"
		}
	}
	return ""
}

// settingText is for receiver[key] = value.
func (rt *Runtime) settingText(receiver, key goja.Value, text string) string {
	switch {
	case receiver == nil || key == nil:
		return ""
	case goja.IsUndefined(receiver) || goja.IsNull(receiver):
		return fmt.Sprintf("Cannot set properties of %s (setting '%s')", receiver, keyText(key))
	case strings.HasPrefix(text, "Receiver is not an object: "):
		return fmt.Sprintf("Cannot create property '%s' on %s '%s'", keyText(key), typeOf(receiver), rt.describe(receiver))
	}
	return rt.readOnlyText(receiver, key, text)
}

// readOnlyText is for a property that cannot be set or added.
func (rt *Runtime) readOnlyText(receiver, key goja.Value, text string) string {
	if symbol, ok := key.(*goja.Symbol); ok && text == "Cannot add property "+symbol.String()+", object is not extensible" {
		return "Cannot add property " + keyText(key) + ", object is not extensible"
	}
	refused := text == "" || text == "length is not writable" || strings.HasPrefix(text, "Cannot assign to read only property '") ||
		strings.HasPrefix(text, "Property is not writable: ") || strings.HasPrefix(text, "Receiver property ")
	holder, ok := receiver.(*goja.Object)
	if !ok {
		holder = receiver.ToObject(rt.vm)
	}
	if !refused {
		return ""
	}
	property := rt.property(holder, key)
	switch {
	case property == nil:
	case property.Get("get") != nil && goja.IsUndefined(property.Get("set")):
		return fmt.Sprintf("Cannot set property %s of %s which has only a getter", keyText(key), rt.describe(receiver))
	case property.Get("writable") != nil && !property.Get("writable").ToBoolean():
		return fmt.Sprintf("Cannot assign to read only property '%s' of %s '%s'", keyText(key), typeOf(receiver), rt.describe(receiver))
	}
	return ""
}

func (rt *Runtime) deletingText(from, key goja.Value, text string) string {
	if from == nil || key == nil || !strings.HasPrefix(text, "Cannot delete property '"+keyText(key)+"' of ") || goja.IsUndefined(from) || goja.IsNull(from) {
		return ""
	}
	return fmt.Sprintf("Cannot delete property '%s' of %s", keyText(key), rt.describe(from.ToObject(rt.vm)))
}

// readingText is for from[key].
func (rt *Runtime) readingText(from, key goja.Value, text string) string {
	if from == nil || !goja.IsUndefined(from) && !goja.IsNull(from) || !strings.HasPrefix(text, "Cannot ") {
		return ""
	}
	if isObject(key) { // V8 does not convert it to say its name
		return fmt.Sprintf("Cannot read properties of %s", from)
	}
	return fmt.Sprintf("Cannot read properties of %s (reading '%s')", from, keyText(key))
}

// referringText is for from[key] being changed (+=, ++) or assigned to by a
// pattern.
func (rt *Runtime) referringText(s *site, from, key goja.Value, text string) string {
	if s.at(1).name == "_getValue" {
		return rt.readingText(from, key, text)
	}
	return rt.settingText(from, key, text)
}

// callingText is for a call of n arguments.
func (rt *Runtime) callingText(s *site, n int, text string) string {
	callee := s.top(n + 1)
	if callee == nil {
		return ""
	}
	if text == "Class constructor cannot be invoked without 'new'" {
		return rt.classText(callee)
	}
	if _, ok := goja.AssertFunction(callee); ok && text != "proxy target is not a function" {
		return ""
	}
	if text != "proxy target is not a function" && !strings.HasPrefix(text, "Value is not an object: ") && !strings.HasPrefix(text, "Not a function: ") &&
		!strings.HasPrefix(text, "Object has no member '") {
		return ""
	}
	if quoted := rt.called(s); quoted != "" {
		for _, i := range rt.sites.iterated {
			if call, ok := i.what.(*ast.CallExpression); ok && call.LeftParenthesis == file.Idx(s.offset+1) {
				return quoted + " is not a function or its return value is not iterable"
			}
		}
		return quoted + " is not a function"
	}
	return ""
}

// constructingText is for new of n arguments.
func (rt *Runtime) constructingText(s *site, n int, text string) string {
	callee := s.top(n + 1)
	if callee == nil {
		return ""
	}
	if _, ok := goja.AssertConstructor(callee); ok { // the constructor is the engine's own
		native := &site{callee: callee, this: goja.Undefined(), args: s.stack[len(s.stack)-n:]}
		return rt.nativeText(native, text)
	}
	if text != "Value is not a constructor" && !strings.HasPrefix(text, "Value is not an object: ") {
		return ""
	}
	if quoted := rt.called(s); quoted != "" {
		return quoted + " is not a constructor"
	}
	return ""
}

// called is the source of what is called at a place.
func (rt *Runtime) called(s *site) string {
	if sites := rt.sitesOf(s.source); sites != nil {
		if callee := sites.calls[file.Idx(s.offset+1)]; callee != nil {
			return printed(callee)
		}
	}
	return ""
}

func (rt *Runtime) classText(class goja.Value) string {
	if o, ok := class.(*goja.Object); ok {
		if name, ok := rt.data(o, rt.vm.ToValue("name")).(goja.String); ok && name.Length() > 0 {
			return fmt.Sprintf("Class constructor %s cannot be invoked without 'new'", name)
		}
	}
	return ""
}

// destructuringText is for an object pattern that undefined or null is given to.
func (rt *Runtime) destructuringText(s *site) string {
	v := s.top(1)
	if v == nil || !goja.IsUndefined(v) && !goja.IsNull(v) {
		return ""
	}
	key, hasDefault := "", false
	if s.at(0).name == "_checkObjectCoercible" && s.at(1).name == "_dup" {
		switch first := s.at(2); {
		case first.name == "getProp":
			key, hasDefault = first.text, s.at(3).name == "jdef"
		case first.name == "loadVal" && s.at(3).name == "_toPropertyKey":
			key, _ = literal(first.value.FieldByName("v"))
			hasDefault = s.at(5).name == "jdef"
		}
	}
	before := s.at(-1).name
	nested := before == "iterGetNextOrUndef" || before == "_getKey" || before == "getProp" && s.at(-2).name == "_dup"
	if key != "" && (hasDefault || nested) {
		return fmt.Sprintf("Cannot read properties of %s (reading '%s')", v, key)
	}
	from := defaultSite(v)
	if sites := rt.sitesOf(s.source); sites != nil && !nested {
		if what := sites.inner(sites.objects, s.offset); what != nil {
			from = printed(what)
		}
	}
	if before == "_enumGet" {
		from = ".for"
	}
	if key == "" {
		return fmt.Sprintf("Cannot destructure '%s' as it is %s.", from, v)
	}
	return fmt.Sprintf("Cannot destructure property '%s' of '%s' as it is %s.", key, from, v)
}

// iteratingText is for for…of, spreads and array patterns.
func (rt *Runtime) iteratingText(s *site, name, text string) string {
	if name == "pushSpread" { // it has popped its operand
		s.stack = s.stack[:len(s.stack)+1]
	}
	v := s.top(1)
	if v == nil {
		return ""
	}
	const noIterator = " is not iterable (cannot read property Symbol(Symbol.iterator))"
	switch {
	case strings.HasPrefix(text, "Value is not an object: "):
		return "Result of the Symbol.iterator method is not an object"
	case strings.HasSuffix(text, " is not a method"):
		return defaultSite(v) + noIterator
	case text != "object is not iterable" && text != "Cannot convert undefined or null to object":
		return ""
	case name == "pushSpread" && !goja.IsUndefined(v) && !goja.IsNull(v):
		return "Spread syntax requires ...iterable[Symbol.iterator] to be a function"
	}
	if s.at(-1).name == "_enumGet" {
		return ".for is not iterable" // V8 shows its own name for the value of a loop
	}
	sites := rt.sitesOf(s.source)
	if sites == nil {
		return ""
	}
	var what ast.Expression
	if name == "iterate" {
		what = sites.inner(sites.arrays, s.offset)
		switch what.(type) {
		case *ast.Identifier, *ast.NullLiteral, *ast.BooleanLiteral, *ast.NumberLiteral, *ast.ObjectLiteral, *ast.NewExpression, *ast.ThisExpression:
		default:
			what = nil
		}
	} else {
		what = sites.inner(sites.iterated, s.offset)
	}
	switch e := what.(type) {
	case nil:
		return defaultSite(v) + noIterator
	case *ast.CallExpression:
		return printed(e.Callee) + " is not a function or its return value is not iterable"
	case *ast.NewExpression:
		return printed(e.Callee) + " is not a function or its return value is not iterable"
	}
	if name == "pushSpread" {
		return printed(what) + " is not iterable (cannot read property undefined)"
	}
	return printed(what) + " is not iterable"
}

func (rt *Runtime) extendingText(s *site, text string) string {
	parent := s.top(1)
	switch text {
	case "Class extends value is not a constructor or null":
		return fmt.Sprintf("Class extends value %s is not a constructor or null", rt.describe(parent))
	case "Class extends value does not have valid prototype property":
		if o, ok := parent.(*goja.Object); ok {
			return fmt.Sprintf("Class extends value does not have valid prototype property %s", rt.describe(rt.data(o, rt.vm.ToValue("prototype"))))
		}
	}
	return ""
}

// identifierAt is the name at the place of an error; "": there is none.
func identifierAt(s *site) string {
	if s.source == nil || s.offset >= len(s.source.Source()) {
		return ""
	}
	rest := s.source.Source()[s.offset:]
	end := strings.IndexFunc(rest, func(c rune) bool {
		return c != '_' && c != '$' && c < 0x80 && (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z')
	})
	if end < 0 {
		end = len(rest)
	}
	return rest[:end]
}

// Of the engine's own functions.

// takesCallback are the methods whose first argument must be a function.
var takesCallback = []string{"map", "forEach", "filter", "some", "every", "find", "findIndex", "findLast", "findLastIndex", "reduce", "reduceRight", "flatMap"}

func (rt *Runtime) nativeText(s *site, text string) string {
	arg := func(i int) goja.Value {
		if i < len(s.args) {
			return s.args[i]
		}
		return goja.Undefined()
	}
	if text == "Class constructor cannot be invoked without 'new'" { // by way of call, apply
		for _, v := range []goja.Value{s.this, arg(0)} {
			if _, ok := goja.AssertConstructor(v); ok {
				return rt.classText(v)
			}
		}
	}
	name := rt.nativeName(s.callee)
	if list := arg(1); name == "Function.prototype.apply" && !isObject(list) && !goja.IsUndefined(list) && !goja.IsNull(list) && strings.HasPrefix(text, "Value is not an object: ") {
		return "CreateListFromArrayLike called on non-object"
	}
	if function, ok := s.this.(*goja.Object); ok && (name == "Function.prototype.call" || name == "Function.prototype.apply") && function.ClassName() == "Function" {
		// Functions of the engine's own are called without further trace.
		inner := &site{callee: s.this, this: arg(0)}
		if name == "Function.prototype.call" {
			inner.args = s.args[min(1, len(s.args)):]
		}
		return rt.nativeText(inner, text)
	}
	if strings.HasPrefix(text, "Method [Generator].prototype.") {
		return text + " " + rt.describe(s.this)
	}
	if name == "" {
		return ""
	}
	notObject := strings.HasPrefix(text, "Value is not an object: ")
	nullish := func(v goja.Value) bool { return goja.IsUndefined(v) || goja.IsNull(v) }
	callable := func(v goja.Value) bool { _, ok := goja.AssertFunction(v); return ok }
	notIterable := text == "object is not iterable" || nullish(arg(0)) && (text == "Cannot convert undefined or null to object" || text == "Value is not object coercible")
	object, method, isMethod := strings.Cut(name, ".prototype.")
	switch {
	case strings.HasPrefix(text, "Cannot delete property '"):
		if i := strings.LastIndex(text, "' of "); i > 0 && isMethod && isObject(s.this) {
			return text[:i] + "' of " + rt.describe(s.this)
		}
	case name == "Object.assign":
		if _, key, ok := strings.Cut(text, "'"); ok && isObject(arg(0)) {
			return rt.readOnlyText(arg(0), rt.vm.ToValue(strings.TrimSuffix(key, "'")), text)
		}
	case object == "Array" && (text == "" || strings.HasPrefix(text, "Cannot assign to read only property '") || text == "length is not writable"):
		return rt.arrayText(s.this, text)
	case name == "JSON.stringify" && text == "Converting circular structure to JSON":
		return rt.circularText(arg(0), text)
	case name == "Object.freeze" && strings.HasPrefix(text, "Cannot redefine property: "):
		return "Cannot freeze array buffer views with elements"
	case strings.HasPrefix(name, "Reflect.") && name != "Reflect.apply" && name != "Reflect.construct" && notObject && !isObject(arg(0)),
		name == "Object.defineProperties" && notObject && !isObject(arg(0)),
		strings.HasPrefix(name, "Promise.") && notObject && !isObject(s.this) && !isMethod:
		return name + " called on non-object"
	case name == "Object.setPrototypeOf" && text == "Value is not object coercible":
		return "Object.setPrototypeOf called on null or undefined"
	case name == "Reflect.setPrototypeOf" && notObject && isObject(arg(0)):
		return "Object prototype may only be an Object or null: " + rt.describe(arg(1))
	case (name == "Object.setPrototypeOf" || name == "Reflect.setPrototypeOf") && strings.HasSuffix(text, " is not extensible"):
		return rt.describe(arg(0)) + " is not extensible"
	case name == "Reflect.apply" && !callable(arg(0)) && !goja.IsUndefined(arg(0)):
		article := "a "
		if typeOf(arg(0)) == "object" {
			article = "an "
		}
		return fmt.Sprintf("Function.prototype.apply was called on %s, which is %s%s and not a function", rt.describe(arg(0)), article, typeOf(arg(0)))
	case name == "Reflect.apply" && notObject && !isObject(arg(2)):
		return "CreateListFromArrayLike called on non-object"
	case name == "Reflect.construct" && (notObject || text == "Value is not a constructor"):
		for i, v := range s.args {
			if _, ok := goja.AssertConstructor(v); !ok && i != 1 {
				return rt.describe(v) + " is not a constructor"
			}
		}
	case name == "Function.prototype.bind" && !callable(s.this):
		return "Bind must be called on a function"
	case name == "Promise" && strings.HasPrefix(text, "Value is not ") && !callable(arg(0)):
		return "Promise resolver " + rt.describe(arg(0)) + " is not a function"
	case strings.HasPrefix(text, "Invalid property descriptor. Cannot both") && name == "Object.defineProperty":
		return text + ", " + rt.describe(arg(2))
	case name == "Object.defineProperty" && isObject(arg(0)) && isObject(arg(2)):
		return rt.accessorText(arg(2).(*goja.Object))
	case (name == "WeakMap" || name == "Map" || name == "Set" || name == "WeakSet" || name == "Object.fromEntries" || name == "Array.from") && notIterable:
		if name == "Object.fromEntries" && nullish(arg(0)) {
			return rt.describe(arg(0)) + " is not iterable"
		}
		return defaultSite(arg(0)) + " is not iterable (cannot read property Symbol(Symbol.iterator))"
	case (name == "Map" || name == "WeakMap") && notObject:
		return "Iterator value " + strings.TrimPrefix(text, "Value is not an object: ") + " is not an entry object"
	case name == "WeakMap.prototype.set" && isObject(s.this) && !isObject(arg(0)):
		return "Invalid value used as weak map key"
	case name == "WeakSet.prototype.add" && isObject(s.this) && !isObject(arg(0)):
		return "Invalid value used in weak set"
	case isMethod && slices.Contains(takesCallback, method) && !nullish(s.this) && !callable(arg(0)):
		return rt.callbackText(object, method, arg(0))
	case name == "Array.from" && !goja.IsUndefined(arg(1)) && !callable(arg(1)):
		return rt.callbackText("Array", "from", arg(1))
	case strings.Contains(text, "omparison function must be either a function or undefined") && rt.node.major >= 22:
		return "The comparison function must be either a function or undefined: " + rt.describe(arg(0))
	case isMethod && (object == "Array" && method != "flatMap" || object == "String") && nullish(s.this) &&
		(text == "Cannot convert undefined or null to object" || text == "Value is not object coercible"):
		return name + " called on null or undefined"
	case isMethod && (notObject && !isObject(s.this) || strings.Contains(text, "called on incompatible receiver") || strings.HasPrefix(text, "Object is not ArrayBuffer: ")):
		switch {
		case object == "Date":
			return "this is not a Date object."
		case object == "Boolean" || object == "Symbol" || object == "Function":
			return fixedTexts[text]
		case (object == "DataView" || name == "RegExp.prototype.test") && rt.node.major < 22: // says undefined, always
			return "Method " + name + " called on incompatible receiver undefined"
		}
		return "Method " + name + " called on incompatible receiver " + rt.describe(s.this)
	case object == "Number" && strings.HasPrefix(text, "Value is not a number"):
		return name + " requires that 'this' be a Number"
	case name == "String.prototype.repeat" && text == "Invalid count value":
		return text + ": " + arg(0).String()
	case strings.HasSuffix(name, "Array") && text == "Constructor TypedArray requires 'new'":
		return "Constructor " + name + " requires 'new'"
	case strings.HasSuffix(name, "Array") && strings.HasPrefix(text, "Invalid index "):
		return "Invalid typed array length: " + strings.TrimPrefix(text, "Invalid index ")
	case name == "ArrayBuffer" && strings.HasPrefix(text, "Invalid index "):
		return "Invalid array buffer length"
	case strings.HasPrefix(name, "BigInt.as") && strings.HasPrefix(text, "Invalid index "):
		return "Invalid value: not (convertible to) a safe integer"
	case object == "DataView" && strings.HasPrefix(text, "Index ") && strings.HasSuffix(text, " is out of bounds"):
		return "Offset is outside the bounds of the DataView"
	case name == "BigInt" && strings.HasPrefix(text, "Cannot convert "):
		switch v := arg(0).(type) {
		case *goja.Symbol:
			return "Cannot convert " + keyText(v) + " to a BigInt"
		default:
			if typeOf(v) == "number" {
				return "The number " + v.String() + " cannot be converted to a BigInt because it is not an integer"
			}
		}
	}
	return ""
}

// callbackText is for an argument that must be a function.
func (rt *Runtime) callbackText(object, method string, v goja.Value) string {
	switch {
	case object == "%TypedArray%" && method == "map":
	case rt.node.major >= 22 || object == "Map" || object == "Set":
		return defaultSite(v) + " is not a function"
	case method == "flatMap":
		return "flatMap mapper function is not callable"
	}
	return rt.describe(v) + " is not a function"
}

// arrayText is for a method of arrays that meets what it cannot write.
func (rt *Runtime) arrayText(array goja.Value, text string) string {
	o, ok := array.(*goja.Object)
	if !ok {
		return ""
	}
	if text == "length is not writable" {
		return rt.readOnlyText(o, rt.vm.ToValue("length"), text)
	}
	if _, key, ok := strings.Cut(text, "'"); ok {
		return rt.readOnlyText(o, rt.vm.ToValue(strings.TrimSuffix(key, "'")), text)
	}
	return rt.readOnlyText(o, rt.vm.ToValue("0"), text) // the engine does not say which; all methods begin there
}

// accessorText is for a property descriptor whose accessors are no functions.
func (rt *Runtime) accessorText(descriptor *goja.Object) string {
	for _, name := range []string{"get", "set"} {
		v := rt.data(descriptor, rt.vm.ToValue(name))
		if v == nil || goja.IsUndefined(v) {
			continue
		}
		if _, ok := goja.AssertFunction(v); !ok {
			return strings.ToUpper(name[:1]) + name[1:] + "ter must be a function: " + rt.describe(v)
		}
	}
	return ""
}

// circularText adds to text how v leads back to itself: the first two steps and
// the last. A circle that toJSON or a replacer makes is not looked for.
func (rt *Runtime) circularText(v goja.Value, text string) string {
	type step struct {
		key string
		to  *goja.Object
	}
	var path []step
	explored := map[*goja.Object]bool{}
	var visit func(key string, v goja.Value) string
	visit = func(key string, v goja.Value) string {
		o, ok := v.(*goja.Object)
		if !ok || explored[o] || isProxy(o) || len(path) > maxStack {
			return ""
		}
		for i, seen := range path {
			if seen.to != o {
				continue
			}
			lines := []string{text, "--> starting at object with constructor '" + cmp.Or(rt.constructorName(o), "Object") + "'"}
			for j, s := range path[i+1:] {
				switch left := len(path) - i - 2 - j; {
				case j < 2 || left == 0:
					lines = append(lines, "|     "+s.key+" -> object with constructor '"+cmp.Or(rt.constructorName(s.to), "Object")+"'")
				case j == 2:
					lines = append(lines, "|     ...")
				}
			}
			return strings.Join(append(lines, "--- "+key+" closes the circle"), "\n    ")
		}
		path = append(path, step{key, o})
		for _, name := range o.Keys() {
			key := "property '" + name + "'"
			if o.ClassName() == "Array" {
				key = "index " + name
			}
			if found := visit(key, rt.data(o, rt.vm.ToValue(name))); found != "" {
				return found
			}
		}
		path = path[:len(path)-1]
		explored[o] = true
		return ""
	}
	return visit("", v)
}

func (rt *Runtime) constructorName(o *goja.Object) string {
	if constructor, ok := rt.data(o, rt.vm.ToValue("constructor")).(*goja.Object); ok {
		if name, ok := rt.data(constructor, rt.vm.ToValue("name")).(goja.String); ok && name.Length() > 0 {
			return name.String()
		}
	}
	return ""
}

// Values in words.

// property is the descriptor of a property of o or of what it inherits from;
// nil: there is none, or only a proxy knows.
func (rt *Runtime) property(o *goja.Object, key goja.Value) *goja.Object {
	for ; o != nil && !isProxy(o); o = o.Prototype() {
		if d, ok := rt.getOwn(goja.FunctionCall{This: goja.Undefined(), Arguments: []goja.Value{o, key}}).(*goja.Object); ok {
			return d
		}
	}
	return nil
}

// data is the value of a property, nil if that is not data.
func (rt *Runtime) data(o *goja.Object, key goja.Value) goja.Value {
	if d := rt.property(o, key); d != nil {
		return d.Get("value")
	}
	return nil
}

// describe is a value in V8's words. Of a script, only what an error's name and
// message are may run for it.
func (rt *Runtime) describe(v goja.Value) string {
	o, ok := v.(*goja.Object)
	if !ok {
		return keyText(v)
	}
	if isProxy(o) {
		if target := o.Export().(goja.Proxy).Target(); target != nil {
			return rt.describe(target)
		}
	}
	if _, ok := goja.AssertFunction(o); ok {
		text := rt.sourceOf(goja.FunctionCall{This: o}).String()
		if len(text) > 128 {
			text = text[:111] + "...<omitted>..." + text[len(text)-2:]
		}
		return text
	}
	if o.ClassName() == "Error" {
		return rt.errorHeader(o, "")
	}
	if rt.data(o, rt.vm.ToValue("toString")) == rt.objectToString {
		if name := rt.constructorName(o); name != "" {
			return "#<" + name + ">"
		}
	}
	tag := o.ClassName()
	if own, ok := rt.data(o, goja.SymToStringTag).(goja.String); ok {
		tag = own.String()
	}
	return "[object " + tag + "]"
}

// keyText is a primitive as V8 names it.
func keyText(v goja.Value) string {
	switch v := v.(type) {
	case nil:
		return "undefined"
	case *goja.Symbol:
		return "Symbol(" + v.String() + ")"
	default:
		return v.String()
	}
}

// defaultSite is what V8 says of a value whose expression it does not know.
func defaultSite(v goja.Value) string {
	kind := typeOf(v)
	switch {
	case kind == "string":
		return kind + " " + strconv.Quote(v.String())
	case goja.IsNull(v), kind == "number", kind == "boolean":
		return kind + " " + v.String()
	}
	return kind
}

func isObject(v goja.Value) bool { _, ok := v.(*goja.Object); return ok }

func isProxy(o *goja.Object) bool { return o.ExportType() == reflect.TypeFor[goja.Proxy]() }

func typeOf(v goja.Value) string {
	switch v := v.(type) {
	case nil:
		return "undefined"
	case *goja.Object:
		if _, ok := goja.AssertFunction(v); ok {
			return "function"
		}
		return "object"
	case *goja.Symbol:
		return "symbol"
	case goja.String:
		return "string"
	}
	switch {
	case goja.IsUndefined(v):
		return "undefined"
	case goja.IsNull(v):
		return "object"
	}
	switch v.ExportType().Kind() {
	case reflect.Bool:
		return "boolean"
	case reflect.Pointer:
		return "bigint"
	}
	return "number"
}

// nativeName is the name a function of the language is known by:
// "Array.prototype.map". "": it is none.
func (rt *Runtime) nativeName(f goja.Value) string {
	if rt.natives == nil {
		rt.natives = map[goja.Value]string{}
		for _, object := range rt.global.GetOwnPropertyNames() {
			holder, ok := rt.data(rt.global, rt.vm.ToValue(object)).(*goja.Object)
			if !ok || holder == rt.global || isProxy(holder) {
				continue
			}
			rt.natives[holder] = object
			rt.nameNatives(holder, object+".")
			if proto, ok := rt.data(holder, rt.vm.ToValue("prototype")).(*goja.Object); ok {
				rt.nameNatives(proto, object+".prototype.")
				if object == "Uint8Array" {
					rt.nameNatives(proto.Prototype(), "%TypedArray%.prototype.")
				}
			}
		}
	}
	return rt.natives[f]
}

func (rt *Runtime) nameNatives(holder *goja.Object, prefix string) {
	for _, name := range holder.GetOwnPropertyNames() {
		d := rt.property(holder, rt.vm.ToValue(name))
		if d == nil || name == "constructor" || name == "prototype" {
			continue
		}
		if f, ok := d.Get("value").(*goja.Object); ok && rt.natives[f] == "" {
			rt.natives[f] = prefix + name
		}
		if f, ok := d.Get("get").(*goja.Object); ok {
			rt.natives[f] = "get " + prefix + name
		}
	}
}
