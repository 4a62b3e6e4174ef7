package symbols

import (
	"fmt"
	"strconv"
	"strings"
)

// msvcNamespace returns the outermost scope of a name in Microsoft's
// mangling; "" if it lies in none or is not understood.
func msvcNamespace(mangled string) string {
	if len(mangled) > maxMangled {
		return ""
	}
	m := &msvc{s: mangled[1:]}
	switch {
	case m.accept("?_R0"): // of the type described
		m.accept("?A")
		m.next()
	case m.accept("?_R1"): // behind four numbers
		for range 4 {
			m.number()
		}
	default:
		for _, table := range []string{"?_7", "?_8", "?_S", "?_R2", "?_R3", "?_R4"} { // of a class
			if m.accept(table) {
				break
			}
		}
	}
	q := m.qualified()
	if m.failed || len(q.scope) == 0 {
		return ""
	}
	return q.scope[0]
}

// undecorate spells a name in Microsoft's mangling as a declaration.
func undecorate(mangled string) (string, bool) {
	m := &msvc{s: mangled[1:]}
	text := m.symbol()
	if m.failed || m.s != "" {
		return "", false
	}
	return text, true
}

// An msvc reads a mangled name from front to back. After the first thing it
// does not understand, failed is set and nothing more is read.
type msvc struct {
	s      string
	failed bool
	names  []string // what a digit in place of a name refers to
	types  []string // what a digit in place of a parameter refers to
	depth  int
	made   int // bytes of text made
}

func (m *msvc) fail() {
	m.failed, m.s = true, ""
}

// enter bounds nesting and work.
func (m *msvc) enter() bool {
	if m.depth++; m.depth > 64 || m.failed {
		m.fail()
		return false
	}
	return true
}

// text accounts for s, so that back references cannot grow it without bound.
func (m *msvc) text(s string) string {
	if m.made += len(s); m.made > 64*maxDemangled || len(s) > maxDemangled {
		m.fail()
		return ""
	}
	return s
}

func (m *msvc) peek() byte {
	if m.s == "" {
		return 0
	}
	return m.s[0]
}

func (m *msvc) next() byte {
	if m.s == "" {
		m.fail()
		return 0
	}
	c := m.s[0]
	m.s = m.s[1:]
	return c
}

func (m *msvc) accept(prefix string) bool {
	rest, ok := strings.CutPrefix(m.s, prefix)
	if ok {
		m.s = rest
	}
	return ok
}

func (m *msvc) remember(name string) string {
	if len(m.names) < 10 {
		for _, n := range m.names {
			if n == name {
				return name
			}
		}
		m.names = append(m.names, name)
	}
	return name
}

// A qname is a qualified name, outermost scope first.
type qname struct {
	scope []string
	name  string
	kind  nameKind
}

type nameKind uint8

const (
	plainName nameKind = iota
	constructor
	destructor
	conversion // operator TYPE: the type is the return type
)

func (q qname) String() string {
	return strings.Join(append(append([]string(nil), q.scope...), q.name), "::")
}

// symbol reads what follows the leading "?".
func (m *msvc) symbol() string {
	defer func() { m.depth-- }()
	if !m.enter() {
		return ""
	}
	switch {
	case m.accept("?_7"):
		return m.table("`vftable'")
	case m.accept("?_8"):
		return m.table("`vbtable'")
	case m.accept("?_S"):
		return m.table("`local vftable'")
	case m.accept("?_R4"):
		return m.table("`RTTI Complete Object Locator'")
	case m.accept("?_R0"):
		t := m.typ()
		if !m.accept("@8") {
			m.fail()
		}
		return t.String() + " `RTTI Type Descriptor'"
	case m.accept("?_R1"):
		a, b, c, d := m.number(), m.number(), m.number(), m.number()
		return m.rtti(fmt.Sprintf("`RTTI Base Class Descriptor at (%s, %s, %s, %s)'", a, b, c, d))
	case m.accept("?_R2"):
		return m.rtti("`RTTI Base Class Array'")
	case m.accept("?_R3"):
		return m.rtti("`RTTI Class Hierarchy Descriptor'")
	case m.accept("?__E"):
		return m.stub("dynamic initializer for")
	case m.accept("?__F"):
		return m.stub("dynamic atexit destructor for")
	case m.accept("?_B"):
		return m.guard("`local static guard'")
	case m.accept("?__J"):
		return m.guard("`local static thread guard'")
	case strings.HasPrefix(m.s, "?_C"), strings.HasPrefix(m.s, "?@"):
		m.fail() // string literals, hashes: no names
		return ""
	}
	q := m.qualified()
	return m.text(m.encoding(q))
}

