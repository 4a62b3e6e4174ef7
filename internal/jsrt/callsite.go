package jsrt

import (
	"reflect"
	"strconv"
	"strings"

	"github.com/dop251/goja"
	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/file"
	"github.com/dop251/goja/parser"
	"github.com/dop251/goja/token"
)

// As V8, this parses a source again to say what a script tried to call.

// maxCallSites is how long a source may be: parsing takes a tenth of a second
// for each megabyte.
const maxCallSites = 2 << 20

// callSites are the expressions of a source that errors quote.
type callSites struct {
	source    *file.File
	calls     map[file.Idx]ast.Expression // callee, by the parenthesis or the "new" of a call
	iterated  []span                      // what is spread, or what for…of goes through
	arrays    []span                      // what the array pattern of a declaration takes apart
	objects   []span                      // what an object pattern takes apart
	functions []span
}

type span struct {
	from, to file.Idx
	what     ast.Expression
}

// sitesOf returns the expressions of a source, nil if it cannot be parsed. The
// source of the last error is remembered.
func (s *errorSupport) sitesOf(source *file.File) *callSites {
	if source == nil || len(source.Source()) > maxCallSites {
		return nil
	}
	if s.sites == nil || s.sites.source != source {
		s.sites = &callSites{source: source, calls: map[file.Idx]ast.Expression{}}
		if tree, err := parser.ParseFile(nil, "", source.Source(), 0, parser.WithDisableSourceMaps); err == nil {
			s.sites.collect(reflect.ValueOf(tree.Body))
		}
	}
	return s.sites
}

var (
	astNode = reflect.TypeFor[ast.Node]()
	astFile = reflect.TypeFor[*file.File]()
)

// collect goes through all nodes below v.
func (c *callSites) collect(v reflect.Value) {
	switch v.Kind() {
	case reflect.Interface, reflect.Pointer:
		if v.IsNil() || v.Type() == astFile {
			return
		}
		if v.Kind() == reflect.Pointer && v.Type().Implements(astNode) {
			c.note(v.Interface().(ast.Node))
		}
		c.collect(v.Elem())
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return
		}
		for i := range v.Len() {
			c.collect(v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if name := v.Type().Field(i).Name; name != "DeclarationList" {
				c.collect(v.Field(i))
			}
		}
	}
}

func (c *callSites) note(node ast.Node) {
	switch n := node.(type) {
	case *ast.CallExpression:
		c.calls[n.LeftParenthesis] = n.Callee
	case *ast.NewExpression:
		c.calls[n.New] = n.Callee
	case *ast.SpreadElement:
		c.iterated = append(c.iterated, spanOf(n.Expression))
	case *ast.ForOfStatement:
		c.iterated = append(c.iterated, spanOf(n.Source))
	case *ast.Binding:
		if n.Initializer == nil {
			break
		}
		switch n.Target.(type) {
		case *ast.ArrayPattern:
			c.arrays = append(c.arrays, spanOf(n.Initializer))
		case *ast.ObjectPattern:
			c.objects = append(c.objects, spanOf(n.Initializer))
		}
	case *ast.AssignExpression:
		if _, ok := n.Left.(*ast.ObjectPattern); ok {
			c.objects = append(c.objects, spanOf(n.Right))
		}
	case *ast.FunctionLiteral, *ast.ArrowFunctionLiteral:
		c.functions = append(c.functions, span{node.Idx0(), node.Idx1(), nil})
	}
}

func spanOf(what ast.Expression) span { return span{what.Idx0(), what.Idx1(), what} }

// inner is the shortest of spans around an offset, within the function that is
// around it; nil: there is none.
func (c *callSites) inner(spans []span, offset int) ast.Expression {
	shortest := func(spans []span) (found span) {
		at := file.Idx(offset + 1)
		for _, s := range spans {
			if s.from <= at && at < s.to && (found.to == 0 || s.to-s.from < found.to-found.from) {
				found = s
			}
		}
		return found
	}
	found, function := shortest(spans), shortest(c.functions)
	if function.to != 0 && found.from <= function.from && function.to <= found.to {
		return nil
	}
	return found.what
}

