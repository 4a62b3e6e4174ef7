package jsrt

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/dop251/goja"
)

// A nodeError is an error with the properties Node gives it.
type nodeError struct {
	kind, code, message string // kind is the constructor's name; code "" = none
	props               []prop
}

type prop struct {
	name  string
	value any
}

func (e *nodeError) Error() string { return e.message }

// errorSupport gives errors the stack traces scripts expect of V8.
type errorSupport struct {
	global   *goja.Object
	kinds    map[string]*goja.Object // the engine's own constructors
	wrapped  map[string]int          // module file → columns its wrapper adds to line 1
	callSite *goja.Object

	// What V8's words are found with: see v8Text.
	rewording      bool
	sites          *callSites
	natives        map[goja.Value]string
	getOwn         func(goja.FunctionCall) goja.Value // Reflect.getOwnPropertyDescriptor
	sourceOf       func(goja.FunctionCall) goja.Value // Function.prototype.toString
	objectToString goja.Value
}

// moduleFunc names the function around a module; stacks show what V8 shows.
const moduleFunc = "__module__"

func (s *errorSupport) init(rt *Runtime) {
	s.global = rt.vm.GlobalObject()
	s.kinds, s.wrapped = map[string]*goja.Object{}, map[string]int{}
	method := func(holder *goja.Object, name string) func(goja.FunctionCall) goja.Value {
		return holder.Get(name).Export().(func(goja.FunctionCall) goja.Value)
	}
	s.getOwn = method(s.global.Get("Reflect").(*goja.Object), "getOwnPropertyDescriptor")
	s.sourceOf = method(s.global.Get("Function").(*goja.Object).Get("prototype").(*goja.Object), "toString")
	s.objectToString = s.global.Get("Object").(*goja.Object).Get("prototype").(*goja.Object).Get("toString")
	var base *goja.Object
	for _, name := range []string{"Error", "EvalError", "RangeError", "ReferenceError", "SyntaxError", "TypeError", "URIError", "AggregateError"} {
		kind := s.global.Get(name).(*goja.Object)
		s.kinds[name] = kind
		wrapper := rt.wrapError(name, kind)
		rt.v8Text(kind)
		if name == "Error" {
			base = wrapper
		} else {
			_ = wrapper.SetPrototype(base)
		}
		_ = s.global.DefineDataProperty(name, wrapper, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE)
	}
	rt.fixJSON()
	rt.wrapRegExp()
	_ = base.Set("stackTraceLimit", 10)
	_ = base.DefineDataProperty("captureStackTrace", rt.named("captureStackTrace", 2, rt.captureStackTrace), goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE)
}

// wrapError is a constructor that makes what the engine's own makes, with a
// stack of the format that packages parse.
func (rt *Runtime) wrapError(name string, kind *goja.Object) *goja.Object {
	construct, _ := goja.AssertConstructor(kind)
	var wrapper *goja.Object
	wrapper = rt.vm.ToValue(func(call goja.ConstructorCall) *goja.Object {
		target := call.NewTarget
		if target == nil {
			target = wrapper
		}
		e, err := construct(target, call.Arguments...)
		if err != nil {
			rt.throw(err)
		}
		rt.setStack(e, nil)
		return e
	}).(*goja.Object)
	length := 1
	if name == "AggregateError" {
		length = 2
	}
	rt.define(wrapper, "name", name)
	rt.define(wrapper, "length", length)
	proto := kind.Get("prototype").(*goja.Object)
	_ = wrapper.DefineDataProperty("prototype", proto, goja.FLAG_FALSE, goja.FLAG_FALSE, goja.FLAG_FALSE)
	_ = proto.DefineDataProperty("constructor", wrapper, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE)
	return wrapper
}

// define sets a property as functions have their name and length.
func (rt *Runtime) define(o *goja.Object, name string, value any) {
	_ = o.DefineDataProperty(name, rt.vm.ToValue(value), goja.FLAG_FALSE, goja.FLAG_TRUE, goja.FLAG_FALSE)
}