// table reads a table of a class: its class, qualifiers, and the base it is for.
func (m *msvc) table(what string) string {
	q := qname{scope: m.scope(), name: what}
	switch m.next() {
	case '6', '7':
	default:
		m.fail()
	}
	cv := m.qualifiers()
	text := q.String()
	if cv != "" {
		text = cv + " " + text
	}
	var bases []string
	for !m.failed && !m.accept("@") {
		bases = append(bases, "`"+m.typeName()+"'")
	}
	if len(bases) > 0 {
		text += "{for " + strings.Join(bases, "s ") + "}"
	}
	return m.text(text)
}

func (m *msvc) rtti(what string) string {
	q := qname{scope: m.scope(), name: what}
	if !m.accept("8") {
		m.fail()
	}
	return m.text(q.String())
}

// guard reads the guard of static objects of a function.
func (m *msvc) guard(what string) string {
	q := qname{scope: m.scope(), name: what}
	if m.accept("4IA") {
		return m.text(q.String())
	}
	if !m.accept("5") {
		m.fail()
	}
	if m.s != "" {
		q.name += "{" + m.number() + "}"
	}
	return m.text(q.String())
}

// stub reads an initializer or destructor of a static object.
func (m *msvc) stub(what string) string {
	var of string
	if m.accept("?") {
		of = m.symbol()
		m.accept("@")
		m.accept("@")
	} else {
		of = m.qualified().String()
	}
	return m.text(m.encoding(qname{name: "`" + what + " '" + of + "''"}))
}

// typeName reads the name of a type and the scopes around it.
func (m *msvc) typeName() string {
	name, _ := m.unqualified(false)
	return qname{scope: m.scope(), name: name}.String()
}

// qualified reads the name of a symbol and the scopes around it.
func (m *msvc) qualified() qname {
	var q qname
	q.name, q.kind = m.unqualified(true)
	q.scope = m.scope()
	if n := len(q.scope); q.kind == constructor || q.kind == destructor {
		if n == 0 {
			m.fail()
			return q
		}
		q.name = q.scope[n-1] + q.name // behind it the arguments of a constructor template
		if q.kind == destructor {
			q.name = "~" + q.name
		}
	}
	return q
}

// scope reads scopes, innermost first, up to the "@" that ends them.
func (m *msvc) scope() []string {
	var in []string
	for !m.failed && !m.accept("@") {
		if len(in) > 64 {
			m.fail()
			break
		}
		in = append(in, m.piece())
	}
	for i, j := 0, len(in)-1; i < j; i, j = i+1, j-1 {
		in[i], in[j] = in[j], in[i]
	}
	return in
}

// piece reads one scope.
func (m *msvc) piece() string {
	if m.peek() != '?' || strings.HasPrefix(m.s, "?$") {
		name, _ := m.unqualified(false)
		return name
	}
	m.next()
	switch {
	case m.accept("A"): // unnamed namespace, told apart by a hash
		if i := strings.IndexByte(m.s, '@'); i >= 0 {
			m.s = m.s[i+1:]
			if len(m.names) < 10 {
				m.names = append(m.names, "`anonymous namespace'")
			}
			return "`anonymous namespace'"
		}
		m.fail()
		return ""
	case m.accept("Q"):
		m.fail()
		return ""
	}
	n := m.number() // scope inside a function
	if !m.accept("?") {
		m.fail()
		return ""
	}
	of := m.inner()
	return m.text("`" + of + "'::`" + n + "'")
}

// inner reads a symbol within another, which refers to its own names.
func (m *msvc) inner() string {
	if !m.accept("?") {
		m.fail()
		return ""
	}
	return m.symbol()
}