// printed is an expression in V8's words for what is called.
func printed(e ast.Expression) string {
	const unknown = "(intermediate value)"
	each := func(list []ast.Expression, between string) string {
		parts := make([]string, len(list))
		for i, e := range list {
			if e != nil {
				parts[i] = printed(e)
			}
		}
		return strings.Join(parts, between)
	}
	switch e := e.(type) {
	case *ast.Identifier:
		return e.Name.String()
	case *ast.ThisExpression:
		return "this"
	case *ast.NullLiteral:
		return "null"
	case *ast.BooleanLiteral:
		return strconv.FormatBool(e.Value)
	case *ast.NumberLiteral:
		switch v := e.Value.(type) {
		case int64:
			return strconv.FormatInt(v, 10)
		case float64:
			return (*goja.Runtime)(nil).ToValue(v).String()
		}
	case *ast.StringLiteral:
		return `"` + e.Value.String() + `"`
	case *ast.TemplateLiteral:
		if e.Tag == nil && len(e.Expressions) == 0 {
			return `"` + e.Elements[0].Parsed.String() + `"`
		}
		if e.Tag == nil {
			return each(e.Expressions, "")
		}
	case *ast.RegExpLiteral:
		return e.Literal
	case *ast.ArrayLiteral:
		return "[" + each(e.Value, ",") + "]"
	case *ast.ObjectLiteral:
		return "{" + strings.Repeat(unknown, len(e.Value)) + "}"
	case *ast.DotExpression:
		return member(e.Left, "."+e.Identifier.Name.String())
	case *ast.PrivateDotExpression:
		return member(e.Left, ".#"+e.Identifier.Name.String())
	case *ast.BracketExpression:
		switch key := e.Member.(type) {
		case *ast.StringLiteral:
			return member(e.Left, "."+key.Value.String())
		case *ast.TemplateLiteral:
			if key.Tag == nil && len(key.Expressions) == 0 {
				return member(e.Left, "."+key.Elements[0].Parsed.String())
			}
		}
		return member(e.Left, "["+printed(e.Member)+"]")
	case *ast.OptionalChain:
		return printed(e.Expression)
	case *ast.Optional:
		return printed(e.Expression)
	case *ast.CallExpression:
		return printed(e.Callee) + "(...)"
	case *ast.SpreadElement:
		return "(..." + printed(e.Expression) + ")"
	case *ast.SequenceExpression:
		return "(" + each(e.Sequence, " , ") + ")"
	case *ast.BinaryExpression:
		return "(" + operands(e, e.Operator) + ")"
	case *ast.UnaryExpression:
		operator := e.Operator.String()
		if e.Postfix {
			return "(" + printed(e.Operand) + operator + ")"
		}
		if number, ok := e.Operand.(*ast.NumberLiteral); ok && e.Operator == token.MINUS {
			return "-" + printed(number)
		}
		if len(operator) > 2 { // a word
			operator += " "
		}
		return "(" + operator + printed(e.Operand) + ")"
	case *ast.ConditionalExpression:
		return strings.Repeat(unknown, 3)
	case *ast.AssignExpression:
		return printed(e.Left)
	}
	return unknown
}

// member is an expression with what follows it; "?" is put between if it was
// optional.
func member(left ast.Expression, what string) string {
	if optional, ok := left.(*ast.Optional); ok {
		if what[0] == '.' {
			return printed(optional.Expression) + "?" + what
		}
		return printed(optional.Expression) + "?." + what
	}
	return printed(left) + what
}

// operands are those of a chain of one operator, which V8 prints in one pair of
// parentheses.
func operands(e ast.Expression, operator token.Token) string {
	if b, ok := e.(*ast.BinaryExpression); ok && b.Operator == operator {
		return operands(b.Left, operator) + " " + operator.String() + " " + printed(b.Right)
	}
	return printed(e)
}
