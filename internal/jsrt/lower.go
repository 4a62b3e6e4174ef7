package jsrt

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"strings"

	"github.com/dop251/goja"
	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/parser"
	"github.com/evanw/esbuild/pkg/api"

	"github.com/napicheck/napicheck/internal/lazyregexp"
)

// wrapperHead and wrapperTail make a module's source a function, on its own
// lines.
const (
	wrapperHead = "(function " + moduleFunc + "(exports, require, module, __filename, __dirname) { "
	wrapperTail = "\n})"

	// An ECMAScript module may declare what CommonJS is given, save the names
	// that esbuild keeps for itself.
	esmHead = "(function " + moduleFunc + "(exports, require, module) { 'use strict'; "
)

// lacking is the syntax goja does not know, so that esbuild removes it and
// nothing else.
var lacking = map[string]bool{
	"async-generator": false, "for-await": false, "dynamic-import": false, "import-meta": false, "using": false,
	"decorators": false, "regexp-match-indices": false, "regexp-set-notation": false, "regexp-unicode-property-escapes": false, "regexp-sticky-and-unicode-flags": false, "import-attributes": false,
	"top-level-await": false,
}

// accessorField matches a field of a class that is called get or set: the engine
// takes the word for the beginning of an accessor.
var accessorField = lazyregexp.New(`[\s;{}](get|set)\s*[=;]`)

// lackingFor is lacking, and fields of classes where the engine cannot read them:
// then functions need help to be called as the fields are.
func lackingFor(source string) (supported map[string]bool, fields bool) {
	if !accessorField().MatchString(source) {
		return lacking, false
	}
	supported = maps.Clone(lacking)
	supported["class-field"], supported["class-static-field"] = false, false
	return supported, true
}

// compileModule compiles a module's source. The engine is tried first; what it
// refuses is lowered, and so are ECMAScript modules (esm: the file is one). Only
// the main module can await at its top level: nobody waits for what it exports.
func (rt *Runtime) compileModule(source, filename string, esm, main bool) (program *goja.Program, lowered, isModule bool, err error) {
	if strings.HasPrefix(source, "#!") {
		source = "//" + source
	}
	var refused error
	if !esm && !needsRegExp(source) {
		var tree *ast.Program
		if tree, refused = parseWrapped(wrapperHead, source, filename, parser.WithDisableSourceMaps); refused == nil {
			program, refused = goja.CompileAST(tree, false)
		}
		if refused == nil {
			rt.wrapped[filename] = len(wrapperHead)
			return program, false, false, nil
		}
	}
	code, sourceMap, isModule, failure := lower(source, filename, esm)
	if failure != nil && isModule && main && isTopLevelAwait(failure) {
		if code, failure = insideAsync(source); failure == nil {
			code, sourceMap, _, failure = lower(code, filename, true)
		}
	}
	if failure != nil {
		return nil, false, false, rt.syntaxError(filename, failure, refused)
	}
	head := wrapperHead
	if isModule {
		head = esmHead
	}
	code, marked := ownAsyncGenerators(code)
	tree, err := parseWrapped(head, code, filename, parser.WithSourceMapLoader(func(string) ([]byte, error) { return sourceMap, nil }))
	if err == nil {
		if marked {
			markAsyncGenerators(tree)
		}
		program, err = goja.CompileAST(tree, false)
	}
	if err != nil {
		return nil, false, false, rt.syntaxError(filename, nil, err)
	}
	return program, true, isModule, nil
}

func parseWrapped(head, source, filename string, option parser.Option) (*ast.Program, error) {
	return goja.Parse(filename, head+source+wrapperTail, option)
}

// lower rewrites source in syntax the engine knows. isModule tells whether it
// was an ECMAScript module, now CommonJS.
func lower(source, filename string, esm bool) (code string, sourceMap []byte, isModule bool, failure *api.Message) {
	isModule = esm || hasModuleSyntax(source)
	supported, fields := lackingFor(source)
	result := transform(source, api.TransformOptions{
		Loader: api.LoaderJS, Format: api.FormatCommonJS, Platform: api.PlatformNode, Target: api.ES2022, Supported: supported, KeepNames: fields,
		// By an .mjs name esbuild would take Node's rule that a default import is all of module.exports, for lowered modules, too.
		Sourcefile: strings.TrimSuffix(filename, ".mjs") + ".js", Sourcemap: api.SourceMapExternal, SourcesContent: api.SourcesContentExclude, LogLevel: api.LogLevelSilent,
		Define: map[string]string{"import.meta": "__import_meta"},
	})
	if len(result.Errors) > 0 {
		return "", nil, isModule, &result.Errors[0]
	}
	code = string(result.Code)
	if strings.Contains(code, "__import_meta") {
		code = "var __import_meta = require('\x00import.meta'); " + code
	}
	if isModule {
		// What import gives is a namespace already.
		code = strings.ReplaceAll(code, "__toESM(require(", "(require(")
	} else if strings.Contains(code, "__toESM(require(") {
		// All of these were import(); what was require() stayed as it was.
		code = "var __import = require('\x00import'); " + strings.ReplaceAll(code, "__toESM(require(", "(__import(")
	}
	return code + "\n//# sourceMappingURL=data", result.Map, isModule, nil
}

