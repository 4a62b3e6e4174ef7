package jsrt

import (
	"reflect"
	"slices"
	"strings"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/token"
	"github.com/dop251/goja/unistring"
)

// Of an async generator, which the engine lacks, esbuild makes a function that
// returns __asyncGenerator(this, arguments, function* …). Scripts know async
// generators by more than what they return, so that each of these functions
// passes, as it is made, through one of internal/async_generator, whose others
// stand for esbuild's helpers. Methods do not pass: the value of a call would be
// none.
const (
	starts = "__asyncGenerator"
	marks  = "__asyncGeneratorFunction"
)

// Generators that are not asynchronous use __yieldStar, too.
var ownHelpers = strings.NewReplacer(
	"\nvar __asyncGenerator = (", "\nvar __asyncGenerators = require('\x00async_generator')(__await), "+starts+" = __asyncGenerators.start, "+marks+" = __asyncGenerators.mark, __esbuildStart = (",
	"\nvar __yieldStar = (", "\nvar __yieldStar = require('\x00async_generator')(__await).delegate, __esbuildDelegate = (",
)

// ownAsyncGenerators puts our functions in the place of esbuild's; ok tells
// whether there were any.
func ownAsyncGenerators(code string) (own string, ok bool) {
	own = ownHelpers.Replace(code)
	return own, len(own) != len(code)
}

// markAsyncGenerators has async generators in a lowered module marked.
func markAsyncGenerators(tree *ast.Program) {
	marker{}.walk(reflect.ValueOf(&tree.Body).Elem())
}

// A marker holds the functions it has wrapped.
type marker map[*ast.FunctionLiteral]bool

var (
	expressionType = reflect.TypeFor[ast.Expression]()
	statementsType = reflect.TypeFor[[]ast.Statement]()
)

// walk walks all of a tree below v.
func (m marker) walk(v reflect.Value) {
	switch v.Kind() {
	case reflect.Interface, reflect.Pointer:
		if v.IsNil() {
			return
		}
		if v.Type() == expressionType {
			v.Set(reflect.ValueOf(m.wrapped(v.Interface().(ast.Expression), "")))
		}
		switch node := v.Interface().(type) {
		case *ast.Binding:
			node.Initializer = m.wrapped(node.Initializer, nameOf(node.Target))
		case *ast.AssignExpression:
			if node.Operator == token.ASSIGN {
				node.Right = m.wrapped(node.Right, nameOf(node.Left))
			}
		case *ast.PropertyShort:
			node.Initializer = m.wrapped(node.Initializer, node.Name.Name)
		case *ast.PropertyKeyed:
			if node.Kind != ast.PropertyKindValue {
				m[asyncGenerator(node.Value)] = true
			}
			node.Value = m.wrapped(node.Value, nameOf(node.Key))
		}
		m.walk(v.Elem())
	case reflect.Struct:
		for i := range v.NumField() {
			if name := v.Type().Field(i).Name; name != "DeclarationList" && name != "File" { // of what is in the body, too
				m.walk(v.Field(i))
			}
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() < reflect.Array {
			return // text
		}
		for i := range v.Len() {
			m.walk(v.Index(i))
		}
		if v.Type() == statementsType {
			v.Set(reflect.ValueOf(m.declared(v.Interface().([]ast.Statement))))
		}
	}
}

// declared marks the functions that are declared in a list of statements, before
// the first statement that can use them.
func (m marker) declared(list []ast.Statement) []ast.Statement {
	var calls []ast.Statement
	at := 0
	for i, s := range list {
		switch s := s.(type) {
		case *ast.FunctionDeclaration:
			if f := asyncGenerator(s.Function); f != nil {
				calls = append(calls, &ast.ExpressionStatement{Expression: mark(f.Name, f, "")})
			}
		case *ast.ExpressionStatement:
			if _, ok := s.Expression.(*ast.StringLiteral); ok && at == i { // a directive
				at = i + 1
			}
		case *ast.VariableStatement:
			if slices.ContainsFunc(s.List, func(b *ast.Binding) bool { return nameOf(b.Target) == marks }) {
				at = i + 1
			}
		}
	}
	if calls == nil {
		return list
	}
	return slices.Insert(slices.Clone(list), at, calls...)
}

// wrapped is e, in a call if it is an async generator; name is what the
// function is called where it has no name of its own.
func (m marker) wrapped(e ast.Expression, name unistring.String) ast.Expression {
	f := asyncGenerator(e)
	if f == nil || m[f] {
		return e
	}
	m[f] = true
	if f.Name != nil {
		name = ""
	}
	return mark(f, f, name)
}

func mark(function ast.Expression, at *ast.FunctionLiteral, name unistring.String) *ast.CallExpression {
	call := &ast.CallExpression{
		Callee: &ast.Identifier{Name: marks, Idx: at.Idx0()}, LeftParenthesis: at.Idx0(), RightParenthesis: at.Idx1(), ArgumentList: []ast.Expression{function},
	}
	if name != "" {
		call.ArgumentList = append(call.ArgumentList, &ast.StringLiteral{Idx: at.Idx0(), Value: name})
	}
	return call
}

// asyncGenerator is e, if it is a function that esbuild has made of one.
func asyncGenerator(e ast.Expression) *ast.FunctionLiteral {
	f, ok := e.(*ast.FunctionLiteral)
	if !ok || len(f.Body.List) == 0 {
		return nil
	}
	if s, ok := f.Body.List[len(f.Body.List)-1].(*ast.ReturnStatement); ok {
		if call, ok := s.Argument.(*ast.CallExpression); ok && nameOf(call.Callee) == starts {
			return f
		}
	}
	return nil
}

// nameOf is the name that an identifier or a key of text is, or "".
func nameOf(node any) unistring.String {
	switch node := node.(type) {
	case *ast.Identifier:
		return node.Name
	case *ast.StringLiteral:
		return node.Value
	}
	return ""
}