// unqualified reads one name: that of a symbol, which may be an operator and
// whose template arguments are not referred to again, or that of a type or scope.
func (m *msvc) unqualified(symbol bool) (string, nameKind) {
	defer func() { m.depth-- }()
	if !m.enter() {
		return "", plainName
	}
	c := m.peek()
	switch {
	case c >= '0' && c <= '9':
		m.next()
		if i := int(c - '0'); i < len(m.names) {
			return m.names[i], plainName
		}
		m.fail()
		return "", plainName
	case m.accept("?$"):
		// Template arguments refer to names of their own.
		names, types := m.names, m.types
		m.names, m.types = nil, nil
		var name string
		kind := plainName
		if symbol && m.accept("?") {
			name, kind = m.operator()
		} else {
			name, _ = m.unqualified(false)
		}
		name += "<" + strings.Join(m.arguments(), ", ") + ">"
		m.names, m.types = names, types
		m.text(name)
		if !symbol {
			m.remember(name)
		}
		return name, kind
	case c == '?' && symbol:
		m.next()
		return m.operator()
	case c == '?' || c == '@' || c == 0:
		m.fail()
		return "", plainName
	}
	i := strings.IndexByte(m.s, '@')
	if i <= 0 {
		m.fail()
		return "", plainName
	}
	name := m.s[:i]
	m.s = m.s[i+1:]
	return m.remember(name), plainName
}

// operators by the code behind "?", "?_" and "?__".
var (
	operators = map[byte]string{
		'2': "operator new", '3': "operator delete", '4': "operator=", '5': "operator>>", '6': "operator<<", '7': "operator!", '8': "operator==", '9': "operator!=",
		'A': "operator[]", 'C': "operator->", 'D': "operator*", 'E': "operator++", 'F': "operator--", 'G': "operator-", 'H': "operator+", 'I': "operator&", 'J': "operator->*",
		'K': "operator/", 'L': "operator%", 'M': "operator<", 'N': "operator<=", 'O': "operator>", 'P': "operator>=", 'Q': "operator,", 'R': "operator()", 'S': "operator~",
		'T': "operator^", 'U': "operator|", 'V': "operator&&", 'W': "operator||", 'X': "operator*=", 'Y': "operator+=", 'Z': "operator-=",
	}
	operators1 = map[byte]string{
		'0': "operator/=", '1': "operator%=", '2': "operator>>=", '3': "operator<<=", '4': "operator&=", '5': "operator|=", '6': "operator^=",
		'9': "`vcall'", 'D': "`vbase dtor'", 'E': "`vector deleting dtor'", 'F': "`default ctor closure'", 'G': "`scalar deleting dtor'",
		'H': "`vector ctor iterator'", 'I': "`vector dtor iterator'", 'J': "`vector vbase ctor iterator'", 'K': "`virtual displacement map'",
		'L': "`eh vector ctor iterator'", 'M': "`eh vector dtor iterator'", 'N': "`eh vector vbase ctor iterator'", 'O': "`copy ctor closure'",
		'T': "`local vftable ctor closure'", 'U': "operator new[]", 'V': "operator delete[]",
	}
	operators2 = map[byte]string{'L': "operator co_await", 'M': "operator<=>"}
)

func (m *msvc) operator() (string, nameKind) {
	switch {
	case m.accept("0"):
		return "", constructor
	case m.accept("1"):
		return "", destructor
	case m.accept("B"):
		return "operator", conversion
	case m.accept("__K"):
		name, _ := m.unqualified(false)
		return "operator \"\"" + name, plainName
	}
	table := operators
	switch {
	case m.accept("__"):
		table = operators2
	case m.accept("_"):
		table = operators1
	}
	name, ok := table[m.next()]
	if !ok {
		m.fail()
	}
	return name, plainName
}

// arguments reads template arguments up to their "@".
func (m *msvc) arguments() []string {
	var args []string
	for !m.failed && !m.accept("@") {
		switch {
		case m.accept("$S"), m.accept("$$V"), m.accept("$$Z"), m.accept("$$$V"):
			// an empty pack, or the border between two
		case m.accept("$M"): // of a type that was deduced, named first
			m.typ()
			args = append(args, m.constant())
		case strings.HasPrefix(m.s, "$0"), strings.HasPrefix(m.s, "$1"), strings.HasPrefix(m.s, "$E"):
			m.next()
			args = append(args, m.constant())
		case m.accept("$$Y"): // alias template
			args = append(args, m.typeName())
		default:
			args = append(args, m.parameter().String())
		}
		if len(args) > 256 {
			m.fail()
		}
	}
	return args
}