// fixJSON has JSON.parse say what is wrong in V8's words, which scripts show.
func (rt *Runtime) fixJSON() {
	holder := rt.global.Get("JSON").(*goja.Object)
	parse, _ := goja.AssertFunction(holder.Get("parse"))
	_ = holder.DefineDataProperty("parse", rt.named("parse", 2, func(call goja.FunctionCall) goja.Value {
		v, err := parse(call.This, call.Arguments...)
		if err == nil {
			return v
		}
		var exception *goja.Exception
		if !errors.As(err, &exception) || !strings.HasPrefix(exception.Error(), "SyntaxError") {
			panic(err)
		}
		text := "undefined"
		if len(call.Arguments) > 0 {
			text = call.Arguments[0].String()
		}
		panic(rt.newError(&nodeError{kind: "SyntaxError", message: jsonMessage(text)}))
	}), goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE)
}

func jsonMessage(text string) string {
	var syntax *json.SyntaxError
	var v any
	err := json.Unmarshal([]byte(text), &v)
	if !errors.As(err, &syntax) || syntax.Offset < 1 || strings.HasPrefix(syntax.Error(), "unexpected end") {
		return "Unexpected end of JSON input"
	}
	at := int(syntax.Offset) - 1
	if text == "undefined" {
		return `"undefined" is not valid JSON`
	}
	if text == "[object Object]" {
		return `"[object Object]" is not valid JSON`
	}
	r, size := utf8.DecodeRuneInString(text[at:])
	source := `"` + text + `"`
	if len(text) > 40 {
		start, end := max(0, at-10), min(len(text), at+size+9)
		source = `"` + text[start:end] + `"`
		if start > 0 {
			source = "..." + source
		}
		if end < len(text) {
			source += "..."
		}
	}
	return fmt.Sprintf("Unexpected token '%c', %s is not valid JSON", r, source)
}

// named is a native function with a name and a length.
func (rt *Runtime) named(name string, length int, f func(goja.FunctionCall) goja.Value) *goja.Object {
	o := rt.vm.ToValue(f).(*goja.Object)
	rt.define(o, "name", name)
	if length != 0 {
		rt.define(o, "length", length)
	}
	return o
}

// newError makes an error object.
func (rt *Runtime) newError(e *nodeError) *goja.Object {
	kind := rt.kinds[e.kind]
	if kind == nil {
		kind = rt.kinds["Error"]
	}
	construct, _ := goja.AssertConstructor(kind)
	o, err := construct(nil, rt.vm.ToValue(e.message))
	if err != nil {
		panic(err)
	}
	rt.setStackHeader(o, nil, e.code)
	for _, p := range e.props {
		_ = o.Set(p.name, p.value)
	}
	if e.code != "" {
		_ = o.Set("code", e.code)
	}
	return o
}

// NewError makes an error object of the kind ("Error", "TypeError",
// "RangeError"…) with a code property, unless code is empty.
func (rt *Runtime) NewError(kind, code, message string) *goja.Object {
	return rt.newError(&nodeError{kind: kind, code: code, message: message})
}

func (rt *Runtime) setStack(o, below *goja.Object) { rt.setStackHeader(o, below, "") }

// setStackHeader gives o the stack of the present frames; below, if a
// function, hides itself and the frames above. code is put behind the name.
func (rt *Runtime) setStackHeader(o, below *goja.Object, code string) {
	rt.setStackOf(o, code, func(limit int) []frame { return rt.frames(below, limit) })
}

func (rt *Runtime) setStackOf(o *goja.Object, code string, present func(limit int) []frame) {
	limit := int64(10)
	base, _ := rt.global.Get("Error").(*goja.Object)
	var prepare goja.Callable
	if base != nil {
		switch v := base.Get("stackTraceLimit"); v.(type) {
		case nil, *goja.Object:
			return
		default:
			limit = v.ToInteger()
		}
		if p := base.Get("prepareStackTrace"); p != nil {
			prepare, _ = goja.AssertFunction(p)
		}
	}
	frames := present(int(limit))
	var stack goja.Value
	if prepare != nil {
		sites := make([]any, len(frames))
		for i, f := range frames {
			sites[i] = rt.newCallSite(f)
		}
		v, err := prepare(base, o, rt.vm.NewArray(sites...))
		if err != nil {
			rt.throw(err)
		}
		stack = v
	} else {
		var b strings.Builder
		b.WriteString(rt.errorHeader(o, code))
		for _, f := range frames {
			b.WriteString("\n    at ")
			b.WriteString(f.String())
		}
		stack = rt.vm.ToValue(b.String())
	}
	_ = o.DefineDataProperty("stack", stack, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE)
}

