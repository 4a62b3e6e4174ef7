package jsrt

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/dop251/goja"
)

// goja's regular expressions know neither \p{…} nor the v flag. Literals that
// need them are lowered to calls of RegExp, and RegExp is replaced by one that
// writes properties out as classes of characters.

// needsRegExp reports whether source may hold literals goja misreads. (It
// takes \p{L} for something else without complaint.)
func needsRegExp(source string) bool {
	return strings.Contains(source, `\p{`) || strings.Contains(source, `\P{`)
}

var (
	errProperty = errors.New("invalid property name")
	errNested   = errors.New("nested classes are not supported")
)

func (rt *Runtime) wrapRegExp() {
	original := rt.global.Get("RegExp").(*goja.Object)
	construct, _ := goja.AssertConstructor(original)
	call, _ := goja.AssertFunction(original)
	expand := func(args []goja.Value) []goja.Value {
		if len(args) == 0 {
			return args
		}
		pattern, ok := args[0].(goja.String)
		if !ok || len(args) < 2 || goja.IsUndefined(args[1]) {
			return args
		}
		flags, text := args[1].String(), pattern.String()
		if !strings.ContainsAny(flags, "uv") || !needsRegExp(text) && !strings.Contains(flags, "v") {
			return args
		}
		written, err := expandProperties(text, strings.Contains(flags, "v"))
		if err != nil {
			rt.throw(&nodeError{kind: "SyntaxError", message: fmt.Sprintf("Invalid regular expression: /%s/%s: %v", text, flags, err)})
		}
		return append([]goja.Value{rt.vm.ToValue(written), rt.vm.ToValue(strings.ReplaceAll(flags, "v", "u"))}, args[2:]...)
	}
	var wrapper *goja.Object
	wrapper = rt.vm.ToValue(func(c goja.ConstructorCall) *goja.Object {
		args := expand(c.Arguments)
		if c.NewTarget == nil {
			v, err := call(goja.Undefined(), args...)
			rt.throw(err)
			return v.(*goja.Object)
		}
		target := c.NewTarget
		if target == wrapper {
			target = original
		}
		o, err := construct(target, args...)
		rt.throw(err)
		return o
	}).(*goja.Object)
	rt.define(wrapper, "name", "RegExp")
	rt.define(wrapper, "length", 2)
	_ = wrapper.DefineDataProperty("prototype", original.Get("prototype"), goja.FLAG_FALSE, goja.FLAG_FALSE, goja.FLAG_FALSE)
	_ = wrapper.DefineAccessorPropertySymbol(goja.SymSpecies, rt.vm.ToValue(func(c goja.FunctionCall) goja.Value { return c.This }), nil, goja.FLAG_TRUE, goja.FLAG_FALSE)
	_ = rt.global.DefineDataProperty("RegExp", wrapper, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE)
	_ = original.Get("prototype").(*goja.Object).DefineDataProperty("constructor", wrapper, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE)
}

// expandProperties writes \p{…} and \P{…} out. sets: brackets nest, as by the
// v flag.
func expandProperties(pattern string, sets bool) (string, error) {
	var b strings.Builder
	depth := 0 // of brackets
	for i := 0; i < len(pattern); i++ {
		c := pattern[i]
		switch {
		case c == '\\' && i+2 < len(pattern) && (pattern[i+1] == 'p' || pattern[i+1] == 'P') && pattern[i+2] == '{':
			end := strings.IndexByte(pattern[i:], '}')
			if end < 0 {
				return "", errProperty
			}
			name := pattern[i+3 : i+end]
			if strings.HasPrefix(name, "RGI_Emoji") || name == "Emoji_Keycap_Sequence" || name == "Basic_Emoji" {
				if depth > 0 || pattern[i+1] == 'P' {
					return "", errProperty
				}
				sequence, err := expandProperties(emojiSequence, false)
				if err != nil {
					return "", err
				}
				b.WriteString(sequence)
				i += end
				continue
			}
			ranges, err := property(name)
			if err != nil {
				return "", err
			}
			if pattern[i+1] == 'P' {
				ranges = invert(ranges)
			}
			if depth == 0 {
				b.WriteByte('[')
			}
			for _, r := range ranges {
				fmt.Fprintf(&b, `\u{%x}`, r[0])
				if r[1] > r[0] {
					fmt.Fprintf(&b, `-\u{%x}`, r[1])
				}
			}
			if depth == 0 {
				b.WriteByte(']')
			}
			i += end
		case c == '\\' && i+1 < len(pattern):
			b.WriteString(pattern[i : i+2])
			i++
		case c == '[':
			if depth > 0 && sets {
				return "", errNested
			}
			depth = 1
			b.WriteByte(c)
		case c == ']':
			depth = 0
			b.WriteByte(c)
		default:
			b.WriteByte(c)
		}
	}
	return b.String(), nil
}