// constant reads a template argument that is no type: a number, the address
// of a symbol, or the symbol.
func (m *msvc) constant() string {
	switch {
	case m.accept("0"):
		return m.number()
	case m.accept("1"):
		return "&" + m.inner()
	case m.accept("E"):
		return m.inner()
	}
	m.fail()
	return ""
}

// number reads an encoded integer.
func (m *msvc) number() string {
	sign := ""
	if m.accept("?") {
		sign = "-"
	}
	c := m.next()
	if c >= '0' && c <= '9' {
		return sign + strconv.Itoa(int(c-'0')+1)
	}
	var n uint64
	for i := 0; c != '@'; i++ {
		if c < 'A' || c > 'P' || i >= 16 {
			m.fail()
			return ""
		}
		n = n<<4 | uint64(c-'A')
		c = m.next()
	}
	return sign + strconv.FormatUint(n, 10)
}

// displacement reads a number that stands for a signed one of 32 bits.
func (m *msvc) displacement() int32 {
	n, err := strconv.ParseInt(m.number(), 10, 64)
	if err != nil {
		m.fail()
	}
	return int32(n)
}

// A mtype is a type in two halves, between which a declarator stands.
type mtype struct {
	left, right string
	pointer     bool // left ends in a declarator that binds what follows
}

func (t mtype) String() string { return t.left + t.right }

// with puts a declarator into t.
func (t mtype) with(name string) string {
	if name == "" {
		return t.String()
	}
	if t.left == "" || t.pointer && strings.HasSuffix(t.left, "*") || t.pointer && strings.HasSuffix(t.left, "&") {
		return t.left + name + t.right
	}
	return t.left + " " + name + t.right
}

var calling = map[byte]string{
	'A': "__cdecl", 'B': "__cdecl", 'C': "__pascal", 'D': "__pascal", 'E': "__thiscall", 'F': "__thiscall", 'G': "__stdcall", 'H': "__stdcall",
	'I': "__fastcall", 'J': "__fastcall", 'M': "__clrcall", 'N': "__clrcall", 'O': "__eabi", 'P': "__eabi", 'Q': "__vectorcall", 'w': "__regcall", 'S': "__attribute__((__swiftcall__)) ", 'W': "__attribute__((__swiftasynccall__)) ",
}

// encoding reads what a name stands for and writes the declaration.
func (m *msvc) encoding(q qname) string {
	c := m.next()
	switch {
	case m.failed:
		return ""
	case c >= '0' && c <= '4':
		return m.variable(q, c)
	case c == '8':
		return q.String()
	case c == '9': // extern "C"
		return q.String()
	case c >= 'A' && c <= 'Z':
		return m.function(q, c)
	case c == '$' && m.peek() >= '0' && m.peek() <= '5': // thunk that adjusts by a virtual base
		access := (m.next() - '0') / 2
		a, b := m.displacement(), m.displacement()
		q.name += fmt.Sprintf("`vtordisp{%d, %d}'", a, b)
		return "[thunk]: " + m.function(q, 'E'+8*access) // as a virtual function
	}
	m.fail()
	return ""
}

func (m *msvc) variable(q qname, class byte) string {
	t := m.typ()
	m.pointerQualifiers()
	var cv string
	switch c := m.next(); c {
	case 'A', 'B', 'C', 'D':
		cv = cvText(c)
	case 'Q', 'R', 'S', 'T': // of a pointer to member
		cv = cvText(c - 'Q' + 'A')
		m.typeName()
	default:
		m.fail()
	}
	if !t.pointer { // a pointer's qualifiers are in its type; these repeat those of its target
		t = t.qualified(cv)
	}
	access := []string{"private: static ", "protected: static ", "public: static ", "", ""}[class-'0']
	return access + t.with(q.String())
}

func cvText(c byte) string {
	return map[byte]string{'B': "const", 'C': "volatile", 'D': "const volatile"}[c]
}

// qualifiers reads const and volatile.
func (m *msvc) qualifiers() string {
	m.pointerQualifiers()
	c := m.next()
	if c < 'A' || c > 'D' {
		m.fail()
	}
	return cvText(c)
}

// pointerQualifiers reads __ptr64, __unaligned and __restrict. The first is
// not spelled: all pointers are that.
func (m *msvc) pointerQualifiers() (unaligned, restrict string) {
	for {
		switch {
		case m.accept("E"):
		case m.accept("F"):
			unaligned = "__unaligned "
		case m.accept("I"):
			restrict = "__restrict"
		default:
			return unaligned, restrict
		}
	}
}