// errorHeader is the first line of a stack: what Error.prototype.toString
// gives. A getter that throws is nobody's business.
func (rt *Runtime) errorHeader(o *goja.Object, code string) (header string) {
	rt.vm.Try(func() { header = errorHeader(o, code) })
	return header
}

func errorHeader(o *goja.Object, code string) string {
	text := func(name string) string {
		if v := o.Get(name); v != nil && !goja.IsUndefined(v) {
			if _, ok := v.(*goja.Symbol); !ok {
				return v.String()
			}
		}
		return ""
	}
	name, message := "Error", text("message")
	if n := o.Get("name"); n != nil && !goja.IsUndefined(n) {
		name = n.String()
	}
	if code != "" {
		name += " [" + code + "]"
	}
	switch {
	case name == "":
		return message
	case message == "":
		return name
	}
	return name + ": " + message
}

// A frame is one line of a stack.
type frame struct {
	function, file string
	line, column   int // 0 = native
}

func (f frame) String() string {
	at := f.file
	if f.line == 0 {
		at = "<anonymous>"
	} else {
		at += ":" + strconv.Itoa(f.line) + ":" + strconv.Itoa(f.column)
	}
	if f.function == "" {
		return at
	}
	return f.function + " (" + at + ")"
}

// frames are the present frames of JavaScript, innermost first.
func (rt *Runtime) frames(below *goja.Object, limit int) []frame {
	depth := 0
	if below == nil {
		depth = limit + 3
	}
	stack := rt.vm.CaptureCallStack(depth, nil)
	if len(stack) > 0 && stack[0].Position().Line == 0 {
		stack = stack[1:] // the function of Go that asks
	}
	if below != nil {
		name := ""
		if n, ok := below.Get("name").(goja.String); ok {
			name = n.String()
		}
		for i := range stack {
			if name != "" && stack[i].FuncName() == name {
				stack = stack[i+1:]
				break
			}
		}
	}
	return rt.convert(stack, limit)
}

func (rt *Runtime) convert(stack []goja.StackFrame, limit int) []frame {
	var frames []frame
	for i := range stack {
		if len(frames) >= limit {
			break
		}
		if f, ok := rt.frameOf(&stack[i]); ok {
			frames = append(frames, f)
		}
	}
	return frames
}

func (rt *Runtime) frameOf(s *goja.StackFrame) (frame, bool) {
	f := frame{function: s.FuncName(), file: s.SrcName()}
	switch f.function {
	case "<anonymous>", "<native>":
		f.function = ""
	case moduleFunc:
		f.function = "Object.<anonymous>"
	}
	position := s.Position()
	if position.Line == 0 {
		// Functions of Go show only if they are known by a name of JavaScript.
		return f, f.function != "" && !strings.ContainsAny(f.function, "./")
	}
	if f.file == "node:internal/loop" {
		return f, false
	}
	f.line, f.column = position.Line, position.Column
	if f.line == 1 {
		f.column -= rt.wrapped[f.file]
	}
	return f, true
}

// captureStackTrace is Error.captureStackTrace(object, below).
func (rt *Runtime) captureStackTrace(call goja.FunctionCall) goja.Value {
	o, ok := call.Argument(0).(*goja.Object)
	if !ok {
		panic(rt.newError(&nodeError{kind: "TypeError", message: "Invalid argument"}))
	}
	below, _ := call.Argument(1).(*goja.Object)
	rt.setStack(o, below)
	return goja.Undefined()
}

// newCallSite is what Error.prepareStackTrace gets for a frame.
func (rt *Runtime) newCallSite(f frame) *goja.Object {
	if rt.callSite == nil {
		rt.callSite = rt.lib("internal/callsite").(*goja.Object)
	}
	construct, _ := goja.AssertConstructor(rt.callSite)
	o, err := construct(nil, rt.vm.ToValue(f.function), rt.vm.ToValue(f.file), rt.vm.ToValue(f.line), rt.vm.ToValue(f.column), rt.vm.ToValue(f.String()))
	if err != nil {
		rt.throw(err)
	}
	return o
}