// emojiSequence is near to RGI_Emoji, which is a list of thousands.
const emojiSequence = `(?:[0-9#*]\u{fe0f}?\u{20e3}|[\u{1f1e6}-\u{1f1ff}]{2}|\u{1f3f4}[\u{e0060}-\u{e007e}]+\u{e007f}|` +
	`(?:\p{Emoji_Presentation}|\p{Extended_Pictographic}(?=[\u{fe0f}\u{1f3fb}-\u{1f3ff}\u{200d}]))[\u{fe0f}\u{1f3fb}-\u{1f3ff}]?` +
	`(?:\u{200d}\p{Extended_Pictographic}[\u{fe0f}\u{1f3fb}-\u{1f3ff}]?)*)`

var categoryNames = map[string]string{
	"Letter": "L", "Cased_Letter": "LC", "Uppercase_Letter": "Lu", "Lowercase_Letter": "Ll", "Titlecase_Letter": "Lt", "Modifier_Letter": "Lm", "Other_Letter": "Lo",
	"Mark": "M", "Combining_Mark": "M", "Nonspacing_Mark": "Mn", "Spacing_Mark": "Mc", "Enclosing_Mark": "Me",
	"Number": "N", "Decimal_Number": "Nd", "digit": "Nd", "Letter_Number": "Nl", "Other_Number": "No",
	"Punctuation": "P", "punct": "P", "Connector_Punctuation": "Pc", "Dash_Punctuation": "Pd", "Open_Punctuation": "Ps", "Close_Punctuation": "Pe",
	"Initial_Punctuation": "Pi", "Final_Punctuation": "Pf", "Other_Punctuation": "Po",
	"Symbol": "S", "Math_Symbol": "Sm", "Currency_Symbol": "Sc", "Modifier_Symbol": "Sk", "Other_Symbol": "So",
	"Separator": "Z", "Space_Separator": "Zs", "Line_Separator": "Zl", "Paragraph_Separator": "Zp",
	"Other": "C", "Control": "Cc", "cntrl": "Cc", "Format": "Cf", "Surrogate": "Cs", "Private_Use": "Co", "Unassigned": "Cn",
}

var propertyNames = map[string]string{
	"Alpha": "Alphabetic", "Lower": "Lowercase", "Upper": "Uppercase", "space": "White_Space", "IDS": "ID_Start", "IDC": "ID_Continue",
	"XIDS": "ID_Start", "XID_Start": "ID_Start", "XIDC": "ID_Continue", "XID_Continue": "ID_Continue", "EPres": "Emoji_Presentation", "EMod": "Emoji_Modifier",
	"ExtPict": "Extended_Pictographic", "EComp": "Emoji_Component", "EBase": "Emoji_Modifier_Base", "DI": "Default_Ignorable_Code_Point", "Ideo": "Ideographic",
}