func (m *msvc) function(q qname, c byte) string {
	prefix, member, thunk := "", false, false
	if c < 'Y' {
		prefix = []string{"private: ", "protected: ", "public: "}[(c-'A')/8]
		switch (c - 'A') % 8 / 2 {
		case 0:
			member = true
		case 1:
			prefix += "static "
		case 2:
			prefix += "virtual "
			member = true
		case 3:
			prefix += "virtual "
			member, thunk = true, true
		}
	}
	name := q.String()
	if thunk {
		prefix = "[thunk]: " + prefix
		name += "`adjustor{" + m.number() + "}'"
	}
	suffix := ""
	if member {
		suffix = m.thisQualifiers()
	}
	ret, params, conv, noexcept := m.signature()
	if m.failed {
		return ""
	}
	if q.kind == conversion {
		name += " " + ret.String()
	}
	text := conv + " " + name + "(" + params + ")" + suffix + noexcept
	if ret.left != "" {
		text = ret.left + " " + text + ret.right
	}
	return prefix + text
}

// thisQualifiers reads the qualifiers of the object a member is called on.
func (m *msvc) thisQualifiers() string {
	ref, rest := "", ""
	for {
		switch {
		case m.accept("E"):
			continue
		case m.accept("I"):
			rest += " __restrict"
			continue
		case m.accept("F"):
			rest += " __unaligned"
			continue
		case m.accept("G"):
			ref = " &"
			continue
		case m.accept("H"):
			ref = " &&"
			continue
		}
		break
	}
	c := m.next()
	if c < 'A' || c > 'D' {
		m.fail()
		return ""
	}
	text := cvText(c)
	if text != "" {
		text = " " + text
	}
	return text + rest + ref
}

// signature reads calling convention, return type, parameters and exception
// specification.
func (m *msvc) signature() (ret mtype, params, conv, noexcept string) {
	conv, ok := calling[m.next()]
	if !ok {
		m.fail()
		return
	}
	if !m.accept("@") {
		if m.accept("?") { // of a class by value
			cv := m.qualifiers()
			ret = m.typ()
			if cv != "" {
				ret.left += " " + cv
			}
		} else {
			ret = m.typ()
		}
	}
	params = m.parameters()
	switch {
	case m.accept("_E"):
		noexcept = " noexcept"
	case m.accept("Z"):
	default:
		m.fail()
	}
	return ret, params, conv, noexcept
}

func (m *msvc) parameters() string {
	if m.accept("X") {
		return "void"
	}
	var all []string
	for !m.failed {
		switch {
		case m.accept("@"):
			return strings.Join(all, ", ")
		case m.accept("Z"):
			return strings.Join(append(all, "..."), ", ")
		}
		all = append(all, m.text(m.parameter().String()))
		if len(all) > 256 {
			m.fail()
		}
	}
	return ""
}

// parameter reads a type that may be, or become, a back reference.
func (m *msvc) parameter() mtype {
	if c := m.peek(); c >= '0' && c <= '9' {
		m.next()
		if i := int(c - '0'); i < len(m.types) {
			return mtype{left: m.types[i]}
		}
		m.fail()
		return mtype{}
	}
	before := len(m.s)
	t := m.typ()
	if before-len(m.s) > 1 && len(m.types) < 10 {
		m.types = append(m.types, t.String())
	}
	return t
}

var (
	simpleTypes = map[byte]string{
		'C': "signed char", 'D': "char", 'E': "unsigned char", 'F': "short", 'G': "unsigned short", 'H': "int", 'I': "unsigned int",
		'J': "long", 'K': "unsigned long", 'M': "float", 'N': "double", 'O': "long double", 'X': "void",
	}
	extendedTypes = map[byte]string{
		'D': "__int8", 'E': "unsigned __int8", 'F': "__int16", 'G': "unsigned __int16", 'H': "__int32", 'I': "unsigned __int32",
		'J': "__int64", 'K': "unsigned __int64", 'L': "__int128", 'M': "unsigned __int128", 'N': "bool", 'Q': "char8_t", 'S': "char16_t", 'U': "char32_t", 'W': "wchar_t",
		'P': "auto", 'T': "decltype(auto)",
	}
)

