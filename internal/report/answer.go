package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/napicheck/napicheck/rules"
)

// An answered is a line of the answer to which packages block a release.
type answered struct {
	pkg, path string
	rules.Answer
	fixed  string // since when
	copies int
}

func (t *text) answer(p *Package) {
	if p.Answer.Verdict == rules.NotHere {
		return
	}
	a := answered{cmp.Or(p.ID(), p.Path), p.Path, p.Answer, p.FixedIn, 1}
	if p.FixedAfter != "" {
		a.fixed = fmt.Sprintf("%s at the latest (%s still blocks)", p.FixedIn, p.FixedAfter)
	}
	if i := slices.IndexFunc(t.answers, func(b answered) bool { return b.pkg == a.pkg && b.Answer == a.Answer }); i >= 0 {
		t.answers[i].copies++
		return
	}
	t.answers = append(t.answers, a)
}

var answerStyle = map[rules.AnswerVerdict]style{rules.Blocks: red, rules.Unclear: yellow, rules.Fine: green}

// answerTable answers the question of a report: what blocks first.
func (t *text) answerTable() {
	if t.blocks > 0 {
		t.buf = append(t.buf, '\n')
	}
	order := []rules.AnswerVerdict{rules.Blocks, rules.Unclear, rules.Fine}
	slices.SortStableFunc(t.answers, func(a, b answered) int {
		return cmp.Or(cmp.Compare(slices.Index(order, a.Verdict), slices.Index(order, b.Verdict)), strings.Compare(a.pkg, b.pkg))
	})
	n := map[rules.AnswerVerdict]int{}
	width := 0
	for _, a := range t.answers {
		n[a.Verdict]++
		width = max(width, min(utf8.RuneCountInString(Clean(a.pkg)), 40))
	}
	head := fmt.Sprintf("%s on %s: %d fine", countOf(len(t.answers), "native package"), t.opt.Question, n[rules.Fine])
	if n[rules.Blocks] > 0 {
		head += fmt.Sprintf(", %d blocking", n[rules.Blocks])
	}
	if n[rules.Unclear] > 0 {
		head += fmt.Sprintf(", %d that cannot be told", n[rules.Unclear])
	}
	t.line(0, 2, phrase{bold, head})
	for _, a := range t.answers {
		what := a.Reason
		if a.copies > 1 {
			what = strings.TrimSpace(what + fmt.Sprintf(" (%d copies)", a.copies))
		}
		if a.fixed != "" {
			what += "; fixed in " + a.fixed
		}
		verdict := string(a.Verdict)
		t.line(2, 4, phrase{answerStyle[a.Verdict], pad(verdict, 7)}, phrase{plain, "  "}, phrase{bold, strings.TrimRight(pad(a.pkg, width), tail(what))}, phrase{plain, gap(what) + what})
	}
}

// tail and gap keep spaces from the ends of lines.
func tail(what string) string {
	if what == "" {
		return " "
	}
	return ""
}

func gap(what string) string {
	if what == "" {
		return ""
	}
	return "  "
}