// nodeStack rewrites the stack of an error the engine itself made.
func (rt *Runtime) nodeStack(stack string) string {
	if !strings.Contains(stack, "\n\tat ") {
		return strings.TrimSuffix(stack, "\n")
	}
	var b strings.Builder
	lines := strings.Split(strings.TrimSuffix(stack, "\n"), "\n")
	n := 0
	for i, line := range lines {
		at, ok := strings.CutPrefix(line, "\tat ")
		if !ok {
			if i > 0 {
				b.WriteByte('\n')
			}
			b.WriteString(line)
			continue
		}
		if n >= 10 {
			continue
		}
		f := frame{}
		if name, rest, ok := strings.Cut(at, " ("); ok {
			f.function, at = name, strings.TrimSuffix(rest, ")")
		}
		if j := strings.LastIndexByte(at, '('); j > 0 {
			at = at[:j]
		}
		if parts := strings.Split(at, ":"); len(parts) >= 3 {
			f.line, _ = strconv.Atoi(parts[len(parts)-2])
			f.column, _ = strconv.Atoi(parts[len(parts)-1])
			f.file = strings.Join(parts[:len(parts)-2], ":")
		}
		if f.line == 0 && (f.function == "" || strings.ContainsAny(f.function, "./")) || f.file == "node:internal/loop" {
			continue
		}
		if f.line == 1 {
			f.column -= rt.wrapped[f.file]
		}
		if f.function == moduleFunc {
			f.function = "Object.<anonymous>"
		}
		b.WriteString("\n    at " + f.String())
		n++
	}
	return b.String()
}

// exceptionValue is what was thrown, and where: "" if unknown.
func (rt *Runtime) exceptionValue(err error) (goja.Value, *frame) {
	var exception *goja.Exception
	if errors.As(err, &exception) {
		for i := range exception.Stack() {
			if f, ok := rt.frameOf(&exception.Stack()[i]); ok && f.line > 0 && !strings.HasPrefix(f.file, "node:") {
				return exception.Value(), &f
			}
		}
		return exception.Value(), nil
	}
	var overflow *goja.StackOverflowError
	if errors.As(err, &overflow) {
		e := rt.newError(&nodeError{kind: "RangeError", message: "Maximum call stack size exceeded"})
		var b strings.Builder
		b.WriteString("RangeError: Maximum call stack size exceeded")
		frames := rt.convert(overflow.Stack(), 10)
		for _, f := range frames {
			b.WriteString("\n    at " + f.String())
		}
		_ = e.Set("stack", b.String())
		if len(frames) > 0 {
			return e, &frames[0]
		}
		return e, nil
	}
	return rt.newError(&nodeError{kind: "Error", message: err.Error()}), nil
}

// uncaught gives an exception nobody caught to 'uncaughtException', or ends
// the Runtime with it.
func (rt *Runtime) uncaught(err error) {
	if interrupted := (*goja.InterruptedError)(nil); errors.As(err, &interrupted) {
		rt.exiting = true
		return
	}
	rt.threw = true
	value, at := rt.exceptionValue(err)
	rt.uncaughtValue(value, at, "uncaughtException")
}

// Uncaught treats value as thrown where nobody caught it: 'uncaughtException'
// is emitted, or the Runtime ends with status 1.
func (rt *Runtime) Uncaught(value goja.Value) { rt.uncaughtValue(value, nil, "uncaughtException") }

func (rt *Runtime) uncaughtValue(value goja.Value, at *frame, origin string) {
	if rt.exiting {
		return
	}
	if rt.processIfUsed() != nil {
		var handled goja.Value
		var err error
		rt.whereFailed(value, func() { handled, err = rt.callLib("process", "_uncaught", value, rt.vm.ToValue(origin)) })
		if err != nil {
			if interrupted := (*goja.InterruptedError)(nil); errors.As(err, &interrupted) {
				rt.exiting = true
				return
			}
			value, at = rt.exceptionValue(err) // the handler threw
			rt.exitCode = 7
		} else if handled.ToBoolean() {
			return
		}
	}
	rt.die(value, at)
}