// typ reads a type.
func (m *msvc) typ() mtype {
	defer func() { m.depth-- }()
	if !m.enter() {
		return mtype{}
	}
	switch {
	case m.accept("$$Q"):
		return m.pointer("&&", "")
	case m.accept("$$R"):
		return m.pointer("&&", " volatile")
	case m.accept("$$A6"), m.accept("$$A8@@"):
		ret, params, conv, noexcept := m.signature()
		return mtype{left: ret.left + " " + conv, right: "(" + params + ")" + noexcept + ret.right}
	case m.accept("$$C"):
		cv := m.qualifiers()
		return m.typ().qualified(cv)
	case m.accept("$$T"):
		return mtype{left: "std::nullptr_t"}
	case m.accept("$$B"):
		return m.typ()
	case strings.HasPrefix(m.s, "?<"): // invented by the compiler, such as <auto>
		m.next()
		name, _ := m.unqualified(false)
		if !m.accept("@") {
			m.fail()
		}
		return mtype{left: name}
	case m.accept("?"): // qualified
		cv := m.qualifiers()
		return m.typ().qualified(cv)
	}
	switch c := m.next(); c {
	case 'T':
		return mtype{left: "union " + m.typeName()}
	case 'U':
		return mtype{left: "struct " + m.typeName()}
	case 'V':
		return mtype{left: "class " + m.typeName()}
	case 'W':
		if c := m.next(); c < '0' || c > '7' {
			m.fail()
		}
		return mtype{left: "enum " + m.typeName()}
	case 'P':
		return m.pointer("*", "")
	case 'Q':
		return m.pointer("*", "const")
	case 'R':
		return m.pointer("*", "volatile")
	case 'S':
		return m.pointer("*", "const volatile")
	case 'A':
		return m.pointer("&", "")
	case 'B':
		return m.pointer("&", "volatile")
	case 'Y':
		return m.array()
	case '_':
		if t, ok := extendedTypes[m.next()]; ok {
			return mtype{left: t}
		}
	default:
		if t, ok := simpleTypes[c]; ok {
			return mtype{left: t}
		}
	}
	m.fail()
	return mtype{}
}

// qualified adds cv to a type that is no function.
func (t mtype) qualified(cv string) mtype {
	if cv == "" {
		return t
	}
	if !t.pointer {
		t.left += " " + cv
	} else if !strings.HasSuffix(t.left, cv) {
		t.left += cv
	}
	return t
}

// pointer reads what a pointer or reference refers to.
func (m *msvc) pointer(mark, cv string) mtype {
	switch {
	case m.accept("6"): // function
		ret, params, conv, noexcept := m.signature()
		return mtype{left: m.text(ret.left + " (" + conv + " " + mark + cv), right: ")(" + params + ")" + noexcept + ret.right, pointer: true}
	case m.accept("8"): // member function
		class := m.typeName()
		this := m.thisQualifiers()
		ret, params, conv, noexcept := m.signature()
		return mtype{left: m.text(ret.left + " (" + conv + " " + class + "::" + mark + cv), right: ")(" + params + ")" + this + noexcept + ret.right, pointer: true}
	}
	unaligned, restrict := m.pointerQualifiers()
	c := m.next()
	var of, member string
	switch {
	case c >= 'A' && c <= 'D':
		of = cvText(c)
	case c >= 'Q' && c <= 'T': // member
		of = cvText(c - 'Q' + 'A')
		member = m.typeName() + "::"
	default:
		m.fail()
		return mtype{}
	}
	t := m.typ()
	if t.right != "" && strings.HasPrefix(t.right, "[") {
		return mtype{left: t.qualified(of).left + " (" + unaligned + member + mark + cv + restrict, right: ")" + t.right, pointer: true}
	}
	t = t.qualified(of)
	if !t.pointer || of != "" {
		t.left += " "
	}
	t.left += unaligned + member + mark + cv + restrict
	t.pointer = true
	m.text(t.left)
	return t
}

// array reads the dimensions and element of an array.
func (m *msvc) array() mtype {
	n, err := strconv.Atoi(m.number())
	if err != nil || n < 1 || n > 16 {
		m.fail()
		return mtype{}
	}
	dims := ""
	for range n {
		dims += "[" + m.number() + "]"
	}
	cv := ""
	if m.accept("$$C") {
		cv = m.qualifiers()
	}
	t := m.typ().qualified(cv)
	t.right = dims + t.right
	return t
}