// Properties of emoji, by the blocks that hold them.
var emojiRanges = map[string][][2]rune{
	"Emoji": {{0x23, 0x23}, {0x2a, 0x2a}, {0x30, 0x39}, {0xa9, 0xa9}, {0xae, 0xae}, {0x203c, 0x203c}, {0x2049, 0x2049}, {0x2122, 0x2122}, {0x2139, 0x2139},
		{0x2194, 0x2199}, {0x21a9, 0x21aa}, {0x231a, 0x231b}, {0x2328, 0x2328}, {0x23cf, 0x23cf}, {0x23e9, 0x23f3}, {0x23f8, 0x23fa}, {0x24c2, 0x24c2},
		{0x25aa, 0x25ab}, {0x25b6, 0x25b6}, {0x25c0, 0x25c0}, {0x25fb, 0x25fe}, {0x2600, 0x2604}, {0x260e, 0x260e}, {0x2611, 0x2611}, {0x2614, 0x2615},
		{0x2618, 0x2618}, {0x261d, 0x261d}, {0x2620, 0x2620}, {0x2622, 0x2623}, {0x2626, 0x2626}, {0x262a, 0x262a}, {0x262e, 0x262f}, {0x2638, 0x263a},
		{0x2640, 0x2640}, {0x2642, 0x2642}, {0x2648, 0x2653}, {0x265f, 0x2660}, {0x2663, 0x2663}, {0x2665, 0x2666}, {0x2668, 0x2668}, {0x267b, 0x267b},
		{0x267e, 0x267f}, {0x2692, 0x2697}, {0x2699, 0x2699}, {0x269b, 0x269c}, {0x26a0, 0x26a1}, {0x26a7, 0x26a7}, {0x26aa, 0x26ab}, {0x26b0, 0x26b1},
		{0x26bd, 0x26be}, {0x26c4, 0x26c5}, {0x26c8, 0x26c8}, {0x26ce, 0x26cf}, {0x26d1, 0x26d1}, {0x26d3, 0x26d4}, {0x26e9, 0x26ea}, {0x26f0, 0x26f5},
		{0x26f7, 0x26fa}, {0x26fd, 0x26fd}, {0x2702, 0x2702}, {0x2705, 0x2705}, {0x2708, 0x270d}, {0x270f, 0x270f}, {0x2712, 0x2712}, {0x2714, 0x2714},
		{0x2716, 0x2716}, {0x271d, 0x271d}, {0x2721, 0x2721}, {0x2728, 0x2728}, {0x2733, 0x2734}, {0x2744, 0x2744}, {0x2747, 0x2747}, {0x274c, 0x274c},
		{0x274e, 0x274e}, {0x2753, 0x2755}, {0x2757, 0x2757}, {0x2763, 0x2764}, {0x2795, 0x2797}, {0x27a1, 0x27a1}, {0x27b0, 0x27b0}, {0x27bf, 0x27bf},
		{0x2934, 0x2935}, {0x2b05, 0x2b07}, {0x2b1b, 0x2b1c}, {0x2b50, 0x2b50}, {0x2b55, 0x2b55}, {0x3030, 0x3030}, {0x303d, 0x303d}, {0x3297, 0x3297},
		{0x3299, 0x3299}, {0x1f004, 0x1f004}, {0x1f0cf, 0x1f0cf}, {0x1f170, 0x1f171}, {0x1f17e, 0x1f17f}, {0x1f18e, 0x1f18e}, {0x1f191, 0x1f19a},
		{0x1f1e6, 0x1f1ff}, {0x1f201, 0x1f202}, {0x1f21a, 0x1f21a}, {0x1f22f, 0x1f22f}, {0x1f232, 0x1f23a}, {0x1f250, 0x1f251}, {0x1f300, 0x1f321},
		{0x1f324, 0x1f393}, {0x1f396, 0x1f397}, {0x1f399, 0x1f39b}, {0x1f39e, 0x1f3f0}, {0x1f3f3, 0x1f3f5}, {0x1f3f7, 0x1f4fd}, {0x1f4ff, 0x1f53d},
		{0x1f549, 0x1f54e}, {0x1f550, 0x1f567}, {0x1f56f, 0x1f570}, {0x1f573, 0x1f57a}, {0x1f587, 0x1f587}, {0x1f58a, 0x1f58d}, {0x1f590, 0x1f590},
		{0x1f595, 0x1f596}, {0x1f5a4, 0x1f5a5}, {0x1f5a8, 0x1f5a8}, {0x1f5b1, 0x1f5b2}, {0x1f5bc, 0x1f5bc}, {0x1f5c2, 0x1f5c4}, {0x1f5d1, 0x1f5d3},
		{0x1f5dc, 0x1f5de}, {0x1f5e1, 0x1f5e1}, {0x1f5e3, 0x1f5e3}, {0x1f5e8, 0x1f5e8}, {0x1f5ef, 0x1f5ef}, {0x1f5f3, 0x1f5f3}, {0x1f5fa, 0x1f64f},
		{0x1f680, 0x1f6c5}, {0x1f6cb, 0x1f6d2}, {0x1f6d5, 0x1f6d7}, {0x1f6dc, 0x1f6e5}, {0x1f6e9, 0x1f6e9}, {0x1f6eb, 0x1f6ec}, {0x1f6f0, 0x1f6f0},
		{0x1f6f3, 0x1f6fc}, {0x1f7e0, 0x1f7eb}, {0x1f7f0, 0x1f7f0}, {0x1f90c, 0x1f93a}, {0x1f93c, 0x1f945}, {0x1f947, 0x1f9ff}, {0x1fa70, 0x1fa7c},
		{0x1fa80, 0x1fa89}, {0x1fa8f, 0x1fac6}, {0x1face, 0x1fadc}, {0x1fadf, 0x1fae9}, {0x1faf0, 0x1faf8}},
	"Emoji_Presentation": {{0x231a, 0x231b}, {0x23e9, 0x23ec}, {0x23f0, 0x23f0}, {0x23f3, 0x23f3}, {0x25fd, 0x25fe}, {0x2614, 0x2615}, {0x2648, 0x2653},
		{0x267f, 0x267f}, {0x2693, 0x2693}, {0x26a1, 0x26a1}, {0x26aa, 0x26ab}, {0x26bd, 0x26be}, {0x26c4, 0x26c5}, {0x26ce, 0x26ce}, {0x26d4, 0x26d4},
		{0x26ea, 0x26ea}, {0x26f2, 0x26f3}, {0x26f5, 0x26f5}, {0x26fa, 0x26fa}, {0x26fd, 0x26fd}, {0x2705, 0x2705}, {0x270a, 0x270b}, {0x2728, 0x2728},
		{0x274c, 0x274c}, {0x274e, 0x274e}, {0x2753, 0x2755}, {0x2757, 0x2757}, {0x2795, 0x2797}, {0x27b0, 0x27b0}, {0x27bf, 0x27bf}, {0x2b1b, 0x2b1c},
		{0x2b50, 0x2b50}, {0x2b55, 0x2b55}, {0x1f004, 0x1f004}, {0x1f0cf, 0x1f0cf}, {0x1f18e, 0x1f18e}, {0x1f191, 0x1f19a}, {0x1f1e6, 0x1f1ff},
		{0x1f201, 0x1f201}, {0x1f21a, 0x1f21a}, {0x1f22f, 0x1f22f}, {0x1f232, 0x1f236}, {0x1f238, 0x1f23a}, {0x1f250, 0x1f251}, {0x1f300, 0x1f320},
		{0x1f32d, 0x1f335}, {0x1f337, 0x1f37c}, {0x1f37e, 0x1f393}, {0x1f3a0, 0x1f3ca}, {0x1f3cf, 0x1f3d3}, {0x1f3e0, 0x1f3f0}, {0x1f3f4, 0x1f3f4},
		{0x1f3f8, 0x1f43e}, {0x1f440, 0x1f440}, {0x1f442, 0x1f4fc}, {0x1f4ff, 0x1f53d}, {0x1f54b, 0x1f54e}, {0x1f550, 0x1f567}, {0x1f57a, 0x1f57a},
		{0x1f595, 0x1f596}, {0x1f5a4, 0x1f5a4}, {0x1f5fb, 0x1f64f}, {0x1f680, 0x1f6c5}, {0x1f6cc, 0x1f6cc}, {0x1f6d0, 0x1f6d2}, {0x1f6d5, 0x1f6d7},
		{0x1f6dc, 0x1f6df}, {0x1f6eb, 0x1f6ec}, {0x1f6f4, 0x1f6fc}, {0x1f7e0, 0x1f7eb}, {0x1f7f0, 0x1f7f0}, {0x1f90c, 0x1f93a}, {0x1f93c, 0x1f945},
		{0x1f947, 0x1f9ff}, {0x1fa70, 0x1fa7c}, {0x1fa80, 0x1fa89}, {0x1fa8f, 0x1fac6}, {0x1face, 0x1fadc}, {0x1fadf, 0x1fae9}, {0x1faf0, 0x1faf8}},
	"Emoji_Modifier":  {{0x1f3fb, 0x1f3ff}},
	"Emoji_Component": {{0x23, 0x23}, {0x2a, 0x2a}, {0x30, 0x39}, {0x200d, 0x200d}, {0x20e3, 0x20e3}, {0xfe0f, 0xfe0f}, {0x1f1e6, 0x1f1ff}, {0x1f3fb, 0x1f3ff}, {0x1f9b0, 0x1f9b3}, {0xe0020, 0xe007f}},
	"Default_Ignorable_Code_Point": {{0xad, 0xad}, {0x34f, 0x34f}, {0x61c, 0x61c}, {0x115f, 0x1160}, {0x17b4, 0x17b5}, {0x180b, 0x180f}, {0x200b, 0x200f}, {0x202a, 0x202e},
		{0x2060, 0x206f}, {0x3164, 0x3164}, {0xfe00, 0xfe0f}, {0xfeff, 0xfeff}, {0xffa0, 0xffa0}, {0xfff0, 0xfff8}, {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a}, {0xe0000, 0xe0fff}},
	"Any": {{0, unicode.MaxRune}}, "ASCII": {{0, 0x7f}}, "ASCII_Hex_Digit": {{'0', '9'}, {'A', 'F'}, {'a', 'f'}},
}

