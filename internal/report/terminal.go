package report

import (
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Clean makes s safe to print on a terminal. Names come from binaries, paths
// from file systems, and either may hold control characters, escape sequences
// or marks that turn the direction of writing: what is not printable appears
// as an escape, as in Go.
func Clean(s string) string {
	for i, r := range s {
		if !unicode.IsPrint(r) || r == utf8.RuneError {
			return clean(s, i)
		}
	}
	return s
}

func clean(s string, from int) string {
	var b strings.Builder
	b.WriteString(s[:from])
	for i := from; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case unicode.IsPrint(r):
			b.WriteRune(r)
		case r < 0x80:
			fmt.Fprintf(&b, `\x%02x`, r)
		case r < 0x10000:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			fmt.Fprintf(&b, `\U%08x`, r)
		}
		i += n
	}
	return b.String()
}

// A style is a terminal's select-graphic-rendition code.
type style string

const (
	plain  style = ""
	bold   style = "1"
	dim    style = "2"
	red    style = "31"
	green  style = "32"
	yellow style = "33"
	cyan   style = "36"
)

// A phrase is text in one style.
type phrase struct {
	style style
	text  string
}

// A printer lays out lines. Everything it prints goes through Clean.
type printer struct {
	w     io.Writer
	color bool
	width int // 0 = do not wrap
	buf   []byte
}

// line prints phrases on one line, or, where the width wants it, on several
// of which all but the first are indented by hang columns.
func (p *printer) line(indent, hang int, phrases ...phrase) {
	p.indent(indent)
	column, fresh := indent, true
	for _, ph := range phrases {
		text := Clean(ph.text)
		if p.width > 0 {
			text = p.wrap(text, &column, &fresh, hang)
		}
		if p.color && ph.style != plain && text != "" {
			p.buf = append(p.buf, "\x1b["...)
			p.buf = append(p.buf, ph.style...)
			p.buf = append(p.buf, 'm')
			p.buf = append(p.buf, text...)
			p.buf = append(p.buf, "\x1b[0m"...)
			continue
		}
		p.buf = append(p.buf, text...)
	}
	p.buf = append(p.buf, '\n')
}

// wrap breaks text at spaces. column is where it begins and, afterwards,
// ends; fresh tells whether the line holds no word yet.
func (p *printer) wrap(text string, column *int, fresh *bool, hang int) string {
	var b strings.Builder
	for text != "" {
		// A word is the spaces before it and all up to the next space.
		lead := len(text) - len(strings.TrimLeft(text, " "))
		end := len(text)
		if i := strings.IndexByte(text[lead:], ' '); i >= 0 {
			end = lead + i
		}
		word := text[:end]
		text = text[end:]
		n := utf8.RuneCountInString(word)
		blank := lead == len(word)
		if *column+n > p.width && lead > 0 && !*fresh {
			b.WriteByte('\n')
			b.WriteString(strings.Repeat(" ", hang))
			word = word[lead:]
			n -= lead
			*column = hang
		}
		b.WriteString(word)
		*column += n
		*fresh = *fresh && blank
	}
	return b.String()
}

func (p *printer) indent(n int) {
	for range n {
		p.buf = append(p.buf, ' ')
	}
}

func (p *printer) flush() error {
	_, err := p.w.Write(p.buf)
	p.buf = p.buf[:0]
	return err
}
