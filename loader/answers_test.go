package loader

import (
	"io"
	"strings"
	"testing"
)

// However much a child writes, what is kept of it is bounded.
func TestAnswersBounded(t *testing.T) {
	c := newChild(&Options{})
	c.readAnswers(io.MultiReader(strings.NewReader(`{"stage":"init"}`+"\n"+"nonsense\n"), strings.NewReader(strings.Repeat("{}\n", 1<<20))))
	if len(c.answers) != maxAnswerCount || c.answers[0].Stage != Init {
		t.Errorf("%d answers", len(c.answers))
	}
	select {
	case <-c.loading:
	default:
		t.Error("loading is not seen to have begun")
	}
}