// die reports value and ends the Runtime with status 1.
func (rt *Runtime) die(value goja.Value, at *frame) {
	code := rt.exitCode
	if code != 7 {
		code = 1
	}
	if rt.worker != nil {
		rt.worker.failed(rt, value)
	}
	rt.exitCode = code
	if !rt.exited {
		rt.exited = true
		if code != 7 && rt.processIfUsed() != nil {
			if _, err := rt.callLib("process", "_emitExit"); err != nil {
				rt.stopped(err)
			}
		}
	}
	if rt.worker == nil {
		rt.report(value, at)
	}
	rt.leave()
}

// report prints an uncaught exception as Node does.
func (rt *Runtime) report(value goja.Value, at *frame) {
	text, isError := "", false
	if result, err := rt.callLib("internal/main", "describe", value); err == nil {
		o := result.(*goja.Object)
		text, isError = o.Get("text").String(), o.Get("error").ToBoolean()
	} else if value != nil {
		text = value.String()
	}
	if at == nil {
		at = firstFrame(text)
	}
	var b strings.Builder
	if at != nil {
		b.WriteString(at.file + ":" + strconv.Itoa(at.line) + "\n")
		if line, ok := rt.sourceLine(at.file, at.line); ok {
			if m := regexp.MustCompile(`throw\s+(new\s+)?[\w$.]*(\([^()]*)?$`).FindStringIndex(line[:min(len(line), max(0, at.column-1))]); m != nil {
				at.column = m[0] + 1 // V8 points at the statement
			}
			b.WriteString(line + "\n")
			for i, c := range line {
				if i >= at.column-1 {
					break
				}
				if c == '\t' {
					b.WriteByte('\t')
				} else {
					b.WriteByte(' ')
				}
			}
			b.WriteString("^\n")
		}
		if isError {
			b.WriteByte('\n')
		}
	}
	if !isError {
		text = "Uncaught:\n" + text
		if at != nil {
			text = strings.TrimPrefix(text, "Uncaught:\n")
		}
		if _, isObject := value.(*goja.Object); !isObject && at != nil {
			text += "\n(Use `node --trace-uncaught ...` to show where the exception was thrown)"
		}
	}
	_, _ = rt.opts.Stderr.Write([]byte(b.String() + text + "\n"))
	if rt.reports.OnUncaught {
		if _, err := rt.callLib("internal/report", "uncaught", value); err != nil {
			rt.stopped(err)
		}
	}
	fmt.Fprintf(rt.opts.Stderr, "\nnapicheck run, as Node.js v%s\n", rt.node.version())
}

// firstFrame finds the innermost frame that names a file in a stack.
func firstFrame(stack string) *frame {
	for line := range strings.Lines(stack) {
		at, ok := strings.CutPrefix(strings.TrimSpace(line), "at ")
		if !ok {
			continue
		}
		if _, rest, ok := strings.Cut(at, " ("); ok {
			at = strings.TrimSuffix(rest, ")")
		}
		parts := strings.Split(at, ":")
		if len(parts) < 3 || parts[0] == "node" {
			continue
		}
		f := &frame{file: strings.Join(parts[:len(parts)-2], ":")}
		f.line, _ = strconv.Atoi(parts[len(parts)-2])
		f.column, _ = strconv.Atoi(parts[len(parts)-1])
		if f.line > 0 {
			return f
		}
	}
	return nil
}

func (rt *Runtime) sourceLine(file string, n int) (string, bool) {
	data, err := os.ReadFile(file)
	if err != nil {
		return "", false
	}
	i := 0
	for line := range strings.Lines(string(data)) {
		if i++; i == n {
			return strings.TrimRight(line, "\r\n"), true
		}
	}
	return "", false
}

func bindErrors(rt *Runtime, o *goja.Object) {
	// make(kind, code, message) is how the core modules make their errors.
	_ = o.Set("make", func(call goja.FunctionCall) goja.Value {
		return rt.newError(&nodeError{kind: call.Argument(0).String(), code: call.Argument(1).String(), message: call.Argument(2).String()})
	})
	_ = o.Set("stack", func(call goja.FunctionCall) goja.Value {
		return rt.vm.ToValue(rt.nodeStack(call.Argument(0).String()))
	})
	_ = o.Set("fatal", func(call goja.FunctionCall) goja.Value {
		rt.Fatal(call.Argument(0).String(), call.Argument(1).String())
		return goja.Undefined()
	})
}