// property is the set of characters of a property's name, sorted.
func property(name string) ([][2]rune, error) {
	key, value, has := strings.Cut(name, "=")
	if has {
		switch key {
		case "gc", "General_Category":
			name = value
		case "sc", "Script", "scx", "Script_Extensions":
			if t, ok := unicode.Scripts[value]; ok {
				return rangesOf(t), nil
			}
			return nil, errProperty
		default:
			return nil, errProperty
		}
	}
	if long, ok := categoryNames[name]; ok {
		name = long
	}
	if t, ok := unicode.Categories[name]; ok {
		return rangesOf(t), nil
	}
	if has {
		return nil, errProperty
	}
	if long, ok := propertyNames[name]; ok {
		name = long
	}
	if r, ok := emojiRanges[name]; ok {
		return r, nil
	}
	p := unicode.Properties
	switch name {
	case "Cn", "Assigned":
		var all []*unicode.RangeTable
		for _, c := range []string{"L", "M", "N", "P", "S", "Z", "Cc", "Cf", "Cs", "Co"} {
			all = append(all, unicode.Categories[c])
		}
		if name == "Cn" {
			return invert(rangesOf(all...)), nil
		}
		return rangesOf(all...), nil
	case "Alphabetic":
		return rangesOf(unicode.L, unicode.Nl, p["Other_Alphabetic"]), nil
	case "Lowercase":
		return rangesOf(unicode.Ll, p["Other_Lowercase"]), nil
	case "Uppercase":
		return rangesOf(unicode.Lu, p["Other_Uppercase"]), nil
	case "ID_Start":
		return rangesOf(unicode.L, unicode.Nl, p["Other_ID_Start"]), nil
	case "ID_Continue":
		return rangesOf(unicode.L, unicode.Nl, p["Other_ID_Start"], unicode.Mn, unicode.Mc, unicode.Nd, unicode.Pc, p["Other_ID_Continue"]), nil
	case "Extended_Pictographic", "Emoji_Modifier_Base":
		var r [][2]rune
		for _, e := range emojiRanges["Emoji"] {
			if e[0] >= 0xa9 && e[0] != 0x1f1e6 {
				r = append(r, e)
			}
		}
		return r, nil
	}
	if t, ok := p[name]; ok {
		return rangesOf(t), nil
	}
	return nil, errProperty
}