// transform has functions keep their names where esbuild gives their variables
// others, as it does where one would hide another's; its source map tells.
func transform(source string, o api.TransformOptions) api.TransformResult {
	result := api.Transform(source, o)
	if !bytes.Contains(result.Map, []byte("\n  \"names\": []\n")) {
		o.KeepNames = true
		result = api.Transform(source, o)
	}
	return result
}

func isTopLevelAwait(failure *api.Message) bool {
	return strings.Contains(failure.Text, "Top-level await")
}

// importLine and exportWords match statements of the top level in the code
// esbuild prints: nothing else begins a line with these words once template
// literals are gone.
var (
	importLine  = lazyregexp.New(`(?ms)^(import [\w${*"]|export (\*|\{[^}]*\}) from ).*?;$`)
	exportList  = lazyregexp.New(`(?m)^export \{[^}]*\};$`)
	exportNamed = lazyregexp.New(`(?m)^export (default )?((async )?function\*? [\w$]|class [\w$]|const |let |var )`)
	exportValue = lazyregexp.New(`(?m)^export default `)
)

// insideAsync puts the body of an ECMAScript module into an async function,
// below its imports, and drops its exports.
func insideAsync(source string) (string, *api.Message) {
	result := transform(source, api.TransformOptions{Loader: api.LoaderJS, Format: api.FormatESModule, Platform: api.PlatformNode,
		Target: api.ESNext, Supported: map[string]bool{"template-literal": false}, Sourcemap: api.SourceMapExternal, LogLevel: api.LogLevelSilent})
	if len(result.Errors) > 0 {
		return "", &result.Errors[0]
	}
	body := string(result.Code)
	imports := strings.Join(importLine().FindAllString(body, -1), "\n")
	body = importLine().ReplaceAllString(body, "")
	body = exportList().ReplaceAllString(body, "")
	body = exportNamed().ReplaceAllString(body, "$2")
	body = exportValue().ReplaceAllString(body, "const __default = ")
	return imports + "\nrequire('\x00await')((async () => {\n" + body + "\n})());", nil
}

// hasModuleSyntax asks esbuild's own metadata whether source imports or
// exports anything statically.
func hasModuleSyntax(source string) bool {
	if !strings.Contains(source, "import") && !strings.Contains(source, "export") {
		return false
	}
	// As a function's body the static forms are errors, everything else is not.
	result := api.Transform("(async function(){"+source+"\n})", api.TransformOptions{Loader: api.LoaderJS, Target: api.ESNext, LogLevel: api.LogLevelSilent})
	if len(result.Errors) == 0 {
		return false
	}
	result = api.Transform(source, api.TransformOptions{Loader: api.LoaderJS, Target: api.ESNext, LogLevel: api.LogLevelSilent})
	return len(result.Errors) == 0
}

// v8Message says in V8's words what esbuild says in its own.
func v8Message(text string) string {
	found, ok := strings.CutPrefix(text, "Unexpected ")
	if !ok {
		if _, found, ok = strings.Cut(text, " but found "); !ok {
			return text
		}
	}
	if found == "end of file" {
		return "Unexpected end of input"
	}
	token := strings.Trim(found, `"`)
	switch {
	case token == "" || found == token:
		return text
	case isAlpha(token[0]) || token[0] == '_' || token[0] == '$':
		return "Unexpected identifier '" + token + "'"
	case isDigit(token[0]):
		return "Unexpected number"
	}
	return "Unexpected token '" + token + "'"
}

// syntaxError is the SyntaxError for a file nobody can parse.
func (rt *Runtime) syntaxError(filename string, failure *api.Message, refused error) error {
	message, line, column, text := "Invalid or unexpected token", 0, 0, ""
	if failure != nil {
		message = v8Message(failure.Text)
		if l := failure.Location; l != nil {
			line, column, text = l.Line, l.Column, l.LineText
		}
		if isTopLevelAwait(failure) {
			return &nodeError{kind: "Error", code: "ERR_REQUIRE_ASYNC_MODULE",
				message: "require() cannot be used on an ESM graph with top-level await. Use import() instead.\n  Requiring " + filename}
		}
	} else {
		var list *parser.ErrorList
		if errors.As(refused, &list) && len(*list) > 0 {
			message = (*list)[0].Message
			line, column = (*list)[0].Position.Line, (*list)[0].Position.Column-1
		} else if refused != nil {
			message = strings.TrimPrefix(refused.Error(), "SyntaxError: ")
		}
	}
	e := rt.newError(&nodeError{kind: "SyntaxError", message: message})
	if line > 0 {
		stack, _ := e.Get("stack").Export().(string)
		_ = e.Set("stack", fmt.Sprintf("%s:%d\n%s\n%s^\n\n%s", filename, line, text, strings.Repeat(" ", column), stack))
	}
	return thrown{e}
}

// thrown is an error object of JavaScript on its way as a Go error.
type thrown struct{ value *goja.Object }

func (t thrown) Error() string { return t.value.String() }