func rangesOf(tables ...*unicode.RangeTable) [][2]rune {
	var all [][2]rune
	add := func(lo, hi, stride rune) {
		if stride == 1 {
			all = append(all, [2]rune{lo, hi})
			return
		}
		for r := lo; r <= hi; r += stride {
			all = append(all, [2]rune{r, r})
		}
	}
	for _, t := range tables {
		for _, r := range t.R16 {
			add(rune(r.Lo), rune(r.Hi), rune(r.Stride))
		}
		for _, r := range t.R32 {
			add(rune(r.Lo), rune(r.Hi), rune(r.Stride))
		}
	}
	slices.SortFunc(all, func(a, b [2]rune) int { return cmp.Compare(a[0], b[0]) })
	out := all[:0]
	for _, r := range all {
		if n := len(out); n > 0 && r[0] <= out[n-1][1]+1 {
			out[n-1][1] = max(out[n-1][1], r[1])
		} else {
			out = append(out, r)
		}
	}
	return out
}

func invert(ranges [][2]rune) [][2]rune {
	var out [][2]rune
	next := rune(0)
	for _, r := range ranges {
		if r[0] > next {
			out = append(out, [2]rune{next, r[0] - 1})
		}
		next = r[1] + 1
	}
	if next <= unicode.MaxRune {
		out = append(out, [2]rune{next, unicode.MaxRune})
	}
	return out
}
